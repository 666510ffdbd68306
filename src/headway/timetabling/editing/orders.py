"""Orders: every train keeps its tracks, its stops and its place in every order, and only times change.

With all orders kept, what a train must wait for is a system of differences of times: one moment lies no sooner than
another, and some time after it. Trains that move only later have a least solution, found by pushing what must move and
nothing else. So no other plan with these orders in which trains run later moves fewer trains, or any train farther.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from headway.timetabling.insertion import FOREVER, PASS, STANDS, Book, Moment, Planned, Rules, Step, holdings

_NEVER = -FOREVER

_FARTHEST_S = 86_400
"""Pushed farther than this [s], orders are held not to be kept: each train would push the next, for ever."""


class _Held(NamedTuple):
    """A train holds a resource: the variables of its moments, each with the time after it [s].

    ``enter_s`` is when it enters it in the plan so far [s].
    """

    enter_s: int
    begin: tuple[int, int]
    end: tuple[int, int]
    enter: tuple[int, int]
    leave: tuple[int, int]
    gap: int
    direction: int


@dataclass(slots=True)
class Wanted:
    """What edits want of the times of trains that keep their orders.

    Parameters
    ----------
    departs_s
        When trains leave their origin, by their numbers: no sooner, and as soon as they can [s].
    fixed
        Numbers of trains whose times stay as they are.
    together, apart
        Pairs of trains with a place of each along its route: they are there at once, or one after the other.
    latest_s
        When trains leave at the latest, by their numbers [s].
    """

    departs_s: dict[int, int] = field(default_factory=dict[int, int])
    fixed: set[int] = field(default_factory=set[int])
    together: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    apart: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])
    latest_s: dict[int, int] = field(default_factory=dict[int, int])


def pushed(trains: list[Planned], book: Book, rules: Rules, period_s: int | None, wanted: Wanted) -> list[Planned] | None:
    """Return the trains at the nearest later times that are wanted, in their orders; None if there are none.

    A train that shall leave sooner than it does runs as soon as the others let it, and moves nobody.

    Parameters
    ----------
    trains
        A plan; it may clash with possessions that were laid over it, and then trains run after these.
    book, rules, period_s
        The possessions, the times to set and to clear a route, and the period of a plan that repeats [s].
    wanted
        What is wanted.
    """
    system = _System(trains, book, rules, period_s, wanted)
    for number, at_s in wanted.departs_s.items():
        system.depart(number, at_s)
    return system.result() if system.settle() else None


class _System:
    """The moments of all trains, what each of them must wait for, and the times that they have so far."""

    def __init__(self, trains: list[Planned], book: Book, rules: Rules, period_s: int | None, wanted: Wanted) -> None:
        self.trains, self.wanted = trains, wanted
        self.first: list[int] = []
        self.time: list[int] = []
        self.owner: list[int] = []
        self.after: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.latest: dict[int, int] = {}
        self.windows: dict[int, list[tuple[tuple[int, int], tuple[int, int], list[tuple[int, int]]]]] = defaultdict(list)
        for number, train in enumerate(trains):
            self._add(number, train)
        rows: dict[int, list[_Held]] = defaultdict(list)
        for number, train in enumerate(trains):
            for held in holdings(train.route, train.steps, rules):
                begin, end, enter, leave = (self._at(number, moment) for moment in held[1:5])
                enter_s = held.enter.at(train.steps)
                rows[held.row].append(_Held(enter_s, begin, end, enter, leave, held.gap, train.route.direction))
        closures = book.closures()
        for row, held in rows.items():
            self._keep_order(held, period_s)
            if row in closures:
                self._keep_out(held, closures[row])
        self._keep_meets()
        self.begun = list(self.time)

    def _add(self, number: int, train: Planned) -> None:
        """Add the moments of a train: it runs no faster than it can and no slower than so far, and stops for its dwells."""
        route, steps, last = train.route, train.steps, len(train.steps) - 1
        self.first.append(len(self.time))
        for step in steps:
            self.time += (step.arrives, step.departs)
            self.owner += (number, number)
        for k, step in enumerate(steps[1:last], 1):
            if step.mode != PASS:
                self._wait(self._arrival(number, k), self._departure(number, k), int(route.dwell_s[k]))
        for k in range(last):
            least = int(route.run_s[k, steps[k].mode, steps[k + 1].mode])
            most = max(least, steps[k + 1].arrives - steps[k].departs)
            here, there = self._departure(number, k), self._arrival(number, k + 1)
            self._wait(here, there, least)
            self._wait(there, here, -most)
        if route.stays_until_s > _NEVER:
            self.latest[self._arrival(number, last)] = route.stays_until_s - route.to_yard_s
        if number in self.wanted.latest_s:
            self.latest[self._departure(number, 0)] = self.wanted.latest_s[number]

    def _wait(self, before: int, after: int, by: int) -> None:
        """Let one moment lie no sooner than some time after another."""
        self.after[before].append((after, by))

    def _arrival(self, number: int, k: int) -> int:
        steps = self.trains[number].steps
        one = k in (0, len(steps) - 1) or steps[k].mode == PASS
        return self.first[number] + 2 * k + (1 if one else 0)

    def _departure(self, number: int, k: int) -> int:
        return self.first[number] + 2 * k + 1

    def _at(self, number: int, moment: Moment) -> tuple[int, int]:
        """Return a moment of a train as a variable and the time after it; -1 for a fixed time."""
        if moment.place == STANDS:
            return -1, moment.after_s
        at = self._departure(number, moment.place) if moment.leaves else self._arrival(number, moment.place)
        return at, moment.after_s

    def _keep_order(self, held: list[_Held], period_s: int | None) -> None:
        """Keep the order in which trains hold a resource; a train that follows another keeps its headway."""
        if period_s is None:
            held.sort(key=lambda one: one.enter_s)
            for i in range(len(held)):
                self._behind(held[i], ((held[j], 0) for j in range(i - 1, -1, -1)))
            return
        # In a plan that repeats the order is a circle: before the first train of a period runs the last of the one before.
        held.sort(key=lambda one: one.enter_s % period_s)
        count = len(held)
        for i, one in enumerate(held):
            turns = ((held[(i - back) % count], (i - back) // count) for back in range(1, count + 1))
            own = one.enter_s // period_s
            self._behind(one, ((other, (turn + own - other.enter_s // period_s) * period_s) for other, turn in turns))

    def _behind(self, one: _Held, others: Iterable[tuple[_Held, int]]) -> None:
        """Keep a train behind those before it, each with how much later than in the plan it runs there [s]."""
        for other, by in others:
            follows = one.direction == other.direction and min(one.gap, other.gap) > 0
            if not follows:
                self._relate(other.end, one.begin, by)
                return
            self._relate(other.enter, one.enter, by + other.gap)
            self._relate(other.leave, one.leave, by + other.gap)

    def _relate(self, before: tuple[int, int], after: tuple[int, int], by: int) -> None:
        """Let a moment of one train lie no sooner than some time after a moment of another."""
        (one, beyond), (two, ahead) = before, after
        wait = beyond + by - ahead
        if one >= 0 and two >= 0:
            self._wait(one, two, wait)
        elif one >= 0:
            # The other stands on its track from a fixed time.
            self.latest[one] = min(-wait, self.latest.get(one, FOREVER))
        elif two >= 0 and self.time[two] < wait:
            self.time[two] = wait

    def _keep_out(self, held: list[_Held], closed: list[tuple[int, int]]) -> None:
        """Keep trains out of possessions: one that would run into one runs after it."""
        for one in held:
            if min(one.begin[0], one.end[0]) >= 0:
                window = one.begin, one.end, closed
                self.windows[one.begin[0]].append(window)
                if one.end[0] != one.begin[0]:
                    self.windows[one.end[0]].append(window)

    def _keep_meets(self) -> None:
        """Keep the meets that planners wanted, and those that they forbade."""
        for one, other, k, m in self.wanted.together:
            self._wait(self._arrival(one, k), self._departure(other, m), 0)
            self._wait(self._arrival(other, m), self._departure(one, k), 0)
        for one, other, k, m in self.wanted.apart:
            first, second = (one, k), (other, m)
            if self.time[self._departure(*second)] < self.time[self._arrival(*first)]:
                first, second = second, first
            self._wait(self._departure(*first), self._arrival(*second), 1)

    def depart(self, number: int, at_s: int) -> None:
        """Let a train leave at a time; if that is sooner than so far, it runs as soon as it can."""
        own = self._departure(number, 0)
        if at_s < self.time[own]:
            span = range(self.first[number], self.first[number] + 2 * len(self.trains[number].steps))
            for moment in span:
                self.time[moment] = at_s
        self.time[own] = at_s

    def settle(self) -> bool:
        """Push everything to the least times that keep what must be kept; tell whether there are such times."""
        queue = deque(range(len(self.time)))
        waits = [True] * len(self.time)
        fixed = {number for number in self.wanted.fixed if number not in self.wanted.departs_s}
        while queue:
            at = queue.popleft()
            waits[at] = False
            for moment, time in self._pushed_by(at):
                if time <= self.time[moment]:
                    continue
                owner = self.owner[moment]
                late = time > self.latest.get(moment, FOREVER) or time > self.begun[moment] + _FARTHEST_S
                if late or owner in fixed:
                    return False
                self.time[moment] = time
                if not waits[moment]:
                    waits[moment] = True
                    queue.append(moment)
        return all(self.time[moment] <= latest for moment, latest in self.latest.items())

    def _pushed_by(self, at: int) -> Iterator[tuple[int, int]]:
        """Give the moments that must not lie sooner than a time, given one moment."""
        now = self.time[at]
        for moment, by in self.after.get(at, ()):
            yield moment, now + by
        for (begin, after_begin), (end, after_end), closed in self.windows.get(at, ()):
            begins, ends = self.time[begin] + after_begin, self.time[end] + after_end
            for shut, opens in closed:
                if shut < ends and opens > begins:
                    yield begin, opens - after_begin

    def result(self) -> list[Planned]:
        """Return the trains at their new times; those that did not move are the same."""
        found: list[Planned] = []
        for number, train in enumerate(self.trains):
            steps: list[Step] = []
            for k, step in enumerate(train.steps):
                arrives, departs = self.time[self._arrival(number, k)], self.time[self._departure(number, k)]
                # Since when a train has stood ready at its origin is no moment of its path.
                stays = k == 0 and departs == step.departs
                steps.append(step if stays else replace(step, arrives=arrives, departs=departs))
            found.append(train if steps == train.steps else replace(train, steps=steps))
        return found
