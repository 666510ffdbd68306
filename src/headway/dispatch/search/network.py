"""The arrays of a dispatching problem, as the kernels read them.

Operations of all trains are numbered train by train; a `use` is one resource of one operation. Times are in ticks, and
a unit of time has many ticks. So handing over a resource without a release time can take one tick. Then the order of
ticks is the order of events at one instant, and a circle of trains that wait for each other never closes.
"""

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from headway.dispatch.problem import Dispatching, Operation, Train
from headway.errors import InputError
from headway.work import heeding

# Kernels are compiled for the fields of `Network`. Naming headway.jit here makes an edit of the fields compile them
# anew.

Ints: TypeAlias = Any
"""An array of whole numbers.

numpy's types cannot tell an element from an array where the index comes from an array.
"""

Floats: TypeAlias = Any
"""An array of numbers."""

TICKS = 1 << 10
"""Ticks in a unit of time: more than there are hand-overs at one instant."""

Cost = tuple[int, int, int]
"""A cost: its threshold [ticks], cost per unit of time, and cost at once."""

_MOST_WAYS = 64
"""Most ways to an operation that are told apart to find what a train costs alone."""

NEVER = 1 << 60
"""A time that does not come [ticks]."""


class Network(NamedTuple):
    """A problem in arrays; ``x_at[i]`` to ``x_at[i + 1]`` are the entries of ``x`` that belong to ``i``.

    `given_release` are the release times of the problem. `use_release` are those that the kernels use, which also hold
    for a train that holds on to a resource. `soonest` is the earliest start of an operation without other trains.
    `alone` is the least cost of each train with the line to itself. `costly` lists the operations with a cost.
    `ahead_*` are the costs that a train cannot avoid after an operation, with thresholds as seen from its start.
    """

    train_at: Ints
    train: Ints
    duration: Ints
    earliest: Ints
    latest: Ints
    next_at: Ints
    next: Ints
    use_at: Ints
    use_operation: Ints
    use_resource: Ints
    use_release: Ints
    given_release: Ints
    line_at: Ints
    costly: Ints
    cost_at: Ints
    cost_threshold: Ints
    cost_coeff: Ints
    cost_increment: Ints
    ahead_at: Ints
    ahead_threshold: Ints
    ahead_coeff: Ints
    ahead_increment: Ints
    soonest: Ints
    alone: Ints


_MOST_TICKS, _MOST_COST = 1 << 58, 1 << 50
"""Most that times and costs may come to, so that their sums are whole numbers of 64 bits."""


def network_of(problem: Dispatching) -> Network:
    """Lay a problem out in arrays.

    Raises
    ------
    InputError
        If times or costs come to more than the arrays hold; the message says how much, and to take a coarser unit.
    """
    _refuse_the_vast(problem)
    trains = problem.trains
    operations = [operation for train in trains for operation in train]
    train_at = _offsets([len(train) for train in trains])
    number = {name: r for r, name in enumerate(problem.resources)}
    costs: list[list[Cost]] = [[] for _ in operations]
    for cost in problem.costs:
        if cost.coeff or cost.increment:
            costs[train_at[cost.train] + cost.operation].append((cost.threshold * TICKS, cost.coeff, cost.increment))
    own = [costs[train_at[k] : train_at[k + 1]] for k in range(len(trains))]
    ahead = [after for train, entries in heeding(zip(trains, own, strict=True)) for after in _unavoidable(train, entries)]
    given = [_held(operation) for operation in heeding(operations)]
    held = [names for train in heeding(trains) for names in _passed_on(train)]
    uses = [(o, number[name], release) for o, names in enumerate(held) for name, release in names.items()]
    resource = _array([use[1] for use in uses])
    return Network(
        train_at=train_at,
        train=np.repeat(np.arange(len(trains)), [len(train) for train in trains]),
        duration=_array([operation.min_duration for operation in operations]) * TICKS,
        earliest=_array([operation.start_lb for operation in operations]) * TICKS,
        latest=_array([NEVER if op.start_ub is None else op.start_ub * TICKS + TICKS - 1 for op in operations]),
        next_at=_offsets([len(operation.successors) for operation in operations]),
        next=_array([train_at[k] + j for k, train in enumerate(trains) for op in train for j in op.successors]),
        use_at=_offsets([len(names) for names in held]),
        use_operation=_array([use[0] for use in uses]),
        use_resource=resource,
        use_release=np.maximum(_array([use[2] for use in uses]) * TICKS, 1),
        given_release=np.maximum(_array([release for names in given for release in names.values()]) * TICKS, 1),
        line_at=_offsets(np.bincount(resource, minlength=len(number)).tolist()),
        costly=_array([o for o, entries in enumerate(costs) if entries]),
        cost_at=_offsets([len(entries) for entries in costs]),
        **_columns("cost", [entry for entries in costs for entry in entries]),
        ahead_at=_offsets([len(entries) for entries in ahead]),
        **_columns("ahead", [entry for entries in ahead for entry in entries]),
        soonest=_array([t for train in heeding(trains) for t in _soonest(train)]) * TICKS,
        alone=_array([_alone(train, entries) for train, entries in heeding(zip(trains, own, strict=True))]),
    )


def _refuse_the_vast(problem: Dispatching) -> None:
    """Refuse a problem whose plans may take longer, or cost more, than a whole number of 64 bits can say."""
    operations = [operation for train in problem.trains for operation in train]
    releases = (max((use.release_time for use in operation.uses), default=0) for operation in operations)
    last = max(operation.start_lb for operation in operations) + sum(o.min_duration for o in operations) + sum(releases)
    most = sum(cost.coeff * max(0, last - cost.threshold) + cost.increment for cost in problem.costs)
    found: list[str] = []
    if last > _MOST_TICKS // TICKS:
        found.append(
            f"the trains take up to {last:,} one after another, more than {_MOST_TICKS // TICKS:,}: use a longer unit of time"
        )
    if most > _MOST_COST:
        found.append(f"a plan may cost up to {most:,}, more than {_MOST_COST:,}: use smaller coefficients")
    if found:
        raise InputError(found)


def _held(operation: Operation) -> dict[str, int]:
    """Return the resources of an operation with their release times."""
    found: dict[str, int] = {}
    for use in operation.uses:
        found[use.resource] = max(use.release_time, found.get(use.resource, 0))
    return found


def _passed_on(train: Train) -> list[dict[str, int]]:
    """Return what every operation holds, with the release time and the rest of the release time before it.

    A train releases a resource by the last of the operations in a row that hold it. An earlier operation of the row may
    have a longer release time than the next one lasts at least. Then the next one is given the rest. This is sound, and
    stricter than need be where the next one lasts longer.
    """
    held = [_held(operation) for operation in train]
    for o, operation in enumerate(train):
        for p in operation.successors:
            for name, release in held[o].items():
                if name in held[p]:
                    held[p][name] = max(held[p][name], release - train[p].min_duration)
    return held


def _array(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _offsets(counts: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _columns(name: str, entries: list[Cost]) -> dict[str, Ints]:
    table = np.array(entries, dtype=np.int64).reshape(-1, 3)
    return {f"{name}_{column}": table[:, i].copy() for i, column in enumerate(("threshold", "coeff", "increment"))}


def _soonest(train: Train) -> list[int]:
    found = [NEVER] * len(train)
    found[0] = train[0].start_lb
    for i, operation in enumerate(train):
        for j in operation.successors:
            found[j] = min(found[j], max(found[i] + operation.min_duration, train[j].start_lb))
    return found


def _to(train: Train, goal: int) -> list[int]:
    """Return the least time from the start of every operation to that of a goal; NEVER where none leads there."""
    found = [NEVER] * len(train)
    found[goal] = 0
    for i in range(goal - 1, -1, -1):
        found[i] = min((train[i].min_duration + found[j] for j in train[i].successors if found[j] < NEVER), default=NEVER)
    return found


def _alone(train: Train, costs: list[list[Cost]]) -> int:
    """Return what a train costs with the line to itself: the least cost of all its paths, each as early as possible."""
    ways: list[list[tuple[int, int]]] = [[] for _ in train]
    ways[0] = [(train[0].start_lb, 0)]
    for i, operation in enumerate(train):
        here: list[tuple[int, int]] = []
        for at, so_far in _best(ways[i]):
            if operation.start_ub is None or at <= operation.start_ub:
                here.append((at, so_far + sum(_charged(at, *entry) for entry in costs[i])))
        if i == len(train) - 1:
            return min((cost for _, cost in here), default=NEVER)
        for j in operation.successors:
            ways[j] += [(max(at + operation.min_duration, train[j].start_lb), cost) for at, cost in here]
    return 0


def _best(ways: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the starts and costs of those ways to an operation that no other way equals or beats in both.

    Where there are very many, neighbours are merged into one with the earlier start and the lower cost, so that no way
    costs less.
    """
    found: list[tuple[int, int]] = []
    for at, cost in sorted(ways):
        if not found or cost < found[-1][1]:
            found.append((at, cost))
    while len(found) > _MOST_WAYS:
        found = [(found[i][0], found[min(i + 1, len(found) - 1)][1]) for i in range(0, len(found), 2)]
    return found


def _charged(at: int, threshold: int, coeff: int, increment: int) -> int:
    late = at - threshold // TICKS
    return coeff * late + increment if late >= 0 else 0


def _unavoidable(train: Train, costs: list[list[Cost]]) -> list[list[Cost]]:
    """Return the costs that come after every operation, whichever way the train goes."""
    found: list[list[Cost]] = [[] for _ in train]
    for p, entries in enumerate(costs):
        if not entries:
            continue
        passes = [False] * len(train)
        passes[p] = True
        away = _to(train, p)
        for i in range(p - 1, -1, -1):
            passes[i] = all(passes[j] for j in train[i].successors)
            if passes[i]:
                found[i] += [(threshold - away[i] * TICKS, coeff, increment) for threshold, coeff, increment in entries]
    return found
