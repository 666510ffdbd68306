"""Orders: when trains are to enter sections, and which tracks they are to take, by the plan that is followed.

A train with orders lets every train before it in the plan enter a section or take a track first. A train without orders
goes where it is in the way of no orders. No train waits for another that is long overdue, or is bound to be.
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
    """Hand the orders of a row of the plan over to a unit."""
    for s in range(w.enters.shape[1]):
        w.enters[u, s] = w.enters[row, s]
    for p in range(w.comes.shape[1]):
        w.comes[u, p], w.onto[u, p] = w.comes[row, p], w.onto[row, p]
    no_orders(w, row)


@part
def first_in_plan(w: World, u: int, s: int, leaves: float) -> bool:
    """Tell whether a unit comes before all others in the plan for a single-track section.

    A unit without orders counts from the time when it would leave the section.
    """
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
    """Tell whether the plan lets a unit take a track of a place, with no other train there before it."""
    if w.onto[u, p] != t:
        return w.onto[u, p] == NONE
    for v in range(w.comes.shape[0]):
        if v != u and w.onto[v, p] == t and w.comes[v, p] < w.comes[u, p] and not _overdue(w, v, p, w.comes[v, p]):
            return False
    return True


@part
def _before(w: World, v: int, s: int) -> int:
    """Return the place from which a unit enters a section."""
    return s if v >= w.units.size or w.routes[w.units[v].route].direction > 0 else s + 1


@part
def _overdue(w: World, v: int, p: int, planned: float) -> bool:
    """Tell whether a unit is long overdue at a place, or will be even if nothing holds it."""
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
    """Return when a moving unit would reach a place ahead of it if nothing held it."""
    unit = w.units[v]
    route = w.routes[unit.route]
    here = unit.k
    at = unit.ready_at
    if unit.phase == RUNNING:
        here, at = unit.k + 1, unit.pass_at if unit.hold > unit.k + 1 or unit.mode == PASS else unit.stop_at
    k = (p - w.steps[route.step].place) * route.direction
    return at + w.steps[route.step + k].ahead - w.steps[route.step + here].ahead
