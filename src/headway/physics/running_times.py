"""Running times of a train over every section, by whether it starts and ends there at rest or passing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.model import Consist, Line, Scenario
from headway.physics.course import ceilings
from headway.physics.drive import Log, drive
from headway.physics.envelope import OK, Envelope, brake_before, command
from headway.physics.refusals import refuse
from headway.physics.trip import Conditions, Drive, Trip, conditions_of, trip_of
from headway.shown import Shown
from headway.units import hours_minutes, whole_seconds

Floats = NDArray[np.float64]

STOP, PASS = 0, 1

CANNOT = -1
"""Stands for the running time of a train that cannot start from rest at the beginning of a section."""


_SECONDS = ("pass_pass_s", "stop_pass_s", "pass_stop_s", "stop_stop_s", "start_loss_s", "stop_loss_s")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SectionTimes(Shown):
    """Running times of one train in one direction, in whole seconds, rounded up.

    Parameters
    ----------
    origin, destination
        Numbers of the first and the last place.
    run_s
        ``run_s[k, start, end]``: time over the k-th section on the way, where start and end are `STOP` or `PASS`;
        `CANNOT` where the train cannot start.
    tail_s
        ``tail_s[k, start]``: time from when the head leaves the k-th place until the tail has left it.
    """

    origin: int
    destination: int
    run_s: NDArray[np.int64]
    tail_s: NDArray[np.int64]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        time = hours_minutes(self.fastest_s)
        return f"places {self.origin} to {self.destination}, {len(self.run_s)} sections, {time} without a stop"

    @property
    def fastest_s(self) -> int:
        """Time without a stop on the way [s]."""
        sections = len(self.run_s)
        return sum(int(self.run_s[k, int(k > 0), int(k < sections - 1)]) for k in range(sections))


@public
@lru_cache(maxsize=1024)
def section_times(
    line: Line, consist: Consist, origin: int, destination: int, conditions: Conditions | None = None
) -> SectionTimes:
    """Return the running times of a train from one place to another; they are computed once and kept.

    A train that passes a place does so at the speed of the run without a stop. A stop counts in whole: the section
    before it bears all of the braking, the section behind it all of the starting, until the train has caught up. A
    train that stops stands beside the main track, so that it enters and leaves at the speed of the turnouts, unless it
    would stall at that speed. The supplement of the conditions is added to all times.

    Raises
    ------
    InputError
        If the train cannot run even without a stop.
    """
    conditions = conditions or Conditions()
    longer = 1 + conditions.supplement
    sign = 1 if destination > origin else -1
    aside = _aside_m(line, consist, sign, conditions)
    marks = tuple(sorted({x for zones in aside.values() for zone in zones for x in zone}))
    way, trip = trip_of(line, consist, [origin, destination], [0.0, 0.0], conditions, marks_m=marks)
    through = trip.drive()
    if through.status != OK:
        refuse(line, consist, [origin, destination], [0.0, 0.0], conditions, through)
    places = [*range(origin, destination, sign), destination]
    nodes = [way.node(p) for p in places]
    t = through.log.t_s
    slow = [[_Slow(*zone, conditions.turnout_ms[p]) for zone in aside[p]] if p in aside else [] for p in places]
    top_w, _, _ = trip.ceiling_w()
    end = _Part(trip, top_w, nodes[-1])
    sections = len(nodes) - 1
    run_s = np.full((sections, 2, 2), CANNOT, dtype=np.int64)
    tail_s = np.zeros((sections, 2), dtype=np.int64)
    for k, (first, last) in enumerate(pairwise(nodes)):
        alone = float(t[last] - t[first])
        tail_s[k, PASS] = _tail_s(trip, consist, first, nodes[-1], longer * t)
        enters, leaves = slow[k + 1][:1], slow[k][1:]
        stop = _Part(trip, top_w, last, enters)
        come = stop.drive(nodes[0])
        if enters and come.status != OK:
            # A train that would stall at the speed of the turnouts stops on the main track.
            enters, stop = [], _Part(trip, top_w, last)
            come = stop.drive(nodes[0])
        if 0 < k < sections - 1:
            run_s[k, PASS, PASS] = whole_seconds(longer * alone)
        if k > 0:
            run_s[k, PASS, STOP] = whole_seconds(longer * (alone + come.time_s - float(t[last] - t[nodes[0]])))
        started = (_Part(trip, top_w, nodes[-1], leaves) if leaves else end).drive(first)
        if leaves and started.status != OK:
            leaves, started = [], end.drive(first)
        if started.status != OK:
            continue
        tail_s[k, STOP] = _tail_s(trip, consist, first, nodes[-1], longer * started.log.t_s)
        if k < sections - 1:
            # What a start costs in all, until the train has caught up with the run without a stop.
            loss = started.time_s - float(t[nodes[-1]] - t[first])
            run_s[k, STOP, PASS] = whole_seconds(longer * (alone + loss))
        stopped = (_Part(trip, top_w, last, [*leaves, *enters]) if leaves else stop).drive(first)
        if (leaves or enters) and stopped.status != OK:
            stopped = _Part(trip, top_w, last).drive(first)
        if stopped.status == OK:
            run_s[k, STOP, STOP] = whole_seconds(longer * stopped.time_s)
    return SectionTimes(origin=origin, destination=destination, run_s=run_s, tail_s=tail_s)


def _aside_m(line: Line, consist: Consist, sign: int, conditions: Conditions) -> dict[int, tuple[tuple[float, float], ...]]:
    """Return where the head of a train is while it enters and leaves the track aside of every place with slow turnouts.

    A train comes to rest at the far end of the track, so its head enters the track by the track's length before the
    place. From there, and from the place on, turnouts bind until the tail has cleared them. Distances count from the
    start of the line in the direction of the run [m].
    """
    found: dict[int, tuple[tuple[float, float], ...]] = {}
    for p, speed in enumerate(conditions.turnout_ms):
        if np.isfinite(speed):
            at = line.positions_m[p] if sign > 0 else line.length_m - line.positions_m[p]
            enters = at - line.places[p].longest_track_m
            found[p] = (enters, min(enters + consist.length_m, at)), (at, at + consist.length_m)
    return found


class _Slow(NamedTuple):
    """A limit on the head of a train from one distance to another [m, m/s]."""

    from_m: float
    to_m: float
    speed_ms: float


class _Part:
    """Runs that come to rest at one node, from any node before it, with limits of their own besides those of the line."""

    def __init__(self, trip: Trip, top_w: Floats, last: int, slow: Sequence[_Slow] = ()) -> None:
        self.way, self.train, self.last = trip.way, trip.train, last
        lowered = top_w.copy()
        if slow:
            limit_ms = np.minimum(trip.way.limit_ms, ceilings(trip.way.distance_m, slow, np.inf))
            self.way = trip.way._replace(limit_ms=limit_ms)
            lowered, _, _ = trip.ceiling_w(limit_ms)
        start = int(trip.halts[0])
        brake_before(self.train, self.way, start, last, lowered)
        self.goal = Envelope(np.full_like(lowered, np.inf), lowered, np.empty_like(lowered))
        command(self.train, self.way, start, start, last, self.goal)

    def drive(self, first: int) -> Drive:
        """Start from rest at a node."""
        log = Log(*np.zeros((len(Log._fields), self.goal.top_w.size)))
        status, where, fuel = drive(self.train, self.way, first, self.last, 0.0, 1.0, self.goal, log)
        return Drive(status, where, fuel, log, float(log.t_s[self.last]))


def _tail_s(trip: Trip, consist: Consist, first: int, last: int, times: Floats) -> int:
    """Return the time from when the head leaves a node until it is a train's length further on, rounded up [s]."""
    ahead_m = trip.way.distance_m[first : last + 1] - trip.way.distance_m[first]
    return whole_seconds(float(np.interp(consist.length_m, ahead_m, times[first : last + 1]) - times[first]))


@public
def running_times(scenario: Scenario | str | Path) -> pl.DataFrame:
    """Return the running times of every train over every section that it runs on, in its direction.

    If the scenario has no service, every train runs over the whole line in both directions.

    Returns
    -------
    polars.DataFrame
        One row per train, direction and section: ``train``, ``train_class``, ``from``, ``to``; the seconds
        ``pass_pass_s``, ``stop_pass_s``, ``pass_stop_s`` and ``stop_stop_s`` (null where a train never does or cannot);
        and the time that a start and a stop lose against passing, ``start_loss_s`` and ``stop_loss_s``.

    Raises
    ------
    InputError
        If the train of a service cannot run. If there is no service, null stands for what a train cannot do.
    """
    scenario = scenario_of(scenario)
    line, conditions = scenario.line, conditions_of(scenario)
    rows: list[dict[str, object]] = []
    for train, origin, destination in _journeys(scenario):
        consist = scenario.consist(train)
        first, last = line.index(origin), line.index(destination)
        run_s = _run_s(line, consist, first, last, conditions, must=bool(scenario.services))
        sign = 1 if last > first else -1
        for k, place in enumerate(range(first, last, sign)):
            run = {
                f"{a}_{b}_s": int(run_s[k, i, j]) if run_s[k, i, j] != CANNOT else None
                for i, a in ((STOP, "stop"), (PASS, "pass"))
                for j, b in ((STOP, "stop"), (PASS, "pass"))
            }
            rows.append(
                {
                    "train": train,
                    "train_class": consist.train_class,
                    "from": line.places[place].name,
                    "to": line.places[place + sign].name,
                    **run,
                    "start_loss_s": _less(run["stop_pass_s"], run["pass_pass_s"]),
                    "stop_loss_s": _less(run["pass_stop_s"], run["pass_pass_s"]),
                }
            )
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(_SECONDS, pl.Int64), infer_schema_length=None)


def _run_s(line: Line, consist: Consist, first: int, last: int, conditions: Conditions, *, must: bool) -> NDArray[np.int64]:
    """Return the running times of a train.

    All are `CANNOT` for a train that cannot run and need not.
    """
    try:
        return section_times(line, consist, first, last, conditions).run_s
    except InputError:
        if must:
            raise
        return np.full((abs(last - first), 2, 2), CANNOT, dtype=np.int64)


def _journeys(scenario: Scenario) -> dict[tuple[str, str, str], None]:
    """Return the trains of all services with their ends, each once.

    Without any service these are all trains, in both directions over the line.
    """
    if not scenario.services:
        first, last = scenario.line.places[0].name, scenario.line.places[-1].name
        return {(consist.name, *way): None for consist in scenario.consists for way in ((first, last), (last, first))}
    fixed = [(s.consist, s.origin, s.destination) for s in scenario.fixed_paths]
    ore = [
        journey
        for flow in scenario.flows
        for (loaded, empty), (mine, plant) in [(scenario.train_consists(flow), scenario.ends(flow))]
        for journey in ((loaded.name, mine, plant), (empty.name, plant, mine))
    ]
    return dict.fromkeys([*fixed, *ore])


def _less(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b
