"""What a train graph shows, as tables: strokes, names, waits and restrictions. Every figure of trains draws from them.

Nothing here depends on a drawing library, and nothing assumes a single line of km: a row belongs to an axis by name,
with positions on that axis.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise
from math import inf

import polars as pl

from headway.arguments import public
from headway.model import Scenario
from headway.report.tables.axes import Axis, corridor
from headway.report.tables.dates import moment, overlaps, span, when
from headway.report.tables.labels import spread
from headway.report.tables.restrictions import RESTRICTIONS, restrictions
from headway.shown import Shown
from headway.simulation import Record, Simulation
from headway.timetabling import Call, Timetable, TrainPath
from headway.timetabling.wording import in_turn, words
from headway.units import DAY_S, HOUR_S, clock

_LONGEST_S = 36 * HOUR_S
"""How long a graph goes on at most after the days asked for, to show trains on their whole way [s]."""
_DENSE = 60
"""With more trains a day than this the graph opens on one day, else on two: a name then has some 20 pixels."""
_NAME_REACH = 3
"""Rooms by which a train's name may stand away from its line; further away it seems to belong to another line."""
_NEAR_NAMES = 3
"""Rooms within which the two names of a line that the graph cuts would overlap."""
_TOLD_OTHERWISE = re.compile(r" (loaded|empty|day -?\d+)$")
"""Parts of a train's name that its line's look or the time axis shows already; the name beside a line omits them."""

STROKES = {
    "axis": pl.String, "train": pl.String, "train_class": pl.String, "loaded": pl.Boolean, "ore": pl.Boolean, "kind": pl.String,
    "x0": pl.Datetime("us"), "x1": pl.Datetime("us"), "y0": pl.Float64, "y1": pl.Float64,
    "what": pl.String, "when": pl.String, "speed": pl.String, "reason": pl.String, "later": pl.Boolean,
}  # fmt: skip
NAMES = {
    "axis": pl.String, "train": pl.String, "label": pl.String, "train_class": pl.String, "x": pl.Datetime("us"), "y": pl.Float64,
    "side": pl.String, "later": pl.Boolean,
}  # fmt: skip
WAITS = {
    "axis": pl.String, "train": pl.String, "place": pl.String, "x0": pl.Datetime("us"), "x1": pl.Datetime("us"), "y": pl.Float64,
    "cause": pl.String, "reason": pl.String, "when": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GraphTable(Shown):
    """What a train graph shows between two times.

    Parameters
    ----------
    axes
        The stretches of line that are shown; the rows of the tables refer to them by name.
    midnight
        The midnight that begins the first day; all times count from it.
    from_s, until_s
        The days asked for [s].
    to_s
        Where the graph ends: when every train that left on these days has arrived, but at most 36 h later [s].
    strokes
        A row for every run over a section, every stay at a place and every turnback (``kind`` is runs, stands or
        turns): ``train, train_class, loaded, ore``, dates ``x0, x1``, positions ``y0, y1`` [km], and the texts ``what,
        when, speed, reason``. ``later`` marks trains that leave after the days asked for.
    names
        A row for both ends of every line: the name of the train where its line begins and ends, or where the graph cuts
        it. ``side`` tells where the text has room: up, down, left or right.
    waits
        A row for every cause of a wait: ``train, place``, dates ``x0, x1``, ``y``, ``cause`` (a `CauseKind`) and its
        ``reason``.
    restrictions
        A row for every stretch and time that is shut, or in which weather slows trains down; see `restrictions`.
    """

    axes: tuple[Axis, ...]
    midnight: datetime
    from_s: int
    until_s: int
    to_s: int
    strokes: pl.DataFrame
    names: pl.DataFrame
    waits: pl.DataFrame
    restrictions: pl.DataFrame

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        trains = self.strokes["train"].n_unique()
        return f"{trains} trains from {clock(self.from_s)} to {clock(self.to_s)}, {len(self.waits)} causes of waits"

    def on(self, axis: Axis) -> "GraphTable":
        """Return the part of the table that lies on one axis."""
        tables = {name: getattr(self, name).filter(axis=axis.name) for name in ("strokes", "names", "waits", "restrictions")}
        return replace(self, axes=(axis,), **tables)

    def date(self, time_s: float) -> datetime:
        """Return a time as a date."""
        return self.midnight + timedelta(seconds=time_s)

    def names_apart(self, room_s: float, room_km: float) -> pl.DataFrame:
        """Return the names that have room, moved apart where lines begin or end close together.

        Where the graph cuts a line close to its end, only the end is named. If there are too many names, those of later
        trains are left out first.

        Parameters
        ----------
        room_s
            Space along the time axis of a name beyond the end of a line, where it stands upright [s].
        room_km
            Space along the other axis of a name at the edge, where it lies flat [km].
        """
        upright = self.names.filter(pl.col("side").is_in(["up", "down"]))
        low_s, high_s = self.from_s + 0.7 * room_s, self.to_s - 0.7 * room_s
        rows: list[pl.DataFrame] = []
        for part in upright.sort("x").partition_by("axis", "side", "y"):
            wanted_s = [(x - self.midnight).total_seconds() for x in part["x"]]
            times_s = _spread(part, wanted_s, room_s, low_s, high_s)
            dates = [None if t is None else self.date(t) for t in times_s]
            rows.append(part.with_columns(pl.Series("x", dates, dtype=pl.Datetime("us"))))
        near = pl.duration(microseconds=round(_NEAR_NAMES * room_s * 1e6))
        for side, edge_s in (("left", self.from_s), ("right", self.to_s)):
            ends = upright.filter((pl.col("x") - pl.lit(self.date(edge_s))).abs() < near).select("axis", "train")
            cut = self.names.filter(side=side).join(ends, on=["axis", "train"], how="anti").sort("y")
            for part in cut.partition_by("axis"):
                found = _spread(part, part["y"].to_list(), room_km)
                rows.append(part.with_columns(pl.Series("y", found, dtype=pl.Float64)))
        return pl.concat(rows).drop_nulls(["x", "y"]) if rows else self.names

    def in_view_s(self, *asked: int | None) -> int:
        """Return until when it is in view at first [s]: to its end, or less if no day was asked for."""
        return self.opens_until_s if all(day is None for day in asked) else self.to_s

    @property
    def opens_until_s(self) -> int:
        """Time until which the graph is in view at first [s]: one day if dense, else two, or all that there is."""
        days = max(1.0, (self.until_s - self.from_s) / DAY_S)
        trains = self.strokes.filter(~pl.col("later"))["train"].n_unique() / days
        opens = self.from_s + (1 if trains > _DENSE else 2) * DAY_S
        return self.to_s if self.to_s <= opens + DAY_S // 2 else opens


@public
def graph_table(
    result: Simulation | Timetable, *, day: int | None = None, days: int | None = None, axes: Sequence[Axis] = ()
) -> GraphTable:
    """Return what a train graph shows.

    Parameters
    ----------
    result
        The result whose train paths are drawn.
    day, days
        The first day, 1 for the first day that counts, and how many days; all days if neither is given.
    axes
        The stretches along the other axis; by default the corridor, with all legs one after another.

    Raises
    ------
    InputError
        If the days lie outside the result.
    """
    scenario = result.scenario
    from_s, until_s = span(result, day, days)
    paths = result.paths if not isinstance(result, Simulation) or result.record is Record.PATHS else ()
    if isinstance(result, Timetable) and day is None and days is None:
        until_s = result.days * DAY_S
    to_s = whole_trains(paths, from_s, until_s)
    chosen = tuple(axes) or (corridor(scenario),)
    shown = [path for path in paths if path.arrives_s > from_s and path.departs_s - path.calls[0].wait_s < to_s]
    frames = {
        "strokes": (
            (*_strokes(scenario, chosen, shown, from_s, until_s, to_s), *_turnbacks(result, chosen, from_s, to_s)),
            STROKES,
        ),
        "names": (_names(scenario, chosen, shown, from_s, until_s, to_s), NAMES),
        "waits": (_waits(scenario, chosen, shown, from_s, to_s), WAITS),
        "restrictions": (restrictions(result, chosen, from_s, to_s), RESTRICTIONS),
    }
    return GraphTable(
        axes=chosen,
        midnight=datetime.combine(scenario.starts_on, time()),
        from_s=from_s,
        until_s=until_s,
        to_s=to_s,
        **{name: pl.DataFrame(list(rows), schema=schema, orient="row") for name, (rows, schema) in frames.items()},
    )


def name_beside(train: str) -> str:
    """Return the name of a train as it stands beside its line, without what the line's look or the time axis tells."""
    return _TOLD_OTHERWISE.sub("", train)


def whole_trains(paths: Iterable[TrainPath], from_s: int, until_s: int) -> int:
    """Return the full hour at which all trains that leave between two times have arrived, within a limit."""
    last = max((path.arrives_s for path in paths if from_s <= path.departs_s < until_s), default=until_s)
    return max(until_s, min(-(-last // HOUR_S) * HOUR_S, until_s + _LONGEST_S))


def _strokes(
    scenario: Scenario, axes: Sequence[Axis], paths: Iterable[TrainPath], from_s: int, until_s: int, to_s: int
) -> Iterator[tuple[object, ...]]:
    """Yield every run over a section and every stay at a place."""
    flows = {flow.name for flow in scenario.flows}
    where = [(axis.name, axis.positions(), axis.neighbours()) for axis in axes]
    for path in paths:
        who = path.train, path.train_class, path.loaded, path.service in flows
        later = path.departs_s >= until_s
        for call, then in zip(path.calls, (*path.calls[1:], None), strict=True):
            for name, at_km, ends in where:
                if (
                    call.place in at_km
                    and call.departs_s > call.arrives_s
                    and overlaps(call.arrives_s, call.departs_s, from_s, to_s)
                ):
                    y, minutes = at_km[call.place], round((call.departs_s - call.arrives_s) / 60)
                    texts = f"at rest {minutes} min", in_turn(call.causes) or "scheduled stop", later
                    times = moment(scenario, call.arrives_s), moment(scenario, call.departs_s)
                    yield name, *who, "stands", *times, y, y, f"{call.place}, track {call.track}", when(*times), *texts
                if (
                    then is None
                    or (call.place, then.place) not in ends
                    or not overlaps(call.departs_s, then.arrives_s, from_s, to_s)
                ):
                    continue
                y0, y1 = ends[call.place, then.place]
                speed = round(abs(y1 - y0) * 3600 / (then.arrives_s - call.departs_s))
                times = moment(scenario, call.departs_s), moment(scenario, then.arrives_s)
                texts = f"{call.place} - {then.place}", when(*times), f"{speed} km/h", "on its way", later
                yield name, *who, "runs", *times, y0, y1, *texts


def _turnbacks(result: Simulation | Timetable, axes: Sequence[Axis], from_s: int, to_s: int) -> Iterator[tuple[object, ...]]:
    """Yield the time from each planned ore train's arrival until its set departs again, where it turns back."""
    if not isinstance(result, Timetable):
        return
    classes = {path.train: (path.train_class, path.loaded) for path in result.paths}
    for turn in (turn for circulation in result.circulations() for turn in circulation.turns):
        if not overlaps(turn.arrives_s, turn.then_departs_s, from_s, to_s):
            continue
        times = moment(result.scenario, turn.arrives_s), moment(result.scenario, turn.then_departs_s)
        who = f"{turn.train_set}: {turn.train}, then {turn.then}"
        texts = turn.place, when(*times), "at rest", f"turns back; {round(turn.spare_s / 60)} min to spare", False
        for axis in axes:
            if (y := axis.positions().get(turn.place)) is not None:
                yield axis.name, who, *classes[turn.train], True, "turns", *times, y, y, *texts


def _names(
    scenario: Scenario, axes: Sequence[Axis], paths: Iterable[TrainPath], from_s: int, until_s: int, to_s: int
) -> Iterator[tuple[object, ...]]:
    """Yield the name of every train at both ends of every line that it draws."""
    where = [(axis.name, axis.positions(), axis.neighbours()) for axis in axes]
    for path in paths:
        who = path.train, name_beside(path.train), path.train_class
        for name, at_km, ends in where:
            for first, last, corners in _lines(path, at_km, ends):
                if not overlaps(first.departs_s, last.arrives_s, from_s, to_s):
                    continue
                rises = at_km[last.place] > at_km[first.place]
                begins, ends_s = max(first.departs_s, from_s), min(last.arrives_s, to_s)
                cut = "left" if begins > first.departs_s else "down" if rises else "up"
                yield name, *who, moment(scenario, begins), _at(corners, begins), cut, path.departs_s >= until_s
                cut = "right" if ends_s < last.arrives_s else "up" if rises else "down"
                yield name, *who, moment(scenario, ends_s), _at(corners, ends_s), cut, path.departs_s >= until_s


def _lines(
    path: TrainPath, at_km: dict[str, float], ends: dict[tuple[str, str], tuple[float, float]]
) -> Iterator[tuple[Call, Call, list[tuple[int, float]]]]:
    """Yield every unbroken line that a train draws on an axis: its first and last call, and its corners."""
    for on_axis, pairs in groupby(pairwise(path.calls), key=lambda pair: (pair[0].place, pair[1].place) in ends):
        if on_axis:
            steps = list(pairs)
            calls = [steps[0][0], *(after for _, after in steps)]
            corners = [(t, at_km[call.place]) for call in calls for t in (call.arrives_s, call.departs_s)]
            yield calls[0], calls[-1], corners


def _at(corners: list[tuple[int, float]], time_s: int) -> float:
    """Return the position of a line at a given time [km]."""
    for (t0, y0), (t1, y1) in pairwise(corners):
        if t0 <= time_s <= t1:
            return y0 + (y1 - y0) * (time_s - t0) / (t1 - t0) if t1 > t0 else y0
    return corners[-1][1]


def _waits(
    scenario: Scenario, axes: Sequence[Axis], paths: Iterable[TrainPath], from_s: int, to_s: int
) -> Iterator[tuple[object, ...]]:
    """Yield every cause of every wait, in the order of time."""
    where = [(axis.name, axis.positions()) for axis in axes]
    for path in paths:
        for call in path.calls:
            since = call.departs_s - call.wait_s
            for cause in call.causes:
                if overlaps(since, cause.until_s, from_s, to_s):
                    times = moment(scenario, since), moment(scenario, cause.until_s)
                    for name, at_km in where:
                        if call.place in at_km:
                            y, told = at_km[call.place], (cause.kind.value, words(cause), when(*times))
                            yield name, path.train, call.place, *times, y, *told
                since = cause.until_s


def _spread(names: pl.DataFrame, wanted: list[float], room: float, low: float = -inf, high: float = inf) -> list[float | None]:
    """Return where names stand along an axis; names of later trains count as less important."""
    return spread(wanted, room, reach=_NAME_REACH * room, low=low, high=high, rank=names["later"].cast(pl.Float64).to_list())
