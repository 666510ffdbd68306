"""Whether all trains can still reach their ends: the Banker's test on the parked state, and an exact search.

The parked state has every train on the track that it holds furthest ahead. A train can run to its end when every place
before the end has a free track, and the end has a free track that the train fits. It then leaves the line and frees its
own track. If all trains can do so in some order, that order is safe: its first train can always go on, and so there is
never a deadlock, whatever the lengths of trains and tracks (Dijkstra 1965, the Banker; Mills & Pudney 2003; Lu,
Dessouky & Leachman 2004; Pachl 2007).

Where no yard takes a train, it turns back at its end. It counts as one train with the train that it goes on as, and its
end is the end of both. The search tries moves one by one and finds safe states that the Banker's test refuses.
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
    """Note whether a place is tight in the parked state.

    A place is tight if it has no free track, or none for the longest train that stops there.
    """
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
    """Park a unit on a track in the parked state."""
    w.tracks[t].parked = u
    w.places[p].parked += 1
    weigh(w, p)


@part
def unpark(w: World, t: int, p: int) -> None:
    """Take the parked unit off a track."""
    w.tracks[t].parked = NONE
    w.places[p].parked -= 1
    weigh(w, p)


@part
def _passable(w: World, p: int, length_m: float) -> bool:
    """Tell whether a place has a free track of a given length or more in the parked state."""
    place = w.places[p]
    for t in range(place.track, place.track + place.tracks):
        if w.tracks[t].parked == NONE and w.tracks[t].length_m >= length_m:
            return True
    return False


@part
def _can_end(w: World, u: int, p: int) -> bool:
    """Tell whether a unit at a place can run to its end past all units that are parked."""
    r = w.units[u].route
    if not _free_on(w, r, p, p):
        return False
    then = w.routes[r].then
    return then == NONE or _free_on(w, then, w.steps[w.routes[then].step].place, p)


@part
def _free_on(w: World, r: int, p: int, own: int) -> bool:
    """Tell whether a train of a route can run from a place to its end.

    Where it passes its own place again, it stands on a track there itself.
    """
    route = w.routes[r]
    end, first, direction = w.steps[route.step + route.steps - 1].place, w.steps[route.step].place, route.direction
    while p != end:
        p += direction
        if w.places[p].tight and p != own:
            stops = p == end or w.steps[route.step + (p - first) * direction].halt == 1
            if not _passable(w, p, route.length_m if stops else 0.0):
                return False
    return True


@part
def banker(w: World) -> bool:
    """Tell whether the trains can run to their ends in some order, each past those that are still parked."""
    clock = w.clock[0]
    if clock.tight == 0:
        return True
    n = clock.online
    # scratch holds the trains that are still there, followed by the tracks that were freed.
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
    # scratch[left:n] holds the trains that ran to their ends, the last one first.
    for j in range(freed):
        park(w, w.lists[n - 1 - j].scratch, w.lists[n + 2 * j].scratch, w.lists[n + 2 * j + 1].scratch)
    return safe


@part
def simple(w: World, u: int, p: int) -> bool:
    """Tell whether trains of this direction leave at least one track of a place free.

    With trains that do not fit every track this is too little to be safe.
    """
    place = w.places[p]
    if p == end_of(w, u) or place.tracks == 1:
        return True
    same = 0
    for t in range(place.track, place.track + place.tracks):
        other = w.tracks[t].parked
        if other != NONE and w.routes[w.units[other].route].direction == w.routes[w.units[u].route].direction:
            same += 1
    return same <= place.tracks - 1


@part
def may_park(w: World, u: int, k: int, t: int) -> bool:
    """Tell whether all trains can still reach their ends if a unit holds a given track at a step of its route.

    The parked state is left as it was.
    """
    rule, unit, clock = w.rule[0], w.units[u], w.clock[0]
    if rule.safety == NO_TEST:
        return True
    # The search cannot deal with trains that turn back.
    searches = rule.safety == EXACT and not rule.turns_back
    p = place_of(w, u, k)
    before = unit.hold
    # The Banker refuses a state that only the search could admit, and so it does with most states that follow. Until
    # the Banker admits the state again, every move is searched, and for longer.
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
    """Given a unit with no way to its end, return another train on the line, if possible of the other direction."""
    clock = w.clock[0]
    found = NONE
    for i in range(clock.online):
        v = w.lists[i].online
        if v != u and (found == NONE or w.routes[w.units[v].route].direction != w.routes[w.units[u].route].direction):
            found = v
    return found


@part
def can_all_end(w: World, most: int) -> int:
    """Search whether all trains on the line can reach their ends: 1 yes, 0 no, -1 not known after so many states.

    The search goes depth first over single moves: a train goes to the next place where a track that it fits is free,
    over places that have a free track; a train that reaches its end is gone. A hash of who is parked where remembers
    the states that were seen.
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
        # The next choice at this depth; choices are numbered by train and track.
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
    """Move a unit to a free track of the next place where it finds one that it fits, and note the move.

    The number says which track of that place it is.
    """
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
        # The unit is at its end already.
        _note(w, u, depth, NONE, k)
        return True
    return False


@part
def _passable_before(w: World, p: int, t: int, length_m: float) -> bool:
    """Tell whether a free track of this length comes before a given one: at a train's end all such tracks are alike."""
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
    """Add the state to those seen, and tell whether it is new; when the table is full, every state counts as new."""
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
