"""Deadlock: the Banker's test and the exact search against an obvious twin, and trains moved at random."""

import numpy as np
import pytest
from benchmarks.simulation.deadlock import experiment, is_safe, random_lines, random_start

from headway.simulation.engine import tables as t
from tests.naive import all_can_end


def test_the_search_equals_an_obvious_one():
    """Random lines of one to five loops with two to six trains at random places: the kernel and plain recursion agree."""
    rng = np.random.default_rng(3)
    agreed = {True: 0, False: 0}
    while sum(agreed.values()) < 600:
        world = random_start(rng)
        if world is None:
            continue
        metres = world.tracks["length_m"]
        lengths = [metres[p["track"] : p["track"] + p["tracks"]].tolist() for p in world.places]
        trains = []
        for u in range(world.clock[0]["online"]):
            route = world.routes[u]
            steps = world.steps[route["step"] : route["step"] + route["steps"]]["place"].tolist()
            k = int(world.units[u]["hold"])
            track = int(world.legs[u, k]["track"] - world.places[steps[k]]["track"])
            trains.append((steps[k:], track, float(route["length_m"])))
        safe = all_can_end(lengths, trains)
        assert (is_safe(world) == 1) == safe
        agreed[safe] += 1
    assert min(agreed.values()) >= 5


@pytest.mark.parametrize("shares", [(0.0, 0.0, 6), (0.5, 0.5, 6), (0.3, 0.7, 6)])
def test_trains_moved_at_random_lock_without_a_rule_and_never_with_the_banker(shares):
    """Without a rule some of 100 runs lock; with the Banker none, and it admits no unsafe move and 96 % of the safe ones."""
    locked, _, unsafe = experiment(int(t.NO_TEST), shares, 100)
    assert locked > 10
    assert unsafe > 0
    locked, admitted, unsafe = experiment(int(t.BANKER), shares, 100)
    assert (locked, unsafe) == (0, 0)
    assert admitted >= 0.96
    locked, admitted, unsafe = experiment(int(t.BANKER), shares, 30, exact_weight=0.0)
    assert (locked, admitted, unsafe) == (0, 1.0, 0)


def test_a_safe_start_never_locks():
    """500 random lines with places of one to three tracks, started anywhere: with the search behind the Banker none locks."""
    safe, locked, unsafe = random_lines(500)
    assert locked == 0
    assert safe > 400
    assert unsafe > 0
