"""What a plan of purchases must do, as numbers: choices, a tree of years, and what each choice lets a flow carry.

Nothing here knows a railway. A `Programme` is what the master problem solves; `headway.expansion.bounds` makes one of a
scenario and its options.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from headway.economics import Residual, Timing
from headway.errors import Problem
from headway.expansion.programme.choices import Choice, unit_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A year on a path of demand.

    Parameters
    ----------
    year
        Its number, from 0.
    parent
        The number of the node of the year before; -1 for the first year.
    probability
        The chance that this year comes about.
    demand
        What is asked of each flow, by name [t].
    path
        The names of the paths that lead through it.
    """

    year: int
    parent: int
    probability: float
    demand: Mapping[str, float]
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to have a capacity.

    Parameters
    ----------
    levels
        How many of each choice must be in use.
    capacity
        What the resource then lets through in a year [t].
    per_unit
        What each further choice in use adds to it [t].
    """

    levels: Mapping[str, int] = field(default_factory=dict[str, int])
    capacity: float
    per_unit: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What bounds a flow: a section of line, a fleet, a terminal.

    Parameters
    ----------
    name
        What it is.
    flow
        The flow that it bounds.
    ways
        The ways to have a capacity of it; that of none must be among them.
    guided
        Whether it is part of the line, of whose capacity timetables show that only a share counts.
    """

    name: str
    flow: str
    ways: tuple[Way, ...]
    guided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A choice that goes with others: once one is in use, so many of it are as there are of the others.

    Parameters
    ----------
    choice
        What is needed, such as a lengthened train set.
    when
        The choice with which it is needed, such as longer trains.
    base, of
        How many are needed at least, and for one of each of these one more.
    """

    choice: str
    when: str
    base: int
    of: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What must be decided.

    Parameters
    ----------
    nodes
        The years, each after its parent.
    choices, resources, matched
        What can be bought, what bounds the flows, and what goes with what.
    rate
        Yearly discount rate.
    timing
        When in the year money is paid.
    residual
        What a choice is worth at the end of the last year.
    budgets
        The most that may be spent on purchases in a year, by its number.
    shortfall
        What a tonne costs that is asked for and not carried; None: all must be carried.
    shortfall_timing
        When in the year that is paid.
    """

    nodes: tuple[Node, ...]
    choices: tuple[Choice, ...]
    resources: tuple[Resource, ...]
    rate: float
    matched: tuple[Matched, ...] = ()
    timing: Timing = Timing.START
    residual: Residual = Residual.ANNUITY
    budgets: Mapping[int, float] = field(default_factory=dict[int, float])
    shortfall: float | None = None
    shortfall_timing: Timing = Timing.END

    @property
    def years(self) -> int:
        """How many years there are."""
        return 1 + max(node.year for node in self.nodes)

    @cached_property
    def by_name(self) -> dict[str, Choice]:
        """The choices by their names."""
        return {choice.name: choice for choice in self.choices}

    @cached_property
    def costs(self) -> dict[str, tuple[float, ...]]:
        """What one of each choice costs in present money, by its first year of use."""
        return {choice.name: tuple(unit_cost(self, choice, year) for year in range(self.years)) for choice in self.choices}

    def ancestor(self, node: int, years: int) -> int:
        """Return the node so many years before a node; -1 if that is before the first."""
        while years > 0 and node >= 0:
            node, years = self.nodes[node].parent, years - 1
        return node

    def leaves(self) -> list[int]:
        """Return the numbers of the last nodes, one for each path."""
        parents = {node.parent for node in self.nodes}
        return [number for number in range(len(self.nodes)) if number not in parents]

    def path_to(self, leaf: int) -> list[int]:
        """Return the nodes of a path, in order of years."""
        path = [leaf]
        while (parent := self.nodes[path[-1]].parent) >= 0:
            path.append(parent)
        return path[::-1]

    def problems(self) -> list[Problem]:
        """Say which choices contradict themselves or one another."""
        names = [choice.name for choice in self.choices]
        found = [
            Problem("is named twice. Give one of them another name", where=f"options.{name}")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        for choice in self.choices:
            both = set(choice.requires) & set(choice.excludes)
            found += [
                Problem(f'both requires and excludes "{other}". Take one of the two away', where=f"options.{choice.name}")
                for other in sorted(both)
            ]
            if choice.name in choice.excludes:
                found.append(Problem("excludes itself. Take its own name away", where=f"options.{choice.name}.excludes"))
        return (
            found
            + [
                Problem(
                    f"a circle: {' requires '.join([*circle, circle[0]])}, so none of them can be the first. Take one away",
                    where=f"options.{circle[0]}.requires",
                )
                for circle in self._circles()
            ]
            + self._shut_out()
        )

    def _circles(self) -> list[list[str]]:
        """Return every circle of requirements once, beginning with its first name."""
        found: list[list[str]] = []

        def walk(path: list[str]) -> None:
            for other in self.by_name[path[-1]].requires:
                if other in path:
                    circle = path[path.index(other) :]
                    at = circle.index(min(circle))
                    if (turned := circle[at:] + circle[:at]) not in found:
                        found.append(turned)
                elif other in self.by_name:
                    walk([*path, other])

        for choice in self.choices:
            walk([choice.name])
        return found

    def needed_by(self, name: str) -> set[str]:
        """Return a choice and all that it requires, at any remove."""
        found: set[str] = set()
        left = [name]
        while left:
            one = left.pop()
            if one not in found and one in self.by_name:
                found.add(one)
                left += self.by_name[one].requires
        return found

    def _shut_out(self) -> list[Problem]:
        """Say which choices can never be bought, since what they require excludes them or one another."""
        found: list[Problem] = []
        for choice in self.choices:
            needed = self.needed_by(choice.name)
            clashes = [
                (one, other)
                for one in sorted(needed)
                for other in self.by_name[one].excludes
                if other in needed and {one, other} != {choice.name} and choice.name not in self.by_name[one].requires
            ]
            if clashes and not set(choice.requires) & set(choice.excludes):
                one, other = clashes[0]
                found.append(
                    Problem(
                        f'can never be bought: it needs both "{one}" and "{other}", of which one excludes the other. '
                        "Take the exclusion or the requirement away",
                        where=f"options.{choice.name}",
                    )
                )
        return found
