"""The books: what every unit has been doing, and the record of it."""

from headway.jit import part
from headway.simulation.engine.tables import LOG_FULL, World


@part
def did(w: World, u: int, now: float) -> None:
    """Enter in the books what a unit has been doing until now.

    What lies before time zero is recorded, but not counted.
    """
    unit, clock = w.units[u], w.clock[0]
    begin = unit.since
    if now > begin:
        if now > 0:
            w.spent[unit.duty, unit.doing] += now - max(begin, 0.0)
        if w.rule[0].record_acts:
            i = clock.acts
            if i < w.acts.size:
                act = w.acts[i]
                act.unit, act.duty, act.doing, act.begin, act.end = u, unit.duty, unit.doing, begin, now
                clock.acts = i + 1
                if i + 64 > w.acts.size:
                    clock.status = LOG_FULL
    unit.since = now


@part
def does(w: World, u: int, doing: int, now: float) -> None:
    """Let a unit begin to do something else."""
    did(w, u, now)
    w.units[u].doing = doing


@part
def corner(w: World, h: int, now: float) -> None:
    """Note the level of a pile."""
    clock, hub = w.clock[0], w.hubs[h]
    if not w.rule[0].record_acts or not hub.pile:
        return
    i = clock.corners
    level = hub.free + hub.promised
    w.corners[i].hub, w.corners[i].time, w.corners[i].level = h, now, level
    clock.corners = i + 1
    if i + 64 > w.corners.size:
        clock.status = LOG_FULL
