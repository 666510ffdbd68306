"""The train dispatching problem: what every train may do, what it needs to do so, and what delay costs.

Terms and meaning are those of DISPLIB (Kloster, Luteberget, Mannino, Sartor: arXiv 2509.12254): integer times, a graph
of operations for every train, exclusive resources with release times, and a cost for starting operations late.
"""

from dataclasses import dataclass
from functools import cached_property

from headway.errors import InputError, Problem
from headway.shown import Shown


@dataclass(frozen=True, slots=True)
class Use:
    """A resource that an operation holds while it runs.

    Parameters
    ----------
    resource
        Name of the resource; only one train at a time holds it.
    release_time
        Time that must pass between the end of the operation and the start of another train's hold.
    """

    resource: str
    release_time: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that a train does without a choice, such as running over a route or standing at a platform.

    Parameters
    ----------
    min_duration
        Least time from the start of this operation to the start of the train's next one.
    start_lb, start_ub
        Earliest and latest start; None for no latest.
    uses
        Resources that the train holds until it starts its next operation; it holds those of its exit for ever. If a
        resource is named twice, the longer release time counts.
    successors
        Indices of the operations that may come next; empty for the exit only.
    """

    min_duration: int
    start_lb: int = 0
    start_ub: int | None = None
    uses: tuple[Use, ...] = ()
    successors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DelayCost:
    """The cost of starting an operation late: ``coeff * max(0, s - threshold) + increment * [s >= threshold]``.

    An operation that the train does not use costs nothing.
    """

    train: int
    operation: int
    threshold: int = 0
    coeff: int = 0
    increment: int = 0

    def at(self, start: int) -> int:
        """Return the cost of a start."""
        late = start - self.threshold
        return self.coeff * max(0, late) + (self.increment if late >= 0 else 0)


Train = tuple[Operation, ...]
"""The operations of a train in topological order; the first is the entry, the last the exit."""


@dataclass(frozen=True, repr=False)
class Dispatching(Shown):
    """A train dispatching problem, complete and checked.

    Parameters
    ----------
    trains
        The operations of every train.
    costs
        The parts of the objective; an operation may have any number of them.

    Raises
    ------
    InputError
        With every rule that is broken, and where.
    """

    trains: tuple[Train, ...]
    costs: tuple[DelayCost, ...] = ()

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"{len(self.trains)} trains, {self.operations:,} operations, {len(self.resources):,} resources"

    def __post_init__(self) -> None:
        found = [
            Problem(message, where=f"trains.{k}.{i}")
            for k, train in enumerate(self.trains)
            for i, operation in enumerate(train)
            for message in _operation_problems(operation, len(train))
        ]
        if not self.trains:
            found.append(Problem("there are no trains; a problem needs at least one", where="trains"))
        found += [problem for k, train in enumerate(self.trains) for problem in _graph_problems(train, k)]
        found += [Problem(m, where=f"objective.{j}") for j, cost in enumerate(self.costs) for m in self._cost_problems(cost)]
        if found:
            raise InputError(found)

    def _cost_problems(self, cost: DelayCost) -> list[str]:
        if not 0 <= cost.train < len(self.trains):
            return [f"train {cost.train} does not exist; trains are 0 to {len(self.trains) - 1}"]
        if not 0 <= cost.operation < len(self.trains[cost.train]):
            last = len(self.trains[cost.train]) - 1
            return [f"operation {cost.operation} of train {cost.train} does not exist; its operations are 0 to {last}"]
        return [
            f"{name} {value}: an early arrival cannot be rewarded by the cost of a late one; give a value of 0 or more"
            for name, value in (("coeff", cost.coeff), ("increment", cost.increment))
            if value < 0
        ]

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """Names of the resources, in the order in which they are first named."""
        return tuple(dict.fromkeys(use.resource for train in self.trains for operation in train for use in operation.uses))

    @property
    def operations(self) -> int:
        """Number of operations of all trains."""
        return sum(map(len, self.trains))


def _operation_problems(operation: Operation, count: int) -> list[str]:
    found: list[str] = []
    if operation.min_duration < 0:
        found.append(f"min_duration {operation.min_duration} is negative; give a duration of 0 or more")
    if operation.start_lb < 0:
        found.append(f"start_lb {operation.start_lb} is negative; times begin at 0")
    if operation.start_ub is not None and operation.start_ub < operation.start_lb:
        found.append(f"start_ub {operation.start_ub} is before start_lb {operation.start_lb}; nothing can start in between")
    found += [
        f'release_time {use.release_time} of resource "{use.resource}" is negative; give 0 or more'
        for use in operation.uses
        if use.release_time < 0
    ]
    found += [
        f"successor {j} does not exist; the operations of the train are 0 to {count - 1}"
        for j in operation.successors
        if not 0 <= j < count
    ]
    found += [
        f"successor {j} is named twice; name it once"
        for j in dict.fromkeys(operation.successors)
        if operation.successors.count(j) > 1
    ]
    return found


def _graph_problems(train: Train, k: int) -> list[Problem]:
    if not train:
        return [Problem("a train needs at least one operation", where=f"trains.{k}")]
    found: list[Problem] = []
    reached = {0}
    for i, operation in enumerate(train):
        where = f"trains.{k}.{i}"
        reached.update(operation.successors)
        if i not in reached:
            found.append(Problem("no operation before it leads here; name it as a successor of one or remove it", where=where))
        if not operation.successors and i < len(train) - 1:
            found.append(Problem("it has no successors, which only the last operation, the exit, may lack", where=where))
        for j in operation.successors:
            if j == i or (0 <= j < i and _leads(train, j, i)):
                found.append(
                    Problem(f"successor {j} leads back to it: a circle; a train's operations must lead onwards", where=where)
                )
            elif 0 <= j < i:
                found.append(Problem(f"successor {j} stands before it; list the operations in topological order", where=where))
    if train[-1].successors:
        found.append(Problem("the last operation is the exit and has no successors", where=f"trains.{k}.{len(train) - 1}"))
    return found


def _leads(train: Train, i: int, goal: int) -> bool:
    """Tell whether a path leads from one operation to another."""
    seen: set[int] = set()
    ahead = [i]
    while ahead:
        at = ahead.pop()
        if at == goal:
            return True
        if at not in seen and 0 <= at < len(train):
            seen.add(at)
            ahead += train[at].successors
    return False
