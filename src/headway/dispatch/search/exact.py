"""The whole problem as a CP-SAT model: a proof for small and medium problems, and a bound for others.

A known plan bounds the windows of the starts: one train cannot cost more than the plan less the least cost of all other
trains. Only pairs of operations whose windows let them meet on a resource need an order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from headway.dispatch.problem import Dispatching
from headway.dispatch.search.network import NEVER, TICKS, Ints, Network
from headway.dispatch.solution import Event as Start
from headway.dispatch.solution import Solution, objective
from headway.parallel import solved

MOST_PAIRS = 15_000
"""Most orders of a model that is worth building."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Operations of a train that hold a resource; every path takes some of them one after another, or none.

    No other train can come in between. So one order holds for all of them, however many tracks and ways of running
    there are.

    Parameters
    ----------
    train
        The train that the operations belong to.
    releases
        Every operation with its release time [ticks].
    """

    train: int
    releases: tuple[tuple[int, int], ...]


Pair = tuple[int, int]
"""Two stretches, by their numbers, that may meet."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The earliest start, latest start and latest end of every operation, and the pairs that may meet.

    Parameters
    ----------
    earliest, latest, until
        Times in ticks. For an operation that cannot run within the budget the latest start lies before the earliest.
    stretches
        What every train holds of a resource without a break.
    pairs
        Stretches of different trains on a resource that the windows do not keep apart.
    """

    earliest: Ints
    latest: Ints
    until: Ints
    stretches: tuple[Stretch, ...]
    pairs: tuple[Pair, ...]


def windows(network: Network, budget: int | None) -> Windows:
    """Return the windows that a budget leaves.

    Parameters
    ----------
    network
        The problem.
    budget
        Most that all trains together may cost; None for no limit.
    """
    n, horizon = network.train.size, _horizon(network)
    spare = (NEVER if budget is None else budget) - int(network.alone.sum()) + network.alone
    earliest = network.soonest
    latest = np.minimum(network.latest, horizon)
    for at, threshold, coeff in (
        (network.ahead_at, network.ahead_threshold, network.ahead_coeff),
        (network.cost_at, network.cost_threshold, network.cost_coeff),
    ):
        owner = np.repeat(np.arange(n), np.diff(at))
        rising = (coeff > 0) & (budget is not None)
        allowed = threshold[rising] + (spare[network.train[owner[rising]]] // coeff[rising] + 1) * TICKS - 1
        np.minimum.at(latest, owner[rising], allowed)
    until = np.full(n, horizon, dtype=np.int64)
    for o in range(n - 1, -1, -1):
        follows = network.next[network.next_at[o] : network.next_at[o + 1]]
        if follows.size:
            until[o] = max(latest[j] for j in follows)
            latest[o] = min(latest[o], until[o] - network.duration[o])
    by_resource = _stretches(network, earliest <= latest)
    stretches = [stretch for found in by_resource for stretch in found]
    return Windows(earliest, latest, until, tuple(stretches), tuple(_pairs(by_resource, earliest, until)))


def _horizon(network: Network) -> int:
    """Return a time by which everything can have started.

    It lets one train run after another, with the latest first start before them all.
    """
    release = np.zeros(network.train.size, dtype=np.int64)
    np.maximum.at(release, network.use_operation, network.given_release)
    length = network.duration + release
    for o in range(network.train.size - 1, -1, -1):
        follows = network.next[network.next_at[o] : network.next_at[o + 1]]
        if follows.size:
            length[o] += max(length[j] for j in follows)
    return int(network.earliest.max() + length[network.train_at[:-1]].sum())


def _stretches(network: Network, possible: Ints) -> list[list[Stretch]]:
    """Return the stretches of every resource, of the operations that fit into their windows.

    Each use has a number: how many stretches of the resource may lie before it on the way there. If something else lies
    between two uses on one path, their numbers differ. So the uses of one number are a stretch.
    """
    before: list[list[int]] = [[] for _ in range(network.train.size)]
    for o in range(network.train.size):
        for p in network.next[network.next_at[o] : network.next_at[o + 1]].tolist():
            before[p].append(o)
    users: list[dict[int, dict[int, int]]] = [defaultdict(dict) for _ in range(network.line_at.size - 1)]
    for u, (o, r) in enumerate(zip(network.use_operation.tolist(), network.use_resource.tolist(), strict=True)):
        users[r][int(network.train[o])][o] = int(network.given_release[u])
    return [[stretch for k, uses in by_train.items() for stretch in _split(k, uses, before, possible)] for by_train in users]


def _split(k: int, uses: dict[int, int], before: list[list[int]], possible: Ints) -> list[Stretch]:
    """Return the stretches of a train's uses of a resource, of the possible operations only."""
    first, last = min(uses), max(uses)
    ended: dict[int, int] = {}
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for o in range(first, last + 1):
        # How many stretches have ended when the train comes here; one that goes on has not ended.
        ended[o] = max((ended[p] + (p in uses and o not in uses) for p in before[o] if p >= first), default=0)
        if o in uses and possible[o]:
            found[ended[o]].append((o, uses[o]))
    return [Stretch(k, tuple(operations)) for operations in found.values()]


def _pairs(by_resource: list[list[Stretch]], earliest: Ints, until: Ints) -> Iterator[Pair]:
    """Yield the stretches that may meet, at most one more than `MOST_PAIRS`."""
    number = count = 0
    for stretches in by_resource:
        spans = [
            (min(int(earliest[o]) for o, _ in s.releases), max(int(until[o]) + release for o, release in s.releases))
            for s in stretches
        ]
        order = sorted(range(len(stretches)), key=spans.__getitem__)
        for i, a in enumerate(order):
            for b in order[i + 1 :]:
                if spans[b][0] >= spans[a][1]:
                    break
                if stretches[a].train != stretches[b].train:
                    yield number + a, number + b
                    count += 1
                    if count > MOST_PAIRS:
                        return
        number += len(stretches)


class ExactModel:
    """Variables, constraints and objective of a dispatching problem."""

    def __init__(self, problem: Dispatching, network: Network, space: Windows) -> None:
        self.problem, self.network, self.space = problem, network, space
        self.model = cp_model.CpModel()
        self.start: dict[int, Any] = {}
        self.runs: dict[int, Any] = {}
        self.arcs: dict[tuple[int, int], Any] = {}
        self.into: dict[int, dict[int, Any]] = defaultdict(dict)
        self.ends: dict[int, Any] = {}
        self.holds: dict[int, _Hold] = {}
        self.first: dict[Pair, Any] = {}
        self._operations()
        self._paths()
        self._orders()
        self._costs()

    def _operations(self) -> None:
        """Every operation that has a place in its window starts within it, if the train uses the operation."""
        for o in range(self.network.train.size):
            if self.space.earliest[o] <= self.space.latest[o]:
                self.start[o] = self.model.new_int_var(int(self.space.earliest[o]), int(self.space.latest[o]), "")
                self.runs[o] = self.model.new_bool_var("")

    def _paths(self) -> None:
        """Every train goes from its entry to its exit, one operation after another, each for its least duration."""
        network, model = self.network, self.model
        for o, runs in self.runs.items():
            follows = [p for p in network.next[network.next_at[o] : network.next_at[o + 1]].tolist() if p in self.runs]
            if not follows and network.next_at[o] < network.next_at[o + 1]:
                model.add(runs == 0)
            for p in follows:
                arc = runs if len(follows) == 1 else model.new_bool_var("")
                self.arcs[o, p] = arc
                self.into[p][o] = arc
                model.add(self.start[p] >= self.start[o] + int(network.duration[o])).only_enforce_if(arc)
            if len(follows) > 1:
                model.add(sum(self.arcs[o, p] for p in follows) == runs)
        for o, runs in self.runs.items():
            if o == network.train_at[network.train[o]]:
                model.add(runs == 1)
            else:
                model.add(sum(self.into[o].values()) == runs)

    def _end(self, o: int) -> Any:
        """Return the end of an operation, the start of the train's next."""
        if o not in self.ends:
            follows = self._after(o)
            if len(follows) == 1:
                self.ends[o] = self.start[follows[0]]
            else:
                self.ends[o] = self.model.new_int_var(int(self.space.earliest[o]), int(self.space.until[o]), "")
                for p in follows:
                    self.model.add(self.ends[o] >= self.start[p]).only_enforce_if(self.arcs[o, p])
        return self.ends[o]

    def _after(self, o: int) -> list[int]:
        follows = self.network.next[self.network.next_at[o] : self.network.next_at[o + 1]].tolist()
        return [p for p in follows if (o, p) in self.arcs]

    def _hold(self, number: int) -> "_Hold":
        """Return whether a train holds a resource, from when, and until when another train may not have it."""
        if number not in self.holds:
            releases = dict(self.space.stretches[number].releases)
            model, (first, *others) = self.model, releases
            if others:
                held = model.new_bool_var("")
                since = model.new_int_var(*_range(self.space.earliest, self.space.latest, releases), "")
                until = model.new_int_var(*_range(self.space.earliest, self.space.until, releases), "")
                entered = [arc for o in releases for p, arc in self.into[o].items() if p not in releases]
                entered += [self.runs[o] for o in releases if o == self.network.train_at[self.network.train[o]]]
                model.add(sum(entered) == held)
                for o, release in releases.items():
                    model.add(since <= self.start[o]).only_enforce_if(self.runs[o])
                    if self._after(o):
                        model.add(until >= self._end(o) + release).only_enforce_if(self.runs[o])
            else:
                held, since = self.runs[first], self.start[first]
                until = self._end(first) + releases[first] if self._after(first) else since
            ends = all(self._after(o) for o in releases)
            self.holds[number] = _Hold(held, since, until, ends)
        return self.holds[number]

    def _orders(self) -> None:
        """Of two trains that hold a resource, one releases it before the other takes it."""
        for a, b in self.space.pairs:
            first = self.model.new_bool_var("")
            self.first[a, b] = first
            one, other = self._hold(a), self._hold(b)
            self._before(one, other, [first, one.held, other.held])
            self._before(other, one, [first.negated(), one.held, other.held])

    def _before(self, one: "_Hold", other: "_Hold", when: list[Any]) -> None:
        """Let one train release a resource before another takes it; a train that keeps it for ever cannot."""
        if one.ends:
            self.model.add(other.since >= one.until).only_enforce_if(when)
        else:
            self.model.add_bool_or([literal.negated() for literal in when])

    def _costs(self) -> None:
        """Minimise what late operations cost."""
        network, model = self.network, self.model
        by_train: dict[int, list[Any]] = defaultdict(list)
        for o in network.costly.tolist():
            if o not in self.runs:
                continue
            terms = by_train[int(network.train[o])]
            for c in range(int(network.cost_at[o]), int(network.cost_at[o + 1])):
                threshold = int(network.cost_threshold[c])
                coeff, increment = int(network.cost_coeff[c]), int(network.cost_increment[c])
                if coeff:
                    late = model.new_int_var(0, max(0, (int(self.space.latest[o]) - threshold) // TICKS), "")
                    model.add(TICKS * late >= self.start[o] - threshold - (TICKS - 1)).only_enforce_if(self.runs[o])
                    terms.append(coeff * late)
                if increment:
                    charged = model.new_bool_var("")
                    model.add(self.start[o] <= threshold - 1).only_enforce_if([self.runs[o], charged.negated()])
                    terms.append(increment * charged)
        for k, terms in by_train.items():
            model.add(sum(terms) >= int(network.alone[k]))
        model.minimize(sum(sum(terms) for terms in by_train.values()))

    def hint(self, start: Ints, path: list[int]) -> None:
        """Give the solver a plan to begin with: starts in ticks, and the operations that run."""
        self.model.clear_hints()
        runs = set(path)
        for o, variable in self.start.items():
            self.model.add_hint(self.runs[o], o in runs)
            if o in runs:
                self.model.add_hint(variable, int(start[o]))
        since = {
            number: min((int(start[o]) for o, _ in self.space.stretches[number].releases if o in runs), default=None)
            for number in self.holds
        }
        for (a, b), first in self.first.items():
            one, other = since[a], since[b]
            if one is not None and other is not None:
                self.model.add_hint(first, one < other)

    def solve(
        self, *, work: float, workers: int, seed: int, found: Callable[[Solution], None], bound: Callable[[int], bool]
    ) -> bool:
        """Search for an amount of work, and return whether the search came to its end.

        `found` is called with every plan. `bound` is called with every bound, and answers whether to stop.
        """
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = work
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed % 2**31  # CP-SAT takes 31 bits
        solver.parameters.catch_sigint_signal = False

        failed: list[BaseException] = []

        def should_stop(value: int) -> bool:
            """Ask whether to stop; an exception in that call is raised again here, not in a thread of the solver."""
            try:
                return bool(failed) or bound(value)
            except BaseException as error:
                failed.append(error)
                return True

        def bounded(value: float) -> None:
            if should_stop(int(np.ceil(value - 1e-6))):
                solver.stop_search()

        solver.best_bound_callback = bounded
        plans = _Plans(self, found, should_stop)
        status = solved(lambda: solver.solve(self.model, plans), solver.stop_search, lambda: should_stop(0))
        if failed:
            raise failed[0]
        return status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)

    def solution(self, value: Callable[[Any], int]) -> Solution:
        """Turn an assignment into a plan; ticks give the order of events at one instant."""
        network = self.network
        starts = sorted((value(self.start[o]), o) for o, runs in self.runs.items() if value(runs))
        trains = [int(network.train[o]) for _, o in starts]
        events = tuple(Start(t // TICKS, k, o - int(network.train_at[k])) for (t, o), k in zip(starts, trains, strict=True))
        return Solution(objective(self.problem, events), events)


@dataclass(frozen=True, slots=True)
class _Hold:
    """Whether and when a train holds a resource, until when others may not have it, and whether it is ever released."""

    held: Any
    since: Any
    until: Any
    ends: bool


def _range(lowest: Ints, highest: Ints, releases: dict[int, int]) -> tuple[int, int]:
    return min(int(lowest[o]) for o in releases), max(int(highest[o]) + release for o, release in releases.items())


class _Plans(cp_model.CpSolverSolutionCallback):
    """Takes plans from the solver."""

    def __init__(self, model: ExactModel, found: Callable[[Solution], None], bound: Callable[[int], bool]) -> None:
        super().__init__()
        self._model, self._found, self._bound = model, found, bound

    def on_solution_callback(self) -> None:
        """Pass a plan on."""
        self._found(self._model.solution(lambda variable: int(self.value(variable))))
        if self._bound(0):
            self.stop_search()
