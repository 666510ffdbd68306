"""Trains on the line, from place to place.

A train leaves a place with authority to the next place where it fits. Before that place, where it would have to begin
to brake, it asks for more authority; if it gets it, it passes. Whatever a train releases is noted with the time when it
is clear, and the trains that wait ask again.
"""

from math import inf

import numpy as np

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.books import did, does
from headway.simulation.engine.laws import draw
from headway.simulation.engine.line.authority import request, stops_at
from headway.simulation.engine.line.waiting import (
    no_longer_waits,
    note_departure,
    note_lateness,
    over,
    refused,
    stir,
    stood,
    wait,
)
from headway.simulation.engine.line.yards import pull_out, to_yard_s
from headway.simulation.engine.people import alight, board
from headway.simulation.engine.tables import (
    ARRIVES,
    DECIDES,
    FAILED,
    GONE,
    HALTED,
    IN_YARD,
    IS_EARLY,
    LOG_FULL,
    NONE,
    PASS,
    PASSES,
    PULLING_IN,
    PULLING_OUT,
    READY,
    RUNNING,
    SETS_OUT,
    STIRS,
    STOP,
    WAITING,
    WAITS_LINE,
    WAITS_PATH,
    YARD_MOVES,
    World,
)


@part
def ready(w: World, u: int, now: float) -> None:
    """Let a unit at rest go on if it can, or wait."""
    unit = w.units[u]
    first = unit.phase == PULLING_OUT
    unit.phase = WAITING
    does(w, u, WAITS_PATH if first else WAITS_LINE, now)
    unit.arrived = now
    unit.began = now if first else unit.began
    wait(w, u, now)
    if request(w, u, now, STOP):
        no_longer_waits(w, u)
        leave(w, u, now, STOP)
    else:
        refused(w, u, now)
        if unit.wake_at < inf:
            push(w, np.ceil(unit.wake_at), STIRS, NONE, NONE)


@part
def ask_again(w: World, now: float) -> None:
    """Let every waiting unit ask again, until no unit is granted anything more."""
    clock = w.clock[0]
    clock.stirred = -inf
    granted = True
    while granted:
        granted = False
        i = 0
        while i < clock.waiting:
            u = w.lists[i].waiting
            unit = w.units[u]
            before = unit.wake_at
            if unit.phase == IN_YARD:
                goes = pull_out(w, u, now)
            else:
                goes = request(w, u, now, STOP)
                if goes:
                    no_longer_waits(w, u)
                    leave(w, u, now, STOP)
                else:
                    refused(w, u, now)
            if goes:
                granted = True
            else:
                if unit.wake_at < inf and unit.wake_at != before:
                    push(w, np.ceil(unit.wake_at), STIRS, NONE, NONE)
                i += 1


@part
def leave(w: World, u: int, now: float, mode: int) -> None:
    """Let a unit leave or pass a place with authority over the section ahead."""
    unit, rule = w.units[u], w.rule[0]
    route = w.routes[unit.route]
    k = unit.k
    step = w.steps[route.step + k]
    tail = step.tail_stop if mode == STOP else step.tail_pass
    track = w.tracks[w.legs[u, k].track]
    if mode == PASS:
        _clear(w, u, k - 1, now + tail)
    else:
        over(w, u, now)
        does(w, u, route.doing, now)
    track.holder, track.clear_at = NONE, now + tail + rule.clearing_s
    track.last, track.left_at = unit.turn, w.clock[0].sequence
    if k == 0:
        board(w, u)
        note_departure(w, u, now)
    _call(w, u, k, now, mode, tail)
    via = w.vias[w.legs[u, k].via]
    if via.holder == u:  # else another was let onto it since, and who follows must keep clear of that one
        via.enters, via.leaves = now, now + max(w.legs[u, k].to_pass, w.legs[u, k].to_stop)
    unit.phase, unit.enter = RUNNING, now
    unit.pass_at, unit.stop_at = now + w.legs[u, k].to_pass, now + w.legs[u, k].to_stop
    w.clock[0].departures += 1
    _wagon_trouble(w, u, w.sections[step.section].length_m)
    if stops_at(w, u, k + 1) and w.tracks[w.legs[u, k + 1].track].length_m >= route.length_m:
        unit.mode = STOP
        push(w, unit.stop_at, ARRIVES, u, NONE)
    elif unit.hold > k + 1:
        unit.mode = PASS
        push(w, unit.pass_at, PASSES, u, NONE)
    else:
        unit.mode = STOP
        push(w, max(now, min(2 * unit.pass_at - unit.stop_at, unit.stop_at)), DECIDES, u, NONE)
    stir(w, now)


@part
def _wagon_trouble(w: World, u: int, length_m: float) -> None:
    """Let a wagon go bad by the distance run; the train sets it out at the next place where it fits."""
    unit = w.units[u]
    duty = w.duties[unit.duty]
    if duty.wagon_law == NONE:
        return
    unit.wagon_fuse_m -= length_m
    if unit.wagon_fuse_m <= 0:
        unit.set_out = np.ceil(draw(w, duty.set_out_law, unit.fail_key, (1 << 30) + 2 * unit.wagons))
        unit.wagons += 1
        unit.wagon_fuse_m = draw(w, duty.wagon_law, unit.fail_key, (1 << 30) + 2 * unit.wagons + 1)
        duty.set_outs += 1


@part
def _clear(w: World, u: int, k: int, tail_in: float) -> None:
    """Release the section behind a unit, whose tail is inside the place at a given time."""
    rule, clock = w.rule[0], w.clock[0]
    via = w.vias[w.legs[u, k].via]
    route = w.units[u].route
    s = w.steps[w.routes[route].step + k].section
    until = tail_in + rule.clearing_s
    begin = max(w.units[u].enter - rule.setting_s, via.clear_at, 0.0)
    w.occupied[s, route] += max(0.0, min(until, clock.end) - begin) / w.sections[s].vias
    via.inside -= 1
    via.clear_at = max(via.clear_at, until)
    via.last, via.left_at = w.units[u].turn, w.clock[0].sequence


@part
def _call(w: World, u: int, k: int, departs: float, mode: int, tail: float) -> None:
    """Record the call of a unit at a place."""
    clock = w.clock[0]
    if not w.rule[0].record_calls:
        return
    unit = w.units[u]
    i = clock.calls
    call = w.calls[i]
    call.trip, call.step, call.track, call.via = unit.turn, k, w.legs[u, k].track, w.legs[u, k].via
    call.arrives = unit.began if k == 0 else departs if mode == PASS else unit.enter
    call.departs, call.stops, call.tail = departs, mode == STOP, tail
    clock.calls = i + 1
    if i + 256 > w.calls.size:
        clock.status = LOG_FULL


@part
def decide(w: World, u: int) -> None:
    """Ask for more authority where a train would have to begin to brake: pass the next place, or stop there."""
    unit = w.units[u]
    if request(w, u, unit.pass_at, PASS):
        unit.mode = PASS
        push(w, unit.pass_at, PASSES, u, NONE)
    else:
        push(w, unit.stop_at, ARRIVES, u, NONE)


@part
def passes(w: World, u: int, now: float) -> None:
    """Let a unit pass a place."""
    w.units[u].k += 1
    leave(w, u, now, PASS)


@part
def arrive(w: World, u: int, now: float) -> None:
    """Let a unit come to rest at a place: it stands for its dwell, waits, or goes into the yard at the end."""
    unit = w.units[u]
    route = w.routes[unit.route]
    unit.k += 1
    k = unit.k
    _clear(w, u, k - 1, now)
    unit.enter, unit.mode = now, STOP
    if k == route.steps - 1:
        _enter_failures(w, u, now)
        unit.phase = PULLING_IN if route.then == NONE else HALTED
        unit.ready_at = now + to_yard_s(w, unit.route)
        _call(w, u, k, now, STOP, 0.0)
        unit.doing = YARD_MOVES
        note_lateness(w, u, now)
        alight(w, u, now)
        push(w, now + to_yard_s(w, unit.route), GONE, u, NONE)
        stir(w, now)
        return
    step = w.steps[route.step + k]
    dwell = step.dwell + unit.set_out
    if unit.set_out > 0:
        stood(w, u, SETS_OUT, NONE, NONE, now + dwell)
    if step.halt and step.clock > 0 and unit.ready + step.clock > now + dwell:
        dwell = unit.ready + step.clock - now
        stood(w, u, IS_EARLY, NONE, NONE, now + dwell)
    unit.set_out = 0.0
    did(w, u, now)
    if dwell > 0:
        unit.phase, unit.ready_at = HALTED, now + dwell
        push(w, unit.ready_at, READY, u, NONE)
    else:
        unit.phase = WAITING
        unit.arrived = now
        unit.doing = WAITS_LINE
        wait(w, u, now)
    stir(w, now)


@part
def _enter_failures(w: World, u: int, now: float) -> None:
    """Enter the last run in the books, with the time of failures entered by itself."""
    unit = w.units[u]
    did(w, u, now)
    if unit.failed > 0:
        counted = min(unit.failed, now) if now > 0 else 0.0
        w.spent[unit.duty, w.routes[unit.route].doing] -= counted
        w.spent[unit.duty, FAILED] += counted
