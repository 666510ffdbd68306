"""A task of a study: some replications of one variant, run anywhere, with the same bits everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.errors import InputError
from headway.io.variants import Base
from headway.model import Scenario
from headway.simulation import Record, Simulation, simulate
from headway.simulation.figures import figures
from headway.study.axes import Axis, Changes
from headway.study.points import Point

Floats = NDArray[np.float64]

BLOCK = 10
"""Most replications of a task: few enough to share work out evenly, enough to read a variant once for several years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all tasks of a study have in common; it is sent to a worker once.

    Parameters
    ----------
    base
        The scenario that is varied.
    days, warm_up_days, chance
        As for `simulate`.
    figures
        The figures that are kept, by their full names.
    """

    base: Base
    days: int
    warm_up_days: int
    chance: bool
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Some replications of one variant.

    Parameters
    ----------
    variant, seed, first
        What it is known by: the number of the variant, the seed, and the number of its first replication.
    count
        How many replications.
    changes
        What the variant changes in the base.
    """

    variant: int
    seed: int
    first: int
    count: int
    changes: Changes

    @property
    def key(self) -> tuple[int, int, int]:
        """What it is known by."""
        return self.variant, self.seed, self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a task found.

    Parameters
    ----------
    values
        ``[replication, figure]``; not a number where a replication, or the variant, has no such figure.
    refused
        Why the variant cannot be run; empty where it can.
    """

    values: Floats
    refused: str = ""


def carried_out(setting: Setting, task: Task) -> Done:
    """Run a task.

    A variant that breaks a rule, or has a train that cannot run, is refused: that is a result, not an error.

    Raises
    ------
    KeyboardInterrupt
        If it is interrupted before all its replications are run.
    """
    try:
        scenario = setting.base.variant(task.changes)
        run = _simulated(scenario, setting, task)
    except InputError as error:
        return Done(values=np.full((task.count, len(setting.figures)), np.nan), refused="; ".join(map(str, error.problems)))
    if len(run.outcomes) < task.count:
        raise KeyboardInterrupt
    there = {figure.name: figure.values for figure in figures(run) if not figure.fixed}
    nothing = np.full(task.count, np.nan)
    columns = [there.get(name, nothing) for name in setting.figures]
    return Done(values=np.column_stack(columns) if columns else np.empty((task.count, 0)))


def _simulated(scenario: Scenario, setting: Setting, task: Task) -> Simulation:
    return simulate(
        scenario, days=setting.days, warm_up_days=setting.warm_up_days, chance=setting.chance, seed=task.seed,
        replications=task.count, first=task.first, record=Record.TOTALS,
    )  # fmt: skip


def figures_of(scenario: Scenario) -> list[str]:
    """Return the names of the figures that every replication of a scenario has; runs one day to see."""
    run = simulate(scenario, days=1, warm_up_days=0, chance=False, record=Record.TOTALS)
    return [figure.name for figure in figures(run) if not figure.fixed]


_KINDS: dict[type, type[pl.DataType]] = {int: pl.Int64, float: pl.Float64, str: pl.String}


def table_of(task: Task, done: Done, axes: Sequence[Axis], point: Point, figures: tuple[str, ...]) -> pl.DataFrame:
    """Return what a task found as a table, a row for each replication.

    Columns are ``variant``, ``seed``, ``replication``, ``refused``, the axes with their values, and the figures. They are
    of the same types in all tables of a study, so that these are read as one.
    """
    rows = task.count
    columns: dict[str, pl.Series] = {
        "variant": pl.Series([task.variant] * rows, dtype=pl.Int64),
        "seed": pl.Series([task.seed] * rows, dtype=pl.Int64),
        "replication": pl.Series(range(task.first, task.first + rows), dtype=pl.Int64),
        "refused": pl.Series([done.refused or None] * rows, dtype=pl.String),
    }
    for axis, value in zip(axes, point, strict=True):
        columns[axis.name] = pl.Series([None if value is None else axis.kind(value)] * rows, dtype=_KINDS[axis.kind])
    found = pl.DataFrame(done.values, schema=dict.fromkeys(figures, pl.Float64)).fill_nan(None)
    return pl.DataFrame(columns).hstack(found)
