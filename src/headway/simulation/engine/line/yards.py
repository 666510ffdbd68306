"""Yards: trains come out onto a running track when they can soon go on, and go into a yard at their end."""

from math import inf

import numpy as np

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.books import did, does
from headway.simulation.engine.line.authority import failure_s, find_way, goes_first
from headway.simulation.engine.line.orders import may_take, no_orders
from headway.simulation.engine.line.safety import may_park, park, place_of, unpark
from headway.simulation.engine.line.waiting import (
    no_longer_waits,
    note_departure,
    note_lateness,
    over,
    pass_over,
    refused,
    stir,
    stood,
    wait,
    whose_turn,
)
from headway.simulation.engine.people import alight, board, come, stay
from headway.simulation.engine.tables import (
    AT_TERMINAL,
    BY_PLAN,
    BY_ROOM,
    BY_SAFETY,
    BY_TRACK,
    BY_TURN,
    FAILED,
    FIRST,
    GONE,
    IN_YARD,
    IS_LATE,
    LOG_FULL,
    NONE,
    NOTHING,
    PULLING_OUT,
    READY,
    STOP,
    TURN,
    WAITS_PATH,
    YARD_MOVES,
    World,
)


@part
def from_yard_s(w: World, route: int) -> float:
    """Return how long a train occupies a running track between the yard at its origin and its departure [s]."""
    return w.places[w.steps[w.routes[route].step].place].yard_s


@part
def to_yard_s(w: World, route: int) -> float:
    """Return how long a train occupies a running track between its arrival and the yard at its end [s]."""
    way = w.routes[route]
    return w.places[w.steps[way.step + way.steps - 1].place].yard_s


@part
def travel(w: World, u: int, route: int, now: float) -> None:
    """Send a unit over the line, out of the yard where a route begins."""
    unit, way = w.units[u], w.routes[route]
    turns_back = unit.source != NONE and unit.hold != NONE
    track = w.legs[u, unit.hold].track if turns_back else NONE
    if unit.task > 0 and unit.source != NONE:
        unit.ready += w.routes[unit.route].then_s
        come(w, u, route)
    unit.route, unit.weight = route, way.weight
    unit.began, unit.failed = now, 0.0
    unit.k, unit.mode, unit.set_out = 0, STOP, 0.0
    unit.hold = NONE
    unit.cause, unit.refused_by, unit.refused_for, unit.refused_at = NOTHING, NOTHING, NONE, NONE
    if unit.source == NONE:
        unit.ready = _soonest_s(w, route, now)
    if w.rule[0].alone:
        _travel_alone(w, u, now)
        return
    if w.rule[0].record_calls:
        i = w.clock[0].trips
        trip = w.trips[i]
        trip.unit, trip.duty, trip.route, trip.source = u, unit.duty, route, unit.source
        trip.ready, trip.number = unit.ready, unit.trip
        w.clock[0].trips = i + 1
        if i + 8 > w.trips.size:
            w.clock[0].status = LOG_FULL
        unit.turn = i
        soonest = now if turns_back else _soonest_s(w, route, now)
        if unit.source != NONE and soonest > unit.ready:
            stood(w, u, IS_LATE, NONE, NONE, soonest)
    if turns_back:
        # The train stands on its track already, and goes on from there when it should.
        unit.hold, w.legs[u, 0].track = 0, track
        unit.phase, unit.ready_at = PULLING_OUT, max(now, unit.ready)
        does(w, u, YARD_MOVES, now)
        push(w, unit.ready_at, READY, u, NONE)
        return
    unit.phase = IN_YARD
    does(w, u, WAITS_PATH, now)
    wait(w, u, now)
    stir(w, now)


@part
def _soonest_s(w: World, route: int, now: float) -> float:
    """Return when a train that may leave the yard from now on can go on from a running track.

    The train asks at whole seconds, and leaves at whole seconds.
    """
    return np.ceil(np.ceil(now) + from_yard_s(w, route))


@part
def _travel_alone(w: World, u: int, now: float) -> None:
    """Run a train as if no other train were there."""
    unit = w.units[u]
    route = w.routes[unit.route]
    t = max(_soonest_s(w, unit.route, now), unit.ready)
    lost = 0.0
    for k in range(route.steps - 1):
        failed, unit.fuse_m, unit.fails = failure_s(
            w, u, w.sections[w.steps[route.step + k].section].length_m, unit.fuse_m, unit.fails
        )
        lost += failed
    run = np.ceil(w.steps[route.step + route.steps - 1].ahead * (1.0 + (w.laws[route.law].mean if route.law != NONE else 0.0)))
    does(w, u, YARD_MOVES, now)
    did(w, u, t)
    unit.doing = route.doing
    did(w, u, t + run)
    unit.doing = FAILED
    did(w, u, t + run + lost)
    unit.doing = YARD_MOVES
    note_lateness(w, u, t + run + lost)
    note_departure(w, u, t)
    board(w, u)
    alight(w, u, t + run + lost)
    push(w, t + run + lost + to_yard_s(w, unit.route), GONE, u, NONE)
    unit.phase = AT_TERMINAL


@part
def pull_out(w: World, u: int, now: float) -> bool:
    """Take a unit from its yard onto a running track if it can soon go on from there; else note why it cannot."""
    unit = w.units[u]
    unit.wake_at = inf
    move_s = from_yard_s(w, unit.route)
    begin = max(np.ceil(now + move_s), unit.ready)
    if begin > now + move_s + 1:
        unit.wake_at = begin - move_s
        return False
    goes = _comes_out(w, u, now, begin)
    if not goes:
        refused(w, u, begin)
    return goes


@part
def _comes_out(w: World, u: int, now: float, begin: float) -> bool:
    unit, rule = w.units[u], w.rule[0]
    route = w.routes[unit.route]
    turn = whose_turn(w)
    if turn != NONE and turn != u:
        unit.cause, unit.who, unit.where = BY_TURN, turn, NONE
        return False
    p = w.steps[route.step].place
    place = w.places[p]
    best, free = NONE, 0
    for t in range(place.track, place.track + place.tracks):
        track = w.tracks[t]
        if track.parked == NONE:
            free += 1
        if track.holder != NONE or track.length_m < route.length_m or (rule.follows == 1 and not may_take(w, u, p, t)):
            continue
        if track.clear_at > now:
            unit.wake_at = min(unit.wake_at, track.clear_at)
        elif best == NONE or track.length_m < w.tracks[best].length_m:
            best = t
    if best == NONE or (free < 2 and place.tracks > 1 and w.onto[u, p] == NONE):
        unit.cause, unit.who, unit.where = BY_TRACK if best == NONE else BY_ROOM, NONE, p
        if rule.follows == 1 and w.onto[u, p] != NONE:
            unit.cause, unit.where = BY_PLAN, w.steps[route.step].section
        return False
    unit.hold = 0
    j, arrives, later = find_way(w, u, begin, STOP, True)
    first = later == 0 and goes_first(w, u, FIRST, j, begin, arrives)
    unit.hold = NONE
    if not first:
        if later > 0:
            unit.wake_at = min(unit.wake_at, now + later)
        return False
    clock = w.clock[0]
    if not may_park(w, u, FIRST, best):
        unit.cause, unit.who, unit.where = BY_SAFETY, clock.stuck, p
        return False
    pass_over(w, u)
    over(w, u, begin)
    w.legs[u, 0].track = best
    unit.hold = 0
    w.tracks[best].holder = u
    w.lists[clock.online].online = u
    clock.online += 1
    park(w, u, best, p)
    no_longer_waits(w, u)
    unit.phase, unit.ready_at = PULLING_OUT, begin
    does(w, u, YARD_MOVES, now)
    clock.moved_at = now
    push(w, begin, READY, u, NONE)
    return True


@part
def gone(w: World, u: int, now: float) -> None:
    """Let a unit leave its running track for the yard, or turn back on the track; then let it begin its next task."""
    unit, clock = w.units[u], w.clock[0]
    did(w, u, now)
    if not w.rule[0].alone and w.routes[unit.route].then != NONE:
        push(w, now, TURN, u, NONE)
        return
    if not w.rule[0].alone:
        t = w.legs[u, unit.hold].track
        p = place_of(w, u, unit.hold)
        w.tracks[t].holder, w.tracks[t].clear_at = NONE, now
        w.tracks[t].last, w.tracks[t].left_at = unit.turn, clock.sequence
        unpark(w, t, p)
        i = 0
        while w.lists[i].online != u:
            i += 1
        clock.online -= 1
        w.lists[i].online = w.lists[clock.online].online
    unit.phase, unit.hold = AT_TERMINAL, NONE
    push(w, now, TURN, u, NONE)
    stir(w, now)


@part
def give_up(w: World, u: int, born: int, now: float) -> bool:
    """Cancel a train of the timetable if it is still in its yard, and tell whether it was."""
    unit = w.units[u]
    if unit.phase != IN_YARD or unit.born != born:
        return False
    no_longer_waits(w, u)
    over(w, u, now)
    no_orders(w, u)
    w.routes[unit.route].cancelled += now > 0
    stay(w, u)
    cancel_next(w, unit.route, now)
    return True


@part
def cancel_next(w: World, route: int, now: float) -> None:
    """Cancel the trains that a cancelled train would have gone on as."""
    then = w.routes[route].then
    while then != NONE:
        w.routes[then].cancelled += now > 0
        come(w, NONE, then)
        then = w.routes[then].then
