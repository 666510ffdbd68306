"""The planner: trains one after another, each by the earliest path through what is booked.

A train is booked from its origin to its destination before the next is planned, so no two plans
ever conflict, and no train enters the line without a way off it: there is no deadlock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from headway.errors import InputError
from headway.model import Consist, FixedPath, Scenario
from headway.physics import conditions_of, section_times
from headway.timetabling.book import Book, Booking, windows
from headway.timetabling.paths import Call, TrainPath
from headway.timetabling.search import FULL, PASS, STOP, Labels, Route, Rules, after_arrival, headway, search
from headway.units import DAY_S, HOUR_S, clock, whole_seconds

_FIRST_ROOM = 2_048
_MOST_ROOM = 4_000_000
_SLACKS_S = (6 * HOUR_S, DAY_S, 4 * DAY_S, 16 * DAY_S, 60 * DAY_S)
"""How far beyond its fastest time a train's path is looked for, one after another."""

_MARGINS = (1.0, 0.97, 0.94, 0.9, 0.8, 0.6, 0.4, 0.2, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A train that wants a path.

    Parameters
    ----------
    train, service
        Names.
    consist
        What runs.
    origin, destination
        Names of places.
    ready_s
        From when on it can leave [s].
    due_s
        When it should arrive [s]; it then runs as easily as that allows.
    halts
        Places where it must stop, with the shortest dwell [s].
    """

    train: str
    service: str
    consist: Consist
    origin: str
    destination: str
    ready_s: int
    due_s: int | None = None
    halts: tuple[tuple[str, int], ...] = ()


class Planner:
    """Plans trains on a line, first come, first served.

    Parameters
    ----------
    scenario
        The corridor.
    from_s, to_s
        The span of time for which possessions are booked [s from the midnight of the first day].
    """

    def __init__(self, scenario: Scenario, from_s: int, to_s: int) -> None:
        self.scenario = scenario
        self.conditions = conditions_of(scenario)
        self.book = Book(scenario.line)
        self.trains: list[str] = []
        self.rules = Rules(*(whole_seconds(t) for t in (scenario.setting_s, scenario.clearing_s, scenario.yard_move_s)))
        self._routes: dict[tuple[str, str, str, tuple[tuple[str, int], ...]], Route] = {}
        self._close(windows(scenario, from_s - DAY_S, to_s + _SLACKS_S[-1]))

    def _close(self, closed: Iterator[tuple[int, int, int, int]]) -> None:
        """Book the possessions; windows that overlap on a section become one."""
        by_section: dict[int, list[tuple[int, int, int]]] = {}
        for number, section, begin, end in closed:
            by_section.setdefault(section, []).append((begin, end, number))
        for section, spans in by_section.items():
            merged: list[tuple[int, int, int]] = []
            for begin, end, number in sorted(spans):
                if merged and begin <= merged[-1][1]:
                    merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
                else:
                    merged.append((begin, end, number))
            for track in range(self.scenario.line.sections[section].tracks):
                row = int(self.book.section[section]) + track
                for begin, end, number in merged:
                    self.book.add(Booking(row=row, begin=begin, end=end, enter=begin, leave=end, gap=0, way=0, owner=-1 - number))

    # ------------------------------------------------------------------ requests

    def fixed_requests(self, days: range) -> list[tuple[int, Request]]:
        """Return the fixed paths that depart on the given days, with their priority."""
        requests: list[tuple[int, Request]] = []
        first_weekday = self.scenario.starts_on.weekday()
        for service in self.scenario.fixed_paths:
            for day in days:
                if service.weekdays and (first_weekday + day) % 7 not in service.weekdays:
                    continue
                requests.append((service.priority, self._fixed(service, day)))
        return sorted(requests, key=lambda r: (r[0], r[1].ready_s))

    def _fixed(self, service: FixedPath, day: int) -> Request:
        due = None if service.arrives_at_s is None else day * DAY_S + round(service.arrives_at_s)
        return Request(
            train=f"{service.name} day {day + 1}",
            service=service.name,
            consist=self.scenario.consist(service.consist),
            origin=service.origin,
            destination=service.destination,
            ready_s=day * DAY_S + round(service.departs_at_s),
            due_s=due,
            halts=tuple((stop.place, whole_seconds(stop.dwell_s)) for stop in service.stops),
        )

    # ------------------------------------------------------------------ planning

    def plan(self, request: Request) -> TrainPath:
        """Book the earliest path of a train; with a due time, the easiest running that keeps it.

        Raises
        ------
        InputError
            If the train finds no path at all.
        """
        route = self._route(request)
        if request.due_s is not None:
            easiest = self._easiest(route, request)
            for share in _MARGINS:
                slower = _stretched(route, share * easiest)
                if (calls := self._earliest(slower, request, request.due_s)) is not None:
                    return self._booked(request, slower, calls)
        fastest = int(route.run_s.max(axis=(1, 2)).sum() + route.dwell_s.sum())
        for slack in _SLACKS_S:
            if (calls := self._earliest(route, request, request.ready_s + fastest + slack)) is not None:
                return self._booked(request, route, calls)
        raise InputError(
            [
                f'train "{request.train}" finds no path from "{request.origin}" to "{request.destination}" within '
                f"{_SLACKS_S[-1] // DAY_S} days of {clock(request.ready_s % DAY_S)} on day {request.ready_s // DAY_S + 1}. "
                "Shorten the possessions, lengthen tracks, or run fewer trains"
            ]
        )

    def fastest_s(self, request: Request) -> int:
        """Return the time of a train alone on the line, its halts included [s]: no plan is faster."""
        route = self._route(request)
        sections = range(len(route.section))
        ends = [STOP, *(STOP if route.halt[k] else PASS for k in list(sections)[1:]), STOP]
        return sum(int(route.run_s[k, ends[k], ends[k + 1]]) for k in sections) + int(route.dwell_s.sum())

    def _easiest(self, route: Route, request: Request) -> float:
        """Share by which all running times may be stretched to arrive just when due, alone on the line."""
        assert request.due_s is not None
        dwell = int(route.dwell_s.sum())
        running = self.fastest_s(request) - dwell
        return max(0.0, (request.due_s - request.ready_s - dwell) / running - 1.0)

    def _route(self, request: Request) -> Route:
        key = (request.consist.name, request.origin, request.destination, request.halts)
        if key not in self._routes:
            self._routes[key] = self._make_route(request)
        return self._routes[key]

    def _make_route(self, request: Request) -> Route:
        line, book = self.scenario.line, self.book
        first, last = line.index(request.origin), line.index(request.destination)
        times = section_times(line, request.consist, first, last, self.conditions)
        way = 1 if last > first else -1
        places = np.arange(first, last + way, way)
        sections = np.minimum(places[:-1], places[1:])
        most = max(len(line.places[p].tracks) for p in places)
        fits = np.zeros((len(places), most), dtype=np.bool_)
        for i, p in enumerate(places):
            for j, track in enumerate(line.places[p].tracks):
                fits[i, j] = track.length_m >= request.consist.length_m
        halts = dict(request.halts)
        names = [line.places[p].name for p in places]
        for k, name in enumerate(names[:-1]):
            if (k == 0 or name in halts) and times.run_s[k, STOP].max() < 0:
                raise InputError(
                    [
                        f'train "{request.train}" cannot start again at "{name}" on the grade ahead. Add a locomotive, take '
                        "wagons off, or let it pass there"
                    ]
                )
        return Route(
            way=way,
            run_s=times.run_s,
            tail_s=times.tail_s,
            block=np.array([_longest_block(self.scenario, int(s)) for s in sections]),
            cover=np.array([request.consist.length_m / (line.positions_m[s + 1] - line.positions_m[s]) for s in sections]),
            section=book.section[sections],
            section_tracks=np.array([line.sections[s].tracks for s in sections], dtype=np.int64),
            place=book.place[places],
            place_tracks=np.array([len(line.places[p].tracks) for p in places], dtype=np.int64),
            fits=fits,
            halt=np.array([name in halts for name in names]),
            dwell_s=np.array([halts.get(name, 0) for name in names], dtype=np.int64),
        )

    def _earliest(self, route: Route, request: Request, bound_s: int) -> list[_Step] | None:
        """Return the steps of the earliest path that arrives by a moment, or None."""
        room = _FIRST_ROOM
        while True:
            labels = Labels(*(np.zeros(room, dtype=np.int64) for _ in range(6)))
            best = search(self.book.data, route, self.rules, labels, request.ready_s, bound_s)
            if best != FULL:
                return None if best < 0 else _trace(route, labels, best)
            if room >= _MOST_ROOM:
                raise InputError(
                    [
                        f'the search for a path of train "{request.train}" outgrew its room ({_MOST_ROOM:,} states): the traffic '
                        "is too dense. Run fewer trains"
                    ]
                )
            room *= 4

    def _booked(self, request: Request, route: Route, steps: list[_Step]) -> TrainPath:
        """Turn steps into calls, say why the train waits, and book it."""
        line = self.scenario.line
        first = line.index(request.origin)
        calls: list[Call] = []
        last = len(steps) - 1
        for k, step in enumerate(steps):
            place = line.places[first + k * route.way]
            stops = step.mode == STOP
            wait = step.departs - step.arrives - int(route.dwell_s[k]) if stops and k < last else 0
            if k == 0:
                wait = step.departs - request.ready_s
            calls.append(
                Call(
                    place=place.name,
                    track=place.tracks[step.track].name,
                    arrives_s=step.arrives if k else step.departs,
                    departs_s=step.departs,
                    stops=stops,
                    tail_s=int(route.tail_s[k, step.mode]) if k < last else 0,
                    next_track=step.via_next,
                    wait_s=wait,
                    reason=self._reason(route, steps, k, first + k * route.way) if wait > 0 else "",
                )
            )
        number = len(self.trains)
        self.trains.append(request.train)
        for booking in self._bookings(route, steps, number):
            self.book.add(booking)
        return TrainPath(
            train=request.train,
            service=request.service,
            consist=request.consist.name,
            train_class=request.consist.train_class,
            loaded=request.consist.loaded and request.consist.payload_kg > 0,
            calls=tuple(calls),
            ready_s=request.ready_s,
            due_s=request.due_s,
        )

    def _bookings(self, route: Route, steps: list[_Step], number: int) -> Iterator[Booking]:
        """Give every resource that a path holds."""
        rules, last = self.rules, len(steps) - 1
        for k, step in enumerate(steps):
            begin = step.arrives - rules.setting_s if k else step.departs - rules.yard_move_s
            if k == last:
                end = step.arrives + rules.yard_move_s
            else:
                end = step.departs + int(route.tail_s[k, step.mode]) + rules.clearing_s
            row = int(route.place[k]) + step.track
            yield Booking(row=row, begin=begin, end=end, enter=begin, leave=end, gap=0, way=route.way, owner=number)
            if k < last:
                ahead = steps[k + 1]
                yield Booking(
                    row=int(route.section[k]) + step.via_next,
                    begin=step.departs - rules.setting_s,
                    end=ahead.arrives + after_arrival(route, k + 1, ahead.mode, rules),
                    enter=step.departs,
                    leave=ahead.arrives,
                    gap=headway(route, k, step.mode, ahead.mode, rules),
                    way=route.way,
                    owner=number,
                )

    def _reason(self, route: Route, steps: list[_Step], k: int, here: int) -> str:
        """Say what a train at rest waits for: whoever holds, until the very moment it needs it, something ahead."""
        line, setting = self.scenario.line, self.rules.setting_s
        for j in range(k, len(steps) - 1):
            start, end = here + (j - k) * route.way, here + (j - k + 1) * route.way
            owner = self.book.owner_until(int(route.section[j]) + steps[j].via_next, steps[j].departs - setting)
            if owner is not None:
                return self._waiting_for(owner, f"on {line.sections[min(start, end)].name}")
            row = int(route.place[j + 1]) + steps[j + 1].track
            owner = self.book.owner_until(row, steps[j + 1].arrives - setting)
            if owner is not None:
                return self._waiting_for(owner, f"at {line.places[end].name}")
            if steps[j + 1].mode == STOP:
                break
        return "waits for a train ahead to draw away"

    def _waiting_for(self, owner: int, where: str) -> str:
        if owner < 0:
            return f"waits for possession {self.scenario.possessions[-1 - owner].name} {where}"
        return f"waits for {self.trains[owner]} {where}"


@dataclass(frozen=True, slots=True)
class _Step:
    """A train at one place of its route, as the search found it."""

    arrives: int
    departs: int
    mode: int
    track: int
    via_next: int


def _trace(route: Route, labels: Labels, best: int) -> list[_Step]:
    """Walk from the label of the arrival back to the origin, leaving every place as late as the next needs."""
    steps: list[_Step] = []
    label, k = best, len(route.place) - 1
    moment = int(labels.lo[best])
    steps.append(_Step(moment, moment, STOP, int(labels.track[best]), 0))
    while k > 0:
        parent = int(labels.parent[label])
        mode = int(labels.mode[parent])
        departs = moment - int(route.run_s[k - 1, mode, int(labels.mode[label])])
        moment = departs if mode == PASS else int(labels.lo[parent])
        steps.append(_Step(moment, departs, mode, int(labels.track[parent]), int(labels.via[label])))
        label, k = parent, k - 1
    return steps[::-1]


def _stretched(route: Route, share: float) -> Route:
    """Return a route with all running times longer by a share."""
    run = np.where(route.run_s < 0, route.run_s, np.floor(route.run_s * (1 + share)))
    return route._replace(run_s=run.astype(np.int64), tail_s=np.ceil(route.tail_s * (1 + share)).astype(np.int64))


def _longest_block(scenario: Scenario, section: int) -> float:
    """Longest block of a section as a share of its length; 0 without intermediate signals."""
    line = scenario.line
    signals = line.signals_m(section)
    if not signals:
        return 0.0
    edges = (line.positions_m[section], *signals, line.positions_m[section + 1])
    return max(b - a for a, b in pairwise(edges)) / (edges[-1] - edges[0])
