"""What a train graph shows, as tables: strokes, names, waits, and what is shut. Every figure of trains draws from them.

Nothing here knows a drawing library, and nothing assumes one line of km: a row belongs to an axis by name, with positions on it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise

import polars as pl

from headway.arguments import public
from headway.model import Closure, Scenario
from headway.report.axes import Axis, corridor, room_between
from headway.report.segments import moment, span
from headway.shown import Shown
from headway.simulation import Record, Simulation
from headway.timetabling import Call, Timetable, TrainPath
from headway.timetabling.windows import shutting, windows
from headway.timetabling.wording import in_turn, words
from headway.units import DAY_S, HOUR_S, clock

_LONGEST_S = 36 * HOUR_S
"""A graph goes on for so long at most after the days asked for, to show trains on their whole way."""
_DENSE = 60
"""A day of more trains than that opens by itself, otherwise two days: each then has some 20 pixels for its name."""
_TOLD_OTHERWISE = re.compile(r" (loaded|empty|day -?\d+)$")
"""What the look of a line and the time axis say already, left out of the name beside a line."""

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
SHUT = {
    "axis": pl.String, "kind": pl.String, "name": pl.String, "x0": pl.Datetime("us"), "x1": pl.Datetime("us"),
    "y0": pl.Float64, "y1": pl.Float64, "when": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GraphTable(Shown):
    """What a train graph shows from one moment to another.

    Parameters
    ----------
    axes
        The stretches of line that are shown; the rows of the tables name them.
    midnight
        The midnight that begins the first day; all times count from it.
    from_s, until_s
        The days asked for [s].
    to_s
        Where the graph ends: when every train that left on these days has arrived, 36 h later at most [s].
    strokes
        A row for every run over a section, every stay at a place and every turnback (``kind`` is runs, stands or turns):
        ``train, train_class, loaded, ore``, dates ``x0, x1``, positions ``y0, y1`` [km], and ``what, when, speed, reason`` for
        people. ``later`` are trains that leave after the days asked for.
    names
        A row for both ends of every line: the name of the train where it begins and ends, or where the graph cuts it; ``side``
        tells where the text has room: up, down, left or right.
    waits
        A row for every cause of a wait: ``train, place``, dates ``x0, x1``, ``y``, ``cause`` (a `CauseKind`) and its ``reason``.
    shut
        A row for every stretch and time that is shut: ``kind`` is possession, closure or storm.
    """

    axes: tuple[Axis, ...]
    midnight: datetime
    from_s: int
    until_s: int
    to_s: int
    strokes: pl.DataFrame
    names: pl.DataFrame
    waits: pl.DataFrame
    shut: pl.DataFrame

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        trains = self.strokes["train"].n_unique()
        return f"{trains} trains from {clock(self.from_s)} to {clock(self.to_s)}, {len(self.waits)} causes of waits"

    def on(self, axis: Axis) -> "GraphTable":
        """Return what lies on one axis."""
        tables = {name: getattr(self, name).filter(axis=axis.name) for name in ("strokes", "names", "waits", "shut")}
        return replace(self, axes=(axis,), **tables)

    def date(self, time_s: float) -> datetime:
        """Return a time as a date."""
        return self.midnight + timedelta(seconds=time_s)

    def names_apart(self, least_s: float, least_km: float) -> pl.DataFrame:
        """Return the names, moved as far apart as their texts need where lines begin or end close to one another.

        Parameters
        ----------
        least_s
            The room that a text beyond the end of a line takes along the time axis, where it stands upright [s].
        least_km
            The room that a text at the edge takes along the other axis, where it lies [km].
        """
        rows: list[pl.DataFrame] = []
        upright = self.names.filter(pl.col("side").is_in(["up", "down"]))
        for part in upright.sort("x").partition_by("axis", "side", "y"):
            wanted_s = [max((x - self.midnight).total_seconds(), self.from_s + least_s / 2) for x in part["x"]]
            times_s = room_between(wanted_s, least_s)
            rows.append(part.with_columns(pl.Series("x", [self.date(t) for t in times_s], dtype=pl.Datetime("us"))))
        at_edges = self.names.filter(pl.col("side").is_in(["left", "right"])).sort("y").partition_by("axis", "side")
        rows += [part.with_columns(pl.Series("y", room_between(part["y"].to_list(), least_km))) for part in at_edges]
        return pl.concat(rows) if rows else self.names

    @property
    def opens_until_s(self) -> int:
        """Until when it is in view at first [s]: one day if it is dense, otherwise two; all of it if it is not much longer."""
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
        Whose train paths are drawn.
    day, days
        The first day, 1 being the first that counts, and how many; with neither, all.
    axes
        What stands along the other axis; by default the corridor, all legs one after another.

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
    to_s = _whole_trains(paths, from_s, until_s)
    chosen = tuple(axes) or (corridor(scenario),)
    shown = [path for path in paths if path.arrives_s > from_s and path.departs_s - path.calls[0].wait_s < to_s]
    frames = {
        "strokes": (
            (*_strokes(scenario, chosen, shown, from_s, until_s, to_s), *_turnbacks(result, chosen, from_s, to_s)),
            STROKES,
        ),
        "names": (_names(scenario, chosen, shown, from_s, until_s, to_s), NAMES),
        "waits": (_waits(scenario, chosen, shown, from_s, to_s), WAITS),
        "shut": (_shut(result, chosen, from_s, to_s), SHUT),
    }
    return GraphTable(
        axes=chosen,
        midnight=datetime.combine(scenario.starts_on, time()),
        from_s=from_s,
        until_s=until_s,
        to_s=to_s,
        **{name: pl.DataFrame(list(rows), schema=schema, orient="row") for name, (rows, schema) in frames.items()},
    )


def _whole_trains(paths: Iterable[TrainPath], from_s: int, until_s: int) -> int:
    """Return the full hour at which every train that leaves between two moments has arrived, not too long after the second."""
    last = max((path.arrives_s for path in paths if from_s <= path.departs_s < until_s), default=until_s)
    return max(until_s, min(-(-last // HOUR_S) * HOUR_S, until_s + _LONGEST_S))


def _strokes(
    scenario: Scenario, axes: Sequence[Axis], paths: Iterable[TrainPath], from_s: int, until_s: int, to_s: int
) -> Iterator[tuple[object, ...]]:
    """Give every run over a section and every stay at a place."""
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
                    and _within(call.arrives_s, call.departs_s, from_s, to_s)
                ):
                    y, minutes = at_km[call.place], round((call.departs_s - call.arrives_s) / 60)
                    texts = f"at rest {minutes} min", in_turn(call.causes) or "scheduled stop", later
                    times = moment(scenario, call.arrives_s), moment(scenario, call.departs_s)
                    yield name, *who, "stands", *times, y, y, f"{call.place}, track {call.track}", when(*times), *texts
                if (
                    then is None
                    or (call.place, then.place) not in ends
                    or not _within(call.departs_s, then.arrives_s, from_s, to_s)
                ):
                    continue
                y0, y1 = ends[call.place, then.place]
                speed = round(abs(y1 - y0) * 3600 / (then.arrives_s - call.departs_s))
                times = moment(scenario, call.departs_s), moment(scenario, then.arrives_s)
                texts = f"{call.place} - {then.place}", when(*times), f"{speed} km/h", "on its way", later
                yield name, *who, "runs", *times, y0, y1, *texts


def _turnbacks(result: Simulation | Timetable, axes: Sequence[Axis], from_s: int, to_s: int) -> Iterator[tuple[object, ...]]:
    """Give the time from every planned ore train's arrival until its set departs again, at the place where it turns back."""
    if not isinstance(result, Timetable):
        return
    classes = {path.train: (path.train_class, path.loaded) for path in result.paths}
    for turn in (turn for circulation in result.circulations() for turn in circulation.turns):
        if not _within(turn.arrives_s, turn.then_departs_s, from_s, to_s):
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
    """Give the name of every train at both ends of every line that it draws."""
    where = [(axis.name, axis.positions(), axis.neighbours()) for axis in axes]
    for path in paths:
        label = _TOLD_OTHERWISE.sub("", path.train)
        who = path.train, label, path.train_class
        for name, at_km, ends in where:
            for first, last, corners in _lines(path, at_km, ends):
                if not _within(first.departs_s, last.arrives_s, from_s, to_s):
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
    """Give every unbroken line that a train draws on an axis: its first and last call, and its corners."""
    for on_axis, pairs in groupby(pairwise(path.calls), key=lambda pair: (pair[0].place, pair[1].place) in ends):
        if on_axis:
            steps = list(pairs)
            calls = [steps[0][0], *(after for _, after in steps)]
            corners = [(t, at_km[call.place]) for call in calls for t in (call.arrives_s, call.departs_s)]
            yield calls[0], calls[-1], corners


def _at(corners: list[tuple[int, float]], time_s: int) -> float:
    """Return where a line is at a moment [km]."""
    for (t0, y0), (t1, y1) in pairwise(corners):
        if t0 <= time_s <= t1:
            return y0 + (y1 - y0) * (time_s - t0) / (t1 - t0) if t1 > t0 else y0
    return corners[-1][1]


def _waits(
    scenario: Scenario, axes: Sequence[Axis], paths: Iterable[TrainPath], from_s: int, to_s: int
) -> Iterator[tuple[object, ...]]:
    """Give every cause of every wait, one after another in time."""
    where = [(axis.name, axis.positions()) for axis in axes]
    for path in paths:
        for call in path.calls:
            since = call.departs_s - call.wait_s
            for cause in call.causes:
                if _within(since, cause.until_s, from_s, to_s):
                    times = moment(scenario, since), moment(scenario, cause.until_s)
                    for name, at_km in where:
                        if call.place in at_km:
                            y, told = at_km[call.place], (cause.kind.value, words(cause), when(*times))
                            yield name, path.train, call.place, *times, y, *told
                since = cause.until_s


def _shut(result: Simulation | Timetable, axes: Sequence[Axis], from_s: int, to_s: int) -> Iterator[tuple[object, ...]]:
    """Give every stretch and time that is shut; sections next to one another that are shut together are one stretch."""
    scenario = result.scenario
    names = [section.name for section in scenario.line.sections]
    together: dict[tuple[str, str, int, int], list[str]] = {}
    for window in windows(scenario, from_s, to_s):
        shuts = shutting(scenario)[window.number]
        kind = "closure" if isinstance(shuts, Closure) else "possession"
        together.setdefault((kind, shuts.name, window.begin, window.end), []).append(names[window.section])
    for storm in result.shuts if isinstance(result, Simulation) else ():
        if _within(storm.begin_s, storm.end_s, from_s, to_s):
            kind = "storm, passenger trains only" if storm.passengers_only else "storm"
            together.setdefault((kind, storm.name, storm.begin_s, storm.end_s), []).extend(storm.sections)
    for (kind, name, begin, end), sections in together.items():
        times = moment(scenario, begin), moment(scenario, end)
        for axis in axes:
            for low, high in _stretches(axis, set(sections)):
                yield axis.name, kind, name, *times, low, high, when(*times)


def _stretches(axis: Axis, sections: set[str]) -> Iterator[tuple[float, float]]:
    """Give the stretches of an axis that some sections, by their names, cover."""
    pairs = list(pairwise(zip(axis.places, axis.positions_km, strict=True)))
    for covered, run in groupby(pairs, key=lambda pair: f"{pair[0][0].name} - {pair[1][0].name}" in sections):
        if covered:
            steps = list(run)
            yield steps[0][0][1], steps[-1][1][1]


def _within(begin_s: float, end_s: float, from_s: int, to_s: int) -> bool:
    return end_s > from_s and begin_s < to_s


def when(begins: datetime, ends: datetime) -> str:
    """Write a span of time; the second day only where it is another."""
    second = f"{ends:%H:%M:%S}" if begins.date() == ends.date() else f"{ends:%a %d %b %H:%M:%S}"
    return f"{begins:%a %d %b %Y %H:%M:%S} - {second}"
