"""Train paths as straight strokes of the train graph: the one table from which every graph is drawn."""

from datetime import datetime, time, timedelta

import polars as pl

from headway.errors import InputError
from headway.model import OreFlow, Scenario
from headway.simulation import Simulation
from headway.timetabling import Timetable
from headway.timetabling.wording import in_turn
from headway.units import DAY_S


def strokes(result: Simulation | Timetable, from_s: int, to_s: int) -> pl.DataFrame:
    """Return a row for every run over a section and every stay at a place, between two moments.

    Parameters
    ----------
    result
        Whose train paths are drawn.
    from_s, to_s
        The span of time [s from the midnight of the first day].

    Returns
    -------
    Columns ``train, train_class, loaded, ore, x0, x1`` (time of day as a date), ``y0, y1`` [km along the line],
    ``what, when, speed, reason`` (texts for people).
    """
    frame, scenario = result.to_frame(), result.scenario
    flows = [s.name for s in scenario.services if isinstance(s, OreFlow)]
    following = frame.with_columns(pl.col("place", "position_km", "arrives_s").shift(-1).over("train").name.prefix("next_"))
    runs = following.drop_nulls("next_place").select(
        *_WHO,
        pl.col("departs_s").alias("t0"),
        pl.col("next_arrives_s").alias("t1"),
        pl.col("position_km").alias("y0"),
        pl.col("next_position_km").alias("y1"),
        (pl.col("place") + " - " + pl.col("next_place")).alias("what"),
        pl.format(
            "{} km/h",
            ((pl.col("next_position_km") - pl.col("position_km")).abs() * 3600 / (pl.col("next_arrives_s") - pl.col("departs_s")))
            .round(0)
            .cast(pl.Int64),
        ).alias("speed"),
        pl.lit("on its way").alias("reason"),
    )
    waits = [(path.train, call.place, in_turn(call.causes)) for path in result.paths for call in path.calls if call.causes]
    reasons = pl.DataFrame(waits, schema={"train": pl.String, "place": pl.String, "reason": pl.String}, orient="row")
    standing = frame.filter(pl.col("departs_s") > pl.col("arrives_s")).join(reasons, on=["train", "place"], how="left")
    stays = standing.select(
        *_WHO,
        pl.col("arrives_s").alias("t0"),
        pl.col("departs_s").alias("t1"),
        pl.col("position_km").alias("y0"),
        pl.col("position_km").alias("y1"),
        pl.format("{}, track {}", "place", "track").alias("what"),
        pl.format("at rest {} min", ((pl.col("departs_s") - pl.col("arrives_s")) / 60).round(0).cast(pl.Int64)).alias("speed"),
        pl.col("reason").fill_null("scheduled stop"),
    )
    midnight = pl.lit(datetime.combine(scenario.starts_on, time()))
    return (
        pl.concat([runs, stays])
        .filter((pl.col("t1") > from_s) & (pl.col("t0") < to_s))
        .with_columns(
            (midnight + pl.duration(seconds="t0")).alias("x0"),
            (midnight + pl.duration(seconds="t1")).alias("x1"),
            pl.col("service").is_in(flows).alias("ore"),
        )
        .with_columns(
            pl.format("{} - {}", pl.col("x0").dt.strftime("%a %d %b %H:%M:%S"), pl.col("x1").dt.strftime("%H:%M:%S")).alias(
                "when"
            )
        )
        .drop("t0", "t1", "service")
    )


_WHO = ("train", "service", "train_class", "loaded")


def moment(scenario: Scenario, time_s: float) -> datetime:
    """Return a time of the simulation as a date."""
    return datetime.combine(scenario.starts_on, time()) + timedelta(seconds=time_s)


def span(result: Simulation | Timetable, day: int | None, days: int | None) -> tuple[int, int]:
    """Return the span of time of a figure [s].

    Parameters
    ----------
    result
        What is drawn; a timetable lasts until its last train has arrived.
    day, days
        The first day, 1 being the first that counts, and how many. With neither, all days; with one of them, the other
        is 1.

    Raises
    ------
    InputError
        If the days lie outside the result.
    """
    last = result.days
    if isinstance(result, Timetable):
        last = max([last, *(-(-path.arrives_s // DAY_S) for path in result.paths)])
    if day is None and days is None:
        return 0, last * DAY_S
    first, number = day or 1, days or 1
    if not (1 <= first <= last and number >= 1):
        raise InputError([f"day: the result has days 1 to {last}, not {day}"])
    return (first - 1) * DAY_S, min(first - 1 + number, last) * DAY_S


def labelled_places(scenario: Scenario, least_share: float) -> list[tuple[float, str]]:
    """Return (km along the line, label) of the places that have room for a label, the larger ones first."""
    line = scenario.line
    order = sorted(
        zip(line.positions_m, line.places, strict=True),
        key=lambda xp: (-xp[1].yard_trains, xp[1].elevation_m is None, -len(xp[1].tracks), xp[0]),
    )
    chosen: list[tuple[float, str]] = []
    for x, place in order:
        if all(abs(x / 1000 - y) >= least_share * line.length_m / 1000 for y, _ in chosen):
            chosen.append((x / 1000, _label(x / 1000, place.name)))
    return sorted(chosen)


def _label(km: float, name: str) -> str:
    """Return a name with its distance, unless the name says it already."""
    number = f"{km:,.0f}"
    return name if number in name else f"{name}  {number}"
