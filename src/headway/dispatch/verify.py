"""The referee of dispatching: it says in words what is wrong with a solution, and shares no code with the solvers."""

import itertools
from collections import defaultdict
from pathlib import Path

from headway.arguments import public
from headway.dispatch.displib import problem_of
from headway.dispatch.problem import Dispatching, Operation
from headway.dispatch.solution import Event, Solution
from headway.work import heeding


@public
def verify(problem: Dispatching | str | Path, solution: Solution) -> list[str]:
    """Return every violation of a solution; none means that it is feasible and costs what it says.

    The rules are those of DISPLIB. Times never decrease along the list. Every train's events are a path from its entry
    to its exit. Bounds and least durations hold. Of two operations of different trains that share a resource, the later
    one in the list starts at least a release time after the end of the other.
    """
    problem = problem_of(problem)
    known = [event for event in solution.events if _exists(problem, event)]
    unknown = [f"{_name(event)} does not exist" for event in solution.events if not _exists(problem, event)]
    return [
        *unknown,
        *_times(solution.events),
        *_paths(problem, known),
        *_windows(problem, known),
        *_durations(problem, known),
        *_resources(problem, known),
        *_objective(problem, known, solution.objective),
    ]


def _exists(problem: Dispatching, event: Event) -> bool:
    return 0 <= event.train < len(problem.trains) and 0 <= event.operation < len(problem.trains[event.train])


def _name(event: Event) -> str:
    return f"train {event.train}, operation {event.operation}"


def _operation(problem: Dispatching, event: Event) -> Operation:
    return problem.trains[event.train][event.operation]


def _times(events: tuple[Event, ...]) -> list[str]:
    return [
        f"{_name(later)} at {later.time} is listed after {_name(earlier)} at {earlier.time}: times must not decrease"
        for earlier, later in itertools.pairwise(events)
        if later.time < earlier.time
    ]


def _by_train(events: list[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        found[event.train].append(event)
    return found


def _paths(problem: Dispatching, events: list[Event]) -> list[str]:
    found: list[str] = []
    by_train = _by_train(events)
    for k, train in enumerate(problem.trains):
        path = by_train.get(k, [])
        if not path:
            found.append(f"train {k} has no events")
            continue
        if path[0].operation != 0:
            found.append(f"train {k} begins with operation {path[0].operation}, not with its entry")
        if path[-1].operation != len(train) - 1:
            found.append(f"train {k} ends with operation {path[-1].operation}, not with its exit {len(train) - 1}")
        found += [
            f"{_name(here)} is followed by operation {after.operation}, which is not one of its successors"
            for here, after in itertools.pairwise(path)
            if after.operation not in train[here.operation].successors
        ]
    return found


def _windows(problem: Dispatching, events: list[Event]) -> list[str]:
    found: list[str] = []
    for event in events:
        operation = _operation(problem, event)
        if event.time < operation.start_lb:
            found.append(f"{_name(event)} starts at {event.time}, before its earliest start {operation.start_lb}")
        if operation.start_ub is not None and event.time > operation.start_ub:
            found.append(f"{_name(event)} starts at {event.time}, after its latest start {operation.start_ub}")
    return found


def _durations(problem: Dispatching, events: list[Event]) -> list[str]:
    return [
        f"{_name(here)} lasts {after.time - here.time}, less than its least duration {_operation(problem, here).min_duration}"
        for path in _by_train(events).values()
        for here, after in itertools.pairwise(path)
        if after.time - here.time < _operation(problem, here).min_duration
    ]


def _resources(problem: Dispatching, events: list[Event]) -> list[str]:
    found: list[str] = []
    held: dict[str, dict[int, Event]] = defaultdict(dict)
    given: dict[str, dict[int, tuple[int, Event]]] = defaultdict(dict)
    running: dict[int, Event] = {}
    for event in heeding(events):
        before = running.get(event.train)
        for use in _operation(problem, before).uses if before else ():
            held[use.resource].pop(event.train, None)
            last = given[use.resource].get(event.train)
            if last is None or last[0] < event.time + use.release_time:
                given[use.resource][event.train] = (event.time + use.release_time, before or event)
        running[event.train] = event
        for use in _operation(problem, event).uses:
            found += [
                f'{_name(event)} starts at {event.time} on resource "{use.resource}", which {_name(other)} still holds'
                for train, other in held[use.resource].items()
                if train != event.train
            ]
            found += [
                f'{_name(event)} starts at {event.time} on resource "{use.resource}", which {_name(other)} gives free at {free}'
                for train, (free, other) in given[use.resource].items()
                if train != event.train and free > event.time
            ]
            held[use.resource][event.train] = event
    return found


def _objective(problem: Dispatching, events: list[Event], stated: int) -> list[str]:
    starts = {(event.train, event.operation): event.time for event in events}
    total = 0
    for cost in problem.costs:
        if (cost.train, cost.operation) in starts:
            late = starts[cost.train, cost.operation] - cost.threshold
            total += cost.coeff * max(0, late) + (cost.increment if late >= 0 else 0)
    return [] if total == stated else [f"the objective is {total}, not {stated}"]
