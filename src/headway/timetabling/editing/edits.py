"""Edits of single trains: when a train leaves, how long it stands, which track it uses, and that it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from headway.arguments import public
from headway.timetabling.editing.bench import Bench, Plan
from headway.timetabling.editing.draft import Draft, barred
from headway.timetabling.editing.edit import ALWAYS, Bar, Edit
from headway.timetabling.editing.naming import at_the_same_time, elsewhere, outside, places_of, step_of, train_of, unknown
from headway.timetabling.editing.orders import Wanted
from headway.timetabling.insertion import STOP
from headway.timetabling.requests import Request, on_its_day
from headway.units import DAY_S, clock


@public
@dataclass(frozen=True, slots=True)
class Depart(Edit):
    """A train is ready at another time [s from the midnight of the first day], leaves no sooner, and has no window."""

    asks: ClassVar[bool] = True

    train: str
    at_s: int

    def __str__(self) -> str:
        return f"{self.train} departs at {clock(self.at_s % DAY_S)}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train that is not there, a time outside the days of the plan, or one at which the service runs already."""
        found = list(unknown(plan, self.train))
        yield from (*found, *outside(plan, self.at_s))
        if not found:
            yield from at_the_same_time(plan, train_of(plan, self.train).request.service, self.at_s, self.train)

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train asks for a path at that time; it then leaves no sooner."""
        return train_of(plan, self.train).request.ready_s == self.at_s

    def laid(self, bench: Bench) -> Bench:
        """Let the train be ready at that time."""
        number = bench.number(self.train)
        train = bench.trains[number]
        bench.trains[number] = replace(train, request=on_its_day(bench.scenario, train.request, self.at_s))
        return bench

    def replaces(self, other: Edit, plan: Plan) -> bool:
        """Tell whether another edit moved the same train."""
        return isinstance(other, Depart) and other.train == self.train

    def sets(self, request: Request) -> bool:
        """Tell whether a train is ready at the time of this edit because of it."""
        return (request.train, request.ready_s) == (self.train, self.at_s)

    def trains(self) -> tuple[str, ...]:
        """Return the train."""
        return (self.train,)

    def wish(self, bench: Bench, wanted: Wanted, *, new: bool) -> None:
        """Let the train leave then."""
        if new:
            wanted.departs_s[bench.number(self.train)] = self.at_s


@public
@dataclass(frozen=True, slots=True)
class Dwell(Edit):
    """A train stands at a place for at least so long [s]."""

    train: str
    place: str
    at_least_s: int

    def __str__(self) -> str:
        return f"{self.train} stands {self.at_least_s / 60:g} min at {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train or a place that is not there, an end of its run, or a time that is none."""
        found = list(elsewhere(plan, self.place, self.train))
        yield from found
        if not 0 < self.at_least_s <= DAY_S:
            yield f"{self.train}: it can stand 1 s to 24 h at {self.place}, not {self.at_least_s} s"
        if not found and self.place in (places := places_of(plan, self.train))[:1] + places[-1:]:
            yield f"{self.train} begins or ends at {self.place}: move its departure instead"

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train stands there for so long."""
        step = step_of(plan, self.train, self.place)
        return step.mode == STOP and step.departs - step.arrives >= self.at_least_s

    def laid(self, bench: Bench) -> Bench:
        """Let the train ask for the stop."""
        number = bench.number(self.train)
        train = bench.trains[number]
        asked = dict(train.request.halts)
        asked[self.place] = max(self.at_least_s, asked.get(self.place, 0))
        request = replace(train.request, halts=tuple(asked.items()))
        route = bench.planner.routes.of(request)._replace(run_s=train.route.run_s, tail_s=train.route.tail_s)
        bench.trains[number] = replace(train, request=request, route=route)
        return bench

    def replaces(self, other: Edit, plan: Plan) -> bool:
        """Tell whether another edit was about the same stop."""
        return isinstance(other, Dwell) and (other.train, other.place) == (self.train, self.place)

    def trains(self) -> tuple[str, ...]:
        """Return the train."""
        return (self.train,)


@public
@dataclass(frozen=True, slots=True)
class Lock(Edit):
    """A train keeps its path as it is."""

    train: str

    def __str__(self) -> str:
        return f"{self.train} keeps its path"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train that is not there."""
        yield from unknown(plan, self.train)

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train is in the timetable; the search has left it no other path."""
        return self.train in (train.request.train for train in plan.trains)

    def wish(self, bench: Bench, wanted: Wanted, *, new: bool) -> None:
        """Leave the train its times."""
        wanted.fixed.add(bench.number(self.train))

    def restrict(self, draft: Draft) -> None:
        """Leave the train no other path."""
        draft.fix(draft.number(self.train))


@public
@dataclass(frozen=True, slots=True)
class UseTrack(Edit):
    """A train uses a track of a place."""

    train: str
    place: str
    track: str

    def __str__(self) -> str:
        return f"{self.train} uses track {self.track} of {self.place}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train, a place or a track that is not there."""
        found = list(elsewhere(plan, self.place, self.train))
        yield from found
        if not found:
            tracks = [track.name for track in plan.scenario.line.place(self.place).tracks]
            if self.track not in tracks:
                yield f'{self.place} has no track "{self.track}"; its tracks are {", ".join(tracks)}'

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train uses the track."""
        tracks = plan.scenario.line.place(self.place).tracks
        return tracks[step_of(plan, self.train, self.place).track].name == self.track

    def trains(self) -> tuple[str, ...]:
        """Return the train."""
        return (self.train,)

    def replaces(self, other: Edit, plan: Plan) -> bool:
        """Tell whether another edit chose a track of the same place for the train."""
        return isinstance(other, UseTrack) and (other.train, other.place) == (self.train, self.place)

    def bars(self, bench: Bench, number: int) -> Iterator[Bar]:
        """Keep the train off all other tracks of the place."""
        if bench.trains[number].request.train == self.train:
            place = bench.scenario.line.index(self.place)
            for track, one in enumerate(bench.scenario.line.places[place].tracks):
                if one.name != self.track:
                    yield Bar(int(bench.planner.rows.place[place]) + track, -ALWAYS, ALWAYS)

    def restrict(self, draft: Draft) -> None:
        """Bar all other tracks of the place to the train."""
        train = draft.number(self.train)
        k = draft.at(train, self.place)
        track = [t.name for t in draft.line.place(self.place).tracks].index(self.track)
        draft.change(train, lambda doing: doing.place == k and doing.track not in (-1, track), barred)
