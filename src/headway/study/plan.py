"""What a study asks: a base, axes, points, how often each is run, and what is looked for."""

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from headway.errors import InputError, nearest
from headway.io.variants import Base
from headway.study.axes import Axis
from headway.study.points import Points

MOST_VARIANTS, MOST_RUNS = 100_000, 10_000_000
"""Most points and runs of a study: more take weeks even on a large cluster, and are a slip."""

RESERVED = ("variant", "seed", "replication", "refused", "runs")
"""Columns of the tables of a study, which no axis may be called."""

MOST_NEEDED = 5
"""Fewest replications with which a search can say how sure it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precise:
    """Ask for replications of each variant until a figure is known well enough.

    Parameters
    ----------
    half_width
        Half-width of the 95 % interval as a share of the mean.
    of
        The figure; empty for the first one of the study.
    most
        Most replications of a variant.
    """

    half_width: float
    of: str = ""
    most: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a search looks for: the most or the least of an axis or a figure.

    Parameters
    ----------
    sense, of
        ``most`` or ``least``, and the name of the axis or the figure.
    indifference
        A difference that does not matter, in its unit.
    """

    sense: str
    of: str
    indifference: float = 0.0

    def __str__(self) -> str:
        return f"{self.sense} {self.of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a design must meet.

    Parameters
    ----------
    of
        The figure.
    at_least
        Whether it must be at least, or else at most, so much.
    bound
        So much, in the figure's unit.
    share
        In so large a share of the runs; 0 for the mean over the runs.
    """

    of: str
    at_least: bool
    bound: float
    share: float = 0.0

    def __str__(self) -> str:
        often = f" in {100 * self.share:g} % of the runs" if self.share else ""
        return f"{self.of} {'>=' if self.at_least else '<='} {self.bound:g}{often}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search for the best design.

    Parameters
    ----------
    goals
        One goal, or two and more, of which no design can better one without worsening another (Pareto).
    limits
        What a design must meet.
    confidence
        The chance of a right choice that is wanted.
    """

    goals: tuple[Goal, ...]
    limits: tuple[Limit, ...] = ()
    confidence: float = 0.95

    def __str__(self) -> str:
        met = f" with {' and '.join(map(str, self.limits))}" if self.limits else ""
        return f"{' against '.join(map(str, self.goals))}{met}, right with a chance of {100 * self.confidence:g} %"


@dataclass(frozen=True, kw_only=True)
class StudyPlan:
    """What a study asks.

    Parameters
    ----------
    title
        What it is called.
    base
        The scenario that is varied.
    axes, points
        What is varied, and which points are run.
    left
        Assumptions with a range that are not varied, each with the reason.
    replications
        How often each variant is run, or how precisely a figure must be known. A search runs what it doubts up to so
        often, and what it chooses so often again.
    days, warm_up_days, seed, chance
        As for `simulate`.
    figures
        The figures that are kept and ranked, by their names; empty: all are kept, and those of `Study.main` ranked.
    search
        What is looked for among the points of the grid; None if all of them are run.
    text
        The file that asks all this, as it was written; empty where a program does.
    """

    title: str
    base: Base
    axes: tuple[Axis, ...]
    points: Points = field(default_factory=Points)
    left: dict[str, str] = field(default_factory=dict[str, str])
    replications: int | Precise = 10
    days: int = 365
    warm_up_days: int = 7
    seed: int = 0
    chance: bool = True
    figures: tuple[str, ...] = ()
    search: Wanted | None = None
    text: str = ""

    @property
    def most(self) -> int:
        """Most replications of a variant."""
        return self.replications if isinstance(self.replications, int) else self.replications.most

    @cached_property
    def variants(self) -> int:
        """How many points there are, those of a second stage included."""
        return self.points.runs(self.axes)

    @property
    def asked(self) -> dict[str, Any]:
        """What the results depend on besides the scenario, as ``study.json`` holds it; equal studies ask the same."""
        return {
            "axes": [axis.asked for axis in self.axes],
            "points": str(self.points),
            "replications": self.replications if isinstance(self.replications, int) else asdict(self.replications),
            "days": self.days,
            "warm_up_days": self.warm_up_days,
            "seed": self.seed,
            "chance": self.chance,
            "figures": list(self.figures),
            "search": None if self.search is None else json.loads(json.dumps(asdict(self.search))),
        }

    def problems(self) -> list[str]:
        """Say what is wrong with the size of the study and with how its parts fit together."""
        found: list[str] = []
        endless = [axis.name for axis in self.axes if not axis.count]
        if not self.axes:
            found.append("vary: there is nothing to vary. Name an address and its values, such as fleets.mine-sets.sets: 14..20")
        if self.points.kind == "grid" and endless:
            found.append(
                f"points: a grid needs values, and {', '.join(endless[:3])} {'have' if len(endless) > 1 else 'has'} a range. "
                "List values, or take latin-hypercube: 100"
            )
        elif (many := self.variants) > MOST_VARIANTS:
            found.append(
                f"points: {many:,} variants; a study has at most {MOST_VARIANTS:,}. "
                "Make axes coarser, or take latin-hypercube: 200"
            )
        if self.search is not None and self.points.kind != "grid":
            found.append("search: it looks among the points of a grid. Leave points away, and list values on every axis")
        if self.search is not None and (not isinstance(self.replications, int) or self.replications < MOST_NEEDED):
            found.append(f"replications: a search needs a number from {MOST_NEEDED} on, the most that it runs a design")
        if self.variants <= MOST_VARIANTS and (runs := self.variants * self.most) > MOST_RUNS:
            found.append(f"replications: {runs:,} runs; a study has at most {MOST_RUNS:,}. Take fewer variants or replications")
        return found + self._clashes()

    def _clashes(self) -> list[str]:
        """Say which axes clash with one another, or with the columns of the tables."""
        reserved = (axis.name for axis in self.axes if axis.name in RESERVED)
        found = [f'vary: an axis cannot be called "{name}", which is a column of every table' for name in reserved]
        taken: dict[str, str] = {}
        for axis in self.axes:
            for where in sorted(axis.addresses):
                other = next((one for one in taken if taken[one] != axis.key and _overlap(one, where)), None)
                if other is not None:
                    found.append(f"vary: {taken[other]} and {axis.key} both change {where}. Put them into one axis of options")
                taken.setdefault(where, axis.key)
        return found


def _overlap(one: str, other: str) -> bool:
    """Tell whether two addresses are the same, or one lies below the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def named_figure(name: str, figures: list[str]) -> str:
    """Return the full name of a figure that is given with or without its unit.

    Raises
    ------
    InputError
        If there is no such figure.
    """
    without = {figure.rpartition(" [")[0] or figure: figure for figure in figures}
    found = name if name in figures else without.get(name)
    if found is None:
        near = nearest(name, without)
        some = ", ".join(f'"{one}"' for one in list(without)[:4])
        cure = f'Did you mean "{near}"?' if near else f"There are {some} and others"
        raise InputError([f'"{name}" is no figure of this study. {cure}'])
    return found
