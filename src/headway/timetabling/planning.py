"""Planning: plan all services of some days, as a plan that repeats, after the evening before, or on an empty line."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.jit import compiling
from headway.model import FixedPath, Scenario
from headway.timetabling.assembly import plan_requests
from headway.timetabling.insertion import Routes, Rows, fastest_s
from headway.timetabling.repeating import repeated
from headway.timetabling.requests import Request, fixed_requests, ore_requests
from headway.timetabling.timetable import Begins, Timetable
from headway.timetabling.windows import windows
from headway.units import DAY_S, HOUR_S, weekday_names
from headway.work import MaxRounds, Progress, Stop, going, in_words, never, say

_MOST_DAYS = 366

_DEFAULT_STOP = MaxRounds(5_000)

_MOST_BEFORE = 4
"""Trains of this many days before the first may still be on the line."""


@public
def timetable(
    scenario: Scenario | str | Path,
    *,
    days: int = 1,
    empty_line: bool = False,
    stop: Stop | None = _DEFAULT_STOP,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Timetable:
    """Plan all services of a number of days together, so that their weighted time is least.

    If the services, possessions and closures of these days recur, the plan can be run again and again: a day if all
    services run daily, or a week. The trains of the days before and after are then on the line. If they do not recur,
    the trains of the evening before are planned as well. `Timetable.begins` says which it is.

    A train costs its weight times its time from when it is ready until it arrives, or until it is due if that is later.
    The weight is 8 for fixed paths of priority 1, 4 and 2 for the next two, and 1 for all others and for ore trains.
    For a train with a due time, the lateness of its departure costs as much. A train with a window leaves at the time
    within it that is best for all, and its time counts from its departure.

    An ore flow runs the number of pairs that comes nearest to its target, at least one. The pairs are evenly spread and
    not tied to train sets; those of the simulation are. Each ore train may leave within a window that lets the terminal
    serve one train after another. Where the line is too full for that, an ore train leaves later, and its time counts
    from when it was ready.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of one.
    days
        Days of departures, 1 or more.
    empty_line
        Whether the first day begins on an empty line.
    stop
        When to end the search: `MaxSeconds`, `MaxRounds`, or any function of (rounds, seconds). With None there is no
        search: the plain rule plans one train after another, by priority.
    seed, jobs
        Random numbers and threads of the search. With one job, the same seed and number of rounds give the same plan.
    progress
        Is told how far the search is, and what the best plan costs.

    An interruption (Ctrl-C) ends the search. The best plan so far is returned, and says so (`Timetable.interrupted`).

    Raises
    ------
    InputError
        If days is below 1 or above 366, no service runs on them, or a train finds no path.
    """
    scenario = scenario_of(scenario)
    scenario.need_services("a timetable")
    if not 1 <= days <= _MOST_DAYS:
        raise InputError([f"days: a timetable covers 1 to {_MOST_DAYS} days, not {days}"])
    requests = [*fixed_requests(scenario, range(days)), *ore_requests(scenario, days, free=True)]
    if not requests:
        raise InputError([none_runs(scenario, days)])
    with going(stop or never, progress) as work, compiling(partial(progress, 0.0) if progress else None):
        say(work, "planning one train after another")
        plan = _planned(scenario, requests, days, empty_line=empty_line, stop=work if stop else None, seed=seed, jobs=jobs)
        return replace(plan, seed=seed, stop=in_words(stop) if stop else "", interrupted=work.interrupted)


def _planned(
    scenario: Scenario, requests: list[Request], days: int, *, empty_line: bool, stop: Stop | None, seed: int, jobs: int
) -> Timetable:
    """Return a plan that repeats, if there is one, or else one that begins with the evening before or an empty line."""
    if not empty_line and _same_again(scenario, days):
        # The line may not carry so many trains day after day. There may still be a plan in which trains run ever later.
        with suppress(InputError):
            return repeated(scenario, requests, days, stop=stop, seed=seed, jobs=jobs)
    begins = Begins.EMPTY if empty_line else Begins.EVENING_BEFORE
    before = [] if empty_line else _of_the_days_before(scenario, days)
    every = _by_turn(scenario, [*before, *requests])
    return plan_requests(scenario, every, days, begins=begins, stop=stop, seed=seed, jobs=jobs)


def none_runs(scenario: Scenario, days: int) -> str:
    """Say that no service runs on the first days of a scenario, and when each does."""
    runs = ", ".join(f"{s.name} on {weekday_names(s.weekdays)}" for s in scenario.fixed_paths)
    first = f"{scenario.starts_on} ({scenario.starts_on:%A})"
    when = first if days == 1 else f"the {days} days from {first}"
    return f"services: none runs on {when}; {runs}. Plan more days, or move starts_on"


def _same_again(scenario: Scenario, days: int) -> bool:
    """Tell whether the days after the plan would be the same again, as far as the scenario says."""
    weekly = any(s.weekdays for s in scenario.fixed_paths) or any(p.weekdays for p in scenario.possessions)
    if weekly and days % 7:
        return False
    dated = tuple(p.dated for p in scenario.possessions)
    near = windows(scenario, -DAY_S, (days + _MOST_BEFORE) * DAY_S)
    return not any(window.number >= len(dated) or dated[window.number] for window in near)


def _of_the_days_before(scenario: Scenario, days: int) -> list[Request]:
    """Return the trains of the days before that may still be on the line when the first day begins."""
    routes = Routes(scenario, Rows(scenario.line))
    every = [
        *fixed_requests(scenario, range(-_MOST_BEFORE, 0)),
        *ore_requests(scenario, days, free=True, before=_MOST_BEFORE),
    ]
    return [r for r in every if r.ready_s < 0 and r.ready_s + ceil(1.25 * fastest_s(routes.of(r))) + HOUR_S > 0]


def _by_turn(scenario: Scenario, requests: list[Request]) -> list[Request]:
    """Sort trains for the plain rule: fixed paths by priority, then ore trains; among equals by when they are ready."""
    turn = {s.name: s.priority if isinstance(s, FixedPath) else 10**9 for s in scenario.services}
    return sorted(requests, key=lambda request: (turn[request.service], request.ready_s))
