"""Plan a day on 950 km of single track with 40 sidings with ALTRIOS 1.1.0; ``benchmarks/timetable/days.py`` runs this.

    .altrios/bin/python benchmarks/altrios/dispatch.py KM_PER_HOUR TRAINS_EACH_WAY [TRAINS_EACH_WAY ...]

Trains leave both ends at once, evenly spread over the day. The script prints one JSON line. For every number of trains
it gives the time of a train alone and the total delay [s], both until a train's head enters its arrival track. It also
gives the CPU time of the planner: to estimate the times of every train, and to dispatch [s].

A siding of 2 km has two tracks between turnouts. At each end of the line one track is to leave from and one to arrive
on. A turnout is two links that lock each other out, since the dispatcher holds trains only before such links.
"""

import json
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import altrios as alt

LINE_M, SIDINGS, SIDING_M, TURNOUT_M = 950_000.0, 40, 2_000.0, 100.0
CARS, LOCOMOTIVES = 120, 4
SECTION_M = (LINE_M - SIDINGS * SIDING_M - 2 * (SIDINGS + 1) * TURNOUT_M) / (SIDINGS + 1)


def network(speed_ms):
    """Return the network and its four locations: where trains leave from and arrive, at both ends."""
    lengths, after, before = {}, {}, {}

    def lay(*names):
        for name in names:
            lengths[name] = {"track": SIDING_M, "section": SECTION_M}.get(name[0], TURNOUT_M)
        for a, b in pairwise(names):
            after.setdefault(a, []).append(b)
            before.setdefault(b, []).append(a)

    for i in range(SIDINGS + 1):
        for t in (0, 1):
            lay(("track", i, t), ("east", i, t), ("section", i), ("west", i + 1, t), ("track", i + 1, t))
    names = list(lengths)
    number = {(name, rising): 1 + names.index(name) + (0 if rising else len(names)) for name in names for rising in (True, False)}
    links = [_link(0, 0, (), (), 0.0)]
    for rising in (True, False):
        for name in names:
            ways = (after, before) if rising else (before, after)
            ahead, behind = ([number[other, rising] for other in way.get(name, ())] for way in ways)
            link = _link(number[name, rising], number[name, not rising], ahead[:: 1 if rising else -1], behind, lengths[name])
            if name[0] in {"east", "west"}:
                other = (*name[:2], 1 - name[2])
                link["link_idxs_lockout"] = [number[other, True], number[other, False]]
            span = {"offset_start_meters": 0.0, "offset_end_meters": lengths[name], "speed_meters_per_second": speed_ms}
            link["speed_set"] = {"speed_limits": [span], "speed_params": [], "is_head_end": False}
            for values, what in (("elevs", "elev_meters"), ("headings", "heading_radians")):
                link[values] = [{"offset_meters": at, what: 0.0} for at in (0.0, lengths[name])]
            links.append(link)
    limits = ("max_grade", "max_curv_radians_per_meter", "max_heading_step_radians", "max_elev_step_meters")
    last = SIDINGS + 1
    ends = {
        "west, leaving": number[("track", 0, 0), True],
        "west, arriving": number[("track", 0, 1), False],
        "east, leaving": number[("track", last, 1), False],
        "east, arriving": number[("track", last, 0), True],
    }
    regions = ("Grid Emissions", "Electricity Price", "Liquid Fuel Price")
    head = ",".join(["Location ID", "Link Index", "Offset (m)", "Is Front End", *(f"{kind} Region" for kind in regions)])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "network.json").write_text(json.dumps([dict.fromkeys(limits, 0.01), links]))
        (Path(folder) / "ends.csv").write_text("\n".join([head, *(f'"{name}",{link},0,FALSE,,,' for name, link in ends.items())]))
        return alt.Network.from_file(Path(folder) / "network.json"), alt.import_locations(Path(folder) / "ends.csv")


def _link(current, flip, ahead, behind, length_m):
    """Return a link without its speeds and heights; the first of the links ahead is the one that trains prefer."""
    (ahead, ahead_2), (behind, behind_2) = ([*ahead, 0, 0][:2], [*behind, 0, 0][:2])
    return {
        "idx_curr": current,
        "idx_flip": flip,
        "idx_next": ahead,
        "idx_next_alt": ahead_2,
        "idx_prev": behind,
        "idx_prev_alt": behind_2,
        "length_meters": length_m,
        "elevs": [],
        "headings": [],
        "speed_set": None,
    }


def plan(net, ends, count):
    """Plan a day; return its figures."""
    car = alt.RailVehicle.from_file(alt.resources_root() / "rolling_stock/Unit_Loaded.yaml")
    config = alt.TrainConfig(
        rail_vehicles=[car], n_cars_by_type={"Unit_Loaded": CARS}, train_length_meters=None, train_mass_kilograms=None
    )
    ready = [round(86_400 * i / count) for i in range(count) for _ in range(2)]
    trains = [
        alt.TrainSimBuilder(
            train_id=str(i),
            origin_id=("west, leaving", "east, leaving")[i % 2],
            destination_id=("east, arriving", "west, arriving")[i % 2],
            train_config=config,
            loco_con=alt.Consist([alt.Locomotive.default()] * LOCOMOTIVES, None),
            init_train_state=alt.InitTrainState(time_seconds=float(ready_s)),
        ).make_speed_limit_train_sim(location_map=ends, save_interval=None)
        for i, ready_s in enumerate(ready)
    ]
    began = time.process_time()
    estimates = [alt.make_est_times(train, net)[0] for train in trains]
    estimated = time.process_time()
    arrivals = dispatched(net, trains, estimates)
    done = time.process_time()
    alone = [dispatched(net, [train], [estimate])[0] for train, estimate in zip(trains, estimates, strict=True)]
    return {
        "count": count,
        "alone_s": sum(alone) / len(alone) - sum(ready) / len(ready),
        "delay_s": sum(arrivals) - sum(alone),
        "estimating_s": estimated - began,
        "dispatching_s": done - estimated,
    }


def dispatched(net, trains, estimates):
    """Return when every train enters its last link."""
    paths = alt.run_dispatch(net, alt.SpeedLimitTrainSimVec(trains), estimates, False, False)
    return [path.to_pydict()[-1]["time_seconds"] for path in paths]


if __name__ == "__main__":
    line, locations = network(float(sys.argv[1]) / 3.6)
    print(json.dumps([plan(line, locations, int(count)) for count in sys.argv[2:]]))
