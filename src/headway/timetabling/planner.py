"""The planner: trains one after another, each by the earliest path through what is booked.

A train is booked from its origin to its destination before the next is planned, so no two plans
ever conflict, and no train enters the line without a way off it: there is no deadlock.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from headway.errors import InputError
from headway.model import Possession, Scenario
from headway.timetabling.book import Book, Booking, Rows
from headway.timetabling.no_path import no_path
from headway.timetabling.paths import TrainPath
from headway.timetabling.requests import Request
from headway.timetabling.routes import Routes, easiest, fastest_s, rules_of, stretched
from headway.timetabling.search import FOREVER, FULL, PASS, STOP, Labels, Route, search
from headway.timetabling.steps import Explainer, Step, bookings
from headway.timetabling.windows import closed_spans
from headway.units import DAY_S, HOUR_S
from headway.work import Stop, interrupted

_FIRST_ROOM = 2_048
_MOST_ROOM = 4_000_000
_SLACKS_S = (6 * HOUR_S, DAY_S, 4 * DAY_S, 16 * DAY_S, 60 * DAY_S)
"""How far beyond its fastest time a train's path is looked for, one after another."""

_SLACKS_AGAIN_S = (6 * HOUR_S, DAY_S, 2 * DAY_S)
"""The same for what repeats: a train that is later still would meet its own trains of the days after."""

_MARGINS = (1.0, 0.97, 0.94, 0.9, 0.8, 0.6, 0.4, 0.2, 0.0)
"""Shares of the time to spare that a train with a due time spends on running easily, tried one after another."""

_DEPARTURES_S = 300
"""Departures within a window that are tried lie so far apart."""

_HALVINGS = 4
"""Times that the step between the share that keeps the due time and the one before it is halved."""


class Planner:
    """Plans trains on a line, first come, first served.

    Parameters
    ----------
    scenario
        The corridor.
    from_s, to_s
        The span of time for which possessions are booked [s from the midnight of the first day].
    period_s
        For a day that repeats: the day [s].
    stop
        When the work ends that it is a part of.
    """

    def __init__(self, scenario: Scenario, from_s: int, to_s: int, period_s: int | None = None, stop: Stop | None = None) -> None:
        self.scenario, self.from_s, self.to_s, self.period_s = scenario, from_s, to_s, period_s
        self.rows = Rows(scenario.line)
        self.routes = Routes(scenario, self.rows)
        self.book = Book(self.rows, period_s)
        self.trains: list[str] = []
        self.stop = stop
        self.rules = rules_of(scenario)
        self._close()

    def _close(self) -> None:
        """Book the possessions."""
        for section, spans in closed_spans(self.scenario, self.from_s - DAY_S, self.to_s + _SLACKS_S[-1]).items():
            for track in range(self.scenario.line.sections[section].tracks):
                row = int(self.rows.section[section]) + track
                for number, _, begin, end in spans:
                    self.book.add(Booking(row=row, begin=begin, end=end, enter=begin, leave=end, gap=0, way=0, owner=-1 - number))

    def plan(self, request: Request) -> TrainPath:
        """Book the earliest path of a train; with a due time, the easiest running that keeps it.

        Raises
        ------
        InputError
            If the train finds no path at all.
        """
        route, steps = self.find(request)
        path = self.explainer(self.trains).path(request, route, steps)
        self.enter(request, route, steps)
        return path

    def explainer(self, trains: list[str]) -> Explainer:
        """Return what turns the steps of trains of these names, by their numbers in the book, into paths."""
        return Explainer(self.scenario, self.book, self.rules, trains)

    @property
    def interrupted(self) -> bool:
        """Whether the work that it is a part of was interrupted: a plan then stays as good as it is."""
        return interrupted(self.stop)

    def clear(self) -> None:
        """Take all trains out of the book."""
        for number in range(len(self.trains)):
            self.book.remove(number)
        self.trains.clear()

    def enter(self, request: Request, route: Route, steps: list[Step]) -> None:
        """Book the steps of a train under the next number."""
        for booking in bookings(route, steps, self.rules, len(self.trains)):
            self.book.hold(booking)
        self.trains.append(request.train)

    def find(self, request: Request) -> tuple[Route, list[Step]]:
        """Return the earliest way of a train through what is booked; with a due time, the easiest running that keeps it.

        With a window and no due time, the way that takes least time, whenever in the window it begins.

        Raises
        ------
        InputError
            If the train finds no path at all.
        """
        if (found := self.sought(request)) is None:
            raise self.refusal(request)
        return found

    def refusal(self, request: Request) -> InputError:
        """Return the error that says why a train finds no path, which may take longer than to look for one."""
        most_s = (_SLACKS_S if self.period_s is None else _SLACKS_AGAIN_S)[-1]
        return InputError([no_path(self, request, most_s)])

    def sought(self, request: Request) -> tuple[Route, list[Step]] | None:
        """Return the same, or None if the train finds no path at all."""
        route = self.routes.of(request)
        if request.due_s is not None and (found := self._easily(route, request, request.due_s)) is not None:
            return found
        if request.chooses and (steps := self._shortest(route, request, request.latest_s or 0)) is not None:
            return route, steps
        fastest = int(route.run_s.max(axis=(1, 2)).sum() + route.dwell_s.sum())
        for slack in _SLACKS_S if self.period_s is None else _SLACKS_AGAIN_S:
            if (steps := self.earliest(route, request, request.ready_s + fastest + slack)) is not None:
                return route, steps
        return None

    def beside(self, possessions: tuple[Possession, ...], trains: Iterable[int]) -> "Planner":
        """Return a planner with only some of the possessions and of the trains booked."""
        other = Planner(replace(self.scenario, possessions=possessions), self.from_s, self.to_s, self.period_s)
        for train in trains:
            for booking in self.book.held(train):
                other.book.add(booking)
        return other

    def _shortest(self, route: Route, request: Request, latest_s: int) -> list[Step] | None:
        """Return the steps that take least time of the departures within a window, the first of them, or None."""
        least = fastest_s(route)
        best: list[Step] | None = None
        at, taken = request.ready_s, least + _SLACKS_S[-1]
        while at <= latest_s and taken > least:
            steps = self.earliest(route, replace(request, ready_s=at), latest_s + taken)
            if steps is None:
                break
            if steps[-1].arrives - steps[0].departs < taken:
                best, taken = steps, steps[-1].arrives - steps[0].departs
            at = steps[0].departs + _DEPARTURES_S
        return best

    def _easily(self, route: Route, request: Request, due_s: int) -> tuple[Route, list[Step]] | None:
        """Return the easiest running that keeps a due time, and the published departure if that can be; or None."""
        most = easiest(route, request)

        def way(share: float, latest_s: int) -> tuple[Route, list[Step]] | None:
            slower = stretched(route, share * most)
            steps = self.earliest(slower, request, due_s)
            return (slower, steps) if steps is not None and steps[0].departs <= latest_s else None

        for latest_s in (request.latest_s or request.ready_s, due_s):
            failed = 1.0
            for share in _MARGINS:
                if (best := way(share, latest_s)) is None:
                    failed = share
                    continue
                kept = share
                for _ in range(_HALVINGS if failed > kept else 0):
                    middle = (kept + failed) / 2
                    if (found := way(middle, latest_s)) is None:
                        failed = middle
                    else:
                        best, kept = found, middle
                return best
        return None

    def earliest(self, route: Route, request: Request, bound_s: int) -> list[Step] | None:
        """Return the steps of the earliest path that arrives by a moment, or None.

        Where the day repeats, none stands so long on a track that the same train of the next day would find it there.
        """
        room = _FIRST_ROOM
        while True:
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
        """Tell whether a train that repeats still holds something when it comes there again."""
        held = bookings(route, steps, self.rules, len(self.trains))
        return self.period_s is not None and any(booking.end - booking.begin > self.period_s for booking in held)


def _trace(route: Route, labels: Labels, best: int) -> list[Step]:
    """Walk from the label of the arrival back to the origin, leaving every place as late as the next needs."""
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
