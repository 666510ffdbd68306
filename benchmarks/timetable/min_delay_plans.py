"""Plan a day on single track by two simple rules: the rule of minimal delay, and the beam.

Each step of a rule lets one train run over one section. ``min_delay.py`` compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from headway.jit import kernel

NEVER = 1 << 29


class Day(NamedTuple):
    """Trains on a single-track line; times in minutes.

    Parameters
    ----------
    down
        By train: whether it runs from the last section to the first.
    ready
        By train: when it may leave.
    run
        By train and number of sections passed: running time through the next one.
    left
        By train and number of sections passed: running time to its end.
    headway
        Between a train leaving a section and the next one entering it.
    """

    down: Any
    ready: Any
    run: Any
    left: Any
    headway: int


@dataclass(frozen=True, slots=True)
class Found:
    """A plan.

    Parameters
    ----------
    order
        The train that passes its next section, one after another.
    arrivals
        Sum of the arrivals [min].
    proven
        Whether no plan has less.
    nodes
        Partial plans that were looked at.
    """

    order: tuple[int, ...]
    arrivals: int
    proven: bool
    nodes: int


def day(down: Sequence[bool], ready: Sequence[int], run: Any, headway: int) -> Day:
    """Return a day; running times are by train and sections passed, so in the order of its way [min]."""
    run = np.asarray(run, dtype=np.int64)
    left = np.zeros((run.shape[0], run.shape[1] + 1), dtype=np.int64)
    left[:, :-1] = run[:, ::-1].cumsum(axis=1)[:, ::-1]
    return Day(np.asarray(down, dtype=np.bool_), np.asarray(ready, dtype=np.int64), run, left, headway)


@kernel
def section(day: Day, i: int, passed: int) -> int:
    """Return the section that a train comes to after so many."""
    return day.run.shape[1] - 1 - passed if day.down[i] else passed


@kernel
def starts(day: Day, passed: Any, at: Any, free: Any, start: Any) -> int:
    """Write when every train can enter its next section; return the one that can leave it first, -1 if all have arrived."""
    first, soonest = -1, NEVER
    for i in range(passed.size):
        start[i] = at[i]
        if passed[i] < day.run.shape[1]:
            start[i] = max(at[i], free[section(day, i, passed[i])])
            if start[i] + day.run[i, passed[i]] < soonest:
                first, soonest = i, start[i] + day.run[i, passed[i]]
    return first


@kernel
def is_before(day: Day, passed: Any, i: int, s: int) -> bool:
    """Whether a section is a train's next."""
    return passed[i] < day.run.shape[1] and section(day, i, passed[i]) == s


@kernel
def arrivals(day: Day, passed: Any, start: Any) -> int:
    """Return when all trains have arrived, in sum, if nothing else holds them up."""
    total = 0
    for i in range(passed.size):
        total += start[i] + day.left[i, passed[i]]
    return total


@kernel
def move(day: Day, passed: Any, at: Any, free: Any, i: int) -> None:
    """Let a train pass its next section as soon as it can."""
    s = section(day, i, passed[i])
    at[i] = max(at[i], free[s]) + day.run[i, passed[i]]
    free[s] = at[i] + day.headway
    passed[i] += 1


def beam(day: Day, width: int) -> Found:
    """Keep the partial plans, of those with as many decisions, after which all trains would arrive soonest; one is the rule."""
    level = [nothing_planned(day)]
    done: list[tuple[int, tuple[int, ...]]] = []
    nodes = 1
    while level:
        children: list[tuple[int, Partial]] = []
        for begun in level:
            partial, choices = _at_conflict(day, begun)
            if not choices:
                done.append((int(partial.at.sum()), partial.order))
            for i in choices:
                child = with_passed(day, partial, i)
                children.append((arrivals(day, child.passed, _starts(day, child)[1]), child))
        nodes += len(children)
        level = [child for _, child in sorted(children, key=lambda pair: pair[0])[:width]]
    least, order = min(done)
    return Found(order, least, proven=False, nodes=nodes)


class Partial(NamedTuple):
    passed: Any
    at: Any
    free: Any
    order: tuple[int, ...]


def nothing_planned(day: Day) -> Partial:
    trains, count = day.run.shape
    return Partial(np.zeros(trains, np.int64), day.ready.copy(), np.zeros(count, np.int64), ())


def with_passed(day: Day, partial: Partial, i: int) -> Partial:
    child = Partial(partial.passed.copy(), partial.at.copy(), partial.free.copy(), (*partial.order, i))
    move(day, child.passed, child.at, child.free, i)
    return child


def _starts(day: Day, partial: Partial) -> tuple[int, Any]:
    start = np.empty_like(partial.at)
    return starts(day, partial.passed, partial.at, partial.free, start), start


def _at_conflict(day: Day, partial: Partial) -> tuple[Partial, list[int]]:
    """Run the trains until there is a choice of who goes first; return the choices, none if all have arrived."""
    choices = _choices(day, partial)
    while len(choices) == 1:
        partial = with_passed(day, partial, choices[0])
        choices = _choices(day, partial)
    return partial, choices


def _choices(day: Day, partial: Partial) -> list[int]:
    """Return the trains of the next conflict, soonest out of the section first."""
    first, start = _starts(day, partial)
    if first == -1:
        return []
    s = section(day, first, partial.passed[first])
    ends = {i: start[i] + day.run[i, partial.passed[i]] for i in range(start.size) if is_before(day, partial.passed, i, s)}
    return [i for i in sorted(ends, key=lambda i: (ends[i], i)) if start[i] < ends[first] + day.headway]
