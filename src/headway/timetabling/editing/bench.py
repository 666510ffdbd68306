"""The bench: a plan that is being edited, with its trains in the planner's book."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from headway.model import Scenario
from headway.timetabling.insertion import Planned, Planner, Step, bookings, total
from headway.timetabling.windows import undated
from headway.units import DAY_S

_MOST_KEPT = 4
_KEPT: OrderedDict[int, tuple[Sequence[Planned], Bench]] = OrderedDict()
_LOCK = Lock()
"""Benches of the last few plans, by the identity of their trains: to book all trains takes longer than most edits."""


class Plan(Protocol):
    """The parts of a timetable that edits look at."""

    @property
    def scenario(self) -> Scenario:
        """The corridor."""
        ...

    @property
    def days(self) -> int:
        """How many days are planned."""
        ...

    @property
    def repeats(self) -> bool:
        """Whether the plan can be run again and again."""
        ...

    @property
    def trains(self) -> Sequence[Planned]:
        """The trains with their requests, routes and steps."""
        ...


@dataclass(slots=True, eq=False)
class Bench:
    """A plan that is being edited; its trains are in the planner's book under their numbers.

    Parameters
    ----------
    scenario, days, repeats
        The corridor, how many days are planned, and whether the plan can be run again and again.
    planner
        The planner, with the trains booked.
    trains
        The trains.
    """

    scenario: Scenario
    days: int
    repeats: bool
    planner: Planner
    trains: list[Planned]

    @property
    def period_s(self) -> int | None:
        """Period of a plan that repeats [s]."""
        return self.days * DAY_S if self.repeats else None

    @property
    def cost(self) -> int:
        """The cost of all trains [weighted s]."""
        return total(self.trains)

    @property
    def shifts(self) -> tuple[int, ...]:
        """By how much the trains run again before and after, with 0 among them [s]."""
        return (0,) if self.period_s is None else (0, -self.period_s, self.period_s)

    def number(self, train: str) -> int:
        """Return the number of a train by its name."""
        return next(i for i, one in enumerate(self.trains) if one.request.train == train)

    def names(self) -> list[str]:
        """Return the names of the trains, in the order of their numbers."""
        return [train.request.train for train in self.trains]

    def at(self, number: int, place: str) -> int:
        """Return the number of a place along a train's route."""
        line = self.scenario.line
        return abs(line.index(place) - line.index(self.trains[number].request.origin))

    def put(self, number: int, train: Planned) -> None:
        """Book a train in place of what it had in the book."""
        self.planner.book.remove(number)
        self.trains[number] = train
        for booking in bookings(train.route, train.steps, self.planner.rules, number):
            self.planner.book.hold(booking)

    def clashing(self) -> list[int]:
        """Return the numbers of the trains whose paths possessions cut."""
        closed = self.planner.book.closures()
        return [number for number, train in enumerate(self.trains) if closed and self._is_cut(number, train, closed)]

    def _is_cut(self, number: int, train: Planned, closed: dict[int, list[tuple[int, int]]]) -> bool:
        return any(
            begin < booking.end and end > booking.begin
            for booking in bookings(train.route, train.steps, self.planner.rules, number)
            for begin, end in closed.get(booking.row, ())
        )

    def copy(self) -> Bench:
        """Return a bench of its own with the same trains."""
        return Bench(self.scenario, self.days, self.repeats, self.planner.copy(), list(self.trains))

    def anew(self, scenario: Scenario, trains: Iterable[Planned]) -> Bench:
        """Return a bench of other trains on another corridor, such as one with a possession more."""
        return bench_with(scenario, self.days, self.repeats, trains)

    def add(self, train: Planned) -> int:
        """Book one more train, and return its number."""
        self.trains.append(train)
        self.planner.enter(train.request, train.route, train.steps)
        return len(self.trains) - 1


def bench_of(plan: Plan) -> Bench:
    """Return a bench of a plan, for its caller alone."""
    with _LOCK:
        known = _KEPT.get(id(plan.trains))
    if known is None or known[0] is not plan.trains:
        bench = bench_with(plan.scenario, plan.days, plan.repeats, plan.trains)
        keep_bench(plan, bench)
        return bench.copy()
    return known[1].copy()


def keep_bench(plan: Plan, bench: Bench) -> None:
    """Keep a bench for the next edit of a plan; its trains must not change any more."""
    with _LOCK:
        _KEPT[id(plan.trains)] = plan.trains, bench
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)


def bench_with(scenario: Scenario, days: int, repeats: bool, trains: Iterable[Planned]) -> Bench:
    """Return a bench with these trains booked."""
    known = undated(scenario) if repeats else scenario
    bench = Bench(scenario, days, repeats, Planner(known, 0, days * DAY_S, period_s=days * DAY_S if repeats else None), [])
    for train in trains:
        bench.add(train)
    return bench


def same_path(one: list[Step], other: list[Step]) -> bool:
    """Tell whether a train takes the same path in two plans, whenever it was ready at its origin."""
    return len(one) == len(other) and all(
        a == b or (i == 0 and replace(a, arrives=b.arrives) == b) for i, (a, b) in enumerate(zip(one, other, strict=True))
    )
