"""Machines: at which share of their rates they work, and how they break down, by the calendar or by their work."""

from math import inf

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.laws import draw
from headway.simulation.engine.tables import NONE, PLANT, REPAIRED, World

GRAIN_S = 1e-6
"""Less than this counts as nothing: it is what rounding leaves of a service or of the work before a breakdown [s]."""


@part
def working(w: World, m: int) -> float:
    """Return the share of its full rate at which a machine works now."""
    machine = w.machines[m]
    if machine.down > 0 or (machine.kind > PLANT and machine.works == 0):
        return 0.0
    return machine.share


@part
def wear(w: World, h: int, dt: float) -> None:
    """Shorten the work left before breakdowns of a hub's machines by the work that they have done."""
    for b in range(w.breakdowns.size):
        breakdown = w.breakdowns[b]
        if breakdown.wears and not breakdown.broken and w.machines[breakdown.machine].hub == h:
            breakdown.fuse -= dt * working(w, breakdown.machine)


@part
def wear_out(w: World, h: int, now: float) -> None:
    """Break down those machines of a hub that have worked as long as they could."""
    for b in range(w.breakdowns.size):
        breakdown = w.breakdowns[b]
        if breakdown.wears and not breakdown.broken and breakdown.fuse <= GRAIN_S and w.machines[breakdown.machine].hub == h:
            break_down(w, b, now)


@part
def break_down(w: World, b: int, now: float) -> None:
    """Break down a machine, until its repair."""
    breakdown = w.breakdowns[b]
    breakdown.broken = 1
    breakdown.count += 1
    w.machines[breakdown.machine].down += 1
    push(w, now + draw(w, breakdown.down_law, breakdown.key, breakdown.draws), REPAIRED, b, NONE)
    breakdown.draws += 1


@part
def next_wear_out(w: World, h: int) -> float:
    """Return the time until a machine of a hub breaks down by its work, at the share at which it works now."""
    following = inf
    for b in range(w.breakdowns.size):
        breakdown = w.breakdowns[b]
        if breakdown.wears and not breakdown.broken and w.machines[breakdown.machine].hub == h:
            share = working(w, breakdown.machine)
            if share > 0:
                following = min(following, max(0.0, breakdown.fuse) / share)
    return following
