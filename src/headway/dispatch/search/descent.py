"""Large-neighbourhood search: take out a few trains that are in each other's way, put them back, keep what is good."""

from typing import NamedTuple

import numpy as np

from headway.dispatch.search.chance import Words, below, uniform
from headway.dispatch.search.insertion import Gaps, Terms, insert
from headway.dispatch.search.network import Ints, Network
from headway.dispatch.search.propagation import pull, take_out
from headway.dispatch.search.schedule import COST, NONE, STARTS, Schedule, cost_at, keep, undo
from headway.jit import inlined, lean

_HARD = 0.2
"""Share of the rounds in which no train may be pushed: the trains taken out look for better places among the others.

With half of it the orders of random days cost 2.9 % more on average, with twice of it 1.2 %
(`python -m benchmarks.constants --only search.descent.HARD`).
"""

_REACH = 1 << 22
"""The furthest that other trains may be pushed [ticks]; mostly it is much less."""

_MANY = 0.1
"""Share of the rounds in which more than three trains may be taken out.

With half of it the orders of random days cost 2.0 % more on average, with twice of it 4.7 %
(`python -m benchmarks.constants --only search.descent.MANY`).
"""

_PLAIN = 0.3
"""Share of the rounds in which cost alone chooses a train's way; in the others noise makes it try other tracks.

With a third of it the orders of random days cost 2.4 % more on average, with twice of it 2.3 %
(`python -m benchmarks.constants --only search.descent.PLAIN`).
"""

_MOST_NOISE = 100.0
"""Highest noise on an operation, in units of cost.

With a quarter of it the orders of random days cost 2.1 % more on average, with four times of it 2.2 %
(`python -m benchmarks.constants --only search.descent.MOST_NOISE`).
"""


class Best(NamedTuple):
    """The best schedule so far: the starts, and what follows every operation; `cost` has one entry."""

    start: Ints
    after: Ints
    cost: Ints


@lean
def _late(network: Network, schedule: Schedule, state: Words) -> int:
    """Choose a train by its cost, or at random."""
    trains = network.train_at.size - 1
    k = below(state, trains)
    if schedule.n[COST] == 0:
        return k
    total = 0
    for i in range(network.costly.size):
        total += _loss(network, schedule, network.costly[i])
    left = uniform(state) * total * 1.25
    for i in range(network.costly.size):
        left -= _loss(network, schedule, network.costly[i])
        if left < 0.0:
            return network.train[network.costly[i]]
    return k


@inlined
def _loss(network: Network, schedule: Schedule, o: int) -> int:
    """Return what an operation costs beyond its cost without other trains."""
    if schedule.before[o] == NONE and o != network.train_at[network.train[o]]:
        return 0
    return cost_at(network, o, schedule.start[o]) - cost_at(network, o, network.soonest[o])


@lean
def _rival(network: Network, schedule: Schedule, k: int, state: Words) -> int:
    """Choose a train that is next to another in a line, more likely one that it waits for; itself if it meets none."""
    o = network.train_at[k]
    found, seen = k, 0
    waits = uniform(state) < 0.7
    while o != NONE:
        b = schedule.before[o]
        if b != NONE:
            waited = schedule.start[o] - max(schedule.start[b] + network.duration[b], network.earliest[o])
            if not waits or waited > 0:
                for u in range(network.use_at[o], network.use_at[o + 1]):
                    line = network.line_at[network.use_resource[u]]
                    i = schedule.place[u] + (-1 if waits or uniform(state) < 0.5 else 1)
                    if 0 <= i < schedule.length[network.use_resource[u]]:
                        j = network.train[network.use_operation[schedule.line[line + i]]]
                        if j != k:
                            seen += 1
                            if below(state, seen) == 0:
                                found = j
        o = schedule.after[o]
    return found


@lean
def save(schedule: Schedule, best: Best) -> None:
    """Remember a schedule as the best."""
    for o in range(schedule.start.size):
        best.start[o] = schedule.start[o]
        best.after[o] = schedule.after[o]
    best.cost[0] = schedule.n[COST]


@lean
def improve(
    network: Network, schedule: Schedule, gaps: Gaps, best: Best, state: Words, out: Ints, rounds: int, heat: float
) -> None:
    """Take trains out and put them back for a number of rounds.

    A worse schedule is kept at random, less often the colder the search is. `heat` is the mean rise of cost that is
    accepted, in units of cost.
    """
    n = schedule.n
    for _ in range(rounds):
        if best.cost[0] == 0:
            break
        keep(schedule)
        cost = n[COST]
        limit = cost + int(-heat * np.log(1.0 - uniform(state)))
        count = _choose(network, schedule, state, out)
        for j in range(count):
            take_out(network, schedule, out[j])
        reach = 0
        if uniform(state) >= _HARD:
            reach = int(_REACH * 256.0 ** (-uniform(state)))
            pull(network, schedule)
        weight = 0.5 + uniform(state)
        noise = 0.0 if uniform(state) < _PLAIN else _MOST_NOISE * 1000.0 ** (-uniform(state))
        terms = Terms(reach, weight, below(state, 1 << 30), noise)
        good = True
        for j in range(count):
            good = good and insert(network, schedule, gaps, out[j], limit, terms)
        if not good:
            undo(network, schedule, cost)
            continue
        # A schedule that is kept is not undone any more; the log starts anew for what can now move earlier.
        n[STARTS] = 0
        pull(network, schedule)
        if n[COST] < best.cost[0]:
            save(schedule, best)
    keep(schedule)


@lean
def _choose(network: Network, schedule: Schedule, state: Words, out: Ints) -> int:
    """Choose trains that are in each other's way, in a random order, and return how many."""
    size = 1 + below(state, 3)
    if uniform(state) < _MANY:
        size += below(state, out.size - 2)
    size = min(size, network.train_at.size - 1)
    out[0] = _late(network, schedule, state)
    count = 1
    for _ in range(4 * size):
        if count == size:
            break
        k = _rival(network, schedule, out[below(state, count)], state)
        new = True
        for j in range(count):
            new = new and out[j] != k
        if new:
            out[count] = k
            count += 1
    for j in range(count - 1, 0, -1):
        other = below(state, j + 1)
        out[j], out[other] = out[other], out[j]
    return count
