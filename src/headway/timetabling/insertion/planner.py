"""The planner plans one train after another, each on the earliest path through what is already booked.

A train is booked from its origin to its destination before the next is planned. So no two paths conflict, and no train
enters the line unless it can leave it: there is no deadlock.
"""

from copy import copy
from dataclasses import replace

from headway.errors import InputError
from headway.model import Scenario
from headway.timetabling.insertion.booked import BEYOND_S, Booked
from headway.timetabling.insertion.explainer import Explainer
from headway.timetabling.insertion.no_path import no_path
from headway.timetabling.insertion.planned import Planned
from headway.timetabling.insertion.routes import Routes, easiest, fastest_s, stretched
from headway.timetabling.insertion.search import Route
from headway.timetabling.insertion.steps import Step
from headway.timetabling.paths import TrainPath
from headway.timetabling.requests import Request
from headway.units import DAY_S, HOUR_S
from headway.work import Stop, heed, heeding, interrupted, late

_SLACKS_S = (6 * HOUR_S, DAY_S, 4 * DAY_S, 16 * DAY_S, BEYOND_S)
"""The planner searches for a path that takes at most this much longer than the fastest, and tries these in turn [s]."""

_SLACKS_AGAIN_S = (6 * HOUR_S, DAY_S, 2 * DAY_S)
"""The same for a plan that repeats [s]: a train that is later still would meet its own next runs."""

_MARGINS = (1.0, 0.97, 0.94, 0.9, 0.8, 0.6, 0.4, 0.2, 0.0)
"""A train with a due time spends this share of its spare time on slower running; the planner tries these in turn."""

_DEPARTURES_S = 300
"""The planner tries departures within a window this far apart [s]."""

_HALVINGS = 4
"""How often the planner halves the step between the first share that keeps the due time and the one tried before it."""


class Planner:
    """Plans trains on a line, first come, first served.

    Parameters
    ----------
    scenario, from_s, to_s, period_s
        As for `Booked`.
    stop
        When to end the search that uses the planner.
    """

    def __init__(self, scenario: Scenario, from_s: int, to_s: int, period_s: int | None = None, stop: Stop | None = None) -> None:
        self.scenario, self.period_s, self.stop = scenario, period_s, stop
        self._use(Booked(scenario, from_s, to_s, period_s))
        self.routes = Routes(scenario, self.rows)

    def _use(self, booked: Booked) -> None:
        self.booked = booked
        self.rows, self.book, self.rules, self.trains = booked.rows, booked.book, booked.rules, booked.trains

    def copy(self) -> "Planner":
        """Return a planner with the same bookings, which may then differ."""
        other = copy(self)
        other._use(self.booked.copy())
        return other

    def plan(self, request: Request) -> TrainPath:
        """Book the earliest path of a train; with a due time, the slowest running that keeps it.

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
        """Return an `Explainer`; ``trains`` are the names of the trains, in the order of their numbers in the book."""
        return Explainer(self.scenario, self.book, self.rules, trains)

    def explained(self, trains: list[Planned]) -> list[TrainPath]:
        """Return the paths of trains with what they wait for; the trains must be booked in this order."""
        explainer = self.explainer([train.request.train for train in trains])
        return [explainer.path(train.request, train.route, train.steps) for train in heeding(trains)]

    @property
    def interrupted(self) -> bool:
        """Whether somebody interrupted the search: the plan then stays as it is.

        Raises
        ------
        KeyboardInterrupt
            If somebody did, and there is no plan yet.
        """
        heed()
        return interrupted(self.stop)

    @property
    def late(self) -> bool:
        """Whether the time of the search is over: what is only for the better is then left out."""
        return late(self.stop)

    def clear(self) -> None:
        """Remove all trains from the book."""
        self.booked.clear()

    def enter(self, request: Request, route: Route, steps: list[Step]) -> None:
        """Book a train under the next number."""
        self.booked.enter(request, route, steps)

    def find(self, request: Request) -> tuple[Route, list[Step]]:
        """Return the earliest path of a train through what is booked.

        A train with a due time gets the slowest running that keeps it. A train with a window and no due time gets the
        departure within the window from which it takes least time.

        Raises
        ------
        InputError
            If the train finds no path at all.
        """
        if (found := self.path_or_none(request)) is None:
            raise self.refusal(request)
        return found

    def refusal(self, request: Request) -> InputError:
        """Return the error that says why a train finds no path; to find out why may take longer than the search did."""
        most_s = (_SLACKS_S if self.period_s is None else _SLACKS_AGAIN_S)[-1]
        return InputError([no_path(self.booked, request, self.routes.of(request), most_s)])

    def path_or_none(self, request: Request) -> tuple[Route, list[Step]] | None:
        """Return the route and the steps of a train as `find` does, or None if there is no path."""
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

    def _shortest(self, route: Route, request: Request, latest_s: int) -> list[Step] | None:
        """Return the path that takes least time of all departures within a window, or None; of equals the earliest."""
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
        """Return the path with the slowest running that keeps a due time, or None.

        A path that also keeps the published departure comes first.
        """
        most = easiest(route, request)

        def path_at(share: float, latest_s: int) -> tuple[Route, list[Step]] | None:
            slower = stretched(route, share * most)
            steps = self.earliest(slower, request, due_s)
            return (slower, steps) if steps is not None and steps[0].departs <= latest_s else None

        for latest_s in (request.latest_s or request.ready_s, due_s):
            failed = 1.0
            for share in _MARGINS:
                if (best := path_at(share, latest_s)) is None:
                    failed = share
                    continue
                kept = share
                for _ in range(_HALVINGS if failed > kept else 0):
                    middle = (kept + failed) / 2
                    if (found := path_at(middle, latest_s)) is None:
                        failed = middle
                    else:
                        best, kept = found, middle
                return best
        return None

    def earliest(self, route: Route, request: Request, bound_s: int) -> list[Step] | None:
        """Return the steps of the earliest path that arrives by ``bound_s``, or None; see `Booked.earliest`."""
        return self.booked.earliest(route, request, bound_s)
