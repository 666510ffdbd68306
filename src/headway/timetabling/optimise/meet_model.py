"""The model of meets: where all trains meet and overtake each other, and when they run, for CP-SAT.

For two opposing trains one variable for each place says whether they meet there; the times of the trains follow from
these.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from headway.timetabling.insertion import Planned, Planner, Rules
from headway.timetabling.optimise.meet_variables import MeetVariables, Times, TrainVars, near, overlap, run_parts
from headway.units import DAY_S
from headway.work import heeding

_Span = Callable[[TrainVars, Times, int, Rules], tuple[Any, Any]]
"""Says from when until when a train holds a track of a place, or of a section, of the line."""

_Held = tuple[int, int, TrainVars | None]
"""From when at the soonest until when at the latest a train may hold a track [s]; no train where a possession does."""


class MeetModel:
    """Variables, constraints and objective: all trains of a plan, and how each may change.

    Parameters
    ----------
    planner
        Knows the line, the routes of the trains and the possessions.
    trains, free
        The trains of a plan, and for each whether it may change.
    reach_s
        No train departs from a place more than this sooner or later than in the plan [s].
    bound
        No plan costs less [weighted s].

    Attributes
    ----------
    model
        What CP-SAT solves.
    trains, around
        The trains with their variables, and the same with those of the days around, where the day repeats.
    choices
        How many pairs of trains have more than one point where they may meet.
    """

    def __init__(self, planner: Planner, trains: list[Planned], free: list[bool], reach_s: int, bound: int) -> None:
        self.model = cp_model.CpModel()
        self.variables = MeetVariables(self.model, planner, trains, free, reach_s)
        self.trains, self.around = self.variables.trains, self.variables.around
        self.line, self.rules, self.rows, self.book = planner.scenario.line, planner.rules, planner.rows, planner.book
        self.choices = 0
        # By train and place, the variables of its meets there, each with whether it is a meet of the plan.
        self._meets: dict[tuple[int, int], list[tuple[Any, bool]]] = defaultdict(list)
        self._add_dwells()
        self._add_running_times()
        self._add_meets()
        self._add_orders()
        self._add_reasons_to_stop()
        self._add_place_capacities()
        self._add_section_capacities()
        self._add_objective(bound)

    def planned(self, value: Callable[[Any], int]) -> list[Planned]:
        """Return the trains at the times of a solution, on the tracks of the plan."""
        return [train.retimed(value) if train.free else train.planned for train in self.trains]

    def _add_dwells(self) -> None:
        """A train that stops departs when its dwell is over or later; one that passes departs as it arrives."""
        for train in heeding(self.trains):
            arrives, departs, stops = train.chosen
            for k, place in enumerate(train.places):
                if train.free and train.may_stand(k):
                    self.model.add(departs[place] >= arrives[place] + int(train.route.dwell_s[k]))
                    if not train.route.halt[k]:
                        self.model.add(departs[place] == arrives[place]).only_enforce_if(~stops[place])

    def _add_running_times(self) -> None:
        """A train runs over a section at its fastest, or slower by no more than it does in the plan."""
        for train in heeding(self.trains):
            if train.free:
                for k, (here, there) in enumerate(pairwise(train.places)):
                    self._add_running_time(train, k, here, there)

    def _add_running_time(self, train: TrainVars, k: int, here: int, there: int) -> None:
        """A start adds to the running time over a section, braking adds to it, and both together add a third part.

        What is left of the time without the first two parts, and without the third if the train both starts and brakes,
        is 0 at least, and at most as much as the train is slower in the plan.
        """
        passing, starting, braking, both = run_parts(train.route, k)
        starts, brakes = train.chosen.stops[here], train.chosen.stops[there]
        spare = train.chosen.arrives[there] - train.chosen.departs[here] - passing - starting * starts - braking * brakes
        slower_s = train.slower_s(k)
        self.model.add_linear_constraint(spare, min(0, both), max(0, both) + slower_s)
        if both > 0:
            self.model.add(spare >= both * (starts + brakes - 1))
            self.model.add(spare <= slower_s + both * starts)
            self.model.add(spare <= slower_s + both * brakes)
        if both < 0:
            self.model.add(spare <= slower_s + both * (starts + brakes - 1))
            for stops in (starts, brakes):
                if not isinstance(stops, int):
                    self.model.add(spare >= 0).only_enforce_if(~stops)
                elif not stops:
                    self.model.add(spare >= 0)

    def _add_meets(self) -> None:
        """Two opposing trains meet exactly once on the stretch that they share."""
        for up, down in heeding(product(self.trains, self.around)):
            if up.route.direction > 0 > down.route.direction and (up.free or down.free) and overlap(up, down):
                low, high = max(up.places[0], down.places[-1]), min(up.places[-1], down.places[0])
                if low < high:
                    self._add_meet(up, down, low, high)

    def _add_meet(self, up: TrainVars, down: TrainVars, low: int, high: int) -> None:
        """Two trains meet at one of the points where they can do so in time; the hint is the first of the plan."""
        chosen: list[Any] = []
        met = False
        for point in self._meeting_points(low, high):
            if point.allows((up.soonest, up.latest), (down.soonest, down.latest)):
                now = point.allows((up.now, up.now), (down.now, down.now))
                here = self.variables.flag(now and not met)
                chosen.append(here)
                met |= now
                for train in (up, down):
                    self._meets[train.serial, point.lower].append((here, now))
                self._add_meet_at(up, down, point, here)
        self.model.add_exactly_one(chosen)
        self.choices += len(chosen) > 1

    def _add_meet_at(self, up: TrainVars, down: TrainVars, point: "_MeetingPoint", chosen: Any) -> None:
        """Where two trains meet, each goes on once the other is clear of the section; at a place one of them stops."""
        lower, upper, up_goes_on, down_goes_on = point
        if up_goes_on:
            clear = down.clear(down.chosen, upper, self.rules)
            self.model.add(up.chosen.departs[upper] >= clear).only_enforce_if(chosen)
        if down_goes_on:
            clear = up.clear(up.chosen, lower, self.rules)
            self.model.add(down.chosen.departs[lower] >= clear).only_enforce_if(chosen)
        if up_goes_on and down_goes_on and lower == upper:
            self.model.add(up.chosen.stops[lower] + down.chosen.stops[lower] >= 1).only_enforce_if(chosen)

    def _meeting_points(self, low: int, high: int) -> Iterator["_MeetingPoint"]:
        """Give the places of a stretch, then its sections of more than one track."""
        points = [(place, place) for place in range(low, high + 1)]
        points += [(place, place + 1) for place in range(low, high) if self.line.sections[place].tracks > 1]
        return (_MeetingPoint(lower, upper, upper < high, lower > low) for lower, upper in points)

    def _add_orders(self) -> None:
        """Of two trains of one direction one goes first over every section of one track."""
        for own, another in heeding(product(self.trains, self.around)):
            if (another.serial, another.by > 0) <= (own.serial, False):
                continue
            one, other = sorted((own, another), key=lambda train: train.now.departs[train.places[0]])
            if one.route.direction == other.route.direction and (one.free or other.free) and overlap(one, other):
                self._add_order(one, other)

    def _add_order(self, one: TrainVars, other: TrainVars) -> None:
        """Either of two trains may go first; two of one kind keep their order if neither overtakes in the plan."""
        shared = [place for place in one.places if place in other.places]
        keeps = one.kind == other.kind and all(one.now.departs[place] < other.now.departs[place] for place in shared)
        for here, there in pairwise(shared):
            if self.line.sections[min(here, there)].tracks > 1 or not near(one, other, here, there):
                continue
            if keeps:
                self._add_following(one, other, here, there)
            else:
                first = self.variables.flag(one.now.departs[here] < other.now.departs[here])
                self._add_following(one, other, here, there, first)
                self._add_following(other, one, here, there, ~first)

    def _add_following(self, ahead: TrainVars, behind: TrainVars, here: int, there: int, *when: Any) -> None:
        """A train follows another over a section once that is clear, or at a headway where there are signals."""
        gap, own = (train.gap_s(train.number(here), self.rules) for train in (ahead, behind))
        if min(gap, own) > 0:
            apart = [
                behind.chosen.departs[here] >= ahead.chosen.departs[here] + gap,
                behind.chosen.arrives[there] >= ahead.chosen.arrives[there] + gap,
            ]
        else:
            apart = [behind.chosen.departs[here] >= ahead.clear(ahead.chosen, there, self.rules)]
        for enough in apart:
            self.model.add(enough).only_enforce_if(*when)

    def _add_reasons_to_stop(self) -> None:
        """A train stops of its own accord only where it meets another, or where one of another kind may overtake it.

        This does not bind where it stops in the plan without meeting anybody.
        """
        for train in heeding(self.trains):
            overtaking = [
                other for other in self.around if other.route.direction == train.route.direction and other.kind != train.kind
            ]
            for place, stops in train.chosen.stops.items():
                meets = self._meets[train.serial, place]
                if isinstance(stops, int) or (train.now.stops[place] and not any(now for _, now in meets)):
                    continue
                if not any(place in other.places and near(train, other, place, place) for other in overtaking):
                    self.model.add_bool_or(~stops, *(chosen for chosen, _ in meets))

    def _add_place_capacities(self) -> None:
        """A place holds no more trains than it has tracks, and at rest no more than it has tracks that fit them."""
        for number, place in heeding(enumerate(self.line.places)):
            here = [train for train in self.around if number in train.places]
            every = frozenset(range(len(place.tracks)))
            self._add_capacity(here, number, TrainVars.at_place, len(every))
            for fitting in {train.fitting(number) for train in here} - {every}:
                short = [train for train in here if train.fitting(number) <= fitting]
                self._add_capacity(short, number, TrainVars.at_place, len(fitting), standing=True)

    def _add_section_capacities(self) -> None:
        """A section of several tracks holds no more trains than tracks; any section holds none during a possession."""
        for number, section in heeding(enumerate(self.line.sections)):
            closed = self.book.closed(int(self.rows.section[number]))
            if section.tracks > 1 or closed:
                over = [train for train in self.around if number in train.places and number + 1 in train.places]
                self._add_capacity(over, number, TrainVars.over_section, section.tracks, closed)

    def _add_capacity(
        self,
        trains: list[TrainVars],
        where: int,
        span: _Span,
        tracks: int,
        closed: Sequence[tuple[int, int]] = (),
        *,
        standing: bool = False,
    ) -> None:
        """No more trains than there are tracks hold one at a time, and none while possessions hold them all.

        Trains are counted only at times when more might come than there are tracks; with ``standing`` only those that
        stop.
        """
        held: list[_Held] = [(*self._longest(train, where, span), train) for train in trains]
        held += [(begin, end, None) for begin, end in closed for _ in range(tracks)]
        for crowd in heeding(_crowds(held, tracks)):
            if any(train is not None and train.by == 0 for _, _, train in crowd):
                intervals = [
                    self.model.new_fixed_size_interval_var(begin, end - begin, "")
                    if train is None
                    else self._interval(train, where, span, train.chosen.stops[where] if standing else 1)
                    for begin, end, train in crowd
                ]
                self.model.add_cumulative(intervals, [1] * len(intervals), tracks)

    def _longest(self, train: TrainVars, where: int, span: _Span) -> tuple[int, int]:
        """Return from when at the soonest until when at the latest a train may hold a track [s]."""
        latest = (train.latest._replace(stops=dict.fromkeys(train.places, stops)) for stops in (0, 1))
        ends = [span(train, times, where, self.rules)[1] for times in latest]
        return span(train, train.soonest, where, self.rules)[0], max(ends)

    def _interval(self, train: TrainVars, where: int, span: _Span, present: Any) -> Any:
        """A train holds a track from when until when its times say; ``present`` is whether it counts."""
        begin, end = span(train, train.chosen, where, self.rules)
        if not train.free:
            return self.model.new_optional_fixed_size_interval_var(begin, end - begin, present, "")
        begun, ended = span(train, train.now, where, self.rules)
        until = self.variables.time(ended, begun - DAY_S, ended + DAY_S)
        length = self.variables.time(ended - begun, 0, DAY_S)
        self.model.add(until == end)
        return self.model.new_optional_interval_var(begin, length, until, present, "")

    def _add_objective(self, bound: int) -> None:
        """All trains together cost as little as they can; no plan costs less than the bound."""
        cost = sum(self._cost(train) for train in self.trains)
        self.model.add(cost >= bound)
        self.model.minimize(cost)

    def _cost(self, train: TrainVars) -> Any:
        """A train costs its time on the way; one with a due time costs the lateness of its arrival and departure.

        `cost_of` has the same for a plan.
        """
        request, last = train.planned.request, train.places[-1]
        departs, arrives = train.chosen.departs[train.places[0]], train.chosen.arrives[last]
        since = request.ready_s if request.latest_s is None else departs
        if request.due_s is None:
            return request.weight * (arrives - since)
        due_s = request.due_s
        late = self.variables.time(max(due_s, train.now.arrives[last]), due_s, max(due_s, train.latest.departs[last]))
        self.model.add(late >= arrives)
        return request.weight * (late - request.ready_s + departs - since)


class _MeetingPoint(NamedTuple):
    """A place, or a section of several tracks, where two opposing trains may meet on the stretch that they share.

    Parameters
    ----------
    lower, upper
        The places at its ends; one and the same for a place.
    up_goes_on, down_goes_on
        Whether the stretch goes on beyond it for the train in the direction of the line, and for the other.
    """

    lower: int
    upper: int
    up_goes_on: bool
    down_goes_on: bool

    def allows(self, up: tuple[Times, Times], down: tuple[Times, Times]) -> bool:
        """Whether each of two trains can go on, at its latest, no sooner than the other arrives, at its soonest.

        Of each train the soonest times are given, then the latest.
        """
        (up_soonest, up_latest), (down_soonest, down_latest) = up, down
        return (not self.up_goes_on or up_latest.departs[self.upper] >= down_soonest.arrives[self.upper]) and (
            not self.down_goes_on or down_latest.departs[self.lower] >= up_soonest.arrives[self.lower]
        )


def _crowds(held: list[_Held], tracks: int) -> Iterator[list[_Held]]:
    """Give the spans of time of which more than there are tracks may overlap, in groups that do not overlap."""
    crowd: list[_Held] = []
    ends = 0
    for one in sorted(held, key=lambda span: span[:2]):
        begins = [other[0] for other in held if one[0] <= other[0] < one[1]] + [one[0]]
        if max(sum(other[0] <= begin < other[1] for other in held) for begin in begins) <= tracks:
            continue
        if crowd and one[0] >= ends:
            yield crowd
            crowd = []
        crowd.append(one)
        ends = max(ends, one[1])
    if crowd:
        yield crowd
