"""A simulation as files for other programs: its figures with their intervals, as a workbook and as a CSV table."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from headway.about import whole_with_about
from headway.arguments import public
from headway.report.files.workbook import Column, Workbook, number, write_workbook
from headway.simulation import Interval, Losses, Outcome, Simulation
from headway.simulation.statistics import interval
from headway.units import HOUR_S

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
    rows = [*_delivered(run), *_cycle(run), *_trains(run), *_terminals(run), *_piles(run), *_losses(losses)]
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
    figures = figures_frame(run, losses=losses)
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
        for (group,), part in figures.partition_by("group", as_dict=True).items():
            book.frame(str(group), part, columns)
        if run.scenario.stockpiles:
            book.frame("Piles by day", piles_frame(run), days)
        outcomes = run.outcomes_frame()
        book.frame("Replications", outcomes, {name: _with_unit(name) for name in outcomes.columns})

    return write_workbook(path, fill)


def _delivered(run: Simulation) -> Iterator[_Row]:
    for flow, kpis in zip(run.scenario.flows, run.kpis.flows, strict=True):
        yield "Delivered", flow.name, "target", "Mt/y", kpis.target_t_y / 1e6, None, len(run.outcomes)
        yield _row("Delivered", flow.name, "delivered", "Mt/y", run.delivered_mt_y(flow.name))
        payload_kg = run.scenario.train_consists(flow)[0].payload_kg
        a_day = [o.loaded_kg[flow.name] / payload_kg / run.days for o in run.outcomes]
        yield _row("Delivered", flow.name, "loaded trains", "per day", interval(a_day))
        for figure, value in (
            ("train sets in service", kpis.sets),
            ("train sets needed at least", kpis.sets_needed),
            ("train sets to own", kpis.sets_to_own),
            ("wagons needed at least", kpis.wagons_needed),
            ("locomotives needed at least", kpis.locomotives_needed),
        ):
            yield "Delivered", flow.name, figure, "", value, None, len(run.outcomes)


def _cycle(run: Simulation) -> Iterator[_Row]:
    """Yield the hours of a train set per loaded train, by what it does; a replication without a trip has none."""
    for flow, kpis in zip(run.scenario.flows, run.kpis.flows, strict=True):
        payload_kg = run.scenario.train_consists(flow)[0].payload_kg
        ran = [
            (o.spent_s[flow.name], o.delivered_kg[flow.name] / payload_kg) for o in run.outcomes if o.delivered_kg[flow.name] > 0
        ]
        if not ran:
            continue
        whole = [sum(spent.values()) / trips / HOUR_S for spent, trips in ran]
        yield _row("Cycle", flow.name, "cycle time", "h", interval(whole))
        for kind in kpis.cycle_h:
            parts = [spent.get(kind, 0.0) / trips / HOUR_S for spent, trips in ran]
            yield _row("Cycle", flow.name, kind, "h", interval(parts))


def _trains(run: Simulation) -> Iterator[_Row]:
    figures: tuple[tuple[str, str, Callable[[Outcome, str], float]], ...] = (
        ("trains that arrived", "per run", lambda o, name: o.services[name].trains),
        ("cancelled", "per run", lambda o, name: o.services[name].cancelled),
        ("mean delay", "min", lambda o, name: o.services[name].late_s / max(1, o.services[name].trains) / 60),
        ("9 of 10 trains are late by at most", "min", lambda o, name: o.services[name].late_quantile_min(0.9)),
    )
    for service in run.outcomes[0].services:
        for figure, unit, value in figures:
            yield _row("Trains", service, figure, unit, interval([value(o, service) for o in run.outcomes]))


def _terminals(run: Simulation) -> Iterator[_Row]:
    figures: tuple[tuple[str, str, Callable[[Outcome, str], float]], ...] = (
        ("moved", "kt", lambda o, name: o.amounts[name].moved_kg / 1e6),
        ("at work, at the full rate", "h", lambda o, name: o.amounts[name].busy_s / HOUR_S),
        ("stood still for a full or empty pile", "h", lambda o, name: o.amounts[name].hindered_s / HOUR_S),
        ("broken down", "h", lambda o, name: o.amounts[name].down_s / HOUR_S),
        ("trains served", "per run", lambda o, name: o.amounts[name].served),
        ("trains in its queue", "train-hours", lambda o, name: o.amounts[name].queue_s / HOUR_S),
    )
    for terminal in run.outcomes[0].amounts:
        for figure, unit, value in figures:
            yield _row("Terminals", terminal, figure, unit, interval([value(o, terminal) for o in run.outcomes]))


def _piles(run: Simulation) -> Iterator[_Row]:
    for pile in run.scenario.stockpiles:
        yield "Piles", pile.name, "holds", "kt", pile.capacity_kg / 1e6, None, len(run.outcomes)
        yield "Piles", pile.name, "at the start, before the warm-up", "kt", pile.initial_kg / 1e6, None, len(run.outcomes)
        levels_kt = run.stock_history(pile.name) / 1000
        for figure, values in (
            ("mean of the midnights", levels_kt.mean(axis=1)),
            ("least at a midnight", levels_kt.min(axis=1)),
            ("most at a midnight", levels_kt.max(axis=1)),
            ("at the end", levels_kt[:, -1]),
        ):
            yield _row("Piles", pile.name, figure, "kt", interval(values))


def _losses(losses: Sequence[Losses]) -> Iterator[_Row]:
    for found in losses:
        yield "Losses", found.flow, "target", "Mt/y", found.target_mt_y, None, 1
        for cause, loss in reversed(found.by_cause.items()):
            yield _row("Losses", found.flow, f"lost to {cause}", "Mt/y", loss)
        yield "Losses", found.flow, "delivered", "Mt/y", found.delivered_mt_y, None, 1


def _row(group: str, of: str, figure: str, unit: str, value: Interval) -> _Row:
    return group, of, figure, unit, value.mean, value.half_width if value.count > 1 else None, value.count


def _with_unit(name: str) -> Column:
    """Return the column of a figure of the replications, with the unit separated from the name."""
    for unit in ("Mt", "min"):
        if name.endswith(f" {unit}"):
            return number(f"{name.removesuffix(f' {unit}')} [{unit}]", 3)
    return number(name, 0)
