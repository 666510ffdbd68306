"""Turnouts: a train that stops enters and leaves its track at their speed, one that passes does not."""

from itertools import pairwise

import numpy as np
import pytest

import headway as hw
from headway.model import Scenario
from headway.physics import conditions_of, section_times
from headway.physics.running_times import CANNOT, PASS, STOP


def _times(scenario: Scenario, train: str = "ore-loaded") -> np.ndarray:
    line = scenario.line
    return section_times(line, scenario.consist(train), 0, len(line.places) - 1, conditions_of(scenario)).run_s


@pytest.fixture(scope="module")
def small() -> Scenario:
    """Three loops whose tracks are as long as the train, 520 m."""
    tracks = {f"legs.main.places.{loop}.tracks": "2 x 520 m" for loop in ("Loop A", "Loop B", "Loop C")}
    return hw.changed("three-loops", tracks)


def test_entering_takes_what_the_closed_form_says(small: Scenario) -> None:
    slow = hw.changed(small, {"turnout_speed": "36 km/h"})
    # From 20 m/s with 0.3 m/s2: straight to rest, or to 10 m/s before the turnout, 520 m at 10 m/s, and then to rest.
    fast, turnout, braking, track = 20.0, 10.0, 0.3, 520.0
    direct = fast / braking - fast**2 / (2 * braking) / fast
    aside = (
        (fast - turnout) / braking
        + (track - turnout**2 / (2 * braking)) / turnout
        + turnout / braking
        - (track + (fast**2 - turnout**2) / (2 * braking)) / fast
    )
    before, after = _times(small), _times(slow)
    for k in (1, 2):
        assert after[k, PASS, STOP] - before[k, PASS, STOP] == pytest.approx(aside - direct, abs=2)


def test_leaving_takes_longer_and_passing_does_not(small: Scenario) -> None:
    before, after = _times(small), _times(hw.changed(small, {"turnout_speed": "25 km/h"}))
    assert np.all(after[:, PASS, PASS] == before[:, PASS, PASS])
    able = before != CANNOT
    assert np.all(after[able] >= before[able])
    assert np.all(after[1:-1, STOP, PASS] > before[1:-1, STOP, PASS])


def test_turnouts_as_fast_as_the_line_change_nothing_much(flagship: Scenario) -> None:
    line = flagship.line
    for train, ends in {"ore-loaded": (29, 0), "passenger": (0, 24)}.items():
        consist = flagship.consist(train)
        fast = hw.changed(flagship, {"turnout_speed": "200 km/h"})
        one = section_times(line, consist, *ends, conditions_of(flagship)).run_s
        other = section_times(fast.line, consist, *ends, conditions_of(fast)).run_s
        assert np.abs(one - other).max() <= 1  # the grid has other nodes


def test_a_slower_turnout_never_makes_a_run_shorter(flagship: Scenario) -> None:
    runs = [_times(hw.changed(flagship, {"turnout_speed": f"{speed} km/h"}), "ore-empty") for speed in (25, 40, 60, 80)]
    for slower, faster in pairwise(runs):
        assert np.all(slower >= faster - 1)


def test_a_place_has_a_speed_of_its_own_and_a_single_track_has_none(small: Scenario) -> None:
    one = hw.changed(small, {"legs.main.places.Loop B.turnout_speed": "25 km/h"})
    assert one.turnout_speed_at("Loop B") == pytest.approx(25 / 3.6)
    assert one.turnout_speed_at("Loop A") is None
    before, after = _times(small), _times(one)
    assert after[1, PASS, STOP] > before[1, PASS, STOP]
    assert after[0, STOP, STOP] == before[0, STOP, STOP]
    assert hw.changed(one, {"legs.main.places.Loop B.tracks": "1 x 520 m"}).turnout_speed_at("Loop B") is None


def test_a_train_alone_stops_on_the_main_track(small: Scenario) -> None:
    slow = hw.changed(small, {"turnout_speed": "25 km/h"})
    runs = [hw.train_run(s, "ore-loaded", "Port", "Pit", stops=["Loop B"]).duration_s for s in (small, slow)]
    assert runs[0] == runs[1]


def test_a_train_that_would_stall_at_the_speed_of_the_turnouts_stops_on_the_main_track() -> None:
    """One locomotive climbs 13 permille over a kilometre on its momentum, not from 40 km/h: no time is shorter, none below 0."""
    parts = ((0, 20.6, 0), (20.6, 21.6, -13), (21.6, 40, 0))
    hill = [{"from_km": a, "to_km": b, "grade": f"{grade} permille"} for a, b, grade in parts]
    weak = {
        "legs.main.gradients": hill,
        "legs.main.places.Loop B.tracks": "2 x 1600 m",
        "consists.ore-loaded.locomotives": {"diesel": 1},
        "consists.ore-empty.locomotives": {"diesel": 1},
    }
    plain = hw.changed("three-loops", weak)
    slow = hw.changed(plain, {"turnout_speed": "40 km/h"})
    both = [hw.running_times(scenario).filter(train="ore-loaded") for scenario in (plain, slow)]
    for column in ("pass_pass_s", "stop_pass_s", "pass_stop_s", "stop_stop_s"):
        before, after = (times[column].to_list() for times in both)
        assert all(a is None if b is None else a >= b > 0 for a, b in zip(after, before, strict=True)), column
