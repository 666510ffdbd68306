"""What a run recorded, and its outcomes, as tables."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from headway.simulation.recorded.events import Activity, StockPoint
from headway.simulation.recorded.outcome import Outcome


def outcomes_to_frame(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """Return the figures of every replication, one row each: tonnes, delays, failures, storms."""
    rows = [
        {
            "replication": o.replication,
            **{f"{flow} Mt": kg / 1e9 for flow, kg in o.delivered_kg.items()},
            **{f"{name} late min": s.late_s / max(1, s.trains) / 60 for name, s in o.services.items()},
            **{f"{name} cancelled": s.cancelled for name, s in o.services.items()},
            "train failures": o.failures,
            "wagons set out": o.set_outs,
            "storms": o.storms,
        }
        for o in outcomes
    ]
    return pl.DataFrame(rows)


def amounts_to_frame(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Return what every terminal did in the days that count, as the mean over the replications."""
    columns = ("hindered_s", "busy_s", "down_s", "queue_s", "waited_s", "served")
    rows = [
        {
            "terminal": name,
            "moved_t": float(np.mean([o.amounts[name].moved_kg for o in outcomes])) / 1000,
            **{column: float(np.mean([getattr(o.amounts[name], column) for o in outcomes])) for column in columns},
        }
        for name in outcomes[0].amounts
    ]
    return pl.DataFrame(rows)


def activities_to_frame(activities: Iterable[Activity]) -> pl.DataFrame:
    """Return what every train set did."""
    rows = [(a.train_set, a.fleet, a.flow, a.kind, a.begin_s, a.end_s) for a in activities]
    texts = dict.fromkeys(("train_set", "fleet", "flow", "kind"), pl.String)
    return pl.DataFrame(rows, schema={**texts, "begin_s": pl.Float64, "end_s": pl.Float64}, orient="row")


def stocks_to_frame(stocks: Iterable[StockPoint]) -> pl.DataFrame:
    """Return the corners of the stockpiles' levels."""
    rows = [(s.stockpile, s.time_s, s.level_t) for s in stocks]
    schema = {"stockpile": pl.String, "time_s": pl.Float64, "level_t": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def events_to_frame(calls: pl.DataFrame, activities: pl.DataFrame) -> pl.DataFrame:
    """Return everything that happened, in the order of time: arrivals, departures, and what train sets began to do.

    Parameters
    ----------
    calls
        Train paths, as `paths_to_frame` returns them.
    activities
        What train sets did, as `activities_to_frame` returns it.
    """
    first = pl.col("place") == pl.col("place").first().over("train")
    last = pl.col("place") == pl.col("place").last().over("train")
    begun = activities.with_columns(place=pl.lit(""))
    parts = [
        calls.filter(~first).select("train", "place", event=pl.lit("arrives"), time_s=pl.col("arrives_s").cast(pl.Float64)),
        calls.filter(~last).select("train", "place", event=pl.lit("departs"), time_s=pl.col("departs_s").cast(pl.Float64)),
        begun.select("place", train="train_set", event="kind", time_s="begin_s"),
    ]
    columns = ("time_s", "train", "event", "place")
    return pl.concat([part.select(columns) for part in parts]).sort("time_s", "train", "event")
