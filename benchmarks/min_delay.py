"""Least delay on a single track: simple rules and our own search against proven optima, after Zhou and Zhong (2007).

    python -m benchmarks.min_delay [--time 3] [--tries 10] [--seed 1]

Trains run from both ends of a line of 18 stations, one at a time in a section and some minutes apart in it whatever their ways; a
station holds any number. Each decision is which of the trains that could be in a section next goes first. The rule of minimal
delay takes the choice after which all trains together would arrive soonest if nothing else held them up; the beam keeps the
eight best of such partial plans. A breadth-first search with dominance proves the optimum, and every plan passes the referee.

The first table is at the density of the experiment, the second shows others.

Zhou and Zhong, Single-track train timetabling with guaranteed optimality, Transportation Research B 41 (2007) 320-341, tables 5
and 6: the rule 6.16 % above the optimum, the beam 2.10 %. The rules, intervals that are Erlang of order four, headways of 5 min
and a fast train in five are those of the published program; the line, the speeds and the mean interval of the printed
experiment are not in it. At 110 minutes a way the rule and the beam look at as many partial plans as printed, 40.7 and 300.9 on
average: the density was chosen by that. There the printed gaps are met as shares of the delay; of travel time they are a
tenth of that.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from headway.dispatch import DelayCost, Dispatching, Event, MaxSeconds, Operation, Solution, Use, solve, verify, warm_up
from headway.jit import kernel

SECTIONS = 17
SIZES = range(12, 25, 2)
INTERVAL_MIN, HEADWAY_MIN = 110, 5
SLOW_KMH, FAST_KMH, FAST_SHARE = 60, 90, 0.2
BEAM = 8
MINUTE_S = 60
_WIDTHS = (100, 1_000, 10_000, 100_000)
"""Partial plans kept of those with the same number of sections passed; the next only where the one before left some out."""
_INTERVALS_MIN = (10, 20, 30, 40, 60, 90, 120, 180)
_HEADWAYS_MIN = (3, 5)
_NEVER = 1 << 29


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
        Bound of the sum of arrivals [min]; `_NEVER` where another is as good.
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


def random_day(rng: np.random.Generator, trains: int, interval: float, headway: int) -> Day:
    """Return a random line of sections of 5 to 11 km with trains from either end in turn."""
    kms = rng.uniform(5, 11, SECTIONS)
    down = np.arange(trains) % 2 == 1
    ready = np.floor(rng.gamma(4, interval / 4, (trains + 1) // 2 * 2)).reshape(-1, 2).cumsum(axis=0).ravel()[:trains]
    speeds = np.where(rng.random(trains) < FAST_SHARE, FAST_KMH, SLOW_KMH)
    run = np.rint(60 * kms / speeds[:, None])
    return day(down.tolist(), ready.tolist(), np.where(down[:, None], run[:, ::-1], run), headway)


# --- One step of a plan


@kernel
def section(day: Day, i: int, passed: int) -> int:
    """Return the section that a train comes to after so many."""
    return day.run.shape[1] - 1 - passed if day.down[i] else passed


@kernel
def starts(day: Day, passed: Any, at: Any, free: Any, start: Any) -> int:
    """Write when every train can enter its next section; return the one that can leave it first, -1 if all have arrived."""
    first, soonest = -1, _NEVER
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


# --- The rule of minimal delay, and the beam


def beam(day: Day, width: int) -> Found:
    """Keep the partial plans, of those with as many decisions, after which all trains would arrive soonest; one is the rule."""
    level = [_begun(day)]
    done: list[tuple[int, tuple[int, ...]]] = []
    nodes = 1
    while level:
        children: list[tuple[int, _Partial]] = []
        for begun in level:
            partial, choices = _at_conflict(day, begun)
            if not choices:
                done.append((int(partial.at.sum()), partial.order))
            for i in choices:
                child = _moved(day, partial, i)
                children.append((arrivals(day, child.passed, _starts(day, child)[1]), child))
        nodes += len(children)
        level = [child for _, child in sorted(children, key=lambda pair: pair[0])[:width]]
    least, order = min(done)
    return Found(order, least, proven=False, nodes=nodes)


class _Partial(NamedTuple):
    passed: Any
    at: Any
    free: Any
    order: tuple[int, ...]


def _begun(day: Day) -> _Partial:
    trains, count = day.run.shape
    return _Partial(np.zeros(trains, np.int64), day.ready.copy(), np.zeros(count, np.int64), ())


def _moved(day: Day, partial: _Partial, i: int) -> _Partial:
    child = _Partial(partial.passed.copy(), partial.at.copy(), partial.free.copy(), (*partial.order, i))
    move(day, child.passed, child.at, child.free, i)
    return child


def _starts(day: Day, partial: _Partial) -> tuple[int, Any]:
    start = np.empty_like(partial.at)
    return starts(day, partial.passed, partial.at, partial.free, start), start


def _at_conflict(day: Day, partial: _Partial) -> tuple[_Partial, list[int]]:
    """Run the trains until there is a choice of who goes first; return the choices, none if all have arrived."""
    choices = _choices(day, partial)
    while len(choices) == 1:
        partial = _moved(day, partial, choices[0])
        choices = _choices(day, partial)
    return partial, choices


def _choices(day: Day, partial: _Partial) -> list[int]:
    """Return the trains of the next conflict, soonest out of the section first."""
    first, start = _starts(day, partial)
    if first == -1:
        return []
    s = section(day, first, partial.passed[first])
    ends = {i: start[i] + day.run[i, partial.passed[i]] for i in range(start.size) if is_before(day, partial.passed, i, s)}
    return [i for i in sorted(ends, key=lambda i: (ends[i], i)) if start[i] < ends[first] + day.headway]


# --- The proof


@kernel
def owed(day: Day, i: int, k: int, start_i: int, j: int, q: int, start_j: int, meet: int) -> int:
    """Return the least that an up train and a down train must yet lose by their meet, after k and q sections.

    They meet in a station. Where it is one between them, each leaves a headway h after the other has come. What each waits from h
    before until h after the other comes is 2 h together, whoever comes first. Such times of one train for several others do not
    overlap, since those come by the same section, its running time and h apart; where the running time is shorter than h,
    `meet` is that much less than 2 h. Where one of them is in the station already, only what it waits after its start counts.
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

    That of undisturbed trains; the least of every meet to come; and what a train loses to those that are planned in sections
    ahead of it, as far as that is more than its meets could account for.
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
    best = _NEVER
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
        if children.low[y] < _NEVER:
            answer = compared(day, passed, at, free, children.states, y)
            if answer == -1:
                return False
            if answer == 1:
                children.low[y] = _NEVER
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

    The section is the one that a train can leave first. Some train enters it within a headway of that, or the first could go
    before without holding it up: it is one of those before the section, or another that reaches it by then, for which
    all before it wait.
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
            lowest = _NEVER
            if after < _NEVER:
                for i in range(trains):
                    waiting[i] = max(start[i], after) if is_before(day, done, i, s) else waiting[i]
                starts(day, done, waiting, taken, later)
                lowest = bound(day, done, taken, later, meet, waits)
    return children, made


def proof(day: Day, known: Found, widths: Sequence[int] = _WIDTHS) -> Found:
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
    begun = _begun(day)
    states = States(begun.passed[None].astype(np.int8), begun.at[None].astype(np.int32), begun.free[None].astype(np.int32))
    steps: list[tuple[Any, Any]] = []
    nodes, proven = 0, True
    for _ in range(trains * count):
        children, made = expanded(day, states, known.arrivals, meet)
        low = children.low[:made]
        keep = np.flatnonzero(low < _NEVER)
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


# --- The same as a dispatching problem, for our own search and for the referee


def problem(day: Day) -> Dispatching:
    """Return the day with a section as a resource; a train waits without any between them, and its delay costs. In seconds."""
    trains: list[tuple[Operation, ...]] = []
    for i, ready in enumerate(day.ready.tolist()):
        steps: list[Operation] = []
        for k, run in enumerate(day.run[i].tolist()):
            use = Use(f"s{section(day, i, k)}", MINUTE_S * day.headway)
            steps.append(Operation(0, start_lb=0 if k else MINUTE_S * ready, successors=(2 * k + 1,)))
            steps.append(Operation(MINUTE_S * run, uses=(use,), successors=(2 * k + 2,)))
        trains.append((*steps, Operation(0)))
    due = (MINUTE_S * (day.ready + day.left[:, 0])).tolist()
    return Dispatching(tuple(trains), tuple(DelayCost(i, 2 * day.run.shape[1], due[i], 1) for i in range(len(trains))))


def solution(day: Day, order: Sequence[int]) -> Solution:
    """Return the plan in which the sections are passed in an order, each as soon as it can be. In seconds."""
    partial = _begun(day)
    events = [Event(MINUTE_S * ready, i, 0) for i, ready in enumerate(day.ready.tolist())]
    for i in order:
        k = int(partial.passed[i])
        partial = _moved(day, partial, i)
        end = MINUTE_S * int(partial.at[i])
        events += [Event(end - MINUTE_S * int(day.run[i, k]), i, 2 * k + 1), Event(end, i, 2 * k + 2)]
    delay = MINUTE_S * int(partial.at.sum() - (day.ready + day.left[:, 0]).sum())
    return Solution(delay, tuple(sorted(events, key=lambda event: event.time)))


# --- The tables


@dataclass(frozen=True, slots=True)
class Case:
    """What was found on a day: delays in sum [min], and the running times beside them."""

    running: int
    rule: int
    beam: int
    ours: float
    least: int
    rule_nodes: int
    beam_nodes: int
    proven: bool
    nodes: int
    proof_s: float

    def above(self, delay: float) -> tuple[float, float]:
        """By how much a plan is above the best one in travel time and in delay."""
        return (delay - self.least) / (self.running + self.least), (delay - self.least) / max(1, self.least)


def case(day: Day, seconds: float, seed: int, widths: Sequence[int] = _WIDTHS) -> Case:
    """Run the rule, the beam, our search for some seconds (none: not at all) and the proof on a day."""
    posed, free = problem(day), int((day.ready + day.left[:, 0]).sum())
    rule, kept = beam(day, 1), beam(day, BEAM)
    began = perf_counter()
    best = proof(day, min(rule, kept, key=lambda found: found.arrivals), widths)
    took = perf_counter() - began
    for found in (rule, kept, best):
        _judge(posed, solution(day, found.order), found.arrivals - free)
    ours = float(best.arrivals - free)
    if seconds:
        plan = solve(posed, stop=MaxSeconds(seconds), seed=seed).solution
        if plan is None:
            sys.exit("no plan was found")
        ours = plan.objective / MINUTE_S
        _judge(posed, plan, ours)
    return Case(
        running=int(day.left[:, 0].sum()),
        rule=rule.arrivals - free,
        beam=kept.arrivals - free,
        ours=ours,
        least=best.arrivals - free,
        rule_nodes=rule.nodes,
        beam_nodes=kept.nodes,
        proven=best.proven,
        nodes=best.nodes - min(rule, kept, key=lambda found: found.arrivals).nodes,
        proof_s=took,
    )


def _judge(posed: Dispatching, plan: Solution, delay: float) -> None:
    if faults := verify(posed, plan):
        sys.exit(f"the plan is not sound: {faults[0]}")
    if plan.objective != MINUTE_S * delay:
        sys.exit(f"the plan loses {plan.objective} s, not {delay} min")


def experiment(seconds: float, seed: int, tries: int) -> list[Case]:
    """Print the table of the experiment, at its density, and return its cases."""
    warm_up()
    case(random_day(np.random.default_rng(seed), 4, INTERVAL_MIN, HEADWAY_MIN), 0, seed)  # nothing is left to compile
    print(f"\n{INTERVAL_MIN} min between trains of a way on average, {HEADWAY_MIN} min in a section; ours {seconds:g} s")
    print(f"  {'':>6}{'travel time above least':>33}{'delay above least':>30}{'partial plans':>16}{'proof':>24}")
    print(f"  {'trains':>6}{'rule':>12}{'beam 8':>11}{'ours':>10}" + f"{'rule':>10}{'beam 8':>10}{'ours':>10}", end="")
    print(f"{'rule':>8}{'beam':>8}{'proven':>8}{'plans':>9}{'s':>7}")
    rng = np.random.default_rng(seed)
    every: list[Case] = []
    for trains in SIZES:
        cases = [case(random_day(rng, trains, INTERVAL_MIN, HEADWAY_MIN), seconds, seed) for _ in range(tries)]
        every += cases
        print(f"  {trains:>6}" + _row(cases), flush=True)
    print(f"  {'mean':>6}" + _row(every))
    return every


def _row(cases: Sequence[Case]) -> str:
    gaps = [[fmean(c.above(d)[k] for c, d in zip(cases, delays, strict=True)) for delays in _delays(cases)] for k in (0, 1)]
    shown = f"{gaps[0][0]:>12.2%}{gaps[0][1]:>11.2%}{gaps[0][2]:>10.2%}" + "".join(f"{gap:>10.1%}" for gap in gaps[1])
    nodes = f"{fmean(c.rule_nodes for c in cases):>8.1f}{fmean(c.beam_nodes for c in cases):>8.1f}"
    proven = f"{sum(c.proven for c in cases)}/{len(cases)}"
    return f"{shown}{nodes}{proven:>8}{fmean(c.nodes for c in cases):>9,.0f}{fmean(c.proof_s for c in cases):>7.2f}"


def _delays(cases: Sequence[Case]) -> tuple[list[int], list[int], list[float]]:
    return [c.rule for c in cases], [c.beam for c in cases], [c.ours for c in cases]


def densities(seed: int, tries: int) -> None:
    """Print the rule and the beam at other densities, on days of 12 trains."""
    print(
        f"\n12 trains at other densities, {tries} days each: above the least, and the delay in the best plan by its running times"
    )
    print(f"  {'interval':>8}{'headway':>9}{'travel time: rule':>19}{'beam 8':>8}{'delay: rule':>14}{'beam 8':>8}", end="")
    print(f"{'delay':>8}{'plans: rule':>13}{'beam':>7}{'proven':>8}")
    for headway in _HEADWAYS_MIN:
        rng = np.random.default_rng(seed)
        for interval in _INTERVALS_MIN:
            cases = [case(random_day(rng, 12, interval, headway), 0, seed, _WIDTHS[:3]) for _ in range(tries)]
            rule, kept = (
                [fmean(x) for x in zip(*(c.above(d) for c, d in zip(cases, delays, strict=True)), strict=True)]
                for delays in _delays(cases)[:2]
            )
            delay = fmean(c.least / c.running for c in cases)
            print(f"  {interval:>4} min{headway:>5} min{rule[0]:>19.2%}{kept[0]:>8.2%}{rule[1]:>14.1%}{kept[1]:>8.1%}", end="")
            print(f"{delay:>8.1%}{fmean(c.rule_nodes for c in cases):>13.1f}{fmean(c.beam_nodes for c in cases):>7.1f}", end="")
            print(f"{sum(c.proven for c in cases):>5}/{tries}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--time", type=float, default=3, help="seconds of our search a day")
    parser.add_argument("--tries", type=int, default=10, help="random days of each size")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    experiment(options.time, options.seed, options.tries)
    densities(options.seed, options.tries)


if __name__ == "__main__":
    main()
