"""Dispatching: who goes first, on which track, and when.

The public DISPLIB problem and its solver. `solve` finds a plan; `verify` judges any plan.
"""

from headway.dispatch.anchor import anchored
from headway.dispatch.displib import read_problem, read_solution, write_problem, write_solution
from headway.dispatch.problem import DelayCost, Dispatching, Operation, Train, Use
from headway.dispatch.result import Improvement, Result
from headway.dispatch.said import about_problem
from headway.dispatch.solution import Event, Solution, objective
from headway.dispatch.solve import solve
from headway.dispatch.verify import verify
from headway.dispatch.warm_up import warm_up
from headway.work import MaxRounds, MaxSeconds, Stop

__all__ = [
    "DelayCost",
    "Dispatching",
    "Event",
    "Improvement",
    "MaxRounds",
    "MaxSeconds",
    "Operation",
    "Result",
    "Solution",
    "Stop",
    "Train",
    "Use",
    "about_problem",
    "anchored",
    "objective",
    "read_problem",
    "read_solution",
    "solve",
    "verify",
    "warm_up",
    "write_problem",
    "write_solution",
]
