"""Put a train into a schedule, on the path and at the places in line that cost least, by one pass over its operations.

During the search the starts of the other trains stand still. The new train may still go before one of them and push it;
this costs what the pushed train alone would lose. The true cost of the push is found by `propagation.push`.
"""

from typing import NamedTuple

import numpy as np

from headway.dispatch.search.network import NEVER, TICKS, Floats, Ints, Network
from headway.dispatch.search.propagation import FITS, push
from headway.dispatch.search.schedule import (
    COST,
    LINES,
    NONE,
    PATHS,
    Schedule,
    back,
    cost_at,
    link,
    mark,
    put,
    set_placed,
    set_start,
)
from headway.dispatch.search.slack import cost_of_delay
from headway.jit import inlined, lean

_ROOM = 1 << 19
"""Most states of a search; a train that needs more is not put in."""

_CIRCLE = 6
"""How many trains ahead are searched for one that would wait for the very train that waits for it.

From 3 to 12 the orders of random days cost the same
(`python -m benchmarks.constants --only search.insertion.CIRCLE`).
"""

_TRIES = 8
"""Most ways that are tried for a train until one closes no circle.

With 4 the orders of random days cost 3.1 % more on average, with 16 they cost 1.6 % less
(`python -m benchmarks.constants --only search.insertion.TRIES`).
"""

_NOISY = 5.0
"""How many operations of highest noise a way may have beyond its budget.

With a quarter of it the orders of random days cost 0.8 % less on average, with four times of it 1.9 % more
(`python -m benchmarks.constants --only search.insertion.NOISY`).
"""


class Terms(NamedTuple):
    """The terms on which a train is put in.

    `reach` is how far others may be pushed at most [ticks]; what this costs them by their own count is weighted. Noise
    is the most that an operation may cost besides [units of cost]; it is drawn at random, by the salt.
    """

    reach: int
    weight: float
    salt: int
    noise: float


PLAIN = Terms(0, 1.0, 0, 0.0)
"""No train is pushed, and only cost counts."""


class Gaps(NamedTuple):
    """The workspace of a search.

    The blockers of operation ``i`` of the train are other trains' uses of its resources, in order of start. They are
    ``at[i]`` and the following ``count[i]`` entries. Of each blocker, `use` is its number, `begins` and `ends` are when
    it holds the resource, release time included, `release` is the release time of the train itself there, and `firm`
    says whether the blocker may not be pushed. ``longest[i]`` is the longest release time of operation ``i``.

    Gap ``g`` lies before blocker ``g``; `open` is when it begins, and `upto[i]` is the last gap that may be entered. A
    label is the best way into a gap: its time, its cost, the least cost still to come, and the state that it came from.
    """

    at: Ints
    count: Ints
    use: Ints
    begins: Ints
    ends: Ints
    release: Ints
    firm: Ints
    longest: Ints
    upto: Ints
    open: Ints
    time: Ints
    cost: Floats
    value: Floats
    origin: Ints
    operation: Ints
    path: Ints
    gap: Ints


def gaps_of(network: Network) -> Gaps:
    """Return a workspace for the trains of a problem."""
    longest = int(np.diff(network.train_at).max()) + 1

    def room(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Gaps(
        at=room(longest),
        count=room(longest),
        use=room(_ROOM),
        begins=room(_ROOM),
        ends=room(_ROOM),
        release=room(_ROOM),
        firm=room(_ROOM),
        longest=room(longest),
        upto=room(longest),
        open=room(_ROOM),
        time=room(_ROOM),
        cost=np.zeros(_ROOM),
        value=np.zeros(_ROOM),
        origin=room(_ROOM),
        operation=room(_ROOM),
        path=room(longest),
        gap=room(longest),
    )


@inlined
def _hash(o: int, salt: int) -> float:
    """Return a number from 0 to 1 that stays the same for an operation as long as the salt does."""
    x = (o + salt) * 2654435761 & 0xFFFFFFFF
    x = ((x >> 15) ^ x) * 2246822519 & 0xFFFFFFFF
    x = ((x >> 13) ^ x) * 3266489917 & 0xFFFFFFFF
    return ((x >> 16) ^ x) / 4294967296.0


@inlined
def _ahead(network: Network, o: int, t: int) -> int:
    """Return the cost that a train cannot avoid after an operation that starts at a given time."""
    total = 0
    for c in range(network.ahead_at[o], network.ahead_at[o + 1]):
        late = t // TICKS - network.ahead_threshold[c] // TICKS
        if late >= 0:
            total += network.ahead_coeff[c] * late + network.ahead_increment[c]
    return total


@lean
def _latest(network: Network, o: int, budget: int) -> int:
    """Return the latest start of an operation within a budget."""
    t = network.latest[o]
    for c in range(network.ahead_at[o], network.ahead_at[o + 1]):
        if network.ahead_coeff[c] > 0:
            t = min(t, network.ahead_threshold[c] + (budget // network.ahead_coeff[c] + 1) * TICKS)
    for c in range(network.cost_at[o], network.cost_at[o + 1]):
        if network.cost_coeff[c] > 0:
            t = min(t, network.cost_threshold[c] + (budget // network.cost_coeff[c] + 1) * TICKS)
    return t


@lean
def _until(network: Network, o: int, budget: int) -> int:
    """Return the latest time at which an operation may hold its resources within a budget."""
    if network.next_at[o] == network.next_at[o + 1]:
        return NEVER
    t = 0
    for e in range(network.next_at[o], network.next_at[o + 1]):
        t = max(t, _latest(network, network.next[e], budget))
    for u in range(network.use_at[o], network.use_at[o + 1]):
        t += network.use_release[u]
    return t


@lean
def gather(network: Network, schedule: Schedule, gaps: Gaps, k: int, budget: int) -> bool:
    """Fill in the blockers of a train's operations, as far as a budget lets it come; return false if room runs out."""
    first, base = network.train_at[k], 0
    for o in range(first, network.train_at[k + 1]):
        base = _blockers(network, schedule, gaps, o - first, o, base, _until(network, o, budget))
        if base == NONE:
            return False
    return True


@lean
def _blockers(network: Network, schedule: Schedule, gaps: Gaps, i: int, o: int, base: int, latest: int) -> int:
    """Fill in the blockers of an operation, in order of start.

    Returns where the blockers of the next operation begin, or none if room runs out.
    """
    soonest = network.soonest[o]
    size = 0
    gaps.longest[i] = 0
    for u in range(network.use_at[o], network.use_at[o + 1]):
        gaps.longest[i] = max(gaps.longest[i], network.use_release[u])
        r = network.use_resource[u]
        line, count = network.line_at[r], schedule.length[r]
        low, high = 0, count
        while low < high:
            middle = (low + high) >> 1
            if schedule.start[network.use_operation[schedule.line[line + middle]]] > soonest:
                high = middle
            else:
                low = middle + 1
        # Blockers that begin before may still hold the resource.
        while low > 0 and _free(network, schedule, schedule.line[line + low - 1]) > soonest:
            low -= 1
        if base + size + count - low + 2 >= _ROOM:
            return NONE
        for j in range(low, count):
            v = schedule.line[line + j]
            begins = schedule.start[network.use_operation[v]]
            if begins > latest:
                break
            s = base + size
            while s > base and gaps.begins[s - 1] > begins:
                gaps.use[s], gaps.begins[s], gaps.ends[s] = gaps.use[s - 1], gaps.begins[s - 1], gaps.ends[s - 1]
                gaps.release[s] = gaps.release[s - 1]
                s -= 1
            gaps.use[s], gaps.begins[s], gaps.ends[s] = v, begins, _free(network, schedule, v)
            gaps.release[s] = network.use_release[u]
            size += 1
    gaps.at[i], gaps.count[i], gaps.upto[i] = base, size, size
    opens = 0
    for s in range(base, base + size + 1):
        gaps.open[s], gaps.firm[s] = opens, 0
        if s < base + size:
            opens = max(opens, gaps.ends[s])
    return base + size + 1


@inlined
def _free(network: Network, schedule: Schedule, use: int) -> int:
    """Return when the holder of a resource hands it over to others."""
    after = schedule.after[network.use_operation[use]]
    return NEVER if after == NONE else schedule.start[after] + network.use_release[use]


@lean
def _pushing(
    network: Network, schedule: Schedule, gaps: Gaps, i: int, g: int, leave: int, i2: int, g2: int, terms: Terms
) -> float:
    """Return the cost to others when the train leaves an operation at a given time, or infinity where it must not.

    The others move by a reach of time at most.
    """
    total = 0.0
    last = NONE
    end = gaps.at[i] + gaps.count[i]
    for s in range(gaps.at[i] + g, end):
        if gaps.begins[s] >= leave + gaps.longest[i]:
            break
        if gaps.begins[s] >= leave + gaps.release[s]:
            continue
        delay = leave + gaps.release[s] - gaps.begins[s]
        if delay > terms.reach or gaps.firm[s]:
            return np.inf
        p = network.use_operation[gaps.use[s]]
        k = network.train[p]
        if k == last:
            continue
        last = k
        if i2 >= 0:
            base = gaps.at[i2]
            for ahead in range(base + g2 - 1, max(base - 1, base + g2 - 1 - _CIRCLE), -1):
                y = network.use_operation[gaps.use[ahead]]
                if network.train[y] == k and schedule.after[y] >= p:
                    return np.inf
        total += terms.weight * cost_of_delay(network, schedule, p, delay)
    return total


@lean
def find(network: Network, schedule: Schedule, gaps: Gaps, k: int, budget: int, terms: Terms) -> int:
    """Find the cheapest way of a train through the gaps that were gathered; return the state at its exit, or none.

    The budget bounds the train's own cost plus what it costs others by their own count, times a weight. Others may be
    pushed by a reach of time at most.
    """
    first, last = network.train_at[k], network.train_at[k + 1]
    for i in range(last - first):
        for g in range(gaps.count[i] + 1):
            gaps.value[gaps.at[i] + g] = np.inf
    _enter(network, schedule, gaps, NONE, first, 0, NONE, 0.0, budget, terms)
    for o in range(first, last):
        i = o - first
        for g in range(gaps.count[i] + 1):
            s = gaps.at[i] + g
            if gaps.value[s] == np.inf:
                continue
            for e in range(network.next_at[o], network.next_at[o + 1]):
                t = gaps.time[s] + network.duration[o]
                _enter(network, schedule, gaps, o, network.next[e], t, s, gaps.cost[s], budget, terms)
    i = last - 1 - first
    best = NONE
    for g in range(gaps.count[i] + 1):
        s = gaps.at[i] + g
        ends = network.use_at[last - 1] == network.use_at[last] or g == gaps.count[i]
        if ends and gaps.value[s] < np.inf and (best == NONE or gaps.value[s] < gaps.value[best]):
            best = s
    return best


@lean
def _enter(
    network: Network,
    schedule: Schedule,
    gaps: Gaps,
    o: int,
    p: int,
    t: int,
    origin: int,
    cost: float,
    budget: int,
    terms: Terms,
) -> None:
    """Label the gaps of an operation that can be entered from a state, from a given time on."""
    first = network.train_at[network.train[p]]
    i2 = p - first
    base, count = gaps.at[i2], gaps.count[i2]
    t = max(t, network.earliest[p])
    latest = _latest(network, p, budget)
    if terms.noise > 0.0:
        cost += terms.noise * _hash(p, terms.salt)
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if gaps.begins[base + middle] > t - terms.reach:
            high = middle
        else:
            low = middle + 1
    for g2 in range(low, gaps.upto[i2] + 1):
        s = base + g2
        enter = max(t, gaps.open[s])
        if enter > latest:
            return
        if g2 < count and enter + network.duration[p] - gaps.begins[s] > terms.reach:
            continue
        total = cost
        if o != NONE:
            total += _pushing(network, schedule, gaps, o - first, origin - gaps.at[o - first], enter, i2, g2, terms)
            if total == np.inf:
                return
        total += cost_at(network, p, enter)
        value = total + _ahead(network, p, enter)
        if value > budget + _NOISY * terms.noise:
            continue
        if value < gaps.value[s] or (value == gaps.value[s] and enter < gaps.time[s]):
            gaps.value[s], gaps.cost[s], gaps.time[s], gaps.origin[s], gaps.operation[s] = value, total, enter, origin, p


@lean
def _trace(gaps: Gaps, state: int) -> int:
    size = 0
    s = state
    while s != NONE:
        size += 1
        s = gaps.origin[s]
    s, i = state, size - 1
    while s != NONE:
        gaps.path[i], gaps.gap[i] = gaps.operation[s], s
        s = gaps.origin[s]
        i -= 1
    return size


@lean
def insert(network: Network, schedule: Schedule, gaps: Gaps, k: int, limit: int, terms: Terms) -> bool:
    """Put a train in and push the others; return false if that exceeds a limit of cost.

    After false the schedule is in disorder. Where a way closes a circle, it is barred and another is tried.
    """
    begun = mark(schedule)
    if not gather(network, schedule, gaps, k, limit - begun.cost):
        return False
    for i in range(_TRIES):
        state = find(network, schedule, gaps, k, limit - begun.cost, terms)
        if state == NONE or not settle(network, schedule, gaps, k, state):
            return False
        end = push(network, schedule, k, limit)
        if end < 0:
            return end == FITS
        back(network, schedule, begun)
        _bar(network, schedule, gaps, k, end, _hash(i, terms.salt) < 0.5)
    return False


@lean
def _bar(network: Network, schedule: Schedule, gaps: Gaps, k: int, o: int, first: bool) -> None:
    """Bar a circle at one end.

    Either its first operation may not be pushed, or the train may not wait for the operation that ends as `o` starts.
    """
    barred = schedule.before[o]
    if first:
        while network.train[o] != k:
            barred, o = o, schedule.pushed_by[o]
    for i in range(network.train_at[k + 1] - network.train_at[k]):
        for s in range(gaps.at[i], gaps.at[i] + gaps.count[i]):
            if network.use_operation[gaps.use[s]] != barred:
                continue
            if first:
                gaps.firm[s] = 1
            else:
                gaps.upto[i] = min(gaps.upto[i], s - gaps.at[i])


@lean
def settle(network: Network, schedule: Schedule, gaps: Gaps, k: int, state: int) -> bool:
    """Put a train in along the way to a state of the search; return false if the change is too large to be undone."""
    n, size, first = schedule.n, _trace(gaps, state), network.train_at[k]
    if n[PATHS] + size + 2 >= schedule.log_path.shape[0] or n[LINES] + 20 * size >= schedule.log_line.shape[0]:
        return False
    for j in range(size):
        o = gaps.path[j]
        link(schedule, o, gaps.path[j - 1] if j > 0 else NONE, gaps.path[j + 1] if j + 1 < size else NONE)
        set_start(network, schedule, o, gaps.time[gaps.gap[j]])
        n[COST] += cost_at(network, o, schedule.start[o])
        for u in range(network.use_at[o], network.use_at[o + 1]):
            put(network, schedule, u, _position(network, schedule, gaps, o - first, gaps.gap[j], u, k))
    set_placed(schedule, k, 1)
    return True


@lean
def _position(network: Network, schedule: Schedule, gaps: Gaps, i: int, state: int, use: int, k: int) -> int:
    """Return the place in the line of its resource of a use that lies in a gap."""
    r = network.use_resource[use]
    base, end = gaps.at[i], gaps.at[i] + gaps.count[i]
    for s in range(state, end):
        if network.use_resource[gaps.use[s]] == r:
            return schedule.place[gaps.use[s]]
    line, count = network.line_at[r], schedule.length[r]
    position = NONE
    for s in range(state - 1, base - 1, -1):
        if network.use_resource[gaps.use[s]] == r:
            position = schedule.place[gaps.use[s]] + 1
            break
    if position == NONE:
        begins = gaps.time[state]
        position = count
        while position > 0:
            p = network.use_operation[schedule.line[line + position - 1]]
            if schedule.start[p] <= begins:
                break
            position -= 1
    while position < count and network.train[network.use_operation[schedule.line[line + position]]] == k:
        position += 1
    return position
