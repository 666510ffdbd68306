"""A bound for any timetable: trains that meet must wait.

Where two opposing trains meet, one of them at least comes to rest, so that it loses what stopping costs, and stands from
before the other's route is set until the other is clear behind it; if both stop, both lose that, and wait as long together.
These losses lie apart in time, so they add up. Only a train that comes to the stretch which both share when the other has left
it escapes; what is counted of the meets that it escapes is never more than what being so late costs it, less what its window or
its due time grants it. Pairs of trains count whose stretch is single track, and of which none escapes at no cost.
"""

from collections.abc import Sequence
from typing import NamedTuple

from headway.timetabling.requests import Request
from headway.timetabling.routes import fastest_s
from headway.timetabling.search import PASS, STOP, Route, Rules


def meeting_cost(requests: list[Request], routes: list[Route], origins: list[int], rules: Rules, shifts: Sequence[int]) -> int:
    """Return what all meets cost at least, in weighted seconds beyond the trains' earliest arrivals alone on the line.

    Parameters
    ----------
    requests, routes
        The trains.
    origins
        The number of every train's origin along the line.
    rules
        Times of the signalling.
    shifts
        By how much earlier and later the trains run again, 0 among them [s]; what they cost once is returned.
    """
    escapes: list[list[_Escape]] = [[] for _ in requests]
    total = 0
    for i, up in enumerate(routes):
        for j, down in enumerate(routes):
            if not up.way > 0 > down.way:
                continue
            low = max(origins[i], origins[j] - len(down.section))
            high = min(origins[i] + len(up.section), origins[j])
            if low >= high or up.section_tracks[low - origins[i] : high - origins[i]].max() > 1:
                continue
            ends = (requests[i], up, requests[j], down)
            costs = (_meet(*ends, place - origins[i], origins[j] - place, rules) for place in range(low + 1, high))
            cost = min(costs, default=0)
            for by in shifts:
                rising = _escape(requests[i], up, low - origins[i], by + _comes_s(requests[j], down, origins[j] - low), cost)
                falling = _escape(requests[j], down, origins[j] - high, _comes_s(requests[i], up, high - origins[i]) - by, cost)
                if min(rising.late, falling.late) > 0:
                    total += cost
                    escapes[i].append(rising)
                    escapes[j].append(falling)
    return max(0, total - sum(_overcounted(found) for found in escapes))


class _Escape(NamedTuple):
    """How a train can escape a meet: late enough at the stretch that both share, it finds the other gone from there.

    Parameters
    ----------
    late
        What being so late costs it at least [weighted s].
    cost
        What is counted of the meet [weighted s].
    on_the_way
        Whether it can become late on its way to the stretch, by other meets as well.
    """

    late: int
    cost: int
    on_the_way: bool


def _escape(request: Request, route: Route, places: int, until_s: int, cost: int) -> _Escape:
    """Return what it costs a train to enter the stretch, so many places from its origin, no sooner than at a moment.

    Nothing is lost within its window or its due time. Who waits at the origin beyond the window pays from when it was ready.
    """
    late_s = until_s - request.ready_s - _soonest_s(route, places)
    window_s = 0 if request.latest_s is None else request.latest_s - request.ready_s
    if not request.chooses or places or late_s <= window_s:
        late_s -= max(window_s, _spare_s(request, route))
    return _Escape(request.weight * max(0, late_s), cost, places > 0)


def _overcounted(escapes: list[_Escape]) -> int:
    """By how much the meets that a train escapes would be counted higher than what it pays for being late.

    Waiting at the origin lies apart in time from all other losses. What a train loses on its way may be lost at other meets that
    are counted already, so that only what exceeds all of them is left to pay for an escape.
    """
    others = sum(escape.cost for escape in escapes)
    paid = [(e.late - (others - e.cost) if e.on_the_way else e.late, e.cost) for e in escapes]
    counted = excess = 0
    for late, cost in sorted(paid):
        over = min(cost, max(0, counted + cost - max(0, late)))
        counted += cost - over
        excess += over
    return excess


def _soonest_s(route: Route, places: int) -> int:
    """A time in which the train cannot have run further than so many places [s]."""
    runs = route.run_s[:places]
    return sum(int(run[run >= 0].min()) for run in runs) + int(route.dwell_s[1:places].sum())


def _comes_s(request: Request, route: Route, places: int) -> int:
    """Before this the train is not so many places from its origin [s]."""
    return request.ready_s + _soonest_s(route, places)


def _spare_s(request: Request, route: Route) -> int:
    """Time that a train may lose at no cost, since it is due later than it could arrive [s]."""
    return 0 if request.due_s is None else max(0, request.due_s - request.ready_s - fastest_s(route))


def _meet(one: Request, up: Route, other: Request, down: Route, k: int, m: int, rules: Rules) -> int:
    """The least cost of a meet at a place, the k-th of one train and the m-th of the other: one of them stands, or both do.

    No more is counted for a train than the shortest run over a section: so far apart trains that meet it at one place come.
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
    """The least cost of a meet at which both trains stand: each loses what stopping costs, and together they wait so long.

    What a train pays bends where its time to spare ends and where no more of it counts, so the best share of the wait that the
    first can take lies at a bend or at an end.
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
    """What time lost at a meet costs a train at least."""
    return request.weight * max(0, min(lost, _follows_s(other)) - _spare_s(request, route))


def _follows_s(route: Route) -> int:
    """The shortest run of a train over a section [s]."""
    return int(route.run_s[route.run_s > 0].min())


def _loss(route: Route, k: int) -> int | None:
    """What stopping at a place costs against passing it; nothing where the train stops in any case, None where it cannot."""
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
