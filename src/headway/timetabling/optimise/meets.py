"""Meets: a search chooses anew where all trains meet and overtake each other, and when they run, all at once.

A search that moves one train at a time gets stuck where many meets would have to move at once. CP-SAT moves them
together.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from ortools.sat.python import cp_model

from headway.parallel import solved
from headway.timetabling.insertion import Planned, Planner, total
from headway.timetabling.optimise.meet_model import MeetModel
from headway.timetabling.optimise.tracks import on_free_tracks
from headway.work import cancelled, heed

_FEW = 20
"""With no more meets that have a choice than this, the model is searched as a whole, which solves it.

CP-SAT 9.15 crashed on a model of which presolve left nothing, where it might search neighbourhoods only. From 5 to 80
the plans of the day at 12 Mt/y are the same within 0.001 % (`python -m benchmarks.constants --only optimise.meets.FEW`).
"""

_BARREN = [f"scheduling_{by}_lns" for by in ("intervals", "precedences", "time_window", "resource_windows")]
"""Neighbourhoods of CP-SAT that are not searched: on the long-term day 5 of 47 gained something, of the rest half."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How far and how long to search for other meets.

    Parameters
    ----------
    reach_s
        No train departs from a place more than this sooner or later than in the plan [s].
    bound
        No plan costs less [weighted s].
    work
        How long to search at most [deterministic seconds of CP-SAT].
    jobs, seed
        Threads and random numbers.
    over
        Says whether to stop before.
    """

    reach_s: int
    bound: int
    work: float
    jobs: int
    seed: int
    over: Callable[[], bool]


def meet_anew(planner: Planner, trains: list[Planned], free: Collection[int], effort: Effort) -> list[Planned]:
    """Search for other meets and times of a plan's trains that cost less; return the same trains if there are none.

    Trains run at their fastest, or as slowly over a section as they do in the plan. A train that fits no track of a
    place does not hold the route beyond it. A train that follows another keeps the longest headway that there may be
    between them. Where the plan itself breaks these rules, the search may find only plans that cost more, which are not
    taken.

    Parameters
    ----------
    planner
        Knows the line, the routes of the trains and the possessions.
    trains
        A plan without conflicts.
    free
        Numbers of the trains that may change; all others stay as they are.
    effort
        How far and how long to search.
    """
    around = _around(planner, trains, free, effort.reach_s)
    bound = effort.bound - sum(train.cost for number, train in enumerate(trains) if number not in around)
    near, may_change = [trains[number] for number in around], [number in free for number in around]
    found = _cheaper(MeetModel(planner, near, may_change, effort.reach_s, bound), effort)
    if found is None:
        return trains
    changed = dict(zip(around, found, strict=True))
    every = [changed.get(number, train) for number, train in enumerate(trains)]
    return on_free_tracks(every, planner.rules, planner.period_s)


def meet_near(planner: Planner, alone: list[Planned], effort: Effort) -> list[Planned] | None:
    """Find times without conflicts for trains that were each planned as if alone on the line; None if there are none.

    Opposing trains meet near where they would have met at the times given. The search leaves costs out: without them it
    finds a plan a hundred times as soon.

    Parameters
    ----------
    planner
        Knows the line, the routes of the trains and the possessions.
    alone
        Trains, each as if it were alone on the line.
    effort
        How far and how long to search.
    """
    found = _first_found(MeetModel(planner, alone, [True] * len(alone), effort.reach_s, 0), effort)
    return None if found is None else on_free_tracks(found, planner.rules, planner.period_s)


def _around(planner: Planner, trains: list[Planned], free: Collection[int], reach_s: int) -> list[int]:
    """Return the numbers of the trains that may come near those that may change; all in a plan that repeats."""
    begins = min(trains[number].steps[0].departs for number in free) - 2 * reach_s
    ends = max(trains[number].steps[-1].arrives for number in free) + 2 * reach_s
    return [
        number
        for number, train in enumerate(trains)
        if planner.period_s or (train.steps[0].departs <= ends and train.steps[-1].arrives >= begins)
    ]


def _cheaper(model: MeetModel, effort: Effort) -> list[Planned] | None:
    """Return the trains of the cheapest solution that the search finds, or None unless it costs less than the plan."""
    solver = _solver(effort)
    solver.parameters.use_lns_only = model.choices > _FEW
    solver.parameters.ignore_subsolvers.extend(_BARREN)
    before = total([train.planned for train in model.trains])
    if not _is_solved(solver, model, effort) or solver.objective_value >= before:
        return None
    return _planned(solver, model)


def _first_found(model: MeetModel, effort: Effort) -> list[Planned] | None:
    """Return the trains of the first solution that the search finds, whatever it costs, or None.

    The times given are no plan, so the search gets no hint from them. One thread without linear programs found a
    plan within three seconds from 14 of 18 beginnings of the long-term day; one that takes turns with them, from 7.
    """
    model.model.clear_objective()
    model.model.clear_hints()
    solver = _solver(replace(effort, jobs=1))
    solver.parameters.interleave_search = False
    solver.parameters.linearization_level = 0
    return _planned(solver, model) if _is_solved(solver, model, effort) else None


def _solver(effort: Effort) -> cp_model.CpSolver:
    """Return a solver that works no longer than the effort allows."""
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.num_workers = effort.jobs
    solver.parameters.interleave_search = effort.jobs == 1
    # The solver takes tenths of a second for a neighbourhood; a thorough presolve would take most of that.
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.random_seed = effort.seed % 2**31  # CP-SAT takes 31 bits
    solver.parameters.catch_sigint_signal = False
    return solver


def _is_solved(solver: cp_model.CpSolver, model: MeetModel, effort: Effort) -> bool:
    """Search until the work is done or it is time to stop; return whether there is a solution."""
    heed()
    status = solved(lambda: solver.solve(model.model), solver.stop_search, lambda: cancelled() or effort.over())
    heed()
    return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _planned(solver: cp_model.CpSolver, model: MeetModel) -> list[Planned]:
    """Return the trains at the times of the solver's solution."""

    def value(variable: Any) -> int:
        return variable if isinstance(variable, int) else solver.value(variable)

    return model.planned(value)
