"""A regular plan: every train runs as if slowed evenly, and meets others near where it would come by them then.

Where trains follow each other at one interval, and lose at every meet as much as brings the next one to a place, all wait little.
A plan made one train after another does not come upon such meets, nor does a search that begins with it.
"""

from dataclasses import replace

from headway.timetabling.meets import Effort, meet_near
from headway.timetabling.planned import Planned, total
from headway.timetabling.planner import Planner
from headway.timetabling.polishing import enter_instead, moved_together, polished, remove
from headway.timetabling.requests import Request
from headway.timetabling.search import PASS, STOP
from headway.timetabling.steps import Step

REGULAR_WORK = 5.0
"""Work in which regular plans are mostly found, if there are any [deterministic seconds of CP-SAT].

With half of it the long-term day that repeats costs 0.5 % less after 25,000 rounds, of which more are left for meets
then; two seeds differ by 0.6 % (`python -m benchmarks.constants --only regular.REGULAR_WORK`).
"""

_SLOWED = (1.03, 1.08, 1.1, 1.12, 1.15)
"""How many times their shortest time trains are on their way: these are tried.

The long-term day that repeats costs 0.5 % less with 1.1 alone after 25,000 rounds, and 1.2 % more with 1.05, 1.1 and
1.15; two seeds differ by 0.6 % (`python -m benchmarks.constants --only regular.SLOWED`).
"""


def regular(planner: Planner, begun: list[Planned], effort: Effort) -> list[Planned]:
    """Return the cheapest of some regular plans, or the plan begun with where none costs less; it is booked.

    Parameters
    ----------
    planner
        With these trains booked.
    begun
        The trains with a plan.
    effort
        How far trains may be from their even run, and how long to search.
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
    """Return a train as if alone on the line, leaving in the middle of its window, so many times as long on its way."""
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
