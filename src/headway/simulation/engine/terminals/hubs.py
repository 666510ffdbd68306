"""Hubs: a pile with the machines that fill it and draw from it.

A hub is brought up to date at every event that concerns its pile or one of its machines.
"""

from math import inf

import numpy as np

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.books import corner, does
from headway.simulation.engine.tables import LEAVE, MINE, NONE, PLANT, SERVER, SETTLES, TURN, WAITS_ORE, World
from headway.simulation.engine.terminals.machines import next_wear_out, wear, wear_out, working
from headway.simulation.engine.terminals.piles import keep_level, next_edge, set_shares
from headway.simulation.engine.terminals.stations import finish, full, next_done, serve, work


@part
def advance(w: World, h: int, now: float) -> None:
    """Let the machines of a hub work up to now."""
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
            work(w, h, m, share * dt)
    wear(w, h, dt)
    keep_level(w, h, before, dt)


@part
def settle(w: World, h: int, now: float) -> None:
    """Bring a hub up to date, and enter when something will next change by itself."""
    hub = w.hubs[h]
    advance(w, h, now)
    wear_out(w, h, now)
    for m in range(hub.machine, hub.machine + hub.machines):
        if w.machines[m].kind > PLANT:
            finish(w, m, now)
    for m in range(hub.machine, hub.machine + hub.machines):
        if w.machines[m].kind > PLANT:
            serve(w, m, now)
    set_shares(w, h)
    corner(w, h, now)
    hub.version += 1
    following = _foresee(w, h)
    if following < inf:
        then = now + following
        if then == now and following > 0:
            # After many years the last grains take less time than the clock can resolve; without this tick time would
            # stand still.
            then = np.nextafter(now, inf)
        push(w, then, SETTLES, h, hub.version)


@part
def join(w: World, u: int, m: int, now: float) -> None:
    """Let a unit join the queue of a station, behind those of its weight.

    A full station that loses trains sends it on at once.
    """
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
def _foresee(w: World, h: int) -> float:
    """Return the time until something changes by itself.

    A train is done, a pile is full or empty, a load is there, or a machine breaks down.
    """
    hub = w.hubs[h]
    following = min(next_edge(w, h), next_wear_out(w, h))
    for m in range(hub.machine, hub.machine + hub.machines):
        machine = w.machines[m]
        if machine.kind > PLANT:
            following = min(following, next_done(w, m, hub.at))
        if machine.short and machine.head != NONE and hub.gain > 0:
            following = min(following, max(0.0, w.units[machine.head].payload - hub.free) / hub.gain)
    return following
