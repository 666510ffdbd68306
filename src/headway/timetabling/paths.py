"""Train paths: when a train is where, on which track, and why it waits."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.model import Line
from headway.shown import Shown
from headway.timetabling.causes import Cause
from headway.units import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A train at a place. Times are whole seconds from the midnight that begins the first day.

    Parameters
    ----------
    place, track
        Names.
    arrives_s, departs_s
        When the head arrives and departs; equal where the train passes.
    stops
        Whether the train comes to rest.
    tail_s
        Time from the head's departure until the tail has left the place [s].
    next_track
        The track of the section ahead, from 0.
    wait_s
        How long the train waits [s]: at its origin from when its time counts until it departs, on the way the time at
        rest beyond the dwell of its service.
    causes
        Why it waits, in order of time: each cause lasts from the end of the one before, the last until the train
        departs.
    """

    place: str
    track: str
    arrives_s: int
    departs_s: int
    stops: bool
    tail_s: int
    next_track: int = 0
    wait_s: int = 0
    causes: tuple[Cause, ...] = ()

    @property
    def binds(self) -> Cause | None:
        """The last cause of the wait, which binds the departure; None where the train does not wait."""
        return self.causes[-1] if self.causes else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TrainPath(Shown):
    """The path of one train.

    Parameters
    ----------
    train
        Name of the train, such as ``ore 12 loaded`` in a plan or ``mine-sets 1 trip 3 loaded`` in a simulation.
    service, consist, train_class
        Names.
    loaded
        Whether its wagons are loaded.
    calls
        The train at every place of its route, in order.
    ready_s
        From when on it may leave: the published departure, or when an ore train is ready [s].
    latest_s
        When it must have left, if it has a window of departure [s]; else None.
    due_s
        When it should arrive [s]; None where no arrival is published.
    """

    train: str
    service: str
    consist: str
    train_class: str
    loaded: bool
    calls: tuple[Call, ...]
    ready_s: int
    latest_s: int | None = None
    due_s: int | None = None

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        first, last = self.calls[0], self.calls[-1]
        return f"{self.train}, {first.place} {clock(first.departs_s)} - {last.place} {clock(last.arrives_s)}"

    @property
    def departs_s(self) -> int:
        """When it leaves its origin [s]."""
        return self.calls[0].departs_s

    @property
    def since_s(self) -> int:
        """From when on its time counts: from when it is ready, or with a window from its departure [s]."""
        return self.ready_s if self.latest_s is None else self.departs_s

    @property
    def arrives_s(self) -> int:
        """When it arrives at its destination [s]."""
        return self.calls[-1].arrives_s

    @property
    def transit_s(self) -> int:
        """Time on the way [s]."""
        return self.arrives_s - self.departs_s

    @property
    def wait_s(self) -> int:
        """Time that the train waits on its way, without its origin [s]."""
        return sum(call.wait_s for call in self.calls[1:-1])

    @property
    def late_s(self) -> int:
        """Lateness at the destination [s]; 0 where no arrival is published."""
        return 0 if self.due_s is None else max(0, self.arrives_s - self.due_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """Weather shuts sections in a run, without notice: trains that are on them leave, and no other train enters.

    Parameters
    ----------
    name
        Name of the weather that shuts them.
    sections
        Names of the sections.
    begin_s, end_s
        From when until when they are shut [s].
    passengers_only
        Whether only trains without freight must stay out.
    """

    name: str
    sections: tuple[str, ...]
    begin_s: int
    end_s: int
    passengers_only: bool = False


def path_of(paths: Iterable[TrainPath], train: str) -> TrainPath:
    """Return the path of a train; an `InputError` offers the nearest name."""
    named = {path.train: path for path in paths}
    if train not in named:
        raise InputError([f'"{train}" is not a train of the timetable. {did_you_mean(train, named)}'])
    return named[train]


@public
def paths_to_frame(paths: Iterable[TrainPath], line: Line) -> pl.DataFrame:
    """Return paths as one table with a row for every call; graphs, figures and exports are drawn from it.

    For a wait with several causes it has the last, which binds; `waits_to_frame` has all of them.
    """
    rows = [
        (
            path.train,
            path.service,
            path.consist,
            path.train_class,
            path.loaded,
            call.place,
            line.position_m(call.place) / 1000,
            call.track,
            call.arrives_s,
            call.departs_s,
            call.stops,
            call.tail_s,
            call.next_track,
            call.wait_s,
            *((call.binds.kind.value, call.binds.who, call.binds.where) if call.binds else ("", "", "")),
        )
        for path in paths
        for call in path.calls
    ]
    return pl.DataFrame(
        rows,
        schema={
            "train": pl.String,
            "service": pl.String,
            "consist": pl.String,
            "train_class": pl.String,
            "loaded": pl.Boolean,
            "place": pl.String,
            "position_km": pl.Float64,
            "track": pl.String,
            "arrives_s": pl.Int64,
            "departs_s": pl.Int64,
            "stops": pl.Boolean,
            "tail_s": pl.Int64,
            "next_track": pl.Int64,
            "wait_s": pl.Int64,
            "cause": pl.String,
            "waits_for": pl.String,
            "cause_at": pl.String,
        },
        orient="row",
    )


@public
def waits_to_frame(paths: Iterable[TrainPath]) -> pl.DataFrame:
    """Return all waits as a table with a row for every cause, the longest first.

    Columns ``train, place, from_s, until_s, wait_s``, ``cause`` (a `CauseKind`), ``waits_for`` and ``cause_at`` (who
    and where).
    """
    rows: list[tuple[str, str, int, int, int, str, str, str]] = []
    for path in paths:
        for call in path.calls:
            since = call.departs_s - call.wait_s
            for cause in call.causes:
                rows.append(
                    (
                        path.train,
                        call.place,
                        since,
                        cause.until_s,
                        cause.until_s - since,
                        cause.kind.value,
                        cause.who,
                        cause.where,
                    )
                )
                since = cause.until_s
    schema = {
        "train": pl.String,
        "place": pl.String,
        "from_s": pl.Int64,
        "until_s": pl.Int64,
        "wait_s": pl.Int64,
        "cause": pl.String,
        "waits_for": pl.String,
        "cause_at": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("wait_s", "train", "from_s", descending=[True, False, False])


def departures_to_frame(paths: Iterable[TrainPath]) -> pl.DataFrame:
    """Return a row for every train: its window of departure, its departure and arrival, and when it is due [s]."""
    names = ("train", "service", "ready_s", "latest_s", "departs_s", "arrives_s", "due_s")
    rows = [tuple(getattr(path, name) for name in names) for path in paths]
    types = [pl.String, pl.String, *[pl.Int64] * 5]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
