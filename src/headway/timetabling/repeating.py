"""A timetable that repeats: all run at the same times each day or week, and who runs past its end meets those of the next."""

from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path
from time import perf_counter

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.jit import compiling
from headway.model import Scenario
from headway.timetabling.beginning import one_by_one, plain, together
from headway.timetabling.book import Rows
from headway.timetabling.meets import Effort
from headway.timetabling.optimise import Part, bound_of, met, searching
from headway.timetabling.planned import Planned, total
from headway.timetabling.planner import Planner
from headway.timetabling.polishing import enter_instead, moved_together
from headway.timetabling.regular import REGULAR_WORK, regular
from headway.timetabling.requests import Request, fixed_requests, ore_requests
from headway.timetabling.routes import Routes, fastest_s
from headway.timetabling.timetable import Begins, Timetable, assembled, circulations, judged, plan_requests
from headway.timetabling.windows import undated
from headway.units import DAY_S, weekday_names
from headway.work import MaxRounds, Progress, Stop, going, in_words, keep, say

_A_WHILE = MaxRounds(15_000)

_MEETS, _WORK = 250, 1 / 3_000
"""Rounds for every train that a search of all meets stands for, and the work of one [deterministic seconds of CP-SAT].

The long-term day that repeats costs 0.2 % more with 500 rounds after 25,000 in all, and 0.6 % less with 125, in a
quarter more time; two seeds differ by 0.6 % (`python -m benchmarks.constants --only repeating.MEETS`).
"""

_REACH_S, _FARTHEST_S = 3_600, 7_200
"""How far it may move trains [s], and where it found nothing.

The first matters: the long-term day that repeats costs 8 % more with 1,800, and 2 % more with 7,200
(`python -m benchmarks.constants --only repeating.REACH_S`).
"""

_PHASES = 8
"""Phases that are tried at most for a day: parts of the spacing between a loaded train and the empty one after it.

On the long-term day 4 find what 8 find; a day with 1 costs 1.2 % less with one seed, and 0.9 % more with another
(`python -m benchmarks.constants --only repeating.PHASES`).
"""

_TRAINS = 160
"""So many trains are planned for these at most, since every phase plans all of them: 8 phases of the long-term day."""


@public
def repeating_day(
    scenario: Scenario | str | Path, *, stop: Stop = _A_WHILE, seed: int = 1, jobs: int = 1, progress: Progress | None = None
) -> Timetable:
    """Plan a day that can be run every day, as if services and possessions of the first weekday were daily.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of one.
    stop, seed, jobs, progress
        As for `timetable`.

    Raises
    ------
    InputError
        If no service runs on the first day, or a train finds no path.
    """
    scenario = scenario_of(scenario)
    scenario.need_services("a timetable")
    daily = _daily(scenario)
    requests = [*fixed_requests(daily, range(1)), *ore_requests(daily, 1, free=True)]
    with going(stop, progress) as work, compiling(partial(progress, 0.0) if progress else None):
        say(work, "planning one train after another")
        plan = repeated(daily, requests, 1, stop=work, seed=seed, jobs=jobs)
        return replace(plan, seed=seed, stop=in_words(stop), interrupted=work.interrupted)


def repeated(
    scenario: Scenario,
    requests: list[Request],
    days: int,
    *,
    stop: Stop | None,
    seed: int,
    jobs: int,
) -> Timetable:
    """Plan the services of some days that can be run again and again; dates are not looked at.

    Where no train runs on beyond the end, the days are planned by themselves, which may prove the plan best. Otherwise ore trains
    have the windows of a timetable, and when those of the empty trains lie between those of the loaded is free: of
    several phases the best by the plain rule is taken that the fleets can run, or that takes the fewest sets. From there follow
    regular plans, of which the cheapest is gone on from, and searches of all meets together; what is better is kept, if it takes
    no more sets than there are. The referee judges the plan three times in a row.

    Parameters
    ----------
    scenario, requests, days
        The corridor, its trains of some days, and how many days.
    stop, seed, jobs
        As for `timetable`.
    """
    again = undated(scenario)
    if not _goes_on_beyond(again, requests, days):
        plan = plan_requests(again, requests, days, stop=stop, seed=seed, jobs=jobs)
        if not plan.violations and not judged(again, list(plan.paths), days, Begins.REPEATS):
            return replace(plan, scenario=scenario, begins=Begins.REPEATS)
    planner, begun, plain_s = _begun(again, days, stop, seed)
    keep(stop)
    bound = bound_of(planner, [train.request for train in begun])
    best = begun if stop is None else _improved(again, days, planner, begun, bound, stop, seed, jobs)
    if not planner.interrupted:
        best = _if_run(again, days, planner, best, moved_together(planner, best))
    return assembled(scenario, days, planner, best, begins=Begins.REPEATS, bound=bound, plain_s=plain_s)


def _improved(
    scenario: Scenario, days: int, planner: Planner, begun: list[Planned], bound: int, stop: Stop, seed: int, jobs: int
) -> list[Planned]:
    """Return a plan with better meets: of the regular plans the cheapest, and what searches of all meets make of it."""
    began, rounds, reach_s = perf_counter(), 0, _REACH_S
    best = begun
    say(stop, searching(best, bound))
    if total(best) > bound:
        part = Part(stop, ceil(REGULAR_WORK / _WORK), 0, 0.0).fitting()
        effort = Effort(_REACH_S, bound, part.most * _WORK, jobs, seed, part.over())
        best, rounds = _if_run(scenario, days, planner, begun, regular(planner, begun, effort)), part.most
    while total(best) > bound and not stop(rounds, seconds := perf_counter() - began):
        part = Part(stop, _MEETS * len(best), rounds, seconds).fitting()
        found = met(planner, best, Effort(reach_s, bound, part.most * _WORK, jobs, seed + rounds, part.over()))
        rounds += part.most
        best = _if_run(scenario, days, planner, best, found or best)
        reach_s = _REACH_S if found else _FARTHEST_S
        say(stop, searching(best, bound))
    return best


def _goes_on_beyond(scenario: Scenario, requests: list[Request], days: int) -> bool:
    """Tell whether a train may still be on its way when the days are over."""
    routes = Routes(scenario, Rows(scenario.line))
    return any((r.latest_s or r.ready_s) + fastest_s(routes.of(r)) > days * DAY_S for r in requests)


def _daily(scenario: Scenario) -> Scenario:
    """Return the scenario as it is on its first weekday, every day."""
    weekday = scenario.starts_on.weekday()
    fixed = [s for s in scenario.fixed_paths if not s.weekdays or weekday in s.weekdays]
    closed = [p for p in scenario.possessions if not p.weekdays or weekday in p.weekdays]
    if not fixed and not scenario.flows:
        runs = ", ".join(f"{s.name} runs on {weekday_names(s.weekdays)}" for s in scenario.fixed_paths)
        first = f"{scenario.starts_on} ({scenario.starts_on:%A})"
        raise InputError([f"services: none runs on {first}, the day to repeat; {runs}. Move starts_on to such a day"])
    return replace(
        scenario,
        services=(*(replace(s, weekdays=()) for s in fixed), *scenario.flows),
        possessions=tuple(replace(p, weekdays=()) for p in closed),
    )


def _begun(scenario: Scenario, days: int, stop: Stop | None, seed: int) -> tuple[Planner, list[Planned], int | None]:
    """Return the plan to begin with, its planner, and what the plain rule comes to.

    Of several phases the best by the plain rule is taken. Where it finds a plan for none, all meets are searched for together.
    """
    found: list[tuple[Planner, list[Planned]]] = []
    refused: list[tuple[Planner, list[Request]]] = []
    number = len(fixed_requests(scenario, range(days))) + len(ore_requests(scenario, days))
    phases = min(_PHASES, _TRAINS // number) if scenario.flows and stop is not None else 1
    for phase in [i / phases for i in range(phases)] if phases > 1 else [0.5]:
        planner = Planner(scenario, 0, days * DAY_S, period_s=days * DAY_S, stop=stop)
        requests = [*fixed_requests(scenario, range(days)), *ore_requests(scenario, days, phase, free=True)]
        trains, stuck = one_by_one(planner, requests)
        if stuck is None:
            found.append((planner, trains))
        else:
            refused.append((planner, requests))
    if found:
        planner, begun = min(found, key=lambda plan: (_short_of_sets(scenario, days, *plan), total(plan[1])))
        return planner, begun, total(begun)
    planner, requests = refused[0]
    if stop is None or (trains := together(planner, requests, stop=stop, seed=seed)) is None:
        planner.clear()
        # It fails again, and says why.
        trains = plain(planner, requests)
    return planner, trains, None


def _short_of_sets(scenario: Scenario, days: int, planner: Planner, trains: list[Planned]) -> int:
    """Return how many train sets a plan takes beyond those that are there."""
    explainer = planner.explainer([train.request.train for train in trains])
    paths = [explainer.path(train.request, train.route, train.steps) for train in trains]
    return sum(max(0, sets.needed - sets.there) for sets in circulations(scenario, paths, days))


def _if_run(scenario: Scenario, days: int, planner: Planner, trains: list[Planned], other: list[Planned]) -> list[Planned]:
    """Return another plan, if it costs no more and the fleets can run it as well as the one before; it is booked."""
    if other is trains:
        return trains
    short = (_short_of_sets(scenario, days, planner, plan) for plan in (other, trains))
    if total(other) <= total(trains) and next(short) <= next(short):
        return other
    enter_instead(planner, trains)
    return trains
