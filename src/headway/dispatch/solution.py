"""A solution of a dispatching problem: every train's operations with their starts, in one order."""

from dataclasses import dataclass

from headway.arguments import public
from headway.dispatch.problem import Dispatching
from headway.shown import Shown


@dataclass(frozen=True, slots=True)
class Event:
    """A train starts an operation."""

    time: int
    train: int
    operation: int


@dataclass(frozen=True, slots=True, repr=False)
class Solution(Shown):
    """What every train does and when.

    Parameters
    ----------
    objective
        Sum of the delay costs.
    events
        Starts of operations in one order, which also orders those at the same time.
    """

    objective: int
    events: tuple[Event, ...]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"objective {self.objective:,}, {len({event.train for event in self.events})} trains, {len(self.events):,} events"

    def repriced(self, problem: Dispatching) -> "Solution":
        """Return a solution with the same events at the costs of another problem."""
        return Solution(objective(problem, self.events), self.events)


@public
def objective(problem: Dispatching, events: tuple[Event, ...]) -> int:
    """Return the sum of the delay costs of some events."""
    starts = {(event.train, event.operation): event.time for event in events}
    return sum(cost.at(starts[cost.train, cost.operation]) for cost in problem.costs if (cost.train, cost.operation) in starts)
