"""Stay close to a plan: after a disturbance people and machines already follow it."""

from dataclasses import replace
from pathlib import Path

from headway.arguments import public
from headway.dispatch.displib import problem_of
from headway.dispatch.problem import DelayCost, Dispatching
from headway.dispatch.solution import Solution


@public
def anchored(problem: Dispatching | str | Path, plan: Solution, cost: int) -> Dispatching:
    """Return a problem that also charges for every operation that a plan does not use.

    Parameters
    ----------
    problem
        The problem after the disturbance, with the same trains and operations as before.
    plan
        The plan of before; what counts is which operations it uses, not when they start.
    cost
        What an operation outside the plan costs, in the unit of the objective. A low cost breaks ties; a cost above any
        delay keeps every path that can be kept.
    """
    problem = problem_of(problem)
    kept = {(event.train, event.operation) for event in plan.events}
    left = tuple(
        DelayCost(k, i, increment=cost) for k, train in enumerate(problem.trains) for i in range(len(train)) if (k, i) not in kept
    )
    return replace(problem, costs=problem.costs + left)
