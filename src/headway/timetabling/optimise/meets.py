"""Meets: where all trains meet and overtake each other, and when they run, chosen together by constraint programming.

A search that moves one train at a time stands still where many meets would have to move at once. Here one variable says at which
place two opposing trains meet, and times follow from that.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from headway.timetabling.insertion import FOREVER, PASS, STOP, Planned, Planner, Route, Rules, headway, lengthened, total
from headway.timetabling.optimise.tracks import on_free_tracks
from headway.units import DAY_S, HOUR_S

_APART_S = HOUR_S
"""Trains that come by further apart than this, whatever is chosen, do not mind each other."""

_FEW = 20
"""So few meets that have a choice are searched as a whole, which solves them.

CP-SAT 9.15 crashed on a model of which presolve left nothing, where it might search neighbourhoods only.
"""

_BARREN = [f"scheduling_{by}_lns" for by in ("intervals", "precedences", "time_window", "resource_windows")]
"""Neighbourhoods of CP-SAT that are not searched: on the long-term day 5 of 47 gained something, of all others every second."""

_LOOK_S = 0.05
"""Time between two looks at whether to stop [s]."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How far and how long to search for other meets.

    Parameters
    ----------
    reach_s
        No train leaves a place so much sooner or later than it does in the plan [s].
    bound
        No plan costs less [weighted s].
    work
        How long to search at most [deterministic seconds of CP-SAT].
    jobs, seed
        Threads and random numbers.
    over
        Says whether to stop before.
    """

    reach_s: int
    bound: int
    work: float
    jobs: int
    seed: int
    over: Callable[[], bool]


def meet_anew(planner: Planner, trains: list[Planned], free: Collection[int], effort: Effort) -> list[Planned]:
    """Return the trains of a plan with other meets and times, at which they cost less together; the same if none are found.

    Trains run at their fastest, or over a section as slowly as they do in the plan. A train that fits no track of a place does
    not hold the way beyond, and who follows another keeps the longest headway that there may be between them; where the plan to
    begin with is not one by these rules, what is found may cost more and is not taken.

    Parameters
    ----------
    planner
        Knows the line, the ways of the trains and the possessions.
    trains
        A plan without conflicts.
    free
        Numbers of the trains that may change; all others stay as they are.
    effort
        How far and how long to search.
    """
    reach_s = effort.reach_s
    begins = min(trains[number].steps[0].departs for number in free) - 2 * reach_s
    ends = max(trains[number].steps[-1].arrives for number in free) + 2 * reach_s
    near = [
        number
        for number, train in enumerate(trains)
        if planner.period_s or (train.steps[0].departs <= ends and train.steps[-1].arrives >= begins)
    ]
    elsewhere = sum(train.cost for number, train in enumerate(trains) if number not in near)
    model = _Model(
        planner, [trains[number] for number in near], [number in free for number in near], reach_s, effort.bound - elsewhere
    )
    found = model.solve(effort)
    if found is None:
        return trains
    changed = dict(zip(near, found, strict=True))
    every = [changed.get(number, train) for number, train in enumerate(trains)]
    return on_free_tracks(every, planner.rules, planner.period_s)


def meet_near(planner: Planner, alone: list[Planned], effort: Effort) -> list[Planned] | None:
    """Return trains that do not mind each other with meets near where they come by each other, at times without conflicts.

    What they cost does not count, since without that a plan is found a hundred times as soon; None if none is found.

    Parameters
    ----------
    planner
        Knows the line, the ways of the trains and the possessions.
    alone
        Trains, each as if it were alone on the line.
    effort
        How far and how long to search.
    """
    found = _Model(planner, alone, [True] * len(alone), effort.reach_s, 0).first(effort)
    return None if found is None else on_free_tracks(found, planner.rules, planner.period_s)


class _Times(NamedTuple):
    """When a train arrives at its places and leaves them, one and the same where it passes, and whether it stops: by place."""

    arrives: dict[int, Any]
    departs: dict[int, Any]
    stops: dict[int, Any]

    def later(self, by: int) -> "_Times":
        """Return the same some time later [s]."""
        arrives, departs = ({place: time + by for place, time in times.items()} for times in (self.arrives, self.departs))
        return _Times(arrives, departs, self.stops)


@dataclass(frozen=True, slots=True, eq=False)
class _Train:
    """A train and its variables; places are those of the line.

    Parameters
    ----------
    serial, by
        Its number in the model, and how much later than that this one runs, where the day repeats [s].
    planned, route, places
        What it is, its way at its fastest or as it runs if it may not change, and the places of its way in the order of its run.
    now, chosen
        Its times in the plan to begin with, and its variables.
    soonest, latest
        Between when it arrives and leaves [s].
    """

    serial: int
    by: int
    planned: Planned
    route: Route
    places: range
    now: _Times
    chosen: _Times
    soonest: _Times
    latest: _Times

    @property
    def free(self) -> bool:
        """Whether it may change."""
        return self.chosen is not self.now

    @property
    def kind(self) -> tuple[str, str, str]:
        """Trains of one kind run and cost alike, so that none need overtake another."""
        request = self.planned.request
        return request.service, request.origin, request.consist.name

    def number(self, place: int) -> int:
        """Return the number of a place along its way."""
        return abs(place - self.places[0])

    def slowly(self, k: int) -> int:
        """By how much it is slower now over a section than it could be; it may stay so, never be slower [s]."""
        here, there = self.places[k : k + 2]
        start, end = (STOP if self.now.stops[place] else PASS for place in (here, there))
        return max(0, self.now.arrives[there] - self.now.departs[here] - int(self.route.run_s[k, start, end]))

    def later(self, by: int) -> "_Train":
        """Return the same train of another day."""
        now, soonest, latest = (times.later(by) for times in (self.now, self.soonest, self.latest))
        return replace(self, by=by, now=now, chosen=self.chosen.later(by) if self.free else now, soonest=soonest, latest=latest)


class _Model:
    """Variables, constraints and objective; every variable is hinted at its value in the plan to begin with."""

    def __init__(self, planner: Planner, trains: list[Planned], free: list[bool], reach_s: int, bound: int) -> None:
        self.model, self.reach_s = cp_model.CpModel(), reach_s
        self.line, self.rules, self.rows, self.book = planner.scenario.line, planner.rules, planner.rows, planner.book
        self.meets: dict[tuple[int, int], list[tuple[Any, bool]]] = defaultdict(list)
        self.choices = 0
        self.trains = [
            self._train(serial, train, planner.routes.of(train.request) if may else train.route, free=may)
            for serial, (train, may) in enumerate(zip(trains, free, strict=True))
        ]
        self.around = [train for by in self.book.shifts for train in self._on_day(by)]
        for train in self.trains:
            if train.free:
                self._runs(train)
        for up, down in product(self.trains, self.around):
            if up.route.way > 0 > down.route.way and (up.free or down.free) and _overlap(up, down):
                self._meet(up, down)
        self._order()
        self._stop()
        self._hold_tracks()
        self._hold_sections()
        cost = sum(self._cost(train) for train in self.trains)
        self.model.add(cost >= bound)
        self.model.minimize(cost)

    def _on_day(self, by: int) -> Iterator[_Train]:
        """Give the trains as they run some time later, where they come near those of the day itself."""
        for train in self.trains:
            other = train.later(by) if by else train
            if by == 0 or any(_overlap(one, other) for one in self.trains):
                yield other

    def _train(self, serial: int, planned: Planned, route: Route, *, free: bool) -> _Train:
        """A train leaves its origin when it may, and every place at once where it passes, after its dwell where it stops."""
        request, first, last = planned.request, self.line.index(planned.request.origin), len(route.place) - 1
        places = range(first, first + route.way * len(route.place), route.way)
        now = _Times(
            {
                place: step.arrives if k else step.departs
                for k, (place, step) in enumerate(zip(places, planned.steps, strict=True))
            },
            {place: step.departs for place, step in zip(places, planned.steps, strict=True)},
            {place: int(step.mode == STOP) for place, step in zip(places, planned.steps, strict=True)},
        )
        if not free:
            return _Train(serial, 0, planned, route, places, now, now, now, now)
        train = _Train(serial, 0, planned, route, places, now, _Times({}, {}, {}), _Times({}, {}, {}), _Times({}, {}, {}))
        arrives, departs, stops = train.chosen
        soonest = request.ready_s
        for k, place in enumerate(places):
            dwell = int(route.dwell_s[k])
            if k:
                soonest += int(route.run_s[k - 1][route.run_s[k - 1] >= 0].min()) + dwell
            earliest = max(soonest, now.departs[place] - self.reach_s)
            latest = now.departs[place] + self.reach_s
            if k == 0 and request.latest_s is not None:
                latest = min(latest, request.latest_s)
            if k == last and route.stays_until_s > -FOREVER:
                latest = min(latest, route.stays_until_s - route.to_yard_s)
            train.soonest.departs[place], train.latest.departs[place] = earliest, latest
            train.soonest.arrives[place], train.latest.arrives[place] = min(now.arrives[place], earliest - dwell), latest
            departs[place] = arrives[place] = self._time(now.departs[place], earliest, latest)
            stops[place] = int(k in (0, last) or route.halt[k])
            train.soonest.stops[place], train.latest.stops[place] = 0, 1
            if 0 < k < last and _may_stand(route, k):
                arrives[place] = self._time(now.arrives[place], earliest - dwell, latest - dwell)
                self.model.add(departs[place] >= arrives[place] + dwell)
                if not route.halt[k]:
                    stops[place] = self._flag(now.stops[place])
                    self.model.add(departs[place] == arrives[place]).only_enforce_if(~stops[place])
        return train

    def _runs(self, train: _Train) -> None:
        """Over a section a train takes what it takes at its fastest, or as much longer at most as it takes now."""
        for k, (here, there) in enumerate(pairwise(train.places)):
            passing, starting, braking, more = _parts(train.route, k)
            stops, halts = train.chosen.stops[here], train.chosen.stops[there]
            beyond = train.chosen.arrives[there] - train.chosen.departs[here] - passing - starting * stops - braking * halts
            slowly = train.slowly(k)
            self.model.add_linear_constraint(beyond, min(0, more), max(0, more) + slowly)
            if more > 0:
                self.model.add(beyond >= more * (stops + halts - 1))
                self.model.add(beyond <= slowly + more * stops)
                self.model.add(beyond <= slowly + more * halts)
            if more < 0:
                self.model.add(beyond <= slowly + more * (stops + halts - 1))
            for flag in (stops, halts) if more < 0 else ():
                if not isinstance(flag, int):
                    self.model.add(beyond >= 0).only_enforce_if(~flag)
                elif not flag:
                    self.model.add(beyond >= 0)

    def _meet(self, up: _Train, down: _Train) -> None:
        """Two opposing trains meet once on the stretch that they share: at a place, or on a section of more than one track.

        Each goes on where the other has come from when that is clear of the section behind it; at a place one of them stops.
        """
        low, high = max(up.places[0], down.places[-1]), min(up.places[-1], down.places[0])
        if low >= high:
            return
        spots = [(place, place) for place in range(low, high + 1)]
        spots += [(place, place + 1) for place in range(low, high) if self.line.sections[place].tracks > 1]
        where: list[Any] = []
        met = False
        for at, beyond in spots:
            leaves, turns = beyond < high, at > low
            if (leaves and up.latest.departs[beyond] < down.soonest.arrives[beyond]) or (
                turns and down.latest.departs[at] < up.soonest.arrives[at]
            ):
                continue
            here = (not leaves or up.now.departs[beyond] >= down.now.arrives[beyond]) and (
                not turns or down.now.departs[at] >= up.now.arrives[at]
            )
            chosen = self._flag(here and not met)
            where.append(chosen)
            for train in (up, down):
                self.meets[train.serial, at].append((chosen, here))
            met |= here
            if leaves:
                self.model.add(up.chosen.departs[beyond] >= self._clear(down, down.chosen, beyond)).only_enforce_if(chosen)
            if turns:
                self.model.add(down.chosen.departs[at] >= self._clear(up, up.chosen, at)).only_enforce_if(chosen)
            if leaves and turns and at == beyond:
                self.model.add(up.chosen.stops[at] + down.chosen.stops[at] >= 1).only_enforce_if(chosen)
        self.model.add_exactly_one(where)
        self.choices += len(where) > 1

    def _order(self) -> None:
        """Of two trains of one way one goes first over a section of one track; of one kind the one that does all the way now."""
        for own, another in product(self.trains, self.around):
            if (another.serial, another.by > 0) <= (own.serial, False):
                continue
            one, other = sorted((own, another), key=lambda train: train.now.departs[train.places[0]])
            if one.route.way != other.route.way or not (one.free or other.free) or not _overlap(one, other):
                continue
            shared = [place for place in one.places if place in other.places]
            keeps = one.kind == other.kind and all(one.now.departs[place] < other.now.departs[place] for place in shared)
            for here, there in pairwise(shared):
                if self.line.sections[min(here, there)].tracks > 1 or not _near(one, other, here, there):
                    continue
                if keeps:
                    self._follow(one, other, here, there)
                else:
                    first = self._flag(one.now.departs[here] < other.now.departs[here])
                    self._follow(one, other, here, there, first)
                    self._follow(other, one, here, there, ~first)

    def _stop(self) -> None:
        """Trains stop of their own accord only where they meet others, unless one of another kind may come from behind."""
        for train in self.trains:
            overtaken = [other for other in self.around if other.route.way == train.route.way and other.kind != train.kind]
            for place, stops in train.chosen.stops.items():
                meets = self.meets[train.serial, place]
                if isinstance(stops, int) or (train.now.stops[place] and not any(now for _, now in meets)):
                    continue
                if not any(place in other.places and _near(train, other, place, place) for other in overtaken):
                    self.model.add_bool_or(~stops, *(chosen for chosen, _ in meets))

    def _follow(self, ahead: _Train, behind: _Train, here: int, there: int, *when: Any) -> None:
        """A train follows another over a section when that is clear, or at a headway where there are signals on the way."""
        gap, own = (_gap(train, train.number(here), self.rules) for train in (ahead, behind))
        if min(gap, own) > 0:
            apart = [
                behind.chosen.departs[here] >= ahead.chosen.departs[here] + gap,
                behind.chosen.arrives[there] >= ahead.chosen.arrives[there] + gap,
            ]
        else:
            apart = [behind.chosen.departs[here] >= self._clear(ahead, ahead.chosen, there)]
        for enough in apart:
            self.model.add(enough).only_enforce_if(*when)

    def _clear(self, train: _Train, times: _Times, place: int) -> Any:
        """When the route over a section is set for others after a train has come to a place behind it."""
        free = times.arrives[place] + self.rules.clearing_s + self.rules.setting_s
        if place == train.places[-1]:
            return free
        tail_s = int(train.route.tail_s[train.number(place), PASS])
        return free + tail_s - tail_s * times.stops[place]

    def _hold_tracks(self) -> None:
        """A place holds no more trains than it has tracks, and no more that stand there than it has tracks that fit them."""
        for number, place in enumerate(self.line.places):
            here = [train for train in self.around if number in train.places]
            every = frozenset(range(len(place.tracks)))
            self._hold(here, number, self._at_place, len(every))
            for fitting in {_fitting(train, number) for train in here} - {every}:
                short = [train for train in here if _fitting(train, number) <= fitting]
                self._hold(short, number, self._at_place, len(fitting), standing=True)

    def _at_place(self, train: _Train, times: _Times, place: int) -> tuple[Any, Any]:
        """From when until when a train holds a track of a place."""
        k, route, rules = train.number(place), train.route, self.rules
        begin = times.departs[place] - route.from_yard_s if k == 0 else times.arrives[place] - rules.setting_s
        if k == 0 and route.stands_from_s < FOREVER:
            begin = route.stands_from_s + train.by
        if place == train.places[-1]:
            stays = route.stays_until_s > -FOREVER
            return begin, route.stays_until_s + train.by if stays else times.arrives[place] + route.to_yard_s
        passing, standing = int(route.tail_s[k, PASS]), int(route.tail_s[k, STOP])
        return begin, times.departs[place] + rules.clearing_s + passing + (standing - passing) * times.stops[place]

    def _hold_sections(self) -> None:
        """A section of several tracks holds no more trains than these, and none during a possession."""
        for number, section in enumerate(self.line.sections):
            closed = self.book.closed(int(self.rows.section[number]))
            if section.tracks > 1 or closed:
                over = [train for train in self.around if number in train.places and number + 1 in train.places]
                self._hold(over, number, self._over_section, section.tracks, closed)

    def _over_section(self, train: _Train, times: _Times, section: int) -> tuple[Any, Any]:
        """From when until when a train holds a track of a section, from when its route is set."""
        here, there = (section, section + 1)[:: train.route.way]
        return times.departs[here] - self.rules.setting_s, self._clear(train, times, there) - self.rules.setting_s

    def _cost(self, train: _Train) -> Any:
        """What a train costs; see `cost_of`."""
        request, last = train.planned.request, train.places[-1]
        left, arrives = train.chosen.departs[train.places[0]], train.chosen.arrives[last]
        since = request.ready_s if request.latest_s is None else left
        if request.due_s is None:
            return request.weight * (arrives - since)
        late = self._time(
            max(request.due_s, train.now.arrives[last]), request.due_s, max(request.due_s, train.latest.departs[last])
        )
        self.model.add(late >= arrives)
        return request.weight * (late - request.ready_s + left - since)

    def _time(self, now: int, earliest: int, latest: int) -> Any:
        """Add a moment between two others."""
        moment = self.model.new_int_var(min(now, earliest), max(now, latest), "")
        self.model.add_hint(moment, now)
        return moment

    def _flag(self, now: bool | int) -> Any:
        """Add a yes or no."""
        flag = self.model.new_bool_var("")
        self.model.add_hint(flag, bool(now))
        return flag

    def _hold(
        self,
        trains: list[_Train],
        where: int,
        span: Callable[[_Train, _Times, int], tuple[Any, Any]],
        most: int,
        closed: Sequence[tuple[int, int]] = (),
        *,
        standing: bool = False,
    ) -> None:
        """Of these trains no more hold something at a time than it has tracks, and none while it is closed."""
        spans: list[tuple[int, int, _Train | None]] = []
        for train in trains:
            latest = (train.latest._replace(stops=dict.fromkeys(train.places, stops)) for stops in (0, 1))
            spans.append((span(train, train.soonest, where)[0], max(span(train, times, where)[1] for times in latest), train))
        spans += [(begin, end, None) for begin, end in closed for _ in range(most)]
        for together in _crowds(spans, most):
            if not any(train is not None and train.by == 0 for _, _, train in together):
                continue
            held = [
                self.model.new_fixed_size_interval_var(begin, end - begin, "")
                if train is None
                else self._interval(train, where, span, train.chosen.stops[where] if standing else 1)
                for begin, end, train in together
            ]
            self.model.add_cumulative(held, [1] * len(held), most)

    def _interval(self, train: _Train, where: int, span: Callable[[_Train, _Times, int], tuple[Any, Any]], present: Any) -> Any:
        """Add the time for which a train holds something, if it does."""
        begin, end = span(train, train.chosen, where)
        if not train.free:
            return self.model.new_optional_fixed_size_interval_var(begin, end - begin, present, "")
        begun, ended = span(train, train.now, where)
        until = self._time(ended, begun - DAY_S, ended + DAY_S)
        length = self._time(ended - begun, 0, DAY_S)
        self.model.add(until == end)
        return self.model.new_optional_interval_var(begin, length, until, present, "")

    def solve(self, effort: Effort) -> list[Planned] | None:
        """Return the trains if they are found to cost less."""
        solver = _solver(effort)
        solver.parameters.use_lns_only = self.choices > _FEW
        solver.parameters.ignore_subsolvers.extend(_BARREN)
        before = total([train.planned for train in self.trains])
        if not self._solved(solver, effort) or solver.objective_value >= before:
            return None
        return self._planned(solver)

    def first(self, effort: Effort) -> list[Planned] | None:
        """Return the trains as they are first found, whatever they cost; what they are now is no plan, and no hint.

        Of 18 beginnings of the long-term day one thread without linear programs found a plan for 14 within three seconds, one
        that takes turns with them for 7.
        """
        self.model.clear_objective()
        self.model.clear_hints()
        solver = _solver(replace(effort, jobs=1))
        solver.parameters.interleave_search = False
        solver.parameters.linearization_level = 0
        if not self._solved(solver, effort):
            return None
        return self._planned(solver)

    def _solved(self, solver: cp_model.CpSolver, effort: Effort) -> bool:
        """Search until the work is done or it is time to stop; return whether anything was found. An interruption ends it."""
        with ThreadPoolExecutor(1) as pool:
            task = pool.submit(solver.solve, self.model)
            try:
                while wait([task], _LOOK_S).not_done:
                    if effort.over():
                        solver.stop_search()
            except KeyboardInterrupt:
                solver.stop_search()
                raise
            return task.result() in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    def _planned(self, solver: cp_model.CpSolver) -> list[Planned]:
        """Return the trains of what a solver has found; their tracks are those of the plan to begin with."""

        def value(variable: Any) -> int:
            return variable if isinstance(variable, int) else solver.value(variable)

        return [self._retimed(train, value) if train.free else train.planned for train in self.trains]

    def _retimed(self, train: _Train, value: Callable[[Any], int]) -> Planned:
        """Return a train at its times of an assignment."""
        arrives, departs, stops = ([value(of[place]) for place in train.places] for of in train.chosen)
        steps = [
            replace(step, arrives=arrives[k], departs=departs[k], mode=STOP if stops[k] else PASS)
            for k, step in enumerate(train.planned.steps)
        ]
        return replace(train.planned, route=train.route, steps=steps)


def _solver(effort: Effort) -> cp_model.CpSolver:
    """Return a solver that works so long."""
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.num_workers = effort.jobs
    solver.parameters.interleave_search = effort.jobs == 1
    # Neighbourhoods are solved in tenths of a second, of which a thorough presolve would take most.
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.random_seed = effort.seed % 2**31  # CP-SAT takes 31 bits
    solver.parameters.catch_sigint_signal = False
    return solver


def _crowds(spans: list[tuple[int, int, _Train | None]], most: int) -> Iterator[list[tuple[int, int, _Train | None]]]:
    """Give those of some spans of time in which more than so many may overlap, parted where none goes on."""
    crowd: list[tuple[int, int, _Train | None]] = []
    ends = 0
    for one in sorted(spans, key=lambda span: span[:2]):
        begins = [other[0] for other in spans if one[0] <= other[0] < one[1]] + [one[0]]
        if max(sum(other[0] <= begin < other[1] for other in spans) for begin in begins) <= most:
            continue
        if crowd and one[0] >= ends:
            yield crowd
            crowd = []
        crowd.append(one)
        ends = max(ends, one[1])
    if crowd:
        yield crowd


def _overlap(one: _Train, other: _Train) -> bool:
    """Whether two trains may be on their way at the same time, or nearly so."""
    return all(
        after.soonest.arrives[after.places[0]] <= before.latest.arrives[before.places[-1]] + _APART_S
        for before, after in ((one, other), (other, one))
    )


def _near(one: _Train, other: _Train, here: int, there: int) -> bool:
    """Whether two trains may come so close to each other between two places that it matters who goes first."""
    return all(
        behind.soonest.departs[here] <= ahead.latest.departs[there] + _APART_S for ahead, behind in ((one, other), (other, one))
    )


def _may_stand(route: Route, k: int) -> bool:
    """Whether a train may stop at a place and go on."""
    return bool(route.fits[k].any()) and route.run_s[k - 1, :, STOP].max() >= 0 and route.run_s[k, STOP].max() >= 0


def _fitting(train: _Train, place: int) -> frozenset[int]:
    """The tracks of a place that a train fits."""
    return frozenset(np.flatnonzero(train.route.fits[train.number(place)]).tolist())


def _parts(route: Route, k: int) -> tuple[int, int, int, int]:
    """The time over a section with no more stops than there must be, and what starting, braking, and both add to it [s]."""
    run = route.run_s[k]
    ways = ((PASS, PASS), (STOP, PASS), (PASS, STOP), (STOP, STOP))
    start, end = next(way for way in ways if run[way] >= 0)
    passing, both = int(run[start, end]), int(run[STOP, STOP])
    starting = int(run[STOP, end]) - passing if run[STOP, end] >= 0 else 0
    braking = int(run[start, STOP]) - passing if run[start, STOP] >= 0 else 0
    return passing, starting, braking, both - passing - starting - braking if both >= 0 else 0


def _gap(train: _Train, k: int, rules: Rules) -> int:
    """The longest headway behind a train on a section, as slowly as it may run there [s]; 0 without signals."""
    route = train.route
    ways = ((start, end) for start in (STOP, PASS) for end in (STOP, PASS) if route.run_s[k, start, end] >= 0)
    gap = max(headway(route, k, start, end, rules) for start, end in ways)
    return lengthened(gap, route, k, train.slowly(k))
