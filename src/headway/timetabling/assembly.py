"""Assembling: plan given trains together, explain their waits, let the referees judge them, and make the timetable."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.model import Scenario
from headway.timetabling.editing import Edit
from headway.timetabling.insertion import Planned, Planner, total
from headway.timetabling.optimise import Optimised, alone_cost, bound_of, optimise, plain, settled, together
from headway.timetabling.paths import Call, TrainPath
from headway.timetabling.requests import Request
from headway.timetabling.sets import circulations, verify_sets
from headway.timetabling.timetable import Begins, Timetable
from headway.timetabling.verify import verify
from headway.timetabling.verify_causes import verify_causes
from headway.timetabling.windows import undated
from headway.units import DAY_S
from headway.work import Stop, heeding, keep

_MARGIN_S = DAY_S
"""Trains of other runs count that are on their way within this time before a run or after it: a train may stand that long."""


@public
def plan_requests(
    scenario: Scenario | str | Path,
    requests: list[Request],
    days: int,
    *,
    begins: Begins = Begins.EMPTY,
    stop: Stop | None,
    seed: int,
    jobs: int,
) -> Timetable:
    """Plan the given trains together, with no other trains on the line.

    Parameters
    ----------
    scenario, days, stop, seed, jobs
        As for `timetable`.
    requests
        The trains, in the order in which the plain rule plans them.
    begins
        What the result says of the line when the timetable begins.

    Raises
    ------
    InputError
        If a train finds no path.
    """
    scenario = scenario_of(scenario)
    planner = Planner(scenario, 0, days * DAY_S, stop=stop)
    plain_s: int | None = None
    try:
        begun = plain(planner, requests)
        plain_s = total(begun)
    except InputError:
        if stop is None or (begun := together(planner, requests, stop=stop, seed=seed)) is None:
            raise
    found = Optimised(begun, bound_of(planner, requests))
    keep(stop)
    if stop is not None and found.cost > found.bound:
        found = optimise(planner, begun, bound=found.bound, stop=stop, seed=seed, jobs=jobs)
    trains = settled(planner, found.trains)
    return assembled(scenario, days, planner, trains, begins=begins, bound=found.bound, plain_s=plain_s)


def assembled(
    scenario: Scenario,
    days: int,
    planner: Planner,
    trains: list[Planned],
    *,
    begins: Begins,
    bound: int,
    plain_s: int | None,
    edits: tuple[Edit, ...] = (),
    departures: Mapping[str, int] | None = None,
) -> Timetable:
    """Return the timetable of trains that are booked and settled; explain their waits and let the referees judge it.

    ``departures`` are those of trains that a planner lets leave at another time than is published [s].
    """
    paths = planner.explained(trains)
    cost, withdrawn_s = total(trains), None
    if bound > cost:
        withdrawn_s, bound = bound, alone_cost(planner, [train.request for train in trains])
    return Timetable(
        scenario=scenario,
        days=days,
        begins=begins,
        trains=tuple(trains),
        paths=tuple(sorted(paths, key=lambda p: p.departs_s)),
        objective_s=cost,
        bound_s=bound,
        withdrawn_bound_s=withdrawn_s,
        plain_s=plain_s,
        violations=judged(scenario, paths, days, begins, moved=departures, dwells=_dwells(trains)),
        edits=edits,
    )


def _dwells(trains: Iterable[Planned]) -> dict[tuple[str, str], int]:
    """Return for how long trains shall stop, by their names and the places [s]; a planner may want more than a service."""
    return {(train.request.train, place): dwell_s for train in trains for place, dwell_s in train.request.halts}


def judged(
    scenario: Scenario,
    paths: list[TrainPath],
    days: int,
    begins: Begins,
    moved: Mapping[str, int] | None = None,
    dwells: Mapping[tuple[str, str], int] | None = None,
) -> tuple[str, ...]:
    """Return what the referees find wrong with the trains of some days and with the train sets that run them.

    A plan that repeats is judged several times in a row. One run has around it all the trains of other runs that it may
    meet, and two trains that meet in any run do so in that one as well.
    """
    if begins is not Begins.REPEATS:
        found = [*verify(scenario, paths, moved=moved), *verify_causes(scenario, paths, dwells=dwells)]
        own = [path for path in paths if path.ready_s >= 0]
        return (*found, *verify_sets(scenario, own, circulations(scenario, own, days * DAY_S), days * DAY_S))
    again, around = undated(scenario), 1 + max((path.arrives_s // (days * DAY_S) for path in paths), default=0)
    runs = [[_later(path, turn * days) for path in heeding(paths)] for turn in range(2 * around + 1)]
    named = [[replace(p, train=f"{p.train} +{turn}") if turn else p for p in run] for turn, run in enumerate(runs)]
    begins_s = min(path.departs_s for path in runs[around]) - _MARGIN_S
    ends_s = max(path.arrives_s for path in runs[around]) + _MARGIN_S
    near = [path for run in named for path in run if path.departs_s < ends_s and path.arrives_s > begins_s]
    later = {
        f"{name} +{turn}" if turn else name: at_s + turn * days * DAY_S
        for name, at_s in (moved or {}).items()
        for turn in range(len(runs))
    }
    causes = verify_causes(again, runs[around], among=[path for run in runs for path in run], dwells=dwells)
    span_s, every = len(runs) * days * DAY_S, [path for run in named for path in run]
    return (*verify(again, near, moved=later), *causes, *verify_sets(again, every, circulations(again, every, span_s), span_s))


def _later(path: TrainPath, days: int) -> TrainPath:
    """Return a path some days later."""
    by = days * DAY_S

    def call_later(call: Call) -> Call:
        causes = tuple(replace(cause, until_s=cause.until_s + by) for cause in call.causes)
        return replace(call, arrives_s=call.arrives_s + by, departs_s=call.departs_s + by, causes=causes)

    return replace(
        path,
        ready_s=path.ready_s + by,
        latest_s=None if path.latest_s is None else path.latest_s + by,
        due_s=None if path.due_s is None else path.due_s + by,
        calls=tuple(call_later(call) for call in path.calls),
    )
