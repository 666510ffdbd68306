"""A plan as it was found: what to buy when, its bracket, its stages with their evidence, and what the future is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from headway.about import About
from headway.errors import InputError
from headway.expansion.asking import Asked, Loop, Option, SecondTrack, Signals, TrainSet, about_plan
from headway.expansion.bounds import Bounds
from headway.expansion.futures import Futures
from headway.expansion.programme import Decided, Programme
from headway.expansion.stages import at_work
from headway.expansion.staircase import Step, staircase
from headway.expansion.verifying import Found, Verified
from headway.expansion.why import Without, without
from headway.model import Scenario
from headway.shown import Shown, aligned
from headway.units import exact_sum

PARTS = ("line", "train sets", "terminals and others")
"""What the cost of a plan is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Something that a plan builds or buys.

    Parameters
    ----------
    option, count
        What, and how many at once.
    decided, in_use
        The year by which it must be decided, and the first year of use.
    price
        What all of them cost [M USD].
    cost
        What they cost in present money, with renewals and upkeep, less what they are worth at the end [M USD].
    part
        The part of the cost to which they belong.
    """

    option: str
    count: int
    decided: int
    in_use: int
    price: float
    cost: float
    part: str


@dataclass(frozen=True, kw_only=True, repr=False)
class Expansion(Shown):
    """What to build and buy in which year.

    Parameters
    ----------
    asked, bounds, programme
        What was asked, what bounds the flows, and both in numbers.
    lower
        The master problem with proven bounds alone: no plan of these options costs less.
    found
        The plan whose stages were verified.
    futures
        What demand paths are worth; None where there is one path only.
    """

    asked: Asked
    bounds: Bounds
    programme: Programme
    lower: Decided
    found: Found
    futures: Futures | None = None

    @property
    def cost(self) -> float:
        """Present cost of what is built and bought [M USD]; an upper bound on the cheapest plan that keeps its promise."""
        return self.found.decided.cost

    @property
    def gap(self) -> float:
        """By what share of its cost the plan may be dearer than the cheapest."""
        return (self.cost - self.lower.bound) / self.cost if self.cost > 0 else 0.0

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return (
            f"{self.asked.title}: {self.cost:,.0f} M USD of works and purchases in present money, no plan of these options "
            f"below {self.lower.bound:,.0f} (gap {self.gap:.0%})"
        )

    @property
    def verified(self) -> tuple[Verified, ...]:
        """The stages with their evidence."""
        return self.found.stages

    @property
    def holds(self) -> bool:
        """Whether every stage keeps its promise in fresh years, and no referee found anything."""
        return all(stage.holds(self.asked.promise.of_years) for stage in self.verified)

    @cached_property
    def purchases(self) -> tuple[Purchase, ...]:
        """What is built and bought, by the year of first use."""
        return purchases_of(self.asked, self.programme, self.found.decided)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What is asked of each flow in each year, and what it can carry: by the bound, verified, and in practice."""
        return staircase(self.asked, self.bounds, self.found)

    def parts(self, decided: Decided | None = None) -> dict[str, float]:
        """Return the cost of each part [M USD]; of the bound's solution if that is given."""
        found: dict[str, float] = dict.fromkeys(PARTS, 0.0)
        for one in purchases_of(self.asked, self.programme, decided or self.found.decided):
            found[one.part] += one.cost
        return found

    def scenario(self, year: int) -> Scenario:
        """Return the scenario of a year of the plan, to be simulated, changed or saved like any other.

        Raises
        ------
        InputError
            If the plan does not have the year.
        """
        stage = next((v.stage for v in self.verified if v.stage.first <= year - self.asked.first <= v.stage.last), None)
        if stage is None:
            raise InputError([f"year: {year} is none of the plan's, {self.asked.first} to {self.asked.last}"])
        return at_work(self.asked, stage.levels, stage.demand, stage.building)

    def why(self, option: str) -> Without:
        """Return what it would cost to leave an option out, or to have it 1, 2 or 5 years later.

        Raises
        ------
        InputError
            If there is no such option, or the plan does not buy it.
        """
        return without(self.asked, self.programme, self.found, option)

    @property
    def about(self) -> About:
        """What was planned, and how."""
        return about_plan(self.asked)

    def summary(self) -> str:
        """Return the plan on a screen: what, when, at what cost, how well known, and what the stages show."""
        parts, least = self.parts(), self.parts(self.lower)
        rows = [("part", "plan [M USD]", "at least [M USD]")]
        rows += [(name, f"{parts[name]:,.1f}", f"{least[name]:,.1f}") for name in PARTS]
        rows.append(("together", f"{self.cost:,.1f}", f"{self.lower.bound:,.1f}"))
        lines = [self.headline, *self.about.lines(17), "", *aligned(rows), "", *self._bought(), "", *self._stages()]
        if self.futures is not None:
            lines += ["", *self.futures.lines()]
        return "\n".join([*lines, "", *self._closing()])

    def _bought(self) -> list[str]:
        if not self.purchases:
            return ["Nothing need be bought."]
        lines = ["  decide by  in use       M USD  what"]
        groups: dict[tuple[int, int, str], list[Purchase]] = {}
        for one in self.purchases:
            groups.setdefault((one.decided, one.in_use, group_of(self.asked, one.option)), []).append(one)
        for (decided, in_use, name), ones in groups.items():
            count, price = sum(one.count for one in ones), exact_sum(one.price for one in ones)
            sections = [one.option.removeprefix(f"{name} ") for one in ones] if len(ones) > 1 or ones[0].option != name else []
            where = (
                f": {', '.join(sections[:3])}{f' and {len(sections) - 3} more' if len(sections) > 3 else ''}" if sections else ""
            )
            lines.append(f"  {decided:<9}  {in_use:<6}  {price:>10,.1f}  {count} x {name}{where}")
        return lines

    def _stages(self) -> list[str]:
        first = self.asked.first
        rows = [("years", "flow", "asked [Mt/y]", "mean [Mt/y]", "kept in", "pairs a day", "stretch", "at most")]
        for verified in self.verified:
            stage = verified.stage
            span = f"{first + stage.first}" + (f" - {first + stage.last}" if stage.last > stage.first else "")
            for planned, delivered in zip(verified.planned, verified.delivered, strict=True):
                mean = delivered.mean_t_y / 1e6
                kept = f"{round(delivered.kept * verified.years)} of {verified.years}"
                asked = f"{stage.demand[planned.flow] / 1e6:.3g}"
                timetable = (f"{planned.pairs:.1f}", f"{planned.stretch:.2f}", f"{planned.bound:.1f}")
                rows.append((span, planned.flow, asked, f"{mean:.2f}", kept, *timetable))
                span = ""
        return aligned(rows)

    def _closing(self) -> list[str]:
        found = sum(stage.violations for stage in self.verified)
        referee = "no violation in any stage" if not found else f"{found} VIOLATIONS"
        lines = [f"referee: {referee}; every stage keeps its promise" if self.holds else f"referee: {referee}; a stage FAILS"]
        if self.gap > 0:
            widest = max(PARTS, key=lambda part: self.parts()[part] - self.parts(self.lower)[part])
            lines.append(f"the gap is mostly in {widest}: {CLOSES[widest]}")
        return lines

    def to_frame(self) -> pl.DataFrame:
        """Return what is built and bought: columns as in `Purchase`."""
        rows = [(p.option, p.count, p.decided, p.in_use, p.price, p.cost, p.part) for p in self.purchases]
        schema = ["option", "count", "decided", "in_use", "price_musd", "cost_musd", "part"]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def stages_frame(self) -> pl.DataFrame:
        """Return the stages: a row for each stage and flow, with what timetables and fresh years say."""
        rows: list[dict[str, Any]] = []
        for verified in self.verified:
            for planned, delivered in zip(verified.planned, verified.delivered, strict=True):
                rows.append(
                    {
                        "first": self.asked.first + verified.stage.first,
                        "last": self.asked.first + verified.stage.last,
                        "flow": planned.flow,
                        "asked_t_y": verified.stage.demand[planned.flow],
                        "promised_t_y": delivered.promised,
                        "mean_t_y": delivered.mean_t_y,
                        "least_t_y": min(delivered.t_y),
                        "kept": delivered.kept,
                        "years": verified.years,
                        "pairs": planned.pairs,
                        "stretch": planned.stretch,
                        "bound_pairs": planned.bound,
                        "binding": planned.binding,
                        "violations": verified.violations,
                    }
                )
        return pl.DataFrame(rows)


CLOSES: Mapping[str, str] = {
    "line": "the bound opens each section alone, while trains of a timetable must also meet",
    "train sets": (
        "the bound knows no waiting, no queue and no failure. A dispatcher who plans ahead, fewer failures or a wider line "
        "would need fewer"
    ),
    "terminals and others": "the bound knows no breakdown. More reliable machines would do with fewer",
}
"""What would close the gap in each part."""


def part_of(option: Option | None) -> str:
    """Return the part of the cost to which an option belongs."""
    if isinstance(option, Loop | SecondTrack | Signals):
        return "line"
    return "train sets" if option is None or isinstance(option, TrainSet) else "terminals and others"


def group_of(asked: Asked, name: str) -> str:
    """Return the option of the file to which a purchase belongs."""
    return next((o.name for o in asked.options if name == o.name or name.startswith(f"{o.name} ")), name)


def purchases_of(asked: Asked, programme: Programme, decided: Decided) -> tuple[Purchase, ...]:
    """Return what a solution buys along the main path, by the year of first use."""
    options = {option.name: option for option in asked.each}
    found: list[Purchase] = []
    for choice in programme.choices:
        levels = decided.levels[choice.name]
        for year in range(programme.years):
            new = levels[year] - (levels[year - 1] if year else 0)
            if new:
                found.append(
                    Purchase(
                        option=choice.name,
                        count=new,
                        decided=asked.first + year - choice.lead,
                        in_use=asked.first + year,
                        price=new * choice.price,
                        cost=new * programme.costs[choice.name][year],
                        part=part_of(options.get(choice.name)),
                    )
                )
    return tuple(sorted(found, key=lambda one: (one.in_use, one.part, one.option)))
