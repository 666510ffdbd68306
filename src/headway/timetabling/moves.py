"""Moves: by how much trains run at other times in one plan than in another."""

from collections.abc import Iterable
from dataclasses import dataclass

from headway.arguments import public
from headway.timetabling.paths import Call, TrainPath


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A train runs on another path than before.

    Parameters
    ----------
    train
        Its name.
    departs_by_s, arrives_by_s
        How much later it leaves its origin and arrives at its destination; less than 0 if sooner [s]. 0 for a train
        that is new.
    most_s
        How much later or sooner it is at any of its places, at most [s].
    track_changes
        At how many places it uses another track.
    is_new
        Whether it was not there before.
    """

    train: str
    departs_by_s: int = 0
    arrives_by_s: int = 0
    most_s: int = 0
    track_changes: int = 0
    is_new: bool = False

    def __str__(self) -> str:
        if self.is_new:
            return f"{self.train}: new"
        tracks = f", {self.track_changes} other track{'s' if self.track_changes > 1 else ''}" if self.track_changes else ""
        return (
            f"{self.train}: departs {_minutes(self.departs_by_s)}, arrives {_minutes(self.arrives_by_s)}, "
            f"at most {_minutes(self.most_s)}{tracks}"
        )


@public
def moves(before: Iterable[TrainPath], after: Iterable[TrainPath]) -> tuple[Move, ...]:
    """Return which trains run on other paths than before and by how much, those that move most first."""
    known = {path.train: path for path in before}
    found = [move for path in after if (move := _move(known.get(path.train), path)) is not None]
    return tuple(sorted(found, key=lambda move: (-move.most_s, move.train)))


def _move(before: TrainPath | None, after: TrainPath) -> Move | None:
    if before is None:
        return Move(train=after.train, is_new=True)
    pairs = list(zip(before.calls, after.calls, strict=True))
    if all(_way(one) == _way(other) for one, other in pairs):
        return None
    return Move(
        train=after.train,
        departs_by_s=after.departs_s - before.departs_s,
        arrives_by_s=after.arrives_s - before.arrives_s,
        most_s=max(max(abs(b.arrives_s - a.arrives_s), abs(b.departs_s - a.departs_s)) for a, b in pairs),
        track_changes=sum(a.track != b.track for a, b in pairs),
    )


def _way(call: Call) -> tuple[object, ...]:
    return call.arrives_s, call.departs_s, call.track, call.next_track, call.stops


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:+.3g} min" if seconds else "as before"
