"""A simulation as files for other programs: its figures with their intervals, as a workbook and as a CSV table."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from headway.about import whole_with_about
from headway.arguments import public
from headway.report.files.workbook import Column, Workbook, number, write_workbook
from headway.simulation import Losses, Simulation
from headway.simulation.figures import Figure, figures

_Row = tuple[str, str, str, str, float | None, float | None, int]

_SCHEMA = {
    "group": pl.String,
    "of": pl.String,
    "figure": pl.String,
    "unit": pl.String,
    "mean": pl.Float64,
    "half_width": pl.Float64,
    "replications": pl.Int64,
}
_SHARES = (5, 50, 95)


@public
def figures_frame(run: Simulation, *, losses: Sequence[Losses] = ()) -> pl.DataFrame:
    """Return the figures of a simulation as one table, with the mean over the replications and its 95 % interval.

    Parameters
    ----------
    run
        The simulation.
    losses
        What takes the tonnes away, for each flow for which this is known.

    Returns
    -------
    One row for each figure, with columns ``group`` (Delivered, Cycle, Trains, Terminals, Piles, Losses), ``of`` (a
    flow, service, terminal or pile), ``figure``, ``unit``, ``mean``, ``half_width`` (none for a single replication,
    which has no interval) and ``replications``.
    """
    rows = [*(_row(figure, len(run.outcomes)) for figure in figures(run)), *_losses(losses)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def piles_frame(run: Simulation) -> pl.DataFrame:
    """Return how much ore lies on every pile at each midnight that counts.

    The columns are ``day, date, pile``, and in kt ``p05, p50, p95, capacity``.
    """
    rows: list[tuple[object, ...]] = []
    for pile in run.scenario.stockpiles:
        low, middle, high = np.percentile(run.stock_history(pile.name) / 1000, _SHARES, axis=0)
        for day in range(len(middle)):
            date = run.scenario.starts_on + timedelta(days=day)
            rows.append((day + 1, date, pile.name, float(low[day]), float(middle[day]), float(high[day]), pile.capacity_kg / 1e6))
    columns = {"p05": pl.Float64, "p50": pl.Float64, "p95": pl.Float64, "capacity": pl.Float64}
    return pl.DataFrame(rows, schema={"day": pl.Int64, "date": pl.Date, "pile": pl.String, **columns}, orient="row")


@public
def write_simulation_csv(run: Simulation, path: str | Path, *, losses: Sequence[Losses] = ()) -> Path:
    """Write the figures of a simulation as a CSV table, see `figures_frame`; a file beside it says what was run."""
    return whole_with_about(path, figures_frame(run, losses=losses).write_csv, run.about)


@public
def write_simulation_excel(run: Simulation, path: str | Path, *, losses: Sequence[Losses] = ()) -> Path:
    """Write a simulation as a workbook.

    It has sheets for what was run, the figures with their intervals by group, the piles by day, and the replications.

    Parameters
    ----------
    run
        The simulation.
    path
        The file, .xlsx.
    losses
        What takes the tonnes away, for each flow for which this is known.
    """
    table = figures_frame(run, losses=losses)
    columns = {
        "of": Column("of"),
        "figure": Column("figure"),
        "unit": Column("unit"),
        "mean": number("mean", 3),
        "half_width": number("95 % interval: mean plus or minus", 3),
        "replications": number("replications", 0),
    }
    days = {
        "day": Column("day that begins"),
        "date": Column("date, at midnight", "ddd dd mmm yyyy"),
        "pile": Column("pile"),
        "p50": number("level, middle of the replications [kt]"),
        "p05": number("5 % of the replications lie below [kt]"),
        "p95": number("5 % of the replications lie above [kt]"),
        "capacity": number("holds [kt]"),
    }

    def fill(book: Workbook) -> None:
        figures_said = [(name.strip(), value) for name, value in run.kpis.rows()]
        book.about(run.about, ("what limits the tonnage", run.kpis.sentence), *figures_said)
        for (group,), part in table.partition_by("group", as_dict=True).items():
            book.frame(str(group), part, columns)
        if run.scenario.stockpiles:
            book.frame("Piles by day", piles_frame(run), days)
        outcomes = run.outcomes_frame()
        book.frame("Replications", outcomes, {name: _with_unit(name) for name in outcomes.columns})

    return write_workbook(path, fill)


def _losses(losses: Sequence[Losses]) -> Iterator[_Row]:
    for found in losses:
        yield "Losses", found.flow, "target", "Mt/y", found.target_mt_y, None, 1
        for cause, loss in reversed(found.by_cause.items()):
            half = loss.half_width if loss.count > 1 else None
            yield "Losses", found.flow, f"lost to {cause}", "Mt/y", loss.mean, half, loss.count
        yield "Losses", found.flow, "delivered", "Mt/y", found.delivered_mt_y, None, 1


def _row(figure: Figure, replications: int) -> _Row:
    known = figure.interval
    named = (figure.group, figure.of, figure.figure, figure.unit)
    if known is None or figure.fixed:
        return *named, known and known.mean, None, replications
    return *named, known.mean, known.half_width if known.count > 1 else None, known.count


def _with_unit(name: str) -> Column:
    """Return the column of a figure of the replications, with the unit separated from the name."""
    for unit in ("Mt", "min"):
        if name.endswith(f" {unit}"):
            return number(f"{name.removesuffix(f' {unit}')} [{unit}]", 3)
    return number(name, 0)
