"""Duties: the tasks that a unit does one after another, where units come from, and where they go."""

from math import inf

import numpy as np

from headway.jit import lean, part
from headway.rng import uniform
from headway.simulation.engine.agenda import push
from headway.simulation.engine.books import did, does
from headway.simulation.engine.laws import PHASES, draw
from headway.simulation.engine.line.orders import no_orders, take_over
from headway.simulation.engine.line.yards import cancel_next, from_yard_s, travel
from headway.simulation.engine.people import come
from headway.simulation.engine.tables import (
    AT_TERMINAL,
    DELAY,
    FREE,
    GIVE,
    GIVES_UP,
    LEAVE,
    NONE,
    OTHER,
    SERVE,
    SPRINGS,
    TAKE,
    TRAVEL,
    TURN,
    UNITS_FULL,
    VISIT,
    WAITS_LOCOMOTIVES,
    World,
)
from headway.simulation.engine.terminals.hubs import join

_DAY_S = 86_400.0


@part
def turn(w: World, u: int, now: float) -> None:
    """Let a unit begin its next task."""
    unit = w.units[u]
    duty = w.duties[unit.duty]
    unit.task += 1
    if unit.task >= duty.tasks:
        unit.task = 0
        unit.trip += 1
        duty.trips += 1
    task = w.tasks[duty.task + unit.task]
    if task.kind == SERVE:
        join(w, u, task.subject, now)
    elif task.kind == DELAY:
        does(w, u, task.doing, now)
        push(w, now + draw(w, task.law, unit.key, (1 << 30) + unit.trip * duty.tasks + unit.task), TURN, u, NONE)
    elif task.kind == TRAVEL:
        travel(w, u, task.subject, now)
    elif task.kind == VISIT:
        if now - unit.shop_at >= task.every_s:
            unit.shop_at = now
            join(w, u, task.subject, now)
        else:
            push(w, now, TURN, u, NONE)
    elif task.kind == TAKE:
        _take(w, u, task.subject, now)
    elif task.kind == GIVE:
        _give(w, u, task.subject, now)
    elif task.kind == LEAVE:
        vanish(w, u, now)


@part
def vanish(w: World, u: int, now: float) -> None:
    """Let a unit leave the corridor, which frees its row for another unit."""
    did(w, u, now)
    unit, clock = w.units[u], w.clock[0]
    w.duties[unit.duty].trips += 1
    unit.phase, unit.next = FREE, clock.free_unit
    clock.free_unit = u
    clock.left += 1


@part
def _take(w: World, u: int, p: int, now: float) -> None:
    """Take the locomotives of a train from a pool, or wait for them."""
    pool, unit = w.pools[p], w.units[u]
    does(w, u, WAITS_LOCOMOTIVES, now)
    unit.next = NONE
    if pool.head == NONE:
        pool.head = u
    else:
        last = pool.head
        while w.units[last].next != NONE:
            last = w.units[last].next
        w.units[last].next = u
    pool.queue += 1
    _hand_out(w, p, now)


@part
def _give(w: World, u: int, p: int, now: float) -> None:
    """Give the locomotives of a train back to a pool."""
    w.pools[p].count += w.units[u].locomotives
    push(w, now, TURN, u, NONE)
    _hand_out(w, p, now)


@part
def _hand_out(w: World, p: int, now: float) -> None:
    pool = w.pools[p]
    while pool.head != NONE and pool.count >= w.units[pool.head].locomotives:
        u = pool.head
        pool.count -= w.units[u].locomotives
        pool.head = w.units[u].next
        pool.queue -= 1
        push(w, now, TURN, u, NONE)


@part
def spring(w: World, i: int, now: float) -> None:
    """Let units come from a source, and enter when the next ones come."""
    source = w.sources[i]
    number = source.count
    source.count += 1
    if source.period > 0:
        push(w, source.first + source.period * source.count, SPRINGS, i, NONE)
        _train_of_the_day(w, i, source.first + source.period * number, number)
        return
    push(w, now + draw(w, source.law, source.key, number), SPRINGS, i, NONE)
    if number > 0:
        for _ in range(source.batch):
            u = appear(w, source.duty, now)
            if u == NONE:
                return
            unit = w.units[u]
            unit.source, unit.weight, unit.payload, unit.load = i, source.weight, source.payload, source.payload
            unit.key, unit.fail_key = source.key_out, source.key_out
            unit.trip = w.clock[0].created
            push(w, now, TURN, u, NONE)


@part
def _train_of_the_day(w: World, i: int, now: float, number: int) -> None:
    """Let a source bring its train of the day, unless the train does not run on this weekday or is cancelled."""
    source = w.sources[i]
    r = w.tasks[w.duties[source.duty].task].subject
    departs = now + from_yard_s(w, r)
    day = int(departs // _DAY_S)
    if not (source.weekdays >> (day % 7)) & 1:
        return
    if uniform(source.key, number * PHASES) < source.cancelled:
        w.routes[r].cancelled += now > 0
        come(w, NONE, r)
        cancel_next(w, r, now)
        no_orders(w, w.units.size + i)
        return
    u = appear(w, source.duty, now)
    if u == NONE:
        return
    come(w, u, r)
    take_over(w, w.units.size + i, u)
    unit = w.units[u]
    unit.source, unit.weight, unit.ready = i, source.weight, departs
    unit.key, unit.fail_key, unit.trip = source.key_out, source.key_out, number
    unit.fails, unit.wagons = number << 12, number << 12
    _light_fuses(w, u)
    late = np.ceil(draw(w, source.late_law, source.key, (1 << 20) + number))
    push(w, now + late, TURN, u, NONE)
    push(w, now + late + source.patience_s, GIVES_UP, u, unit.born)


@part
def _light_fuses(w: World, u: int) -> None:
    unit = w.units[u]
    duty = w.duties[unit.duty]
    unit.fuse_m = draw(w, duty.fail_law, unit.fail_key, 2 * unit.fails + 1) if duty.fail_law != NONE else inf
    unit.wagon_fuse_m = inf
    if duty.wagon_law != NONE:
        unit.wagon_fuse_m = draw(w, duty.wagon_law, unit.fail_key, (1 << 30) + 2 * unit.wagons + 1)


@part
def appear(w: World, duty: int, now: float) -> int:
    """Take a free row for a new unit, which begins a duty; return none if no row is free."""
    clock = w.clock[0]
    u = clock.free_unit
    if u == NONE:
        clock.status = UNITS_FULL
        return NONE
    unit = w.units[u]
    clock.free_unit = unit.next
    clock.created += 1
    unit.phase, unit.duty, unit.task, unit.doing, unit.since, unit.next = AT_TERMINAL, duty, -1, OTHER, now, NONE
    unit.load, unit.payload, unit.trip, unit.ready, unit.hold, unit.source = 0.0, 0.0, 0, -inf, NONE, NONE
    unit.fails, unit.wagons, unit.shop_at, unit.wake_at = 0, 0, now, inf
    unit.fuse_m, unit.wagon_fuse_m, unit.set_out, unit.born = inf, inf, 0.0, clock.created
    unit.awaited_by, unit.aboard, unit.mended = 0, 0, -inf
    return u


@lean
def begin_duty(w: World, u: int, now: float) -> None:
    """Let a train set begin its duty."""
    _light_fuses(w, u)
    push(w, now, TURN, u, NONE)
