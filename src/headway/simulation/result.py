"""The result of a simulation: tonnes with their interval, delays, use of everything, and what was recorded."""

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from math import inf

import numpy as np
import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.model import Scenario
from headway.shown import Shown
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World
from headway.simulation.kpis import Kpis
from headway.simulation.reckoning import kpis_of
from headway.simulation.recorded import (
    Activity,
    Outcome,
    Runs,
    Slow,
    StockPoint,
    activities_of,
    activities_to_frame,
    amounts_to_frame,
    events_to_frame,
    outcomes_to_frame,
    paths_of,
    shuts_of,
    slows_of,
    stocks_of,
    stocks_to_frame,
    unfinished_of,
)
from headway.simulation.rules import Rules
from headway.simulation.statistics import Interval
from headway.timetabling import Shut, TrainPath, paths_to_frame, verify, verify_causes, waits_to_frame
from headway.units import DAY_S, exact_sum


class Record(Enum):
    """What a run records: totals only, also what every train set and pile does, or all train paths too."""

    TOTALS = "totals"
    EVENTS = "events"
    PATHS = "paths"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Simulation(Shown):
    """The corridor through a number of days, once or many times.

    Times are seconds from the midnight that begins the first day; the warm-up lies before it, at negative times. What
    was recorded is that of the first replication.

    Parameters
    ----------
    scenario, days, warm_up_days, seed, chance, rules, record
        What was run: the scenario as it was given, whether its disruptions happened, and the other arguments.
    interrupted
        Whether an interruption came, so that fewer replications were run than were asked for.
    outcomes
        The figures of each replication.
    corridor, world
        The first replication at its end, and the names behind the rows of its world.
    """

    scenario: Scenario
    days: int
    warm_up_days: int
    seed: int
    chance: bool
    rules: Rules
    record: Record
    interrupted: bool
    outcomes: tuple[Outcome, ...]
    corridor: Corridor = field(repr=False)
    world: World = field(repr=False)

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        ore = "".join(f"{flow.name} {self.delivered_mt_y(flow.name)} Mt/y, " for flow in self.scenario.flows)
        runs = f"{len(self.outcomes)} run{'s' if len(self.outcomes) != 1 else ''}"
        return f"{self.scenario.title}: {ore}{self.days} day{'s' if self.days != 1 else ''}, {runs}, seed {self.seed}"

    @cached_property
    def paths(self) -> tuple[TrainPath, ...]:
        """The path of every train, in the order of departure."""
        return paths_of(self.corridor, self.world, self.days * DAY_S)

    @cached_property
    def shuts(self) -> tuple[Shut, ...]:
        """What weather shut, besides the closures of the scenario."""
        return shuts_of(self.corridor, self.world)

    @cached_property
    def slows(self) -> tuple[Slow, ...]:
        """Where weather slowed trains down, and when."""
        return slows_of(self.corridor, self.world)

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """What every train set did."""
        return activities_of(self.corridor, self.world, self.days * DAY_S)

    @cached_property
    def stocks(self) -> tuple[StockPoint, ...]:
        """The level of every stockpile over time, by its corners."""
        return stocks_of(self.corridor, self.world, self.days * DAY_S)

    @cached_property
    def violations(self) -> tuple[str, ...]:
        """What the referees find wrong with the train paths and with the recorded waits; empty where all is well."""
        every, unfinished = paths_of(self.corridor, self.world, inf), unfinished_of(self.corridor, self.world)
        causes = verify_causes(self.corridor.scenario, self.paths, among=every, unfinished=unfinished, shuts=self.shuts)
        return (*verify(self.corridor.scenario, every, shuts=self.shuts), *causes)

    @cached_property
    def unbalanced_kg(self) -> float:
        """Ore mined and there at the beginning, less ore used, on piles and on trains: the worst replication [kg]."""
        return max((o.unbalanced_kg for o in self.outcomes), key=abs)

    @property
    def balanced(self) -> bool:
        """Whether the books balance: to a billionth of the ore that was moved, and to the last person who travelled."""
        moved = exact_sum(kg for o in self.outcomes for kg in o.delivered_kg.values())
        return abs(self.unbalanced_kg) <= 1e-9 * max(moved, 1e6) and not any(o.unbalanced_people for o in self.outcomes)

    @property
    def runs(self) -> Runs:
        """The outcomes of all replications, from which key figures are computed."""
        return Runs(self.scenario, self.days, self.outcomes)

    def delivered_mt_y(self, flow: str) -> Interval:
        """Return what a flow delivers, with the 95 % interval over the replications [Mt/y]."""
        return self.runs.delivered_mt_y(flow)

    @cached_property
    def kpis(self) -> Kpis:
        """The key figures."""
        return kpis_of(self.runs, len(self.violations) if self.record is Record.PATHS else None)

    @property
    def ran(self) -> Scenario:
        """The scenario without the disruptions that were left out."""
        return self.corridor.scenario

    @cached_property
    def about(self) -> About:
        """What was run."""
        runs = len(self.outcomes)
        often = "1, so no confidence interval" if runs == 1 else f"{runs}, with 95 % confidence intervals"
        first = self.outcomes[0].replication
        if first:
            often = f"{often}; the first is number {first}"
        said = [
            days_of(self.scenario, self.days, self.warm_up_days),
            chance_of(self.scenario, self.chance),
            *known_of(self.scenario, self.days),
            ("runs", f"{often}; seed {self.seed}"),
        ]
        if self.rules != Rules():
            said.append(("dispatching", self.rules.in_words()))
        values = {
            "days": self.days,
            "warm_up_days": self.warm_up_days,
            "seed": self.seed,
            "replications": runs,
            "chance": self.chance,
            "rules": str(self.rules),
        }
        return About(title=self.scenario.title, said=tuple(said), values=values | ({"first": first} if first else {}))

    def summary(self) -> str:
        """Return what was run, the key figures, and the sentence that names what limits the tonnage, in a few lines."""
        figures = self.kpis.rows()
        width = max(len(name) for name, _ in figures) + 1
        lines = [*self.about.lines(width), *(f"  {name:<{width}} {value}" for name, value in figures)]
        return "\n".join([self.scenario.title, *lines, "", self.kpis.sentence])

    def waits(self) -> pl.DataFrame:
        """Return every wait of a train on the line or at its origin, with its cause, the longest first.

        See `waits_to_frame` for the columns.
        """
        return waits_to_frame(self.paths)

    def to_frame(self) -> pl.DataFrame:
        """Return all train paths as a table, one row per train and place."""
        return paths_to_frame(self.paths, self.scenario.line)

    def outcomes_frame(self) -> pl.DataFrame:
        """Return the figures of every replication as a table, one row each: tonnes, delays, failures, storms."""
        return outcomes_to_frame(self.outcomes)

    def stock_history(self, pile: str) -> np.ndarray:
        """Return ``[replication, day]``: ore on a pile at each midnight from the first day on [t]."""
        return np.array([o.stock_kg[pile][self.warm_up_days :] for o in self.outcomes]) / 1000

    def activities_frame(self) -> pl.DataFrame:
        """Return what every train set did as a table."""
        return activities_to_frame(self.activities)

    def stocks_frame(self) -> pl.DataFrame:
        """Return the level of every stockpile over time as a table of its corners."""
        return stocks_to_frame(self.stocks)

    def amounts_frame(self) -> pl.DataFrame:
        """Return what every terminal did in the days that count as a table, as the mean over the replications."""
        return amounts_to_frame(self.outcomes)

    def events_frame(self) -> pl.DataFrame:
        """Return everything that happened as one table in the order of time.

        The table has arrivals, departures, and what train sets began to do.
        """
        return events_to_frame(self.to_frame(), self.activities_frame())
