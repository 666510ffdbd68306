"""A regular plan: all trains take longer by the same share, and meet near where their even runs would cross.

If trains follow each other at an even interval, and each loses just enough time at a meet to reach the next meet at a
place, all wait little. A plan that is made one train after another does not find such meets. Nor does a search that
begins with it.
"""

from dataclasses import replace

from headway.timetabling.insertion import PASS, STOP, Planned, Planner, Step, total
from headway.timetabling.optimise.meets import Effort, meet_near
from headway.timetabling.optimise.polishing import enter_instead, moved_together, polished, remove
from headway.timetabling.requests import Request

REGULAR_WORK = 5.0
"""Work in which regular plans are mostly found, if there are any [deterministic seconds of CP-SAT].

With half of it the long-term day that repeats costs 0.5 % less after 25,000 rounds, of which more are left for meets
then; two seeds differ by 0.6 % (`python -m benchmarks.constants --only optimise.regular.REGULAR_WORK`).
"""

_SLOWED = (1.03, 1.08, 1.1, 1.12, 1.15)
"""How many times their shortest time trains are on their way: these are tried.

The long-term day that repeats costs 0.5 % less with 1.1 alone after 25,000 rounds, and 1.2 % more with 1.05, 1.1 and
1.15; two seeds differ by 0.6 % (`python -m benchmarks.constants --only optimise.regular.SLOWED`).
"""


def regular(planner: Planner, begun: list[Planned], effort: Effort) -> list[Planned]:
    """Return the cheapest of several regular plans, or the given plan if none costs less; book what is returned.

    Parameters
    ----------
    planner
        The planner, with these trains booked.
    begun
        The trains with a plan.
    effort
        How far trains may depart from their even runs, and how long to search.
    """
    part = replace(effort, work=effort.work / len(_SLOWED))
    slowed = ([evenly(planner, train.request, by) for train in begun] for by in _SLOWED if not effort.over())
    plans = [plan for alone in slowed if (plan := meet_near(planner, alone, part)) is not None]
    if not plans or planner.interrupted:
        return begun
    remove(planner, begun)
    settled = polished(planner, min(plans, key=total))
    best = begun if settled is None else min(begun, moved_together(planner, settled), key=total)
    enter_instead(planner, best)
    return best


def evenly(planner: Planner, request: Request, by: float) -> Planned:
    """Return a train as if alone on the line, with running times ``by`` times its shortest.

    It leaves in the middle of its window, if it has one.
    """
    route = planner.routes.of(request)
    last = len(route.place) - 1
    clock = (request.ready_s + (request.ready_s if request.latest_s is None else request.latest_s)) // 2
    steps = [Step(clock, clock, STOP, 0, 0)]
    for k in range(1, last + 1):
        run_s = route.run_s[k - 1]
        arrives = clock + round(by * int(run_s[run_s >= 0].min()))
        clock = arrives + (int(route.dwell_s[k]) if k < last else 0)
        steps.append(Step(arrives, clock, STOP if k == last or route.halt[k] else PASS, 0, 0))
    return Planned(request, route, steps)
