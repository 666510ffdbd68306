"""Turn a schedule of the search into a solution, and a solution into a schedule."""

import itertools
from collections import defaultdict

import numpy as np

from headway.dispatch.problem import Dispatching
from headway.dispatch.search.network import TICKS, Ints, Network
from headway.dispatch.search.propagation import earliest
from headway.dispatch.search.schedule import COST, NONE, Schedule, cost_at, keep, link, put, set_placed, set_start
from headway.dispatch.solution import Event, Solution, objective
from headway.errors import InputError
from headway.jit import lean


def solution_of(problem: Dispatching, network: Network, start: Ints, after: Ints) -> Solution:
    """Turn a schedule into a solution; ticks give the order of events at one instant."""
    chosen = np.array(path_of(network, after), dtype=np.int64)
    # Operations of one train are numbered in order, so a stable sort keeps those without duration in order.
    ordered = chosen[np.argsort(start[chosen], kind="stable")]
    trains = network.train[ordered]
    events = tuple(
        Event(time, train, operation)
        for time, train, operation in zip(
            (start[ordered] // TICKS).tolist(), trains.tolist(), (ordered - network.train_at[trains]).tolist(), strict=True
        )
    )
    return Solution(objective(problem, events), events)


def path_of(network: Network, after: Ints) -> list[int]:
    """Return the operations that run, train after train."""
    path: list[int] = []
    for first in network.train_at[:-1].tolist():
        o = first
        while o != NONE:
            path.append(o)
            o = int(after[o])
    return path


def adopt(problem: Dispatching, network: Network, schedule: Schedule, solution: Solution) -> None:
    """Fill an empty schedule with the paths and orders of a solution, every event as early as these allow.

    Raises
    ------
    InputError
        If the events are not a path of every train, or if their order cannot be kept; with every train that is wrong.
    """
    paths: dict[int, list[int]] = defaultdict(list)
    for event in solution.events:
        paths[event.train].append(event.operation)
    if faults := [text for k in range(len(problem.trains)) if (text := _fault(problem, k, paths[k]))]:
        raise InputError(faults)
    operations = np.array([network.train_at[event.train] + event.operation for event in solution.events], dtype=np.int64)
    follows = np.full(network.train.size, NONE, dtype=np.int64)
    for k, path in paths.items():
        follows[network.train_at[k] + np.array(path[:-1], dtype=np.int64)] = network.train_at[k] + np.array(path[1:])
    stuck = int(_adopt(network, schedule, operations, follows))
    if stuck != NONE:
        k = int(network.train[stuck])
        i = stuck - int(network.train_at[k])
        raise InputError([f"train {k} cannot start operation {i} in time behind the trains that the plan puts before it"])


def _fault(problem: Dispatching, k: int, path: list[int]) -> str:
    train = problem.trains[k]
    whole = bool(path) and path[0] == 0 and path[-1] == len(train) - 1 and all(0 <= i < len(train) for i in path)
    linked = whole and all(after in train[here].successors for here, after in itertools.pairwise(path))
    return "" if linked else f"the plan to start from has no path of train {k} from its entry to its exit"


@lean
def _adopt(network: Network, schedule: Schedule, operations: Ints, follows: Ints) -> int:
    for i in range(operations.size):
        o = operations[i]
        keep(schedule)
        if follows[o] != NONE:
            link(schedule, follows[o], o, NONE)
        link(schedule, o, schedule.before[o], follows[o])
        for u in range(network.use_at[o], network.use_at[o + 1]):
            put(network, schedule, u, schedule.length[network.use_resource[u]])
        set_placed(schedule, network.train[o], 1)
        t = earliest(network, schedule, o)
        if t > network.latest[o]:
            return o
        set_start(network, schedule, o, t)
        schedule.n[COST] += cost_at(network, o, t)
    keep(schedule)
    return NONE
