"""The draft: a dispatching problem of a plan's trains, while edits are put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from headway.dispatch import Dispatching, Operation, Use
from headway.model import Line
from headway.timetabling.insertion import Step, fastest_s
from headway.timetabling.optimise import Compiled, Doing, Kind, moments_of


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
