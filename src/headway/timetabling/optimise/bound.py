"""A bound: no timetable costs less, since trains that meet must wait.

Where two opposing trains meet, at least one of them comes to rest. It loses the time that a stop costs. It also stands
from before the other's route is set until the other is clear behind it. If both stop, both lose the time of a stop, and
their waits add up to as much. These losses lie apart in time, so they can be added.

A train escapes a meet only if it comes to the stretch that both share after the other has left it. Being so late costs
the train something, less what its window or its due time grants it. The bound counts no more than this cost for the
meets that the train escapes. It counts only pairs of trains whose shared stretch is single track, and only if neither
can escape at no cost.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.timetabling.insertion import PASS, STOP, Route, Rules, fastest_s
from headway.timetabling.requests import Request


def meeting_cost(
    requests: list[Request],
    routes: list[Route],
    origins: list[int],
    rules: Rules,
    shifts: Sequence[int],
    over: Callable[[], bool] = lambda: False,
) -> int:
    """Return a lower bound on the cost of all meets.

    It comes on top of what the trains cost if each were alone on the line [weighted s].

    Parameters
    ----------
    requests, routes
        The trains.
    origins
        The number of every train's origin along the line.
    rules
        Times to set and to clear a route.
    shifts
        In a plan that repeats, how much later or earlier the trains run again, with 0 among them [s]. The bound is for
        one period.
    over
        Tells whether there is no more time. The bound is then 0, which is never too high.
    """
    soonest = [_soonest_s(route) for route in routes]
    # A meet costs the same for all trains of a service: they share the arrays of their route.
    kinds = [(id(r.run_s), at, q.weight, _spare_s(q, r)) for q, r, at in zip(requests, routes, origins, strict=True)]
    least: dict[tuple[object, object], int] = {}
    escapes: list[list[_Escape]] = [[] for _ in requests]
    total = 0
    for i, up in enumerate(routes):
        if over():
            return 0
        for j, down in enumerate(routes):
            if not up.direction > 0 > down.direction:
                continue
            low = max(origins[i], origins[j] - len(down.section))
            high = min(origins[i] + len(up.section), origins[j])
            if low >= high or up.section_tracks[low - origins[i] : high - origins[i]].max() > 1:
                continue
            ends = (requests[i], up, requests[j], down)
            if (alike := (kinds[i], kinds[j])) not in least:
                costs = (_meet(*ends, place - origins[i], origins[j] - place, rules) for place in range(low + 1, high))
                least[alike] = min(costs, default=0)
            cost = least[alike]
            ready_s = requests[j].ready_s - requests[i].ready_s
            rising_s = ready_s + int(soonest[j][origins[j] - low] - soonest[i][low - origins[i]])
            falling_s = int(soonest[i][high - origins[i]] - soonest[j][origins[j] - high]) - ready_s
            for by in shifts:
                rising = _escape(requests[i], up, low - origins[i], rising_s + by, cost)
                falling = _escape(requests[j], down, origins[j] - high, falling_s - by, cost)
                if min(rising.late, falling.late) > 0:
                    total += cost
                    escapes[i].append(rising)
                    escapes[j].append(falling)
    return max(0, total - sum(_overcounted(found) for found in escapes))


class _Escape(NamedTuple):
    """A train escapes a meet if it is so late at the shared stretch that the other train has left it.

    Parameters
    ----------
    late
        Being so late costs the train at least this [weighted s].
    cost
        The bound counts this for the meet [weighted s].
    on_the_way
        Whether the train can become late on its way to the stretch, and so by other meets as well.
    """

    late: int
    cost: int
    on_the_way: bool


def _escape(request: Request, route: Route, places: int, late_s: int, cost: int) -> _Escape:
    """Return the escape of a train that comes ``late_s`` late to the shared stretch, ``places`` from its origin.

    Lateness within its window or its due time costs nothing. If the train waits at its origin beyond the window, its
    cost counts from when it was ready.
    """
    window_s = 0 if request.latest_s is None else request.latest_s - request.ready_s
    if not request.chooses or places or late_s <= window_s:
        late_s -= max(window_s, _spare_s(request, route))
    return _Escape(request.weight * max(0, late_s), cost, places > 0)


def _overcounted(escapes: list[_Escape]) -> int:
    """Return by how much the meets that a train escapes would count for more than it pays for being late [weighted s].

    A wait at the origin lies apart in time from all other losses, so all of it pays for escapes. On its way a train may
    lose the same time at other meets, which are counted already. Only what it loses beyond all of them pays for an
    escape.
    """
    others = sum(escape.cost for escape in escapes)
    paid = [(e.late - (others - e.cost) if e.on_the_way else e.late, e.cost) for e in escapes]
    counted = excess = 0
    for late, cost in sorted(paid):
        over = min(cost, max(0, counted + cost - max(0, late)))
        counted += cost - over
        excess += over
    return excess


def _soonest_s(route: Route) -> NDArray[np.int64]:
    """Return for every place how soon after its start the train can be there [s]."""
    runs = np.where(route.run_s >= 0, route.run_s, np.iinfo(np.int64).max).min(axis=(1, 2))
    dwells = np.concatenate([[0], route.dwell_s[1 : runs.size]])
    return np.concatenate([[0], np.cumsum(runs + dwells)])


def _spare_s(request: Request, route: Route) -> int:
    """Return the time that a train may lose at no cost, since it is due later than it could arrive [s]."""
    return 0 if request.due_s is None else max(0, request.due_s - request.ready_s - fastest_s(route))


def _meet(one: Request, up: Route, other: Request, down: Route, k: int, m: int, rules: Rules) -> int:
    """Return the least cost of a meet at a place where one of two trains stops, or both [weighted s].

    The place is the k-th of one train and the m-th of the other. For a train that stops, no more counts than the
    shortest run of the other over a section: trains that it meets one after another at a place are that far apart.
    """
    free = 2 * (rules.setting_s + rules.clearing_s)
    losses = [_loss(route, at) if route.fits[at].any() else None for route, at in ((up, k), (down, m))]
    dwells = (int(up.dwell_s[k]), int(down.dwell_s[m]))
    costs: list[int] = []
    ways = ((one, up, losses[0], dwells[0], down, m), (other, down, losses[1], dwells[1], up, k))
    for request, route, loss, dwell, passing, there in ways:
        if loss is not None and not passing.halt[there]:
            wait = max(0, free + int(passing.tail_s[there, PASS]) - dwell)
            costs.append(_priced(request, route, loss + wait, passing))
    if losses[0] is not None and losses[1] is not None:
        costs.append(_both((one, up, losses[0]), (other, down, losses[1]), max(0, free - sum(dwells))))
    return min(costs, default=0)


def _both(first: tuple[Request, Route, int], second: tuple[Request, Route, int], wait: int) -> int:
    """Return the least cost of a meet at which both trains stop: each loses the time of a stop, and both share a wait.

    The cost of a train over its share of the wait is piecewise linear. It bends where the spare time of the train ends,
    and where further waiting no longer counts. So the best share of the first train lies at a bend or at an end.
    """
    (one, up, loss), (other, down, beside) = first, second
    bends = (_spare_s(one, up) - loss, _follows_s(down) - loss)
    mirrored = (_spare_s(other, down) - beside, _follows_s(up) - beside)
    shares = (0, wait, *bends, *(wait - bend for bend in mirrored))
    return min(
        _priced(one, up, loss + share, down) + _priced(other, down, beside + wait - share, up)
        for share in shares
        if 0 <= share <= wait
    )


def _priced(request: Request, route: Route, lost: int, other: Route) -> int:
    """Return the least that time lost at a meet costs a train [weighted s]."""
    return request.weight * max(0, min(lost, _follows_s(other)) - _spare_s(request, route))


def _follows_s(route: Route) -> int:
    """Return the shortest running time of a train over any section of its route [s]."""
    return int(route.run_s[route.run_s > 0].min())


def _loss(route: Route, k: int) -> int | None:
    """Return how much longer a train runs if it stops at a place instead of passing it [s].

    The time at rest is not in it. 0 where the train stops in any case, None where it cannot stop.
    """
    if route.halt[k]:
        return 0
    before, after = route.run_s[k - 1], route.run_s[k]
    losses = [
        int(before[start, STOP] + after[STOP, end] - before[start, PASS] - after[PASS, end])
        for start in (STOP, PASS)
        for end in (STOP, PASS)
        if min(before[start, STOP], after[STOP, end], before[start, PASS], after[PASS, end]) >= 0
    ]
    return max(0, min(losses)) if losses else None
