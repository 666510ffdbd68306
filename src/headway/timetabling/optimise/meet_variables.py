"""The variables of the model of meets: when each train arrives, departs and stops, and what follows from that.

Times are whole seconds of a plan, or variables and sums of variables of CP-SAT; the same formulas serve both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from headway.timetabling.insertion import FOREVER, PASS, STOP, Planned, Planner, Route, Rules, headway, lengthened
from headway.units import HOUR_S
from headway.work import heeding

_APART_S = HOUR_S
"""Two trains that stay further apart than this in every solution get no constraint together [s].

The long-term day that repeats costs 1.0 % less with half an hour after 25,000 rounds, in a quarter more time, and 0.3 %
more with two hours; two seeds differ by 0.6 % (`python -m benchmarks.constants --only optimise.meet_variables.APART_S`).
"""


class Times(NamedTuple):
    """When a train arrives and departs, the same moment where it passes, and whether it stops; each by place."""

    arrives: dict[int, Any]
    departs: dict[int, Any]
    stops: dict[int, Any]

    def later(self, by: int) -> "Times":
        """Return the same times some seconds later."""
        arrives, departs = ({place: time + by for place, time in times.items()} for times in (self.arrives, self.departs))
        return Times(arrives, departs, self.stops)


@dataclass(frozen=True, slots=True, eq=False)
class TrainVars:
    """A train and its variables; places are those of the line.

    Parameters
    ----------
    serial, by
        Its number in the model, and how much later than that train this one runs, where the day repeats [s].
    planned, route, places
        The train in the plan, its route (at its fastest, or as planned if it may not change), and the places of its
        route in the order of its run.
    now, chosen
        Its times in the plan, and its variables.
    soonest, latest
        The earliest and the latest times that it may have [s].
    """

    serial: int
    by: int
    planned: Planned
    route: Route
    places: range
    now: Times
    chosen: Times
    soonest: Times
    latest: Times

    @property
    def free(self) -> bool:
        """Whether it may change."""
        return self.chosen is not self.now

    @property
    def kind(self) -> tuple[str, str, str]:
        """Trains of one kind run and cost alike, so that none needs to overtake another."""
        request = self.planned.request
        return request.service, request.origin, request.consist.name

    def number(self, place: int) -> int:
        """Return the number of a place along its route."""
        return abs(place - self.places[0])

    def may_stand(self, k: int) -> bool:
        """Whether it may stop at a place on its way: it fits a track, can brake there and start again."""
        route = self.route
        if not 0 < k < len(self.places) - 1:
            return False
        return bool(route.fits[k].any()) and route.run_s[k - 1, :, STOP].max() >= 0 and route.run_s[k, STOP].max() >= 0

    def fitting(self, place: int) -> frozenset[int]:
        """The tracks of a place that it fits."""
        return frozenset(np.flatnonzero(self.route.fits[self.number(place)]).tolist())

    def slower_s(self, k: int) -> int:
        """By how much it is slower over a section in the plan than it could be; it may not be slower still [s]."""
        here, there = self.places[k : k + 2]
        start, end = (STOP if self.now.stops[place] else PASS for place in (here, there))
        return max(0, self.now.arrives[there] - self.now.departs[here] - int(self.route.run_s[k, start, end]))

    def gap_s(self, k: int, rules: Rules) -> int:
        """The longest headway behind it on its k-th section, as slowly as it may run there [s]; 0 without signals."""
        route = self.route
        runs = ((start, end) for start in (STOP, PASS) for end in (STOP, PASS) if route.run_s[k, start, end] >= 0)
        gap = max(headway(route, k, start, end, rules) for start, end in runs)
        return lengthened(gap, route, k, self.slower_s(k))

    def clear(self, times: Times, place: int, rules: Rules) -> Any:
        """When the route over a section is set for others, after it has left the section and arrived at a place."""
        free = times.arrives[place] + rules.clearing_s + rules.setting_s
        if place == self.places[-1]:
            return free
        tail_s = int(self.route.tail_s[self.number(place), PASS])
        return free + tail_s - tail_s * times.stops[place]

    def at_place(self, times: Times, place: int, rules: Rules) -> tuple[Any, Any]:
        """From when until when it holds a track of a place."""
        k, route = self.number(place), self.route
        begin = times.departs[place] - route.from_yard_s if k == 0 else times.arrives[place] - rules.setting_s
        if k == 0 and route.stands_from_s < FOREVER:
            begin = route.stands_from_s + self.by
        if place == self.places[-1]:
            stays = route.stays_until_s > -FOREVER
            return begin, route.stays_until_s + self.by if stays else times.arrives[place] + route.to_yard_s
        passing, standing = int(route.tail_s[k, PASS]), int(route.tail_s[k, STOP])
        return begin, times.departs[place] + rules.clearing_s + passing + (standing - passing) * times.stops[place]

    def over_section(self, times: Times, section: int, rules: Rules) -> tuple[Any, Any]:
        """From when until when it holds a track of a section, counted from when its route is set."""
        here, there = (section, section + 1)[:: self.route.direction]
        return times.departs[here] - rules.setting_s, self.clear(times, there, rules) - rules.setting_s

    def later(self, by: int) -> "TrainVars":
        """Return the same train of another day."""
        now, soonest, latest = (times.later(by) for times in (self.now, self.soonest, self.latest))
        return replace(self, by=by, now=now, chosen=self.chosen.later(by) if self.free else now, soonest=soonest, latest=latest)

    def retimed(self, value: Callable[[Any], int]) -> Planned:
        """Return the train at the times of a solution, on the tracks of the plan."""
        arrives, departs, stops = ([value(of[place]) for place in self.places] for of in self.chosen)
        steps = [
            replace(step, arrives=arrives[k], departs=departs[k], mode=STOP if stops[k] else PASS)
            for k, step in enumerate(self.planned.steps)
        ]
        return replace(self.planned, route=self.route, steps=steps)


class MeetVariables:
    """The trains of the model with their variables; each has its value in the plan as a hint.

    Parameters
    ----------
    model
        The variables are added to it.
    planner
        Knows the line, the routes of the trains and the days around, where the day repeats.
    trains, free
        The trains of a plan, and for each whether it may change.
    reach_s
        No train departs from a place more than this sooner or later than in the plan [s].

    Attributes
    ----------
    trains, around
        The trains, and the same with those of the days around that come near them.
    """

    def __init__(self, model: cp_model.CpModel, planner: Planner, trains: list[Planned], free: list[bool], reach_s: int) -> None:
        self.model, self.planner, self.reach_s = model, planner, reach_s
        self.trains = [
            self._free_train(serial, train) if may else self._fixed_train(serial, train)
            for serial, (train, may) in heeding(enumerate(zip(trains, free, strict=True)))
        ]
        self.around = [train for by in heeding(planner.book.shifts) for train in self._on_day(by)]

    def _fixed_train(self, serial: int, planned: Planned) -> TrainVars:
        """A train that may not change has the times of the plan."""
        places = self._places(planned, planned.route)
        now = _planned_times(planned, places)
        return TrainVars(serial, 0, planned, planned.route, places, now, now, now, now)

    def _free_train(self, serial: int, planned: Planned) -> TrainVars:
        """A train that may change has variable times within reach of the plan."""
        route = self.planner.routes.of(planned.request)
        places = self._places(planned, route)
        now = _planned_times(planned, places)
        soonest, latest = _time_windows(planned, route, now, self.reach_s)
        train = TrainVars(serial, 0, planned, route, places, now, Times({}, {}, {}), soonest, latest)
        for k, place in enumerate(places):
            self._add_call(train, k, place)
        return train

    def _add_call(self, train: TrainVars, k: int, place: int) -> None:
        """A train has a variable for its departure from a place; where it may stand also one for its arrival.

        Where it may stand and need not stop, one more says whether it does.
        """
        route, now, chosen = train.route, train.now, train.chosen
        earliest, latest, dwell_s = train.soonest.departs[place], train.latest.departs[place], int(route.dwell_s[k])
        chosen.departs[place] = chosen.arrives[place] = self.time(now.departs[place], earliest, latest)
        chosen.stops[place] = int(k in (0, len(train.places) - 1) or route.halt[k])
        if train.may_stand(k):
            chosen.arrives[place] = self.time(now.arrives[place], earliest - dwell_s, latest - dwell_s)
            if not route.halt[k]:
                chosen.stops[place] = self.flag(now.stops[place])

    def _on_day(self, by: int) -> Iterator[TrainVars]:
        """Give the trains as they run ``by`` seconds later, if they come near those of the day itself."""
        for train in heeding(self.trains):
            other = train.later(by) if by else train
            if by == 0 or any(overlap(one, other) for one in self.trains):
                yield other

    def _places(self, planned: Planned, route: Route) -> range:
        """Return the places of a route, by their numbers on the line."""
        first = self.planner.scenario.line.index(planned.request.origin)
        return range(first, first + route.direction * len(route.place), route.direction)

    def time(self, now: int, earliest: int, latest: int) -> Any:
        """Add a variable for a time from ``earliest`` to ``latest``, with the time of the plan as a hint."""
        moment = self.model.new_int_var(min(now, earliest), max(now, latest), "")
        self.model.add_hint(moment, now)
        return moment

    def flag(self, now: bool | int) -> Any:
        """Add a variable that is yes or no, with the plan's value as a hint."""
        flag = self.model.new_bool_var("")
        self.model.add_hint(flag, bool(now))
        return flag


def _planned_times(planned: Planned, places: range) -> Times:
    """Return the times of a train in the plan; it arrives at its origin when it departs."""
    steps = dict(zip(places, planned.steps, strict=True))
    return Times(
        {place: step.arrives if place != places[0] else step.departs for place, step in steps.items()},
        {place: step.departs for place, step in steps.items()},
        {place: int(step.mode == STOP) for place, step in steps.items()},
    )


def _time_windows(planned: Planned, route: Route, now: Times, reach_s: int) -> tuple[Times, Times]:
    """Return the earliest and the latest times of a train that may change.

    It departs from a place no sooner than its fastest run from when it is ready allows, and no more than ``reach_s``
    sooner or later than in the plan. It leaves its origin within its window, and arrives before it goes on as another
    train.
    """
    request, last = planned.request, len(route.place) - 1
    soonest, latest = Times({}, {}, {}), Times({}, {}, {})
    fastest = request.ready_s
    for k, place in enumerate(now.departs):
        dwell = int(route.dwell_s[k])
        if k:
            fastest += int(route.run_s[k - 1][route.run_s[k - 1] >= 0].min()) + dwell
        until = now.departs[place] + reach_s
        if k == 0 and request.latest_s is not None:
            until = min(until, request.latest_s)
        if k == last and route.stays_until_s > -FOREVER:
            until = min(until, route.stays_until_s - route.to_yard_s)
        soonest.departs[place], latest.departs[place] = max(fastest, now.departs[place] - reach_s), until
        soonest.arrives[place], latest.arrives[place] = min(now.arrives[place], soonest.departs[place] - dwell), until
        soonest.stops[place], latest.stops[place] = 0, 1
    return soonest, latest


def run_parts(route: Route, k: int) -> tuple[int, int, int, int]:
    """Return the parts of the running time over the k-th section [s].

    The first is the time with no more stops than there must be. The others are what a start adds to it, what braking
    adds, and what both together add beyond their sum, which may be negative.
    """
    run = route.run_s[k]
    start, end = next(ends for ends in ((PASS, PASS), (STOP, PASS), (PASS, STOP), (STOP, STOP)) if run[ends] >= 0)
    passing, stopping = int(run[start, end]), int(run[STOP, STOP])
    starting = int(run[STOP, end]) - passing if run[STOP, end] >= 0 else 0
    braking = int(run[start, STOP]) - passing if run[start, STOP] >= 0 else 0
    return passing, starting, braking, stopping - passing - starting - braking if stopping >= 0 else 0


def overlap(one: TrainVars, other: TrainVars) -> bool:
    """Whether two trains may be on their way at the same time, or nearly so."""
    return all(
        after.soonest.arrives[after.places[0]] <= before.latest.arrives[before.places[-1]] + _APART_S
        for before, after in ((one, other), (other, one))
    )


def near(one: TrainVars, other: TrainVars, here: int, there: int) -> bool:
    """Whether two trains may come so close to each other between two places that it matters who goes first."""
    return all(
        behind.soonest.departs[here] <= ahead.latest.departs[there] + _APART_S for ahead, behind in ((one, other), (other, one))
    )
