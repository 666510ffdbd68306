"""Slow, obvious twins of the fast kernels: the oracles of their tests."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from headway.dispatch import Dispatching


def run_time(
    *,
    mass_kg: float,
    effort: Callable[[float], float],
    resistance: Callable[[float], float],
    grade_force: Callable[[float], float],
    limits: Sequence[tuple[float, float, float]],
    length_m: float,
    top_ms: float,
    distance_m: float,
    braking_ms2: float,
    step_s: float = 0.1,
) -> float:
    """Drive a train from rest to rest second by second, looking ahead for every limit, and return its time [s].

    ``limits`` are (start, end, speed); a limit binds from the head's entry until the tail has left.
    """
    falls = [(start, speed) for start, _, speed in limits] + [(distance_m, 0.0)]

    def allowed(s: float) -> float:
        here = [speed for start, end, speed in limits if start <= s < end + length_m]
        ahead = [math.sqrt(v * v + 2 * braking_ms2 * (x - s)) for x, v in falls if x >= s]
        return min([top_ms, *here, *ahead])

    s = v = t = 0.0
    while s < distance_m - 0.5:
        mid = min(v, allowed(s))
        a = (effort(mid) - resistance(mid) - grade_force(s)) / mass_kg
        faster = max(mid + a * step_s, 0.0)
        ds = max((mid + faster) / 2 * step_s, 1e-3)
        new = min(faster, allowed(min(s + ds, distance_m)))
        t += ds / max((mid + new) / 2, 1e-2)
        s, v = s + ds, new
    return t


class Hold(NamedTuple):
    """A resource held from ``begin`` until ``end``, the end excluded."""

    begin: int
    end: int


def earliest_arrival(
    *,
    run_s: Sequence[dict[tuple[str, str], int]],
    tail_s: Sequence[dict[str, int]],
    sections: Sequence[Sequence[Sequence[Hold]]],
    places: Sequence[Sequence[Sequence[Hold]]],
    fits: Sequence[Sequence[bool]],
    setting_s: int,
    clearing_s: int,
    from_yard_s: int,
    to_yard_s: int,
    ready_s: int,
    bound_s: int,
) -> int | None:
    """Try every second at every place on every track, breadth first, and return the earliest arrival.

    A state is (place, track, second, at rest or passing, since when on this track).
    """

    def free(holds: Sequence[Hold], begin: int, end: int) -> bool:
        return all(end <= h.begin or h.end <= begin for h in holds)

    last = len(places) - 1
    best: int | None = None
    queue = deque(
        (0, track, t, "stop", t - from_yard_s)
        for track in range(len(places[0]))
        if fits[0][track]
        for t in range(ready_s, bound_s + 1)
    )
    seen = set(queue)
    while queue:
        place, track, now, mode, since = queue.popleft()
        leaves = now + tail_s[place][mode] + clearing_s
        if not free(places[place][track], since, leaves):
            continue
        for end_mode in ("stop", "pass"):
            if end_mode == "pass" and place + 1 == last:
                continue
            arrive = now + run_s[place][mode, end_mode]
            behind = clearing_s + (tail_s[place + 1]["pass"] if end_mode == "pass" else 0)
            for via in sections[place]:
                if arrive > bound_s or not free(via, now - setting_s, arrive + behind):
                    continue
                for nxt in range(len(places[place + 1])):
                    if end_mode == "stop" and not fits[place + 1][nxt]:
                        continue
                    if place + 1 == last:
                        if free(places[last][nxt], arrive - setting_s, arrive + to_yard_s):
                            best = arrive if best is None else min(best, arrive)
                        continue
                    departures = range(arrive, bound_s + 1) if end_mode == "stop" else (arrive,)
                    for departs in departures:
                        state = (place + 1, nxt, departs, end_mode, arrive - setting_s)
                        if state not in seen:
                            seen.add(state)
                            queue.append(state)
    return best


def least_delay(problem: Dispatching) -> int | None:
    """Try every order of events of a dispatching problem; return the least cost, or None if every order gets stuck."""
    best: int | None = None

    def go_on(at: dict[int, tuple[int, int]], free: dict[str, list[tuple[int, int]]], cost: int) -> None:
        nonlocal best
        if best is not None and cost >= best:
            return
        done = True
        for k, train in enumerate(problem.trains):
            here = at.get(k)
            for i in (0,) if here is None else train[here[0]].successors:
                done = False
                after = train[i]
                held = {use.resource for j, (o, _) in at.items() if j != k for use in problem.trains[j][o].uses}
                if held & {use.resource for use in after.uses}:
                    continue
                t = max([after.start_lb, *((t for _, t in at.values()))])
                if here is not None:
                    t = max(t, here[1] + train[here[0]].min_duration)
                t = max([t, *(f for use in after.uses for j, f in free.get(use.resource, ()) if j != k)])
                if after.start_ub is not None and t > after.start_ub:
                    continue
                given = {name: list(entries) for name, entries in free.items()}
                for use in () if here is None else train[here[0]].uses:
                    given.setdefault(use.resource, []).append((k, t + use.release_time))
                paid = sum(c.at(t) for c in problem.costs if (c.train, c.operation) == (k, i))
                go_on({**at, k: (i, t)}, given, cost + paid)
        if done:
            best = cost

    go_on({}, {}, 0)
    return best


def all_can_end(places, trains):
    """Whether all trains can reach their ends, by trying every order of moves.

    ``places`` holds the lengths of the tracks of each place; a train is its places from where it stands on, the number of
    its track there, and its length. It goes to the next place where a track that it fits is free, over places with a free
    track, and is gone at its end.
    """
    seen = set()

    def search(state):
        if all(s is None for s in state):
            return True
        if state in seen:
            return False
        seen.add(state)
        taken = {(trains[i][0][k], track) for i, s in enumerate(state) if s is not None for k, track in [s]}

        def free(p, length=0.0):
            return [j for j, m in enumerate(places[p]) if (p, j) not in taken and m >= length]

        for i, s in enumerate(state):
            if s is None:
                continue
            way, _, length = trains[i]
            k = s[0]
            if k == len(way) - 1:
                return search((*state[:i], None, *state[i + 1 :]))
            while k < len(way) - 1:
                k += 1
                if tracks := free(way[k], length):
                    if k == len(way) - 1:
                        tracks = [None]
                    for j in tracks:
                        if search((*state[:i], None if j is None else (k, j), *state[i + 1 :])):
                            return True
                    break
                if not free(way[k]):
                    break
        return False

    return search(tuple((0, track) for _, track, _ in trains))
