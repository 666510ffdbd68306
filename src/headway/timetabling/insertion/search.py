"""The search finds the earliest path of one train through what is already booked: safe-interval planning, compiled.

A label is a train at a place: at rest on a track from ``lo`` on, and able to leave until ``hi``; or passing at any
moment from ``lo`` to ``hi``. The search carries labels from place to place through the times at which the sections and
tracks between are free. Of two labels at rest in the same free time of the same track, the earlier is never worse, so
few labels survive. (Phillips and Likhachev, SIPP, ICRA 2011.)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.jit import kernel

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STOP, PASS = 0, 1
FOREVER = 2**61
FULL = -2
"""The search needs more labels than there is room for; try again with more room."""


class Bookings(NamedTuple):
    """Who holds which resource, and when: a row for every track of a section or place, each sorted by time.

    Attributes
    ----------
    size
        Number of bookings of every resource.
    begin, end
        From when until when the resource is held [s], the end excluded.
    enter, leave
        When the head enters and leaves a section [s]; trains that follow keep their headway from these.
    gap
        Headway behind this train [s]; 0 where trains may not follow within the section.
    direction
        Direction, 1 or -1; 0 for a possession.
    owner
        Number of the train, or of the possession as -1 - number.
    """

    size: Ints
    begin: Ints
    end: Ints
    enter: Ints
    leave: Ints
    gap: Ints
    direction: Ints
    owner: Ints


class Route(NamedTuple):
    """The route of one train, place by place and section by section.

    Attributes
    ----------
    direction
        Direction, 1 or -1.
    run_s, tail_s
        As in `SectionTimes`.
    block
        Longest block of every section as a share of its length; 0 without intermediate signals.
    cover
        Length of the train as a share of the length of every section.
    section, section_tracks
        First resource and number of tracks of every section.
    place, place_tracks
        First resource and number of tracks of every place.
    fits
        Whether the train fits a track, by place and track.
    halt
        Whether the train must stop, by place.
    dwell_s
        Shortest dwell at every place [s].
    from_yard_s, to_yard_s
        How long before its departure it holds a track of its origin as it leaves the yard, and how long after its
        arrival it holds a track of its destination until it is in the yard [s].
    stands_from_s, stays_until_s
        For a train that turns back on the track where it arrived, instead of in a yard: from when on it holds the track
        of its origin, and until when it holds that of its destination [s]. `FOREVER` and ``-FOREVER`` where a yard
        takes it.
    """

    direction: int
    run_s: Ints
    tail_s: Ints
    block: NDArray[np.float64]
    cover: NDArray[np.float64]
    section: Ints
    section_tracks: Ints
    place: Ints
    place_tracks: Ints
    fits: Bools
    halt: Bools
    dwell_s: Ints
    from_yard_s: int
    to_yard_s: int
    stands_from_s: int = FOREVER
    stays_until_s: int = -FOREVER


class Rules(NamedTuple):
    """Times to set and to clear a route [s]; see `Scenario`."""

    setting_s: int
    clearing_s: int


class Labels(NamedTuple):
    """Arrays with room for labels, filled in the order in which the search makes them."""

    lo: Ints
    hi: Ints
    mode: Ints
    track: Ints
    via: Ints
    parent: Ints


@kernel
def first_after(end: Ints, count: int, t: int) -> int:
    """Return the first booking of a sorted row that ends after ``t``; ``count`` if none does."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if end[middle] > t:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def headway(route: Route, k: int, start: int, end: int, rules: Rules) -> int:
    """Return the headway behind a train on a section [s]; 0 without intermediate signals."""
    if route.block[k] == 0.0:
        return 0
    run = route.run_s[k, start, end]
    tail = max(int(np.ceil(route.cover[k] * run)), route.tail_s[k, start])
    if k + 1 < route.tail_s.shape[0]:
        tail = max(tail, route.tail_s[k + 1, PASS])
    return int(np.ceil(route.block[k] * run)) + tail + rules.clearing_s + rules.setting_s


@kernel
def after_arrival(route: Route, k: int, mode: int, rules: Rules) -> int:
    """Return the time from the head's arrival at a place until the section behind the train is free again [s]."""
    if mode == STOP:
        return rules.clearing_s
    return route.tail_s[k, PASS] + rules.clearing_s


@kernel
def reach(labels: Labels, first: int, size: int, lo: int, hi: int, mode: int, track: int, via: int, parent: int) -> int:
    """Add a label unless another for the same place is as good; return the new number of labels.

    The labels for the same place are those from ``first`` on.
    """
    for i in range(first, size):
        if labels.mode[i] != mode:
            continue
        if mode == STOP and labels.track[i] == track and labels.hi[i] == hi:
            if lo < labels.lo[i]:
                labels.lo[i], labels.via[i], labels.parent[i] = lo, via, parent
            return size
        if mode == PASS and labels.lo[i] <= lo and hi <= labels.hi[i]:
            return size
    if size == labels.lo.size:
        return size
    labels.lo[size], labels.hi[size], labels.mode[size] = lo, hi, mode
    labels.track[size], labels.via[size], labels.parent[size] = track, via, parent
    return size + 1


@kernel
def arrive(
    b: Bookings, route: Route, rules: Rules, labels: Labels, first: int, size: int,
    k: int, mode: int, lo: int, hi: int, via: int, parent: int,
) -> int:  # fmt: skip
    """Add the labels at the k-th place of a train that can arrive there at any moment from ``lo`` to ``hi``."""
    last = route.place.size - 1
    for j in range(route.place_tracks[k]):
        # A train that stops takes a loop track first and leaves the main track to trains that pass.
        i = route.place_tracks[k] - 1 - j if mode == STOP else j
        if mode == STOP and not route.fits[k, i]:
            continue
        row = int(route.place[k]) + i
        if k == last:
            stay = route.to_yard_s
        elif mode == STOP:
            stay = route.tail_s[k, STOP] + rules.clearing_s
        else:
            stay = route.tail_s[k, PASS] + rules.clearing_s
        need = stay + (route.dwell_s[k] if mode == STOP and k < last else 0)
        stays = route.stays_until_s if k == last else -FOREVER
        if stays > -FOREVER:
            hi = min(hi, stays - stay)
        n = int(b.size[row])
        x = first_after(b.end[row], n, lo - rules.setting_s)
        free = b.end[row, x - 1] if x > 0 else -FOREVER
        while free + rules.setting_s <= hi:
            until = b.begin[row, x] if x < n else FOREVER
            a = max(lo, free + rules.setting_s)
            if max(a + need, stays) <= until and a <= hi:
                z = until - stay
                size = reach(labels, first, size, a, z if mode == STOP else min(hi, z), mode, i, via, parent)
            if x >= n:
                break
            free = b.end[row, x]
            x += 1
    return size


@kernel
def start(b: Bookings, route: Route, rules: Rules, labels: Labels, ready_s: int, latest_s: int, bound_s: int) -> int:
    """Add the labels at the origin of a train that leaves from ``ready_s`` to ``latest_s``; return their number."""
    size = 0
    for i in range(route.place_tracks[0]):
        if not route.fits[0, i]:
            continue
        row = int(route.place[0]) + i
        n = int(b.size[row])
        x = first_after(b.end[row], n, ready_s - route.from_yard_s)
        free = b.end[row, x - 1] if x > 0 else -FOREVER
        while free + route.from_yard_s <= bound_s:
            until = b.begin[row, x] if x < n else FOREVER
            lo = max(ready_s, free + route.from_yard_s)
            hi = min(latest_s, until - route.tail_s[0, STOP] - rules.clearing_s)
            if lo <= hi and (route.stands_from_s == FOREVER or free <= route.stands_from_s):
                size = reach(labels, 0, size, lo, hi, STOP, i, 0, -1)
            if x >= n:
                break
            free = b.end[row, x]
            x += 1
    return size


@kernel
def cross(
    b: Bookings, route: Route, rules: Rules, labels: Labels, first: int, size: int,
    k: int, mode: int, lo: int, hi: int, parent: int,
) -> int:  # fmt: skip
    """Add the labels at the end of the k-th section of a train that can enter it at any moment of ``lo`` to ``hi``."""
    begun = labels.mode[parent]
    run = route.run_s[k, begun, mode]
    if run < 0:
        return size
    behind = after_arrival(route, k + 1, mode, rules)
    own_gap = headway(route, k, begun, mode, rules)
    for via in range(route.section_tracks[k]):
        row = int(route.section[k]) + via
        n = int(b.size[row])
        free = lo
        x = first_after(b.end[row], n, lo - rules.setting_s)
        while free <= hi:
            shut, opens = FOREVER, FOREVER
            if x < n:
                shut = b.begin[row, x] - run - behind
                opens = b.end[row, x] + rules.setting_s
                if own_gap > 0 and b.gap[row, x] > 0 and b.direction[row, x] == route.direction:
                    shut = max(shut, min(b.enter[row, x], b.leave[row, x] - run) - own_gap)
                    opens = min(opens, max(b.enter[row, x], b.leave[row, x] - run) + b.gap[row, x])
            if free <= shut:
                size = arrive(b, route, rules, labels, first, size, k + 1, mode, free + run, min(hi, shut) + run, via, parent)
            free = max(free, opens)
            x += 1
    return size


@kernel
def search(b: Bookings, route: Route, rules: Rules, labels: Labels, ready_s: int, latest_s: int, bound_s: int) -> int:
    """Find the earliest arrival of a train that leaves its origin from ``ready_s`` to ``latest_s``.

    Fills ``labels``, place by place. Returns the label of the earliest arrival, -1 if the train cannot arrive by
    ``bound_s``, or `FULL`.
    """
    sections = route.section.size
    first, size = 0, start(b, route, rules, labels, ready_s, latest_s, bound_s)
    for k in range(sections):
        last = size
        for parent in range(first, last):
            dwell = route.dwell_s[k] if k > 0 and labels.mode[parent] == STOP else 0
            lo, hi = labels.lo[parent] + dwell, min(labels.hi[parent], bound_s)
            if k + 1 < sections and not route.halt[k + 1]:
                size = cross(b, route, rules, labels, last, size, k, PASS, lo, hi, parent)
            if size < labels.lo.size:
                size = cross(b, route, rules, labels, last, size, k, STOP, lo, hi, parent)
            if size >= labels.lo.size:
                return FULL
        first = last
    best = -1
    for i in range(first, size):
        if labels.lo[i] <= bound_s and (best < 0 or labels.lo[i] < labels.lo[best]):
            best = i
    return best
