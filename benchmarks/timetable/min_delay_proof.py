"""Prove the least delay of a day on single track by a breadth-first search with bounds and dominance.

Each step of the search lets one train run over one section. ``min_delay.py`` compares rules with the optimum.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks.timetable.min_delay_plans import NEVER, Day, Found, arrivals, is_before, move, nothing_planned, section, starts
from headway.jit import kernel

WIDTHS = (100, 1_000, 10_000, 100_000)
"""Partial plans kept of those with the same number of sections passed; the next only where the one before left some out."""


class States(NamedTuple):
    """Partial plans, a row each.

    Parameters
    ----------
    passed
        By train: sections that are planned.
    at
        By train: earliest start in its next section; its arrival at the end.
    free
        By section: when the next train may enter it; 0 where none can come before.
    """

    passed: Any
    at: Any
    free: Any


class Children(NamedTuple):
    """Partial plans with one more section passed.

    Parameters
    ----------
    states
        Themselves.
    low
        Bound of the sum of arrivals [min]; `NEVER` where another is as good.
    parent, moved
        The partial plan before, and the train that passed a section.
    chained
        The next with the same sections passed; -1 for none.
    """

    states: States
    low: Any
    parent: Any
    moved: Any
    chained: Any


@kernel
def owed(day: Day, i: int, k: int, start_i: int, j: int, q: int, start_j: int, meet: int) -> int:
    """Return the least that an up train and a down train must yet lose by their meet, after k and q sections.

    They meet in a station. Where it is one between them, each leaves a headway h after the other has come. What each
    waits from h before until h after the other comes is 2 h together, whoever comes first. Such times of one train for
    several others do not overlap, since those come by the same section, its running time and h apart; where the running
    time is shorter than h, `meet` is that much less than 2 h. Where one of them is in the station already, only what it
    waits after its start counts.
    """
    last = day.run.shape[1] - 1 - q
    if k > last:
        return 0
    here = start_j + day.left[j, q] - day.left[j, day.run.shape[1] - k] + day.headway - start_i
    there = start_i + day.left[i, k] - day.left[i, last + 1] + day.headway - start_j
    return min(meet, max(0, here), max(0, there))


@kernel
def pushed(day: Day, i: int, k: int, free: Any, start: int) -> int:
    """Return what a train loses to the trains that are planned in sections beyond its next."""
    clock = start
    for q in range(k, day.run.shape[1]):
        if q > k:
            clock = max(clock, free[section(day, i, q)])
        clock += day.run[i, q]
    return clock - start - day.left[i, k]


@kernel
def bound(day: Day, passed: Any, free: Any, start: Any, meet: int, waits: Any) -> int:
    """Return a bound of the sum of arrivals.

    That of undisturbed trains; the least of every meet to come; and what a train loses to those that are planned in
    sections ahead of it, as far as that is more than its meets could account for.
    """
    count = day.run.shape[1]
    total = arrivals(day, passed, start)
    waits[:] = 0
    for i in range(passed.size):
        if day.down[i] or passed[i] == count:
            continue
        for j in range(passed.size):
            if day.down[j] and passed[j] < count:
                lost = owed(day, i, passed[i], start[i], j, passed[j], start[j], meet)
                total += lost
                waits[i] += lost
                waits[j] += lost
    for i in range(passed.size):
        if passed[i] < count:
            total += max(0, pushed(day, i, passed[i], free, start[i]) - waits[i])
    return total


@kernel
def outsider(day: Day, passed: Any, free: Any, start: Any, s: int, until: int) -> int:
    """Return when the next could enter a section after a train that is not yet before it, but can enter it until a time."""
    best = NEVER
    for i in range(passed.size):
        goal = day.run.shape[1] - 1 - s if day.down[i] else s
        k, clock = passed[i], start[i]
        if k >= goal:
            continue
        while k < goal and clock < until:
            clock += day.run[i, k]
            k += 1
            clock = max(clock, free[section(day, i, k)])
        if k == goal and clock < until:
            best = min(best, clock + day.run[i, k] + day.headway)
    return best


@kernel
def forget(day: Day, passed: Any, free: Any, start: Any, needed: Any) -> None:
    """Forget how long a section is taken where no train can come to it before; those that are before it know."""
    needed[:] = 0
    for i in range(passed.size):
        clock = start[i]
        for q in range(passed[i] + 1, day.run.shape[1]):
            clock += day.run[i, q - 1]
            s = section(day, i, q)
            needed[s] = needed[s] or clock < free[s]
    for s in range(free.size):
        if not needed[s]:
            free[s] = 0


@kernel
def compared(day: Day, passed: Any, at: Any, free: Any, others: States, y: int) -> int:
    """Compare plans with the same sections passed: 1 if the first is nowhere later than the other, -1 the other way, else 0.

    Of the trains that have arrived only the sum of their arrivals counts.
    """
    better, worse = True, True
    done = 0
    for i in range(passed.size):
        late = at[i] - others.at[y, i]
        if passed[i] == day.run.shape[1]:
            done += late
        else:
            better = better and late <= 0
            worse = worse and late >= 0
        if not better and not worse:
            return 0
    for s in range(free.size):
        better = better and free[s] <= others.free[y, s]
        worse = worse and free[s] >= others.free[y, s]
    if worse and done >= 0:
        return -1
    return 1 if better and done <= 0 else 0


@kernel
def slot_of(passed: Any, table: Any, others: States) -> int:
    """Return the place in a hash table of the plans with the same sections passed, or a free one."""
    key = np.uint64(1469598103934665603)
    for k in passed:
        key = (key ^ np.uint64(k)) * np.uint64(1099511628211)
    slot: Any = np.int64((key ^ (key >> np.uint64(29))) % np.uint64(table.size))
    while table[slot] != -1:
        same = True
        for i in range(passed.size):
            same = same and others.passed[table[slot], i] == passed[i]
        if same:
            break
        slot = (slot + 1) % table.size
    return slot


@kernel
def children_of(trains: int, count: int, size: int) -> Children:
    """Return room for so many partial plans."""
    states = States(np.empty((size, trains), np.int8), np.empty((size, trains), np.int32), np.empty((size, count), np.int32))
    return Children(states, np.empty(size, np.int64), np.empty(size, np.int32), np.empty(size, np.int8), np.empty(size, np.int32))


@kernel
def doubled(old: Children) -> Children:
    """Return the same partial plans with room for as many again."""
    size = old.low.size
    new = children_of(old.states.at.shape[1], old.states.free.shape[1], 2 * size)
    new.states.passed[:size] = old.states.passed
    new.states.at[:size] = old.states.at
    new.states.free[:size] = old.states.free
    new.low[:size] = old.low
    new.parent[:size] = old.parent
    new.moved[:size] = old.moved
    new.chained[:size] = old.chained
    return new


@kernel
def is_new(day: Day, passed: Any, at: Any, free: Any, children: Children, y: int) -> bool:
    """Whether none of a chain of plans dominates a plan; those that it dominates are struck out."""
    while y != -1:
        if children.low[y] < NEVER:
            answer = compared(day, passed, at, free, children.states, y)
            if answer == -1:
                return False
            if answer == 1:
                children.low[y] = NEVER
        y = children.chained[y]
    return True


@kernel
def put(children: Children, x: int, passed: Any, at: Any, free: Any) -> None:
    """Write a partial plan into a row."""
    for i in range(passed.size):
        children.states.passed[x, i] = passed[i]
        children.states.at[x, i] = at[i]
    for s in range(free.size):
        children.states.free[x, s] = free[s]


@kernel
def expanded(day: Day, states: States, best: int, meet: int) -> tuple[Children, int]:
    """Return the partial plans with one more section passed that may lead to less than the best plan, and their number.

    The section is the one that a train can leave first. Some train enters it within a headway of that, or the first
    could go before without holding it up: it is one of those before the section, or another that reaches it by then,
    for which all before it wait.
    """
    trains, count = day.run.shape
    children = children_of(trains, count, 1024)
    made = 0
    table = np.full(2 * trains * states.at.shape[0] + 1, -1, np.int32)
    passed, at, free = np.empty(trains, np.int64), np.empty(trains, np.int64), np.empty(count, np.int64)
    done, waiting, taken = np.empty(trains, np.int64), np.empty(trains, np.int64), np.empty(count, np.int64)
    start, later = np.empty(trains, np.int64), np.empty(trains, np.int64)
    waits, needed = np.empty(trains, np.int64), np.empty(count, np.bool_)
    for x in range(states.at.shape[0]):
        done[:], waiting[:], taken[:] = states.passed[x], states.at[x], states.free[x]
        lowest = 0
        while lowest < best:
            first = starts(day, done, waiting, taken, start)
            s = section(day, first, done[first])
            until = start[first] + day.run[first, done[first]] + day.headway
            for i in range(trains):
                if not is_before(day, done, i, s) or start[i] >= until:
                    continue
                passed[:], at[:], free[:] = done, start, taken
                move(day, passed, at, free, i)
                starts(day, passed, at, free, later)
                forget(day, passed, free, later, needed)
                low = bound(day, passed, free, later, meet, waits)
                if low >= best:
                    continue
                slot = slot_of(passed, table, children.states)
                if not is_new(day, passed, later, free, children, table[slot]):
                    continue
                if made == children.low.size:
                    children = doubled(children)
                put(children, made, passed, later, free)
                children.low[made], children.parent[made], children.moved[made] = low, x, i
                children.chained[made], table[slot] = table[slot], made
                made += 1
            after = outsider(day, done, taken, start, s, until)
            lowest = NEVER
            if after < NEVER:
                for i in range(trains):
                    waiting[i] = max(start[i], after) if is_before(day, done, i, s) else waiting[i]
                starts(day, done, waiting, taken, later)
                lowest = bound(day, done, taken, later, meet, waits)
    return children, made


def proof(day: Day, known: Found, widths: Sequence[int] = WIDTHS) -> Found:
    """Look for less than a known plan among all, ever more broadly until no partial plan had to be left out."""
    found = known
    for width in widths:
        again = _searched(day, found, width)
        found = Found(again.order, again.arrivals, again.proven, found.nodes + again.nodes)
        if found.proven:
            break
    return found


def _searched(day: Day, known: Found, width: int) -> Found:
    """Pass one section more at a time; of the partial plans that may lead to less, keep those with the lowest bounds."""
    trains, count = day.run.shape
    meet = min(2 * day.headway, day.headway + int(day.run.min()))
    begun = nothing_planned(day)
    states = States(begun.passed[None].astype(np.int8), begun.at[None].astype(np.int32), begun.free[None].astype(np.int32))
    steps: list[tuple[Any, Any]] = []
    nodes, proven = 0, True
    for _ in range(trains * count):
        children, made = expanded(day, states, known.arrivals, meet)
        low = children.low[:made]
        keep = np.flatnonzero(low < NEVER)
        if keep.size > width:
            keep, proven = keep[np.argsort(low[keep], kind="stable")[:width]], False
        nodes += made
        if not keep.size:
            return Found(known.order, known.arrivals, proven, nodes)
        states = States(*(rows[keep] for rows in children.states))
        steps.append((children.parent[keep], children.moved[keep]))
    sums = states.at.sum(axis=1)
    x = int(sums.argmin())
    least, order = int(sums[x]), [0] * len(steps)
    for k in range(len(steps) - 1, -1, -1):
        order[k], x = int(steps[k][1][x]), int(steps[k][0][x])
    return Found(tuple(order), least, proven, nodes)
