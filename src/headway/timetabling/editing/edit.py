"""Planning around edits: find a plan that keeps every edit, or say which of them cannot be kept together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from headway.model import Scenario
from headway.timetabling.clashes import smallest
from headway.timetabling.editing.edits import Depart, Draft, Edit, Lock, Plan
from headway.timetabling.editing.requirements import Requirement, relaxed, requirements
from headway.timetabling.insertion import Planned, Planner, Step
from headway.timetabling.optimise import booked, bound_of, compile_trains, search, settled, solution_of, steps_of
from headway.timetabling.paths import TrainPath
from headway.timetabling.requests import Request
from headway.units import DAY_S
from headway.work import MaxRounds, Stop

_TO_FIND_THE_CLASH = MaxRounds(64)


@dataclass(frozen=True, slots=True)
class Edited:
    """A plan that keeps its edits.

    Parameters
    ----------
    scenario, planner
        The corridor, and the planner with these trains booked.
    trains, paths
        The trains, and their paths in the same order.
    bound
        No plan costs less [weighted s].
    """

    scenario: Scenario
    planner: Planner
    trains: tuple[Planned, ...]
    paths: tuple[TrainPath, ...]
    bound: int


def broken(edits: Iterable[Edit], plan: Plan) -> list[str]:
    """Return the edits that a plan does not keep, in words."""
    return [str(change) for change in edits if not change.kept(plan)]


def planned_around(
    scenario: Scenario, days: int, trains: Iterable[Planned], edits: Sequence[Edit], *, stop: Stop, seed: int, jobs: int
) -> Edited | None:
    """Return a plan that keeps all of these edits, or None if the search finds none.

    Parameters
    ----------
    scenario, days
        The corridor, and how many days are planned.
    trains
        The trains as they were planned: the search begins with their tracks and orders.
    edits
        The changes that the planner wants.
    stop, seed, jobs
        As for `timetable`.
    """
    ready = {change.train: change.at_s for change in edits if isinstance(change, Depart)}
    begun = [_moved(train, ready.get(train.request.train)) for train in trains]
    found = _found(scenario, days, edits, begun, stop=stop, seed=seed, jobs=jobs)
    return found if found is not None and not broken(edits, found) else None


def clashing(plan: Plan, days: int, edits: Sequence[Edit], seed: int) -> list[Requirement]:
    """Return requirements that cannot be kept together; without any one of them, the search finds a plan."""

    def clash(kept: Sequence[Requirement]) -> bool:
        wanted = [requirement.edit for requirement in kept if requirement.edit is not None]
        scenario, trains = relaxed(plan, kept)
        return planned_around(scenario, days, trains, wanted, stop=_TO_FIND_THE_CLASH, seed=seed, jobs=1) is None

    return smallest(requirements(plan, edits), clash)


def _moved(train: Planned, ready_s: int | None) -> Planned:
    """Return a train that is ready at the given time and has no window; without a time, the train as it is."""
    return train if ready_s is None else replace(train, request=replace(train.request, ready_s=ready_s, latest_s=None))


def _found(
    scenario: Scenario, days: int, edits: Sequence[Edit], begun: list[Planned], *, stop: Stop, seed: int, jobs: int
) -> Edited | None:
    """Search for a plan with these edits, beginning with the trains' tracks and orders; None if there is none."""
    requests, steps = [train.request for train in begun], [train.steps for train in begun]
    planner = Planner(scenario, 0, days * DAY_S, stop=stop)
    routes = [train.route for train in begun]
    draft = Draft(compile_trains(scenario, requests, routes, planner.rules), scenario.line, steps)
    # The window of an ore train is not published: the train may leave after it.
    ore = {flow.name for flow in scenario.flows}
    for number, request in enumerate(requests):
        if request.service in ore:
            draft.depart_later(number)
    for change in edits:
        change.restrict(draft)
    compiled = draft.result()
    found = search(compiled, solution_of(compiled, steps), stop=stop, seed=seed, jobs=jobs)
    if found.solution is None:
        return None
    found_steps = steps_of(compiled, found.solution, planner.rules, planner.book)
    trains = [
        Planned(_in_time(train.request, new[0].departs, ore), train.route, new)
        for train, new in zip(begun, found_steps, strict=True)
    ]
    locked = {change.train for change in edits if isinstance(change, Lock)}
    moved = any(
        train.request.train in locked and _run(train.steps) != _run(before) for train, before in zip(trains, steps, strict=True)
    )
    if moved or booked(planner, trains):
        return None
    bound = compiled.fixed_cost + found.bound if compiled.admits_all else bound_of(planner, requests)
    trains = settled(planner, trains, locked)
    return Edited(scenario, planner, tuple(trains), tuple(planner.explained(trains)), bound)


def _in_time(request: Request, departs_s: int, ore: set[str]) -> Request:
    """Return the request of a train; an ore train that leaves after its window then has no window."""
    late = request.service in ore and request.latest_s is not None and departs_s > request.latest_s
    return replace(request, latest_s=None) if late else request


def _run(steps: list[Step]) -> list[Step]:
    """Return the steps of a train as if it were ready at its origin only when it departs."""
    return [replace(steps[0], arrives=steps[0].departs), *steps[1:]]
