"""Ways of driving: margins, least energy, and what they promise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.model import Stop
from tests.trains import DYNAMIC, LOCO, line_of, ore_train, run

grades_lists = st.lists(st.integers(-6, 5), min_size=8, max_size=25)


@settings(max_examples=20)
@given(grades=grades_lists, margin=st.floats(0.01, 0.3))
def test_least_energy_takes_no_more_time_than_allowed_and_no_more_energy_than_a_margin(grades, margin):
    """Against the same time spread evenly, least-energy driving never needs more energy (to 0.2 % of the grid of speeds)."""
    line, consist = line_of(grades), ore_train()
    fastest, even, least = (
        run(line, consist, driving=d) for d in (hw.FastestRun(), hw.LinearMargin(margin), hw.LeastEnergy(margin))
    )
    due = fastest.duration_s * (1 + margin)
    assert even.duration_s == pytest.approx(due, abs=0.1)
    assert least.duration_s <= due + 1e-6
    assert least.energy_j <= even.energy_j * 1.002
    assert least.energy_j <= fastest.energy_j * 1.0001
    assert abs(least.energy.unbalanced) < 1e-6


def test_more_time_never_needs_more_energy(flagship):
    """At +3, +5, +10 and +20 % of the time the loaded train needs less and less."""
    args = (flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    runs = [hw.train_run(*args, driving=hw.LeastEnergy(m)) for m in (0.03, 0.05, 0.10, 0.20)]
    fastest = hw.train_run(*args)
    used = [found.energy_j / fastest.energy_j for found in runs]
    assert used == sorted(used, reverse=True)
    assert used[1] < 0.96
    for found, m in zip(runs, (0.03, 0.05, 0.10, 0.20), strict=True):
        assert found.duration_s == pytest.approx(fastest.duration_s * (1 + m), rel=1e-4)


def test_least_energy_uses_all_four_regimes(flagship):
    """Power, hold, coast and brake all occur; a fastest run never coasts."""
    args = (flagship, "ore-empty", "Béchar", "Gara Djebilet")
    assert set(hw.train_run(*args, driving=hw.LeastEnergy(0.1)).regimes()["regime"]) == {"power", "hold", "coast", "brake"}
    assert "coast" not in set(hw.train_run(*args).regimes()["regime"])


def test_least_energy_keeps_its_stops_and_dwells(small):
    """The margin is of the running time: dwells are kept as they are."""
    stops = [Stop(place="Loop B", dwell_s=600.0)]
    args = (small, "ore-loaded", "Port", "Pit")
    fastest, least = (hw.train_run(*args, stops=stops, driving=d) for d in (hw.FastestRun(), hw.LeastEnergy(0.1)))
    running = fastest.duration_s - 600
    assert least.duration_s == pytest.approx(running * 1.1 + 600, abs=1)
    call = next(c for c in least.calls if c[0] == "Loop B")
    assert call[2] - call[1] == pytest.approx(600)


def test_an_arrival_time_may_be_asked_for(small):
    """A time is met to a tenth of a second; one that is too early is refused with the shortest."""
    args = (small, "ore-loaded", "Port", "Pit")
    shortest = hw.train_run(*args).duration_s
    least = hw.train_run(*args, driving=hw.LeastEnergy(arrive_s=shortest + 300))
    assert least.duration_s == pytest.approx(shortest + 300, abs=0.1)
    assert "least energy in" in least.summary()
    with pytest.raises(hw.InputError, match="its shortest time is"):
        hw.train_run(*args, driving=hw.LeastEnergy(arrive_s=shortest - 60))


def test_regeneration_makes_braking_worth_while():
    """Downhill into a lower limit, a train that returns 0.9 of its brake's energy ends with less drawn than one that coasts."""
    loco = replace(LOCO, energy="electric", efficiency=0.95, regeneration=0.95, dynamic_brake=DYNAMIC)
    line = line_of([0] * 6 + [-8] * 8 + [0] * 10)
    plain = run(line, ore_train(loco=replace(loco, regeneration=0.0), brakes="air"), driving=hw.LeastEnergy(0.1))
    returning = run(line, ore_train(loco=loco, brakes="air"), driving=hw.LeastEnergy(0.1))
    net = returning.energy.drawn_j - returning.energy.returned_j
    assert returning.energy.returned_j > 0
    assert net < plain.energy.drawn_j


def test_a_way_of_driving_says_what_it_is():
    assert str(hw.LinearMargin(0.05)) == "fastest + 5% of the time"
    assert str(hw.LeastEnergy(0.1, effort=0.8)) == "least energy, fastest + 10% of the time, 80% of the effort"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: hw.FastestRun(effort=0.0), "effort: a share above 0"),
        (lambda: hw.LinearMargin(-0.1), "margin: a share between 0 and 3"),
        (lambda: hw.LeastEnergy(arrive_s=-1.0), "arrive_s: must be above zero"),
    ],
)
def test_a_way_of_driving_refuses_nonsense(make, message):
    with pytest.raises(hw.InputError, match=message):
        make()


def test_a_driver_of_ones_own_fits():
    """Anything with a method drive is a way of driving: here, never above 30 km/h."""

    class Slow:
        def drive(self, trip):
            return trip.drive(limit_ms=np.minimum(trip.way.limit_ms, 30 / 3.6))

        def __str__(self):
            return "slow"

    assert run(line_of([0] * 10), ore_train(), driving=Slow()).speed_ms.max() <= 30 / 3.6 + 1e-9


@settings(max_examples=15)
@given(grades=st.lists(st.integers(-9, 9), min_size=8, max_size=14), margin=st.sampled_from([0.05, 0.5, 1.0]))
def test_least_energy_never_refuses_a_train_that_runs(grades, margin):
    """Where the fastest run arrives, least-energy driving does too, in time, and with no more energy than any other way."""
    line, consist = line_of(grades), ore_train(3, 60, brakes="air")
    try:
        fastest = run(line, consist)
    except hw.InputError:
        return
    least, even = (run(line, consist, driving=way) for way in (hw.LeastEnergy(margin), hw.LinearMargin(margin)))
    assert least.duration_s <= fastest.duration_s * (1 + margin) + 0.1
    assert least.energy_j <= min(fastest.energy_j, even.energy_j) + 1.0
    assert "energy" in least.summary()
