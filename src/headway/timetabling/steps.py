"""Steps: a path as a search finds it, what it holds, and why it waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from headway.model import Scenario
from headway.timetabling.book import Book, Booking
from headway.timetabling.paths import Call, TrainPath
from headway.timetabling.requests import Request
from headway.timetabling.search import STOP, Route, Rules, after_arrival, headway


@dataclass(frozen=True, slots=True)
class Step:
    """A train at one place of its route.

    Parameters
    ----------
    arrives, departs
        When its head arrives and leaves [s].
    mode
        `STOP` or `PASS`.
    track, via
        Numbers of its track here and of the section ahead.
    """

    arrives: int
    departs: int
    mode: int
    track: int
    via: int


class Moment(NamedTuple):
    """A moment that moves with a train: so long after it arrives at one of its places, or leaves it.

    Parameters
    ----------
    place
        Number of the place along its route.
    leaves
        Whether it counts from when the train leaves.
    after_s
        How long after that [s]; negative before it.
    """

    place: int
    leaves: bool
    after_s: int = 0

    def at(self, steps: list[Step]) -> int:
        """Return when that is [s]."""
        step = steps[self.place]
        return (step.departs if self.leaves else step.arrives) + self.after_s


class Holding(NamedTuple):
    """One resource that a path holds: the row of the book, and the moments and the headway of `Booking`."""

    row: int
    begin: Moment
    end: Moment
    enter: Moment
    leave: Moment
    gap: int = 0


def holdings(route: Route, steps: list[Step], rules: Rules) -> Iterator[Holding]:
    """Give every resource that a path holds, and what its times depend on."""
    last = len(steps) - 1
    for k, step in enumerate(steps):
        begin = Moment(k, False, -rules.setting_s) if k else Moment(0, True, -route.from_yard_s)
        end = Moment(k, False, route.to_yard_s)
        if k < last:
            end = Moment(k, True, int(route.tail_s[k, step.mode]) + rules.clearing_s)
        yield Holding(int(route.place[k]) + step.track, begin, end, begin, end)
        if k < last:
            ahead = steps[k + 1]
            yield Holding(
                int(route.section[k]) + step.via,
                Moment(k, True, -rules.setting_s),
                Moment(k + 1, False, after_arrival(route, k + 1, ahead.mode, rules)),
                Moment(k, True),
                Moment(k + 1, False),
                gap_behind(route, k, step, ahead, rules),
            )


def bookings(route: Route, steps: list[Step], rules: Rules, owner: int) -> Iterator[Booking]:
    """Give every resource that a path holds, and when."""
    for held in holdings(route, steps, rules):
        begin, end, enter, leave = (moment.at(steps) for moment in held[1:5])
        yield Booking(row=held.row, begin=begin, end=end, enter=enter, leave=leave, gap=held.gap, way=route.way, owner=owner)


def gap_behind(route: Route, k: int, step: Step, ahead: Step, rules: Rules) -> int:
    """Headway behind a train on its k-th section [s], longer where it runs slower than it could; 0 without signals on the way."""
    gap = headway(route, k, step.mode, ahead.mode, rules)
    slower = ahead.arrives - step.departs - int(route.run_s[k, step.mode, ahead.mode])
    return lengthened(gap, route, k, slower)


def lengthened(gap: int, route: Route, k: int, slower: int) -> int:
    """A headway behind a train that runs so much slower over its k-th section than it could [s]; 0 without signals."""
    return gap + ceil((route.block[k] + route.cover[k]) * slower) if gap else 0


@dataclass(frozen=True, slots=True)
class Explainer:
    """Turns steps into paths and says what trains wait for, when everything is booked.

    Parameters
    ----------
    scenario, book, rules
        Where the trains run.
    trains
        Names of the trains, by their numbers in the book.
    """

    scenario: Scenario
    book: Book
    rules: Rules
    trains: list[str]

    def path(self, request: Request, route: Route, steps: list[Step]) -> TrainPath:
        """Return the path of a train with its waits and their reasons."""
        line = self.scenario.line
        first = line.index(request.origin)
        calls: list[Call] = []
        last = len(steps) - 1
        for k, step in enumerate(steps):
            place = line.places[first + k * route.way]
            stops = step.mode == STOP
            wait = step.departs - step.arrives - int(route.dwell_s[k]) if stops and k < last else 0
            if k == 0:
                wait = step.departs - request.since_s(step.departs)
            holder, reason = self._reason(route, steps, k, first + k * route.way) if wait > 0 else ("", "")
            calls.append(
                Call(
                    place=place.name,
                    track=place.tracks[step.track].name,
                    arrives_s=step.arrives if k else step.departs,
                    departs_s=step.departs,
                    stops=stops,
                    tail_s=int(route.tail_s[k, step.mode]) if k < last else 0,
                    next_track=step.via,
                    wait_s=wait,
                    reason=reason,
                    waits_for=holder,
                )
            )
        return TrainPath(
            train=request.train,
            service=request.service,
            consist=request.consist.name,
            train_class=request.consist.train_class,
            loaded=request.consist.loaded and request.consist.payload_kg > 0,
            calls=tuple(calls),
            ready_s=request.ready_s,
            latest_s=request.latest_s,
            due_s=request.due_s,
        )

    def _reason(self, route: Route, steps: list[Step], k: int, here: int) -> tuple[str, str]:
        """Say whom a train at rest waits for: whoever holds, until the very moment it needs it, something ahead; and in words."""
        line, setting = self.scenario.line, self.rules.setting_s
        for j in range(k, len(steps) - 1):
            start, end = here + (j - k) * route.way, here + (j - k + 1) * route.way
            owner = self.book.owner_until(int(route.section[j]) + steps[j].via, steps[j].departs - setting)
            if owner is not None:
                return self._waiting_for(owner, f"on {line.sections[min(start, end)].name}")
            row = int(route.place[j + 1]) + steps[j + 1].track
            owner = self.book.owner_until(row, steps[j + 1].arrives - setting)
            if owner is not None:
                return self._waiting_for(owner, f"at {line.places[end].name}")
            if steps[j + 1].mode == STOP:
                break
        return "", "waits for a train ahead to draw away"

    def _waiting_for(self, owner: int, where: str) -> tuple[str, str]:
        if owner < 0:
            name = self.scenario.possessions[-1 - owner].name
            return name, f"waits for possession {name} {where}"
        return self.trains[owner], f"waits for {self.trains[owner]} {where}"
