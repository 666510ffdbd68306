"""A schedule that keeps orders, not times: paths, the line of uses at every resource, and the earliest starts they allow.

Starts are longest paths in the graph of events. Taking a train out lets others move earlier, putting one in pushes others
later; both touch only the events that move, and everything can be undone.
"""

from typing import NamedTuple

import numpy as np

from headway.dispatch.network import NEVER, TICKS, Ints, Network
from headway.jit import inlined, lean

NONE = -1
"""No operation."""


class Schedule(NamedTuple):
    """Where every train goes, in which order, and when.

    `after` and `before` are the operations of the train's path that follow and precede one; `line` holds the uses of every
    resource in order (`length` of them), and `place` where in it a use stands. `buffer` is the delay of an operation that
    its train can make up before it costs anything, where `fresh`; `pushed_by` is the operation that moved one later. The
    logs hold what to do to undo, `loose` the events that a train taken out held back, and `n` the sizes: of the three logs,
    of the heap and of the `loose` events, then the cost, and the number of events moved.
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


STARTS, LINES, PATHS, HEAP, LOOSE, COST, MOVED = range(7)

_LOG = 1 << 18
"""Entries of a log and of the heap; a change that needs more is given up."""


def empty_schedule(network: Network) -> Schedule:
    """Return a schedule without trains."""
    n, uses, trains = network.train.size, network.use_resource.size, network.train_at.size - 1

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
        log_start=np.zeros((_LOG, 2), dtype=np.int64),
        log_line=np.zeros((_LOG, 2), dtype=np.int64),
        log_path=np.zeros((_LOG, 3), dtype=np.int64),
        heap=np.zeros((_LOG, 2), dtype=np.int64),
        loose=full(_LOG),
        n=full(7),
    )


@inlined
def cost_at(network: Network, o: int, start: int) -> int:
    """Cost of starting an operation at a time."""
    total = 0
    for c in range(network.cost_at[o], network.cost_at[o + 1]):
        late = start // TICKS - network.cost_threshold[c] // TICKS
        if late >= 0:
            total += network.cost_coeff[c] * late + network.cost_increment[c]
    return total


@lean
def _push(schedule: Schedule, key: int, o: int) -> None:
    heap, n = schedule.heap, schedule.n
    i = n[HEAP]
    n[HEAP] = i + 1
    while i > 0:
        parent = (i - 1) >> 1
        if heap[parent, 0] <= key:
            break
        heap[i, 0], heap[i, 1] = heap[parent, 0], heap[parent, 1]
        i = parent
    heap[i, 0], heap[i, 1] = key, o


@lean
def _pop(schedule: Schedule) -> tuple[int, int]:
    heap, n = schedule.heap, schedule.n
    top_key, top = heap[0, 0], heap[0, 1]
    size = n[HEAP] - 1
    n[HEAP] = size
    key, o = heap[size, 0], heap[size, 1]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1, 0] < heap[child, 0]:
            child += 1
        if heap[child, 0] >= key:
            break
        heap[i, 0], heap[i, 1] = heap[child, 0], heap[child, 1]
        i = child
    heap[i, 0], heap[i, 1] = key, o
    return top_key, top


@lean
def put(network: Network, schedule: Schedule, use: int, position: int) -> None:
    """Put a use into the line of its resource, before the one that stands at a position."""
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
    """Set what an operation follows and what follows it."""
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
    """Set the start of an operation and note what it was."""
    i = schedule.n[STARTS]
    schedule.log_start[i, 0], schedule.log_start[i, 1] = o, schedule.start[o]
    schedule.n[STARTS] = i + 1
    schedule.start[o] = start
    schedule.fresh[network.train[o]] = 0


@lean
def _other_after(network: Network, schedule: Schedule, use: int, k: int) -> int:
    """Return the first use of another train that follows in a line, or none."""
    r = network.use_resource[use]
    base = network.line_at[r]
    for i in range(schedule.place[use] + 1, schedule.length[r]):
        found = schedule.line[base + i]
        if network.train[network.use_operation[found]] != k:
            return found
    return NONE


@lean
def earliest(network: Network, schedule: Schedule, o: int) -> int:
    """Return the earliest start of an operation that its train and the lines of its resources allow."""
    t = network.earliest[o]
    b = schedule.before[o]
    if b != NONE:
        t = max(t, schedule.start[b] + network.duration[b])
    k = network.train[o]
    for u in range(network.use_at[o], network.use_at[o + 1]):
        base = network.line_at[network.use_resource[u]]
        holder = NONE
        for i in range(schedule.place[u] - 1, -1, -1):
            earlier = schedule.line[base + i]
            p = network.use_operation[earlier]
            j = network.train[p]
            if holder == NONE:
                if j == k:
                    break
                holder = j
            elif j != holder:
                break
            after = schedule.after[p]
            t = max(t, NEVER if after == NONE else schedule.start[after] + network.use_release[earlier])
    return t


@lean
def pull(network: Network, schedule: Schedule) -> None:
    """Move every event earlier that a train held back which has been taken out since, and what that lets move."""
    start, n = schedule.start, schedule.n
    for i in range(n[LOOSE]):
        o = schedule.loose[i]
        if schedule.placed[network.train[o]] and (schedule.before[o] != NONE or schedule.after[o] != NONE):
            _push(schedule, start[o], o)
    n[LOOSE] = 0
    while n[HEAP] > 0:
        _, o = _pop(schedule)
        was = start[o]
        t = earliest(network, schedule, o)
        if t >= was:
            continue
        n[MOVED] += 1
        n[COST] += cost_at(network, o, t) - cost_at(network, o, was)
        set_start(network, schedule, o, t)
        _wake(network, schedule, o)


@lean
def _wake(network: Network, schedule: Schedule, o: int) -> None:
    """Put on the heap what starts no sooner than an operation does."""
    a, b = schedule.after[o], schedule.before[o]
    if a != NONE:
        _push(schedule, schedule.start[a], a)
    if b != NONE:
        for u in range(network.use_at[b], network.use_at[b + 1]):
            v = _other_after(network, schedule, u, network.train[o])
            if v != NONE:
                p = network.use_operation[v]
                _push(schedule, schedule.start[p], p)


@lean
def push(network: Network, schedule: Schedule, k: int, limit: int) -> bool:
    """Move later every event that a new train pushes; false if that costs too much, or if trains wait in a circle.

    A circle must lead through the new train.
    """
    start, n = schedule.start, schedule.n
    good = n[COST] <= limit
    o = network.train_at[k]
    while o != NONE:
        schedule.pushed_by[o] = NONE
        _push(schedule, start[o], o)
        o = schedule.after[o]
    while good and n[HEAP] > 0:
        t, o = _pop(schedule)
        if t != start[o]:
            continue
        a, b = schedule.after[o], schedule.before[o]
        if a != NONE and start[a] < t + network.duration[o]:
            good = _later(network, schedule, a, t + network.duration[o], o)
        if b != NONE:
            for u in range(network.use_at[b], network.use_at[b + 1]):
                v = _other_after(network, schedule, u, network.train[o])
                if v != NONE:
                    p = network.use_operation[v]
                    if start[p] < t + network.use_release[u]:
                        good = good and not (network.train[p] == k and _circle(network, schedule, o, p))
                        good = good and _later(network, schedule, p, t + network.use_release[u], o)
        n[MOVED] += 1
        good = good and n[COST] <= limit and n[HEAP] < _LOG - 100
    n[HEAP] = 0
    return good


@lean
def _circle(network: Network, schedule: Schedule, o: int, p: int) -> bool:
    """Whether an operation of the new train would be moved by what that operation, or one after it, has moved."""
    for _ in range(schedule.start.size):
        if network.train[o] == network.train[p] and o >= p:
            return True
        o = schedule.pushed_by[o]
        if o == NONE:
            return False
    return True


@lean
def _later(network: Network, schedule: Schedule, o: int, t: int, by: int) -> bool:
    if t > network.latest[o] or schedule.n[STARTS] >= _LOG - 1:
        return False
    schedule.n[COST] += cost_at(network, o, t) - cost_at(network, o, schedule.start[o])
    set_start(network, schedule, o, t)
    schedule.pushed_by[o] = by
    _push(schedule, t, o)
    return True


@lean
def take_out(network: Network, schedule: Schedule, k: int) -> None:
    """Take a train out of its schedule; the others stay where they are until they are pulled."""
    n, first = schedule.n, network.train_at[k]
    o = first
    while o != NONE:
        n[COST] -= cost_at(network, o, schedule.start[o])
        b = schedule.before[o]
        if b != NONE:
            for u in range(network.use_at[b], network.use_at[b + 1]):
                v = _other_after(network, schedule, u, k)
                if v != NONE and n[LOOSE] < _LOG:
                    schedule.loose[n[LOOSE]] = network.use_operation[v]
                    n[LOOSE] += 1
        o = schedule.after[o]
    o = first
    while o != NONE:
        for u in range(network.use_at[o], network.use_at[o + 1]):
            drop(network, schedule, u)
        a = schedule.after[o]
        link(schedule, o, NONE, NONE)
        o = a
    set_placed(schedule, k, 0)


@lean
def keep(schedule: Schedule) -> None:
    """Forget how to undo."""
    schedule.n[STARTS] = schedule.n[LINES] = schedule.n[PATHS] = schedule.n[HEAP] = schedule.n[LOOSE] = 0


@lean
def undo(network: Network, schedule: Schedule, cost: int) -> None:
    """Bring back the schedule of the last `keep`, which had a cost."""
    n = schedule.n
    for i in range(n[LINES] - 1, -1, -1):
        use, position = schedule.log_line[i, 0], schedule.log_line[i, 1]
        if position == NONE:
            drop(network, schedule, use)
        else:
            put(network, schedule, use, position)
    for i in range(n[PATHS] - 1, -1, -1):
        o, first, second = schedule.log_path[i, 0], schedule.log_path[i, 1], schedule.log_path[i, 2]
        if o == NONE:
            schedule.placed[first] = second
        else:
            schedule.before[o], schedule.after[o] = first, second
    for i in range(n[STARTS] - 1, -1, -1):
        o = schedule.log_start[i, 0]
        schedule.start[o] = schedule.log_start[i, 1]
        schedule.fresh[network.train[o]] = 0
    n[COST] = cost
    keep(schedule)


@lean
def refresh(network: Network, schedule: Schedule, k: int) -> None:
    """Fill the buffers of a train: how late each of its operations may start before the train's own cost rises."""
    o = network.train_at[k]
    while schedule.after[o] != NONE:
        o = schedule.after[o]
    spare = NEVER
    while o != NONE:
        for c in range(network.cost_at[o], network.cost_at[o + 1]):
            left = network.cost_threshold[c] - schedule.start[o]
            if left > 0:
                spare = min(spare, left)
            elif network.cost_coeff[c] > 0:
                spare = 0
        schedule.buffer[o] = spare
        b = schedule.before[o]
        if b != NONE:
            spare = min(spare + schedule.start[o] - schedule.start[b] - network.duration[b], NEVER)
        o = b
    schedule.fresh[k] = 1


@lean
def cost_of_delay(network: Network, schedule: Schedule, o: int, delay: int) -> int:
    """Return what a train's own cost rises by when one of its operations starts later, the others standing aside."""
    k = network.train[o]
    if schedule.fresh[k] == 0:
        refresh(network, schedule, k)
    total = 0
    if delay <= schedule.buffer[o]:
        return total
    while True:
        total += cost_at(network, o, schedule.start[o] + delay) - cost_at(network, o, schedule.start[o])
        a = schedule.after[o]
        if a == NONE:
            return total
        delay -= schedule.start[a] - schedule.start[o] - network.duration[o]
        if delay <= 0:
            return total
        o = a
