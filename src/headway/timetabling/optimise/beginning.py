"""The plan that a search begins with: from the plain rule, or from a search of all meets if the rule finds none."""

from dataclasses import replace
from time import perf_counter

from headway.timetabling.insertion import Planned, Planner
from headway.timetabling.optimise.meets import Effort, meet_near
from headway.timetabling.optimise.polishing import polished
from headway.timetabling.optimise.regular import evenly
from headway.timetabling.requests import Request
from headway.units import HOUR_S
from headway.work import Stop

_REACH_S = 4 * HOUR_S
"""So much later than alone on the line a train may be in a plan of all meets together [s].

Of 8 phases of the long-term day 7 find a plan. With half of it 5 do, which cost 6 % less; with twice of it 4 do
(`python -m benchmarks.constants --only optimise.beginning.REACH_S`).
"""

_WORK = 1.5
"""Work in which that is found or given up, about eight seconds [deterministic seconds of CP-SAT].

Of 8 phases of the long-term day 7 find a plan, with half of it 6, with twice as much the same 7
(`python -m benchmarks.constants --only optimise.beginning.WORK`).
"""


def plain(planner: Planner, requests: list[Request]) -> list[Planned]:
    """Plan trains one after another, and book them all.

    Raises
    ------
    InputError
        If a train finds no path.
    """
    trains, stuck = one_by_one(planner, requests)
    if stuck is not None:
        raise planner.refusal(stuck)
    return trains


def one_by_one(planner: Planner, requests: list[Request]) -> tuple[list[Planned], Request | None]:
    """Plan trains one after another until one finds no path; return the trains that are booked, and that one or None.

    If a fixed path finds no path within its window, it is planned before all others, and the rest anew. If an ore train
    finds none within its window, it may leave later.
    """
    ore = {flow.name for flow in planner.scenario.flows}
    first: list[Request] = []
    while True:
        trains: list[Planned] = []
        for request in (*first, *(other for other in requests if other not in first)):
            found, asked = planner.path_or_none(request), request
            if found is None and request.latest_s is not None:
                if request.service in ore:
                    asked = replace(request, latest_s=None)
                    found = planner.path_or_none(asked)
                elif request not in first:
                    first.insert(0, request)
                    planner.clear()
                    break
            if found is None:
                return trains, asked
            planner.enter(asked, *found)
            trains.append(Planned(asked, *found))
        else:
            return trains, None


def together(planner: Planner, requests: list[Request], *, stop: Stop, seed: int) -> list[Planned] | None:
    """Plan all trains at once by a search of their meets, whatever they cost, and book them; None if there is no plan.

    Under the plain rule a train may leave a later one no path within its window. Here no train goes before another.
    """
    planner.clear()
    began = perf_counter()
    effort = Effort(_REACH_S, 0, _WORK, 1, seed, lambda: stop(0, perf_counter() - began))
    found = meet_near(planner, [evenly(planner, request, 1.0) for request in requests], effort)
    trains = None if found is None else polished(planner, found)
    planner.clear()
    for train in trains or []:
        planner.enter(train.request, train.route, train.steps)
    return trains
