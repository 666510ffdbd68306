"""What closures cost: the same days with and without them, with the same chance in both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from math import ceil
from pathlib import Path

import numpy as np
import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.arguments import public
from headway.errors import InputError, Problem
from headway.io import scenario_of
from headway.model import Closure, Scenario
from headway.shown import Shown
from headway.simulation.backlog import CAUGHT_UP_DAYS, Backlog, backlogs, kt
from headway.simulation.closures import in_words, span_of, with_closures
from headway.simulation.hindrance import Held, Hindrance, held, hindrances
from headway.simulation.result import Record, Simulation
from headway.simulation.rules import Rules
from headway.simulation.simulate import problems_of_run, simulate
from headway.simulation.statistics import at_most, interval
from headway.units import DAY_S, HOUR_S
from headway.work import Progress

BAND = (0.05, 0.5, 0.95)
"""The shares of the runs of which a table of backlogs gives the levels."""

_BACKLOGS = {
    "flow": pl.String, "day": pl.Int64, "date": pl.Date, "mean_kt": pl.Float64, "p05_kt": pl.Float64, "p50_kt": pl.Float64,
    "p95_kt": pl.Float64,
}  # fmt: skip

_RUNS = {
    "run": pl.Int64, "of": pl.String, "figure": pl.String, "unit": pl.String, "value": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, repr=False)
class Recovery(Shown):
    """What closures cost.

    Parameters
    ----------
    closures
        The closures, by the names that they have in the scenario with them.
    without, shut
        The simulations without and with the closures: the same days, seed and number of runs, so that run by run the
        same happens in both. The first run with closures is recorded with all train paths.
    """

    closures: tuple[Closure, ...]
    without: Simulation
    shut: Simulation

    @cached_property
    def backlogs(self) -> tuple[Backlog, ...]:
        """How far each ore flow falls behind, and when it has caught up."""
        return backlogs(self.without, self.shut, self.ends_day)

    @cached_property
    def hindrances(self) -> tuple[Hindrance, ...]:
        """What the closures do to the trains of each fixed path."""
        return hindrances(self.without, self.shut)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The trains that waited for a closure to end, by service, in the first run."""
        return held(self.shut, [one.name for one in self.closures])

    @property
    def furthest(self) -> tuple[Backlog, ...]:
        """The backlogs, the flow first that falls furthest behind in half of the runs."""
        return tuple(sorted(self.backlogs, key=lambda one: -at_most(one.most_kt, 0.5)))

    @property
    def begins_day(self) -> float:
        """When the first closure begins, from the beginning of the first day [days]."""
        return min(span_of(self.without.scenario, one)[0] for one in self.closures) / DAY_S

    @property
    def ends_day(self) -> float:
        """When the last closure is over, from the beginning of the first day [days]."""
        return max(span_of(self.without.scenario, one)[1] for one in self.closures) / DAY_S

    @property
    def shuts(self) -> str:
        """Where the line is shut, for how long and from when, in words."""
        return in_words(self.without.scenario, self.closures)

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        one = self.closures[0]
        what = f"{one.duration_s / HOUR_S:g} h shut" if len(self.closures) == 1 else f"{len(self.closures)} closures"
        if not self.backlogs:
            cancelled = interval(np.sum([each.cancelled for each in self.hindrances], axis=0)).mean
            return f"{what}: {cancelled:.3g} trains more are cancelled"
        worst = self.furthest[0]
        return f"{what}: {worst.flow} {kt(at_most(worst.most_kt, 0.5))} kt behind; recovered {worst.recovered_in_words()}"

    @property
    def about(self) -> About:
        """What was compared, and how."""
        run = self.shut
        count = len(run.outcomes)
        same = f"{count}, each with the same chance in both" if count > 1 else "1, so no intervals"
        said = [
            ("compared", f"the same days with and without: {self.shuts}"),
            days_of(run.scenario, run.days, run.warm_up_days),
            ("runs", f"{same}; seed {run.seed}"),
            chance_of(run.scenario, run.chance),
            *known_of(run.scenario, run.days),
        ]
        if run.rules != Rules():
            said.append(("dispatching", run.rules.in_words()))
        values = {
            "days": run.days, "warm_up_days": run.warm_up_days, "seed": run.seed, "replications": count, "chance": run.chance,
        }  # fmt: skip
        return About(title=f"What a closure costs: {run.scenario.title}", said=tuple(said), values=values)

    def summary(self) -> str:
        """Return what the closures cost, on a screen."""
        lines = [self.headline, *self.about.lines()]
        for one in self.backlogs:
            lines += ["", f"Ore flow {one.flow}:", *_aligned(one.rows())]
        if self.hindrances:
            lines += ["", "Trains of the timetable, more than without:"]
            lines += _aligned([(one.service, one.in_words()) for one in self.hindrances])
        first = " in the first run" if len(self.shut.outcomes) > 1 else ""
        lines += ["", f"Held because the line was shut{first}:" if self.held else f"No train was held by what was shut{first}."]
        return "\n".join([*lines, *_aligned([(one.service, one.in_words()) for one in self.held])])

    def to_frame(self) -> pl.DataFrame:
        """Return the backlog of every ore flow day by day as a table.

        Returns
        -------
        polars.DataFrame
            One row for each flow and day, with columns ``flow``, ``day`` (1 is the first), ``date``, ``mean_kt``, and
            ``p05_kt``, ``p50_kt``, ``p95_kt``: what 5, 50 and 95 % of the runs do not exceed. The backlog is that of
            the end of the day; below zero where more was delivered than without the closures [kt].
        """
        first = self.without.scenario.starts_on
        parts = [
            pl.DataFrame(
                {
                    "flow": [one.flow] * one.days,
                    "day": range(1, one.days + 1),
                    "date": [first + timedelta(days=day) for day in range(one.days)],
                    "mean_kt": one.behind_kt.mean(axis=0),
                    **dict(zip(("p05_kt", "p50_kt", "p95_kt"), np.quantile(one.behind_kt, BAND, axis=0), strict=True)),
                },
                schema=_BACKLOGS,
            )
            for one in self.backlogs
        ]
        return pl.concat(parts) if parts else pl.DataFrame(schema=_BACKLOGS)

    def runs_frame(self) -> pl.DataFrame:
        """Return what the closures cost in every run as a table.

        Returns
        -------
        polars.DataFrame
            One row for each run and figure, with columns ``run`` (0 is the first), ``of`` (ore flow or fixed path),
            ``figure``, ``unit`` and ``value``. The days until a run has recovered are null if it does not.
        """
        figures = [
            *((one.flow, "lost", "kt", one.behind_kt[:, -1]) for one in self.backlogs),
            *((one.flow, "furthest behind", "kt", one.most_kt) for one in self.backlogs),
            *((one.flow, "recovered after", "days", one.recovered_days) for one in self.backlogs),
            *((one.flow, "more stock to ride through", "kt", one.stock_kt) for one in self.backlogs),
            *((one.service, "trains more cancelled", "", one.cancelled) for one in self.hindrances),
            *((one.service, "later, all trains together", "min", one.late_min) for one in self.hindrances),
            *((one.service, "passengers more who stay behind", "", one.stayed) for one in self.hindrances),
        ]
        rows = [
            (run, of, figure, unit, float(value) if np.isfinite(value) else None)
            for of, figure, unit, values in figures
            for run, value in enumerate(values)
        ]
        return pl.DataFrame(rows, schema=_RUNS, orient="row")


def _aligned(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Return pairs of a name and a text as lines."""
    width = max((len(name) for name, _ in rows), default=0) + 1
    return [f"  {name:<{width}} {text}" for name, text in rows]


@public
def recover(
    scenario: Scenario | str | Path,
    closures: Sequence[Closure],
    *,
    days: int = 365,
    seed: int = 0,
    replications: int = 20,
    jobs: int = 1,
    warm_up_days: int = 7,
    chance: bool = True,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Recovery:
    """Say what closures cost, and how long it takes to recover from them.

    The same days are run with and without them, with the same chance: tonnes lost, the backlog day by day, days until
    deliveries have caught up, the stock that would ride through, trains of the timetable that are cancelled or late, and
    trains that are held.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of a scenario. Closures of its own happen in both.
    closures
        One or more closures, such as `headway.simulation.closure_of` gives. They must begin and end within the days that
        count. Recovery is counted from the end of the last one.
    days, seed, replications, jobs, warm_up_days, chance, rules
        As for `simulate`. Random numbers belong to a seed, a replication and a thing, so the same storms and breakdowns
        happen with and without the closures.
    progress
        Is told which of the two is being run.

    An interruption (Ctrl-C) raises `KeyboardInterrupt`, since one of the two alone would say nothing.

    Raises
    ------
    InputError
        If there is no closure, one does not fit the line or the days, or an argument is out of range.
    """
    scenario = scenario_of(scenario)
    scenario.need_services("a recovery")
    if not closures:
        raise InputError(["recover: no closure. Give one or more, each with km posts, hours and a date"])
    corridor = with_closures(scenario, closures)
    given = tuple(one for one in corridor.disruptions[len(scenario.disruptions) :] if isinstance(one, Closure))
    problems = [*problems_of_run(corridor, days, replications, warm_up_days), *_unfinished(corridor, given, days)]
    if problems:
        raise InputError(problems)
    runs: list[Simulation] = []
    for i, (name, one) in enumerate((("without", scenario), ("with the closures", corridor))):
        run = simulate(
            one, days=days, seed=seed, replications=replications, jobs=jobs, warm_up_days=warm_up_days, chance=chance,
            rules=rules, record=Record.PATHS if i else Record.TOTALS, progress=progress and partial(_told, progress, i, name),
        )  # fmt: skip
        if run.interrupted:
            raise KeyboardInterrupt
        runs.append(run)
    return Recovery(closures=given, without=runs[0], shut=runs[1])


def _unfinished(scenario: Scenario, closures: Sequence[Closure], days: int) -> list[Problem]:
    """Return a problem for each closure that begins within the days that count and ends after them."""
    found: list[Problem] = []
    for one in closures:
        begins_s, ends_s = span_of(scenario, one)
        if 0 <= begins_s < days * DAY_S < ends_s:
            enough = ceil(ends_s / DAY_S) + CAUGHT_UP_DAYS
            message = f"ends after the {days:,} days that are simulated. Shorten it, or run {enough:,} days or more"
            found.append(Problem(message, where=f"disruptions.{one.name}.duration_s"))
    return found


def _told(progress: Progress, number: int, name: str, share: float, text: str) -> None:
    """Report how far one of the two runs is, as a share of both."""
    progress((number + share) / 2, f"{name}: {text}")
