"""The master problem: which choices to buy in which year, at least cost, as a mixed-integer programme over years.

MathOpt's GSCIP solves it. CP-SAT must not: it rounds continuous variables, and called a plan of 341.21 the best where
333.06 can be had.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any

from headway.economics import factors
from headway.errors import InputError
from headway.expansion.programme.problem import Programme, Resource, Way
from headway.parallel import solved
from headway.work import heed

_GAP = 1e-9
_MOST_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What has been learnt from plans and simulations, which proves nothing and only shows where to look.

    Parameters
    ----------
    shares
        Which share of the capacity of the line counts for a flow, by flow and node; 1 where none is given.
    floors
        The fewest of a choice at a node.
    """

    shares: Mapping[tuple[str, int], float] = field(default_factory=dict[tuple[str, int], float])
    floors: Mapping[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A solution of the master problem.

    Parameters
    ----------
    levels
        How many of each choice are in use at each node, by its name.
    short
        What each flow lacks at each node [t]; empty where all must be carried.
    cost
        Present cost of purchases, their upkeep and shortfalls, expected over the paths.
    bound
        No solution costs less.
    runtime_s
        How long it took.
    """

    levels: Mapping[str, tuple[int, ...]]
    short: Mapping[str, tuple[float, ...]]
    cost: float
    bound: float
    runtime_s: float


def solve(
    programme: Programme, guide: Guide | None = None, *, fixed: Mapping[tuple[str, int], int] | None = None
) -> Decided | None:
    """Solve the master problem; None where no choice of all that there is carries the demand.

    Parameters
    ----------
    programme
        What must be decided.
    guide
        What has been learnt; without it the cost is a lower bound on that of every plan.
    fixed
        The most of a choice at a node, to see what leaving it out or later costs.

    Raises
    ------
    InputError
        If choices contradict themselves or one another, or the solver fails.
    """
    if problems := programme.problems():
        raise InputError(problems)
    return _Master(programme, guide or Guide(), fixed or {}).solve()


class _Master:
    """The model, family by family; `solve` is the table of contents."""

    def __init__(self, programme: Programme, guide: Guide, fixed: Mapping[tuple[str, int], int]) -> None:
        from ortools.math_opt.python import mathopt
        from ortools.util.python.solve_interrupter import SolveInterrupter

        self.mathopt: Any = mathopt
        self.interrupter: Any = SolveInterrupter
        self.model: Any = mathopt.Model(name="expansion")
        self.programme, self.guide, self.fixed = programme, guide, fixed
        self.level: dict[tuple[str, int], Any] = {}
        self.served: dict[tuple[str, int], Any] = {}
        self.impossible = False

    def solve(self) -> Decided | None:
        self.levels()
        self.flows()
        self.kept()
        for resource in self.programme.resources:
            for node in range(len(self.programme.nodes)):
                self.carries(resource, node)
        self.requirements()
        self.exclusions()
        self.matches()
        self.budgets()
        self.cost()
        return None if self.impossible else self.answer()

    # ------------------------------------------------------------------ variables

    def levels(self) -> None:
        """Have a number of each choice in use at each node; it was decided so many years before, on all paths alike."""
        decided: dict[tuple[str, int], Any] = {}
        for choice in self.programme.choices:
            for node in range(len(self.programme.nodes)):
                at = self.programme.ancestor(node, choice.lead)
                key = (choice.name, node)
                if at < 0:
                    self.level[key] = 0.0
                    if self.guide.floors.get(key, 0) > 0:
                        self.impossible = True
                    continue
                known = decided.get((choice.name, at))
                if known is None:
                    name = f"{choice.name} {node}"
                    known = self.model.add_integer_variable(lb=0, ub=choice.most, name=name)
                    decided[choice.name, at] = known
                self.level[key] = known
                if key in self.fixed:
                    self.model.add_linear_constraint(known <= self.fixed[key])
                if self.guide.floors.get(key, 0) > 0:
                    self.model.add_linear_constraint(known >= self.guide.floors[key])

    def flows(self) -> None:
        """Carry a part of what is asked of each flow at each node, or all of it."""
        for number, node in enumerate(self.programme.nodes):
            for flow, asked in node.demand.items():
                low = asked if self.programme.shortfall is None else 0.0
                self.served[flow, number] = self.model.add_variable(lb=low, ub=asked, name=f"{flow} carried {number}")

    # ------------------------------------------------------------------ constraints

    def kept(self) -> None:
        """What is bought stays."""
        for (name, number), level in self.level.items():
            parent = self.programme.nodes[number].parent
            if parent >= 0 and level is not self.level[name, parent]:
                self.model.add_linear_constraint(self.level[name, parent] - level <= 0)

    def carries(self, resource: Resource, node: int) -> None:
        """No flow carries more than each of its resources lets through, in one of the ways to have it."""
        asked = self.programme.nodes[node].demand.get(resource.flow)
        if asked is None:
            return
        share = self.guide.shares.get((resource.flow, node), 1.0) if resource.guided else 1.0
        ways = [way for way in resource.ways if self.possible(way, node)]
        if self.programme.shortfall is None:
            ways = [way for way in ways if way.per_unit or share * way.capacity >= asked * (1 - 1e-12)]
            if any(not way.levels and not way.per_unit for way in ways):
                return
            ways = [way for way in ways if not any(_less(other, way) for other in ways)]
            if not ways:
                self.impossible = True
                return
        carried = self.served[resource.flow, node]
        if len(ways) == 1:
            way = ways[0]
            for name, least in way.levels.items():
                self.model.add_linear_constraint(self.level[name, node] >= least)
            if way.per_unit or self.programme.shortfall is not None:
                self.model.add_linear_constraint(carried <= share * self.capacity(way, node))
            return
        taken = [self.model.add_binary_variable(name=f"{resource.name} {node} {i}") for i in range(len(ways))]
        self.model.add_linear_constraint(self.mathopt.fast_sum(taken) == 1)
        for way, one in zip(ways, taken, strict=True):
            for name, least in way.levels.items():
                self.model.add_linear_constraint(self.level[name, node] >= least * one)
            if way.per_unit:
                self.model.add_linear_constraint(carried <= share * self.capacity(way, node) + asked * (1 - one))
        plain = [(share * way.capacity if not way.per_unit else asked) * one for way, one in zip(ways, taken, strict=True)]
        if self.programme.shortfall is not None:
            self.model.add_linear_constraint(carried <= self.mathopt.fast_sum(plain))

    def possible(self, way: Way, node: int) -> bool:
        """Tell whether what a way needs can be there."""
        return all(
            least <= (self.programme.by_name[name].most if not isinstance(self.level[name, node], float) else 0)
            for name, least in way.levels.items()
        )

    def capacity(self, way: Way, node: int) -> Any:
        """Return the capacity of a way, as far as it grows with what is in use."""
        return way.capacity + self.mathopt.fast_sum([each * self.level[name, node] for name, each in way.per_unit.items()])

    def requirements(self) -> None:
        """A choice is in use only beside what it requires."""
        for choice in self.programme.choices:
            for other in choice.requires:
                for node in range(len(self.programme.nodes)):
                    if isinstance(self.level[choice.name, node], float):
                        continue
                    self.model.add_linear_constraint(self.level[choice.name, node] - choice.most * self.level[other, node] <= 0)

    def exclusions(self) -> None:
        """Of two choices that exclude each other at most one is ever bought."""
        pairs = {tuple(sorted((one.name, other))) for one in self.programme.choices for other in one.excludes}
        bought: dict[str, Any] = {}
        for name in sorted({name for pair in pairs for name in pair}):
            bought[name] = self.model.add_binary_variable(name=f"{name} ever")
            most = self.programme.by_name[name].most
            for leaf in self.programme.leaves():
                self.model.add_linear_constraint(self.level[name, leaf] - most * bought[name] <= 0)
        for one, other in sorted(pairs):
            self.model.add_linear_constraint(bought[one] + bought[other] <= 1)

    def matches(self) -> None:
        """Where a choice is in use, so many of another are as there are of those that it goes with."""
        for matched in self.programme.matched:
            most = self.programme.by_name[matched.choice].most
            for node in range(len(self.programme.nodes)):
                used = self.level[matched.when, node]
                if isinstance(used, float):
                    continue
                needed = matched.base + self.mathopt.fast_sum([self.level[name, node] for name in matched.of])
                self.model.add_linear_constraint(self.level[matched.choice, node] >= needed - most * (1 - used))

    def budgets(self) -> None:
        """No year spends more than its budget."""
        for leaf in self.programme.leaves() if self.programme.budgets else ():
            path = self.programme.path_to(leaf)
            spent: dict[int, list[Any]] = defaultdict(list)
            for choice in self.programme.choices:
                for node in path:
                    new = self.new(choice.name, node)
                    for number, share in enumerate(choice.spend):
                        year = self.programme.nodes[node].year - choice.lead + number
                        spent[year].append(share * choice.price * new)
            for year, most in self.programme.budgets.items():
                self.model.add_linear_constraint(self.mathopt.fast_sum(spent[year]) <= most)

    def new(self, name: str, node: int) -> Any:
        """Return how many of a choice come into use at a node."""
        parent = self.programme.nodes[node].parent
        return self.level[name, node] - self.level[name, parent] if parent >= 0 else self.level[name, node] + 0.0

    # ------------------------------------------------------------------ objective and answer

    def cost(self) -> None:
        """Spend as little as can be, in present money, expected over the paths."""
        parts: list[Any] = []
        for choice in self.programme.choices:
            each = self.programme.costs[choice.name]
            for number, node in enumerate(self.programme.nodes):
                if not isinstance(self.level[choice.name, number], float):
                    parts.append(node.probability * each[node.year] * self.new(choice.name, number))
        if self.programme.shortfall is not None:
            rate, timing = self.programme.rate, self.programme.shortfall_timing
            df = factors(rate, self.programme.years, timing)
            for (flow, number), carried in self.served.items():
                node = self.programme.nodes[number]
                weight = node.probability * float(df[node.year]) * self.programme.shortfall
                parts.append(weight * (node.demand[flow] - carried))
        self.model.minimize(self.mathopt.fast_sum(parts) if parts else 0.0)

    def answer(self) -> Decided | None:
        """Solve, and read the solution."""
        began = perf_counter()
        limits = self.mathopt.SolveParameters(
            relative_gap_tolerance=_GAP, absolute_gap_tolerance=0.0, time_limit=timedelta(seconds=_MOST_S), threads=1
        )
        kind, end = self.mathopt.SolverType.GSCIP, self.interrupter()
        solve = partial(self.mathopt.solve, self.model, kind, params=limits, interrupter=end)
        found = solved(solve, end.interrupt)
        heed()
        took = perf_counter() - began
        reason = found.termination.reason
        kinds = self.mathopt.TerminationReason
        if reason in (kinds.INFEASIBLE, kinds.INFEASIBLE_OR_UNBOUNDED):
            return None
        if reason not in (kinds.OPTIMAL, kinds.FEASIBLE):
            raise InputError([f"the master problem was not solved: {found.termination.detail or reason.name.lower()}"])
        values = found.variable_values()
        levels = {
            choice.name: tuple(
                0 if isinstance(self.level[choice.name, node], float) else round(values[self.level[choice.name, node]])
                for node in range(len(self.programme.nodes))
            )
            for choice in self.programme.choices
        }
        short: dict[str, list[float]] = defaultdict(list)
        for (flow, number), carried in self.served.items():
            short[flow].append(max(0.0, self.programme.nodes[number].demand[flow] - values[carried]))
        lacks = {} if self.programme.shortfall is None else {flow: tuple(each) for flow, each in short.items()}
        return Decided(
            levels=levels, short=lacks, cost=found.objective_value(), bound=found.best_objective_bound(), runtime_s=took
        )


def _less(one: Way, other: Way) -> bool:
    """Tell whether one way asks for less of everything than another, and gives as much for every unit."""
    if one is other or one.levels == other.levels:
        return False
    if not all(other.levels.get(name, 0) >= least for name, least in one.levels.items()):
        return False
    return not other.per_unit or (
        one.capacity >= other.capacity and all(one.per_unit.get(name, 0.0) >= each for name, each in other.per_unit.items())
    )
