"""Refusals that help: the place, the grade, the force, the speed, and a cure that works."""

import re
from dataclasses import replace

import pytest

import headway as hw
from headway.model import ForcePoint, Formula, FuelPoint, Gradient, Line, Locomotive
from headway.physics.refusals import least, with_vehicles
from tests.trains import LOCO, line_of, ore_train, run


def test_a_train_that_stalls_is_refused_with_the_place_and_a_cure_that_works():
    """One locomotive and 60 wagons on 12 permille: the message names km, grade, forces and speed, and its cures run."""
    line, train = line_of([0] * 10 + [12] * 10 + [0] * 5), ore_train(1, 60)
    with pytest.raises(
        hw.InputError, match=r"stalls at km 1\d\.\d: \+1\d\.\d permille .* kN, and it pulls .* kN at \d+ km/h"
    ) as caught:
        run(line, train)
    text = str(caught.value)
    assert "one more locomotive" in text
    run(line, ore_train(2, 60))
    fewer = int(re.search(r"(\d+) wagons fewer", text)[1])
    run(line, ore_train(1, 60 - fewer))
    with pytest.raises(hw.InputError):
        run(line, ore_train(1, 60 - fewer + 1))


def test_the_cure_is_for_the_effort_that_the_driver_uses():
    """A driver of half the effort is told what he pulls, and how many wagons fewer he could take."""
    line, careful = line_of([0] * 5 + [9] * 10 + [0] * 5), hw.FastestRun(effort=0.5)
    with pytest.raises(hw.InputError, match="it pulls 700 kN at") as caught:
        run(line, ore_train(2, 60), driving=careful)
    fewer = int(re.search(r"(\d+) wagons fewer", str(caught.value))[1])
    run(line, ore_train(2, 60 - fewer), driving=careful)


def test_a_train_that_cannot_start_says_so():
    """At rest on 25 permille the effort of one locomotive is too little."""
    with pytest.raises(hw.InputError, match=r"cannot start at km 3\.0: \+2\d\.\d permille .* pulls 700 kN at rest"):
        run(line_of([25] * 10, places=[("M", 3.0)]), ore_train(1, 60), "M")


def test_places_where_a_train_could_not_start_again_are_told():
    """It passes the loop on the ramp with a run-up; if it had to wait there, it could not go on."""
    line = line_of([0] * 15 + [9] * 2 + [0] * 10, places=[("Foot", 10.0), ("Ramp", 16.5), ("Top", 25.0)])
    found = run(line, ore_train(1, 58))
    assert len(found.cautions) == 1
    assert 'could not start again at "Ramp"' in found.cautions[0]
    assert "caution" in found.summary()


def test_the_least_number_is_found_by_halving():
    assert [least(lambda n, k=k: n >= k, 20) for k in (1, 2, 7, 20, 21)] == [1, 2, 7, 20, 0]
    assert least(lambda _: True, 0) == 0


def test_vehicles_are_added_where_they_belong():
    train = with_vehicles(ore_train(2, 60), locomotives=1, wagons=-10)
    assert train.vehicles == (("loco", 3), ("wagon", 50))
    light = replace(ore_train(2, 60), loaded=False)
    assert with_vehicles(light, wagons=-60).vehicles == (("loco", 2),)


# ---------------------------------------------------------------------- bad input, one message each


def test_effort_in_a_wrong_unit_is_refused_with_a_guess():
    """70,000 daN written as kN is 700 kN; 71,380 kgf as well; 70 kN for 195 t is a tenth of what it should be."""
    with pytest.raises(hw.InputError, match=r"Check the unit: kN, not daN or kgf \(it may be in daN: 700 kN") as caught:
        replace(LOCO, max_effort_n=70_000e3)
    assert "kgf: 686 kN" in str(caught.value)
    with pytest.raises(hw.InputError, match=r"0\.0366 of the weight"):
        replace(LOCO, max_effort_n=70e3)
    curve = (ForcePoint(speed_ms=0, force_n=70_000e3), ForcePoint(speed_ms=20, force_n=15_000e3))
    with pytest.raises(hw.InputError, match="effort: 70000 kN for 195 t"):
        replace(LOCO, max_effort_n=0.0, power_w=0.0, effort=curve)


def test_an_effort_curve_in_km_h_taken_for_m_s_shows_in_its_power():
    """700 kN kept up to 80 m/s would be 56 MW."""
    curve = (ForcePoint(speed_ms=0, force_n=700e3), ForcePoint(speed_ms=80, force_n=700e3))
    with pytest.raises(hw.InputError, match="56 MW at the wheel is more than any locomotive has"):
        replace(LOCO, max_effort_n=0.0, power_w=0.0, effort=curve)


def test_an_effort_curve_does_what_force_and_power_do():
    """The hyperbola of 3 MW below 700 kN, as a curve, gives the same run to 0.1 %."""
    speeds = [0.0, *(3e6 / 700e3 * 1.03**i for i in range(68))]
    curve = tuple(ForcePoint(speed_ms=v, force_n=min(700e3, 3e6 / max(v, 1e-9))) for v in speeds)
    line = line_of([2, 0, -3, 4, 0, 1, 0, 0, 2, 0])
    drawn = run(line, ore_train(loco=replace(LOCO, effort=curve)))
    assert drawn.duration_s == pytest.approx(run(line, ore_train()).duration_s, rel=1e-3)


def bad_vehicle(**changes):
    return lambda: replace(LOCO, **changes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (bad_vehicle(effort=(ForcePoint(speed_ms=0, force_n=7e5),)), "a curve needs two points"),
        (bad_vehicle(effort=(ForcePoint(speed_ms=1, force_n=7e5), ForcePoint(speed_ms=2, force_n=6e5))), "must begin at 0 km/h"),
        (
            bad_vehicle(dynamic_brake=(ForcePoint(speed_ms=5, force_n=1.0), ForcePoint(speed_ms=4, force_n=1.0))),
            "dynamic_brake: the speeds of a curve must rise",
        ),
        (bad_vehicle(fuel=(FuelPoint(power_w=1e6, fuel_l_per_h=9.0),)), "begins at 0 kW"),
        (
            bad_vehicle(fuel=(FuelPoint(power_w=0, fuel_l_per_h=9.0), FuelPoint(power_w=1e6, fuel_l_per_h=5.0))),
            "must rise in power",
        ),
        (bad_vehicle(regeneration=0.5), "only an electric locomotive with a dynamic_brake"),
        (bad_vehicle(resistance=Formula.FREE), "needs three numbers"),
        (bad_vehicle(adhesion=0.9), "0.9 is out of range (0.05 to 0.6). It is a share of the weight"),
        (
            bad_vehicle(dynamic_brake=(ForcePoint(speed_ms=0, force_n=0), ForcePoint(speed_ms=9, force_n=4.7e8))),
            "470,000 kN for 195 t is more than the adhesion",
        ),
        (bad_vehicle(driven_axles=7), "driven_axles: 1 to all 6 axles"),
        (bad_vehicle(max_effort_n=0.0), "must be above zero, not 0 kN. Give max_effort and power"),
        (lambda: ForcePoint(speed_ms=-1, force_n=1), "force point: -3.6 km/h is out of range (0 to 720 km/h)"),
        (lambda: ore_train(resistance_factor=50.0), "50 is out of range (0.2 to 5)"),
        (lambda: replace(ore_train(), wagons=()), "is loaded but has no wagons. Add wagons, or say loaded: false"),
        (lambda: replace(ore_train(), locomotives=()), "has no locomotive"),
        (lambda: replace(ore_train(), formation=ore_train().blocks), "keep one way of listing"),
    ],
)
def test_nonsense_is_refused_at_the_door(make, message):
    with pytest.raises(hw.InputError, match=re.escape(message)):
        make()


def test_a_gap_in_the_profile_is_refused(small):
    leg = small.line.legs[0]
    parts = (Gradient(from_km=0, to_km=20, grade_permille=0), Gradient(from_km=21, to_km=40, grade_permille=0))
    with pytest.raises(hw.InputError, match=r"gap between km 20 and 21\. Gradients must cover the leg once"):
        Line(legs=(replace(leg, gradients=parts),))


def test_a_light_engine_may_run():
    """A locomotive alone is a train: it is not loaded."""
    light = replace(ore_train(1, 10), wagons=(), loaded=False)
    assert isinstance(next(light.locomotive_blocks)[0], Locomotive)
    assert run(line_of([0] * 10), light).duration_s < run(line_of([0] * 10), ore_train(1, 10)).duration_s
