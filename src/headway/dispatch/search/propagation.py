"""What moves when a train is taken out or put in, by the earliest starts that paths and orders allow.

Starts are longest paths in the graph of events. Without a train others may move earlier; with it others must move
later. Both touch only the events that move.
"""

from headway.dispatch.search.network import NEVER, Network
from headway.dispatch.search.schedule import (
    COST,
    HEAP,
    LOOSE,
    NONE,
    STARTS,
    Schedule,
    cost_at,
    drop,
    link,
    set_placed,
    set_start,
)
from headway.jit import lean

FITS = -1
"""Every train has a place."""

EXCEEDS = -2
"""A train costs too much, or comes too late."""


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
    """Move events earlier that waited only for a train since taken out, and then all that can move earlier in turn."""
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
        n[COST] += cost_at(network, o, t) - cost_at(network, o, was)
        set_start(network, schedule, o, t)
        _wake(network, schedule, o)


@lean
def _wake(network: Network, schedule: Schedule, o: int) -> None:
    """Put on the heap the events that wait for an operation, since they may move earlier with it."""
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
def push(network: Network, schedule: Schedule, k: int, limit: int) -> int:
    """Move later every event that a new train pushes, and return how that ends.

    Either all trains fit, or a limit of cost or a latest start is exceeded, or trains wait in a circle. A circle must
    lead through the new train: then return the operation that the new train has pushed and whose start it waits for.
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
                        if network.train[p] == k and _circle(network, schedule, o, p):
                            n[HEAP] = 0
                            return o
                        good = good and _later(network, schedule, p, t + network.use_release[u], o)
        good = good and n[COST] <= limit and n[HEAP] < schedule.heap.shape[0] - 100
    n[HEAP] = 0
    return FITS if good else EXCEEDS


@lean
def _circle(network: Network, schedule: Schedule, o: int, p: int) -> bool:
    """Tell whether an operation of the new train would be moved by what it or a later one has itself moved."""
    for _ in range(schedule.start.size):
        if network.train[o] == network.train[p] and o >= p:
            return True
        o = schedule.pushed_by[o]
        if o == NONE:
            return False
    return True


@lean
def _later(network: Network, schedule: Schedule, o: int, t: int, by: int) -> bool:
    if t > network.latest[o] or schedule.n[STARTS] >= schedule.log_start.shape[0] - 1:
        return False
    schedule.n[COST] += cost_at(network, o, t) - cost_at(network, o, schedule.start[o])
    set_start(network, schedule, o, t)
    schedule.pushed_by[o] = by
    _push(schedule, t, o)
    return True


@lean
def take_out(network: Network, schedule: Schedule, k: int) -> None:
    """Take a train out of its schedule; the other trains stay where they are until they are pulled."""
    n, first = schedule.n, network.train_at[k]
    o = first
    while o != NONE:
        n[COST] -= cost_at(network, o, schedule.start[o])
        b = schedule.before[o]
        if b != NONE:
            for u in range(network.use_at[b], network.use_at[b + 1]):
                v = _other_after(network, schedule, u, k)
                if v != NONE and n[LOOSE] < schedule.loose.size:
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
