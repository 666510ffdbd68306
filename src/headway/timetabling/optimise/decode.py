"""Decoding turns a solution of the dispatching problem into exact steps of trains, and steps into a solution.

In the dispatching problem a train may run over a section as slowly as it likes, which no train does for long. So only
the tracks and the order of events come from the solution; times are set anew, event by event. A train that would reach
a place long before it can pass stops there after all, if it fits, with all that a stop costs.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from headway.dispatch import Event, Solution, Train, objective
from headway.timetabling.insertion import PASS, STOP, Book, Route, Rules, Step, after_arrival, gap_behind, headway
from headway.timetabling.optimise.compile import Compiled
from headway.timetabling.optimise.operations import Doing, Kind, departures
from headway.timetabling.requests import Request
from headway.work import heeding

_EASY = 0.1
"""A train runs easily over a section by up to this share of its running time rather than stop behind it.

From 0 to 0.2 the plans of the long-term day differ on average by less than 0.1 % after 20,000 rounds
(`python -m benchmarks.constants --only optimise.decode.EASY`).
"""

_NEVER = -(2**60)

_MOVING = (Kind.READY, Kind.DEPART, Kind.PASS, Kind.RUN)


@dataclass(slots=True)
class _Section:
    """A track of a section, as the decoder knows it so far.

    It knows when a train last entered and left it, with the headways behind, for trains that follow, and when it is
    free for all others.
    """

    direction: int = 0
    enter: int = _NEVER
    gap: int = 0
    leave: int = _NEVER
    gap_behind: int = 0
    free: int = _NEVER


@dataclass(slots=True)
class _Running:
    """A train on its way: the steps that it has taken."""

    steps: list[Step] = field(default_factory=list[Step])


def steps_of(compiled: Compiled, solution: Solution, rules: Rules, book: Book) -> list[list[Step]]:
    """Return the steps of every train at exact times, with the tracks and the orders of a solution.

    Parameters
    ----------
    compiled, solution
        The problem and a solution of it.
    rules
        Times to set and to clear a route.
    book
        Holds the possessions, which no train enters.
    """
    decoder = _Decoder(compiled, rules, book)
    latest = _latest_starts(compiled, solution)
    for event in heeding(solution.events):
        if event.train < len(compiled.requests):
            doing = compiled.doings[event.train][event.operation]
            decoder.take(event.train, doing, latest[event.train, event.operation] + compiled.zero_s)
    return [train.steps for train in decoder.trains]


def _latest_starts(compiled: Compiled, solution: Solution) -> dict[tuple[int, int], int]:
    """Return how late every operation may start if no train may come to rest later than in the solution.

    All trains keep their orders. A train waits at a place until it can go on to its next stop without a halt.
    """
    start = {(event.train, event.operation): event.time for event in solution.events}
    paths: dict[int, list[int]] = defaultdict(list)
    for event in solution.events:
        paths[event.train].append(event.operation)
    behind = {(train, after): before for train, path in paths.items() for before, after in pairwise(path)}
    ahead = {(train, before): after for (train, after), before in behind.items()}
    latest: dict[tuple[int, int], int] = {}
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in heeding(reversed(solution.events)):
        train, operation = event.train, event.operation
        time = event.time
        moves = train < len(compiled.requests) and compiled.doings[train][operation].kind in _MOVING
        if moves:
            own = compiled.problem.trains[train]
            after = ahead[train, operation]
            time = latest[train, after] - own[operation].min_duration
            for use in own[behind[train, operation]].uses:
                others = (start for who, start in reversed(taken[use.resource]) if who != train)
                if (needed := next(others, None)) is not None:
                    time = min(time, needed - use.release_time)
        latest[train, operation] = max(time, start[train, operation])
        for use in compiled.problem.trains[train][operation].uses:
            taken[use.resource].append((train, latest[train, operation]))
    return latest


class _Decoder:
    """Sets the times of all trains, event by event."""

    def __init__(self, compiled: Compiled, rules: Rules, book: Book) -> None:
        self.compiled, self.rules, self.book = compiled, rules, book
        self.trains = [_Running() for _ in compiled.requests]
        self.sections: dict[int, _Section] = defaultdict(_Section)
        self.places: dict[int, int] = defaultdict(lambda: _NEVER)

    def take(self, train: int, doing: Doing, latest: int) -> None:
        """Set the time of an event; a departure waits until ``latest``, so that the train need not stop on its way."""
        route, running, k = self.compiled.routes[train], self.trains[train], doing.place
        if doing.kind in (Kind.STAND, Kind.ARRIVE):
            self._stop(route, running, k, doing.track)
            if doing.kind == Kind.ARRIVE:
                arrived = running.steps[-1].arrives
                self.places[int(route.place[k]) + doing.track] = max(arrived + route.to_yard_s, route.stays_until_s)
        elif doing.kind == Kind.DEPART:
            if k == 0:
                ready = max(
                    self.compiled.requests[train].ready_s,
                    self.places[int(route.place[0]) + doing.track] + route.from_yard_s,
                )
                running.steps.append(Step(ready, ready, STOP, doing.track, doing.via))
            self._depart(route, running, k, doing.via, latest)
        elif doing.kind == Kind.PASS:
            self._pass(route, running, k, doing.track, doing.via)

    def _reach(self, route: Route, running: _Running, k: int, mode: int, track: int) -> int:
        """Return when a train can reach a place, to stop there or to pass [s]."""
        behind = running.steps[-1]
        run = int(route.run_s[k - 1, behind.mode, mode])
        ahead = self.sections[int(route.section[k - 1]) + behind.via]
        follows = ahead.leave + ahead.gap_behind if ahead.direction == route.direction and ahead.gap_behind else _NEVER
        return max(behind.departs + run, self.places[int(route.place[k]) + track] + self.rules.setting_s, follows)

    def _stop(self, route: Route, running: _Running, k: int, track: int) -> None:
        at = self._reach(route, running, k, STOP, track)
        running.steps.append(Step(at, at, STOP, track, 0))
        self._leave_section(route, running, k)

    def _pass(self, route: Route, running: _Running, k: int, track: int, via: int) -> None:
        """Let a train pass a place, after slower running if it must; if that would be much slower, let it stop."""
        behind = running.steps[-1]
        at = self._reach(route, running, k, PASS, track)
        through = self._entry(route, k, PASS, via, at)
        easy = at + int(_EASY * int(route.run_s[k - 1, behind.mode, PASS]))
        may_stand = route.fits[k, track] and route.run_s[k - 1, behind.mode, STOP] >= 0 and route.run_s[k, STOP].max() >= 0
        if through > (at if route.block[k - 1] else easy) and may_stand:
            self._stop(route, running, k, track)
            self._depart(route, running, k, via, _NEVER)
            return
        running.steps.append(Step(through, through, PASS, track, via))
        self._leave_section(route, running, k)
        self._begin_section(route, running.steps[-1], k)

    def _depart(self, route: Route, running: _Running, k: int, via: int, latest: int) -> None:
        step = running.steps[-1]
        ready = step.arrives + int(route.dwell_s[k]) if k else step.arrives
        departs = self._entry(route, k, STOP, via, max(ready, latest))
        running.steps[-1] = Step(step.arrives if k else departs, departs, STOP, step.track, via)
        self._begin_section(route, running.steps[-1], k)

    def _entry(self, route: Route, k: int, mode: int, via: int, ready: int) -> int:
        """Return when a train can enter a section [s]."""
        row = int(route.section[k]) + via
        before = self.sections[row]
        if before.direction == route.direction and before.gap:
            at = max(ready, before.enter + before.gap)
        else:
            at = max(ready, before.free + self.rules.setting_s)
        runs = [int(run) for run in route.run_s[k, mode] if run >= 0]
        behind = max(
            after_arrival(route, k + 1, end, self.rules) for end in ((STOP, PASS) if k + 1 < len(route.section) else (STOP,))
        )
        return self._outside_possessions(row, at, max(runs) + behind)

    def _outside_possessions(self, row: int, at: int, length: int) -> int:
        """Return the first moment, from ``at`` on, at which no possession closes a section for ``length`` seconds."""
        data, setting = self.book.data, self.rules.setting_s
        n = int(data.size[row])
        i = bisect_right(data.end[row, :n].tolist(), at - setting)
        while i < n and data.begin[row, i] < at + length:
            at = max(at, int(data.end[row, i]) + setting)
            i += 1
        return at

    def _begin_section(self, route: Route, step: Step, k: int) -> None:
        """Note that a train has entered a section, and when the place that it leaves is free."""
        tail = int(route.tail_s[k, step.mode])
        self.places[int(route.place[k]) + step.track] = step.departs + tail + self.rules.clearing_s
        section = self.sections[int(route.section[k]) + step.via]
        if section.direction != route.direction:
            section.leave, section.gap_behind = _NEVER, 0
        section.direction, section.enter = route.direction, step.departs
        section.gap = max(
            headway(route, k, step.mode, end, self.rules) for end in (STOP, PASS) if route.run_s[k, step.mode, end] >= 0
        )

    def _leave_section(self, route: Route, running: _Running, k: int) -> None:
        """Note when the section that a train leaves is free again."""
        behind, here = running.steps[-2], running.steps[-1]
        section = self.sections[int(route.section[k - 1]) + behind.via]
        section.leave = here.arrives
        section.gap_behind = gap_behind(route, k - 1, behind, here, self.rules)
        section.free = here.arrives + after_arrival(route, k, here.mode, self.rules)


def solution_of(compiled: Compiled, steps: list[list[Step]]) -> Solution:
    """Turn the steps of all trains into a solution of the problem."""
    events: list[tuple[int, int, int]] = []
    for train, path in heeding(enumerate(steps)):
        events += [
            (max(0, moment - compiled.zero_s), train, operation) for moment, operation in moments_of(compiled, train, path)
        ]
    for train, closed in enumerate(compiled.problem.trains[len(steps) :], len(steps)):
        # Possessions that hold from the beginning come before all trains, even where a train counted on a sooner end.
        start = closed[1].start_lb
        events += [(0, train, 0), (start, train, 1), (start + closed[1].min_duration if start else 0, train, 2)]
    ordered = tuple(Event(moment, train, operation) for moment, train, operation in sorted(events))
    return Solution(objective(compiled.problem, ordered), ordered)


def moments_of(compiled: Compiled, train: int, path: list[Step]) -> Iterator[tuple[int, int]]:
    """Give when each operation of a train on its path starts [s], and the number of the operation."""
    known = {doing: operation for operation, doing in enumerate(compiled.doings[train])}
    for moment, doing in _doings_of(path, known, compiled.requests[train], compiled.problem.trains[train]):
        yield moment, known[doing]


def _doings_of(path: list[Step], known: dict[Doing, int], request: Request, train: Train) -> Iterator[tuple[int, Doing]]:
    """Give when a train begins to do something on its path [s], and what it does."""

    def after(moment: int, doing: Doing) -> int:
        return moment + train[known[doing]].min_duration

    ready = Doing(Kind.READY, 0, path[0].track)
    begins = path[0].departs - train[known[ready]].min_duration
    yield begins, Doing(Kind.ENTER, 0)
    if request.chooses:
        yield begins, Doing(Kind.CHOOSE, 0, block=max(0, bisect_right(departures(request), path[0].departs) - 1))
    yield begins, ready
    for k, (step, ahead) in enumerate(pairwise(path)):
        if k and step.mode == STOP:
            yield step.arrives, Doing(Kind.STAND, k, step.track)
        doing = Doing(Kind.DEPART if step.mode == STOP else Kind.PASS, k, step.track, step.via, step.mode)
        moment, block = step.departs, 0
        while doing in known:
            yield moment, doing
            moment = after(moment, doing)
            doing = Doing(Kind.RUN, k, -1, step.via, step.mode, ahead.mode, block)
            block += 1
    arrives = Doing(Kind.ARRIVE, len(path) - 1, path[-1].track)
    yield path[-1].arrives, arrives
    gone = after(path[-1].arrives, arrives)
    yield gone if request.stays_until_s is None else max(gone, request.stays_until_s), Doing(Kind.LEAVE, len(path) - 1)
