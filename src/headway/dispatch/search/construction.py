"""Make a first schedule: trains on the line make way for each other, then the others follow in the order of entry."""

from collections.abc import Callable, Iterable

import numpy as np

from headway.dispatch.search.chance import Words, below, uniform
from headway.dispatch.search.insertion import PLAIN, Gaps, find, gather, insert, settle
from headway.dispatch.search.network import NEVER, TICKS, Ints, Network
from headway.dispatch.search.propagation import FITS, push, take_out
from headway.dispatch.search.schedule import COST, NONE, Schedule, cost_at, keep, link, put, set_placed, set_start, undo
from headway.jit import lean

UNLIMITED = 1 << 50
"""A cost that no schedule reaches."""

_MOVES = 300
"""Most moves from one start."""

_FURTHER = 0.4
"""Chance that a train goes on to the next place where it can stand."""

_REACH = 3600 * TICKS
"""How far an entering train may push those before it, at first."""

_FAR = 1 << 36
"""How far it may push them where it can come in no other way."""

_ORDERS = 20
"""How many orders of the entering trains are tried: first the order of their entries, then random ones."""


def construct(network: Network, schedule: Schedule, gaps: Gaps, state: Words, starts: int, stopped: Callable[[], bool]) -> bool:
    """Fill an empty schedule; return false, with the schedule empty again, if a train finds no way, or if stopped.

    Trains on the line get `starts` fresh starts to make way for each other. `stopped` is asked after every move of such
    a train, and before every train that enters.
    """
    entries = network.train_at[:-1]
    on_line = (network.use_at[entries + 1] > network.use_at[entries]) & (network.latest[entries] < NEVER)
    standing = np.flatnonzero(on_line)
    entering = sorted(np.flatnonzero(~on_line).tolist(), key=lambda k: int(_entry(network)[k]))
    if (not standing.size or _clear(network, schedule, gaps, standing, state, starts, stopped)) and _enter(
        network, schedule, gaps, entering, state, stopped
    ):
        return True
    _take_out_all(network, schedule, range(network.train_at.size - 1))
    return False


def _enter(
    network: Network, schedule: Schedule, gaps: Gaps, entering: list[int], state: Words, stopped: Callable[[], bool]
) -> bool:
    """Put the entering trains in one after another, in one order after another until an order works."""
    for _ in range(_ORDERS):
        if all(not stopped() and _follow(network, schedule, gaps, k) for k in entering):
            return True
        if stopped():
            return False
        _take_out_all(network, schedule, entering)
        for i in range(len(entering) - 1, 0, -1):
            j = int(below(state, i + 1))
            entering[i], entering[j] = entering[j], entering[i]
    return False


def _take_out_all(network: Network, schedule: Schedule, trains: Iterable[int]) -> None:
    for k in trains:
        keep(schedule)
        if schedule.placed[k]:
            take_out(network, schedule, int(k))
    keep(schedule)


def _entry(network: Network) -> Ints:
    """Return when trains reach their second operation at the soonest: there, trains that wait outside begin."""
    return network.soonest[np.minimum(network.train_at[:-1] + 1, network.train_at[1:] - 1)]


def _follow(network: Network, schedule: Schedule, gaps: Gaps, k: int) -> bool:
    """Put a train in, before others that it may push.

    Where that closes a circle, the train goes behind them, or before them all.
    """
    for terms in (PLAIN._replace(reach=_REACH), PLAIN, PLAIN._replace(reach=_FAR)):
        keep(schedule)
        cost = int(schedule.n[COST])
        if insert(network, schedule, gaps, k, UNLIMITED, terms):
            return True
        undo(network, schedule, cost)
    return False


def _clear(
    network: Network, schedule: Schedule, gaps: Gaps, standing: Ints, state: Words, starts: int, stopped: Callable[[], bool]
) -> bool:
    """Bring all trains that stand on the line to their exits, from one of several fresh starts."""
    for _ in range(starts):
        for k in standing:
            _stand(network, schedule, int(k))
        left = standing.size
        for _ in range(_MOVES):
            left = make_way(network, schedule, gaps, standing, left, state)
            if not left or stopped():
                break
        keep(schedule)
        if not left:
            return True
        _take_out_all(network, schedule, standing)
        if stopped():
            break
    return False


def _stand(network: Network, schedule: Schedule, k: int) -> None:
    """Let a train stand at its entry for ever."""
    keep(schedule)
    o = int(network.train_at[k])
    link(schedule, o, NONE, NONE)
    set_start(network, schedule, o, int(network.earliest[o]))
    schedule.n[COST] += cost_at(network, o, int(schedule.start[o]))
    for u in range(int(network.use_at[o]), int(network.use_at[o + 1])):
        put(network, schedule, u, int(schedule.length[network.use_resource[u]]))
    set_placed(schedule, k, 1)


@lean
def make_way(network: Network, schedule: Schedule, gaps: Gaps, standing: Ints, left: int, state: Words) -> int:
    """Bring standing trains to their exits; if none can go, move one aside at random.

    Only the first `left` entries of `standing` are still on the line. Returns how many are left then; they are the
    first entries of `standing`.
    """
    before = left
    for i in range(left - 1, 0, -1):
        j = below(state, i + 1)
        standing[i], standing[j] = standing[j], standing[i]
    i = 0
    while i < left:
        k = standing[i]
        keep(schedule)
        cost = schedule.n[COST]
        take_out(network, schedule, k)
        if insert(network, schedule, gaps, k, UNLIMITED, PLAIN):
            left -= 1
            standing[i], standing[left] = standing[left], k
        else:
            undo(network, schedule, cost)
            i += 1
    if 0 < left == before:
        _step_aside(network, schedule, gaps, standing[below(state, left)], state)
    return left


@lean
def _step_aside(network: Network, schedule: Schedule, gaps: Gaps, k: int, state: Words) -> None:
    """Move a train at random to one of the next places where it can stand for ever."""
    keep(schedule)
    cost = schedule.n[COST]
    take_out(network, schedule, k)
    if not gather(network, schedule, gaps, k, UNLIMITED):
        undo(network, schedule, cost)
        return
    find(network, schedule, gaps, k, UNLIMITED, PLAIN)
    chosen = NONE
    for i in range(1, network.train_at[k + 1] - network.train_at[k]):
        s = gaps.at[i] + gaps.count[i]
        if gaps.value[s] < np.inf:
            if chosen != NONE and uniform(state) > _FURTHER:
                break
            chosen = s
    settled = chosen != NONE and settle(network, schedule, gaps, k, chosen)
    if not settled or push(network, schedule, k, UNLIMITED) != FITS:
        undo(network, schedule, cost)
