"""Occupation: least headways of trains on a section, blocking times, and the compression of UIC 406."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from pathlib import Path

import polars as pl

from headway.arguments import public
from headway.errors import InputError, require
from headway.io import scenario_of
from headway.model import Line, Scenario
from headway.shown import Shown
from headway.timetabling.insertion import PASS, STOP, Route, Routes, Rows, Step, after_arrival, gap_behind, headway, rules_of
from headway.timetabling.paths import TrainPath
from headway.timetabling.requests import Request, fixed_requests, halts_of, ore_requests
from headway.timetabling.windows import closed_s
from headway.units import DAY_S

ADDITIONAL_TIME = {
    "suburban": (0.18, 0.43),
    "high speed": (0.33, 0.67),
    "mixed": (0.33, 0.67),
}
"""Additional time rates of UIC 406 by the use of a line, for the peak and for a whole day."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """A train's blocking time of a section: from when its route is set until its tail has left and the section is free.

    Parameters
    ----------
    train
        Name of the train.
    way
        Its direction, 1 or -1.
    begins_s, enters_s, leaves_s, ends_s
        When the route is set, the head enters, the head leaves, and the section is free again [s].
    gap_s
        Headway to a train that follows past signals on the way; 0 without such signals.
    """

    train: str
    way: int
    begins_s: int
    enters_s: int
    leaves_s: int
    ends_s: int
    gap_s: int

    def headway_s(self, after: "Blocking") -> int:
        """Return the least time from this train's entering to another's [s]."""
        setting = after.enters_s - after.begins_s
        if self.way == after.way and self.gap_s:
            slower = (self.leaves_s - self.enters_s) - (after.leaves_s - after.enters_s)
            return self.gap_s + max(0, slower)
        return self.ends_s - self.enters_s + setting


@public
def occupied_s(blockings: Iterable[Blocking], *, again: bool = True) -> int:
    """Return the time that trains occupy a section when pushed together in their order [s].

    Parameters
    ----------
    blockings
        The blocking times, in their order.
    again
        Whether the first train comes again after the last, as on the next day; otherwise the last one counts until it
        is clear.
    """
    trains = list(blockings)
    if not trains:
        return 0
    between = sum(a.headway_s(b) for a, b in pairwise(trains))
    return between + (trains[-1].headway_s(trains[0]) if again else trains[-1].ends_s - trains[-1].begins_s)


@public
def least_headways(scenario: Scenario | str | Path) -> pl.DataFrame:
    """Return the least headways of all trains on all sections.

    Returns
    -------
    polars.DataFrame
        A row for every section and every pair of trains that use it: ``section``, ``first``, ``second``,
        ``same_direction`` and ``headway_s``, from the first's entering to the second's, where both pass wherever they
        may.
    """
    scenario = scenario_of(scenario)
    scenario.need_services("a table of headways")
    requests = {
        (request.service, request.consist.name, request.origin): request
        for request in (*fixed_requests(scenario, range(7)), *ore_requests(scenario, 1))
    }
    routes = Routes(scenario, Rows(scenario.line))
    found: dict[int, list[Blocking]] = defaultdict(list)
    for request in requests.values():
        for section, blocking in alone(scenario, request, routes.of(request)):
            found[section].append(blocking)
    rows = [
        (scenario.line.sections[section].name, a.train, b.train, a.way == b.way, a.headway_s(b))
        for section in sorted(found)
        for a in found[section]
        for b in found[section]
    ]
    schema = ["section", "first", "second", "same_direction", "headway_s"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def alone(scenario: Scenario, request: Request, route: Route) -> list[tuple[int, Blocking]]:
    """Return the blocking times of a train that stops only where it must, by the number of the section.

    The train enters each section at time 0.
    """
    rules, first = rules_of(scenario), scenario.line.index(request.origin)
    last = len(route.section) - 1
    found: list[tuple[int, Blocking]] = []
    name = f"{request.service} {'loaded' if request.consist.loaded else 'empty'}" if request.due_s is None else request.service
    for k in range(last + 1):
        start = STOP if k == 0 or route.halt[k] else PASS
        end = STOP if k == last or route.halt[k + 1] else PASS
        run = int(route.run_s[k, start, end])
        blocking = Blocking(
            train=name,
            way=route.direction,
            begins_s=-rules.setting_s,
            enters_s=0,
            leaves_s=run,
            ends_s=run + after_arrival(route, k + 1, end, rules),
            gap_s=headway(route, k, start, end, rules),
        )
        found.append((min(first + k * route.direction, first + (k + 1) * route.direction), blocking))
    return found


@public
def blockings(scenario: Scenario | str | Path, paths: Iterable[TrainPath]) -> dict[tuple[int, int], list[Blocking]]:
    """Return the blocking times of planned trains, by section and track, in the order in which they enter."""
    scenario = scenario_of(scenario)
    rules, routes = rules_of(scenario), Routes(scenario, Rows(scenario.line))
    found: dict[tuple[int, int], list[Blocking]] = defaultdict(list)
    for path in paths:
        request = Request(
            train=path.train,
            service=path.service,
            consist=scenario.consist(path.consist),
            origin=path.calls[0].place,
            destination=path.calls[-1].place,
            ready_s=path.ready_s,
            halts=halts_of(scenario.service(path.service)),
        )
        route, steps = routes.of(request), steps_of_path(scenario.line, path)
        first = scenario.line.index(request.origin)
        for k, (step, ahead) in enumerate(pairwise(steps)):
            clear = path.calls[k + 1].tail_s if ahead.mode == PASS else 0
            blocking = Blocking(
                train=path.train,
                way=route.direction,
                begins_s=step.departs - rules.setting_s,
                enters_s=step.departs,
                leaves_s=ahead.arrives,
                ends_s=ahead.arrives + clear + rules.clearing_s,
                gap_s=gap_behind(route, k, step, ahead, rules),
            )
            found[min(first + k * route.direction, first + (k + 1) * route.direction), step.via].append(blocking)
    return {key: sorted(held, key=lambda b: b.enters_s) for key, held in sorted(found.items())}


def steps_of_path(line: Line, path: TrainPath) -> list[Step]:
    """Turn a train path into steps."""
    steps: list[Step] = []
    for call in path.calls:
        track = next(i for i, t in enumerate(line.place(call.place).tracks) if t.name == call.track)
        steps.append(Step(call.arrives_s, call.departs_s, STOP if call.stops else PASS, track, call.next_track))
    return steps


@dataclass(frozen=True, slots=True, repr=False)
class Occupation(Shown):
    """A timetable compressed by the method of UIC 406.

    Trains keep their order and running times on every section and are pushed together until they touch. The first train
    follows the last again. The line is cut into sections at every place, and every track of a section counts by itself.

    Parameters
    ----------
    table
        A row for every section and track: ``section``, ``track``, ``trains``, ``occupied_s``, ``closed_s``
        (possessions), ``occupation`` (share of the period) and ``consumption`` (occupation plus additional time).
    additional
        Share of the occupation that is added for a stable timetable.
    """

    table: pl.DataFrame
    additional: float

    @property
    def tightest(self) -> dict[str, object]:
        """The row of the section with the highest consumption, which stands for the whole line."""
        return self.table.sort("consumption", descending=True).row(0, named=True)

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        row = self.tightest
        return (
            f"{row['section']} is occupied {row['occupation']:.1%} of the time; with {self.additional:.0%} additional time "
            f"{row['consumption']:.1%} of its capacity is consumed"
        )

    def to_frame(self) -> pl.DataFrame:
        """Return the table."""
        return self.table


@public
def occupation(
    scenario: Scenario | str | Path, paths: Iterable[TrainPath], *, days: int = 1, additional: float = 0.67
) -> Occupation:
    """Compress a timetable by the method of UIC 406.

    Parameters
    ----------
    scenario, paths
        The corridor and the timetable.
    days
        The period: how many days of departures the timetable holds.
    additional
        Additional time rate; `ADDITIONAL_TIME` has those of UIC 406.

    Raises
    ------
    InputError
        If the rate is negative, or there are no days or no trains.
    """
    scenario = scenario_of(scenario)
    require(
        (0 <= additional < inf, f"additional: a number, 0 or more, not {additional:g}"),
        (float(days).is_integer() and days >= 1, f"days: a whole number, 1 or more, not {days:g}"),
    )
    held = blockings(scenario, paths)
    if not held:
        raise InputError(["there are no trains to compress"])
    closed = closed_s(scenario, 0, days * DAY_S)
    rows: list[tuple[str, int, int, int, int, float, float]] = []
    for (section, track), trains in held.items():
        busy, period = occupied_s(trains), days * DAY_S
        shut = closed.get(section, 0)
        share, consumed = (busy + shut) / period, (busy * (1 + additional) + shut) / period
        rows.append((scenario.line.sections[section].name, track + 1, len(trains), busy, shut, share, consumed))
    schema = ["section", "track", "trains", "occupied_s", "closed_s", "occupation", "consumption"]
    return Occupation(pl.DataFrame(rows, schema=schema, orient="row"), additional)
