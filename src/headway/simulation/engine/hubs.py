"""Piles and stations: between events all rates are constant, so levels and services are straight lines.

Ore promised to a train lies apart; a plant draws from the free ore only. A full pile slows whatever fills it, an empty one
what draws from it. A machine may break by the calendar or by its work; a breakdown by work comes nearer only as it works.
"""

from math import inf

import numpy as np

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.books import corner, does
from headway.simulation.engine.laws import draw
from headway.simulation.engine.tables import (
    BLOCKED,
    DUMPER,
    IDLE,
    LEAVE,
    LOAD_OUT,
    MINE,
    NONE,
    PLANT,
    POSITIONING,
    REPAIRED,
    SERVE,
    SERVER,
    SETTLES,
    TURN,
    WAITS_ORE,
    WORKING,
    World,
)

_GRAIN_KG, _GRAIN_S = 1e-3, 1e-6
"""Less than this is nothing: what rounding leaves of a load or a service."""


@part
def working(w: World, m: int) -> float:
    """Return the share of its full rate at which a machine works now."""
    machine = w.machines[m]
    if machine.down > 0 or (machine.kind > PLANT and machine.works == 0):
        return 0.0
    return machine.share


@part
def advance(w: World, h: int, now: float) -> None:
    """Let the machines of a hub run until now."""
    hub = w.hubs[h]
    dt = now - hub.at
    hub.at = now
    if dt <= 0:
        return
    before = hub.free + hub.promised
    for m in range(hub.machine, hub.machine + hub.machines):
        machine = w.machines[m]
        share = working(w, m)
        machine.busy_s += dt * share
        machine.queue_s += dt * machine.queue
        machine.inside_s += dt * (machine.queue + machine.works)
        machine.work_s += dt * machine.works
        if machine.down > 0:
            machine.down_s += dt
        elif machine.kind != SERVER and (machine.kind <= PLANT or machine.works > 0):
            machine.hindered_s += dt * (1 - machine.share) * max(1, machine.works)
        if machine.kind <= PLANT:
            amount = machine.rate * share * dt
            machine.moved += amount
            hub.free += amount if machine.kind == MINE else -amount
        else:
            _work(w, h, m, share * dt)
    for b in range(w.breakdowns.size):
        breakdown = w.breakdowns[b]
        if breakdown.wears and not breakdown.broken and w.machines[breakdown.machine].hub == h:
            breakdown.fuse -= dt * working(w, breakdown.machine)
    after = hub.free + hub.promised
    hub.integral += dt * (before + after) / 2
    hub.most = max(hub.most, after)
    low, high = min(before, after), max(before, after)
    if low > hub.over:
        hub.over_s += dt
    elif high > hub.over:
        hub.over_s += dt * (high - hub.over) / (high - low)


@part
def _work(w: World, h: int, m: int, work_s: float) -> None:
    """Let the slots of a station work for so long."""
    machine = w.machines[m]
    for s in range(machine.slot, machine.slot + machine.slots):
        slot = w.slots[s]
        if slot.phase != WORKING:
            continue
        amount = slot.rate * work_s
        if slot.left - amount < (_GRAIN_S if machine.kind == SERVER else _GRAIN_KG):
            amount = slot.left
        slot.left -= amount
        if machine.kind != SERVER:
            _move(w, h, m, slot.unit, amount)


@part
def _move(w: World, h: int, m: int, u: int, amount: float) -> None:
    """Move ore between a train and the pile."""
    hub, machine, unit = w.hubs[h], w.machines[m], w.units[u]
    machine.moved += amount
    if machine.kind == LOAD_OUT:
        hub.promised -= amount
        unit.load += amount
        w.duties[unit.duty].loaded += amount
    else:
        hub.free += amount
        unit.load -= amount
        w.duties[unit.duty].dumped += amount


@part
def settle(w: World, h: int, now: float) -> None:
    """Bring a hub up to date, and come back when something will have changed by itself."""
    hub = w.hubs[h]
    advance(w, h, now)
    _wear_out(w, h, now)
    for m in range(hub.machine, hub.machine + hub.machines):
        if w.machines[m].kind > PLANT:
            _finish(w, m, now)
    for m in range(hub.machine, hub.machine + hub.machines):
        if w.machines[m].kind > PLANT:
            _serve(w, m, now)
    _share(w, h)
    corner(w, h, now)
    hub.version += 1
    following = _foresee(w, h)
    if following < inf:
        then = now + following
        if then == now and following > 0:
            # After many years the last grains take less time than the clock can tell; without a tick it would stand still.
            then = np.nextafter(now, inf)
        push(w, then, SETTLES, h, hub.version)


@part
def _wear_out(w: World, h: int, now: float) -> None:
    for b in range(w.breakdowns.size):
        breakdown = w.breakdowns[b]
        if breakdown.wears and not breakdown.broken and breakdown.fuse <= _GRAIN_S and w.machines[breakdown.machine].hub == h:
            break_down(w, b, now)


@part
def break_down(w: World, b: int, now: float) -> None:
    """Break a machine, until its repair."""
    breakdown = w.breakdowns[b]
    breakdown.broken = 1
    breakdown.count += 1
    w.machines[breakdown.machine].down += 1
    push(w, now + draw(w, breakdown.down_law, breakdown.key, breakdown.draws), REPAIRED, b, NONE)
    breakdown.draws += 1


@part
def _finish(w: World, m: int, now: float) -> None:
    """Begin with trains that are in place, and let go of those that are done."""
    machine = w.machines[m]
    for s in range(machine.slot, machine.slot + machine.slots):
        slot = w.slots[s]
        if slot.phase == POSITIONING and now >= slot.until:
            slot.phase = WORKING
            machine.works += 1
        if slot.phase == WORKING and slot.left <= 0:
            machine.works -= 1
            machine.served += 1
            slot.phase = BLOCKED
            if not full(w, _following(w, slot.unit)):
                _let_go(w, s, now)


@part
def _following(w: World, u: int) -> int:
    """Return the station to which a unit goes next, or none."""
    unit = w.units[u]
    duty = w.duties[unit.duty]
    task = w.tasks[duty.task + (unit.task + 1) % duty.tasks]
    return task.subject if task.kind == SERVE else NONE


@part
def full(w: World, m: int) -> bool:
    """Tell whether a station has no room for one more, those on their way to it counted."""
    if m == NONE or w.machines[m].room < 0:
        return False
    machine = w.machines[m]
    idle = 0
    for s in range(machine.slot, machine.slot + machine.slots):
        idle += w.slots[s].phase == IDLE
    return machine.queue + machine.coming >= machine.room + idle


@part
def _idle(w: World, m: int) -> int:
    machine = w.machines[m]
    for s in range(machine.slot, machine.slot + machine.slots):
        if w.slots[s].phase == IDLE:
            return s
    return NONE


@part
def _let_go(w: World, s: int, now: float) -> None:
    """Send the unit of a slot on to its next task."""
    slot = w.slots[s]
    following = _following(w, slot.unit)
    if following != NONE:
        w.machines[following].coming += 1
    push(w, now, TURN, slot.unit, NONE)
    slot.phase, slot.unit = IDLE, NONE


@part
def _move_up(w: World, m: int, now: float) -> None:
    """Let go of a unit that is blocked at its station for want of room at this one, once there is some."""
    if w.machines[m].room < 0 or full(w, m):
        return
    for s in range(w.slots.size):
        slot = w.slots[s]
        if slot.phase == BLOCKED and _following(w, slot.unit) == m:
            _let_go(w, s, now)
            push(w, now, SETTLES, w.machines[slot.machine].hub, NONE)
            return


@part
def join(w: World, u: int, m: int, now: float) -> None:
    """Join the queue of a station, behind those of the same weight; where there is no room, some leave at once."""
    machine, unit = w.machines[m], w.units[u]
    advance(w, machine.hub, now)
    machine.arrived += 1
    machine.coming = max(0, machine.coming - 1)
    if machine.loses and full(w, m):
        machine.lost += 1
        unit.task = w.duties[unit.duty].tasks - 2 if _leaves(w, u) else unit.task
        push(w, now, TURN, u, NONE)
        return
    does(w, u, WAITS_ORE if machine.short else machine.waits, now)
    unit.joined = now
    before, after = NONE, machine.head
    while after != NONE and w.units[after].weight >= unit.weight:
        before, after = after, w.units[after].next
    unit.next = after
    if before == NONE:
        machine.head = u
    else:
        w.units[before].next = u
    machine.queue += 1
    settle(w, machine.hub, now)


@part
def _leaves(w: World, u: int) -> bool:
    duty = w.duties[w.units[u].duty]
    return w.tasks[duty.task + duty.tasks - 1].kind == LEAVE


@part
def _serve(w: World, m: int, now: float) -> None:
    """Begin with the trains in the queue as long as there is room, and for loading enough ore."""
    machine = w.machines[m]
    hub = w.hubs[machine.hub]
    while machine.head != NONE:
        s = _idle(w, m)
        if s == NONE:
            break
        u = machine.head
        unit, slot = w.units[u], w.slots[s]
        if machine.kind == LOAD_OUT and hub.free < unit.payload - _GRAIN_KG:
            _call_short(w, m, True, now)
            return
        machine.head = unit.next
        machine.queue -= 1
        machine.waited_s += now - unit.joined
        does(w, u, _doing(w, u), now)
        slot.unit = u
        slot.left, slot.rate = unit.payload, machine.rate
        chance = draw(w, machine.law, machine.key, machine.draws)
        machine.draws += 1
        if machine.kind == SERVER:
            slot.left, slot.rate = chance, 1.0
        elif machine.law != NONE:
            slot.rate = machine.rate / max(chance, 0.05)
        if machine.kind == LOAD_OUT:
            hub.free -= unit.payload
            hub.promised += unit.payload
        if machine.kind == DUMPER:
            slot.left = unit.load
        slot.phase, slot.until = POSITIONING, now + machine.positioning_s
        if machine.positioning_s == 0:
            slot.phase = WORKING
            machine.works += 1
    _call_short(w, m, False, now)
    _move_up(w, m, now)


@part
def _doing(w: World, u: int) -> int:
    unit = w.units[u]
    return w.tasks[w.duties[unit.duty].task + unit.task].doing


@part
def _call_short(w: World, m: int, short: bool, now: float) -> None:
    """Note whether the trains in a queue wait for ore or for room; enter what they waited for so far."""
    machine = w.machines[m]
    if machine.short == short:
        return
    machine.short = short
    u = machine.head
    while u != NONE:
        does(w, u, WAITS_ORE if short else machine.waits, now)
        u = w.units[u].next


@part
def _flows(w: World, h: int) -> tuple[float, float, float]:
    """Return the rates at which a pile would be filled, loaded from, and drawn from."""
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
def _share(w: World, h: int) -> None:
    """Set the shares at which fills and draws run: a full pile takes what leaves it, an empty one gives what comes."""
    hub = w.hubs[h]
    fill, load, drawn = _flows(w, h)
    coming = fill
    if hub.free + hub.promised >= hub.capacity - _GRAIN_KG:
        coming = min(fill, drawn + load)
    going = drawn
    if hub.free <= _GRAIN_KG:
        going = min(drawn, coming)
    if hub.free + hub.promised >= hub.capacity - _GRAIN_KG:
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
def _foresee(w: World, h: int) -> float:
    """Return the time until something changes by itself: a train is done, a pile full or empty, a load there, a fuse out."""
    hub = w.hubs[h]
    following = inf
    room = hub.capacity - hub.free - hub.promised
    if hub.gain - hub.load > 0 and room > _GRAIN_KG:
        following = min(following, room / (hub.gain - hub.load))
    if hub.gain < 0 and hub.free > _GRAIN_KG:
        following = min(following, hub.free / -hub.gain)
    for m in range(hub.machine, hub.machine + hub.machines):
        machine = w.machines[m]
        if machine.kind > PLANT:
            following = min(following, _next_done(w, m, hub.at))
        if machine.short and machine.head != NONE and hub.gain > 0:
            following = min(following, max(0.0, w.units[machine.head].payload - hub.free) / hub.gain)
    for b in range(w.breakdowns.size):
        breakdown = w.breakdowns[b]
        if breakdown.wears and not breakdown.broken and w.machines[breakdown.machine].hub == h:
            share = working(w, breakdown.machine)
            if share > 0:
                following = min(following, max(0.0, breakdown.fuse) / share)
    return following


@part
def _next_done(w: World, m: int, now: float) -> float:
    """Return the time until a train of a station is in place, or done."""
    machine = w.machines[m]
    following, share = inf, working(w, m)
    for s in range(machine.slot, machine.slot + machine.slots):
        slot = w.slots[s]
        if slot.phase == POSITIONING:
            following = min(following, slot.until - now)
        elif slot.phase == WORKING and share > 0:
            following = min(following, slot.left / (slot.rate * share))
    return following
