"""People: they come for a train of the timetable and ride to its end, or stay behind if it is cancelled."""

from headway.jit import lean, part
from headway.simulation.engine.tables import FREE, NONE, World


@part
def come(w: World, u: int, r: int) -> None:
    """Let the people of a train come to its origin; they stay behind if the train does not come at all."""
    route = w.routes[r]
    route.came += route.people
    if u == NONE:
        route.stayed += route.people
    else:
        w.units[u].awaited_by = route.people


@part
def board(w: World, u: int) -> None:
    """Let the people who wait for a train board it."""
    unit = w.units[u]
    unit.aboard += unit.awaited_by
    unit.awaited_by = 0


@part
def alight(w: World, u: int, now: float) -> None:
    """Let all people get off at the end of the route.

    They are late by the time after the due time, or, where none is published, after the arrival of a train alone on the
    line that left when published.
    """
    unit = w.units[u]
    route = w.routes[unit.route]
    route.carried += unit.aboard
    if now > 0 and unit.aboard > 0:
        due = route.due_s if route.due_s > 0 else w.steps[route.step + route.steps - 1].ahead
        route.people_late_s += unit.aboard * max(0.0, now - unit.ready - due)
    unit.aboard = 0


@part
def stay(w: World, u: int) -> None:
    """Let the people who wait for a cancelled train stay behind."""
    unit = w.units[u]
    w.routes[unit.route].stayed += unit.awaited_by
    unit.awaited_by = 0


@lean
def balance_people(w: World) -> int:
    """Return people who came, less those carried, those who stayed behind, and those who wait or ride; always zero."""
    total = 0
    for r in range(w.routes.size):
        total += w.routes[r].came - w.routes[r].carried - w.routes[r].stayed
    for u in range(w.units.size):
        if w.units[u].phase != FREE:
            total -= w.units[u].awaited_by + w.units[u].aboard
    return total
