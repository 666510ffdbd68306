"""Measure how often each rule lets trains block each other for good, on random small lines with some loops too short.

    python -m benchmarks.simulation.deadlock [--runs 300] [--lines 10000]

Trains are moved at random. A rule admits a move or does not; the exact search says which moves are safe. A run is
locked when no train can move and not all have reached their ends.
"""

import argparse
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import Any

import numpy as np

from headway.jit import kernel
from headway.rng import stream, uniform
from headway.simulation.engine import tables as t
from headway.simulation.engine.draft import Draft
from headway.simulation.engine.line.safety import banker, can_all_end, may_park, park, place_of, unpark
from headway.simulation.engine.tables import World

LONG_M, SHORT_M = 2_000.0, 700.0
_MOST_STATES = 200_000
_SHARES = ((0.0, 0.0, 6), (0.5, 0.5, 5), (0.5, 0.5, 6), (0.3, 0.7, 6))
"""Share of long trains, share of places with one short track, number of trains: the experiment's four settings."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run at random: whether it locked, how many moves were safe, and how many of those the rule admitted."""

    locked: bool
    safe: int
    admitted: int
    unsafe: int


def small_line(rng: np.random.Generator, loops: int, trains: int, long_share: float, short_share: float) -> World:
    """Make a line of two-track loops between two yards, with trains of random direction in their yards."""
    draft = Draft()
    ways = rng.integers(0, 2, trains)
    lengths = np.where(rng.random(trains) < long_share, LONG_M, SHORT_M)
    draft.place([LONG_M] * (trains + 1))
    for _ in range(loops):
        draft.section(10_000.0)
        draft.place([LONG_M, SHORT_M if rng.random() < short_share else LONG_M])
    draft.section(10_000.0)
    draft.place([LONG_M] * (trains + 1))
    return parked(draft, ways, lengths, [0] * trains)


def parked(draft: Draft, ways: Any, lengths: Any, starts: Any) -> World:
    """Return a world with a train at a step of its way each, on a track that it fits; short trains take short tracks first."""
    places = len(draft.places)
    for way, length in zip(ways, lengths, strict=True):
        order = range(places) if way else range(places - 1, -1, -1)
        steps = [{"place": p, "fits": 1, "section": 0} for p in order]
        route = draft.route(steps, direction=1 if way else -1, length_m=float(length))
        draft.unit(draft.duty([{"kind": t.TRAVEL, "subject": route}]), f"train {route}", route=route)
    world = draft.world(end=1.0)
    for u, k in enumerate(starts):
        p = world.steps[world.routes[u]["step"] + k]["place"]
        track = free_track(world, p, float(lengths[u]))
        if track == t.NONE:
            raise ValueError("there is no track for the train")
        world.units[u]["hold"] = k
        world.legs[u, k]["track"] = track
        world.lists[u]["online"] = u
        world.clock[0]["online"] = u + 1
        park(world, u, track, p)
    return world


@kernel
def free_track(w: World, p: int, length_m: float) -> int:
    """Return the shortest free track of a place that a train fits; none if there is none."""
    best, shortest = -1, inf
    for track in range(w.places[p].track, w.places[p].track + w.places[p].tracks):
        if w.tracks[track].parked == -1 and length_m <= w.tracks[track].length_m < shortest:
            best, shortest = track, w.tracks[track].length_m
    return best


@kernel
def _open(w: World, p: int) -> bool:
    return free_track(w, p, 0.0) != -1


@kernel
def _target(w: World, u: int) -> int:
    """Return the next step where a train finds a track that it fits, over places with a free track; none if it is shut in."""
    unit = w.units[u]
    route = w.routes[unit.route]
    k = unit.hold
    while k < route.steps - 1:
        k += 1
        if free_track(w, place_of(w, u, k), route.length_m) != -1:
            return k
        if not _open(w, place_of(w, u, k)):
            return -1
    return -1


@kernel
def _move(w: World, u: int, k: int) -> None:
    unit = w.units[u]
    track = free_track(w, place_of(w, u, k), w.routes[unit.route].length_m)
    unpark(w, w.legs[u, unit.hold].track, place_of(w, u, unit.hold))
    unit.hold = k
    w.legs[u, k].track = track
    park(w, u, track, place_of(w, u, k))


@kernel
def _leave(w: World, u: int) -> None:
    """Take a train that has reached its end off the line."""
    clock = w.clock[0]
    unpark(w, w.legs[u, w.units[u].hold].track, place_of(w, u, w.units[u].hold))
    i = 0
    while w.lists[i].online != u:
        i += 1
    clock.online -= 1
    w.lists[i].online = w.lists[clock.online].online


@kernel
def wander(w: World, rule: int, exact_weight: float, key: np.uint64) -> tuple[int, int, int, int]:
    """Move trains at random as a rule admits: return whether they lock, and the safe, admitted safe and unsafe moves admitted."""
    clock = w.clock[0]
    safe, admitted, unsafe, draws = 0, 0, 0, 0
    w.rule[0].most_states = _MOST_STATES
    while clock.online > 0:
        chosen, choices = -1, 0
        for i in range(clock.online):
            u = w.lists[i].online
            k = _target(w, u)
            if k == -1:
                continue
            track = free_track(w, place_of(w, u, k), w.routes[w.units[u].route].length_m)
            w.rule[0].safety, w.rule[0].exact_weight = 3, 0.0
            good = may_park(w, u, k, track)
            w.rule[0].safety, w.rule[0].exact_weight = rule, exact_weight
            goes = may_park(w, u, k, track)
            safe += good
            admitted += goes and good
            unsafe += goes and not good
            if goes:
                choices += 1
                draws += 1
                if uniform(key, draws) < 1 / choices:
                    chosen = u
        if chosen == -1:
            return 1, safe, admitted, unsafe
        k = _target(w, chosen)
        _move(w, chosen, k)
        if k == w.routes[w.units[chosen].route].steps - 1:
            _leave(w, chosen)
    return 0, safe, admitted, unsafe


@kernel
def is_safe(w: World) -> int:
    """Tell by the exact search whether all trains can reach their ends."""
    return can_all_end(w, _MOST_STATES)


def experiment(rule: int, shares: tuple[float, float, int], runs: int, exact_weight: float = inf) -> tuple[int, float, int]:
    """Return how many runs lock, the share of safe moves that the rule admits, and the unsafe moves that it admits."""
    rng = np.random.default_rng(7)
    total = np.zeros(4, dtype=np.int64)
    for i in range(runs):
        world = small_line(rng, 5, shares[2], shares[0], shares[1])
        total += wander(world, rule, exact_weight, np.uint64(stream(1, "moves", i)))
    return int(total[0]), float(total[2] / total[1]), int(total[3])


def random_start(rng: np.random.Generator) -> World | None:
    """Make a small line with trains at random places; none where they do not find room."""
    loops, trains = int(rng.integers(1, 6)), int(rng.integers(2, 7))
    draft = Draft()
    draft.place([LONG_M] * (trains + 1))
    for _ in range(loops):
        draft.section(10_000.0)
        tracks = int(rng.integers(1, 4))
        draft.place([LONG_M] + [SHORT_M if rng.random() < 0.5 else LONG_M for _ in range(tracks - 1)])
    draft.section(10_000.0)
    draft.place([LONG_M] * (trains + 1))
    lengths = np.where(rng.random(trains) < 0.4, LONG_M, SHORT_M)
    try:
        return parked(draft, rng.integers(0, 2, trains), lengths, rng.integers(0, loops + 1, trains))
    except ValueError:
        return None


def random_lines(count: int) -> tuple[int, int, int]:
    """Run random lines from random starts by the Banker with the search behind it: safe starts, locks, unsafe starts.

    On every other line only one train in three has the weight that the search asks for.
    """
    rng = np.random.default_rng(11)
    safe = locked = unsafe = 0
    while safe + unsafe < count:
        world = random_start(rng)
        if world is None:
            continue
        if is_safe(world) == 1:
            safe += 1
            if safe % 2:
                world.units["weight"] = np.where(np.arange(world.units.size) % 3 == 0, 1.0, 0.0)
            locked += wander(world, int(t.BANKER), 1.0 if banker(world) else 0.0, np.uint64(stream(2, "moves", safe)))[0]
        else:
            unsafe += 1
    return safe, locked, unsafe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--lines", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{'long / short, trains':<24}{'none':>14}{'simple':>18}{'banker':>18}{'banker + search':>18}")
    for shares in _SHARES:
        cells = [experiment(int(rule), shares, options.runs) for rule in (t.NO_TEST, t.SIMPLE, t.BANKER)]
        cells.append(experiment(int(t.BANKER), shares, options.runs, 0.0))
        texts = [f"{locked} ({share:.1%})" for locked, share, _ in cells]
        print(f"{shares[0]:g} / {shares[1]:g}, {shares[2]:<14}" + "".join(f"{text:>18}" for text in texts))
    began = perf_counter()
    safe, locked, unsafe = random_lines(options.lines)
    print(f"{options.lines:,} random lines: {safe:,} safe starts, {locked} locked; {unsafe:,} starts that nothing saves")
    print(f"{perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
