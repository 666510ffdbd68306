"""Edits of meets: two trains meet at a place, or they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headway.arguments import public
from headway.timetabling.editing.bench import Bench, Plan
from headway.timetabling.editing.draft import Draft
from headway.timetabling.editing.edit import ALWAYS, Bar, Edit
from headway.timetabling.editing.naming import elsewhere, places_of, train_of
from headway.timetabling.editing.orders import Wanted
from headway.timetabling.insertion import STOP, Planned, after_arrival
from headway.timetabling.optimise import Kind
from headway.units import DAY_S

_OUTSIDE = (Kind.ENTER, Kind.CHOOSE)

_UNDER_WAY = (Kind.DEPART, Kind.PASS, Kind.RUN)


@public
@dataclass(frozen=True, slots=True)
class Meet(Edit):
    """Two opposing trains meet at a place."""

    train: str
    other: str
    place: str

    def __str__(self) -> str:
        return f"{self.train} and {self.other} meet at {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give trains or a place that are not there, or trains that run the same way."""
        found = list(elsewhere(plan, self.place, self.train, self.other))
        yield from found
        directions = {train.route.direction for train in plan.trains if train.request.train in (self.train, self.other)}
        if not found and len(directions) == 1:
            yield f"{self.train} and {self.other} run the same way: they do not meet, one overtakes the other"

    def kept(self, plan: Plan) -> bool:
        """Tell whether both trains are at the place at once."""
        return _together(plan, self.train, self.other, self.place)

    def trains(self) -> tuple[str, ...]:
        """Return both trains."""
        return (self.train, self.other)

    def wish(self, bench: Bench, wanted: Wanted, *, new: bool) -> None:
        """Keep the meet."""
        if not new:
            wanted.together.append(_pair(bench, self.train, self.other, self.place))

    def bars(self, bench: Bench, number: int) -> Iterator[Bar]:
        """Keep a train from going on before the other has come, and from coming after the other has gone."""
        other, k, times = _facing(bench, number, self.train, self.other, self.place)
        if other is None:
            return
        arrives, departs = min(times, key=lambda time: abs(time[0] - _near_s(bench, number, k)))
        route = bench.trains[number].route
        if k < len(route.section):
            for track in range(int(route.section_tracks[k])):
                yield Bar(int(route.section[k]) + track, -ALWAYS, arrives)
        if k > 0:
            for track in range(int(route.section_tracks[k - 1])):
                clear = after_arrival(route, k, STOP, bench.planner.rules)
                yield Bar(int(route.section[k - 1]) + track, departs + clear, ALWAYS)

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


@public
@dataclass(frozen=True, slots=True)
class NoMeet(Edit):
    """Two trains are never at a place together."""

    train: str
    other: str
    place: str

    def __str__(self) -> str:
        return f"{self.train} and {self.other} do not meet at {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give trains or a place that are not there."""
        yield from elsewhere(plan, self.place, self.train, self.other)

    def kept(self, plan: Plan) -> bool:
        """Tell whether the trains are never at the place at once."""
        return not _together(plan, self.train, self.other, self.place)

    def trains(self) -> tuple[str, ...]:
        """Return both trains."""
        return (self.train, self.other)

    def wish(self, bench: Bench, wanted: Wanted, *, new: bool) -> None:
        """Keep the trains apart."""
        if not new:
            wanted.apart.append(_pair(bench, self.train, self.other, self.place))

    def bars(self, bench: Bench, number: int) -> Iterator[Bar]:
        """Keep a train off the place while the other is there."""
        other, k, times = _facing(bench, number, self.train, self.other, self.place)
        if other is None:
            return
        route = bench.trains[number].route
        for arrives, departs in times:
            for track in range(int(route.place_tracks[k])):
                yield Bar(int(route.place[k]) + track, arrives, departs + 1)

    def restrict(self, draft: Draft) -> None:
        """Make the place a resource that only one of the two trains can hold at a time."""
        for train in map(draft.number, (self.train, self.other)):
            k = draft.at(train, self.place)
            draft.claim(train, str(self), lambda doing, k=k: doing.place == k and doing.track >= 0)


def _stay(train: Planned, k: int) -> tuple[int, int]:
    """Return from when until when a train is at one of its places [s]; at its ends it stands there on its way to the yard."""
    step, last = train.steps[k], len(train.steps) - 1
    begin = step.departs - train.route.from_yard_s if k == 0 else step.arrives
    return begin, step.arrives + train.route.to_yard_s if k == last else step.departs


def _together(plan: Plan, train: str, other: str, place: str) -> bool:
    """Tell whether two trains are at a place at once, in a plan that repeats in any of its runs."""
    (a, b), (c, d) = (_stay(train_of(plan, name), places_of(plan, name).index(place)) for name in (train, other))
    period_s = plan.days * DAY_S
    runs = [by * period_s for by in range(-4, 5)] if plan.repeats else [0]
    return any(a <= d + by and c + by <= b for by in runs)


def _pair(bench: Bench, train: str, other: str, place: str) -> tuple[int, int, int, int]:
    """Return two trains by their numbers, with the number of the place along the route of each."""
    one, two = bench.number(train), bench.number(other)
    return one, two, bench.at(one, place), bench.at(two, place)


def _facing(bench: Bench, number: int, train: str, other: str, place: str) -> tuple[int | None, int, list[tuple[int, int]]]:
    """Return the other train of two, where the place lies along the own route, and when the other is there in each run.

    None if the edit is not about this train, or the other has no path at present.
    """
    own = bench.trains[number].request.train
    if own not in (train, other):
        return None, 0, []
    two = bench.number(other if own == train else train)
    if not bench.trains[two].steps:
        return None, 0, []
    begin, end = _stay(bench.trains[two], bench.at(two, place))
    return two, bench.at(number, place), [(begin + by, end + by) for by in bench.shifts]


def _near_s(bench: Bench, number: int, k: int) -> int:
    """Return when a train is at one of its places in the plan so far, or when it is ready if it has no path [s]."""
    train = bench.trains[number]
    return train.steps[k].arrives if train.steps else train.request.ready_s
