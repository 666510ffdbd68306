"""Resistance by named formulas: hand-made numbers, and the way vehicles name them."""

from dataclasses import replace

import pytest

from headway.model import Block, Formula
from headway.physics.forces.resistance import (
    Davis,
    air_density_kg_m3,
    formulas_of,
    sauthoff,
    strahl,
    train_resistance,
    vehicle_resistance,
)
from headway.units import GRAVITY_MS2
from tests.trains import LOCO, WAGON, ore_train


def test_strahl_is_one_point_four_at_rest_and_five_point_three_at_a_hundred():
    """Ore train, m = 0.032: 1.4 + 3.9 (V/100)^2 N/kN (TrainRuns.jl after Hansen and Pachl, p. 71); 84 t weigh 823.76 kN."""
    one = strahl(84e3, 0.032)
    kilonewtons = 84 * GRAVITY_MS2
    assert one.at(0.0) == pytest.approx(1.4 * kilonewtons)
    assert one.at(100 / 3.6) == pytest.approx(5.3 * kilonewtons)


def test_sauthoff_is_the_formula_worked_by_hand():
    """Four coaches of 48 t at 100 km/h: 1.9 + 0.25 + 0.0048 x 1.45 x 6.7 / 4 x 115^2 / 48 = 5.362 N/kN."""
    coach = sauthoff(48e3, 4, 4)
    by_hand = 1.9 + 0.0025 * 100 + 0.0048 * 1.45 * 6.7 / 4 * 115**2 / 48
    assert by_hand == pytest.approx(5.362, abs=1e-3)
    assert coach.at(100 / 3.6) == pytest.approx(by_hand * 48 * GRAVITY_MS2)


def test_air_follows_altitude_and_temperature():
    """ISO 2533: 1.225 kg/m3 at sea level and 15 C, 1.112 at 1,000 m and 8.5 C; hot air is thinner."""
    assert air_density_kg_m3(0.0, 15.0) == pytest.approx(1.225, abs=5e-4)
    assert air_density_kg_m3(1000.0, 8.5) == pytest.approx(1.1117, abs=5e-4)
    assert air_density_kg_m3(0.0, 40.0) < air_density_kg_m3(0.0, 0.0)


@pytest.mark.parametrize("formula", [f for f in Formula if f != Formula.FREE])
def test_every_formula_may_be_named_by_a_vehicle(formula):
    """Empty wagons roll more easily than loaded ones, and thinner air takes away from the square term only."""
    train = ore_train(loco=replace(LOCO, resistance=formula), wagon=replace(WAGON, resistance=formula))
    loaded, thin = train_resistance(train), train_resistance(train, air=0.9)
    empty = train_resistance(replace(train, loaded=False))
    assert 0 < empty.at(0.0) < loaded.at(0.0)
    assert thin.c_ns2 == pytest.approx(0.9 * loaded.c_ns2)
    assert formulas_of(train) == formula.replace("-", " ")


def test_a_free_formula_is_taken_as_it_is():
    """a + b v + c v^2 loaded and empty, and between them for a half-full wagon."""
    wagon = replace(WAGON, resistance=Formula.FREE, davis_loaded=(1000.0, 20.0, 2.0), davis_empty=(400.0, 10.0, 3.0))
    half = vehicle_resistance(Block(vehicle=wagon, load=0.5), ore_train(), leading=False)
    assert half == Davis(700.0, 15.0, 2.5)
    assert half.at(10.0) == 700 + 150 + 250


def test_the_first_locomotive_cuts_the_air_for_the_others():
    """CN: C is 24 for the leading and 5.5 for a trailing locomotive; the rest of their resistance is alike."""
    block = Block(vehicle=LOCO)
    lead, trail = (vehicle_resistance(block, ore_train(), leading=first) for first in (True, False))
    assert (lead.a_n, lead.b_ns) == (trail.a_n, trail.b_ns)
    assert lead.c_ns2 / trail.c_ns2 == pytest.approx(24 / 5.5)
    two, one = (train_resistance(ore_train(n, 60)) for n in (2, 1))
    assert two.c_ns2 - one.c_ns2 == pytest.approx(trail.c_ns2)


def test_the_calibration_factor_scales_all_of_it():
    plain, factor = train_resistance(ore_train()), train_resistance(ore_train(resistance_factor=1.3))
    assert factor == pytest.approx(plain.times(1.3))


@pytest.mark.parametrize(("length_m", "share"), [(8.15, 0.5), (12.04, 12.04 / 16.3), (16.3, 1.0), (26.4, 1.0)])
@pytest.mark.parametrize("formula", [Formula.CN, Formula.FCALC])
def test_a_short_wagon_has_its_share_of_the_air_of_a_car(formula, length_m, share):
    """The coefficients are those of a car of 16.3 m; what a wagon gives itself stays as it is."""
    car, short = (replace(WAGON, resistance=formula, length_m=m, drag_loaded=None, drag_empty=None) for m in (16.3, length_m))
    for loaded in (True, False):
        train = replace(ore_train(), loaded=loaded)
        whole, part = (vehicle_resistance(Block(vehicle=w, number=1), train, leading=False) for w in (car, short))
        assert part.c_ns2 == pytest.approx(share * whole.c_ns2)
        assert (part.a_n, part.b_ns) == (whole.a_n, whole.b_ns)
    given = replace(short, drag_loaded=4.2, drag_empty=12.0)
    own = [
        vehicle_resistance(Block(vehicle=w, number=1), ore_train(), leading=False) for w in (given, replace(given, length_m=30.0))
    ]
    assert own[0] == own[1]
