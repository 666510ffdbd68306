"""Edits: the changes that a planner wants in a timetable.

Each edit puts itself into the dispatching problem, and tells whether a plan keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from headway.arguments import public
from headway.dispatch import Dispatching, Operation, Use
from headway.errors import did_you_mean
from headway.model import Line, Scenario
from headway.timetabling.insertion import Planned, Step, fastest_s
from headway.timetabling.optimise import Compiled, Doing, Kind, moments_of
from headway.timetabling.paths import Call, TrainPath, path_of
from headway.units import DAY_S, clock

_OUTSIDE = (Kind.ENTER, Kind.CHOOSE)

_UNDER_WAY = (Kind.DEPART, Kind.PASS, Kind.RUN)


class Plan(Protocol):
    """The parts of a timetable that edits look at."""

    @property
    def scenario(self) -> Scenario:
        """The corridor."""
        ...

    @property
    def trains(self) -> tuple[Planned, ...]:
        """The trains with their requests, routes and steps."""
        ...

    @property
    def paths(self) -> tuple[TrainPath, ...]:
        """The path of every train."""
        ...


class Edit(Protocol):
    """A change that a planner wants; its text says which."""

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a message for everything that the edit names and the timetable does not have."""
        ...

    def restrict(self, draft: Draft) -> None:
        """Restrict the problem to plans that keep the edit."""
        ...

    def kept(self, plan: Plan) -> bool:
        """Tell whether the timetable keeps the edit."""
        ...


@dataclass
class Draft:
    """A dispatching problem while edits are put into it.

    Parameters
    ----------
    compiled
        The problem without edits.
    line
        The line.
    steps
        The present steps of every train.
    """

    compiled: Compiled
    line: Line
    steps: list[list[Step]]
    trains: list[list[Operation]] = field(init=False)

    def __post_init__(self) -> None:
        self.trains = [list(train) for train in self.compiled.problem.trains]

    def number(self, train: str) -> int:
        """Return the number of a train by its name."""
        return next(i for i, request in enumerate(self.compiled.requests) if request.train == train)

    def at(self, train: int, place: str) -> int:
        """Return the number of a place along a train's route by its name."""
        return abs(self.line.index(place) - self.line.index(self.compiled.requests[train].origin))

    def soonest_arrival(self, train: int) -> int:
        """Return the earliest arrival of a train at its destination [s from time 0 of the problem]."""
        return self.compiled.requests[train].ready_s + fastest_s(self.compiled.routes[train]) - self.compiled.zero_s

    def change(self, train: int, which: Callable[[Doing], bool], how: Callable[[Operation], Operation]) -> None:
        """Change the operations of a train for which ``which`` is true."""
        for i, doing in enumerate(self.compiled.doings[train]):
            if which(doing):
                self.trains[train][i] = how(self.trains[train][i])

    def depart_by(self, train: int, latest: int) -> None:
        """Let a train leave its origin no later than a time [s from time 0 of the problem]."""
        self.change(
            train,
            lambda doing: doing.kind == Kind.DEPART and doing.place == 0,
            lambda operation: replace(operation, start_ub=min(latest, operation.start_ub or latest)),
        )

    def depart_later(self, train: int) -> None:
        """Let a train leave its origin even after its window."""
        self.change(
            train,
            lambda doing: doing.kind == Kind.DEPART and doing.place == 0,
            lambda operation: replace(operation, start_ub=None),
        )

    def claim(self, train: int, resource: str, holds: Callable[[Doing], bool]) -> None:
        """Let the operations of a train for which ``holds`` is true hold one more resource."""
        self.change(train, holds, lambda operation: replace(operation, uses=(*operation.uses, Use(resource))))

    def fix(self, train: int) -> None:
        """Leave a train no choice but its present path at its present times."""
        times = {i: moment - self.compiled.zero_s for moment, i in moments_of(self.compiled, train, self.steps[train])}
        for i, operation in enumerate(self.trains[train]):
            at = times.get(i)
            self.trains[train][i] = barred(operation) if at is None else replace(operation, start_lb=at, start_ub=at)

    def result(self) -> Compiled:
        """Return the problem with the edits in it."""
        problem = Dispatching(trains=tuple(map(tuple, self.trains)), costs=self.compiled.problem.costs)
        return replace(self.compiled, problem=problem)


def barred(operation: Operation) -> Operation:
    """Return an operation that no train can start: it would have to start at time 0, when no train is ready."""
    return replace(operation, start_lb=0, start_ub=0)


@public
@dataclass(frozen=True, slots=True)
class Depart:
    """A train is ready at another time [s from the midnight of the first day], leaves no sooner, and has no window."""

    train: str
    at_s: int

    def __str__(self) -> str:
        return f"{self.train} departs at {clock(self.at_s % DAY_S)}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train that is not there."""
        yield from _unknown(plan, self.train)

    def restrict(self, draft: Draft) -> None:
        """Do nothing: the train already asks for its path at that time."""

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train leaves no sooner than that."""
        return path_of(plan.paths, self.train).departs_s >= self.at_s


@public
@dataclass(frozen=True, slots=True)
class Lock:
    """A train keeps its path as it is."""

    train: str

    def __str__(self) -> str:
        return f"{self.train} keeps its path"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train that is not there."""
        yield from _unknown(plan, self.train)

    def restrict(self, draft: Draft) -> None:
        """Leave the train no other path."""
        draft.fix(draft.number(self.train))

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train is in the timetable; the search has left it no other path."""
        return self.train in (path.train for path in plan.paths)


@public
@dataclass(frozen=True, slots=True)
class UseTrack:
    """A train uses a track of a place."""

    train: str
    place: str
    track: str

    def __str__(self) -> str:
        return f"{self.train} uses track {self.track} of {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train, a place or a track that is not there."""
        found = list(_elsewhere(plan, self.place, self.train))
        yield from found
        if not found:
            tracks = [track.name for track in plan.scenario.line.place(self.place).tracks]
            if self.track not in tracks:
                yield f'{self.place} has no track "{self.track}"; its tracks are {", ".join(tracks)}'

    def restrict(self, draft: Draft) -> None:
        """Bar all other tracks of the place to the train."""
        train = draft.number(self.train)
        k = draft.at(train, self.place)
        track = [t.name for t in draft.line.place(self.place).tracks].index(self.track)
        draft.change(train, lambda doing: doing.place == k and doing.track not in (-1, track), barred)

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train uses the track."""
        return _call(plan, self.train, self.place).track == self.track


@public
@dataclass(frozen=True, slots=True)
class Meet:
    """Two opposing trains meet at a place."""

    train: str
    other: str
    place: str

    def __str__(self) -> str:
        return f"{self.train} and {self.other} meet at {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give trains or a place that are not there, or trains that run the same way."""
        found = list(_elsewhere(plan, self.place, self.train, self.other))
        yield from found
        directions = {train.route.direction for train in plan.trains if train.request.train in (self.train, self.other)}
        if not found and len(directions) == 1:
            yield f"{self.train} and {self.other} run the same way: they do not meet, one overtakes the other"

    def restrict(self, draft: Draft) -> None:
        """Keep each train off a side of the place while the other is there, so that they can pass only in the place."""
        one, two = draft.number(self.train), draft.number(self.other)
        for ahead, behind in ((one, two), (two, one)):
            side = f"{self}: side of {draft.compiled.requests[ahead].train}"
            before, after = draft.at(ahead, self.place), draft.at(behind, self.place)
            draft.claim(ahead, side, lambda doing, k=before: doing.place < k and doing.kind not in _OUTSIDE)
            draft.claim(behind, side, lambda doing, k=after: doing.place >= k and doing.kind in _UNDER_WAY)
            # Both trains are on the line at once: each leaves before the other could have arrived.
            draft.depart_by(ahead, draft.soonest_arrival(behind))

    def kept(self, plan: Plan) -> bool:
        """Tell whether both trains are at the place at once."""
        return _together(plan, self.train, self.other, self.place)


@public
@dataclass(frozen=True, slots=True)
class NoMeet:
    """Two trains are never at a place together."""

    train: str
    other: str
    place: str

    def __str__(self) -> str:
        return f"{self.train} and {self.other} do not meet at {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give trains or a place that are not there."""
        yield from _elsewhere(plan, self.place, self.train, self.other)

    def restrict(self, draft: Draft) -> None:
        """Make the place a resource that only one of the two trains can hold at a time."""
        for train in map(draft.number, (self.train, self.other)):
            k = draft.at(train, self.place)
            draft.claim(train, str(self), lambda doing, k=k: doing.place == k and doing.track >= 0)

    def kept(self, plan: Plan) -> bool:
        """Tell whether the trains are never at the place at once."""
        return not _together(plan, self.train, self.other, self.place)


def _unknown(plan: Plan, *names: str) -> Iterator[str]:
    trains = [path.train for path in plan.paths]
    yield from (f'"{name}" is not a train of the timetable. {did_you_mean(name, trains)}' for name in names if name not in trains)


def _elsewhere(plan: Plan, place: str, *names: str) -> Iterator[str]:
    """Give trains or a place that are not there, or trains that do not come through the place."""
    unknown = list(_unknown(plan, *names))
    yield from unknown
    places = [p.name for p in plan.scenario.line.places]
    if place not in places:
        yield f'"{place}" is not a place of the line. {did_you_mean(place, places)}'
    elif not unknown:
        for name in names:
            if place not in (call.place for call in path_of(plan.paths, name).calls):
                yield f"{name} does not come through {place}"


def _call(plan: Plan, train: str, place: str) -> Call:
    return next(call for call in path_of(plan.paths, train).calls if call.place == place)


def _together(plan: Plan, train: str, other: str, place: str) -> bool:
    one, two = _call(plan, train, place), _call(plan, other, place)
    return one.arrives_s <= two.departs_s and two.arrives_s <= one.departs_s
