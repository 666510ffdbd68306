"""Whether all trains can still reach their ends: the Banker's test on the parked state, and an exact search.

The parked state has every train on the track that it holds furthest ahead. A train can run to its end when every place
before it has a free track, and its end one that it fits; it then leaves the line and frees its own. If in some order
all trains can, a safe order exists, its first train can always go on, and so there is never a deadlock, whatever the
lengths of trains and tracks (Dijkstra 1965, the Banker; Mills & Pudney 2003; Lu, Dessouky & Leachman 2004; Pachl 2007).
A train that turns back where it ends, since no yard takes it, and the train as which it goes on are one: its end is that of both.
The search tries moves one by one and finds safe states that the test refuses.
"""

from math import inf

import numpy as np

from headway.jit import part
from headway.simulation.engine.tables import BANKER, EXACT, FIRST, NO_TEST, NONE, SIMPLE, World

_MIX, _MULTIPLY = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)
_TRACKS = 16
_LONGER = 100


@part
def place_of(w: World, u: int, k: int) -> int:
    """Return the place at a step of a unit's route."""
    return w.steps[w.routes[w.units[u].route].step + k].place


@part
def end_of(w: World, u: int) -> int:
    """Return the place where a unit's route ends."""
    route = w.routes[w.units[u].route]
    return w.steps[route.step + route.steps - 1].place


@part
def weigh(w: World, p: int) -> None:
    """Note whether a place is tight: no free track in the parked state, or none for the longest train that stops there."""
    place = w.places[p]
    longest = -1.0
    for t in range(place.track, place.track + place.tracks):
        if w.tracks[t].parked == NONE:
            longest = max(longest, w.tracks[t].length_m)
    tight = 1 if longest < 0 or longest < place.need_m else 0
    w.clock[0].tight += tight - place.tight
    place.tight = tight


@part
def park(w: World, u: int, t: int, p: int) -> None:
    """Move a unit to a track in the parked state."""
    w.tracks[t].parked = u
    w.places[p].parked += 1
    weigh(w, p)


@part
def unpark(w: World, t: int, p: int) -> None:
    """Take whoever is parked off a track."""
    w.tracks[t].parked = NONE
    w.places[p].parked -= 1
    weigh(w, p)


@part
def _passable(w: World, p: int, length_m: float) -> bool:
    """Tell whether a place has a free track in the parked state, of a length at least."""
    place = w.places[p]
    for t in range(place.track, place.track + place.tracks):
        if w.tracks[t].parked == NONE and w.tracks[t].length_m >= length_m:
            return True
    return False


@part
def _can_end(w: World, u: int, p: int) -> bool:
    """Tell whether a unit at a place can run to its end through all that are parked."""
    r = w.units[u].route
    if not _free_on(w, r, p, p):
        return False
    then = w.routes[r].then
    return then == NONE or _free_on(w, then, w.steps[w.routes[then].step].place, p)


@part
def _free_on(w: World, r: int, p: int, own: int) -> bool:
    """Tell whether a train of a route can run from a place to its end; on a track of its own place it stands itself."""
    route = w.routes[r]
    end, first, way = w.steps[route.step + route.steps - 1].place, w.steps[route.step].place, route.way
    while p != end:
        p += way
        if w.places[p].tight and p != own:
            stops = p == end or w.steps[route.step + (p - first) * way].halt == 1
            if not _passable(w, p, route.length_m if stops else 0.0):
                return False
    return True


@part
def banker(w: World) -> bool:
    """Tell whether in some order each train can run to its end, the others standing where they are parked."""
    clock = w.clock[0]
    if clock.tight == 0:
        return True
    n = clock.online
    # scratch holds the trains that are still there, behind them the tracks that were freed.
    left = n
    for i in range(n):
        w.lists[i].scratch = w.lists[i].online
    freed = 0
    found = True
    while left > 0 and found and clock.tight > 0:
        found = False
        i = 0
        while i < left:
            u = w.lists[i].scratch
            unit = w.units[u]
            p = place_of(w, u, unit.hold)
            if _can_end(w, u, p):
                t = w.legs[u, unit.hold].track
                w.lists[n + 2 * freed].scratch, w.lists[n + 2 * freed + 1].scratch = t, p
                freed += 1
                unpark(w, t, p)
                left -= 1
                w.lists[i].scratch = w.lists[left].scratch
                w.lists[left].scratch = u
                found = True
            else:
                i += 1
    safe = left == 0 or clock.tight == 0
    if not safe:
        clock.stuck = w.lists[0].scratch
    # scratch[left:n] are the trains that went, the last one first.
    for j in range(freed):
        park(w, w.lists[n - 1 - j].scratch, w.lists[n + 2 * j].scratch, w.lists[n + 2 * j + 1].scratch)
    return safe


@part
def simple(w: World, u: int, p: int) -> bool:
    """Tell whether at most all tracks but one of a place are held by trains of this direction (too little with long trains)."""
    place = w.places[p]
    if p == end_of(w, u) or place.tracks == 1:
        return True
    same = 0
    for t in range(place.track, place.track + place.tracks):
        other = w.tracks[t].parked
        if other != NONE and w.routes[w.units[other].route].way == w.routes[w.units[u].route].way:
            same += 1
    return same <= place.tracks - 1


@part
def may_park(w: World, u: int, k: int, t: int) -> bool:
    """Tell whether all trains can still reach their ends once a unit holds a track at a step of its route.

    The parked state is left as it was.
    """
    rule, unit, clock = w.rule[0], w.units[u], w.clock[0]
    if rule.safety == NO_TEST:
        return True
    # The search knows nothing of trains that turn back.
    searches = rule.safety == EXACT and not rule.turns_back
    p = place_of(w, u, k)
    before = unit.hold
    # A state that only the search could admit is one that the Banker refuses, and so are most that follow from it: until
    # it is left behind, every move is searched, and for longer.
    beyond = rule.safety == BANKER and rule.exact_weight < inf and not rule.turns_back and not banker(w)
    on_line = before >= 0
    if on_line:
        unpark(w, w.legs[u, before].track, place_of(w, u, before))
    else:
        w.lists[clock.online].online = u
        clock.online += 1
    was = w.legs[u, k].track
    w.legs[u, k].track = t
    unit.hold = k
    park(w, u, t, p)
    clock.asked += 1
    clock.stuck = NONE
    if rule.safety == SIMPLE:
        safe = simple(w, u, p)
    elif not searches:
        safe = banker(w)
        if not safe and not rule.turns_back and (beyond or unit.weight >= rule.exact_weight):
            clock.searched += 1
            safe = can_all_end(w, rule.most_states * (_LONGER if beyond else 1)) == 1
    else:
        safe = can_all_end(w, rule.most_states) == 1
    clock.refused += not safe
    if not safe and (clock.stuck == u or clock.stuck == NONE):
        clock.stuck = _other(w, u)
    unpark(w, t, p)
    w.legs[u, k].track = was
    unit.hold = before
    if on_line:
        park(w, u, w.legs[u, before].track, place_of(w, u, before))
    else:
        clock.online -= 1
    return safe


@part
def _other(w: World, u: int) -> int:
    """Return another train on the line than a unit that has no way to its end, first one of the other way; or none."""
    clock = w.clock[0]
    found = NONE
    for i in range(clock.online):
        v = w.lists[i].online
        if v != u and (found == NONE or w.routes[w.units[v].route].way != w.routes[w.units[u].route].way):
            found = v
    return found


@part
def can_all_end(w: World, most: int) -> int:
    """Search whether all trains on the line can reach their ends: 1 yes, 0 no, -1 not known after so many states.

    Depth first over single moves: a train goes to the next place where a track that it fits is free, over places that
    have a free track; a train that reaches its end is gone. States seen are kept by a hash of who is parked where.
    """
    n = w.clock[0].online
    size = w.moves.shape[0]
    w.seen[:] = 0
    depth, states = FIRST, 0
    w.moves[0, 0] = 0
    while True:
        if _gone(w, n):
            _undo(w, depth)
            return 1
        # The next choice at this depth: trains times tracks, counted on.
        moved = False
        choice = w.moves[depth, 0]
        while not moved and choice < n * _TRACKS:
            u = w.lists[choice // _TRACKS].online
            moved = _try(w, u, choice % _TRACKS, depth)
            choice += 1
            if moved and not _fresh(w, n):
                _take_back(w, depth)
                moved = False
        w.moves[depth, 0] = choice
        if moved:
            states += 1
            depth += 1
            if states >= most or depth + 1 >= size:
                _undo(w, depth)
                return -1
            w.moves[depth, 0] = 0
        else:
            if depth == 0:
                return 0
            depth -= 1
            _take_back(w, depth)


@part
def _gone(w: World, n: int) -> bool:
    left = 0
    for i in range(n):
        left += w.units[w.lists[i].online].hold != NONE
    return left == 0


@part
def _try(w: World, u: int, number: int, depth: int) -> bool:
    """Move a unit to a free track, by its number, of the next place where it finds one that it fits; note the move."""
    unit = w.units[u]
    if unit.hold == NONE:
        return False
    route = w.routes[unit.route]
    k = unit.hold
    while k < route.steps - 1:
        k += 1
        p = place_of(w, u, k)
        if _passable(w, p, route.length_m):
            place = w.places[p]
            t = place.track + number
            if number >= place.tracks or w.tracks[t].parked != NONE or w.tracks[t].length_m < route.length_m:
                return False
            if k == route.steps - 1 and _passable_before(w, p, t, route.length_m):
                return False
            _note(w, u, depth, t if k < route.steps - 1 else NONE, k)
            return True
        if not _passable(w, p, 0.0) or w.steps[route.step + k].halt == 1:
            return False
    if k == route.steps - 1 and number == 0:
        # It stands at its end already.
        _note(w, u, depth, NONE, k)
        return True
    return False


@part
def _passable_before(w: World, p: int, t: int, length_m: float) -> bool:
    """Tell whether a free track of this length comes before one: at an end they are all alike."""
    before = 0
    for other in range(w.places[p].track, t):
        before += w.tracks[other].parked == NONE and w.tracks[other].length_m >= length_m
    return before > 0


@part
def _note(w: World, u: int, depth: int, t: int, k: int) -> None:
    unit = w.units[u]
    old = w.legs[u, unit.hold].track
    w.moves[depth, 1], w.moves[depth, 2] = u, unit.hold
    w.moves[depth, 3], w.moves[depth, 4] = old, t
    unpark(w, old, place_of(w, u, unit.hold))
    if t == NONE:
        unit.hold = NONE
    else:
        w.moves[depth, 5] = w.legs[u, k].track
        unit.hold = k
        w.legs[u, k].track = t
        park(w, u, t, place_of(w, u, k))


@part
def _take_back(w: World, depth: int) -> None:
    u, hold, old, t = w.moves[depth, 1], w.moves[depth, 2], w.moves[depth, 3], w.moves[depth, 4]
    unit = w.units[u]
    if t != NONE:
        unpark(w, t, place_of(w, u, unit.hold))
        w.legs[u, unit.hold].track = w.moves[depth, 5]
    unit.hold = hold
    park(w, u, old, place_of(w, u, hold))


@part
def _undo(w: World, depth: int) -> None:
    while depth > 0:
        depth -= 1
        _take_back(w, depth)


@part
def _fresh(w: World, n: int) -> bool:
    """Enter the state among those seen; tell whether it is new. A full table takes all for new."""
    code = np.uint64(1)
    for i in range(n):
        u = w.lists[i].online
        hold = w.units[u].hold
        here = np.uint64(0) if hold == NONE else np.uint64(w.legs[u, hold].track + 1)
        x = (np.uint64(u + 1) * _MIX + here) * _MULTIPLY
        x = (x ^ (x >> _SHIFT)) * _MIX
        code += x ^ (x >> _SHIFT)
    mask = w.seen.size - 1
    at = int(np.int64(code >> np.uint64(1)) & mask)
    for _ in range(64):
        if w.seen[at] == 0:
            w.seen[at] = code
            return True
        if w.seen[at] == code:
            return False
        at = (at + 1) & mask
    return True
