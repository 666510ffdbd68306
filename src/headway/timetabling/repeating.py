"""A timetable that repeats: all trains run at the same times in every period, each day or each week.

A train that runs on past the end of the period meets trains of the next.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.jit import compiling
from headway.model import Scenario
from headway.timetabling.assembly import assembled, judged, plan_requests
from headway.timetabling.insertion import Planned, Planner, Routes, Rows, fastest_s, total
from headway.timetabling.optimise import (
    better,
    bound_of,
    improved,
    improved_at_last,
    moved_together,
    one_by_one,
    plain,
    settled,
    together,
)
from headway.timetabling.requests import Request, fixed_requests, ore_requests
from headway.timetabling.sets import circulations
from headway.timetabling.timetable import Begins, Timetable
from headway.timetabling.windows import undated
from headway.units import DAY_S, weekday_names
from headway.work import MaxRounds, Progress, Stop, going, in_words, keep, say

_DEFAULT_STOP = MaxRounds(15_000)

_PHASES = 8
"""Phases that are tried at most for a day: parts of the spacing between a loaded train and the empty one after it.

On the long-term day 4 find what 8 find; a day with 1 costs 1.2 % less with one seed, and 0.9 % more with another
(`python -m benchmarks.constants --only repeating.PHASES`).
"""

_TRAINS = 160
"""So many trains are planned for these at most, since every phase plans all of them: 8 phases of the long-term day."""


@public
def repeating_day(
    scenario: Scenario | str | Path, *, stop: Stop = _DEFAULT_STOP, seed: int = 1, jobs: int = 1, progress: Progress | None = None
) -> Timetable:
    """Plan a day that can be run every day, as if all services and possessions of the first weekday were daily.

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
    """Plan the services of some days so that they can be run again and again.

    Possessions and closures of given dates are left out.

    If no train runs on beyond the end, the days are planned by themselves, which may prove the plan best. Otherwise the
    ore trains have the windows of a timetable, but the empty trains may be ready at any phase between the loaded
    trains. The plain rule plans several phases. The search begins with the plan that asks for the fewest train sets
    beyond the fleets, and among equals with the cheapest. It then tries regular plans, goes on from the cheapest, and
    searches for better meets of all trains together. A better plan is kept only if the fleets can run it as well as the
    one before. The referees judge the plan several times in a row.

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
        keep(stop, nothing=True)
    planner, begun, plain_s = _begun(again, days, stop, seed)
    keep(stop)
    bound = bound_of(planner, [train.request for train in begun])
    lacks = partial(_short_of_sets, again, days, planner)
    best = begun if stop is None else improved(planner, begun, bound=bound, lacks=lacks, stop=stop, seed=seed, jobs=jobs)
    best = improved_at_last(planner, best, lambda plan: better(planner, plan, moved_together(planner, plan), lacks))
    best = settled(planner, best)
    return assembled(scenario, days, planner, best, begins=Begins.REPEATS, bound=bound, plain_s=plain_s)


def _goes_on_beyond(scenario: Scenario, requests: list[Request], days: int) -> bool:
    """Tell whether a train may still be on its way at the end of the last day."""
    routes = Routes(scenario, Rows(scenario.line))
    return any((r.latest_s or r.ready_s) + fastest_s(routes.of(r)) > days * DAY_S for r in requests)


def _daily(scenario: Scenario) -> Scenario:
    """Return the scenario as if every day were its first weekday."""
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
    """Return the planner, the plan to begin with, and the cost of the plain rule's plan or None.

    The plain rule plans several phases; the plan that asks for the fewest train sets beyond the fleets is taken, and
    among equals the cheapest. If the rule finds no plan for any phase, a search of all meets together makes the plan.
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
        # The plain rule fails again, and its error says why.
        trains = plain(planner, requests)
    return planner, trains, None


def _short_of_sets(scenario: Scenario, days: int, planner: Planner, trains: list[Planned]) -> int:
    """Return how many more train sets a plan takes than the fleets have."""
    there = circulations(scenario, planner.explained(trains), days * DAY_S)
    return sum(max(0, sets.needed - sets.there) for sets in there)
