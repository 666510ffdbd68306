"""Tell whether trains are bound to deadlock, by a search of all states that they can reach at any time.

A state says for every train which operation it is in, or that it has not begun. A train may go on where no other train
holds what it then needs. Times count only where a train must have gone on before any other can possibly have come so
far. So every plan is a path from the first state to a state in which all trains are at their exits. Where there is no
such path, there is no plan.

The search begins with one train and finds an order for it. Any train that is in the way of this order joins, and the
search starts again with both. It ends when these trains are bound to deadlock, or reach their exits past all other
trains as they stand. So where only a few trains are stuck, the search looks at these and not at the states of all.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from heapq import heappop, heappush

from headway.dispatch.search import NEVER, Network

MOST_STATES = 20_000
"""Most states that the search looks at: a tenth of a second for a few trains, 25 seconds for fifty."""

_OUTSIDE = -1
"""The position of a train that has not begun."""

_NEVER_LEFT = -1
"""The latest start of an operation that leads nowhere in time."""

_ALLOWED = (30, 300, 3_000, MOST_STATES)
"""Limits of states, tried in turn, to learn whether a train and those in its way are stuck."""

_LOOK_EVERY = 64
"""States between two looks at whether to stop."""

Move = tuple[int, int]
"""A train, and the operation that it starts."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the search for deadlocks found.

    Parameters
    ----------
    stuck
        Trains that cannot all reach their exits, in any order; empty if the search found no such trains.
    order
        Starts of operations in an order that brings all trains to their exits, though perhaps not in time. None if the
        search found no order.
    states
        How many states were looked at.
    """

    stuck: tuple[int, ...]
    order: tuple[Move, ...] | None
    states: int


def foresee(network: Network, stopped: Callable[[], bool], most_states: int = MOST_STATES) -> Outlook:
    """Look for trains that are bound to deadlock, and for an order that brings all trains to their exits.

    Parameters
    ----------
    network
        The problem.
    stopped
        Whether to end the search; asked from time to time.
    most_states
        Most states to look at. Where these do not suffice, the outlook names no stuck trains and has no order.
    """
    return _Search(network, stopped, most_states).run()


class _OpenError(Exception):
    """Raised where the search may look at no more states, or was stopped."""


class _Search:
    """The trains, what they hold as sets of bits, and the states seen so far."""

    def __init__(self, network: Network, stopped: Callable[[], bool], most_states: int) -> None:
        self.stopped, self.most, self.states, self.until = stopped, most_states, 0, 0
        bounds = list(zip(network.train_at[:-1].tolist(), network.train_at[1:].tolist(), strict=True))
        latest = _latest(network)
        self.exit = [end - begin - 1 for begin, end in bounds]
        self.soonest = [network.soonest[begin:end].tolist() for begin, end in bounds]
        self.mask: list[list[int]] = [[0] * (end - begin) for begin, end in bounds]
        for o, r in zip(network.use_operation.tolist(), network.use_resource.tolist(), strict=True):
            k = int(network.train[o])
            self.mask[k][o - bounds[k][0]] |= 1 << r
        self.follows: list[list[tuple[int, ...]]] = []
        self.leave_by: list[list[int]] = []
        for k, (begin, end) in enumerate(bounds):
            after = [
                [p - begin for p in network.next[network.next_at[o] : network.next_at[o + 1]].tolist() if latest[p] >= 0]
                for o in range(begin, end)
            ]
            # The extra entry at the end stands for a train that has not begun; the index `_OUTSIDE` finds it.
            self.follows.append([*map(tuple, after), (0,) if latest[begin] >= 0 else ()])
            self.leave_by.append([*(max((latest[begin + p] for p in ps), default=_NEVER_LEFT) for ps in after), latest[begin]])
            self.leave_by[-1][self.exit[k]] = NEVER
            self.mask[k].append(0)
        # What every train holds at any time, and what it keeps at its exit for ever.
        self.ever = [self._held([k] * len(masks), range(len(masks))) for k, masks in enumerate(self.mask)]
        self.kept = [self.mask[k][o] for k, o in enumerate(self.exit)]
        lasting = self._held(range(len(self.exit)), self.exit)
        # These trains can wait outside until all others are gone, and then go one by one.
        self.may_wait = [latest[begin] == NEVER and not self.ever[k] & lasting for k, (begin, _) in enumerate(bounds)]
        self.ways: dict[tuple[int, int, int, int], tuple[int, ...] | None] = {}

    def run(self) -> Outlook:
        """Clear the trains from the line, beginning with those that need no other train to move."""
        waiting = [k for k, may in enumerate(self.may_wait) if may]
        left = [k for k, may in enumerate(self.may_wait) if not may]
        at, order = [_OUTSIDE] * len(self.exit), list[Move]()
        for k in self._at_once(left):
            at[k] = 0
            order.append((k, 0))
        allowed = 0
        while left and allowed < len(_ALLOWED):
            settled = self._settled(left, at, _ALLOWED[allowed])
            if settled is None:
                return Outlook((), None, self.states)
            group, found = settled
            if group and found is None:
                return Outlook(tuple(sorted(self._least(group, at))), None, self.states)
            # Once some trains are gone, the others may have an easy way out.
            allowed = 0 if group else allowed + 1
            order += found or []
            for k in group:
                at[k] = self.exit[k]
                left.remove(k)
        if left:
            return Outlook((), None, self.states)
        held = self._held(range(len(at)), at)
        for k in waiting:
            way = self._way_out(k, _OUTSIDE, held, NEVER)
            if way is None:
                return Outlook((), None, self.states)
            order += [(k, o) for o in way]
        return Outlook((), tuple(order), self.states)

    def _settled(self, left: list[int], at: list[int], states: int) -> tuple[list[int], list[Move] | None] | None:
        """Return a group of trains that is cleared or stuck, and an order that clears it, if there is one.

        The group is empty if the states allowed for each group do not suffice. None if the search is over.
        """
        for k in left:
            group, self.until = [k], min(self.most, self.states + states)
            try:
                return group, self._cleared(group, left, at)
            except _OpenError:
                if self.states >= self.most or self.stopped():
                    return None
        return [], None

    def _least(self, group: list[int], at: list[int]) -> list[int]:
        """Return the trains of a stuck group that are stuck without the others, as far as a short search tells."""
        for k in list(group):
            rest = [other for other in group if other != k]
            self.until = self.states + _ALLOWED[0]
            with suppress(_OpenError):
                if rest and self._order(rest, at) is None:
                    group = rest
        return group

    def _at_once(self, trains: list[int]) -> list[int]:
        """Return trains that must all begin before any other can go on; none if they cannot begin together."""
        second = min((t for k in trains for t in self.soonest[k][1:]), default=0)
        found = [k for k in trains if self.leave_by[k][_OUTSIDE] < second]
        together = 0
        for k in found:
            if together & self.mask[k][0]:
                return []
            together |= self.mask[k][0]
        return found

    def _cleared(self, group: list[int], left: list[int], at: list[int]) -> list[Move] | None:
        """Return an order that brings a group to its exits; None if the group is stuck.

        A train that is in the way joins the group.
        """
        while True:
            order = self._order(group, at)
            if order is None:
                return None
            blocker = self._in_the_way(order, group, left, at)
            if blocker is None:
                return order
            group.append(blocker)

    def _in_the_way(self, order: list[Move], group: list[int], left: list[int], at: list[int]) -> int | None:
        """Return a train outside a group that blocks an order, or might have to go first; None if there is none."""
        others = [k for k in left if k not in group]
        for k, o in order:
            for other in others:
                if self.mask[k][o] & self.mask[other][at[other]] or self.soonest[k][o] > self.leave_by[other][at[other]]:
                    return other
        # A train that needs what another keeps for ever may have to go first.
        kept = self._held(group, [self.exit[k] for k in group])
        return next((other for other in others if self.ever[other] & kept), None)

    def _held(self, trains: Iterable[int], at: Iterable[int]) -> int:
        """Return what some trains hold together."""
        held = 0
        for k, o in zip(trains, at, strict=True):
            held |= self.mask[k][o]
        return held

    def _order(self, group: list[int], at: list[int]) -> list[Move] | None:
        """Return an order that would bring a group to its exits if no other train were there; None if there is none."""
        gone = [k for k, o in enumerate(at) if o == self.exit[k]]
        kept = self._held(gone, [at[k] for k in gone])
        first, moves = self._advanced(group, [at[k] for k in group], kept)
        came: dict[tuple[int, ...], tuple[tuple[int, ...] | None, list[Move]]] = {first: (None, moves)}
        goal = tuple(self.exit[k] for k in group)
        ahead = [(self._left(group, first), first)]
        while ahead:
            state = heappop(ahead)[1]
            if state == goal:
                return _traced(came, state)
            self.states += 1
            if self.states > self.until or (self.states % _LOOK_EVERY == 0 and self.stopped()):
                raise _OpenError
            for i, o in self._moves(group, state, kept):
                after, moves = self._advanced(group, [*state[:i], o, *state[i + 1 :]], kept)
                if after not in came:
                    came[after] = (state, [(group[i], o), *moves])
                    heappush(ahead, (self._left(group, after), after))
        return None

    def _left(self, group: list[int], state: tuple[int, ...]) -> int:
        """Return how far trains are from their exits; the search looks at states with nearer trains first."""
        return sum(self.exit[k] - o for k, o in zip(group, state, strict=True))

    def _moves(self, group: list[int], state: tuple[int, ...], kept: int) -> list[tuple[int, int]]:
        """Return the next moves of a state: the number of a train in its group, and the operation that it starts."""
        held, dues = self._held(group, state) | kept, self._dues(group, state)
        found: list[tuple[int, int]] = []
        for i, k in enumerate(group):
            others, due = held & ~self.mask[k][state[i]], dues[i]
            found += [(i, o) for o in self.follows[k][state[i]] if not self.mask[k][o] & others and self.soonest[k][o] <= due]
        return found

    def _dues(self, group: list[int], state: list[int] | tuple[int, ...]) -> list[int]:
        """Return for every train the time before which another train must have gone on."""
        by = [self.leave_by[k][o] for k, o in zip(group, state, strict=True)]
        soonest, second, *_ = (*sorted(by)[:2], NEVER)
        return [second if t == soonest else soonest for t in by]

    def _advanced(self, group: list[int], state: list[int], kept: int) -> tuple[tuple[int, ...], list[Move]]:
        """Let trains go on to where they are in no other's way: the exit, or where they hold no more than now."""
        moves: list[Move] = []
        i, still = 0, 0
        held, dues = self._held(group, state) | kept, self._dues(group, state)
        while still < len(group):
            way = self._free_way(group[i], state[i], held & ~self.mask[group[i]][state[i]], dues[i])
            if way:
                moves += [(group[i], o) for o in way]
                state[i], still = way[-1], 0
                held, dues = self._held(group, state) | kept, self._dues(group, state)
            else:
                i, still = (i + 1) % len(group), still + 1
        return tuple(state), moves

    def _free_way(self, k: int, here: int, others: int, due: int) -> tuple[int, ...] | None:
        """Return operations that a train can start at once and then be in no other's way; None if there are none."""
        masks, follows = self.mask[k], self.follows[k][here]
        if here == self.exit[k]:
            return None
        if not masks[self.exit[k]] and (way := self._way_out(k, here, others, due)):
            return way
        only = len(follows) == 1 and not masks[follows[0]] & ~masks[here] and self.soonest[k][follows[0]] <= due
        return follows if only else None

    def _way_out(self, k: int, here: int, others: int, due: int) -> tuple[int, ...] | None:
        """Return operations that bring a train to its exit past others that stand still; None if these block it."""
        key = (k, here, others & self.ever[k], due)
        if key not in self.ways:
            self.ways[key] = self._search_way_out(*key)
        return self.ways[key]

    def _search_way_out(self, k: int, here: int, others: int, due: int) -> tuple[int, ...] | None:
        came = {here: here}
        ahead = [here]
        while ahead:
            o = ahead.pop()
            if o == self.exit[k]:
                way = [o]
                while came[way[-1]] != here:
                    way.append(came[way[-1]])
                return tuple(reversed(way))
            for p in self.follows[k][o]:
                if p not in came and not self.mask[k][p] & others and self.soonest[k][p] <= due:
                    came[p] = o
                    ahead.append(p)
        return None


def _latest(network: Network) -> list[int]:
    """Return the latest start of every operation from which its train can still be at the exit in time [ticks].

    The start is -1 where there is no such start.
    """
    latest = network.latest.tolist()
    for o in range(len(latest) - 1, -1, -1):
        follows = network.next[network.next_at[o] : network.next_at[o + 1]].tolist()
        if follows:
            until = max(latest[p] for p in follows)
            latest[o] = min(latest[o], until - int(network.duration[o]) if until < NEVER else NEVER)
        if network.soonest[o] > latest[o]:
            latest[o] = _NEVER_LEFT
    return latest


def _traced(came: dict[tuple[int, ...], tuple[tuple[int, ...] | None, list[Move]]], state: tuple[int, ...]) -> list[Move]:
    """Return the moves that led to a state."""
    parts: list[list[Move]] = []
    at: tuple[int, ...] | None = state
    while at is not None:
        at, moves = came[at]
        parts.append(moves)
    return [move for part in reversed(parts) for move in part]
