"""Run one train: from names to a checked run, or to a refusal that helps."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.model import Consist, Energy, Line, Scenario, Stop
from headway.physics.course import Course
from headway.physics.drive import Log
from headway.physics.driving import Driving, FastestRun
from headway.physics.envelope import OK
from headway.physics.forces import Rail
from headway.physics.refusals import refuse, refuse_signals
from headway.physics.result import EnergyUse, Sampling, TrainRun
from headway.physics.trip import Trip, conditions_of, trip_of
from headway.units import J_PER_KWH, exact_sum

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]

DIESEL_J_PER_L = 35.8e6
"""Lower heating value of diesel."""

CO2_KG_PER_L = 74_100e-12 * DIESEL_J_PER_L
"""74,100 kg/TJ (IPCC 2006 Guidelines, volume 2, gas/diesel oil)."""


@public
def train_run(
    scenario: Scenario | str | Path,
    train: str,
    origin: str,
    destination: str,
    *,
    stops: Sequence[str | Stop] = (),
    driving: Driving | None = None,
    rail: Rail | str = Rail.DRY,
    sampling: Sampling | None = None,
) -> TrainRun:
    """Run a train from one place to another.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of a scenario.
    train
        Name of a consist.
    origin, destination
        Names of places.
    stops
        Places at which the train stops on the way, in order, each with or without a dwell.
    driving
        How the train is driven: `FastestRun` by default, `LinearMargin`, `LeastEnergy`, or any other `Driving`.
    rail
        Condition of the rail: ``dry``, ``sanded`` or ``wet``.
    sampling
        The positions at which the run is kept; every node by default.

    Raises
    ------
    InputError
        If a name is unknown, or if the train cannot run: it cannot start, stalls, cannot hold its speed or cannot stop
        in time. The message says where, why, and what would help.
    """
    scenario = scenario_of(scenario)
    line, consist, driving = scenario.line, scenario.consist(train), driving or FastestRun()
    calls, dwell_s = calls_of(line, origin, destination, stops)
    conditions = conditions_of(scenario, _rail(rail))
    way, trip = trip_of(line, consist, calls, dwell_s, conditions)
    driven = driving.drive(trip)
    if driven.status != OK:
        refuse(line, consist, calls, dwell_s, conditions, driven, getattr(driving, "effort", 1.0))
    refuse_signals(line, consist, way, trip, driven.log)
    nodes = (sampling or Sampling()).nodes(way, trip.halts)
    energy = _energy(consist, way, trip, driven.log, driven.time_s)
    electric = [(loco, n) for loco, n in consist.locomotive_blocks if loco.energy == Energy.ELECTRIC]
    per_kwh = exact_sum(loco.co2_kg_per_kwh * n for loco, n in electric) / max(sum(n for _, n in electric), 1)
    return TrainRun(
        title=scenario.title,
        changes=scenario.changes,
        consist=consist,
        line=line,
        driving=driving,
        conditions=conditions,
        origin=origin,
        destination=destination,
        calls=_times(line, way, trip, driven.log),
        energy=energy,
        fuel_l=driven.fuel_l,
        co2_kg=driven.fuel_l * CO2_KG_PER_L + (energy.drawn_j - energy.returned_j) / J_PER_KWH * per_kwh,
        course=way,
        trip=trip,
        nodes=nodes,
        log=_kept(driven.log, nodes),
        planned=None if driven.regime is None else driven.regime[nodes],
    )


def calls_of(line: Line, origin: str, destination: str, stops: Sequence[str | Stop]) -> tuple[list[int], list[float]]:
    """Return the numbers of the places where a train is at rest, ends included, and its dwell at each.

    Raises
    ------
    InputError
        If a place is unknown or not on the way in this order.
    """
    if origin == destination:
        raise InputError([f'origin and destination are both "{origin}"; a run needs two places'])
    first, last = line.index(origin), line.index(destination)
    sign = 1 if last > first else -1
    calls, dwell_s = [first], [0.0]
    for stop in stops:
        name, dwell = (stop.place, stop.dwell_s) if isinstance(stop, Stop) else (stop, 0.0)
        place = line.index(name)
        if not calls[-1] * sign < place * sign < last * sign:
            raise InputError([f'stop "{name}" does not lie on the way, or not in this order. Correct the stops'])
        calls.append(place)
        dwell_s.append(dwell)
    return [*calls, last], [*dwell_s, 0.0]


def _rail(rail: Rail | str) -> Rail:
    try:
        return Rail(rail)
    except ValueError:
        raise InputError([f'"{rail}" is no condition of the rail. Write one of: {", ".join(Rail)}']) from None


def _energy(consist: Consist, way: Course, trip: Trip, log: Log, time_s: float) -> EnergyUse:
    """Add up the works of a run, and the energy that its electric locomotives draw and return."""
    first, last = int(trip.halts[0]), int(trip.halts[-1])
    part = slice(first, last)
    traction, dynamic = float(log.pull_j[part].sum()), float(log.dynamic_j[part].sum())
    power_w = exact_sum(loco.rated_power_w * n for loco, n in consist.locomotive_blocks)
    # Helpers join and leave at speed: they bring their kinetic energy and take it with them.
    mass_kg = trip.train.mass_kg[trip.way.unit[part]]
    left_j = -0.5 * float(np.sum(np.diff(mass_kg) * log.v_ms[first + 1 : last] ** 2))
    drawn = returned = 0.0
    for loco, n in consist.locomotive_blocks:
        if loco.energy == Energy.ELECTRIC:
            share = loco.rated_power_w * n / power_w
            drawn += traction * share / loco.efficiency + loco.auxiliary_w * n * time_s
            returned += dynamic * share * loco.regeneration
    return EnergyUse(
        traction_j=traction,
        resistance_j=float(log.drag_j[part].sum()),
        curve_j=float(way.curve_j[part].sum()),
        grade_j=float(way.grade_j[part].sum()),
        braking_j=float(log.brake_j[part].sum()),
        dynamic_j=dynamic,
        kinetic_j=left_j,
        drawn_j=drawn,
        returned_j=returned,
    )


def _times(line: Line, way: Course, trip: Trip, log: Log) -> tuple[tuple[str, float, float], ...]:
    """Return the places passed with their times of arrival and departure."""
    dwell = dict(zip(trip.halts.tolist(), trip.dwell_s.tolist(), strict=True))
    first, last = int(trip.halts[0]), int(trip.halts[-1])
    places = list(zip(way.places.tolist(), line.places, strict=True))[:: way.sign]
    departures = ((place.name, node, float(log.t_s[node])) for node, place in places if first <= node <= last)
    return tuple((name, departs - dwell.get(node, 0.0), departs) for name, node, departs in departures)


def _kept(log: Log, nodes: Nodes) -> Log:
    """Return the log at chosen nodes; works and lengths of steps are added up between them."""
    whole = nodes.size == nodes[-1] - nodes[0] + 1

    def added(steps: Floats) -> Floats:
        part = steps[nodes[0] : nodes[-1] + 1].copy()
        part[-1] = 0.0
        return part if whole else np.append(np.add.reduceat(part, nodes[:-1] - nodes[0]), 0.0)

    return Log(log.v_ms[nodes], log.t_s[nodes], *(added(steps) for steps in log[2:]))
