"""A study as it stands: its variants side by side, what matters most, and what was found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.shown import Shown, aligned
from headway.simulation.statistics import text_of
from headway.store import StudyFolder
from headway.study.known import Known
from headway.study.plan import StudyPlan, named_figure
from headway.study.ranking import Ranked
from headway.study.search import Found
from headway.study.variants import Stage, Variants

_ON_SCREEN = 20
"""Most variants, and most ranked axes, that a summary lists."""

_SAID_OF_BASE = ("practice", "possessions")
"""What is said of the base, unless an axis changes it."""

_HEAD = 14
"""Least width of a column of figures, so that heads break between words."""

_WIDE = 100
"""Width of a table beyond which a few variants are written one below the other."""


def main_figures(plan: StudyPlan, figures: Sequence[str]) -> list[str]:
    """Return the figures that a study shows and ranks first: those it names, or tonnes and punctuality."""
    if plan.figures:
        return [named_figure(name, list(figures)) for name in plan.figures]
    chosen = [name for name in figures if name.endswith((", delivered [Mt/y]", ", on time [%]"))]
    return chosen or list(figures[:1])


def about_plan(plan: StudyPlan) -> About:
    """Return what a study asks, in words and as values."""
    scenario = plan.base.scenario
    often = plan.replications
    runs = f"{often} each" if isinstance(often, int) else f"until within {often.half_width:.1%}, at most {often.most} each"
    if plan.search is not None:
        runs = f"at most {plan.most} each, those chosen {plan.most} more with a fresh seed"
    axes = [axis.shown for axis in plan.axes]
    varied = [name for name in _SAID_OF_BASE if any(name in axis.addresses for axis in plan.axes)]
    said = [
        ("base", scenario.title),
        ("varied", "; ".join([*axes[:_ON_SCREEN], *([f"and {len(axes) - _ON_SCREEN} more"] if len(axes) > _ON_SCREEN else [])])),
        *([("not varied", f"{len(plan.left)} of the assumptions with a range: {_first(plan.left)}")] if plan.left else []),
        ("points", str(plan.points)),
        *([("search", str(plan.search))] if plan.search else []),
        days_of(scenario, plan.days, plan.warm_up_days),
        ("runs", f"{runs}, with the same chance in all variants; seed {plan.seed}"),
        chance_of(scenario, plan.chance),
        *[row for row in known_of(scenario, plan.days) if row[0] not in varied],
        *[(name, "varied") for name in varied],
    ]
    values: dict[str, int | float | str | bool | None] = {
        "days": plan.days, "warm_up_days": plan.warm_up_days, "seed": plan.seed, "chance": plan.chance,
    }  # fmt: skip
    return About(title=plan.title, said=tuple(said), values=values)


@dataclass(frozen=True, kw_only=True, repr=False)
class Study(Shown):
    """A study as it stands.

    Parameters
    ----------
    plan
        What it asks.
    folder, about_study
        Where it is kept, and what ``study.json`` says.
    variants, known
        Its variants, and what is known of them.
    found
        What a search found; None where nothing is searched, or it is not over.
    over
        Whether all that is asked is done.
    """

    plan: StudyPlan
    folder: Path
    about_study: dict[str, Any]
    variants: Variants
    known: Known
    found: Found | None
    over: bool

    @property
    def numbers(self) -> list[int]:
        """The numbers of the variants of which something is known."""
        return [number for number in self.known.variants if number < self.variants.count]

    @cached_property
    def main(self) -> list[str]:
        """The figures that are shown and ranked first."""
        return main_figures(self.plan, self.known.figures)

    @property
    def headline(self) -> str:
        """How far it is, in one line."""
        done = len(self.numbers)
        state = "" if self.over else ", not over yet"
        return f"{self.plan.title}: {done:,} of {self.plan.variants:,} variants, {self.known.runs():,} runs{state}"

    @property
    def about(self) -> About:
        """What is studied, and how."""
        begun = " by ".join(filter(None, (self.about_study["begun"], self.about_study["command"])))
        about = about_plan(self.plan)
        return replace(about, said=(*about.said, ("begun", begun)))

    def ranking(self, figure: str, stage: Stage | None = None) -> list[Ranked]:
        """Rank the axes by a figure, the one that matters most first; empty where the points rank nothing.

        Parameters
        ----------
        figure
            Its name, with or without the unit.
        stage
            The stage whose points rank them; None for the first.
        """
        name = named_figure(figure, list(self.known.figures))
        return self.variants.ranking(stage or self.variants.stages[0], self.known, name)

    def importance(self) -> dict[str, float]:
        """Return how much each axis matters for what it matters for most, 0 to 1, by its address without unit.

        The strongest axis of each main figure has 1. What chance alone could show counts as nothing.
        """
        found: dict[str, float] = {}
        for figure in self.main:
            ranking = self.ranking(figure)
            top = ranking[0].strength if ranking else 0.0
            for one in ranking:
                share = one.strength / top if top and one.clear else 0.0
                where = one.name.rpartition(" [")[0] or one.name
                found[where] = max(found.get(where, 0.0), share)
        return found

    def to_frame(self) -> pl.DataFrame:
        """Return every replication of every variant as a table, as `headway.store` keeps them.

        Returns
        -------
        polars.DataFrame
            Columns ``variant``, ``seed``, ``replication``, ``refused``, the axes, and the figures.
        """
        tables = [table for _, table in StudyFolder(self.folder).tables()]
        return pl.concat(tables) if tables else pl.DataFrame()

    def means_frame(self) -> pl.DataFrame:
        """Return every variant as a row: the axes, how often it was run, and every figure with its half-width."""
        rows: list[dict[str, Any]] = []
        for variant in self.numbers:
            for seed in self.known.seeds(variant):
                row: dict[str, Any] = {"variant": variant, "seed": seed, **self.variants.named(variant)}
                row["runs"] = len(self.known.table(variant, seed))
                row["refused"] = self.known.refused.get(variant)
                for figure in self.known.figures:
                    mean = self.known.mean(variant, seed, figure)
                    row[figure] = None if mean is None else mean.mean
                    row[f"{figure} ±"] = None if mean is None or mean.count < 2 else mean.half_width
                rows.append(row)
        return pl.DataFrame(rows, infer_schema_length=None, strict=False)

    def ranking_frame(self) -> pl.DataFrame:
        """Return how much every axis matters for every figure: columns ``stage``, ``figure``, ``axis`` and those of `Ranked`."""
        rows = [
            (number, figure, one.name, one.strength, one.half_width, one.way, one.noise, one.clear)
            for number, stage in enumerate(self.variants.stages, 1)
            for figure in self.known.figures
            for one in self.ranking(figure, stage)
        ]
        names = ["stage", "figure", "axis", "strength", "half_width", "way", "noise", "clear"]
        return pl.DataFrame(rows, schema=names, orient="row")

    def summary(self) -> str:
        """Return the study on a screen or two: what it asks, what matters most, what was found, or its variants."""
        lines = [self.headline, *self.about.lines(), ""]
        if self.known.refused:
            number, why = next(iter(self.known.refused.items()))
            many = len(self.known.refused)
            lines += [f"{many:,} variant{'s' if many > 1 else ''} cannot be run. Variant {number}: {why}", ""]
        ranked = False
        for stage in self.variants.stages:
            for figure in self.main:
                if ranking := self.ranking(figure, stage):
                    lines += [*_ranking_lines(figure, stage, ranking), ""]
                    ranked = True
        if self.found is not None:
            lines += self._found_lines(self.found)
        elif not ranked:
            lines += self._variant_lines()
        return "\n".join(lines).rstrip()

    def _found_lines(self, found: Found) -> list[str]:
        """Say what a search found, by fresh runs."""
        lines = [self.answer]
        seed = self.plan.seed + 1
        rows = [("variant", *(axis.name for axis in self.plan.axes), *self.main, "meets the limits")]
        for number, meets in zip(found.chosen, found.meets, strict=True):
            figures = [text_of(self.known.mean(number, seed, figure)) for figure in self.main]
            rows.append((str(number), *map(str, self.variants.point(number)), *figures, f"{meets:.0%}"))
        return [*lines, *_columns(rows)]

    @property
    def answer(self) -> str:
        """What a search found, in a sentence or two; empty where nothing is searched, or it is not over."""
        if self.found is None or self.plan.search is None:
            return ""
        found = self.found
        after = f"after {found.runs:,} of {found.of:,} runs ({found.runs / found.of:.0%})"
        if len(self.known.refused) == self.plan.variants:
            return "No design can be run."
        if not found.confirmed:
            return f"No design meets the limits more likely than not, {after}. The one that comes nearest:"
        what = "The best"
        if len(self.plan.search.goals) > 1:
            what = f"{len(found.chosen)} that no other betters in every goal"
        fresh = f"Figures by {self.plan.most} fresh runs each, which the search has not seen:"
        return f"{what}, right with a chance of {found.chance:.1%}, {after}. {fresh}"

    def _variant_lines(self) -> list[str]:
        """List the variants, or the best of them by the first figure."""
        figure, seed = self.main[0], self.plan.seed
        numbers = [n for n in self.numbers if self.known.mean(n, seed, figure) is not None]
        rows = [("variant", *(axis.name for axis in self.plan.axes), *self.main)]
        head: list[str] = []
        if len(numbers) > _ON_SCREEN:
            head = [f"The variants with the most {figure} of {len(numbers):,}; export lists all:"]
            means = {n: self.known.mean(n, seed, figure) for n in numbers}
            numbers = sorted(numbers, key=lambda n: -(one.mean if (one := means[n]) is not None else 0.0))[:_ON_SCREEN]
        for number in numbers:
            point = ["as it is" if value is None else f"{value}" for value in self.variants.point(number)]
            rows.append((str(number), *point, *(text_of(self.known.mean(number, seed, figure)) for figure in self.main)))
        return [*head, *_columns(rows)]


def _first(left: dict[str, str]) -> str:
    """Say why the first things that were left out were, in short."""
    where, why = next(iter(left.items()))
    return f"{where} ({why.partition('. ')[0]})" + (", ..." if len(left) > 1 else "")


def _ranking_lines(figure: str, stage: Stage, ranking: list[Ranked]) -> list[str]:
    """Return a ranking as lines, as far as axes matter."""
    clear = [one for one in ranking if one.clear]
    rows: list[tuple[str, ...]]
    if stage.points.kind == "morris":
        head = f"{figure}: by how much it changes over the range of each; by chance alone {ranking[0].noise:.3g}"
        rows = [("", "either way", "with sign")]
        rows += [(one.name, f"{one.strength:.3g} ± {one.half_width:.2g}", f"{one.way:+.3g}") for one in clear]
    else:
        head = f"{figure}: what share of its variance each accounts for; by chance of the runs {ranking[0].noise:.1%}"
        rows = [("", "in all", "alone")]
        rows += [(one.name, f"{one.strength:.1%} ± {one.half_width:.1%}", f"{max(one.way, 0.0):.1%}") for one in clear]
    more = len(ranking) - min(len(clear), _ON_SCREEN)
    tail = (
        [f"  {more} more matter less" if len(clear) > _ON_SCREEN else f"  {more} more cannot be told from chance"] if more else []
    )
    return [head, *_columns(rows[: _ON_SCREEN + 1]), *tail]


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines, the first column to the left and the others to the right; long heads take several lines."""
    if not rows:
        return []
    head, *body = rows
    across = sum(max([_HEAD, *(len(row[i]) for row in body)]) + 2 for i in range(len(head)))
    if across > _WIDE:
        body = body[: _ON_SCREEN // 2]
        wide = max(map(len, head))
        apart = [["", *(f"  {name:<{wide}}  {cell}" for name, cell in zip(head, row, strict=True))] for row in body]
        return [line for one in apart for line in one]
    widths = [max([_HEAD, *(len(row[i]) for row in body)] if i else [len(row[0]) for row in rows]) for i in range(len(head))]
    heads = [_wrapped(name, width) for name, width in zip(head, widths, strict=True)]
    tall = max(map(len, heads))
    tops = [tuple(([""] * (tall - len(one)) + one)[i] for one in heads) for i in range(tall)]
    return aligned([*tops, *body])


def _wrapped(name: str, width: int) -> list[str]:
    """Return a head in lines, broken behind dots, commas, hyphens and spaces."""
    lines = [""]
    for part in re.split(r"(?<=[.,\- ])", name):
        if lines[-1] and len(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]
