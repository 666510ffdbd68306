"""Orders: when trains are to enter sections, and which tracks they are to take, by the plan that is followed.

Who has orders lets all others enter a section or take a track that come before it by the plan. Who has none goes where it
is in the way of no orders. Nobody waits for a train that is long overdue, or is bound to be.
"""

from math import inf

from headway.jit import part
from headway.simulation.engine.tables import BY_PLAN, HALTED, NONE, PASS, PULLING_OUT, RUNNING, World


@part
def no_orders(w: World, row: int) -> None:
    """Take a train out of the plan."""
    for s in range(w.enters.shape[1]):
        w.enters[row, s] = inf
    for p in range(w.comes.shape[1]):
        w.comes[row, p], w.onto[row, p] = inf, NONE


@part
def take_over(w: World, row: int, u: int) -> None:
    """Give the orders of a row to a unit."""
    for s in range(w.enters.shape[1]):
        w.enters[u, s] = w.enters[row, s]
    for p in range(w.comes.shape[1]):
        w.comes[u, p], w.onto[u, p] = w.comes[row, p], w.onto[row, p]
    no_orders(w, row)


@part
def first_in_plan(w: World, u: int, s: int, leaves: float) -> bool:
    """Tell whether a unit that would leave a section of one track at a time comes before all others there."""
    unit, rule = w.units[u], w.rule[0]
    if w.sections[s].vias > 1:
        return True
    planned = w.enters[u, s] if w.enters[u, s] < inf else leaves
    for v in range(w.enters.shape[0]):
        if v != u and w.enters[v, s] < planned and not _overdue(w, v, _before(w, v, s), w.enters[v, s]):
            unit.cause, unit.who, unit.where = BY_PLAN, v, s
            unit.wake_at = max(w.enters[v, s] + rule.overdue_s, w.clock[0].now) + 60.0
            return False
    return True


@part
def may_take(w: World, u: int, p: int, t: int) -> bool:
    """Tell whether a track of a place is the one that a unit is to take by the plan, and nobody comes to it before."""
    if w.onto[u, p] != t:
        return w.onto[u, p] == NONE
    for v in range(w.comes.shape[0]):
        if v != u and w.onto[v, p] == t and w.comes[v, p] < w.comes[u, p] and not _overdue(w, v, p, w.comes[v, p]):
            return False
    return True


@part
def _before(w: World, v: int, s: int) -> int:
    """Return the place from which a unit enters a section."""
    return s if v >= w.units.size or w.routes[w.units[v].route].way > 0 else s + 1


@part
def _overdue(w: World, v: int, p: int, planned: float) -> bool:
    """Tell whether a unit will be long overdue at a place even if nothing holds it, or is so already."""
    late = w.rule[0].overdue_s
    if w.clock[0].now > planned + late:
        return True
    if v >= w.units.size:
        return False
    phase = w.units[v].phase
    moves = phase in (RUNNING, HALTED, PULLING_OUT)
    return moves and expected(w, v, p) > planned + late


@part
def expected(w: World, v: int, p: int) -> float:
    """Return when a unit that is on its way would reach a place further on if nothing held it."""
    unit = w.units[v]
    route = w.routes[unit.route]
    here = unit.k
    at = unit.ready_at
    if unit.phase == RUNNING:
        here, at = unit.k + 1, unit.pass_at if unit.hold > unit.k + 1 or unit.mode == PASS else unit.stop_at
    k = (p - w.steps[route.step].place) * route.way
    return at + w.steps[route.step + k].ahead - w.steps[route.step + here].ahead
