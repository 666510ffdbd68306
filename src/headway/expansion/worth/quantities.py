"""What a plan uses, year by year and line by line: tonnes, kilometres, litres, hours. Engines measure it, no price list."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.expansion.asking import Asked, LongerTrains, Loop, OtherChange, SecondTrack
from headway.expansion.stages import at_work
from headway.expansion.verifying import Found
from headway.model import Consist, OreFlow, Scenario
from headway.physics import train_run
from headway.units import exact_sum

Floats = NDArray[np.float64]

_KM = 1_000.0
_LOOP_KM = 2.5
"""Track that a new loop adds, which is maintained too [km]."""

_ON_BOARD = (
    "runs loaded", "runs empty", "waits on the line", "waits to depart", "failed on the way", "loading", "unloading",
    "waits for load-out", "waits for dumper", "yard moves",
)  # fmt: skip
"""What a train set does with a crew on board."""

_STANDS = (
    "waits on the line",
    "waits to depart",
    "failed on the way",
    "waits for load-out",
    "waits for dumper",
    "loading",
    "unloading",
)
"""What it does with its engines idling, besides stops that the run itself counts."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quantities:
    """What the trains of a flow use in each year.

    Parameters
    ----------
    flow, km
        The flow and the length of its line [km].
    tonnes
        What it delivers: the mean of the simulated years of its stage [t/y].
    trips
        Loaded trains [1/y].
    fuel_l
        Diesel: that of the runs loaded and empty, and of idling while trains stand [L/y].
    crew_h
        Hours of train sets with a crew on board [h/y].
    locomotive_km, wagon_km, gross_t_km
        What runs, loaded and empty [km/y, km/y, t km/y].
    track_km
        Track that is maintained, with what the plan adds [km].
    """

    flow: str
    km: float
    tonnes: Floats
    trips: Floats
    fuel_l: Floats
    crew_h: Floats
    locomotive_km: Floats
    wagon_km: Floats
    gross_t_km: Floats
    track_km: Floats


def quantities_of(asked: Asked, found: Found) -> tuple[Quantities, ...]:
    """Return what the trains of every flow use in each year of a plan."""
    years = len(asked.years)
    result: list[Quantities] = []
    for number, flow in enumerate(asked.base.scenario.flows):
        rows: dict[str, Floats] = {name: np.zeros(years) for name in _ROWS}
        km = 0.0
        known: dict[str, dict[str, float]] = {}
        for verified in found.stages:
            stage, delivered = verified.stage, verified.delivered[number]
            levels = _trains(asked, stage.levels)
            key = str(sorted(levels.items()))
            if key not in known:
                scenario = at_work(asked, levels, stage.demand)
                known[key] = _a_trip(scenario, scenario.flow(flow.name))
            used = known[key]
            km = used["km"]
            span = slice(stage.first, stage.last + 1)
            rows["tonnes"][span] = float(np.mean(delivered.t_y))
            rows["trips"][span] = delivered.trips
            stands_h = exact_sum(delivered.doing_h.get(name, 0.0) for name in _STANDS)
            rows["fuel_l"][span] = delivered.trips * (used["fuel_l"] + stands_h * used["idle_l_per_h"])
            rows["crew_h"][span] = delivered.trips * exact_sum(delivered.doing_h.get(name, 0.0) for name in _ON_BOARD)
            rows["locomotive_km"][span] = delivered.trips * 2 * km * used["locomotives"]
            rows["wagon_km"][span] = delivered.trips * 2 * km * used["wagons"]
            rows["gross_t_km"][span] = delivered.trips * km * used["gross_t"]
            rows["track_km"][span] = km + _added_km(asked, flow, stage.levels)
        result.append(Quantities(flow=flow.name, km=km, **rows))
    return tuple(result)


_ROWS = ("tonnes", "trips", "fuel_l", "crew_h", "locomotive_km", "wagon_km", "gross_t_km", "track_km")


def _trains(asked: Asked, levels: Mapping[str, int]) -> Mapping[str, int]:
    """Return the levels on which the run of a train depends: those that change trains, so that few runs are computed."""
    kept = {o.name for o in asked.each if isinstance(o, LongerTrains | OtherChange)}
    return {name: level for name, level in levels.items() if name in kept}


def _a_trip(scenario: Scenario, flow: OreFlow) -> dict[str, float]:
    """Return what one loaded and one empty run of a flow use."""
    loaded, empty = scenario.train_consists(flow)
    origin, destination = scenario.ends(flow)
    runs = (_run(scenario, loaded.name, origin, destination), _run(scenario, empty.name, destination, origin))
    return {
        "km": abs(scenario.line.position_m(destination) - scenario.line.position_m(origin)) / _KM,
        "fuel_l": exact_sum(runs),
        "idle_l_per_h": exact_sum(vehicle.idle_l_per_h * number for vehicle, number in loaded.locomotives),
        "locomotives": float(loaded.locomotive_count),
        "wagons": float(loaded.wagon_count),
        "gross_t": (_gross_t(loaded) + _gross_t(empty)),
    }


def _gross_t(consist: Consist) -> float:
    return consist.mass_kg / 1000


def _run(scenario: Scenario, consist: str, origin: str, destination: str) -> float:
    """Return the fuel of one run [L]."""
    return train_run(scenario, consist, origin, destination).fuel_l


def _added_km(asked: Asked, flow: OreFlow, levels: Mapping[str, int]) -> float:
    """Return the track that a plan has added to the line of a flow [km]."""
    line = asked.base.scenario.line
    low, high = sorted(line.position_m(place) for place in asked.base.scenario.ends(flow))
    added = 0.0
    for option in asked.each:
        level = levels.get(option.name, 0)
        if level and isinstance(option, Loop | SecondTrack):
            ends = [line.span_m(option.leg, km, km)[0] for km in option.ends_km(asked.base.scenario)]
            if low <= exact_sum(ends) / 2 <= high:
                added += level * (_LOOP_KM if isinstance(option, Loop) else abs(ends[1] - ends[0]) / _KM)
    return added
