"""Stations: trains queue, are put in place and served, one in each slot, and go on when there is room for them."""

from math import inf

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.books import does
from headway.simulation.engine.laws import draw
from headway.simulation.engine.tables import (
    BLOCKED,
    DUMPER,
    IDLE,
    LOAD_OUT,
    NONE,
    POSITIONING,
    SERVE,
    SERVER,
    SETTLES,
    TURN,
    WAITS_ORE,
    WORKING,
    World,
)
from headway.simulation.engine.terminals.machines import GRAIN_S, working
from headway.simulation.engine.terminals.piles import GRAIN_KG


@part
def work(w: World, h: int, m: int, work_s: float) -> None:
    """Let the slots of a station work for some time."""
    machine = w.machines[m]
    for s in range(machine.slot, machine.slot + machine.slots):
        slot = w.slots[s]
        if slot.phase != WORKING:
            continue
        amount = slot.rate * work_s
        if slot.left - amount < (GRAIN_S if machine.kind == SERVER else GRAIN_KG):
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
def finish(w: World, m: int, now: float) -> None:
    """Begin to serve the trains that are in place, and release the trains that are done."""
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
    """Tell whether a station has no room for one more train; trains on their way to it count."""
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
    """Release a unit that was blocked at its station until this station had room for it."""
    if w.machines[m].room < 0 or full(w, m):
        return
    for s in range(w.slots.size):
        slot = w.slots[s]
        if slot.phase == BLOCKED and _following(w, slot.unit) == m:
            _let_go(w, s, now)
            push(w, now, SETTLES, w.machines[slot.machine].hub, NONE)
            return


@part
def serve(w: World, m: int, now: float) -> None:
    """Begin to serve the trains in the queue as long as there is a free slot, and for loading enough ore."""
    machine = w.machines[m]
    hub = w.hubs[machine.hub]
    while machine.head != NONE:
        s = _idle(w, m)
        if s == NONE:
            break
        u = machine.head
        unit, slot = w.units[u], w.slots[s]
        if machine.kind == LOAD_OUT and hub.free < unit.payload - GRAIN_KG:
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
    """Note whether the trains in a queue wait for ore or for room, and enter what they have waited for so far."""
    machine = w.machines[m]
    if machine.short == short:
        return
    machine.short = short
    u = machine.head
    while u != NONE:
        does(w, u, WAITS_ORE if short else machine.waits, now)
        u = w.units[u].next


@part
def next_done(w: World, m: int, now: float) -> float:
    """Return the time until a train at a station is in place or done."""
    machine = w.machines[m]
    following, share = inf, working(w, m)
    for s in range(machine.slot, machine.slot + machine.slots):
        slot = w.slots[s]
        if slot.phase == POSITIONING:
            following = min(following, slot.until - now)
        elif slot.phase == WORKING and share > 0:
            following = min(following, slot.left / (slot.rate * share))
    return following
