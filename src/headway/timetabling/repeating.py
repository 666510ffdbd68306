"""A day that repeats: every train runs at the same time each day, and what runs past midnight meets the next day's trains."""

from dataclasses import replace
from time import perf_counter

from headway.dispatch import MaxRounds, Stop
from headway.errors import InputError
from headway.model import Scenario
from headway.timetabling.beginning import plain, together
from headway.timetabling.meets import Effort
from headway.timetabling.optimise import Part, bound_of, met
from headway.timetabling.paths import TrainPath
from headway.timetabling.planned import Planned, total
from headway.timetabling.planner import Planner
from headway.timetabling.polishing import enter_instead, moved_together
from headway.timetabling.regular import REGULAR_WORK, regular
from headway.timetabling.requests import Request, fixed_requests, ore_requests
from headway.timetabling.steps import Explainer
from headway.timetabling.timetable import Timetable, assembled, circulations, judged
from headway.units import DAY_S

_A_WHILE = MaxRounds(500)

_MEETS, _WORK = 250, 1 / 100
"""Rounds that a search of all meets stands for, and the work of a round [deterministic seconds of CP-SAT]."""

_REACH_S, _FARTHEST_S = 3_600, 7_200
"""How far it may move trains [s], and where it found nothing."""

_DAYS_JUDGED = 3

_PHASES = 8
"""Phases that are tried: parts of the spacing between a loaded train and the empty one after it."""


def repeating_day(scenario: Scenario, *, stop: Stop = _A_WHILE, seed: int = 1) -> Timetable:
    """Plan a day that can be run every day.

    Ore trains have the windows of a `timetable`; when those of the empty trains lie between those of the loaded is free: of
    several phases the best by the plain rule is taken that the fleets can run, or that takes the fewest sets. From there follow
    regular plans, of which the cheapest is gone on from, and searches of all meets together; what is better is kept, if it takes
    no more sets than there are. Services and possessions of the first weekday count as daily. The referee judges the plan on
    successive days.

    Parameters
    ----------
    scenario
        The corridor.
    stop
        When to end the search: `MaxSeconds`, `MaxRounds`, or any call of (rounds, seconds).
    seed
        Random numbers of the search.

    Raises
    ------
    InputError
        If a train finds no path.
    """
    daily = _daily(scenario)
    planner, begun, plain_s = _begun(daily, stop, seed)
    bound = bound_of(planner, [train.request for train in begun])
    began, rounds, reach_s = perf_counter(), 0, _REACH_S
    effort = Effort(_REACH_S, bound, REGULAR_WORK, 1, seed, lambda: stop(0, perf_counter() - began))
    best = begun if total(begun) == bound else _if_run(daily, planner, begun, regular(planner, begun, effort))
    while total(best) > bound and not stop(rounds, seconds := perf_counter() - began):
        part = Part(stop, _MEETS, rounds, seconds).fitting()
        found = met(planner, best, Effort(reach_s, bound, part.most * _WORK, 1, seed + rounds, part.over()))
        rounds += part.most
        best = _if_run(daily, planner, best, found or best)
        reach_s = _REACH_S if found else _FARTHEST_S
    best = _if_run(daily, planner, best, moved_together(planner, best))
    plan = assembled(daily, 1, planner, best, bound=bound, plain_s=plain_s)
    copies = [_on_day(path, day) for day in range(_DAYS_JUDGED) for path in plan.paths]
    return replace(plan, violations=judged(daily, copies, _DAYS_JUDGED))


def _daily(scenario: Scenario) -> Scenario:
    """Return the scenario as it is on its first weekday, every day."""
    weekday = scenario.starts_on.weekday()
    fixed = [s for s in scenario.fixed_paths if not s.weekdays or weekday in s.weekdays]
    closed = [p for p in scenario.possessions if not p.weekdays or weekday in p.weekdays]
    return replace(
        scenario,
        services=(*(replace(s, weekdays=()) for s in fixed), *scenario.flows),
        possessions=tuple(replace(p, weekdays=()) for p in closed),
    )


def _begun(scenario: Scenario, stop: Stop, seed: int) -> tuple[Planner, list[Planned], int | None]:
    """Return the plan to begin with, its planner, and what the plain rule comes to.

    Of several phases the best by the plain rule is taken. Where it finds a plan for none, all meets are searched for together.
    """
    found: list[tuple[Planner, list[Planned]]] = []
    refused: list[tuple[Planner, list[Request], InputError]] = []
    for phase in range(_PHASES if scenario.flows else 1):
        planner = Planner(scenario, 0, DAY_S, period_s=DAY_S)
        requests = [*fixed_requests(scenario, range(1)), *ore_requests(scenario, 1, phase / _PHASES, free=True)]
        try:
            found.append((planner, plain(planner, requests)))
        except InputError as error:
            refused.append((planner, requests, error))
    if found:
        planner, begun = min(found, key=lambda plan: (_short_of_sets(scenario, *plan), total(plan[1])))
        return planner, begun, total(begun)
    planner, requests, error = refused[0]
    if (trains := together(planner, requests, stop=stop, seed=seed)) is None:
        raise error
    return planner, trains, None


def _short_of_sets(scenario: Scenario, planner: Planner, trains: list[Planned]) -> int:
    """Return how many train sets a plan takes beyond those that are there."""
    explainer = Explainer(scenario, planner.book, planner.rules, [train.request.train for train in trains])
    paths = [explainer.path(train.request, train.route, train.steps) for train in trains]
    return sum(max(0, sets.needed - sets.there) for sets in circulations(scenario, paths, 1))


def _if_run(scenario: Scenario, planner: Planner, trains: list[Planned], other: list[Planned]) -> list[Planned]:
    """Return another plan, if it costs no more and the fleets can run it as well as the one before; it is booked."""
    if other is trains:
        return trains
    if total(other) <= total(trains) and _short_of_sets(scenario, planner, other) <= _short_of_sets(scenario, planner, trains):
        return other
    enter_instead(planner, trains)
    return trains


def _named(train: str, day: int) -> str:
    return train if day == 0 else f"{train} +{day}"


def _on_day(path: TrainPath, day: int) -> TrainPath:
    """Return a path some days later."""
    by = day * DAY_S
    return replace(
        path,
        train=_named(path.train, day),
        ready_s=path.ready_s + by,
        latest_s=None if path.latest_s is None else path.latest_s + by,
        due_s=None if path.due_s is None else path.due_s + by,
        calls=tuple(replace(call, arrives_s=call.arrives_s + by, departs_s=call.departs_s + by) for call in path.calls),
    )
