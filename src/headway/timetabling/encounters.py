"""Encounters: how often trains of a plan meet, and how often one overtakes another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from headway.model import Line
from headway.timetabling.paths import Call, TrainPath


@dataclass(frozen=True, slots=True)
class _Run:
    """A train with its calls by place and the stretch of line that it covers [m]; moved by a number of periods [s]."""

    calls: dict[str, Call]
    low_m: float
    high_m: float
    up: bool
    later_s: int
    begins_s: int
    ends_s: int
    counts: bool


def encounters(line: Line, paths: Sequence[TrainPath], period_s: int = 0) -> tuple[int, int]:
    """Return how many pairs of trains meet, and in how many one overtakes the other.

    Two trains of opposite directions meet if both are on the stretch that they share before the other has left it. Of
    two trains of the same direction one overtakes if they leave this stretch in another order than they came onto it.

    Parameters
    ----------
    line
        The line.
    paths
        The trains.
    period_s
        After what time the plan runs again [s]; then meets of trains of different runs count, each once. With 0 it runs
        once.
    """
    found = {True: 0, False: 0}
    for one, other in _at_once(_runs(line, paths, period_s)):
        shared = _shared(line, one, other)
        if shared is not None and (_meet if one.up != other.up else _overtakes)(one, other, *shared):
            found[one.up != other.up] += 1
    return found[True], found[False]


def _runs(line: Line, paths: Sequence[TrainPath], period_s: int) -> list[_Run]:
    """Return all trains, and those of the runs after that leave while one of the first run is under way, by departure."""
    longest_s = max((path.arrives_s - path.departs_s for path in paths), default=0)
    again = ceil(longest_s / period_s) if period_s else 0
    runs: list[_Run] = []
    for path in paths:
        first, last = line.position_m(path.calls[0].place), line.position_m(path.calls[-1].place)
        calls = {call.place: call for call in path.calls}
        # A train of a run after may leave before one of the first run, so runs before are there too.
        for k in range(-again, again + 1):
            later_s = k * period_s
            begins_s, ends_s = path.departs_s + later_s, path.arrives_s + later_s
            runs.append(_Run(calls, min(first, last), max(first, last), last > first, later_s, begins_s, ends_s, k == 0))
    return sorted(runs, key=lambda run: run.begins_s)


def _at_once(runs: list[_Run]) -> Iterator[tuple[_Run, _Run]]:
    """Yield all pairs of trains that are under way at once, of which the one that leaves first is one of the first run."""
    for i, one in enumerate(runs):
        if not one.counts:
            continue
        for other in runs[i + 1 :]:
            if other.begins_s >= one.ends_s:
                break
            yield one, other


def _shared(line: Line, one: _Run, other: _Run) -> tuple[str, str] | None:
    """Return the ends of the stretch that two trains share, the lower one first; None if they share at most one place."""
    low_m, high_m = max(one.low_m, other.low_m), min(one.high_m, other.high_m)
    if low_m >= high_m:
        return None
    at = {line.position_m(place): place for place in one.calls}
    return at[low_m], at[high_m]


def _meet(one: _Run, other: _Run, low: str, high: str) -> bool:
    up, down = (one, other) if one.up else (other, one)
    return (
        up.calls[low].arrives_s + up.later_s < down.calls[low].departs_s + down.later_s
        and down.calls[high].arrives_s + down.later_s < up.calls[high].departs_s + up.later_s
    )


def _overtakes(one: _Run, other: _Run, low: str, high: str) -> bool:
    first, last = (low, high) if one.up else (high, low)
    onto_s = other.calls[first].departs_s + other.later_s - one.calls[first].departs_s - one.later_s
    off_s = other.calls[last].arrives_s + other.later_s - one.calls[last].arrives_s - one.later_s
    return onto_s * off_s < 0
