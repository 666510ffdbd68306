"""Steps: a path as a search finds it, and what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from headway.timetabling.insertion.book import Booking
from headway.timetabling.insertion.search import FOREVER, STOP, Route, Rules, after_arrival, headway


@dataclass(frozen=True, slots=True)
class Step:
    """A train at one place of its route.

    Parameters
    ----------
    arrives, departs
        When its head arrives and leaves [s].
    mode
        `STOP` or `PASS`.
    track, via
        Number of its track at the place, and of its track on the section ahead.
    """

    arrives: int
    departs: int
    mode: int
    track: int
    via: int


STANDS = -1
"""Stands for no place: a `Moment` with it is a fixed time."""


class Moment(NamedTuple):
    """A moment of a path: some time after the train arrives at a place or leaves it, or a fixed time.

    Parameters
    ----------
    place
        Number of the place along the route; `STANDS` for a fixed time, whatever the train does.
    leaves
        Whether the time counts from when the train leaves the place, not from when it arrives.
    after_s
        How long after that [s], negative before it; with `STANDS` the fixed time itself.
    """

    place: int
    leaves: bool
    after_s: int = 0

    def at(self, steps: list[Step]) -> int:
        """Return when the moment is, for a train with these steps [s]."""
        if self.place == STANDS:
            return self.after_s
        step = steps[self.place]
        return (step.departs if self.leaves else step.arrives) + self.after_s


class Holding(NamedTuple):
    """One resource that a path holds: its row in the book, and the moments and the headway of a `Booking`."""

    row: int
    begin: Moment
    end: Moment
    enter: Moment
    leave: Moment
    gap: int = 0


def holdings(route: Route, steps: list[Step], rules: Rules, first: int = 0, until: int | None = None) -> Iterator[Holding]:
    """Give every resource that a path holds, with the moments from which and until which it holds it.

    For every place the track there comes first, then the section ahead. ``first`` and ``until`` limit the places; by
    default the whole route counts.
    """
    last = len(steps) - 1
    for k, step in enumerate(steps[first:until], first):
        begin = Moment(k, False, -rules.setting_s) if k else Moment(0, True, -route.from_yard_s)
        if k == 0 and route.stands_from_s < FOREVER:
            begin = Moment(STANDS, False, route.stands_from_s)
        end = Moment(k, False, route.to_yard_s)
        if route.stays_until_s > -FOREVER:
            end = Moment(STANDS, False, route.stays_until_s)
        if k < last:
            end = Moment(k, True, int(route.tail_s[k, step.mode]) + rules.clearing_s)
        yield Holding(int(route.place[k]) + step.track, begin, end, begin, end)
        if k < last:
            ahead = steps[k + 1]
            yield Holding(
                int(route.section[k]) + step.via,
                Moment(k, True, -rules.setting_s),
                Moment(k + 1, False, after_arrival(route, k + 1, ahead.mode, rules)),
                Moment(k, True),
                Moment(k + 1, False),
                gap_behind(route, k, step, ahead, rules),
            )


def bookings(
    route: Route, steps: list[Step], rules: Rules, owner: int, first: int = 0, until: int | None = None
) -> Iterator[Booking]:
    """Give a booking for every resource that a path holds, in the order of `holdings`."""
    for held in holdings(route, steps, rules, first, until):
        begin, end, enter, leave = (moment.at(steps) for moment in held[1:5])
        yield Booking(
            row=held.row, begin=begin, end=end, enter=enter, leave=leave, gap=held.gap, direction=route.direction, owner=owner
        )


def gap_behind(route: Route, k: int, step: Step, ahead: Step, rules: Rules) -> int:
    """Return the headway behind a train on its k-th section, longer if it runs slower than it could [s].

    0 for a section without intermediate signals.
    """
    gap = headway(route, k, step.mode, ahead.mode, rules)
    slower = ahead.arrives - step.departs - int(route.run_s[k, step.mode, ahead.mode])
    return lengthened(gap, route, k, slower)


def lengthened(gap: int, route: Route, k: int, slower: int) -> int:
    """Return the headway behind a train that takes ``slower`` seconds more than it could on its k-th section [s].

    0 for a section without intermediate signals.
    """
    return gap + ceil((route.block[k] + route.cover[k]) * slower) if gap else 0


def to_next_stop(route: Route, steps: list[Step], rules: Rules, k: int, owner: int) -> Iterator[tuple[bool, int, Booking]]:
    """Give the bookings that a train needs to go on from the place where it stands to its next stop.

    These are the sections up to the stop and the tracks of the places behind them. The track where it stands is among
    them only at its origin: elsewhere it holds that track already. Each booking comes with whether it is a track of a
    place, and with the number of the place or section along the route.
    """
    stop = next(j for j in range(k + 1, len(steps)) if steps[j].mode == STOP)
    for index, booking in enumerate(bookings(route, steps, rules, owner, k, stop + 1), 2 * k):
        at, runs = divmod(index, 2)
        if (runs and k <= at < stop) or (not runs and (k < at <= stop or (k == 0 and at == 0))):
            yield not runs, at, booking
