"""Search for the best design among the points of a grid, with a stated chance of a right choice.

All designs are run three times. Then those that the doubt is about are run again, and with them the ones that would be
chosen, until the chance of a right choice is as wanted or they have all the replications of the study. What is chosen
has had all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError, did_you_mean
from headway.study.known import Ask, Known
from headway.study.plan import Goal, Limit, StudyPlan, named_figure
from headway.study.points import grid_point
from headway.study.selection import Aim, Bound, Judgement, judged

Floats = NDArray[np.float64]

_LEFT = 0.8
"""Share of the doubt that is allowed which may stay with designs that are not run again."""

_FIRST = 3
"""Replications of every design at first: fewer show little of how it scatters."""


def searched(
    designs: int, most: int, confidence: float, judge: Callable[[Sequence[int]], Judgement]
) -> Iterator[list[tuple[int, int, int]]]:
    """Yield what to run next, until the choice is as sure as wanted or nothing is left to run.

    Parameters
    ----------
    designs
        How many there are.
    most
        Most replications of a design.
    confidence
        The chance of a right choice that is wanted.
    judge
        Judges designs by so many replications of each; called after each round. What was asked alone decides, so that a
        search that goes on asks the same again.

    Yields
    ------
    list of tuple
        A round: design, first replication and how many.
    """
    have = [min(_FIRST, most)] * designs
    yield [(design, 0, count) for design, count in enumerate(have)]
    while True:
        now = judge(have)
        sure = now.chance >= confidence
        if sure and all(have[design] >= most for design in now.chosen):
            return
        goal = (
            {} if sure else {design: min(most, have[design] + max(1, have[design] // 2)) for design in _doubted(now, confidence)}
        )
        longest = max(goal.values(), default=most)
        goal |= {design: min(most, max(longest, have[design] + _FIRST)) for design in now.chosen}
        ask = [(design, have[design], upto - have[design]) for design, upto in sorted(goal.items()) if upto > have[design]]
        if not ask:
            return
        for design, upto in goal.items():
            have[design] = max(have[design], upto)
        yield ask


def _doubted(now: Judgement, confidence: float) -> list[int]:
    """Return the designs that the doubt is about: the others together leave most of what is allowed."""
    order = np.argsort(now.doubts)
    small = np.cumsum(now.doubts[order]) <= _LEFT * (1 - confidence)
    return [int(i) for i in order[~small]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    Parameters
    ----------
    chosen
        The variants to choose.
    chance
        The chance that this is right, estimated from the runs of the search.
    runs, of
        Replications that the search took, and how many the whole study would take.
    meets
        The chance that each of them meets the limits, by fresh runs that the search has not seen; 1 without limits.
    """

    chosen: tuple[int, ...]
    chance: float
    runs: int
    of: int
    meets: tuple[float, ...]

    @property
    def confirmed(self) -> bool:
        """Whether something was chosen, and fresh runs say of all of it that it more likely meets the limits than not."""
        return bool(self.meets) and all(chance >= 0.5 for chance in self.meets)


class Search:
    """A search of a study.

    Raises
    ------
    InputError
        If a goal or a limit is neither an axis nor a figure of the study, or an axis has no numbers.
    """

    def __init__(self, plan: StudyPlan, known: Known) -> None:
        assert plan.search is not None
        self._plan, self._known, self._wanted = plan, known, plan.search
        self._axes = {axis.name: number for number, axis in enumerate(plan.axes)}
        self._now: Judgement | None = None
        problems: list[str] = []
        for goal in self._wanted.goals:
            problems += self._fault(goal)
        for limit in self._wanted.limits:
            try:
                named_figure(limit.of, list(known.figures))
            except InputError as error:
                problems += [f"search: {problem}" for problem in error.problems]
        if problems:
            raise InputError(problems)
        sought = (one.of for one in (*self._wanted.goals, *self._wanted.limits) if one.of not in self._axes)
        self._columns = sorted({self._column(name) for name in sought})

    def _fault(self, goal: Goal) -> list[str]:
        if goal.of in self._axes:
            values = self._plan.axes[self._axes[goal.of]].values
            return [] if all(isinstance(value, int | float) for value in values) else [f"search: {goal.of} has no numbers"]
        try:
            named_figure(goal.of, list(self._known.figures))
        except InputError:
            return [
                f'search: "{goal.of}" is neither an axis nor a figure. {did_you_mean(goal.of, [*self._axes, *self._short()])}'
            ]
        return []

    def _short(self) -> list[str]:
        return [figure.rpartition(" [")[0] or figure for figure in self._known.figures]

    def rounds(self) -> Iterator[list[Ask]]:
        """Yield what to run: the search, and last the chosen designs with a fresh seed."""
        plan = self._plan
        for one in searched(plan.variants, plan.most, self._wanted.confidence, self._judge):
            yield [Ask(design, plan.seed, first, many) for design, first, many in one]
        assert self._now is not None
        yield [Ask(design, plan.seed + 1, 0, plan.most) for design in self._now.chosen]

    def found(self) -> Found:
        """Return what was found, once all rounds are run."""
        plan, known, now = self._plan, self._known, self._now
        assert now is not None
        fresh = self.judgement(now.chosen, [plan.most] * len(now.chosen), plan.seed + 1)
        return Found(
            chosen=now.chosen,
            chance=now.chance,
            runs=sum(len(known.table(design, plan.seed)) for design in range(plan.variants)),
            of=plan.variants * plan.most,
            meets=tuple(float(chance) for chance in fresh.meets),
        )

    def _judge(self, have: Sequence[int]) -> Judgement:
        self._now = self.judgement(range(self._plan.variants), have, self._plan.seed)
        return self._now

    def judgement(self, designs: Sequence[int], have: Sequence[int], seed: int) -> Judgement:
        """Judge designs by so many of their runs under a seed."""
        tables = [self._known.table(design, seed)[:count] for design, count in zip(designs, have, strict=True)]
        most = max((len(table) for table in tables), default=0)
        # At least two columns: a single one would mean that chance has no part.
        stacked = np.full((len(tables), max(most, 2), len(self._columns)), np.nan)
        for row, table in enumerate(tables):
            stacked[row, : len(table)] = table[:, self._columns]
        aims = [self._aim(goal, designs, stacked) for goal in self._wanted.goals]
        bounds = [self._bound(limit, stacked) for limit in self._wanted.limits]
        return judged(aims, bounds, np.array([design in self._known.refused for design in designs]))

    def _aim(self, goal: Goal, designs: Sequence[int], stacked: Floats) -> Aim:
        sign = 1.0 if goal.sense == "most" else -1.0
        if goal.of in self._axes:
            which = self._axes[goal.of]
            values = [float(grid_point(self._plan.axes, design)[which]) for design in designs]
            return Aim(values=sign * np.array(values)[:, None], indifference=goal.indifference)
        return Aim(values=sign * self._figure(goal.of, stacked), indifference=goal.indifference)

    def _bound(self, limit: Limit, stacked: Floats) -> Bound:
        over = self._figure(limit.of, stacked) - limit.bound
        return Bound(values=over if limit.at_least else -over, share=limit.share)

    def _figure(self, name: str, stacked: Floats) -> Floats:
        return stacked[:, :, self._columns.index(self._column(name))]

    def _column(self, name: str) -> int:
        figures = list(self._known.figures)
        return figures.index(named_figure(name, figures))
