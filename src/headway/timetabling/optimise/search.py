"""Optimising: improve the plan of the plain rule, all trains together.

The dispatching engine searches for better orders, and CP-SAT for better meets.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, inf
from time import perf_counter

import numpy as np

from headway.dispatch import Result, Solution, solve
from headway.errors import InputError
from headway.timetabling.insertion import Planned, Planner, cost_of, fastest_s, total
from headway.timetabling.optimise.bound import meeting_cost
from headway.timetabling.optimise.compile import Compiled, compile_trains
from headway.timetabling.optimise.decode import solution_of, steps_of
from headway.timetabling.optimise.meets import Effort, meet_anew
from headway.timetabling.optimise.part import Part
from headway.timetabling.optimise.polishing import enter_again, enter_instead, improved_at_last, moved_together, polished, remove
from headway.timetabling.optimise.regular import REGULAR_WORK, regular
from headway.timetabling.requests import Request
from headway.units import hours_minutes
from headway.work import Interrupted, Stop, attempted, say

_PARTS = (50, 50, 100)
"""Rounds for every train of the first parts of a search, which move trains one by one.

In between departures are chosen. With half and twice as many the plans of the long-term day differ on average by 0.15 %
at most after 20,000 rounds, less than two seeds do (`python -m benchmarks.constants --only optimise.search.PARTS`).
"""

_ONE_PART = (800,)
"""The same where all departures are given.

With half and twice as many random days of 24 trains cost the same within 0.25 %
(`python -m benchmarks.constants --only optimise.search.ONE_PART`).
"""

_TO_PROVE, _LEAST_TO_PROVE = 800, 20_000
"""Rounds for every train of a search for a bound alone, where that of the plan searched a stricter problem; and least of all."""

_MEETS = 250
"""Rounds for every train that a search of all meets stands for.

From 125 to 500 the plans of the long-term day differ on average by less than 0.1 % after 20,000 rounds
(`python -m benchmarks.constants --only optimise.search.MEETS`).
"""

_REACH_S, _FARTHEST_S = 1_800, 7_200
"""How far the first searches of meets may move trains [s], and the last: twice as far where little is gained.

With 900 at first the plans of the long-term day cost 0.15 % more after 20,000 rounds, with 3,600 they cost 0.25 % less
(`python -m benchmarks.constants --only optimise.search.REACH_S`); two seeds differ by 0.2 %. At last 3,600, 7,200 and 14,400
differ by less than 0.02 % on the day at 12 Mt/y, where 0.1 % is left to the bound (`--only optimise.search.FARTHEST_S`).
"""

_STALLS = 2e-4
"""Little is less than this share of the cost.

From a tenth to ten times this the plans of the day at 12 Mt/y differ by less than 0.02 %; 0.1 % is left to the bound
(`python -m benchmarks.constants --only optimise.search.STALLS`).
"""

_SHAKEN = 2
"""Trains that are put in again, leaving by chance, so that other meets come within reach.

Of 1, 2 and 8 the plans of the long-term day differ on average by 0.05 % after 60,000 rounds
(`python -m benchmarks.constants --only optimise.search.SHAKEN`).
"""

_TRIES = 8
"""Times that this is tried; the best is gone on from, though it costs more.

Of 4, 8 and 16 the plans of the day at 12 Mt/y differ by less than 0.02 %; 0.1 % is left to the bound
(`python -m benchmarks.constants --only optimise.search.TRIES`).
"""

_TOGETHER = 24
"""Trains whose meets are searched for together.

With half and twice as many two days of the long-term line cost 0.2 and 0.1 % less after 60,000 rounds, in 60 and 25 %
more time (`python -m benchmarks.constants --only optimise.search.TOGETHER`).
"""

_AFRESH = 2.0
"""Work in which a plan is found or given up where that of now is none of the problem [deterministic seconds of CP-SAT]."""

_WORK = 1 / 3_000
"""Work of a search of all meets that stands for a round [deterministic seconds of CP-SAT]: on one thread they take as long."""


@dataclass(frozen=True, slots=True)
class Optimised:
    """All trains planned together.

    Parameters
    ----------
    trains
        The trains, in the order of the requests.
    bound
        No plan costs less [weighted s].
    """

    trains: list[Planned]
    bound: int

    @property
    def cost(self) -> int:
        """The cost of all trains [weighted s]."""
        return total(self.trains)


def alone_cost(planner: Planner, requests: list[Request]) -> int:
    """Return the cost of all trains if each were alone on the line [weighted s]."""
    return sum(cost_of(r, r.ready_s, r.ready_s + fastest_s(planner.routes.of(r))) for r in requests)


def bound_of(planner: Planner, requests: list[Request]) -> int:
    """Return a bound on the cost of all trains: each alone on the line, plus the waits that meets cost [weighted s]."""
    line = planner.scenario.line
    routes = [planner.routes.of(request) for request in requests]
    origins = [line.index(request.origin) for request in requests]
    meets = meeting_cost(requests, routes, origins, planner.rules, planner.book.shifts, lambda: planner.interrupted)
    return alone_cost(planner, requests) + meets


def optimise(planner: Planner, begun: list[Planned], *, bound: int, stop: Stop, seed: int, jobs: int) -> Optimised:
    """Improve a plan until it is time to stop, or until it is proven that no plan is better.

    The search has parts, and each begins with the plan of the one before. First it searches for better orders, one
    train at a time. Then it searches for better meets of many trains together, ever farther from their times. It does
    this twice, since it may go astray. If there are more trains than it searches meets for together, the second time
    begins with a regular plan, if there is one. When both gain no more, it takes some trains out of the best plan, puts
    them in again, and searches for meets from there.

    After every part each train chooses its path anew between all others, to the second, and its departure within its
    window. Trains with a due time run at their fastest in the search, and afterwards as slowly as the others let them.

    Parameters
    ----------
    planner
        The planner, with these trains booked in their order; afterwards with those of the result.
    begun
        The plan to begin with.
    bound
        No plan costs less [weighted s].
    stop, seed, jobs
        When to end, random numbers, and threads.
    """
    search = attempted(lambda: _Search(planner, begun, bound, stop, seed, jobs), None)
    if search is None:
        return Optimised(begun, bound)
    best, many = begun, len(begun) > _TOGETHER
    for beginning in (search.orders, search.regular if many else search.orders):
        # There may be no regular plan; then the search does not look for meets of the first plan twice.
        if search.goes_on(best) and ((start := beginning(begun)) is not begun or best is begun):
            best = min(best, search.meets(start, _REACH_S, _REACH_S), key=total)
    if many:
        best = search.meets(best, 2 * _REACH_S, _FARTHEST_S)
    while search.goes_on(best):
        shaken = attempted(partial(_shaken, planner, best, search.rng), best)
        best = min(best, search.meets(shaken, _REACH_S, _FARTHEST_S), key=total)
    return Optimised(improved_at_last(planner, best, partial(moved_together, planner)), search.bound)


class _Search:
    """The parts of a search: each begins with a plan, and ends with one that costs no more and is booked."""

    def __init__(
        self,
        planner: Planner,
        begun: list[Planned],
        bound: int,
        stop: Stop,
        seed: int,
        jobs: int,
    ) -> None:
        self.planner, self.bound, self.stop, self.seed, self.jobs = planner, bound, stop, seed, jobs
        requests = [train.request for train in begun]
        self.compiled = compile_trains(planner.scenario, requests, [planner.routes.of(r) for r in requests], planner.rules)
        self.departures_are_free = any(request.chooses for request in requests)
        self.rng = np.random.default_rng(seed)
        self.began, self.rounds = perf_counter(), 0

    def goes_on(self, trains: list[Planned]) -> bool:
        """Tell whether a better plan may exist and there is time left."""
        return total(trains) > self.bound and not self.stop(self.rounds, perf_counter() - self.began)

    def orders(self, trains: list[Planned]) -> list[Planned]:
        """Search for better orders, one train at a time."""
        now = trains
        for rounds in _PARTS if self.departures_are_free else _ONE_PART:
            if not self.goes_on(now):
                break
            part = Part(self.stop, rounds * len(now), self.rounds, perf_counter() - self.began)
            enter_instead(self.planner, now)
            seed = self.seed + self.rounds
            tried, found = _searched(self.planner, self.compiled, now, stop=part, seed=seed, jobs=self.jobs)
            if found is None:
                break
            self.rounds += max(1, found.rounds)
            now = self._kept(now, tried)
            if not self.departures_are_free:
                self.bound = max(self.bound, attempted(partial(self._proven, now, found), self.bound))
            if tried is None:
                # The engine could not keep the orders of the plan and found no others; nor would it the next time.
                break
        return now

    def _proven(self, trains: list[Planned], found: Result) -> int:
        """Return a bound: from this search if its problem admits every plan, or else from a search of one that does."""
        if self.compiled.admits_all:
            return self.compiled.fixed_cost + found.bound
        if not self.goes_on(trains):
            return self.bound
        requests, routes = zip(*((train.request, self.planner.routes.of(train.request)) for train in trains), strict=True)
        relaxed = compile_trains(self.planner.scenario, list(requests), list(routes), self.planner.rules, relaxed=True)
        most = max(_TO_PROVE * len(trains), _LEAST_TO_PROVE)
        part = Part(self.stop, most, self.rounds, perf_counter() - self.began)
        begun = solution_of(relaxed, [train.steps for train in trains])
        seed = self.seed + self.rounds
        proof = search(relaxed, begun, stop=part, seed=seed, jobs=self.jobs, first_work=_AFRESH)
        self.rounds += max(1, proof.rounds)
        return relaxed.fixed_cost + proof.bound

    def regular(self, trains: list[Planned]) -> list[Planned]:
        """Search for a regular plan."""
        enter_instead(self.planner, trains)
        part = Part(self.stop, ceil(REGULAR_WORK / _WORK), self.rounds, perf_counter() - self.began)
        effort = Effort(_REACH_S, self.bound, part.most * _WORK, self.jobs, self.seed + self.rounds, part.over())
        self.rounds += part.most
        found = attempted(lambda: regular(self.planner, trains, effort), None)
        return trains if found is None else found

    def meets(self, trains: list[Planned], reach_s: int, farthest_s: int) -> list[Planned]:
        """Search for better meets of all trains together.

        The search first stays near the times of the plan. Where it gains little it goes twice as far from them, until
        it gains little at ``farthest_s``.
        """
        now = trains
        while reach_s <= farthest_s and self.goes_on(now):
            before = total(now)
            part = Part(self.stop, _MEETS * len(now), self.rounds, perf_counter() - self.began).fitting()
            effort = Effort(reach_s, self.bound, part.most * _WORK, self.jobs, self.seed + self.rounds, part.over())
            tried = attempted(partial(met, self.planner, now, effort), None)
            self.rounds += part.most
            now = self._kept(now, tried)
            if before - total(now) < _STALLS * before:
                reach_s *= 2
        return now

    def _kept(self, trains: list[Planned], other: list[Planned] | None) -> list[Planned]:
        """Return the other plan if there is one and it costs no more, or else the first; book what is returned."""
        now = trains if other is None or total(other) > total(trains) else other
        say(self.stop, searching(now, self.bound))
        if not self.planner.interrupted:  # then the best plan is booked at last
            enter_instead(self.planner, now)
        return now


def searching(trains: list[Planned], bound: int) -> str:
    """Say what the best plan costs, and what any plan costs at least."""
    return f"searching: {hours_minutes(total(trains))}, at least {hours_minutes(bound)}"


def _searched(
    planner: Planner,
    compiled: Compiled,
    begun: list[Planned],
    *,
    stop: Stop,
    seed: int,
    jobs: int,
) -> tuple[list[Planned] | None, Result | None]:
    """Search for better departures and orders; return the new plan, now booked, or None, and the engine's result.

    If the search is interrupted before it began there is no result, nor if it would take seconds to decode.
    """
    now = solution_of(compiled, [train.steps for train in begun])
    found = attempted(lambda: _found(compiled, now, stop=stop, seed=seed, jobs=jobs, first_work=_AFRESH), None)
    if found is None or (planner.interrupted and len(begun) > _TOGETHER):
        return None, None
    if found.solution is None:
        return None, found
    remove(planner, begun)
    ways = steps_of(compiled, found.solution, planner.rules, planner.book)
    trains = [Planned(*parts) for parts in zip(compiled.requests, compiled.routes, ways, strict=True)]
    return polished(planner, trains), found


def met(planner: Planner, best: list[Planned], effort: Effort) -> list[Planned] | None:
    """Search for better meets, a group of trains at a time; return the better plan, now booked, or None."""
    found, groups = best, list(_groups(best))
    part = replace(effort, work=effort.work / len(groups))
    for free in groups:
        found = meet_anew(planner, found, free, part)
    if total(found) >= total(best) or planner.interrupted:
        return None
    remove(planner, best)
    better = polished(planner, found)
    return None if better is None else moved_together(planner, better)


def better_meets(
    planner: Planner, trains: list[Planned], free: Collection[int], *, seed: int, jobs: int, over: Callable[[], bool]
) -> list[Planned]:
    """Return a plan in which some trains meet elsewhere or at other times and cost less; the same trains if there is none.

    Parameters
    ----------
    planner, trains
        A plan, with its trains booked.
    free
        Numbers of the trains that may move.
    seed, jobs
        Random numbers and threads.
    over
        Says whether to stop.
    """
    bound = bound_of(planner, [train.request for train in trains])
    found = trains
    for group in _groups(trains):
        if some := [number for number in group if number in free]:
            work = _MEETS * len(some) * _WORK
            found = meet_anew(planner, found, some, Effort(_REACH_S, bound, work, jobs, seed, over))
        if over():
            break
    return trains if total(found) >= total(trains) else found


def _shaken(planner: Planner, trains: list[Planned], rng: np.random.Generator) -> list[Planned]:
    """Take some trains out and put them in again with random departures; return the best of some tries, now booked."""
    tries = [_put_in_again(planner, trains, rng) for _ in range(_TRIES) if not planner.interrupted]
    shaken = min((other for other in tries if total(other) != total(trains)), key=total, default=trains)
    enter_instead(planner, shaken)
    return shaken


def _put_in_again(planner: Planner, trains: list[Planned], rng: np.random.Generator) -> list[Planned]:
    """Take some trains out of a plan and put them in again; the plan stays as it is if one finds no path.

    Trains that may choose their departure are taken if there are any; they leave at a random time of their window.
    """
    enter_instead(planner, trains)
    may = [number for number, train in enumerate(trains) if train.request.chooses] or list(range(len(trains)))
    out = rng.choice(may, size=min(len(may), _SHAKEN), replace=False).tolist()
    for number in out:
        planner.book.remove(number)
    other = list(trains)
    for number in out:
        request = trains[number].request
        at = int(rng.integers(request.ready_s, (request.latest_s or 0) + 1)) if request.chooses else request.ready_s
        if (found := planner.path_or_none(replace(request, ready_s=at))) is None:
            return trains
        other[number] = Planned(request, *found)
        enter_again(planner, number, other[number])
    return other


def _groups(trains: list[Planned]) -> Iterator[list[int]]:
    """Give the trains in groups that leave one after another; each group shares half its trains with the one before."""
    ordered = sorted(range(len(trains)), key=lambda number: trains[number].steps[0].departs)
    starts = range(0, max(1, len(ordered) - _TOGETHER // 2), _TOGETHER // 2)
    return (ordered[start : start + _TOGETHER] for start in starts)


def search(
    compiled: Compiled,
    start: Solution | None,
    *,
    stop: Stop,
    seed: int,
    jobs: int,
    first_work: float = inf,
) -> Result:
    """Search for a plan of a compiled problem: from the given plan if its orders can be kept, or else from nothing.

    The orders cannot be kept where edits forbid them, or where trains must hold the route beyond a place that they do
    not fit. If the search is interrupted, so is all that it is a part of.
    """
    found = _found(compiled, start, stop=stop, seed=seed, jobs=jobs, first_work=first_work)
    if found.interrupted:
        raise Interrupted
    return found


def _found(compiled: Compiled, start: Solution | None, *, stop: Stop, seed: int, jobs: int, first_work: float) -> Result:
    try:
        return solve(compiled.problem, stop=stop, seed=seed, jobs=jobs, start=start, first_work=first_work)
    except InputError:
        return solve(compiled.problem, stop=stop, seed=seed, jobs=jobs, first_work=first_work)
