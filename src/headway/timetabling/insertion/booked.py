"""A line with all that is booked on it, and the earliest path of one more train."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace

import numpy as np

from headway.errors import InputError
from headway.model import Possession, Scenario
from headway.timetabling.insertion.book import Book, Booking, Rows
from headway.timetabling.insertion.routes import rules_of
from headway.timetabling.insertion.search import FOREVER, FULL, PASS, STOP, Labels, Route, search
from headway.timetabling.insertion.steps import Step, bookings
from headway.timetabling.requests import Request
from headway.timetabling.windows import closed_spans
from headway.units import DAY_S
from headway.work import heed

_FIRST_ROOM = 2_048
_MOST_ROOM = 4_000_000

BEYOND_S = 60 * DAY_S
"""Possessions are booked this long beyond the end of the time that is planned; no path is searched for later [s]."""


class Booked:
    """A line with its possessions and the trains that are booked on it.

    Parameters
    ----------
    scenario
        The corridor.
    from_s, to_s
        The time that is planned [s from the midnight of the first day]. Possessions are booked from a day before it
        until `BEYOND_S` after it.
    period_s
        Period of a plan that repeats [s].

    Attributes
    ----------
    rows, book, rules
        The numbers of its resources, their bookings, and the times to set and to clear a route.
    trains
        The names of the trains, by their numbers in the book.
    """

    def __init__(self, scenario: Scenario, from_s: int, to_s: int, period_s: int | None = None) -> None:
        self.scenario, self.from_s, self.to_s, self.period_s = scenario, from_s, to_s, period_s
        self.rows = Rows(scenario.line)
        self.book = Book(self.rows, period_s)
        self.rules = rules_of(scenario)
        self.trains: list[str] = []
        self._close()

    def _close(self) -> None:
        """Book the possessions and closures on every track of their sections."""
        for section, spans in closed_spans(self.scenario, self.from_s - DAY_S, self.to_s + BEYOND_S).items():
            heed()
            for track in range(self.scenario.line.sections[section].tracks):
                row = int(self.rows.section[section]) + track
                for number, _, begin, end in spans:
                    self.book.add(
                        Booking(row=row, begin=begin, end=end, enter=begin, leave=end, gap=0, direction=0, owner=-1 - number)
                    )

    def copy(self) -> "Booked":
        """Return a line with the same bookings, which may then differ."""
        other = copy(self)
        other.book, other.trains = self.book.copy(), list(self.trains)
        return other

    def enter(self, request: Request, route: Route, steps: list[Step]) -> None:
        """Book a train under the next number."""
        for booking in bookings(route, steps, self.rules, len(self.trains)):
            self.book.hold(booking)
        self.trains.append(request.train)

    def clear(self) -> None:
        """Remove all trains from the book."""
        for number in range(len(self.trains)):
            self.book.remove(number)
        self.trains.clear()

    def beside(self, possessions: tuple[Possession, ...], trains: Iterable[int]) -> "Booked":
        """Return a line like this one on which only the given possessions and trains are booked."""
        other = Booked(replace(self.scenario, possessions=possessions), self.from_s, self.to_s, self.period_s)
        for train in trains:
            heed()
            for booking in self.book.held(train):
                other.book.add(booking)
        return other

    def earliest(self, route: Route, request: Request, bound_s: int) -> list[Step] | None:
        """Return the steps of the earliest path that arrives no later than ``bound_s``, or None if there is none.

        In a plan that repeats, None also if the train would still hold a track when the same train of the next period
        comes there.
        """
        room = _FIRST_ROOM
        while True:
            heed()
            labels = Labels(*(np.zeros(room, dtype=np.int64) for _ in range(6)))
            latest_s = FOREVER if request.latest_s is None else request.latest_s
            best = search(self.book.data, route, self.rules, labels, request.ready_s, latest_s, bound_s)
            if best != FULL:
                steps = [] if best < 0 else _trace(route, labels, best)
                return steps if steps and not self._meets_itself(route, steps) else None
            if room >= _MOST_ROOM:
                raise InputError(
                    [
                        f'the search for a path of train "{request.train}" outgrew its room ({_MOST_ROOM:,} states): the traffic '
                        "is too dense. Run fewer trains"
                    ]
                )
            room *= 4

    def _meets_itself(self, route: Route, steps: list[Step]) -> bool:
        """Tell whether a train holds a track for longer than a period, so that its own next run would find it there."""
        if self.period_s is None:
            return False
        begin = min(steps[0].departs - route.from_yard_s, route.stands_from_s)
        end = max(steps[-1].arrives + route.to_yard_s, route.stays_until_s)
        if end - begin <= self.period_s:
            return False
        held = bookings(route, steps, self.rules, len(self.trains))
        return any(booking.end - booking.begin > self.period_s for booking in held)


def _trace(route: Route, labels: Labels, best: int) -> list[Step]:
    """Follow the labels from the arrival back to the origin; the train leaves every place as late as it can."""
    steps: list[Step] = []
    label, k = best, len(route.place) - 1
    moment = int(labels.lo[best])
    steps.append(Step(moment, moment, STOP, int(labels.track[best]), 0))
    while k > 0:
        parent = int(labels.parent[label])
        mode = int(labels.mode[parent])
        departs = moment - int(route.run_s[k - 1, mode, int(labels.mode[label])])
        moment = departs if mode == PASS else int(labels.lo[parent])
        steps.append(Step(moment, departs, mode, int(labels.track[parent]), int(labels.via[label])))
        label, k = parent, k - 1
    return steps[::-1]
