"""Fuel of an ore flow: a loaded and an empty run, for each tonne of load."""

import headway as hw
from headway.model import Scenario
from headway.units import J_PER_KWH


def fuel_and_energy(scenario: Scenario, flow: str = "") -> tuple[float, float]:
    """Return the diesel [L] and the work at the wheel [kWh] of a round trip, for each tonne of load.

    The design runs as fast as it can. Under a running supplement trains run evenly slower by it.
    """
    chosen = scenario.flow(flow)
    mine, port = scenario.ends(chosen)
    loaded, empty = scenario.train_consists(chosen)
    driving = hw.LinearMargin(scenario.running_supplement)
    runs = [
        hw.train_run(scenario, train.name, *ends, driving=driving)
        for train, ends in ((loaded, (mine, port)), (empty, (port, mine)))
    ]
    tonnes = loaded.payload_kg / 1000
    return sum(run.fuel_l for run in runs) / tonnes, sum(run.energy_j for run in runs) / J_PER_KWH / tonnes
