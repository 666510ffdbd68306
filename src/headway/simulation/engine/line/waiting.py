"""Waiting: which trains want to go on, why they wait, whose turn it is, and how late trains leave and arrive.

The rule of turns: while a train waits, others are let out of their yards onto the line. Each time the waiting train
is *passed over*, unless what is shut holds it. Once as many trains have passed it over as there are train sets and
services, it has its turn: no other train comes out of a yard until it moves. Meanwhile all trains on the line come to
their ends, so it finds its way.
"""

import numpy as np

from headway.jit import part
from headway.simulation.engine.agenda import push
from headway.simulation.engine.tables import (
    BY_PLAN,
    BY_ROOM,
    BY_TRACK,
    BY_TRAIN,
    BY_WEATHER,
    BY_WINDOW,
    LOG_FULL,
    NONE,
    NOTHING,
    STIRS,
    World,
)

_PUNCTUAL_S = 300.0


@part
def stir(w: World, now: float) -> None:
    """Let all waiting trains ask again once everything else of this second has happened.

    Signals and departing trains know whole seconds only; weather and piles change at any moment.
    """
    clock, at = w.clock[0], np.ceil(now)
    if clock.waiting > 0 and clock.stirred != at:
        clock.stirred = at
        push(w, at, STIRS, NONE, NONE)


@part
def wait(w: World, u: int, now: float) -> None:
    """Add a unit to those that want to go on: heavier units first, then those that have waited longest."""
    clock, unit = w.clock[0], w.units[u]
    unit.arrived, unit.passed = now, 0
    i = clock.waiting
    while i > 0 and w.units[w.lists[i - 1].waiting].weight < unit.weight:
        w.lists[i].waiting = w.lists[i - 1].waiting
        i -= 1
    w.lists[i].waiting = u
    clock.waiting += 1


@part
def no_longer_waits(w: World, u: int) -> None:
    """Take a unit off those that want to go on."""
    clock, unit = w.clock[0], w.units[u]
    if clock.now > 0:
        clock.longest_wait_s = max(clock.longest_wait_s, clock.now - unit.arrived)
    unit.passed = 0
    i = 0
    while w.lists[i].waiting != u:
        i += 1
    clock.waiting -= 1
    while i < clock.waiting:
        w.lists[i].waiting = w.lists[i + 1].waiting
        i += 1


@part
def pass_over(w: World, u: int) -> None:
    """Count that a unit is let onto the line before all others that wait, unless what is shut holds these."""
    clock = w.clock[0]
    for i in range(clock.waiting):
        v = w.lists[i].waiting
        other = w.units[v]
        if v != u and other.cause != NOTHING and other.cause != BY_WINDOW and other.cause != BY_WEATHER:
            other.passed += 1
            clock.most_passed = max(clock.most_passed, other.passed)


@part
def whose_turn(w: World) -> int:
    """Return the unit that has been passed over most often, if that is too often; else none."""
    most, found = w.rule[0].turns - 1, NONE
    for i in range(w.clock[0].waiting):
        v = w.lists[i].waiting
        other = w.units[v]
        if other.passed > most and other.cause != BY_WINDOW and other.cause != BY_WEATHER:
            most, found = other.passed, v
    return found


@part
def refused(w: World, u: int, until: float) -> None:
    """Note why a unit was just refused; if it waited for something else before, record that this is over."""
    unit = w.units[u]
    if not w.rule[0].record_calls:
        return
    who = unit.who
    if unit.cause == BY_TRAIN and w.sections[unit.where].vias > 1:
        who = NONE
    if unit.cause == BY_PLAN and who >= w.units.size:
        who = w.units.size - who - 2
    elif unit.cause != BY_WINDOW and who != NONE:
        who = w.units[who].turn
    if unit.cause != unit.refused_by or unit.where != unit.refused_at or who != unit.refused_for:
        over(w, u, until)
        unit.refused_by, unit.refused_for, unit.refused_at = unit.cause, who, unit.where
    unit.asked_at = w.clock[0].sequence


@part
def over(w: World, u: int, until: float) -> None:
    """Record that what a unit waited for is over."""
    unit = w.units[u]
    if unit.refused_by == NOTHING or not w.rule[0].record_calls:
        return
    who = unit.refused_for
    if unit.refused_by == BY_TRACK or unit.refused_by == BY_ROOM:
        who = _who_left_place(w, u, unit.refused_at)
    elif unit.refused_by == BY_TRAIN and w.sections[unit.refused_at].vias > 1:
        who = _who_left_section(w, u, unit.refused_at)
    stood(w, u, unit.refused_by, who, unit.refused_at, until)
    unit.refused_by, unit.refused_for, unit.refused_at = NOTHING, NONE, NONE


@part
def stood(w: World, u: int, cause: int, who: int, where: int, until: float) -> None:
    """Record for what a unit stood, and until when."""
    clock, unit = w.clock[0], w.units[u]
    if not w.rule[0].record_calls:
        return
    wait = w.waits[clock.waits]
    wait.trip, wait.step, wait.cause, wait.who, wait.where, wait.until = unit.turn, unit.k, cause, who, where, until
    clock.waits += 1
    if clock.waits + 256 > w.waits.size:
        clock.status = LOG_FULL


@part
def _who_left_place(w: World, u: int, p: int) -> int:
    """Return for which trip a unit waited that found no track at a place.

    It is the trip that left a track since the unit last asked, or else one that holds a track. Where the unit stops,
    only tracks that it fits count; where it must keep a track free for others, all tracks count.
    """
    place, unit = w.places[p], w.units[u]
    route = w.routes[unit.route]
    k = (p - w.steps[route.step].place) * route.direction
    stops = unit.refused_by == BY_TRACK and (k == 0 or k == route.steps - 1 or w.steps[route.step + k].halt == 1)
    found, latest, holder = NONE, NONE, NONE
    for t in range(place.track, place.track + place.tracks):
        track = w.tracks[t]
        if stops and track.length_m < route.length_m:
            continue
        if track.last != NONE and track.last != unit.turn and track.left_at > latest:
            found, latest = track.last, track.left_at
        if track.holder != NONE and track.holder != u:
            holder = w.units[track.holder].turn
        elif track.parked != NONE and track.parked != u:
            holder = w.units[track.parked].turn
    return found if holder == NONE or latest >= unit.asked_at else holder


@part
def _who_left_section(w: World, u: int, s: int) -> int:
    """Return for which trip a unit waited that found no track of a section.

    It is the trip that left a track since the unit last asked, or else one that is on a track.
    """
    section, unit = w.sections[s], w.units[u]
    found, latest, holder = NONE, NONE, NONE
    for v in range(section.via, section.via + section.vias):
        via = w.vias[v]
        if via.last != NONE and via.last != unit.turn and via.left_at > latest:
            found, latest = via.last, via.left_at
        if via.inside > 0 and via.holder != u:
            holder = w.units[via.holder].turn
    return found if holder == NONE or latest >= unit.asked_at else holder


@part
def note_departure(w: World, u: int, now: float) -> None:
    """Note whether a train of the timetable leaves its origin when it should, or within its window."""
    unit = w.units[u]
    route = w.routes[unit.route]
    if now > 0 and unit.source != NONE:
        route.left += 1
        route.left_punctual += now - unit.ready <= route.window_s + _PUNCTUAL_S


@part
def note_lateness(w: World, u: int, now: float) -> None:
    """Note how late a train of the timetable is."""
    unit = w.units[u]
    route = w.routes[unit.route]
    if now <= 0:
        return
    route.runs += 1
    if route.due_s > 0:
        late = max(0.0, now - unit.ready - route.due_s)
        route.late_s += late
        route.punctual += late <= _PUNCTUAL_S
        w.late[unit.route, min(w.late.shape[1] - 1, int(late // 60))] += 1
    else:
        late = now - unit.began - w.steps[route.step + route.steps - 1].ahead
        route.late_s += max(0.0, late)
        w.late[unit.route, min(w.late.shape[1] - 1, max(0, int(late // 60)))] += 1
