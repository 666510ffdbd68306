"""The whole problem as a CP-SAT model: a proof for small and medium problems, and a bound for others.

Starts lie in windows that a known plan leaves: a train alone cannot cost more than the plan without what the others cost at
least. Only pairs of operations whose windows let them meet on a resource need an order.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from headway.dispatch.network import NEVER, TICKS, Ints, Network
from headway.dispatch.problem import Dispatching
from headway.dispatch.schedule import cost_at
from headway.dispatch.solution import Event as Start
from headway.dispatch.solution import Solution, objective

MOST_PAIRS = 15_000
"""Orders of a model that is worth its building."""

_LOOK_S = 0.05
"""Time between two looks at whether to stop [s]."""

Pair = tuple[int, int, int, int]
"""Two operations that may meet, with the release time of the first and of the second."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Earliest and latest start and latest end of every operation, and the pairs that may meet.

    Parameters
    ----------
    earliest, latest, until
        In ticks; an operation that has no place within the budget is latest before it is earliest.
    pairs
        Operations of different trains that share a resource, and that the windows do not keep apart.
    """

    earliest: Ints
    latest: Ints
    until: Ints
    pairs: tuple[Pair, ...]


def windows(network: Network, budget: int | None) -> Windows:
    """Return the windows that a budget leaves.

    Parameters
    ----------
    network
        The problem.
    budget
        What all trains may cost together; None for no limit.
    """
    n, horizon = network.train.size, _horizon(network)
    free = np.zeros(network.train_at.size - 1, dtype=np.int64)
    certain = network.costly[network.certain == 1]
    np.add.at(free, network.train[certain], [cost_at(network, o, int(network.soonest[o])) for o in certain.tolist()])
    spare = (NEVER if budget is None else budget) - int(free.sum()) + free
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
    return Windows(earliest, latest, until, tuple(_pairs(network, earliest, latest, until)))


def _horizon(network: Network) -> int:
    """Return a time by which everything can have started: one train after another, the latest first start before them all."""
    release = np.zeros(network.train.size, dtype=np.int64)
    np.maximum.at(release, network.use_operation, network.use_release)
    length = network.duration + release
    for o in range(network.train.size - 1, -1, -1):
        follows = network.next[network.next_at[o] : network.next_at[o + 1]]
        if follows.size:
            length[o] += max(length[j] for j in follows)
    return int(network.earliest.max() + length[network.train_at[:-1]].sum())


def _pairs(network: Network, earliest: Ints, latest: Ints, until: Ints) -> list[Pair]:
    users: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for u, (o, r) in enumerate(zip(network.use_operation.tolist(), network.use_resource.tolist(), strict=True)):
        if earliest[o] <= latest[o]:
            users[r].append((o, int(network.use_release[u])))
    release: dict[tuple[int, int], tuple[int, int]] = {}
    for uses in users.values():
        uses.sort(key=lambda use: int(earliest[use[0]]))
        for i, (o, before) in enumerate(uses):
            for p, after in uses[i + 1 :]:
                if earliest[p] >= until[o] + before and earliest[p] > earliest[o]:
                    break
                if network.train[o] != network.train[p]:
                    known = release.get((o, p), (0, 0))
                    release[o, p] = (max(known[0], before), max(known[1], after))
            if len(release) > MOST_PAIRS:
                return [(o, p, *both) for (o, p), both in release.items()]
    return [(o, p, *both) for (o, p), both in release.items()]


class ExactModel:
    """Variables, constraints and objective of a dispatching problem."""

    def __init__(self, problem: Dispatching, network: Network, space: Windows) -> None:
        self.problem, self.network, self.space = problem, network, space
        self.model = cp_model.CpModel()
        self.start: dict[int, Any] = {}
        self.runs: dict[int, Any] = {}
        self.arcs: dict[tuple[int, int], Any] = {}
        self.ends: dict[int, Any] = {}
        self.first: dict[tuple[int, int], Any] = {}
        self._operations()
        self._paths()
        self._orders()
        self._costs()

    def _operations(self) -> None:
        """Every operation that has a place in its window starts within it, if the train comes there."""
        for o in range(self.network.train.size):
            if self.space.earliest[o] <= self.space.latest[o]:
                self.start[o] = self.model.new_int_var(int(self.space.earliest[o]), int(self.space.latest[o]), "")
                self.runs[o] = self.model.new_bool_var("")

    def _paths(self) -> None:
        """Every train goes from its entry to its exit, one operation after another, each for its least duration."""
        network, model = self.network, self.model
        into: dict[int, list[Any]] = defaultdict(list)
        for o, runs in self.runs.items():
            follows = [p for p in network.next[network.next_at[o] : network.next_at[o + 1]].tolist() if p in self.runs]
            if not follows and network.next_at[o] < network.next_at[o + 1]:
                model.add(runs == 0)
            for p in follows:
                arc = runs if len(follows) == 1 else model.new_bool_var("")
                self.arcs[o, p] = arc
                into[p].append(arc)
                model.add(self.start[p] >= self.start[o] + int(network.duration[o])).only_enforce_if(arc)
            if len(follows) > 1:
                model.add(sum(self.arcs[o, p] for p in follows) == runs)
        for o, runs in self.runs.items():
            if o == network.train_at[network.train[o]]:
                model.add(runs == 1)
            else:
                model.add(sum(into[o]) == runs)

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

    def _orders(self) -> None:
        """Of two operations that share a resource, one ends before the other starts, by its release time."""
        for o, p, release, other in self.space.pairs:
            first = self.model.new_bool_var("")
            self.first[o, p] = first
            both = [self.runs[o], self.runs[p]]
            self._before(o, p, release, [first, *both])
            self._before(p, o, other, [first.negated(), *both])

    def _before(self, o: int, p: int, release: int, when: list[Any]) -> None:
        """Let an operation end before another starts; one that never ends cannot."""
        if self.network.next_at[o] == self.network.next_at[o + 1]:
            self.model.add_bool_or([literal.negated() for literal in when])
        else:
            self.model.add(self.start[p] >= self._end(o) + release).only_enforce_if(when)

    def _costs(self) -> None:
        """Minimise what late operations cost."""
        network, model, terms = self.network, self.model, []
        for o in network.costly.tolist():
            if o not in self.runs:
                continue
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
        self.cost = sum(terms) if terms else 0
        model.minimize(self.cost)

    def hint(self, start: Ints, path: list[int]) -> None:
        """Tell the solver of a plan: starts in ticks, and the operations that run."""
        self.model.clear_hints()
        runs = set(path)
        for o, variable in self.start.items():
            self.model.add_hint(self.runs[o], o in runs)
            if o in runs:
                self.model.add_hint(variable, int(start[o]))
        for (o, p), first in self.first.items():
            if o in runs and p in runs:
                self.model.add_hint(first, bool(start[o] < start[p]))

    def solve(
        self, *, work: float, workers: int, seed: int, found: Callable[[Solution], None], bound: Callable[[int], bool]
    ) -> bool:
        """Search for an amount of work; return whether the search came to its end.

        `found` is called with every plan, and `bound` with every bound: it answers whether to stop.
        """
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = work
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.catch_sigint_signal = False

        def bounded(value: float) -> None:
            if bound(int(np.ceil(value - 1e-6))):
                solver.stop_search()

        def watch() -> None:
            while not ended.wait(_LOOK_S):
                if bound(0):
                    solver.stop_search()

        solver.best_bound_callback = bounded
        ended = Event()
        watcher = Thread(target=watch)
        watcher.start()
        try:
            status = solver.solve(self.model, _Plans(self, found, bound))
        finally:
            ended.set()
            watcher.join()
        return status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)

    def solution(self, value: Callable[[Any], int]) -> Solution:
        """Return the plan of an assignment; ticks give the order of events at one instant."""
        network = self.network
        starts = sorted((value(self.start[o]), o) for o, runs in self.runs.items() if value(runs))
        trains = [int(network.train[o]) for _, o in starts]
        events = tuple(Start(t // TICKS, k, o - int(network.train_at[k])) for (t, o), k in zip(starts, trains, strict=True))
        return Solution(objective(self.problem, events), events)


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
