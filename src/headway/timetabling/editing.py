"""Editing a timetable: the rest is planned around what the planner wants, or the clash is named."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from headway.arguments import public
from headway.errors import InputError
from headway.timetabling.clashes import smallest
from headway.timetabling.compile import compile_trains
from headway.timetabling.decode import solution_of, steps_of
from headway.timetabling.edits import Depart, Draft, Edit, Lock
from headway.timetabling.optimise import bound_of, search
from headway.timetabling.planned import Planned
from headway.timetabling.planner import Planner
from headway.timetabling.polishing import booked
from headway.timetabling.requests import Request
from headway.timetabling.requirements import Requirement, relaxed, requirements
from headway.timetabling.steps import Step
from headway.timetabling.timetable import Begins, Timetable, assembled
from headway.units import DAY_S
from headway.work import MaxRounds, Progress, Stop, going, in_words

_A_WHILE = MaxRounds(2_000)

_TO_FIND_THE_CLASH = MaxRounds(64)


@public
def edit(
    plan: Timetable,
    *edits: Edit,
    stop: Stop = _A_WHILE,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Timetable:
    """Change a timetable and plan the rest around it; the plan's own tracks and orders are where the search begins.

    Parameters
    ----------
    plan
        The timetable, with the edits made before.
    edits
        What shall be otherwise: `Depart`, `Lock`, `UseTrack`, `Meet`, `NoMeet`.
    stop, seed, jobs, progress
        As for `timetable`.

    Raises
    ------
    InputError
        If an edit names what is not there, or if edits clash: with a smallest set of edits, windows, possessions and lengths of
        trains that cannot be kept together.
    """
    wanted = (*plan.edits, *edits)
    if problems := [text for change in edits for text in change.problems(plan)]:
        raise InputError(problems)
    with going(stop, progress) as work:
        found = _planned(plan, wanted, stop=work, seed=seed, jobs=jobs)
        if found is not None:
            return replace(found, seed=seed, stop=in_words(stop), interrupted=work.interrupted)
        work.keeps = False
        listed = "; ".join(requirement.text for requirement in _clashing(plan, wanted, seed))
        raise InputError([f"no timetable was found that keeps this: {listed}. Take one back or change it"])


@public
def broken(edits: Iterable[Edit], plan: Timetable) -> list[str]:
    """Return the edits that a timetable does not keep, in words."""
    return [str(change) for change in edits if not change.kept(plan)]


def _planned(plan: Timetable, edits: tuple[Edit, ...], *, stop: Stop, seed: int, jobs: int) -> Timetable | None:
    """Return the plan with some edits, or None if none was found that keeps them."""
    ready = {change.train: change.at_s for change in edits if isinstance(change, Depart)}
    trains = [_moved(train, ready.get(train.request.train)) for train in plan.trains]
    found = _found(plan, edits, trains, stop=stop, seed=seed, jobs=jobs)
    return found if found is not None and not broken(edits, found) else None


def _moved(train: Planned, ready_s: int | None) -> Planned:
    """Return a train that is ready at another time, if there is one; then it has no window."""
    return train if ready_s is None else replace(train, request=replace(train.request, ready_s=ready_s, latest_s=None))


def _found(
    plan: Timetable,
    edits: tuple[Edit, ...],
    begun: list[Planned],
    *,
    stop: Stop,
    seed: int,
    jobs: int,
) -> Timetable | None:
    """Return the plan with some edits, begun with what its trains have; None if none was found."""
    requests, steps = [train.request for train in begun], [train.steps for train in begun]
    planner = Planner(plan.scenario, 0, plan.days * DAY_S, stop=stop)
    routes = [train.route for train in begun]
    draft = Draft(compile_trains(plan.scenario, requests, routes, planner.rules), plan.scenario.line, steps)
    # No window of an ore train is published: it may leave later.
    ore = {flow.name for flow in plan.scenario.flows}
    for number, request in enumerate(requests):
        if request.service in ore:
            draft.depart_later(number)
    for change in edits:
        change.restrict(draft)
    compiled = draft.result()
    found = search(compiled, solution_of(compiled, steps), stop=stop, seed=seed, jobs=jobs)
    if found.solution is None:
        return None
    ways = steps_of(compiled, found.solution, planner.rules, planner.book)
    trains = [
        Planned(_in_time(train.request, way[0].departs, ore), train.route, way) for train, way in zip(begun, ways, strict=True)
    ]
    locked = {change.train for change in edits if isinstance(change, Lock)}
    moved = any(
        train.request.train in locked and _run(train.steps) != _run(before) for train, before in zip(trains, steps, strict=True)
    )
    if moved or booked(planner, trains):
        return None
    bound = compiled.fixed_cost + found.bound if compiled.admits_all else bound_of(planner, requests)
    return assembled(
        plan.scenario, plan.days, planner, trains, begins=Begins.EMPTY, bound=bound, plain_s=plan.plain_s, edits=edits
    )


def _in_time(request: Request, departs_s: int, ore: set[str]) -> Request:
    """Return the request of a train, without the window of an ore train that leaves after it."""
    late = request.service in ore and request.latest_s is not None and departs_s > request.latest_s
    return replace(request, latest_s=None) if late else request


def _run(steps: list[Step]) -> list[Step]:
    """Return the path of a train without the time from which it stood ready at its first place."""
    return [replace(steps[0], arrives=steps[0].departs), *steps[1:]]


def _clashing(plan: Timetable, edits: tuple[Edit, ...], seed: int) -> list[Requirement]:
    """Return requirements that cannot be kept together, none of which can be spared."""

    def clash(kept: Sequence[Requirement]) -> bool:
        wanted = tuple(requirement.edit for requirement in kept if requirement.edit is not None)
        return _planned(relaxed(plan, kept), wanted, stop=_TO_FIND_THE_CLASH, seed=seed, jobs=1) is None

    return smallest(requirements(plan, edits), clash)
