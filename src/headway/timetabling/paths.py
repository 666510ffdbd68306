"""Train paths: when a train is where, on which track, and why it waits."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from headway.model import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A train at a place. Times are whole seconds from the midnight that begins the first day.

    Parameters
    ----------
    place, track
        Names.
    arrives_s, departs_s
        When the head arrives and leaves; equal where the train passes.
    stops
        Whether the train comes to rest.
    tail_s
        Time from the head's leaving until the tail has left the place [s].
    next_track
        The track of the section ahead, from 0.
    wait_s
        Part of the time at rest that nothing but other trains or a possession asks for [s].
    reason
        What the train waits for; empty where it does not.
    waits_for
        The train or possession that it waits for; empty where it does not, or where only the train ahead draws away.
    """

    place: str
    track: str
    arrives_s: int
    departs_s: int
    stops: bool
    tail_s: int
    next_track: int = 0
    wait_s: int = 0
    reason: str = ""
    waits_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainPath:
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
        Every place on the way, in order.
    ready_s
        From when on it may leave: the published departure, or when an ore train is ready [s].
    latest_s
        When it must have left [s]; None where it may leave at no time of its choice.
    due_s
        When it should arrive; None where nothing is published.
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
    def departs_s(self) -> int:
        """When it leaves its origin [s]."""
        return self.calls[0].departs_s

    @property
    def since_s(self) -> int:
        """From when on its time counts: when it is ready, or with a window when it leaves [s]."""
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
        """Time on the way spent waiting for others [s]."""
        return sum(call.wait_s for call in self.calls[1:-1])

    @property
    def late_s(self) -> int:
        """Lateness at the destination [s]; zero where nothing is due."""
        return 0 if self.due_s is None else max(0, self.arrives_s - self.due_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """Sections that weather shut for a while in a run, without notice: trains on their way leave them, others do not enter.

    Parameters
    ----------
    name
        Of what shut them.
    sections
        Their names.
    begin_s, end_s
        From when until when [s].
    passengers_only
        Whether only trains without freight are kept out.
    """

    name: str
    sections: tuple[str, ...]
    begin_s: int
    end_s: int
    passengers_only: bool = False


def paths_to_frame(paths: Iterable[TrainPath], line: Line) -> pl.DataFrame:
    """Return paths as one table, a row per call: the table that graphs, figures and exports are drawn from."""
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
            call.reason,
            call.waits_for,
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
            "reason": pl.String,
            "waits_for": pl.String,
        },
        orient="row",
    )
