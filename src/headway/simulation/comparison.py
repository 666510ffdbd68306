"""Scenarios side by side: every figure with its interval, and what they differ by, with the same chance in all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.arguments import public
from headway.errors import InputError
from headway.io.differences import Difference, differences
from headway.io.side_by_side import LETTERS, frame_of, lines_of, loaded
from headway.model import Scenario
from headway.shown import Shown, aligned
from headway.simulation.figures import Figure, figures
from headway.simulation.losses import Losses
from headway.simulation.losses import losses as losses_of
from headway.simulation.result import Record, Simulation
from headway.simulation.rules import Rules
from headway.simulation.simulate import simulate
from headway.simulation.statistics import Interval, interval, text_of
from headway.work import Progress

_SCHEMA = {
    "group": pl.String, "of": pl.String, "figure": pl.String, "unit": pl.String, "variant": pl.String,
    "mean": pl.Float64, "half_width": pl.Float64, "more": pl.Float64, "more_half_width": pl.Float64, "clear": pl.Boolean,
}  # fmt: skip
_ALWAYS = ("delivered", "cycle time")
"""Figures that a summary has even where they do not differ."""

_ON_SCREEN = ("Delivered", "Cycle", "Trains", "Losses")
"""Groups of figures that a summary has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure of all scenarios.

    Parameters
    ----------
    figure
        The figure of one of them, which says what it is.
    values
        The mean with its 95 % interval of each; None where one has no such figure.
    more
        By how much each is more than the first, with the interval of the differences of the single replications; None
        for the first and where one of the two has no such figure.
    fixed
        Whether it is the same in all replications, so that it has no interval.
    """

    figure: Figure
    values: tuple[Interval | None, ...]
    more: tuple[Interval | None, ...]
    fixed: bool

    @property
    def clear(self) -> bool:
        """Whether one differs from the first by more than chance may explain, or by anything where chance has no part."""
        known = [more for more in self.more if more is not None]
        return any(abs(m.mean) > (0.0 if self.fixed else m.half_width) and round(m.mean, 9) != 0 for m in known)


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Shown):
    """Scenarios side by side.

    Parameters
    ----------
    names
        What each of them is called.
    runs
        Their simulations: the same days, seed and number of replications, so that replication by replication the same
        happens to each.
    losses
        What takes the tonnes of each flow away in each of them; empty where it was not asked for.
    first_days
        The first days of the first replication of each, with its train paths; empty where they were not asked for.
    """

    names: tuple[str, ...]
    runs: tuple[Simulation, ...]
    losses: tuple[tuple[Losses, ...], ...] = ()
    first_days: tuple[Simulation, ...] = ()

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        said = [
            f"{one.figure.of} {' / '.join(f'{value.mean:.4g}' if value else '-' for value in one.values)} Mt/y"
            for one in self.figures
            if one.figure.figure == "delivered"
        ]
        return f"{' / '.join(self.names)}: {', '.join(said) or 'no ore flow'}"

    @cached_property
    def inputs(self) -> tuple[Difference, ...]:
        """In what the scenarios differ."""
        return differences([run.scenario for run in self.runs])

    @cached_property
    def figures(self) -> tuple[Compared, ...]:
        """Every figure that one of them has."""
        tables = [{figure.key: figure for figure in (*figures(run), *self._losses(i))} for i, run in enumerate(self.runs)]
        keys = dict.fromkeys(key for table in tables for key in table)
        return tuple(_compared([table.get(key) for table in tables]) for key in keys)

    def _losses(self, number: int) -> Iterator[Figure]:
        for found in self.losses[number] if self.losses else ():
            for cause, each in found.each.items():
                yield Figure(group="Losses", of=found.flow, figure=f"lost to {cause}", unit="Mt/y", values=each)

    @property
    def about(self) -> About:
        """What was compared, and how."""
        first = self.runs[0]
        count = len(first.outcomes)
        same = f"{count}, each with the same chance in all" if count > 1 else "1, so no intervals"
        said = [
            *((f"{LETTERS[i]}", name) for i, name in enumerate(self.names)),
            days_of(first.scenario, first.days, first.warm_up_days),
            ("runs", f"{same}; seed {first.seed}"),
            ("of A", "what follows; where the others differ, their inputs below"),
            chance_of(first.scenario, first.chance),
            *known_of(first.scenario, first.days),
        ]
        values = {"days": first.days, "seed": first.seed, "replications": count, "warm_up_days": first.warm_up_days}
        return About(title="Comparison", said=tuple(said), values=values)

    def to_frame(self) -> pl.DataFrame:
        """Return every figure of every scenario as a table.

        Returns
        -------
        polars.DataFrame
            One row for each figure and scenario, with columns ``group``, ``of``, ``figure``, ``unit``, ``variant``,
            ``mean``, ``half_width``, ``more`` and ``more_half_width`` (against the first, replication by replication)
            and ``clear`` (whether the figure differs by more than chance may explain).
        """
        rows = [
            (*one.figure.key, one.figure.unit, name, *_mean_and_half(value), *_mean_and_half(more), one.clear)
            for one in self.figures
            for name, value, more in zip(self.names, one.values, one.more, strict=True)
        ]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    def inputs_frame(self) -> pl.DataFrame:
        """Return in what the scenarios differ as a table: the address, what each says there, and where it comes from."""
        return frame_of(self.names, self.inputs)

    def summary(self) -> str:
        """Return what differs on a screen or two: inputs, and the figures that differ by more than chance may explain."""
        letters = LETTERS[: len(self.runs)]
        lines = [self.headline, *self.about.lines(), "", *lines_of(self.inputs)]
        clear = [one for one in self.figures if one.clear]
        shown = [one for one in self.figures if one.figure.group in _ON_SCREEN and (one.clear or one.figure.figure in _ALWAYS)]
        off = sum(one.figure.group not in _ON_SCREEN for one in clear)
        said = f"{len(clear)} of {len(self.figures)} figures differ by more than chance may explain"
        lines += ["", f"{said}{f'; {off} of them, of terminals and piles, are in the tables and on the page' if off else ''}:"]
        names = [_short(one.figure) for one in shown]
        values = [("", *letters), *((name, *map(text_of, one.values)) for name, one in zip(names, shown, strict=True))]
        more = [
            ("", *(f"{letter} - A" for letter in letters[1:])),
            *((name, *(text_of(value, "+") for value in one.more[1:])) for name, one in zip(names, shown, strict=True)),
        ]
        if len(letters) == 2:  # both fit on a line
            return "\n".join([*lines, *aligned([(*one, *other[1:]) for one, other in zip(values, more, strict=True)])])
        return "\n".join([*lines, *aligned(values), "", *aligned(more)])


def _short(figure: Figure) -> str:
    """Return the name of a figure, so short that three scenarios fit beside it."""
    what = figure.figure.replace("trains are late by at most", "late by up to")
    return f"{figure.of}, {what}{f' [{figure.unit}]' if figure.unit else ''}"


def _mean_and_half(value: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if value is None else (value.mean, value.half_width if value.count > 1 else None)


def _compared(found: list[Figure | None]) -> Compared:
    first, some = found[0], next(figure for figure in found if figure is not None)
    more = [None if first is None or figure is None or i == 0 else _more(first, figure) for i, figure in enumerate(found)]
    values = [figure.interval if figure is not None else None for figure in found]
    return Compared(figure=some, values=tuple(values), more=tuple(more), fixed=some.values.size == 1)


def _more(first: Figure, other: Figure) -> Interval | None:
    """Return by how much one figure is more than another, over the replications in which both are known."""
    more = other.values - first.values
    known = more[np.isfinite(more)]
    return interval(known) if known.size else None


@public
def compare(
    scenarios: Mapping[str, Scenario | str | Path],
    *,
    days: int = 365,
    seed: int = 0,
    replications: int = 10,
    jobs: int = 1,
    warm_up_days: int = 7,
    chance: bool = True,
    rules: Rules | None = None,
    losses: bool = False,
    path_days: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate scenarios with the same chance in all, and put their figures and what they differ by side by side.

    Parameters
    ----------
    scenarios
        Two or more by what they shall be called: each a `Scenario`, or the name or the path of one. The first is what
        the others are compared with.
    days, seed, replications, jobs, warm_up_days, chance, rules
        As for `simulate`. Random numbers belong to a seed, a replication and a thing, so the same storms and
        breakdowns happen to all, and differences are known better than the figures themselves.
    losses
        Whether to tell what takes the tonnes of every flow away as well, which takes about ten times as long.
    path_days
        Of how many days, from the first that counts, to keep the train paths of the first replication, for a train
        graph of all scenarios; at most ``days``. With 0 no path is kept.
    progress
        Is told which scenario is being run.

    An interruption (Ctrl-C) raises `KeyboardInterrupt`, since a part of a comparison would say nothing.

    Raises
    ------
    InputError
        If there are fewer than two scenarios or more than 26, or an argument is out of range.
    """
    given = loaded(scenarios)
    if path_days < 0:
        raise InputError([f"path_days: 0 or more days, not {path_days}"])
    runs: list[Simulation] = []
    firsts: list[Simulation] = []
    lost: list[tuple[Losses, ...]] = []
    run_of = partial(simulate, seed=seed, jobs=jobs, warm_up_days=warm_up_days, chance=chance, rules=rules)
    lost_in = partial(losses_of, seed=seed, jobs=jobs, warm_up_days=warm_up_days, rules=rules)
    for i, (name, scenario) in enumerate(given.items()):
        told = progress and partial(_told, progress, i, len(given), name)
        run = _whole(run_of(scenario, days=days, replications=replications, record=Record.TOTALS, progress=told))
        runs.append(run)
        if path_days:  # What happens on a day does not depend on the days after it.
            firsts.append(_whole(run_of(scenario, days=min(path_days, days), record=Record.PATHS)))
        flows = scenario.flows if losses else ()
        lost.append(tuple(lost_in(run.ran, flow, days=days, replications=replications, progress=told) for flow in flows))
    return Comparison(names=tuple(given), runs=tuple(runs), losses=tuple(lost) if losses else (), first_days=tuple(firsts))


def _whole(run: Simulation) -> Simulation:
    """Return a simulation that came to its end."""
    if run.interrupted:
        raise KeyboardInterrupt
    return run


def _told(progress: Progress, number: int, count: int, name: str, share: float, text: str) -> None:
    """Report how far one of several scenarios is, as a share of all."""
    progress((number + share) / count, f"{name}: {text}")
