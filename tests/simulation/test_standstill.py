"""Standstill: nothing that shuts the line again and again holds a train for good, and the trains that stand can all go home."""

from dataclasses import replace

import numpy as np
import pytest

import headway as hw
from headway.model import Possession, TrainFailure, for_each_section
from headway.simulation import Rules
from headway.simulation.corridor import drafted
from headway.simulation.engine import run
from headway.simulation.engine.tables import IN_YARD, NONE, WAITING
from headway.units import DAY_S, HOUR_S
from tests.naive import all_can_end


def works(scenario, from_km, to_km, begins_h, hours):
    """A scenario with a stretch that is shut every day."""
    gang = Possession(
        name=f"works {from_km:g}", leg="main", from_km=from_km, to_km=to_km,
        starts_at_s=begins_h * HOUR_S, duration_s=hours * HOUR_S,
    )  # fmt: skip
    return replace(scenario, possessions=(*scenario.possessions, *for_each_section(scenario.line, gang)))


def failing(scenario, every_m, hours, cv=0.0):
    """A scenario whose ore trains fail."""
    trouble = TrainFailure(name="trains", of="ore", every_m=every_m, lasts_s=hours * HOUR_S, lasts_cv=cv)
    return replace(scenario, disruptions=(trouble,))


def test_a_failure_longer_than_the_line_is_ever_open_holds_nobody_for_good(small):
    """Shut for four hours every day, for failures of thirty: the train is out in time, and the rest costs it its next way."""
    found = hw.simulate(failing(works(small, 12, 18, 8, 4), 4e5, 30), days=40)
    outcome = found.outcomes[0]
    assert outcome.failures > 10
    assert outcome.still_s < DAY_S
    assert found.violations == ()
    assert found.balanced
    loaded = [path.departs_s for path in found.paths if path.loaded]
    assert max(np.diff(sorted(loaded))) < 4 * DAY_S
    # Failures cost what they last, but for what ends while the train stands.
    failed_s = outcome.spent_s["ore"]["failed on the way"]
    assert 0.5 * 30 * HOUR_S * outcome.failures < failed_s <= 30 * HOUR_S * (outcome.failures + 1)


@pytest.mark.parametrize("from_km", [0, 10])
def test_a_stretch_that_is_never_open_for_long_is_run_in_parts(small, from_km):
    """Open for half an hour a day, which is enough for a section but not for the stretch: trains stand where they must."""
    found = hw.simulate(works(small, from_km, 40, 0.5, 23.5), days=40, chance=False)
    assert found.outcomes[0].delivered_kg["ore"] > 0
    assert found.violations == ()
    assert max(path.arrives_s for path in found.paths if path.loaded) > 25 * DAY_S


@pytest.mark.parametrize("key", range(6))
def test_whoever_stands_can_go_home_after_every_event(small, key):
    """Random failures, possessions and sets: after every event an obvious search brings all home, and none waits for good."""
    rng = np.random.default_rng(key)
    shut = small
    for low in (0, 10, 20, 30):
        if rng.random() < 0.6:
            shut = works(shut, low, low + 10, float(rng.integers(0, 12)), float(rng.integers(2, 12)))
    shut = failing(shut, 3e5, float(rng.integers(2, 40)), 0.5)
    shut = replace(shut, fleets=tuple(replace(f, sets=int(rng.integers(2, 5))) for f in shut.fleets))
    days = 25
    corridor = drafted(shut, Rules(), 0, days * DAY_S)
    world = corridor.draft.world(seed=key, end=days * DAY_S)
    clock, judged = world.clock[0], set()
    metres = world.tracks["length_m"]
    lengths = [metres[p["track"] : p["track"] + p["tracks"]].tolist() for p in world.places]
    while clock["entries"] and world.agenda[0]["time"] <= days * DAY_S:
        run(world, float(world.agenda[0]["time"]))
        trains = []
        for u in world.lists["online"][: clock["online"]]:
            route, k = world.routes[world.units[u]["route"]], int(world.units[u]["hold"])
            way = world.steps["place"][route["step"] : route["step"] + route["steps"]].tolist()[k:]
            track = int(world.legs[u, k]["track"] - world.places[way[0]]["track"])
            trains.append((way, track, float(route["length_m"])))
        state = repr(trains)
        assert state in judged or all_can_end(lengths, trains)
        judged.add(state)
        for unit in world.units[np.isin(world.units["phase"], (WAITING, IN_YARD))]:
            assert unit["source"] != NONE or clock["now"] - unit["arrived"] < 8 * DAY_S
    assert len(judged) > 50
