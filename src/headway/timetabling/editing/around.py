"""Planning around edits: all trains but the locked ones may move, so that the plan costs as little as can be."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter

from headway.timetabling.editing.bench import Bench
from headway.timetabling.editing.draft import Draft
from headway.timetabling.editing.edit import Edit
from headway.timetabling.editing.edits import Lock
from headway.timetabling.editing.hold import in_its_window, sound
from headway.timetabling.insertion import Planned
from headway.timetabling.optimise import (
    better_meets,
    booked,
    compile_trains,
    search,
    settled,
    solution_of,
    steps_of,
)
from headway.work import Stop, attempted


def planned_around(
    before: Bench, asked: Bench, edits: Sequence[Edit], begun: Bench | None, *, stop: Stop, seed: int, jobs: int
) -> Bench | None:
    """Return the cheapest plan found that keeps all edits, or None if none is found.

    Parameters
    ----------
    before, asked
        The plan so far, and the same with what edits ask for laid over it.
    edits
        Everything that is to be kept.
    begun
        A plan that keeps the edits, if one is known.
    stop, seed, jobs
        When to end, random numbers, and threads.
    """
    best, began = begun, perf_counter()
    if not before.repeats:
        other = attempted(partial(_searched, asked, edits, begun, stop=stop, seed=seed, jobs=jobs), None)
        if other is not None and sound(before, other, edits) and (best is None or other.cost < best.cost):
            best = other
    locked = {change.train for change in edits if isinstance(change, Lock)}
    while best is not None and not stop(0, perf_counter() - began):
        now = best.copy()
        free = [number for number, name in enumerate(now.names()) if name not in locked]
        over = partial(_over, stop, began)
        trains = attempted(partial(better_meets, now.planner, now.trains, free, seed=seed, jobs=jobs, over=over), now.trains)
        other = now.anew(now.scenario, trains)
        seed += 1
        if trains is now.trains or other.cost >= best.cost or not sound(before, other, edits):
            break
        best = other
    return best


def _over(stop: Stop, began: float) -> bool:
    return stop(0, perf_counter() - began)


def _searched(asked: Bench, edits: Sequence[Edit], begun: Bench | None, *, stop: Stop, seed: int, jobs: int) -> Bench | None:
    """Search for a plan as a dispatching problem with these edits, beginning with the tracks and orders so far."""
    bench = begun or asked
    flows = {flow.name for flow in bench.scenario.flows}
    planner = bench.copy().planner
    for number in range(len(bench.trains)):
        planner.book.remove(number)
    planner.stop = stop
    requests, routes = [train.request for train in bench.trains], [train.route for train in bench.trains]
    steps = [train.steps for train in bench.trains]
    known = all(steps)
    draft = Draft(compile_trains(bench.scenario, requests, routes, planner.rules), bench.scenario.line, steps)
    for number, request in enumerate(requests):
        if request.service in flows:
            draft.depart_later(number)
    for change in edits:
        change.restrict(draft)
    compiled = draft.result()
    found = search(compiled, solution_of(compiled, steps) if known else None, stop=stop, seed=seed, jobs=jobs)
    if found.solution is None:
        return None
    ways = steps_of(compiled, found.solution, planner.rules, planner.book)
    trains = [
        in_its_window(Planned(request, route, way), flows) for request, route, way in zip(requests, routes, ways, strict=True)
    ]
    if booked(planner, trains):
        return None
    locked = {change.train for change in edits if isinstance(change, Lock)}
    return replace(bench, planner=planner, trains=settled(planner, trains, locked))
