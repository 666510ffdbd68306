"""The loop: it handles event after event up to a time. A run can be stopped, copied and continued."""

import numpy as np

from headway.jit import lean, part
from headway.simulation.engine.agenda import drop_first, push
from headway.simulation.engine.books import did
from headway.simulation.engine.duties import spring, turn, vanish
from headway.simulation.engine.laws import draw
from headway.simulation.engine.line.movement import arrive, ask_again, decide, passes, ready
from headway.simulation.engine.line.yards import give_up, gone
from headway.simulation.engine.tables import (
    ARRIVES,
    BREAKS,
    DECIDES,
    DISTURBED,
    DONE,
    FREE,
    GIVES_UP,
    GONE,
    LOAD_OUT,
    MIDNIGHT,
    MINE,
    NONE,
    PASSES,
    PAUSED,
    READY,
    REPAIRED,
    RESET,
    SETTLES,
    SPRINGS,
    STIRS,
    STORM_BEGINS,
    STORM_ENDS,
    TURN,
    World,
)
from headway.simulation.engine.terminals.hubs import advance, settle
from headway.simulation.engine.terminals.machines import break_down
from headway.simulation.engine.weather import begin, end, foresee
from headway.work import heed

_DAY_S = 86_400.0

_AT_ONCE = 5_000
"""Events between two looks for an interruption."""


def run(w: World, until: float) -> int:
    """Let everything happen up to a time, and hear an interruption on the way.

    Returns `DONE`, or why the run had to stop before: a list is full, or the plan is disturbed.
    """
    status = PAUSED
    while status == PAUSED:
        heed()
        status = run_on(w, until)
    return status


@lean
def run_on(w: World, until: float) -> int:
    """Let everything happen up to a time, or so many events that the run pauses before."""
    clock = w.clock[0]
    if clock.status != PAUSED:
        clock.disturbed = 0
    clock.status, pause = DONE, clock.events + _AT_ONCE
    while clock.entries > 0 and w.agenda[0].time <= until and clock.status == DONE:
        if clock.events == pause:
            clock.status = PAUSED
            break
        event = w.agenda[0]
        now, kind, subject, version = event.time, event.kind, event.subject, event.version
        drop_first(w)
        clock.now = now
        clock.events += 1
        _happen(w, now, kind, subject, version)
        if clock.disturbed and w.rule[0].follows and clock.status == DONE:
            clock.status = DISTURBED
    if clock.status == DONE:
        clock.now = until
        for h in range(w.hubs.size):
            advance(w, h, until)
    return clock.status


@part
def _happen(w: World, now: float, kind: int, subject: int, version: int) -> None:
    if kind == DECIDES:
        decide(w, subject)
    elif kind == PASSES:
        passes(w, subject, now)
    elif kind == ARRIVES:
        arrive(w, subject, now)
    elif kind == STIRS:
        ask_again(w, now)
    elif kind == READY:
        ready(w, subject, now)
    elif kind == GONE:
        gone(w, subject, now)
    elif kind == TURN:
        turn(w, subject, now)
    elif kind == SETTLES:
        if version == NONE or version == w.hubs[subject].version:
            settle(w, subject, now)
    else:
        _happen_seldom(w, now, kind, subject, version)


@part
def _happen_seldom(w: World, now: float, kind: int, subject: int, version: int) -> None:
    if kind == REPAIRED:
        _repaired(w, subject, now)
    elif kind == BREAKS:
        h = w.machines[w.breakdowns[subject].machine].hub
        advance(w, h, now)
        break_down(w, subject, now)
        settle(w, h, now)
    elif kind == SPRINGS:
        spring(w, subject, now)
    elif kind == GIVES_UP:
        if give_up(w, subject, version, now):
            vanish(w, subject, now)
    elif kind == STORM_BEGINS:
        if version == NONE:
            begin(w, subject, now)
        else:
            foresee(w, subject, now)
    elif kind == STORM_ENDS:
        end(w, subject, version, now)
    elif kind == MIDNIGHT:
        _midnight(w, now)
    elif kind == RESET:
        _reset(w, now)


@part
def _repaired(w: World, b: int, now: float) -> None:
    """Let a repaired machine work again, and draw when it breaks down next."""
    breakdown = w.breakdowns[b]
    machine = w.machines[breakdown.machine]
    advance(w, machine.hub, now)
    machine.down -= 1
    breakdown.broken = 0
    light(w, b, now)
    settle(w, machine.hub, now)


@part
def light(w: World, b: int, now: float) -> None:
    """Draw when a machine breaks down next: after so much work, or by the calendar."""
    breakdown = w.breakdowns[b]
    time = draw(w, breakdown.up_law, breakdown.key, breakdown.draws)
    breakdown.draws += 1
    if breakdown.wears:
        breakdown.fuse = time
    else:
        push(w, now + time, BREAKS, b, NONE)


@part
def _midnight(w: World, now: float) -> None:
    """Note what has been dumped until now, and what lies on the piles."""
    push(w, now + _DAY_S, MIDNIGHT, NONE, NONE)
    for h in range(w.hubs.size):
        advance(w, h, now)
    day = int(np.rint((now - w.clock[0].begin) / _DAY_S))
    if day < w.daily.shape[0]:
        for d in range(w.duties.size):
            w.daily[day, d] = w.duties[d].dumped
        for h in range(w.hubs.size):
            w.levels[day, h] = w.hubs[h].free + w.hubs[h].promised


@part
def _reset(w: World, now: float) -> None:
    """Begin to count: note what every machine and duty had done before time zero."""
    for h in range(w.hubs.size):
        advance(w, h, now)
        w.hubs[h].integral, w.hubs[h].over_s = 0.0, 0.0
        w.hubs[h].most = w.hubs[h].free + w.hubs[h].promised
    for m in range(w.machines.size):
        x = w.machines[m]
        x.moved_0, x.hindered_0, x.busy_0, x.down_0 = x.moved, x.hindered_s, x.busy_s, x.down_s
        x.queue_0, x.waited_0, x.served_0, x.lost_0 = x.queue_s, x.waited_s, x.served, x.lost
        x.arrived_0, x.inside_0 = x.arrived, x.inside_s
    for d in range(w.duties.size):
        x = w.duties[d]
        x.dumped_0, x.loaded_0, x.trips_0 = x.dumped, x.loaded, x.trips
    for r in range(w.routes.size):
        x = w.routes[r]
        x.came_0, x.carried_0, x.stayed_0 = x.came, x.carried, x.stayed


@lean
def start(w: World) -> None:
    """Enter the first events: sources, breakdowns, weather, midnights, and the train sets that are there already."""
    clock = w.clock[0]
    now = clock.begin
    for b in range(w.breakdowns.size):
        light(w, b, now)
    for i in range(w.weathers.size):
        foresee(w, i, now)
    for i in range(w.sources.size):
        push(w, w.sources[i].first if w.sources[i].period > 0 else now, SPRINGS, i, NONE)
    for h in range(w.hubs.size):
        w.hubs[h].at = now
        push(w, now, SETTLES, h, NONE)
    push(w, now, MIDNIGHT, NONE, NONE)
    push(w, 0.0, RESET, NONE, NONE)


@lean
def close(w: World) -> None:
    """Enter in the books what every unit is doing until now."""
    for u in range(w.units.size):
        if w.units[u].phase != FREE:
            did(w, u, w.clock[0].now)


@lean
def balance_kg(w: World) -> float:
    """Return ore mined and there at the beginning, less ore used, on piles and on trains [kg].

    The result is zero but for rounding.
    """
    total = 0.0
    for h in range(w.hubs.size):
        if w.hubs[h].pile:
            total += w.hubs[h].initial - w.hubs[h].free - w.hubs[h].promised
    for m in range(w.machines.size):
        if w.machines[m].kind == MINE:
            total += w.machines[m].moved
        elif w.machines[m].kind < LOAD_OUT:
            total -= w.machines[m].moved
    for u in range(w.units.size):
        if w.units[u].phase != FREE:
            total -= w.units[u].load
    return total
