"""Optimising: the orders of all trains together, by the dispatching engine, started from the plan of the plain rule."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from headway.dispatch import Result, Solution, Stop, solve
from headway.dispatch.solve import Progress
from headway.errors import InputError
from headway.timetabling.bound import meeting_cost
from headway.timetabling.compile import Compiled, compile_trains
from headway.timetabling.decode import solution_of, steps_of
from headway.timetabling.meets import meet_anew
from headway.timetabling.planned import Planned, cost_of, total
from headway.timetabling.planner import Planner
from headway.timetabling.requests import Request
from headway.timetabling.retiming import retimed
from headway.timetabling.routes import fastest_s
from headway.timetabling.steps import bookings

_PARTS = (50, 50, 100)
"""Rounds for every train of the first parts of a search, which move trains one by one; in between departures are chosen."""

_ONE_PART = (800,)
"""The same where all departures are given."""

_MEETS, _REACH_S = 400, 1_800
"""Rounds for every train that a first search of all meets stands for, and how far it may move trains [s]; twice that later."""

_STALLS = 2e-4
"""A search of all meets that gains less than this share of the cost is followed by one that moves trains one by one."""

_SHAKEN = 50
"""Rounds for every train of that; its plan is gone on from though it costs more, so that other meets come within reach."""

_TOGETHER = 24
"""Trains whose meets are searched for together."""

_WORK = 1 / 3_000
"""Work of a search of all meets that stands for a round [deterministic seconds of CP-SAT]: on one thread they take as long."""

_POLISHES = 4
"""Times that every train in turn may look for something better between all others."""


@dataclass(frozen=True, slots=True)
class Optimised:
    """All trains planned together.

    Parameters
    ----------
    trains
        In the order of the requests.
    bound
        No plan costs less [weighted s].
    """

    trains: list[Planned]
    bound: int

    @property
    def cost(self) -> int:
        """What all trains cost [weighted s]."""
        return total(self.trains)


def plain(planner: Planner, requests: list[Request]) -> list[Planned]:
    """Plan trains one after another; all are booked.

    Of fixed paths with a window one that finds no path within it is planned before all others, and the rest anew. An ore train
    has none of its own then: it leaves later.
    """
    ore = {flow.name for flow in planner.scenario.flows}
    first: list[Request] = []
    while True:
        trains: list[Planned] = []
        for request in (*first, *(other for other in requests if other not in first)):
            try:
                route, steps = planner.find(request)
            except InputError:
                if request.latest_s is None or request in first:
                    raise
                if request.service in ore:
                    later = replace(request, latest_s=None)
                    trains.append(Planned(later, *planner.find(later)))
                    planner.enter(later, trains[-1].route, trains[-1].steps)
                    continue
                first.insert(0, request)
                planner.clear()
                break
            planner.enter(request, route, steps)
            trains.append(Planned(request, route, steps))
        else:
            return trains


def bound_of(planner: Planner, requests: list[Request]) -> int:
    """What all trains cost at least: as if alone on the line, and the waits that meets ask for [weighted s]."""
    line = planner.scenario.line
    routes = [planner.routes.of(request) for request in requests]
    alone = sum(cost_of(r, r.ready_s, r.ready_s + fastest_s(route)) for r, route in zip(requests, routes, strict=True))
    return alone + meeting_cost(requests, routes, [line.index(request.origin) for request in requests], planner.rules)


def optimise(
    planner: Planner, begun: list[Planned], *, bound: int, stop: Stop, seed: int, jobs: int, progress: Progress | None
) -> Optimised:
    """Improve a plan until it is time to stop, or proven that nothing is better.

    The search is cut into parts, each from the plan of the one before: of orders, one train at a time, then of many meets
    together. Where these gain no more, the best plan is changed by one of the first kind and they go on from there. After every
    part all trains choose their paths anew between all others, to the second, and their departures within windows. Trains with a
    due time are searched for at their fastest, and run as easily as the others let them afterwards.

    Parameters
    ----------
    planner
        With these trains booked in their order; afterwards with those of the result.
    begun
        The plan to begin with.
    bound
        No plan costs less [weighted s].
    """
    requests = [train.request for train in begun]
    routes = [planner.routes.of(request) for request in requests]
    compiled = compile_trains(planner.scenario, requests, routes, planner.rules)
    departures_are_free = any(request.chooses for request in requests)
    best, now, began, rounds, meets, shaken = begun, begun, perf_counter(), 0, 0, False
    ahead = list(_PARTS if departures_are_free else _ONE_PART)
    while total(best) > bound and not stop(rounds, seconds := perf_counter() - began):
        before = total(now)
        if ahead:
            part = _Part(stop, ahead.pop(0) * len(now), rounds, seconds)
            tried, found = _searched(planner, compiled, now, stop=part, seed=seed + rounds, jobs=jobs, progress=progress)
            rounds += max(1, found.rounds)
            if not departures_are_free:
                bound = max(bound, min(compiled.fixed_cost + found.bound, total(best)))
        else:
            meets = min(2, meets + 1)
            part = _Part(stop, meets * _MEETS * len(now), rounds, seconds).fitting()
            tried = _met(planner, now, part, reach_s=meets * _REACH_S, bound=bound, seed=seed + rounds, jobs=jobs)
            rounds += part.most
        if tried is not None and (shaken or total(tried) <= before):
            now = tried
        best = min(best, now, key=total)
        if shaken := meets == 2 and before - total(now) < _STALLS * before:
            now, meets, ahead = best, 0, [_SHAKEN]
        enter_instead(planner, now)
    enter_instead(planner, best)
    return Optimised(moved_together(planner, best), bound)


@dataclass(frozen=True, slots=True)
class _Part:
    """Ends a part of a search that has gone on before: after the most rounds of its own, or when the whole shall stop."""

    stop: Stop
    most: int
    rounds: int
    seconds: float

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        return rounds >= self.most or self.stop(self.rounds + rounds, self.seconds + seconds)

    def fitting(self) -> "_Part":
        """Return a part so short that it is not stopped for its rounds."""
        most = self.most
        while most > 1 and self.stop(self.rounds + most - 1, self.seconds):
            most //= 2
        return replace(self, most=most)


def _searched(
    planner: Planner,
    compiled: Compiled,
    begun: list[Planned],
    *,
    stop: Stop,
    seed: int,
    jobs: int,
    progress: Progress | None,
) -> tuple[list[Planned] | None, Result]:
    """Search for better departures and orders from a plan; return what was found and is now booked, if anything was."""
    found = search(
        compiled, solution_of(compiled, [train.steps for train in begun]), stop=stop, seed=seed, jobs=jobs, progress=progress
    )
    if found.solution is None:
        return None, found
    _remove(planner, begun)
    ways = steps_of(compiled, found.solution, planner.rules, planner.book)
    trains = [Planned(*parts) for parts in zip(compiled.requests, compiled.routes, ways, strict=True)]
    return _polished(planner, trains), found


def _met(
    planner: Planner, best: list[Planned], part: _Part, *, reach_s: int, bound: int, seed: int, jobs: int
) -> list[Planned] | None:
    """Search for better meets of all trains, of some at a time; return what was found and is now booked, if anything was."""
    began, found = perf_counter(), best
    groups = list(_groups(best))
    for free in groups:
        found = meet_anew(
            planner,
            found,
            free,
            reach_s=reach_s,
            bound=bound,
            work=part.most * _WORK / len(groups),
            jobs=jobs,
            seed=seed,
            over=lambda: part(0, perf_counter() - began),
        )
    if total(found) >= total(best):
        return None
    _remove(planner, best)
    polished = _polished(planner, found)
    return None if polished is None else moved_together(planner, polished)


def _groups(trains: list[Planned]) -> Iterator[list[int]]:
    """Give the trains in groups of neighbours in time, each with half of the one before it."""
    ordered = sorted(range(len(trains)), key=lambda number: trains[number].steps[0].departs)
    starts = range(0, max(1, len(ordered) - _TOGETHER // 2), _TOGETHER // 2)
    return (ordered[start : start + _TOGETHER] for start in starts)


def search(compiled: Compiled, start: Solution | None, *, stop: Stop, seed: int, jobs: int, progress: Progress | None) -> Result:
    """Search for a plan of a compiled problem, from a plan if its orders can be kept, or else from nothing.

    They may not where edits forbid it, or where trains must hold the way beyond a place that they do not fit.
    """
    try:
        return solve(compiled.problem, stop=stop, seed=seed, jobs=jobs, start=start, progress=progress)
    except InputError:
        return solve(compiled.problem, stop=stop, seed=seed, jobs=jobs, progress=progress)


def _polished(planner: Planner, trains: list[Planned]) -> list[Planned] | None:
    """Let every train in turn look for a better path, or for easier running, between all others; book the result.

    A train that clashes with one before it, since others ran slower than was foreseen, looks for another path first; None if it
    finds none within its window.
    """
    best = list(trains)
    for number in booked(planner, trains):
        if (found := planner.sought(best[number].request)) is None:
            return None
        best[number] = Planned(best[number].request, *found)
        enter_again(planner, number, best[number])
    for _ in range(_POLISHES):
        before = total(best)
        for number in sorted(range(len(best)), key=lambda n: -best[n].cost):
            planner.book.remove(number)
            # The search of orders knows ways that the search of one path does not: with none of these a train keeps its own.
            found = planner.sought(best[number].request)
            other = best[number] if found is None else Planned(best[number].request, *found)
            if other.cost <= best[number].cost:
                best[number] = other
            enter_again(planner, number, best[number])
        if total(best) == before:
            break
    return best


def moved_together(planner: Planner, trains: list[Planned]) -> list[Planned]:
    """Move all trains to the times that are best for all in their orders, and polish the result, as long as that saves anything.

    Searches that move one train at a time do worse from such times, since they choose departures from a grid: it is done after
    them, and after every search of meets.
    """
    best = trains
    while (moved := retimed(best, planner.book, planner.rules)) is not None and total(moved) < total(best):
        _remove(planner, moved)
        if (polished := _polished(planner, moved)) is None:
            break
        best = polished
    enter_instead(planner, best)
    return best


def booked(planner: Planner, trains: list[Planned]) -> list[int]:
    """Book trains under their numbers; return those that are not booked: they clash with others before, or left their window."""
    clashing: list[int] = []
    for number, train in enumerate(trains):
        held = list(bookings(train.route, train.steps, planner.rules, number))
        late = train.request.latest_s is not None and train.steps[0].departs > train.request.latest_s
        if late or any(planner.book.clashes(booking) for booking in held):
            clashing.append(number)
            continue
        for booking in held:
            planner.book.hold(booking)
    return clashing


def enter_again(planner: Planner, number: int, train: Planned) -> None:
    """Book a train under its number."""
    for booking in bookings(train.route, train.steps, planner.rules, number):
        planner.book.hold(booking)


def enter_instead(planner: Planner, by: list[Planned]) -> None:
    """Book these paths instead of those that the same trains have."""
    _remove(planner, by)
    for number, train in enumerate(by):
        enter_again(planner, number, train)


def _remove(planner: Planner, trains: list[Planned]) -> None:
    """Take these trains out of the book."""
    for number in range(len(trains)):
        planner.book.remove(number)
