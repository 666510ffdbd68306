"""Authority to go on: a free way to the next place where the train fits, into a safe state, with no train to wait for.

A train at rest asks when something has changed. A running train asks when it would have to begin to brake, and passes
the next place if it may. A train that is refused notes why, for which train and where, and when to ask again if that is
known.

What shuts the line at known times is foreseen. A train leaves a place where it may stand only if it expects to come
through, or to another place where it may stand, before it is shut in (`havens`).

Failures are not foreseen: no train waits for a time in which its failure would fit, since there may never be one. A
train that has failed is out of a section before the section is shut, and what is left of its repair costs it time on
its next way.
"""

from math import inf

import numpy as np

from headway.jit import part
from headway.simulation.engine.laws import draw
from headway.simulation.engine.line.havens import caught, hurries, shut_by
from headway.simulation.engine.line.orders import expected, first_in_plan, may_take
from headway.simulation.engine.line.safety import end_of, may_park, park, place_of, unpark
from headway.simulation.engine.tables import (
    BY_PLAN,
    BY_PRIORITY,
    BY_SAFETY,
    BY_TRACK,
    BY_TRAIN,
    BY_WEATHER,
    BY_WINDOW,
    HALTED,
    NONE,
    NOTHING,
    PASS,
    PULLING_OUT,
    RUNNING,
    STOP,
    World,
)

_STEPS = 4096
"""More than the steps of any route; keeps the numbers of one run's draws apart from those of the next run."""


@part
def stops_at(w: World, u: int, k: int) -> bool:
    """Tell whether a unit has to stop at a step of its route."""
    route = w.routes[w.units[u].route]
    return k == route.steps - 1 or w.steps[route.step + k].halt == 1 or (w.units[u].set_out > 0 and k > w.units[u].k)


@part
def times(w: World, u: int, k: int, start: int, now: float, extra: float, easily: bool) -> tuple[float, float]:
    """Return the whole seconds over a section to a pass and to a stop; a train ahead of its timetable may run easily.

    After a start a pass may take longer than a stop, since a pass bears all the time that the start costs until the
    train has caught up.
    """
    unit = w.units[u]
    route = w.routes[unit.route]
    step = w.steps[route.step + k]
    share = w.sections[step.section].slow
    if route.law != NONE:
        run = unit.trip * w.duties[unit.duty].tasks + unit.task
        share *= 1.0 + max(0.0, draw(w, route.law, unit.key, run * _STEPS + k))
    if easily and now <= unit.ready + step.clock + 1.0:
        share *= 1.0 + route.ease
    to_pass = step.stop_pass if start == STOP else step.pass_pass
    to_stop = step.stop_stop if start == STOP else step.pass_stop
    # A train that has just begun to brake for a failure neither gains nor loses the time of a stop: the failure has it.
    return np.ceil(to_pass * share + extra - 1e-6), np.ceil(to_stop * share + extra - 1e-6)


@part
def failure_s(w: World, u: int, length_m: float, fuse_m: float, fails: int) -> tuple[float, float, int]:
    """Let a train's fuse burn over a length.

    Returns the time lost to a failure, the fuse that is left, and the number of failures so far.
    """
    unit = w.units[u]
    duty = w.duties[unit.duty]
    if duty.fail_law == NONE:
        return 0.0, fuse_m, fails
    fuse_m -= length_m
    lost = 0.0
    while fuse_m <= 0:
        lost += np.ceil(draw(w, duty.repair_law, unit.fail_key, 2 * fails))
        fails += 1
        fuse_m += max(1.0, draw(w, duty.fail_law, unit.fail_key, 2 * fails + 1))
    return lost, fuse_m, fails


@part
def find_way(w: World, u: int, begin: float, start: int, sets_out: bool) -> tuple[int, float, float]:
    """Look for a free way from where a unit's authority ends, on which nothing will catch the unit.

    ``begin`` is when the unit would enter the way.

    Returns the step where the unit would be parked, when it would arrive there, and how much later to ask again: 0 if
    it may go, infinite where only another event can help. The tracks and the times are noted in ``legs``. A train ahead
    of its timetable runs easily, unless the line is about to be shut. Failures cost it no more time than there is until
    the line is shut.
    """
    unit = w.units[u]
    easily = w.routes[unit.route].ease > 0 and not hurries(w, u, begin)
    most = inf
    while True:
        j, arrives, later, lost = _free_way(w, u, begin, start, easily, most)
        if j == NONE and lost >= 0.0:
            most = lost
            continue
        later = max(1.0, later) if j == NONE else caught(w, u, j, begin, arrives - lost, sets_out)
        if later == 0.0 or not easily or unit.cause != BY_WINDOW:
            return j, arrives, later
        easily, most = False, inf


@part
def _free_way(w: World, u: int, begin: float, start: int, easily: bool, most: float) -> tuple[int, float, float, float]:
    """Look for a free way on which failures cost a limited time.

    Returns the step where the unit would be parked, or none, and the rest as `find_way`. Last comes what failures cost;
    or, where there is no way, what they may cost for the way not to be shut, negative if that is not the reason.
    """
    unit, rule = w.units[u], w.rule[0]
    route = w.routes[unit.route]
    t, k, spent = begin, unit.hold, 0.0
    fuse_m, fails, mended = unit.fuse_m, unit.fails, unit.mended
    while k < route.steps - 1:
        step, ahead = w.steps[route.step + k], w.steps[route.step + k + 1]
        section = w.sections[step.section]
        if not _hopeful(w, u, step.section, ahead.place):
            return NONE, 0.0, inf, -1.0
        repair, fuse_m, fails = failure_s(w, u, section.length_m, fuse_m, fails)
        repair += max(0.0, mended - t)
        lost = min(repair, np.floor(most - spent))
        spent += lost
        to_pass, to_stop = times(w, u, k, start, t, lost, easily)
        mended = t + to_pass + repair - lost if repair > lost else -inf
        w.legs[u, k].to_pass, w.legs[u, k].to_stop, w.legs[u, k].lost = to_pass, to_stop, lost
        if section.shut > 0 or (route.passenger and section.shut_passengers > 0):
            unit.cause, unit.who, unit.where = BY_WEATHER, NONE, step.section
            return NONE, 0.0, inf, -1.0
        leaves = t + max(to_pass, to_stop) + ahead.tail_pass + rule.clearing_s
        shut = shut_by(w, step.section, t - rule.setting_s, leaves)
        if shut != NONE:
            unit.cause, unit.who, unit.where = BY_WINDOW, w.windows[shut].name, step.section
            return NONE, 0.0, w.windows[shut].end + rule.setting_s - t, spent - (leaves - w.windows[shut].begin)
        via, free_at = _free_via(w, u, k, t, min(to_pass, to_stop))
        if free_at > t:
            unit.cause, unit.who, unit.where = BY_TRAIN, w.vias[via].holder, step.section
            return NONE, 0.0, free_at - t, -1.0
        w.legs[u, k].via = via
        arrives = t + (to_stop if k + 1 == route.steps - 1 else to_pass)
        track, clear_at = _free_track(w, u, ahead.place, route.length_m, arrives - rule.setting_s, ahead.fits == 1)
        fits = track != NONE and ahead.fits == 1 and w.tracks[track].length_m >= route.length_m
        if track == NONE or (not fits and (k + 1 == route.steps - 1 or ahead.halt == 1)):
            unit.cause, unit.who, unit.where = BY_TRACK, NONE, ahead.place
            if w.rule[0].follows == 1 and w.onto[u, ahead.place] != NONE:
                unit.cause, unit.where = BY_PLAN, step.section
            return NONE, 0.0, clear_at + rule.setting_s - arrives, -1.0
        w.legs[u, k + 1].track = track
        k += 1
        if fits:
            return k, arrives, inf, spent
        t, start = arrives, PASS
    return NONE, 0.0, inf, -1.0


@part
def _hopeful(w: World, u: int, s: int, p: int) -> bool:
    """Tell whether a section and the place behind it may have room.

    The test costs little, and most units that ask again have no room.
    """
    section, unit = w.sections[s], w.units[u]
    direction = w.routes[unit.route].direction
    room = False
    for v in range(section.via, section.via + section.vias):
        via = w.vias[v]
        room |= via.inside == 0 or (via.direction == direction and section.edges > 0)
    if not room:
        unit.cause, unit.who, unit.where = BY_TRAIN, w.vias[section.via].holder, s
        return False
    room = False
    place = w.places[p]
    for t in range(place.track, place.track + place.tracks):
        room |= w.tracks[t].holder == NONE
    if not room:
        unit.cause, unit.who, unit.where = BY_TRACK, NONE, p
    return room


@part
def _free_via(w: World, u: int, k: int, t: float, soonest: float) -> tuple[int, float]:
    """Return the track of a section that can be entered first, and when.

    The time is infinite while a train of the other direction is on every track.
    """
    route, rule = w.routes[w.units[u].route], w.rule[0]
    section = w.sections[w.steps[route.step + k].section]
    best, first = section.via, inf
    for v in range(section.via, section.via + section.vias):
        via = w.vias[v]
        free_at = via.clear_at + rule.setting_s
        if via.inside > 0:
            free_at = inf
            if via.direction == route.direction and section.edges > 0:
                free_at = _behind(w, section.edge, section.edges, route.direction, v, soonest)
        if free_at < first:
            best, first = v, free_at
        if first <= t:
            break
    return best, first


@part
def _behind(w: World, edge: int, edges: int, direction: int, v: int, soonest: float) -> float:
    """Return when a train may follow another one block by block.

    The train ahead is taken to run as slowly as it can, this one as fast as it can.
    """
    via, rule = w.vias[v], w.rule[0]
    lasts = via.leaves - via.enters
    free_at = -inf
    for i in range(edges - 1):
        near = w.edges[edge + i] if direction > 0 else 1 - w.edges[edge + edges - 1 - i]
        far = w.edges[edge + i + 1] if direction > 0 else 1 - w.edges[edge + edges - 2 - i]
        clears = via.enters + far * lasts + (via.tail_s if far == 1.0 else via.cover * lasts)
        free_at = max(free_at, clears + rule.clearing_s + rule.setting_s - near * soonest)
    return np.ceil(free_at)


@part
def _free_track(w: World, u: int, p: int, length_m: float, by: float, fits: bool) -> tuple[int, float]:
    """Return the shortest track of a place that the train fits and that is clear by a time, else any that is clear.

    Where none is clear, returns none and when the first one will be.
    """
    place = w.places[p]
    best, clear_at = NONE, inf
    for t in range(place.track, place.track + place.tracks):
        track = w.tracks[t]
        if track.holder != NONE or (w.rule[0].follows == 1 and not may_take(w, u, p, t)):
            continue
        if track.clear_at > by:
            clear_at = min(clear_at, track.clear_at)
            continue
        if best == NONE:
            best = t
        else:
            here, there = track.length_m >= length_m, w.tracks[best].length_m >= length_m
            if fits and here and (not there or track.length_m < w.tracks[best].length_m):
                best = t
    return best, clear_at


@part
def request(w: World, u: int, begin: float, start: int) -> bool:
    """Ask for authority from where a unit's authority ends, to be used at a given time; take it if it is granted.

    Where it is refused, ``wake_at`` is when to ask again, if that is known.
    """
    unit, clock = w.units[u], w.clock[0]
    unit.wake_at = inf
    j, arrives, later = find_way(w, u, begin, start, False)
    if later > 0:
        unit.wake_at = clock.now + later
        return False
    if not goes_first(w, u, unit.hold, j, begin, arrives):
        return False
    if not may_park(w, u, j, w.legs[u, j].track):
        unit.cause, unit.who, unit.where = BY_SAFETY, clock.stuck, place_of(w, u, j)
        return False
    take(w, u, j, begin)
    return True


@part
def take(w: World, u: int, j: int, begin: float) -> None:
    """Hold the tracks and sections of the way that was just found, up to a step."""
    unit, clock = w.units[u], w.clock[0]
    route = w.routes[unit.route]
    unpark(w, w.legs[u, unit.hold].track, place_of(w, u, unit.hold))
    t = begin
    for k in range(unit.hold, j):
        step = w.steps[route.step + k]
        section = w.sections[step.section]
        repair, fuse_m, fails = failure_s(w, u, section.length_m, unit.fuse_m, unit.fails)
        repair += max(0.0, unit.mended - t)
        if fails > unit.fails:
            w.duties[unit.duty].failures += 1
            clock.disturbed = 1
        unit.fuse_m, unit.fails = fuse_m, fails
        lost = w.legs[u, k].lost
        unit.failed += lost
        to_pass, to_stop = w.legs[u, k].to_pass, w.legs[u, k].to_stop
        unit.mended = t + to_pass + repair - lost if repair > lost else -inf
        p = w.steps[route.step + k + 1].place
        w.enters[u, step.section], w.comes[u, p], w.onto[u, p] = inf, inf, NONE
        via = w.vias[w.legs[u, k].via]
        via.inside += 1
        via.direction, via.holder = route.direction, u
        via.enters, via.leaves = t, t + max(to_pass, to_stop)
        via.cover, via.tail_s = step.cover, w.steps[route.step + k + 1].tail_pass
        w.tracks[w.legs[u, k + 1].track].holder = u
        t += to_pass
    unit.hold = j
    park(w, u, w.legs[u, j].track, place_of(w, u, j))
    unit.cause, unit.who, unit.where = NOTHING, NONE, NONE
    clock.moved_at = clock.now


@part
def goes_first(w: World, u: int, k: int, j: int, begin: float, arrives: float) -> bool:
    """Tell whether a unit need not wait for another one: by the plan where the plan says, else by the rule."""
    unit = w.units[u]
    if w.rule[0].follows == 1:
        first = w.routes[unit.route].step
        for i in range(k, j):
            if not first_in_plan(w, u, w.steps[first + i].section, arrives):
                return False
        if w.enters[u, w.steps[first + k].section] < inf:
            return True
    rival = should_wait(w, u, k, j, begin, arrives)
    if rival == NONE:
        return True
    unit.cause, unit.who, unit.where = BY_PRIORITY, rival, place_of(w, u, k)
    return False


@part
def should_wait(w: World, u: int, k: int, j: int, begin: float, arrives: float) -> int:
    """Return a moving train for which a unit had better wait where it is, or none.

    Against a train of the other direction: if this unit goes, the other train waits where they meet; if it stays, it
    waits until the other train has come by. Against a heavier train behind: if this unit goes, it is in the other's
    way. The side with the less weighted delay waits. A unit waits only for trains that move, so no two ever wait for
    each other. It never waits where the section ahead has a track for each.
    """
    unit, rule, clock = w.units[u], w.rule[0], w.clock[0]
    route = w.routes[unit.route]
    if not rule.look or w.sections[w.steps[route.step + k].section].vias > 1:
        return NONE
    here, there, direction = place_of(w, u, k), place_of(w, u, j), route.direction
    between = rule.setting_s + rule.clearing_s
    for i in range(clock.online):
        v = w.lists[i].online
        other = w.units[v]
        if v == u or not (other.phase == RUNNING or other.phase == HALTED or other.phase == PULLING_OUT):
            continue
        theirs = w.routes[other.route]
        at = place_of(w, v, other.hold)
        if theirs.direction != direction:
            # The other train is ahead, and comes at least as far as here.
            if (at - there) * direction < 0 or (end_of(w, v) - here) * direction > 0:
                continue
            meets = expected(w, v, there)
            late = arrives + between - meets
            if late <= 0 or not _room_for(w, here, u, theirs.length_m):
                continue
            wait = expected(w, v, here) + between - begin
        else:
            # The other train is behind, heavier, and goes beyond the next place.
            if other.weight <= unit.weight or (here - at) * direction < 0 or (end_of(w, v) - there) * direction <= 0:
                continue
            comes = expected(w, v, here)
            late = arrives + between - comes
            if late <= 0 or not _room_for(w, here, u, theirs.length_m):
                continue
            wait = expected(w, v, there) + between - begin
        if other.weight * late > unit.weight * max(wait, 1.0):
            return v
    return NONE


@part
def _room_for(w: World, p: int, u: int, length_m: float) -> bool:
    """Tell whether another train finds a track at a place while a unit stands there."""
    place = w.places[p]
    for t in range(place.track, place.track + place.tracks):
        parked = w.tracks[t].parked
        if parked == NONE and w.tracks[t].length_m >= length_m:
            return True
        if parked != NONE and parked != u and w.units[parked].phase == RUNNING and w.tracks[t].length_m >= length_m:
            return True
    return False
