"""Re-planning: the dispatcher orders the trains of the hours ahead, from where they are, and the kernel follows.

First the world is looked ahead in: so it is known which trains there will be, and how far the present orders carry. That is
what the dispatcher begins with and betters. What comes back are orders: when each train is to enter each section. They bind
only as far as they can be kept: every move still asks for a free way and a safe state, and nobody waits for long for a
train that is overdue.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from headway.dispatch import DelayCost, Dispatching, MaxRounds, Operation, Solution, Use
from headway.model import FixedPath
from headway.simulation import chances
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World, run
from headway.simulation.engine import tables as t
from headway.simulation.engine.draft import grown
from headway.simulation.foresight import Trip, delay_cost, foreseen, steps_of
from headway.simulation.rules import Replanning
from headway.timetabling.book import Rows
from headway.timetabling.compile import Compiled, Doing, Kind, compile_trains, holding, section_names, track_name
from headway.timetabling.decode import solution_of
from headway.timetabling.edits import barred
from headway.timetabling.optimise import search
from headway.timetabling.requests import Request, halts_of
from headway.timetabling.routes import Routes, onward, rules_of
from headway.timetabling.search import PASS, STOP, Route
from headway.timetabling.steps import Step

_HOME_S = 48 * 3600.0
"""Time after the horizon in which trains are foreseen to come to their ends; one that does not is not planned."""

_CALM_S = 900.0
"""Least time between two plans."""

_WEIGHT = 10
"""Costs of the dispatcher are whole: so many to a second of a train of weight 1."""


class Dispatcher:
    """Plans for a run of the kernel, and lets it follow.

    Parameters
    ----------
    corridor
        What runs.
    rules
        How often to plan, how far ahead, and how long to search.
    seed
        Chooses the random numbers of the searches.
    """

    def __init__(self, corridor: Corridor, rules: Replanning, seed: int) -> None:
        self.corridor, self.rules, self.seed = corridor, rules, seed
        self.scenario = corridor.scenario
        times = rules_of(self.scenario)
        self.times = times._replace(setting_s=times.setting_s + round(rules.buffer_s))
        routes = Routes(self.scenario, Rows(self.scenario.line))
        self.wanted = {number: self._wanted(*key) for key, number in corridor.routes.items()}
        self.routes = {number: routes.of(request) for number, request in self.wanted.items()}
        self.plans = 0
        self.chosen = [0] * 6
        self.next_s = -inf

    def _wanted(self, name: str, loaded: bool) -> Request:
        """Return what a train of a route wants, from end to end."""
        service = self.scenario.service(name)
        if isinstance(service, FixedPath):
            consist, ends = self.scenario.consist(service.consist), (service.origin, service.destination)
        else:
            consist, ends = self.scenario.train_consists(service)[not loaded], self.scenario.ends(service)[:: 1 if loaded else -1]
        halts = halts_of(service)
        return Request(train=name, service=name, consist=consist, origin=ends[0], destination=ends[1], ready_s=0, halts=halts)

    def run(self, world: World, until: float) -> World:
        """Run the kernel up to a time; a plan is made anew whenever it is time, or something disturbs it."""
        while True:
            planned_s = float(world.clock[0]["now"])
            if planned_s >= self.next_s:
                self.plan(world)
                self.next_s = planned_s + self.rules.every_s
            status = run(world, min(until, self.next_s))
            now = float(world.clock[0]["now"])
            if status == t.DISTURBED:
                self.next_s = min(self.next_s, max(now, planned_s + _CALM_S))
            elif status != t.DONE:
                world = grown(world)
            elif now >= until:
                return world

    def plan(self, world: World) -> None:
        """Write orders into the world for the trains of the hours ahead: new ones, those of now, or none, whichever serves best.

        That is tried out in futures that chance may bring.
        """
        latest_s = float(world.clock[0]["now"]) + self.rules.horizon_s
        held: dict[str, int] = dict(self._shut(world))
        trips: list[Trip] = []
        ways: list[list[Step]] = []
        for trip in foreseen(world, latest_s + _HOME_S):
            if trip.on_line:
                self._hold(world, trip, held)
            steps = steps_of(world, trip)
            if steps is not None and len(steps) > 1 and trip.ready_s <= latest_s:
                trips.append(trip)
                ways.append(steps)
        if not trips:
            return
        self.plans += 1
        compiled = self._compiled(world, trips, held)
        stop, seed = MaxRounds(self.rules.rounds), self.seed + self.plans
        found = search(compiled, _begun(compiled, ways), stop=stop, seed=seed, jobs=1, progress=None)
        kept = Orders.of(world)
        tried = [Orders.none(world), kept]
        if found.solution is not None:
            new = _orders(world, compiled, trips, found.solution)
            now = float(world.clock[0]["now"])
            tried += [new, *(new.up_to(now + self.rules.every_s * times) for times in (1, 2, 4))]
        until = float(world.clock[0]["now"]) + self.rules.outlook_s
        costs = np.array([self._costs(world, orders, until) for orders in tried])
        best = int(np.argmin(costs.mean(axis=1)))
        if best and not surely_less(costs[best] - costs[0]):
            best = 0
        tried[best].give(world)
        self.chosen[best] += 1

    def _costs(self, world: World, orders: "Orders", until: float) -> list[float]:
        """Return what trips cost by some orders in each of the futures."""
        orders.give(world)
        futures = range(1, self.rules.futures + 1)
        return [delay_cost(world, until, future=self.plans * 1_000 + n) for n in futures]

    def _request(self, world: World, trip: Trip) -> Request:
        """Return what a train wants from where its way is not granted yet."""
        route = world.routes[trip.route]
        wanted = self.wanted[trip.route]
        return replace(
            wanted,
            train=f"{wanted.train} {trip.row}",
            origin=self.scenario.line.places[world.steps[route["step"] + trip.first]["place"]].name,
            ready_s=int(trip.ready_s),
            due_s=int(trip.due_s) if trip.due_s else None,
            weight=max(1, round(_WEIGHT * float(route["weight"]))),
        )

    def _route(self, world: World, trip: Trip) -> Route:
        """Return what is left of a route, at the speeds that are to be expected now."""
        rest, route = onward(self.routes[trip.route], trip.first), world.routes[trip.route]
        sections = world.steps["section"][route["step"] + trip.first : route["step"] + route["steps"] - 1]
        slower = 1.0 + (float(world.laws[route["law"]]["mean"]) if route["law"] != t.NONE else 0.0)
        share = slower * (1.0 + float(route["ease"])) * world.sections["slow"][sections]
        run_s = np.where(rest.run_s < 0, rest.run_s, np.ceil(rest.run_s * share[:, None, None]))
        if trip.passes:
            run_s[0, STOP] = run_s[0, PASS]
        return rest._replace(run_s=run_s.astype(np.int64))

    def _hold(self, world: World, trip: Trip, held: dict[str, int]) -> None:
        """Note until when a train holds the way that it was granted."""
        unit, begin = world.units[trip.unit], world.routes[trip.route]["step"]
        for k in range(int(unit["k"]), trip.first):
            arrives = float(trip.calls[k + 1]["arrives"]) if k + 1 in trip.calls else trip.ready_s + _HOME_S
            tail_s = float(world.steps[begin + k + 1]["tail_pass"]) if k + 1 < trip.first or trip.passes else 0.0
            until = int(np.ceil(arrives + tail_s)) + self.times.clearing_s + self.times.setting_s
            for name in self._names(world, trip, k):
                held[name] = max(held.get(name, until), until)
            if k + 1 < trip.first:
                held[self._track(world, trip, k + 1)] = until
            elif k + 1 == world.routes[trip.route]["steps"] - 1:
                held[self._track(world, trip, k + 1)] = until + self.times.yard_move_s

    def _names(self, world: World, trip: Trip, k: int) -> list[str]:
        """Return the resources of the track that a train takes of the section behind a step."""
        section = int(world.steps[world.routes[trip.route]["step"] + k]["section"])
        names = list(section_names(self.scenario, section))
        blocks = len(names) // self.scenario.line.sections[section].tracks
        via = int(world.legs[trip.unit, k]["via"] - world.sections[section]["via"])
        return names[via * blocks : (via + 1) * blocks]

    def _track(self, world: World, trip: Trip, k: int) -> str:
        """Return the resource of the track that a train takes at a step."""
        place = world.steps[world.routes[trip.route]["step"] + k]["place"]
        track = int(world.legs[trip.unit, k]["track"] - world.places[place]["track"])
        return track_name(self.scenario, self.scenario.line.places[place].name, track)

    def _compiled(self, world: World, trips: list[Trip], held: dict[str, int]) -> Compiled:
        """Return the dispatching problem of some trips, with all that is held and shut."""
        requests, routes = zip(*((self._request(world, trip), self._route(world, trip)) for trip in trips), strict=True)
        compiled = compile_trains(self.scenario, list(requests), list(routes), self.times)
        trains = [list(train) for train in compiled.problem.trains]
        for train, trip, doings in zip(trains, trips, compiled.doings, strict=False):
            if trip.on_line:
                self._place(train, doings, self._track(world, trip, trip.first))
            self._keep_to_the_clock(world, trip, train, doings, compiled.zero_s)
        closed = (holding([Use(name)], 0, until - compiled.zero_s) for name, until in held.items() if until > compiled.zero_s)
        costs = tuple(cost for cost in compiled.problem.costs if not _has_left(compiled, trips, cost))
        return replace(compiled, problem=Dispatching(trains=(*map(tuple, trains), *closed), costs=costs))

    def _place(self, train: list[Operation], doings: tuple[Doing, ...], track: str) -> None:
        """Put a train on the track that it holds from the beginning."""
        for i, doing in enumerate(doings):
            if doing.kind == Kind.ENTER:
                train[i] = replace(train[i], start_lb=1, start_ub=1, uses=(Use(track),))
            elif doing.kind == Kind.READY and train[i].uses[0].resource != track:
                train[i] = barred(train[i])

    def _keep_to_the_clock(self, world: World, trip: Trip, train: list[Operation], doings: tuple[Doing, ...], zero_s: int) -> None:
        """Let a train of the timetable leave no halt sooner than is published."""
        begin = int(world.routes[trip.route]["step"]) + trip.first
        for i, doing in enumerate(doings):
            step = world.steps[begin + doing.place]
            if doing.kind == Kind.DEPART and step["halt"] and step["clock"] > 0:
                train[i] = replace(train[i], start_lb=max(train[i].start_lb, ceil(trip.wanted_s + step["clock"]) - zero_s))

    def _shut(self, world: World) -> Iterator[tuple[str, int]]:
        """Give what weather and closures shut now, and until when that is foreseen, the last to end last."""
        now, shut = float(world.clock[0]["now"]), list[tuple[float, list[int]]]()
        for storm in world.storms[world.storms["weather"] != t.NONE]:
            if storm["shut_until"] > now and not world.weathers[storm["weather"]]["passengers_only"]:
                shut.append((float(storm["shut_until"]), [*range(storm["first"], storm["last"] + 1)]))
        shut += [(end, sections) for sections, begin, end in chances.closures(self.scenario) if begin <= now < end]
        for until, sections in sorted(shut):
            yield from ((name, int(until)) for section in sections for name in section_names(self.scenario, section))


def _has_left(compiled: Compiled, trips: list[Trip], cost: DelayCost) -> bool:
    """Tell whether a cost is that of leaving late, of a train that has left its origin."""
    return trips[cost.train].on_line and compiled.doings[cost.train][cost.operation].kind == Kind.DEPART


def _begun(compiled: Compiled, ways: list[list[Step]]) -> Solution | None:
    """Return how the trains would go by the orders of now; None where the problem has no word for what one of them does."""
    try:
        return solution_of(compiled, ways)
    except KeyError:
        return None


def surely_less(differences: NDArray[np.float64]) -> bool:
    """Tell whether the mean of a sample lies below zero by twice its standard error."""
    error = differences.std(ddof=1) / sqrt(differences.size) if differences.size > 1 else 0.0
    return bool(differences.mean() < -2 * error)


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """When trains are to enter sections, when they come to places, and on which tracks."""

    enters: NDArray[np.float64]
    comes: NDArray[np.float64]
    onto: NDArray[np.int64]

    @classmethod
    def of(cls, world: World) -> "Orders":
        """Return those that a world has."""
        return cls(world.enters.copy(), world.comes.copy(), world.onto.copy())

    @classmethod
    def none(cls, world: World) -> "Orders":
        """Return none."""
        return cls(np.full_like(world.enters, inf), np.full_like(world.comes, inf), np.full_like(world.onto, t.NONE))

    def up_to(self, time: float) -> "Orders":
        """Return those for the time before a moment."""
        soon = self.comes < time
        return Orders(np.where(self.enters < time, self.enters, inf), np.where(soon, self.comes, inf), np.where(soon, self.onto, t.NONE))

    def give(self, world: World) -> None:
        """Write them into a world."""
        world.enters[:], world.comes[:], world.onto[:] = self.enters, self.comes, self.onto


def _orders(world: World, compiled: Compiled, trips: list[Trip], solution: Solution) -> Orders:
    """Return when every train is to enter every section by a solution, and when it comes onto which track."""
    orders = Orders.none(world)
    for event in solution.events:
        if event.train >= len(trips):
            continue
        doing, trip, at = compiled.doings[event.train][event.operation], trips[event.train], event.time + compiled.zero_s
        step = world.steps[world.routes[trip.route]["step"] + trip.first + doing.place]
        if doing.kind in (Kind.DEPART, Kind.PASS):
            orders.enters[trip.row, step["section"]] = at
        if doing.kind in (Kind.PASS, Kind.STAND, Kind.ARRIVE) or (doing.kind == Kind.READY and not trip.on_line):
            orders.comes[trip.row, step["place"]] = at
            orders.onto[trip.row, step["place"]] = world.places[step["place"]]["track"] + doing.track
    return orders
