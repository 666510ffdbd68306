"""A schedule: paths, the line of uses at every resource, and the earliest starts that these allow.

It keeps orders, and times follow from them. Every change is noted, so that it can be undone. `propagation` finds out
what a change moves.
"""

from typing import NamedTuple

import numpy as np

from headway.dispatch.search.network import TICKS, Ints, Network
from headway.jit import inlined, lean

NONE = -1
"""No operation."""


class Schedule(NamedTuple):
    """Where every train goes, in which order, and when.

    `after` and `before` are the operations that follow and precede an operation on its train's path. `line` holds the
    uses of every resource in order, `length` says how many there are, and `place` is where in the line a use stands.
    `buffer` is the delay of an operation that its train can make up without cost, valid where `fresh`. `pushed_by` is
    the operation that moved an operation later.

    The logs hold how to undo changes, and `loose` holds the events that a train taken out held back. `n` holds the
    sizes of the three logs, of the heap and of the `loose` events, then the cost.
    """

    start: Ints
    after: Ints
    before: Ints
    placed: Ints
    line: Ints
    length: Ints
    place: Ints
    buffer: Ints
    fresh: Ints
    pushed_by: Ints
    log_start: Ints
    log_line: Ints
    log_path: Ints
    heap: Ints
    loose: Ints
    n: Ints


STARTS, LINES, PATHS, HEAP, LOOSE, COST = range(6)

_LOG = 1 << 18
"""Least entries of a log and of the heap."""

_OFTEN = 8
"""Entries per operation and use, if that is more; a push that needs more is given up."""


def empty_schedule(network: Network) -> Schedule:
    """Return a schedule without trains."""
    n, uses, trains = network.train.size, network.use_resource.size, network.train_at.size - 1

    room = max(_LOG, _OFTEN * (n + uses))

    def full(size: int, value: int = 0) -> Ints:
        return np.full(size, value, dtype=np.int64)

    return Schedule(
        start=full(n),
        after=full(n, NONE),
        before=full(n, NONE),
        placed=full(trains),
        line=full(uses),
        length=full(network.line_at.size - 1),
        place=full(uses, NONE),
        buffer=full(n),
        fresh=full(trains),
        pushed_by=full(n, NONE),
        log_start=np.zeros((room, 2), dtype=np.int64),
        log_line=np.zeros((room, 2), dtype=np.int64),
        log_path=np.zeros((room, 3), dtype=np.int64),
        heap=np.zeros((room, 2), dtype=np.int64),
        loose=full(room),
        n=full(6),
    )


@inlined
def cost_at(network: Network, o: int, start: int) -> int:
    """Return the cost of starting an operation at a given time."""
    total = 0
    for c in range(network.cost_at[o], network.cost_at[o + 1]):
        late = start // TICKS - network.cost_threshold[c] // TICKS
        if late >= 0:
            total += network.cost_coeff[c] * late + network.cost_increment[c]
    return total


@lean
def put(network: Network, schedule: Schedule, use: int, position: int) -> None:
    """Put a use into the line of its resource, before the use that stands at a position."""
    r = network.use_resource[use]
    base, line, place = network.line_at[r], schedule.line, schedule.place
    for i in range(schedule.length[r], position, -1):
        moved = line[base + i - 1]
        line[base + i] = moved
        place[moved] = i
    line[base + position] = use
    place[use] = position
    schedule.length[r] += 1
    _note_line(schedule, use, NONE)


@lean
def drop(network: Network, schedule: Schedule, use: int) -> None:
    """Take a use out of the line of its resource."""
    r = network.use_resource[use]
    base, line, place = network.line_at[r], schedule.line, schedule.place
    position = place[use]
    schedule.length[r] -= 1
    for i in range(position, schedule.length[r]):
        moved = line[base + i + 1]
        line[base + i] = moved
        place[moved] = i
    place[use] = NONE
    _note_line(schedule, use, position)


@inlined
def _note_line(schedule: Schedule, use: int, position: int) -> None:
    i = schedule.n[LINES]
    schedule.log_line[i, 0], schedule.log_line[i, 1] = use, position
    schedule.n[LINES] = i + 1


@lean
def link(schedule: Schedule, o: int, before: int, after: int) -> None:
    """Set which operation comes before an operation and which after it."""
    i = schedule.n[PATHS]
    schedule.log_path[i, 0], schedule.log_path[i, 1], schedule.log_path[i, 2] = o, schedule.before[o], schedule.after[o]
    schedule.n[PATHS] = i + 1
    schedule.before[o], schedule.after[o] = before, after


@lean
def set_placed(schedule: Schedule, k: int, placed: int) -> None:
    """Set whether a train is in the schedule."""
    i = schedule.n[PATHS]
    schedule.log_path[i, 0], schedule.log_path[i, 1], schedule.log_path[i, 2] = NONE, k, schedule.placed[k]
    schedule.n[PATHS] = i + 1
    schedule.placed[k] = placed


@lean
def set_start(network: Network, schedule: Schedule, o: int, start: int) -> None:
    """Set the start of an operation, and note the start that it had."""
    i = schedule.n[STARTS]
    schedule.log_start[i, 0], schedule.log_start[i, 1] = o, schedule.start[o]
    schedule.n[STARTS] = i + 1
    schedule.start[o] = start
    schedule.fresh[network.train[o]] = 0


@lean
def keep(schedule: Schedule) -> None:
    """Forget how to undo the changes so far."""
    schedule.n[STARTS] = schedule.n[LINES] = schedule.n[PATHS] = schedule.n[HEAP] = schedule.n[LOOSE] = 0


class Mark(NamedTuple):
    """A state that a schedule can return to until the next `keep`: the sizes of its logs, and its cost."""

    starts: int
    lines: int
    paths: int
    cost: int


@inlined
def mark(schedule: Schedule) -> Mark:
    """Mark the present state of a schedule."""
    n = schedule.n
    return Mark(n[STARTS], n[LINES], n[PATHS], n[COST])


@lean
def back(network: Network, schedule: Schedule, to: Mark) -> None:
    """Return a schedule to a mark; events that can move earlier stay noted."""
    n = schedule.n
    for i in range(n[LINES] - 1, to.lines - 1, -1):
        use, position = schedule.log_line[i, 0], schedule.log_line[i, 1]
        if position == NONE:
            drop(network, schedule, use)
        else:
            put(network, schedule, use, position)
    for i in range(n[PATHS] - 1, to.paths - 1, -1):
        o, first, second = schedule.log_path[i, 0], schedule.log_path[i, 1], schedule.log_path[i, 2]
        if o == NONE:
            schedule.placed[first] = second
        else:
            schedule.before[o], schedule.after[o] = first, second
    for i in range(n[STARTS] - 1, to.starts - 1, -1):
        o = schedule.log_start[i, 0]
        schedule.start[o] = schedule.log_start[i, 1]
        schedule.fresh[network.train[o]] = 0
    n[STARTS], n[LINES], n[PATHS], n[COST] = to.starts, to.lines, to.paths, to.cost


@lean
def undo(network: Network, schedule: Schedule, cost: int) -> None:
    """Return a schedule to the last `keep`, when it had a given cost."""
    back(network, schedule, Mark(0, 0, 0, cost))
    keep(schedule)
