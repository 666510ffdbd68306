"""A bound for any timetable: trains that meet must wait.

Where two opposing trains meet, one of them at least comes to rest, so that it loses what stopping costs, and stands from
before the other's route is set until the other is clear behind it. These losses lie apart in time, so they add up. Only a
train that waits at its origin until the other has arrived there escapes; what is counted of the meets that it escapes is
never more than that wait, less what its window or its due time grants it. Pairs of trains count that run against each other
from end to end of the stretch that they share, if it is single track.
"""

from headway.timetabling.requests import Request
from headway.timetabling.routes import fastest_s
from headway.timetabling.search import PASS, STOP, Route, Rules


def meeting_cost(requests: list[Request], routes: list[Route], origins: list[int], rules: Rules) -> int:
    """Return what all meets cost at least, in weighted seconds beyond the trains' earliest arrivals alone on the line.

    Parameters
    ----------
    requests, routes
        The trains.
    origins
        The number of every train's origin along the line.
    rules
        Times of the signalling.
    """
    escapes: list[list[tuple[int, int]]] = [[] for _ in requests]
    total = 0
    for i, up in enumerate(routes):
        for j, down in enumerate(routes):
            if not up.way > 0 > down.way or not _face(up, origins[i], down, origins[j]):
                continue
            if up.section_tracks[: origins[j] - origins[i]].max() > 1:
                continue
            ends = (requests[i], up, requests[j], down)
            costs = (_meet(*ends, place - origins[i], origins[j] - place, rules) for place in range(origins[i] + 1, origins[j]))
            cost = min(costs, default=0)
            total += cost
            for a, b in ((i, j), (j, i)):
                arrives = requests[b].ready_s + _soonest_s(routes[b], abs(origins[b] - origins[a]))
                free = max(_spare_s(requests[a], routes[a]), (requests[a].latest_s or 0) - requests[a].ready_s)
                escapes[a].append((requests[a].weight * (arrives - requests[a].ready_s - free), cost))
    return max(0, total - sum(_overcounted(found) for found in escapes))


def _overcounted(escapes: list[tuple[int, int]]) -> int:
    """By how much the meets that a train escapes would be counted higher than its wait at the origin."""
    counted = excess = 0
    for wait, cost in sorted(escapes):
        over = min(cost, max(0, counted + cost - max(0, wait)))
        counted += cost - over
        excess += over
    return excess


def _face(up: Route, origin: int, down: Route, other: int) -> bool:
    """Whether two trains run towards each other's origin and beyond it, or to it."""
    return origin < other <= origin + len(up.section) and origin >= other - len(down.section)


def _soonest_s(route: Route, places: int) -> int:
    """A time in which the train cannot have run further than so many places [s]."""
    runs = route.run_s[:places]
    return sum(int(run[run >= 0].min()) for run in runs) + int(route.dwell_s[1:places].sum())


def _spare_s(request: Request, route: Route) -> int:
    """Time that a train may lose at no cost, since it is due later than it could arrive [s]."""
    return 0 if request.due_s is None else max(0, request.due_s - request.ready_s - fastest_s(route))


def _meet(one: Request, up: Route, other: Request, down: Route, k: int, m: int, rules: Rules) -> int:
    """The least cost of a meet at a place, the k-th of one train and the m-th of the other: one of them stands, or both do.

    No more is counted than the shortest run over a section, by which trains that meet a third at one place follow each other.
    """
    free = 2 * (rules.setting_s + rules.clearing_s)
    costs: list[int] = []
    stands = [route.fits[at].any() and _loss(route, at) is not None for route, at in ((up, k), (down, m))]
    ways = ((one, up, k, down, m), (other, down, m, up, k))
    for may, (request, route, at, passing, there) in zip(stands, ways, strict=True):
        if may and not passing.halt[there]:
            wait = max(0, free + int(passing.tail_s[there, PASS]) - int(route.dwell_s[at]))
            costs.append(_priced(request, route, (_loss(route, at) or 0) + wait, passing))
    if all(stands):
        wait = max(0, free - int(up.dwell_s[k]) - int(down.dwell_s[m]))
        each = [_priced(request, route, (_loss(route, at) or 0) + wait, beside) for request, route, at, beside, _ in ways]
        costs.append(min(each))
    return min(costs, default=0)


def _priced(request: Request, route: Route, lost: int, other: Route) -> int:
    """What time lost at a meet costs a train at least."""
    follows = int(other.run_s[other.run_s > 0].min())
    return request.weight * max(0, min(lost, follows) - _spare_s(request, route))


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
