"""Edits of what runs and of what is shut: one more train, a copy, a train cancelled, a possession."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from headway.arguments import public
from headway.errors import did_you_mean
from headway.model import Possession, Scenario
from headway.timetabling.editing.bench import Bench, Plan
from headway.timetabling.editing.edit import Edit
from headway.timetabling.editing.naming import at_the_same_time, outside, unknown
from headway.timetabling.insertion import Planned
from headway.timetabling.requests import Request, extra_request, on_its_day
from headway.units import DAY_S, clock


@public
@dataclass(frozen=True, slots=True)
class Close(Edit):
    """A possession shuts the line between two places for a while [s from the midnight of the first day].

    In a plan that repeats it recurs with it, every day or every week.
    """

    name: str
    from_place: str
    to_place: str
    begin_s: int
    end_s: int

    def __str__(self) -> str:
        times = f"{clock(self.begin_s % DAY_S)} to {clock(self.end_s % DAY_S)}"
        return f"{self.name} shuts {self.from_place} - {self.to_place} from {times}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give places that are not there, times that are none, and a name that is taken or is none."""
        places = [place.name for place in plan.scenario.line.places]
        for name in (self.from_place, self.to_place):
            if name not in places:
                yield f'"{name}" is not a place of the line. {did_you_mean(name, places)}'
        if self.from_place == self.to_place:
            yield f"{self.name}: it shuts a stretch between two places, and both are {self.from_place}"
        if not self.name.strip() or len(self.name) > 60:
            yield "a possession needs a name of 1 to 60 characters"
        if self.name in (taken_by(name) for name in (p.name for p in plan.scenario.possessions)):
            yield f'a possession "{self.name}" is there already. Choose another name'
        yield from outside(plan, self.begin_s)
        if self.end_s <= self.begin_s:
            yield f"{self.name}: it ends at {self.end_s} s, not after it begins at {self.begin_s} s"
        if plan.repeats and self.end_s - self.begin_s >= plan.days * DAY_S:
            yield f"{self.name}: it would shut the line for good, since the plan repeats every {plan.days * 24} h"
        if plan.repeats and plan.days not in (1, 7):
            yield f"{self.name}: a possession recurs every day or every week, and this plan every {plan.days} days"

    def kept(self, plan: Plan) -> bool:
        """Tell whether the possession is there; the referee sees to it that no train runs in it."""
        return self.name in (taken_by(p.name) for p in plan.scenario.possessions)

    def laid(self, bench: Bench) -> Bench:
        """Shut the line."""
        scenario = replace(bench.scenario, possessions=(*bench.scenario.possessions, *self.shut(bench)))
        return bench.anew(scenario, bench.trains)

    def shut(self, plan: Plan) -> tuple[Possession, ...]:
        """Return the possessions that do it, one for each section."""
        line = plan.scenario.line
        low, high = sorted((line.index(self.from_place), line.index(self.to_place)))
        day, starts_s = divmod(self.begin_s, DAY_S)
        date = plan.scenario.starts_on + timedelta(days=day)
        weekdays = (date.weekday(),) if plan.repeats and plan.days == 7 else ()
        found: list[Possession] = []
        for section in range(low, high):
            leg = line.leg_of_section(section)
            posts = {place.name: place.km for place in leg.places}
            ends = sorted(posts[line.places[k].name] for k in (section, section + 1))
            name = self.name if high - low == 1 else f"{self.name}{_PART}{section - low + 1}"
            found.append(
                Possession(
                    name=name,
                    leg=leg.name,
                    from_km=ends[0],
                    to_km=ends[1],
                    starts_at_s=float(starts_s),
                    duration_s=float(self.end_s - self.begin_s),
                    weekdays=weekdays,
                    starts_on=None if plan.repeats else date,
                )
            )
        return tuple(found)

    def opened(self, scenario: Scenario) -> Scenario:
        """Return a scenario without the possession."""
        return replace(scenario, possessions=tuple(p for p in scenario.possessions if taken_by(p.name) != self.name))


_PART = ", section "


def taken_by(possession: str) -> str:
    """Return the name under which a possession was wanted; it may have several sections."""
    return possession.rsplit(_PART, 1)[0]


class _OneMore(Edit):
    """An edit that makes one more train, whose name tells that it did."""

    __slots__ = ()
    at_s: int

    @property
    @abstractmethod
    def prefix(self) -> str:
        """How the names of such trains begin."""

    def kept(self, plan: Plan) -> bool:
        """Tell whether there is such a train."""
        return any(self.made(request) for request in _requests(plan))

    def made(self, request: Request) -> bool:
        """Tell whether a train is such a one."""
        return request.train.startswith(self.prefix)

    def sets(self, request: Request) -> bool:
        """Tell whether a train is such a one, and was not moved since."""
        return self.made(request) and request.ready_s == self.at_s

    def replaces(self, other: Edit, plan: Plan) -> bool:
        """Tell whether another edit cancelled such a train, whose name may be used again."""
        return self == other or (isinstance(other, Cancel) and other.train.startswith(self.prefix))


@public
@dataclass(frozen=True, slots=True)
class Add(_OneMore):
    """One more train of a service departs at a time [s]; of an ore flow, loaded or empty."""

    service: str
    at_s: int
    loaded: bool = True

    def __str__(self) -> str:
        return f"one more train of {self.service} departs at {clock(self.at_s % DAY_S)}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a service that is not there, a time outside the plan, and a train of the service at the same time."""
        names = [service.name for service in plan.scenario.services]
        if self.service not in names:
            yield f'"{self.service}" is not a service. {did_you_mean(self.service, names)}'
        yield from outside(plan, self.at_s)
        yield from at_the_same_time(plan, self.service, self.at_s)

    @property
    def prefix(self) -> str:
        """The service with a word."""
        return f"{self.service} extra "

    def laid(self, bench: Bench) -> Bench:
        """Ask for the train."""
        service = next(s for s in bench.scenario.services if s.name == self.service)
        return asked(bench, extra_request(bench.scenario, service, self.at_s, bench.names(), loaded=self.loaded))


@public
@dataclass(frozen=True, slots=True)
class Copy(_OneMore):
    """A train runs once more, departing at another time [s]."""

    train: str
    at_s: int

    def __str__(self) -> str:
        return f"{self.train} runs once more at {clock(self.at_s % DAY_S)}"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train that is not there, a time outside the plan, and a train of the service at the same time."""
        found = list(unknown(plan, self.train))
        yield from (*found, *outside(plan, self.at_s))
        if not found:
            yield from at_the_same_time(plan, next(r.service for r in _requests(plan) if r.train == self.train), self.at_s)

    @property
    def prefix(self) -> str:
        """The train with a number in brackets."""
        return f"{self.train} ("

    def laid(self, bench: Bench) -> Bench:
        """Ask for the train."""
        request = bench.trains[bench.number(self.train)].request
        number, names = 2, bench.names()
        while (name := f"{self.train} ({number})") in names:
            number += 1
        alike = replace(request, train=name, stands_from_s=None, stays_until_s=None)
        return asked(bench, on_its_day(bench.scenario, alike, self.at_s))


@public
@dataclass(frozen=True, slots=True)
class Cancel(Edit):
    """A train does not run."""

    train: str

    def __str__(self) -> str:
        return f"{self.train} is cancelled"

    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a train that is not there, or the last one."""
        yield from unknown(plan, self.train)
        if len(plan.trains) == 1:
            yield f"{self.train} is the only train of the timetable, which would be empty"

    def kept(self, plan: Plan) -> bool:
        """Tell whether the train is not there."""
        return self.train not in (train.request.train for train in plan.trains)

    def replaces(self, other: Edit, plan: Plan) -> bool:
        """Tell whether another edit was about the train, or made it; a copy of the train stays."""
        if isinstance(other, Add | Copy):
            others = (request for request in _requests(plan) if request.train != self.train)
            return not any(other.made(request) for request in others)
        return self.train in other.names()

    def laid(self, bench: Bench) -> Bench:
        """Take the train out."""
        return bench.anew(bench.scenario, [train for train in bench.trains if train.request.train != self.train])


def asked(bench: Bench, request: Request) -> Bench:
    """Return a bench on which one more train asks for a path."""
    bench.trains.append(Planned(request, bench.planner.routes.of(request), []))
    bench.planner.trains.append(request.train)
    return bench


def _requests(plan: Plan) -> Iterator[Request]:
    return (train.request for train in plan.trains)
