"""Ways of driving: margins, least energy, and what they promise."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.physics.regimes import told, unforced
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.model import Stop
from headway.physics.driving.energy_plan import worth_holding_ms
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
        (lambda: hw.LeastEnergy(shortest_s=-1.0), "shortest_s: a time of 0 s or more"),
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


RUNS = [
    ("gara-djebilet", "ore-loaded", "Gara Djebilet", "Béchar", 0.05),
    ("gara-djebilet", "ore-loaded", "Gara Djebilet", "Béchar", 0.1),
    ("gara-djebilet", "ore-empty", "Béchar", "Gara Djebilet", 0.1),
    ("three-loops", "ore-loaded", "Port", "Pit", 0.1),
    ("three-loops", "railcar", "Port", "Pit", 0.1),
]


@pytest.mark.parametrize(("scenario", "train", "origin", "destination", "margin"), RUNS)
def test_a_driver_can_follow_a_plan_of_least_energy(scenario, train, origin, destination, margin):
    """Few regimes, none under a minute but by a limit or a stop; 0.1 % of energy at most for it, and the time is met."""
    args = (hw.load(scenario), train, origin, destination)
    least, free, fastest = (
        hw.train_run(*args, driving=way)
        for way in (hw.LeastEnergy(margin), hw.LeastEnergy(margin, shortest_s=0.0), hw.FastestRun())
    )
    found = least.regimes()
    assert least.instructed
    assert found.height <= 4 + 0.1 * least.distance_m / 1000
    driven = hw.LeastEnergy(margin).drive(least.trip)
    shortest_s = min(60.0, least.distance_m / fastest.speed_ms.max() / 20)
    assert all(took >= shortest_s - 1 for _, took in unforced(least.trip, driven, told(least.trip, driven)))
    assert least.energy_j <= 1.001 * free.energy_j
    assert fastest.duration_s * (1 + margin) - 0.06 <= least.duration_s <= fastest.duration_s * (1 + margin) + 1e-6


def test_a_climb_that_takes_part_of_the_power_is_held():
    """Between two level stretches a gentle climb of 6 km is one hold with those: its power rises, its speed does not."""
    found = run(line_of([0] * 60 + [1] * 6 + [0] * 60), ore_train(), driving=hw.LeastEnergy(0.4)).regimes()
    held = found.row(found["regime"].to_list().index("hold"), named=True)
    assert held["from_m"] < 60_000
    assert held["to_m"] > 66_000
    assert held["highest_km_h"] - held["lowest_km_h"] < 0.5


@pytest.mark.parametrize(
    ("km", "margin", "regimes"),
    [(40, 0.1, "power coast brake"), (200, 0.1, "power hold coast brake"), (200, 0.3, "power hold coast brake")],
)
def test_a_level_line_takes_power_hold_coast_and_brake_in_this_order(km, margin, regimes):
    """On level track the optimum is known (Howlett and Pudney): each regime once, and no hold on a short line."""
    found = run(line_of([0] * km), ore_train(), driving=hw.LeastEnergy(margin)).regimes()
    assert " ".join(found["regime"]) == regimes


def test_the_speed_worth_holding_has_the_marginal_cost_of_its_price():
    """At the held speed a second less costs as much as v^2 R'(v); with b alone it is the root of price over b."""
    assert worth_holding_ms(400.0, 4.0, 0.0) == pytest.approx(10.0)
    v = worth_holding_ms(5e6, 2_000.0, 300.0)
    assert v * v * (2_000.0 + 2 * 300.0 * v) == pytest.approx(5e6)
    assert worth_holding_ms(5e6, 0.0, 0.0) == np.inf


def test_the_regimes_say_speed_time_and_power(small):
    """Times add up to the time without stops; what power and holding work adds up to the energy at the wheel."""
    stops = [Stop(place="Loop B", dwell_s=600.0)]
    least = hw.train_run(small, "ore-loaded", "Port", "Pit", stops=stops, driving=hw.LeastEnergy(0.1))
    found = least.regimes()
    assert found["time_s"].sum() == pytest.approx(least.duration_s - 600, abs=1e-6)
    pulls = found.filter(found["power_kw"].is_not_null())
    assert (pulls["power_kw"] * pulls["time_s"]).sum() * 1000 == pytest.approx(least.energy_j, rel=1e-3)
    assert set(pulls["regime"]) == {"power", "hold"}
    assert (found["lowest_km_h"] <= found["highest_km_h"]).all()
    assert found["highest_km_h"].max() == pytest.approx(least.speed_ms.max() * 3.6)
    text = least.instructions().splitlines()
    assert len(text) == found.height + 1
    assert text[1].split()[:3] == ["0.00", f"{found['to_km'][0]:.2f}", "power"]
    assert any(line.endswith(" MW") for line in text)


def test_the_fastest_run_and_a_margin_have_no_instructions(small):
    """What was not planned in regimes is told as it was recorded."""
    for way in (hw.FastestRun(), hw.LinearMargin(0.1)):
        assert not hw.train_run(small, "ore-loaded", "Port", "Pit", driving=way).instructed
    coarse = hw.train_run(small, "ore-loaded", "Port", "Pit", driving=hw.LeastEnergy(0.1), sampling=hw.Sampling(every_m=5_000))
    assert not coarse.instructed
