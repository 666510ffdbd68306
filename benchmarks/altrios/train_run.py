"""Run one loaded ore train from Hibbing to Allouez with ALTRIOS 1.1.0; ``benchmarks/physics/checks.py`` runs this.

The script prints one JSON line: the results of SpeedLimitTrainSim, and the CPU time of the walk alone on fresh
simulations, with and without its history. The train knows its whole path from the start; ALTRIOS never simulates the
last link of a timed path.
"""

import json
import time

import altrios as alt

CARS, LOCOMOTIVES, TIMES = 120, 4, 10

resources = alt.resources_root()
train = alt.TrainConfig(
    rail_vehicles=[alt.RailVehicle.from_file(resources / "rolling_stock/Unit_Loaded.yaml")],
    n_cars_by_type={"Unit_Loaded": CARS},
    train_length_meters=None,
    train_mass_kilograms=None,
)
network = alt.Network.from_file(resources / "networks/Taconite-NoBalloon.yaml")
locations = alt.import_locations(resources / "networks/default_locations.csv")


def build(save_interval):
    """Return a fresh simulation with the train at the origin."""
    consist = alt.Consist([alt.Locomotive.default()] * LOCOMOTIVES, save_interval)
    builder = alt.TrainSimBuilder(
        train_id="0", origin_id="Hibbing", destination_id="Allouez", train_config=train, loco_con=consist
    )
    simulation = builder.make_speed_limit_train_sim(location_map=locations, save_interval=save_interval)
    simulation.set_save_interval(save_interval)
    return simulation


def walk(path, save_interval):
    """Walk several times; return the best CPU time and the last simulation."""
    best = float("inf")
    for _ in range(TIMES):
        simulation = build(save_interval)
        started = time.process_time()
        simulation.walk_timed_path(network=network, timed_path=path)
        best = min(best, time.process_time() - started)
    return best, simulation


first = build(None)
estimated, _ = alt.make_est_times(first, network)
dispatched = alt.run_dispatch(network, alt.SpeedLimitTrainSimVec([first]), [estimated], False, False)[0]
known = alt.TimedLinkPath.from_pydict([{"link_idx": link["link_idx"], "time_seconds": -1.0} for link in dispatched.to_pydict()])
cpu_s, simulation = walk(known, None)
cpu_history_s, _ = walk(known, 1)
state = simulation.to_pydict()["state"]
print(
    json.dumps(
        {
            "cpu_s": cpu_s,
            "cpu_history_s": cpu_history_s,
            "time_s": state["time_seconds"],
            "energy_j": state["energy_whl_out_pos_joules"],
            "distance_m": state["total_dist_meters"],
        }
    )
)
