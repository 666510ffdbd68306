"""Optimising: the orders of all trains together, by the dispatching engine, started from the plan of the plain rule."""

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from headway.dispatch import Result, Solution, Stop, solve
from headway.dispatch.solve import Progress
from headway.errors import InputError
from headway.timetabling.bound import meeting_cost
from headway.timetabling.compile import Compiled, compile_trains
from headway.timetabling.decode import solution_of, steps_of
from headway.timetabling.planner import Planner
from headway.timetabling.requests import Request
from headway.timetabling.routes import easiest, fastest_s, stretched
from headway.timetabling.search import Route
from headway.timetabling.steps import Step, bookings

_EASE = 0.99
"""Share of the time to spare that trains with a due time are planned to spend on running easily; the rest is for waits."""

_PART = 100
"""Rounds of a search between two choices of departures, for every train."""

_MOST_CHANGED = 2
"""Departures that are changed by chance at once."""

_POLISHES = 4
"""Times that every train in turn may look for something better between all others."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A train with its route, at the running times that it is planned for, and its steps."""

    request: Request
    route: Route
    steps: list[Step]

    @property
    def cost(self) -> int:
        """What it costs [weighted s]."""
        return cost_of(self.request, self.steps[0].departs, self.steps[-1].arrives)

    def settled(self, departs_s: int | None = None) -> Request:
        """Return its request with a departure if it may choose one: by default that which it has."""
        at = self.steps[0].departs if departs_s is None else departs_s
        return replace(self.request, ready_s=at) if self.request.chooses else self.request


def cost_of(request: Request, departs: int, arrives: int) -> int:
    """Cost of a train [weighted s].

    Time from when it is ready until it arrives, or until it is due: being early earns nothing. With a due time its
    departure is published as well, so that leaving late costs as much as arriving late. Within a window no departure is late:
    with a due time nothing but lateness there counts, without one the time from the departure.
    """
    since = request.since_s(departs)
    if request.due_s is None:
        return request.weight * (arrives - since)
    return request.weight * (max(arrives, request.due_s) - request.ready_s + departs - since)


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


def total(trains: list[Planned]) -> int:
    """What trains cost together [weighted s]."""
    return sum(train.cost for train in trains)


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


def optimise(planner: Planner, begun: list[Planned], *, stop: Stop, seed: int, jobs: int, progress: Progress | None) -> Optimised:
    """Improve a plan until it is time to stop, or proven that nothing is better.

    Where trains choose their departures within windows, the search is cut into parts: each begins with the departures of the best
    plan, a few of them changed by chance, and afterwards every train chooses anew between all others.

    Parameters
    ----------
    planner
        With these trains booked in their order; afterwards with those of the result.
    begun
        The plan to begin with.
    """
    bound = bound_of(planner, [train.request for train in begun])
    free = [number for number, train in enumerate(begun) if train.request.chooses]
    if not free:
        tried = _searched(planner, begun, {}, stop=stop, seed=seed, jobs=jobs, progress=progress)
        best = tried.trains if tried.trains is not None and total(tried.trains) < total(begun) else begun
        _replace(planner, best)
        if all(train.route.run_s.sum() >= route.run_s.sum() for train, route in zip(best, tried.routes, strict=True)):
            bound = max(bound, min(tried.bound, total(best)))
        return Optimised(best, bound)
    best, rng = begun, np.random.default_rng(seed)
    began, rounds, changed = perf_counter(), 0, dict[int, int]()
    while total(best) > bound and not stop(rounds, seconds := perf_counter() - began):
        part = _Part(stop, _PART * len(best), rounds, seconds)
        tried = _searched(planner, best, changed, stop=part, seed=seed + rounds, jobs=jobs, progress=progress)
        rounds += max(1, tried.rounds)
        if tried.trains is not None and total(tried.trains) <= total(best):
            best = tried.trains
        _replace(planner, best)
        some = rng.choice(free, size=min(len(free), int(rng.integers(_MOST_CHANGED + 1))), replace=False).tolist()
        changed = {n: int(rng.integers(best[n].request.ready_s, (best[n].request.latest_s or 0) + 1)) for n in some}
    return Optimised(best, bound)


@dataclass(frozen=True, slots=True)
class _Part:
    """Ends a part of a search that has gone on before: after the most rounds of its own, or when the whole shall stop."""

    stop: Stop
    most: int
    rounds: int
    seconds: float

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        return rounds >= self.most or self.stop(self.rounds + rounds, self.seconds + seconds)


@dataclass(frozen=True, slots=True)
class _Searched:
    """The trains after a search, None if it found no plan; what they cost at least with these departures, and its rounds."""

    trains: list[Planned] | None
    routes: list[Route]
    bound: int
    rounds: int


def _searched(
    planner: Planner,
    begun: list[Planned],
    changed: dict[int, int],
    *,
    stop: Stop,
    seed: int,
    jobs: int,
    progress: Progress | None,
) -> _Searched:
    """Search for better orders with the departures of a plan, some of them changed; what is booked is then what was found."""
    requests = [train.request for train in begun]
    settled = [train.settled(changed.get(number)) for number, train in enumerate(begun)]
    routes = [_route_to_plan_for(planner, train) for train in begun]
    compiled = compile_trains(planner.scenario, settled, routes, planner.rules)
    start = solution_of(compiled, [train.steps for train in begun])
    found = search(compiled, start, stop=stop, seed=seed, jobs=jobs, progress=progress)
    bound = compiled.fixed_cost + found.bound
    if found.solution is None:
        return _Searched(None, routes, bound, found.rounds)
    for number in range(len(begun)):
        planner.book.remove(number)
    ways = steps_of(compiled, found.solution, planner.rules, planner.book)
    trains = [Planned(*parts) for parts in zip(requests, routes, ways, strict=True)]
    return _Searched(_polished(planner, trains), routes, bound, found.rounds)


def search(compiled: Compiled, start: Solution, *, stop: Stop, seed: int, jobs: int, progress: Progress | None) -> Result:
    """Search for a plan of a compiled problem, from a plan if its orders can be kept, or else from nothing.

    They may not where edits forbid it, or where trains must hold the way beyond a place that they do not fit.
    """
    try:
        return solve(compiled.problem, stop=stop, seed=seed, jobs=jobs, start=start, progress=progress)
    except InputError:
        return solve(compiled.problem, stop=stop, seed=seed, jobs=jobs, progress=progress)


def _route_to_plan_for(planner: Planner, train: Planned) -> Route:
    """Return a train's route at the running times to plan for: a train with a due time keeps some time for waiting."""
    route = planner.routes.of(train.request)
    easy = stretched(route, _EASE * easiest(route, train.request))
    return easy if easy.run_s.sum() < train.route.run_s.sum() else train.route


def _polished(planner: Planner, trains: list[Planned]) -> list[Planned] | None:
    """Let every train in turn look for a better path, or for easier running, between all others; book the result.

    A train that clashes with one before it, since others ran slower than was foreseen, looks for another path first; None if it
    finds none within its window.
    """
    best = list(trains)
    for number in booked(planner, trains):
        try:
            best[number] = Planned(best[number].request, *planner.find(best[number].request))
        except InputError:
            return None
        enter_again(planner, number, best[number])
    for _ in range(_POLISHES):
        before = total(best)
        for number in sorted(range(len(best)), key=lambda n: -best[n].cost):
            planner.book.remove(number)
            request = best[number].request
            other = Planned(request, *planner.find(request))
            if other.cost <= best[number].cost:
                best[number] = other
            enter_again(planner, number, best[number])
        if total(best) == before:
            break
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


def _replace(planner: Planner, by: list[Planned]) -> None:
    """Book these paths instead of those that the same trains have."""
    for number in range(len(by)):
        planner.book.remove(number)
    for number, train in enumerate(by):
        enter_again(planner, number, train)
