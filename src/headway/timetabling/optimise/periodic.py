"""A better plan for trains that repeat: from regular plans, by searches for the meets of all trains together."""

from collections.abc import Callable
from functools import partial
from math import ceil
from time import perf_counter

from headway.timetabling.insertion import Planned, Planner, total
from headway.timetabling.optimise.meets import Effort
from headway.timetabling.optimise.part import Part
from headway.timetabling.optimise.polishing import enter_instead
from headway.timetabling.optimise.regular import REGULAR_WORK, regular
from headway.timetabling.optimise.search import met, searching
from headway.work import Stop, attempted, say

_MEETS, _WORK = 250, 1 / 3_000
"""Rounds for every train that a search of all meets stands for, and the work of one [deterministic seconds of CP-SAT].

The long-term day that repeats costs 0.2 % more with 500 rounds after 25,000 in all, and 0.6 % less with 125, in a
quarter more time; two seeds differ by 0.6 % (`python -m benchmarks.constants --only optimise.periodic.MEETS`).
"""

_REACH_S, _FARTHEST_S = 3_600, 7_200
"""How far it may move trains [s], and where it found nothing.

The first matters: the long-term day that repeats costs 8 % more with 1,800, and 2 % more with 7,200
(`python -m benchmarks.constants --only optimise.periodic.REACH_S`). From 3,600 to 14,400 the second does not
(`--only optimise.periodic.FARTHEST_S`).
"""


Lacks = Callable[[list[Planned]], int]
"""Says how many train sets a plan takes beyond those that there are."""


def improved(
    planner: Planner, begun: list[Planned], *, bound: int, lacks: Lacks, stop: Stop, seed: int, jobs: int
) -> list[Planned]:
    """Improve a plan: take a regular plan if one is cheaper, then search for better meets of all trains together.

    Unless the search is interrupted, the plan that is returned is booked.

    Parameters
    ----------
    planner, begun
        The planner of a day that repeats, and the plan that is booked.
    bound
        No plan costs less [weighted s].
    lacks
        A plan that lacks more train sets than the one before is not taken.
    stop, seed, jobs
        When to end, random numbers, and threads.
    """
    began, rounds, reach_s = perf_counter(), 0, _REACH_S
    best = begun
    say(stop, searching(best, bound))
    if total(best) > bound:
        part = Part(stop, ceil(REGULAR_WORK / _WORK), 0, 0.0).fitting()
        effort = Effort(_REACH_S, bound, part.most * _WORK, jobs, seed, part.over())
        tried = attempted(lambda: better(planner, begun, regular(planner, begun, effort), lacks), begun)
        best, rounds = tried, part.most
    while total(best) > bound and not stop(rounds, seconds := perf_counter() - began):
        part = Part(stop, _MEETS * len(best), rounds, seconds).fitting()
        effort = Effort(reach_s, bound, part.most * _WORK, jobs, seed + rounds, part.over())
        found = attempted(partial(met, planner, best, effort), None)
        rounds += part.most
        best = attempted(partial(better, planner, best, found or best, lacks), best)
        reach_s = _REACH_S if found else _FARTHEST_S
        say(stop, searching(best, bound))
    return best


def better(planner: Planner, trains: list[Planned], other: list[Planned], lacks: Lacks) -> list[Planned]:
    """Return the other plan if it costs no more and lacks no more train sets, or else the first.

    The plan that is returned is booked.
    """
    if other is trains:
        return trains
    short = (lacks(plan) for plan in (other, trains))
    if total(other) <= total(trains) and next(short) <= next(short):
        return other
    enter_instead(planner, trains)
    return trains
