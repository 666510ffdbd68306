"""The variants of a study by their numbers, in one stage or two, and what is asked of them round by round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.study.axes import Axis, Changes
from headway.study.known import Ask, Known
from headway.study.plan import Precise, StudyPlan, named_figure
from headway.study.points import Point, Points, changes_at, grid_point
from headway.study.ranking import Ranked, morris_ranking, sobol_ranking
from headway.study.tasks import BLOCK

_PRECISE_FIRST = 10
"""Replications of a variant before its precision is asked for, and how many are added each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Variants that were chosen together.

    Parameters
    ----------
    points
        How they were chosen.
    first, count
        The number of the first variant, and how many there are.
    varied
        The axes that vary among them, by their numbers.
    shares
        ``[point, axis]``: how far along each varied axis the points lie; None for a grid.
    """

    points: Points
    first: int
    count: int
    varied: tuple[int, ...]
    shares: NDArray[np.float64] | None

    @property
    def numbers(self) -> range:
        """The numbers of its variants."""
        return range(self.first, self.first + self.count)


class Variants:
    """The variants of a study by their numbers.

    Parameters
    ----------
    plan
        What the study asks.
    """

    def __init__(self, plan: StudyPlan) -> None:
        self._plan = plan
        self.stages: list[Stage] = []
        self._listed: list[Point] = []
        if plan.points.kind != "grid":
            self._add(plan.points, tuple(range(len(plan.axes))))
        else:
            self.stages.append(Stage(points=plan.points, first=0, count=plan.variants, varied=(), shares=None))

    def _add(self, points: Points, varied: tuple[int, ...]) -> Stage:
        """Add a stage in which some axes vary; the others stay as the base has them."""
        axes = self._plan.axes
        shares = points.shares(len(varied), self._plan.seed)
        first = len(self._listed)
        for row in shares:
            along = dict(zip(varied, row, strict=True))
            self._listed.append(tuple(axis.at(float(along[i])) if i in along else None for i, axis in enumerate(axes)))
        stage = Stage(points=points, first=first, count=len(shares), varied=varied, shares=shares)
        self.stages.append(stage)
        return stage

    @property
    def count(self) -> int:
        """How many variants there are so far; those of a second stage come when the first is done."""
        return sum(stage.count for stage in self.stages)

    def point(self, number: int) -> Point:
        """Return the values of the axes of a variant."""
        return self._listed[number] if self._listed else grid_point(self._plan.axes, number)

    def named(self, number: int) -> dict[str, Any]:
        """Return the values of the axes of a variant by the names of the axes."""
        return {axis.name: value for axis, value in zip(self._plan.axes, self.point(number), strict=True)}

    def changes(self, number: int) -> Changes:
        """Return what a variant changes in the base."""
        return changes_at(self._plan.axes, self.point(number))

    def rounds(self, known: Known, ranked: Sequence[str]) -> Iterator[list[Ask]]:
        """Yield what to run, round by round: every variant, and then those of the second stage.

        Parameters
        ----------
        known
            What is known so far; looked at between rounds.
        ranked
            The figures by which the second stage chooses its axes.
        """
        plan = self._plan
        yield from self._all(self.stages[0], known)
        if plan.points.then:
            few = self.strongest(known, ranked, plan.points.few)
            yield from self._all(self._add(Points("indices", plan.points.then), few), known)

    def _all(self, stage: Stage, known: Known) -> Iterator[list[Ask]]:
        plan, often = self._plan, self._plan.replications
        if isinstance(often, int):
            yield [
                Ask(number, plan.seed, first, min(BLOCK, often - first))
                for number in stage.numbers
                for first in range(0, often, BLOCK)
            ]
            return
        figure = named_figure(often.of, list(known.figures)) if often.of else known.figures[0]
        while ask := [one for number in stage.numbers if (one := self._more(number, often, figure, known)) is not None]:
            yield ask

    def _more(self, number: int, often: Precise, figure: str, known: Known) -> Ask | None:
        """Return what more a variant needs to be known as precisely as wanted; None if nothing."""
        have = len(known.table(number, self._plan.seed))
        mean = known.mean(number, self._plan.seed, figure) if have else None
        enough = have >= often.most or (have and (mean is None or mean.half_width <= often.half_width * abs(mean.mean)))
        return None if enough else Ask(number, self._plan.seed, have, min(_PRECISE_FIRST, often.most - have))

    def strongest(self, known: Known, ranked: Sequence[str], few: int) -> tuple[int, ...]:
        """Return the axes that matter most for any of some figures, by the walks of the first stage."""
        names = [axis.name for axis in self._plan.axes]
        weight = dict.fromkeys(names, 0.0)
        for figure in ranked:
            ranking = self.ranking(self.stages[0], known, figure)
            top = ranking[0].strength if ranking else 0.0
            for one in ranking:
                weight[one.name] = max(weight[one.name], one.strength / top if top else 0.0)
        order = sorted(names, key=lambda name: -weight[name])
        return tuple(sorted(names.index(name) for name in order[:few]))

    def ranking(self, stage: Stage, known: Known, figure: str) -> list[Ranked]:
        """Rank the axes of a stage by a figure, the strongest first; empty where its points rank nothing."""
        if stage.points.kind not in ("morris", "indices") or stage.shares is None:
            return []
        often = min((len(known.table(number, self._plan.seed)) for number in stage.numbers), default=0)
        if not often:
            return []
        values = np.array([known.values(number, self._plan.seed, figure)[:often] for number in stage.numbers])
        names = [self._axes[i].name for i in stage.varied]
        if stage.points.kind == "morris":
            return morris_ranking(names, stage.shares, values, self._plan.seed)
        return sobol_ranking(names, values, self._plan.seed)

    @property
    def _axes(self) -> tuple[Axis, ...]:
        return self._plan.axes
