"""Piles: between events all rates are constant, so levels are straight lines.

Ore promised to a train is set apart; a plant draws from the free ore only. A full pile slows down whatever fills it, an
empty pile whatever draws from it.
"""

from math import inf

from headway.jit import part
from headway.simulation.engine.tables import DUMPER, MINE, PLANT, SERVER, WORKING, World

GRAIN_KG = 1e-3
"""Less than this counts as nothing: it is what rounding leaves of a load [kg]."""


@part
def keep_level(w: World, h: int, before: float, dt: float) -> None:
    """Update what is known of a pile's level, which has run in a straight line from its level before until now."""
    hub = w.hubs[h]
    after = hub.free + hub.promised
    hub.integral += dt * (before + after) / 2
    hub.most = max(hub.most, after)
    low, high = min(before, after), max(before, after)
    if low > hub.over:
        hub.over_s += dt
    elif high > hub.over:
        hub.over_s += dt * (high - hub.over) / (high - low)


@part
def _flows(w: World, h: int) -> tuple[float, float, float]:
    """Return the rates at which a pile would be filled, loaded from and drawn from."""
    hub = w.hubs[h]
    fill, load, drawn = 0.0, 0.0, 0.0
    for m in range(hub.machine, hub.machine + hub.machines):
        machine = w.machines[m]
        if machine.down > 0 or machine.kind == SERVER:
            continue
        if machine.kind == MINE:
            fill += machine.rate
        elif machine.kind == PLANT:
            drawn += machine.rate
        else:
            for s in range(machine.slot, machine.slot + machine.slots):
                if w.slots[s].phase == WORKING:
                    if machine.kind == DUMPER:
                        fill += w.slots[s].rate
                    else:
                        load += w.slots[s].rate
    return fill, load, drawn


@part
def set_shares(w: World, h: int) -> None:
    """Set the shares of their rates at which machines fill a pile and draw from it.

    A full pile takes only what leaves it; an empty pile gives only what comes.
    """
    hub = w.hubs[h]
    fill, load, drawn = _flows(w, h)
    coming = fill
    if hub.free + hub.promised >= hub.capacity - GRAIN_KG:
        coming = min(fill, drawn + load)
    going = drawn
    if hub.free <= GRAIN_KG:
        going = min(drawn, coming)
    if hub.free + hub.promised >= hub.capacity - GRAIN_KG:
        coming = min(coming, going + load)
    hub.gain, hub.load = coming - going, load
    for m in range(hub.machine, hub.machine + hub.machines):
        machine = w.machines[m]
        machine.share = 1.0
        if machine.kind in (MINE, DUMPER) and fill > 0:
            machine.share = coming / fill
        if machine.kind == PLANT and drawn > 0:
            machine.share = going / drawn


@part
def next_edge(w: World, h: int) -> float:
    """Return the time until a pile is full or empty."""
    hub = w.hubs[h]
    following = inf
    room = hub.capacity - hub.free - hub.promised
    if hub.gain - hub.load > 0 and room > GRAIN_KG:
        following = min(following, room / (hub.gain - hub.load))
    if hub.gain < 0 and hub.free > GRAIN_KG:
        following = min(following, hub.free / -hub.gain)
    return following
