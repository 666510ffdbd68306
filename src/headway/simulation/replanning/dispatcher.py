"""Re-planning: the dispatcher orders the trains of the hours ahead, from where they are, and the kernel follows.

The dispatcher first runs a copy of the world ahead. That shows which trains there will be, and how they would go by the
plain rule. A search then improves on this. Its result is a set of orders: when each train is to enter each section, and
on which tracks it is to stand.

New orders are tried for a shorter or longer time, against the orders of before and against no orders. All are tried on
copies of the world, in futures that chance may bring, and the best of them are given. Orders bind only as far as they
can be kept: every move still asks for a free way and a safe state, and nobody waits for long for an overdue train.
"""

from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from headway.dispatch import MaxRounds, Solution
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World, grown, run
from headway.simulation.engine import tables as t
from headway.simulation.replanning.foresight import Trip, delay_cost, foreseen, steps_of
from headway.simulation.replanning.orders import Orders
from headway.simulation.replanning.present import Present
from headway.simulation.rules import Replanning
from headway.timetabling.insertion import Step
from headway.timetabling.optimise import Compiled, Kind, search, solution_of

_HOME_S = 48 * 3600.0
"""Time after the horizon in which foreseen trains may reach their ends; a train that does not is not planned [s]."""

_CALM_S = 900.0
"""Least time between two plans [s]."""

_BINDING = (1, 2, 4)
"""New orders are tried for all time, and for each of these multiples of the time between two plans."""


class Dispatcher:
    """Plans the trains of a running world, and lets the kernel follow the plan.

    Parameters
    ----------
    corridor
        The corridor that runs.
    rules
        How often to plan, how far ahead, and how long to search.
    seed
        Chooses the random numbers of the searches and of the futures.

    Attributes
    ----------
    plans
        How many plans it has made.
    """

    def __init__(self, corridor: Corridor, rules: Replanning, seed: int) -> None:
        self.rules, self.seed = rules, seed
        self.present = Present(corridor, rules.buffer_s)
        self.plans = 0
        self.next_s = -inf

    def run(self, world: World, until: float) -> World:
        """Run the kernel up to a time; plan again when it is time to, or when something disturbs the plan."""
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
        """Write orders for the trains of the next hours into the world: new orders, the present ones, or none."""
        now = float(world.clock[0]["now"])
        latest_s = now + self.rules.horizon_s
        everyone = list(foreseen(world, latest_s + _HOME_S))
        ways = [(trip, steps) for trip in everyone if trip.ready_s <= latest_s and len(steps := steps_of(world, trip)) > 1]
        if not ways:
            return
        self.plans += 1
        none, kept = Orders.none(world), Orders.of(world)
        new = self._searched(world, everyone, ways)
        tried = [none, kept, *new, *(orders.up_to(now + times * self.rules.every_s) for orders in new for times in _BINDING)]
        costs = np.array([self._costs(world, orders, now + self.rules.outlook_s) for orders in tried])
        best = int(np.argmin(costs.mean(axis=1)))
        best = best if _surely_less(costs[best] - costs[0]) else 0
        tried[best].give(world)

    def _searched(self, world: World, everyone: list[Trip], ways: list[tuple[Trip, list[Step]]]) -> list[Orders]:
        """Return the orders of the best plan that the search finds for some trains; none if it finds none."""
        trips = [trip for trip, _ in ways]
        compiled = self.present.problem(world, [trip for trip in everyone if trip.on_line], trips)
        begun = _begun(compiled, [steps for _, steps in ways])
        stop, seed = MaxRounds(self.rules.rounds), self.seed + self.plans
        found = search(compiled, begun, stop=stop, seed=seed, jobs=1)
        return [] if found.solution is None else [_orders(world, compiled, trips, found.solution)]

    def _costs(self, world: World, orders: Orders, until: float) -> list[float]:
        """Return by how much all trains together are late under some orders, in each of the futures."""
        orders.give(world)
        first = (self.seed + self.plans) * self.rules.futures
        return [delay_cost(world, until, future=first + n) for n in range(1, self.rules.futures + 1)]


def _begun(compiled: Compiled, ways: list[list[Step]]) -> Solution | None:
    """Return how the trains would go by the present orders.

    None where the dispatching problem cannot express what one of the trains does.
    """
    try:
        return solution_of(compiled, ways)
    except KeyError:
        return None


def _surely_less(differences: NDArray[np.float64]) -> bool:
    """Tell whether the mean of a sample lies below zero by at least twice its standard error."""
    error = differences.std(ddof=1) / sqrt(differences.size) if differences.size > 1 else 0.0
    return bool(differences.mean() < -2 * error)


def _orders(world: World, compiled: Compiled, trips: list[Trip], solution: Solution) -> Orders:
    """Turn a solution into orders: when every train enters every section, and when it comes onto which track."""
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
