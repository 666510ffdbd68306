"""Capacity: how many ore trains a day a line can carry beside its other trains, what binds, and what would help."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from statistics import fmean

import polars as pl

from headway.dispatch import MaxRounds, Stop
from headway.errors import InputError
from headway.model import OreFlow, Scenario
from headway.timetabling.bounds import flow_of, mt_per_year, others_than, section_bounds
from headway.timetabling.formulae import Balanced, scott, uic_405
from headway.timetabling.occupation import Occupation, occupation
from headway.timetabling.requests import pairs
from headway.timetabling.routes import rules_of
from headway.timetabling.timetable import Timetable, plan_requests
from headway.timetabling.upgrades import new_loops, train_lengths
from headway.units import DAY_S

_SEARCH = MaxRounds(1_000)
"""How long orders are searched for where the plain rule does not carry the trains."""

Progress = Callable[[float, str], None]
"""Called with the share done and a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a line can carry.

    Parameters
    ----------
    scenario, flow
        The corridor and the ore flow whose trains were counted.
    pairs
        Pairs of ore trains a day for which a timetable was found that the referee passed.
    bound
        No timetable carries more pairs a day: what the binding section leaves. A fraction.
    binding
        The section that binds.
    plan
        The timetable of these pairs.
    level
        The longest that trains may take, as a multiple of their time alone.
    sections
        A row for every section, as from `section_bounds`.
    gaps
        A row for every section with a new loop in its middle, as from `new_loops`.
    lengths
        A row for every train size, as from `train_lengths`.
    formulae
        Trains a day, both directions, by name of the formula with its inputs.
    occupation
        The timetable compressed by the method of UIC 406.
    """

    scenario: Scenario
    flow: OreFlow
    pairs: int
    bound: float
    binding: str
    plan: Timetable
    level: float
    sections: pl.DataFrame
    gaps: pl.DataFrame
    lengths: pl.DataFrame
    formulae: tuple[tuple[str, float], ...]
    occupation: Occupation

    @property
    def mt_per_year(self) -> float:
        """What the pairs carry, every day of the year [Mt/y]."""
        return mt_per_year(self.scenario.train_consists(self.flow)[0].payload_kg, self.pairs)

    @property
    def _stretch(self) -> float:
        ore = [self.plan.stretch(path) for path in self.plan.paths if path.service == self.flow.name]
        return fmean(ore) if ore else 1.0

    def summary(self) -> str:
        """Return the result on one screen."""
        most = mt_per_year(self.scenario.train_consists(self.flow)[0].payload_kg, self.bound)
        best = self.gaps.sort("bound", descending=True).row(0, named=True)
        lines = [
            self.scenario.title,
            f"  carried           {self.pairs} pairs of {self.flow.name} trains a day, {self.mt_per_year:.1f} Mt/y,",
            f"                    which take {self._stretch:.2f} times their time alone, beside all others",
            f"  no more than      {self.bound:.2f} pairs a day, {most:.1f} Mt/y: {self.binding} binds",
            f"  UIC 406           {self.occupation.summary()}",
            *(f"  {name}: {trains:.1f} trains a day" for name, trains in self.formulae),
            f"  one more loop     best in {best['section']}: at most {best['bound']:.2f} pairs a day ({best['gain']:+.2f})",
        ]
        lines += [
            f"  {row['wagons']:>4} wagons       {row['length_m']:,.0f} m, {row['payload_t']:,.0f} t, fits {row['fits']:.0%} of "
            f"places: at most {row['bound']:.2f} pairs, {row['mt_per_year']:.1f} Mt/y"
            for row in self.lengths.iter_rows(named=True)
        ]
        referee = "no violation" if not self.plan.violations else f"{len(self.plan.violations)} VIOLATIONS"
        return "\n".join([*lines, f"  referee           {referee}"])

    def to_frame(self) -> pl.DataFrame:
        """Return the table of sections."""
        return self.sections


def capacity(
    scenario: Scenario,
    *,
    flow: str = "",
    days: int = 4,
    level: float = 1.5,
    stop: Stop = _SEARCH,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Capacity:
    """Find the largest number of ore trains a day that a line carries beside its other trains and possessions.

    A number of pairs counts as carried if in a plan of several days the other trains are kept, none with a due time late and
    none without one taking more than ``level`` times its time alone, and if the ore trains of the last day take no more than
    that on average, from when they are ready: delays that build up show there. Pairs are evenly spread and not tied to
    train sets.

    Parameters
    ----------
    scenario
        The corridor.
    flow
        The ore flow whose trains are counted; by default the first. Other flows keep their targets.
    days
        Days of departures in a plan, 2 or more, so that delays that build up from day to day are seen.
    level
        Above 1.
    stop
        How long to search where the plain rule does not carry a number.
    seed, jobs
        As for `timetable`.
    progress
        Called as the search goes on.

    Raises
    ------
    InputError
        If there is no ore flow, or none of that name.
    """
    chosen = flow_of(scenario, flow)
    if days < 2 or level <= 1:
        raise InputError([f"days, level: 2 or more and above 1, not {days} and {level:g}"])
    sections = section_bounds(scenario, chosen)
    tightest = sections.sort("bound").row(0, named=True)
    low, high = 0, floor(tightest["bound"])
    plan = None
    tries = 0
    while plan is None or low < high:
        middle = (low + high + 1) // 2
        if progress is not None:
            progress(1 - 0.7**tries, f"{middle} pairs a day")
        tries += 1
        found = _carried(scenario, chosen, middle, days, level, stop=stop, seed=seed, jobs=jobs)
        if found is not None or middle == 0:
            low, plan = middle, found or _planned(scenario, chosen, 0, days, stop=None, seed=seed, jobs=jobs)
        else:
            high = middle - 1
    return Capacity(
        scenario=scenario,
        flow=chosen,
        pairs=low,
        bound=tightest["bound"],
        binding=tightest["section"],
        plan=plan,
        level=level,
        sections=sections,
        gaps=new_loops(scenario, chosen),
        lengths=train_lengths(scenario, chosen),
        formulae=_formulae(scenario, tightest),
        occupation=occupation(scenario, plan.paths, days=days),
    )


def _carried(
    scenario: Scenario, flow: OreFlow, count: int, days: int, level: float, *, stop: Stop, seed: int, jobs: int
) -> Timetable | None:
    """Return a timetable of so many pairs a day, by the plain rule or by a search, or None if none was good enough."""
    for way in (None, stop):
        plan = _planned(scenario, flow, count, days, stop=way, seed=seed, jobs=jobs)
        if _good(plan, flow, level):
            return plan
    return None


def _good(plan: Timetable, flow: OreFlow, level: float) -> bool:
    """Tell whether other trains are kept, and the ore trains of the last day are not far behind those of a quiet line."""
    others = [path for path in plan.paths if path.service != flow.name]
    kept = all(path.late_s == 0 if path.due_s else plan.stretch(path) <= level for path in others)
    last = [plan.stretch(p) for p in plan.paths if p.service == flow.name and p.ready_s >= (plan.days - 1) * DAY_S]
    return kept and (not last or fmean(last) <= level)


def _planned(scenario: Scenario, flow: OreFlow, count: int, days: int, *, stop: Stop | None, seed: int, jobs: int) -> Timetable:
    ore = pairs(scenario, flow, days, count * days) if count else []
    requests = [*others_than(scenario, flow, days), *sorted(ore, key=lambda request: request.ready_s)]
    return plan_requests(scenario, requests, days, stop=stop, seed=seed, jobs=jobs)


def _formulae(scenario: Scenario, row: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the classical formulae on one section."""
    rules = rules_of(scenario)
    lost = rules.setting_s + rules.clearing_s
    mean, slowest = (row["loaded_s"] + row["empty_s"]) / 2, max(row["loaded_s"], row["empty_s"]) - lost
    balanced = Balanced(sections=len(scenario.line.sections), running_s=mean - lost, lost_s=lost)
    return (
        (f"Scott             T {slowest / 60:.1f} min, t {lost / 60:.1f} min, E 0.70", scott(slowest, lost)),
        (f"UIC 405           headway {mean / 60:.1f} min, margin 67 %", uic_405(mean)),
        (f"ideal balanced    t {(mean - lost) / 60:.1f} min, s {lost / 60:.1f} min", 2 * balanced.pairs_per_day),
    )
