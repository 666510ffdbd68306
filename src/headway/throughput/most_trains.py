"""Capacity: how many ore trains a day a line can carry besides its other trains, what binds, and what would help."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from math import inf
from pathlib import Path

import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.arguments import public
from headway.errors import require
from headway.io import scenario_of
from headway.model import OreFlow, Scenario
from headway.shown import Shown
from headway.throughput.bounds import mt_per_year, section_bounds
from headway.throughput.counting import Counted, Trial
from headway.throughput.formulae import Balanced, scott, uic_405
from headway.throughput.occupation import Occupation, occupation
from headway.throughput.upgrades import new_loops, train_lengths
from headway.timetabling import Timetable
from headway.timetabling.insertion import rules_of
from headway.timetabling.windows import undated
from headway.work import MaxRounds, Progress, Stop, going, in_words, never

IN_PRACTICE = (0.36, 0.69)
"""Which share of the pairs of a perfect timetable full lines run: of ten real ones, with what each says it carries.

In ``docs/measured/capacity.md`` four that are full carry 0.40 to 0.58. Maintenance, failures, weather and slack between
mine and port take the rest.
"""

_SEARCH = MaxRounds(1_000)
"""How long a search for orders takes where the plain rule does not carry the trains."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Capacity(Shown):
    """What a line can carry.

    Parameters
    ----------
    scenario, flow
        The corridor and the ore flow whose trains were counted.
    pairs
        Largest number of pairs of ore trains a day for which there is a timetable that the referee passed.
    perfect
        The same number on the line of a perfect timetable: without possessions, without stops of ore trains, at the
        shortest running times and with turnouts as fast as the line.
    bound
        Upper bound: no timetable carries more pairs a day than the binding section leaves room for. May be a fraction.
    binding
        The section that binds.
    plan
        The timetable of these pairs.
    days, seed, search
        How the trains were counted: days of departures in a plan, seed, and in words when a search for one plan stops;
        empty for no search.
    level
        The longest time that trains may take, as a multiple of their time by themselves, possessions included.
    stretch
        Mean time of the plan's ore trains, as such a multiple.
    unkept
        Other trains that are late or slow even without any ore train, in words. These count as kept if they are no
        worse.
    sections
        A row for every section, as from `section_bounds`.
    gaps
        A row for every section with a new loop in its middle, as from `new_loops`.
    lengths
        A row for every train size, as from `train_lengths`.
    formulae
        Trains a day, both directions, by the name of the formula with its inputs.
    occupation
        The timetable compressed by the method of UIC 406; None where no train runs.
    """

    scenario: Scenario
    flow: OreFlow
    pairs: int
    perfect: int
    bound: float
    binding: str
    plan: Timetable
    days: int
    seed: int
    search: str
    level: float
    stretch: float
    unkept: tuple[str, ...]
    sections: pl.DataFrame
    gaps: pl.DataFrame
    lengths: pl.DataFrame
    formulae: tuple[tuple[str, float], ...]
    occupation: Occupation | None

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        carried = f"{self.pairs} pairs of {self.flow.name} trains a day, {self.mt_per_year:.1f} Mt/y"
        return f"{self.scenario.title}: {carried}, no more than {self.bound:.2f} pairs"

    @property
    def mt_per_year(self) -> float:
        """What the pairs carry if they run every day of the year [Mt/y]."""
        return mt_per_year(self.scenario.train_consists(self.flow)[0].payload_kg, self.pairs)

    @property
    def about(self) -> About:
        """What was counted, and how."""
        said = [
            days_of(self.scenario, self.days),
            chance_of(self.scenario, chance=False),
            *known_of(self.scenario, self.days),
            ("trains", f"{self.flow.name}, evenly spread; they may take {self.level:g} times their time alone"),
            ("search", f"{self.search}, seed {self.seed}" if self.search else "none: the plain rule"),
        ]
        values = {"flow": self.flow.name, "days": self.days, "level": self.level, "seed": self.seed, "stop": self.search}
        return About(title=self.scenario.title, said=tuple(said), values=values)

    def summary(self) -> str:
        """Return the result on one screen."""
        most = mt_per_year(self.scenario.train_consists(self.flow)[0].payload_kg, self.bound)
        best = self.gaps.sort("bound", descending=True).row(0, named=True)
        lines = [
            self.scenario.title,
            *self.about.lines(17),
            f"  capacity          {self.pairs} pairs of {self.flow.name} trains a day, {self.mt_per_year:.1f} Mt/y, beside "
            f"all other trains; they take {self.stretch:.2f} times their time alone, possessions included",
            f"  in practice       {self.in_practice}",
            *(f"  late in any case  {text}" for text in self.unkept),
            f"  upper bound       {self.bound:.2f} pairs a day, {most:.1f} Mt/y: section {self.binding} has time for no more",
            f"  UIC 406           {'no train runs' if self.occupation is None else self.occupation.summary()}",
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

    @property
    def in_practice(self) -> str:
        """What real lines make of a perfect timetable, and which share of it this line has."""
        low, high = IN_PRACTICE
        real = f"real lines run {low:g} to {high:g} of a perfect timetable"
        if self.pairs == self.perfect and not _imperfect(self.scenario, self.flow):
            payload = self.scenario.train_consists(self.flow)[0].payload_kg
            ends = f"{low * self.pairs:.1f} to {high * self.pairs:.1f} pairs"
            most = f"{mt_per_year(payload, low * self.pairs):.1f} to {mt_per_year(payload, high * self.pairs):.1f} Mt/y"
            return f"{real}, and this is one: {ends}, {most}"
        share = f"{self.pairs / self.perfect:.2f} of" if self.perfect else "as many as"
        return (
            f"{share} the {self.perfect} pairs without possessions, stops, supplement and slow turnouts "
            f"(practice: {self.scenario.practice}); {real}"
        )

    def to_frame(self) -> pl.DataFrame:
        """Return the table of sections."""
        return self.sections


@public
def capacity(
    scenario: Scenario | str | Path,
    *,
    flow: OreFlow | str = "",
    days: int = 4,
    level: float = 1.5,
    stop: Stop | None = _SEARCH,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Capacity:
    """Find the largest number of ore trains a day that a line carries besides its other trains and possessions.

    A number of pairs is carried if a plan of several days keeps two rules. First, no other train with a due time is
    late, and none without takes more than ``level`` times its time alone. Second, the ore trains of the last day take
    no more than that on average, from when they are ready: delays that build up show there. Pairs are spread evenly and
    not tied to train sets.

    The time alone is that of a train which is ready at the same moment and has only possessions in its way. What a
    possession costs it is not congestion. Other trains that are late or slow even without any ore train are kept if
    they are no worse than that; the result names them. One more possession never makes a line carry more, see
    `counting`.

    The time that trains take does not rise evenly with their number, so a number that fails says nothing about the
    numbers above it. The plain rule tries all numbers from the bound down until the line carries one. From there a
    search halves the range up to where the plain rule is far off. Then it tries the numbers above what it found until
    three in a row fail.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of one.
    flow
        The ore flow whose trains are counted; by default the first. Other flows keep their targets.
    days
        Days of departures in a plan, 2 or more, so that delays that build up from day to day show. The first day is the
        day on which the scenario starts. What happens on some weekdays only counts if these are among the days.
    level
        The longest time that trains may take, as a multiple of their time alone; above 1.
    stop
        How long to search where the plain rule does not carry a number; None: no search.
    seed, jobs
        As for `timetable`.
    progress
        Is told which number is tried, and how many of all possible numbers have been tried.

    Raises
    ------
    InputError
        If there is no ore flow, or none of that name, or if a train finds no path even alone on the line.
    """
    scenario = scenario_of(scenario)
    scenario.need_services("the capacity")
    scenario = undated(scenario)
    chosen = scenario.flow(flow)
    require(
        (float(days).is_integer() and days >= 2, f"days: a whole number, 2 or more, not {days:g}"),
        (1 < level < inf, f"level: a number above 1, not {level:g}"),
    )
    sections = section_bounds(scenario, chosen)
    tightest = sections.sort("bound").row(0, named=True)
    told = _telling(progress, int(tightest["bound"]) + 1)
    trial = Trial(flow=chosen, days=int(days), level=level, stop=stop, seed=seed, jobs=jobs, told=told)
    with going(never):  # an interruption ends all trials, and not only the search of one
        counted = Counted(scenario, trial)
        found, plan = counted.most()
        perfect = found
        if _imperfect(scenario, chosen):
            ideal = _perfect(scenario, chosen)
            perfect, _ = Counted(ideal, replace(trial, flow=ideal.flow(chosen.name))).most()
    return Capacity(
        scenario=scenario,
        flow=chosen,
        pairs=found,
        perfect=max(found, perfect),
        bound=tightest["bound"],
        binding=tightest["section"],
        plan=plan,
        days=int(days),
        seed=seed,
        search="" if stop is None else f"at most {in_words(stop)} for each number of pairs",
        level=level,
        stretch=counted.mean_stretch(list(plan.trains)),
        unkept=counted.others.unkept(),
        sections=sections,
        gaps=new_loops(scenario, chosen),
        lengths=train_lengths(scenario, chosen),
        formulae=_formulae(scenario, tightest),
        occupation=occupation(scenario, plan.paths, days=int(days)) if plan.paths else None,
    )


def _perfect(scenario: Scenario, flow: OreFlow) -> Scenario:
    """Return the line of a perfect timetable: nothing is shut or slow, and no ore train stops but for another one."""
    services = tuple(replace(s, stops=()) if s == flow else s for s in scenario.services)
    return replace(scenario.at_full_speed(), services=services, possessions=())


def _imperfect(scenario: Scenario, flow: OreFlow) -> bool:
    return _perfect(scenario, flow) != scenario


def _telling(progress: Progress | None, most: int) -> Callable[[int], None]:
    """Return a function that reports every number that is tried, as a share of the most that there may be."""
    tries = count()

    def told(number: int) -> None:
        if progress is not None:
            progress(min(1.0, next(tries) / most), f"{number} pairs a day")

    return told


def _formulae(scenario: Scenario, row: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the classical formulae for one section."""
    rules = rules_of(scenario)
    lost = rules.setting_s + rules.clearing_s
    mean, slowest = (row["loaded_s"] + row["empty_s"]) / 2, max(row["loaded_s"], row["empty_s"]) - lost
    balanced = Balanced(sections=len(scenario.line.sections), running_s=mean - lost, lost_s=lost)
    return (
        (f"Scott             T {slowest / 60:.1f} min, t {lost / 60:.1f} min, E 0.70", scott(slowest, lost)),
        (f"UIC 405           headway {mean / 60:.1f} min, margin 67 %", uic_405(mean)),
        (f"ideal balanced    t {(mean - lost) / 60:.1f} min, s {lost / 60:.1f} min", 2 * balanced.pairs_per_day),
    )
