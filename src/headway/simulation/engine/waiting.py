"""Who waits to go on, heavier trains first, and how late those are that arrive."""

from headway.jit import inlined
from headway.simulation.engine.agenda import push
from headway.simulation.engine.tables import NONE, STIRS, World

_PUNCTUAL_S = 300.0


@inlined
def stir(w: World, now: float) -> None:
    """Let whoever waits ask again, once everything else of this moment has happened."""
    clock = w.clock[0]
    if clock.waiting > 0 and clock.stirred != now:
        clock.stirred = now
        push(w, now, STIRS, NONE, NONE)


@inlined
def wait(w: World, u: int, now: float) -> None:
    """Enter a unit among those that want to go on, heavier ones first, then who waits longest."""
    clock, unit = w.clock[0], w.units[u]
    unit.arrived = now
    i = clock.waiting
    while i > 0 and w.units[w.lists[i - 1].waiting].weight < unit.weight:
        w.lists[i].waiting = w.lists[i - 1].waiting
        i -= 1
    w.lists[i].waiting = u
    clock.waiting += 1


@inlined
def no_longer_waits(w: World, u: int) -> None:
    clock = w.clock[0]
    i = 0
    while w.lists[i].waiting != u:
        i += 1
    clock.waiting -= 1
    while i < clock.waiting:
        w.lists[i].waiting = w.lists[i + 1].waiting
        i += 1


@inlined
def note_lateness(w: World, u: int, now: float) -> None:
    """Note how late a train of the timetable is."""
    unit = w.units[u]
    route = w.routes[unit.route]
    if now <= 0:
        return
    route.runs += 1
    if route.due_s > 0:
        late = max(0.0, now - unit.ready - route.due_s)
        route.late_s += late
        route.punctual += late <= _PUNCTUAL_S
        w.late[unit.route, min(w.late.shape[1] - 1, int(late // 60))] += 1
    else:
        late = now - unit.began - w.steps[route.step + route.steps - 1].ahead
        route.late_s += max(0.0, late)
        w.late[unit.route, min(w.late.shape[1] - 1, max(0, int(late // 60)))] += 1
