"""What a plan asks: years, demand, the promise, options with their costs, and the money around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from headway.about import About, chance_of, known_of
from headway.economics import Timing
from headway.expansion.asking.options import OfSection, Option
from headway.expansion.asking.prices import Money, UnitCosts
from headway.expansion.asking.shutting import Shut, possessions
from headway.io.variants import Base
from headway.model import Provenance, Scenario
from headway.model.checked import checked

MAIN = "main"
"""The path of demand that is planned in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Promise:
    """What the railway must deliver, and how that is judged.

    Parameters
    ----------
    share
        Which share of the demand every year that keeps the promise delivers.
    of_years
        In which share of the years the promise is kept.
    level
        The longest time that ore trains may take in a timetable, as a multiple of their time alone. Train sets make up
        for long times, and are counted, so it may be larger than for a line's capacity.
    searched_by, confirmed_by
        Simulated years by which a plan is looked for, and fresh ones by which it is confirmed.
    """

    share: float = 0.9
    of_years: float = 0.95
    level: float = 2.0
    searched_by: int = 6
    confirmed_by: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path of demand.

    Parameters
    ----------
    name, chance
        Its name, and the chance that demand takes it.
    parts_in
        The first year in which it differs from the main path; that of the main path is the first of all.
    t_y
        ``t_y[flow][i]``: what is asked of a flow in year i [t].
    """

    name: str
    chance: float
    parts_in: int
    t_y: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a plan asks.

    Parameters
    ----------
    title
        What it is called.
    base
        The scenario as it is before the first year, under its practice.
    first, last
        The first and the last year.
    paths
        The paths of demand, the main one first.
    follows
        What keeps up with demand: by address, what share of each flow's demand stands there.
    changes
        Other values that hold in all years, by address.
    shut
        Possessions of every section; None for those of the practice.
    promise, costs, money, options
        See there.
    budgets
        The most that may be spent on options in a year [USD], by year.
    provenance
        Where the values come from.
    text
        The file, as it was written.
    """

    title: str
    base: Base
    first: int
    last: int
    paths: tuple[Path, ...]
    follows: Mapping[str, Mapping[str, float]]
    changes: Mapping[str, Any]
    shut: Shut | None
    promise: Promise
    costs: UnitCosts
    money: Money
    options: tuple[Option, ...]
    budgets: Mapping[int, float] = field(default_factory=dict[int, float])
    provenance: tuple[Provenance, ...] = ()
    text: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """All years."""
        return tuple(range(self.first, self.last + 1))

    @property
    def main(self) -> Path:
        """The path that is planned in full."""
        return self.paths[0]

    @cached_property
    def today(self) -> Scenario:
        """The scenario with the values that hold in all years, before anything is bought."""
        return self.base.variant(self.always)

    @cached_property
    def always(self) -> dict[str, Any]:
        """The changes that hold in all years."""
        return {**self.changes, **(possessions(self.base.scenario, self.shut) if self.shut is not None else {})}

    @cached_property
    def each(self) -> tuple[Option, ...]:
        """The options, with one for every section where one stands for all."""
        return tuple(one for option in self.options for one in option.each(self.base.scenario))

    def option(self, name: str) -> Option:
        """Return an option by its name."""
        return next(option for option in self.each if option.name == name)


def sections_touched(option: Option) -> tuple[str, ...]:
    """Return the sections whose capacity an option changes; none for one of a fleet or terminal."""
    return (option.section,) if isinstance(option, OfSection) else ()


_WHEN: Mapping[Timing, str] = {Timing.START: "start of the year", Timing.MID: "middle of the year", Timing.END: "end of the year"}
"""When in the year money is paid, in words."""


def about_plan(asked: Asked) -> About:
    """Return what a plan asks, and how it is judged."""
    promise, scenario = asked.promise, asked.today
    rate = f"{asked.money.rate:.1%} a year, money of the {_WHEN[asked.money.timing]}, {asked.money.residual.value} residuals"
    promised = f"{promise.share:.0%} of the demand in {promise.of_years:.0%} of the years"
    how = f"timetables of 4 days, {promise.searched_by} years to search, {promise.confirmed_by} fresh ones to confirm"
    said = (
        ("scenario", scenario.title),
        chance_of(scenario, chance=True),
        *known_of(scenario, 365),
        ("years", f"{asked.first} to {asked.last}"),
        ("discounted", rate),
        ("promise", f"{promised}; judged by {how}"),
        ("the line so far", "paid already" if asked.money.line_paid else "part of the project"),
        ("options", f"{len(asked.options)}, {len(asked.each)} with one for each section"),
    )
    values = {"rate": asked.money.rate, "first": asked.first, "last": asked.last, "share": promise.share}
    return About(title=asked.title, said=said, values=values)
