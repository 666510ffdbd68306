"""Brakes: build-up along the train, blending, descents, and stopping distances."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway as hw
from headway.model import Gradient, Line, Section
from headway.physics.forces.kernel import applied
from tests.trains import DYNAMIC, LOCO, corridor, line_of, ore_train, run


@given(delay=st.floats(0, 5), wave=st.floats(0, 20), build=st.floats(0.1, 40), t=st.floats(0, 80), cars=st.integers(50, 60))
def test_the_brake_along_the_train_is_the_mean_of_its_vehicles(delay, wave, build, t, cars):
    """Vehicle by vehicle: each begins when the wave arrives and builds up evenly; the closed form is their mean."""
    each = [min(max((t - delay - wave * (i + 0.5) / cars) / build, 0.0), 1.0) for i in range(cars)]
    assert applied(t, delay, wave, build) == pytest.approx(float(np.mean(each)), abs=0.5 * wave / cars / build + 1e-6)


def test_a_stated_retardation_stops_by_the_schoolbook():
    """From 20 m/s at 0.2 m/s2: 1,000 m, on any grade."""
    train = ore_train(braking_ms2=0.2)
    assert hw.stopping_distance(train, 20.0) == pytest.approx(1000.0)
    assert hw.stopping_distance(train, 20.0, -8.0) == pytest.approx(1000.0)


def test_air_brakes_stop_later_downhill_and_ecp_sooner():
    """Build-up and grade lengthen the stop; ECP cuts it by a part that the literature gives as 20 to 60 %."""
    air, ecp = ore_train(2, 150, brakes="air"), ore_train(2, 150, brakes="ecp")
    level, downhill = hw.stopping_distance(air, 20.0), hw.stopping_distance(air, 20.0, -5.0)
    assert 1000 < level < downhill
    assert 0.02 < 1 - hw.stopping_distance(ecp, 20.0) / level < 0.6


def test_a_run_brakes_where_the_stopping_distance_says():
    """On the level the driver acts as far before the stop as the stopping distance from that speed, to 1 % of it."""
    train = ore_train(2, 100, brakes="air")
    found = run(line_of([0] * 30), train)
    last = found.regimes().row(-1, named=True)
    assert last["regime"] == "brake"
    speed = float(np.interp(last["from_m"], found.position_m, found.speed_ms))
    room = 30_000 - last["from_m"]
    assert room == pytest.approx(hw.stopping_distance(train, speed), rel=0.01)


def test_braking_for_a_slack_is_over_before_the_brake_is_fully_on():
    """From 20 to 19 m/s a build-up of 40 s never ends; the slack is still met at its post."""
    train = ore_train(2, 100, brakes="air", brake_build_up_s=40.0)
    found = run(line_of([-3] * 25, [(12.0, 16.0, 19.0)]), train)
    at = float(np.interp(12_000, found.position_m, found.speed_ms))
    assert at == pytest.approx(19.0, abs=0.15)
    assert at <= 19.0 + 1e-9


def test_slower_brakes_are_never_faster_and_act_earlier():
    """The longer the build-up and the release, the longer the run, and the further before its end the driver acts."""
    line = line_of([0] * 20, [(8.0, 9.0, 8.0)])
    trains = [ore_train(2, 100, brakes="air", brake_build_up_s=s, brake_release_s=2 * s) for s in (1.0, 15.0, 40.0)]
    runs = [run(line, train) for train in trains]
    times = [found.duration_s for found in runs]
    acts = [found.regimes()["from_m"][-1] for found in runs]
    assert times == sorted(times)
    assert acts == sorted(acts, reverse=True)
    assert acts[0] - acts[2] > 200


def test_the_dynamic_brake_is_blended_first():
    """Down 6 permille at the limit the dynamic brake holds alone where it can; the air brake takes the rest."""
    line = line_of([-6] * 30)
    strong, weak = (ore_train(n, 30, loco=replace(LOCO, dynamic_brake=DYNAMIC), brakes="air") for n in (4, 1))
    held, shared = run(line, strong), run(line, weak)
    middle = (held.position_m > 12_000) & (held.position_m < 20_000)
    assert held.brake_n[middle] == pytest.approx(held.dynamic_n[middle])
    middle = (shared.position_m > 12_000) & (shared.position_m < 20_000)
    assert (shared.dynamic_n[middle] < shared.brake_n[middle]).all()
    assert shared.speed_ms.max() <= shared.limit_ms.max() + 1e-9


def test_air_brakes_that_are_not_recharged_are_told():
    """Two slacks 1.5 km apart down a grade: the second application comes before the recharge."""
    line = line_of([0] * 4 + [-6] * 20, [(8.0, 8.5, 12.0), (11.0, 11.2, 9.0)])
    slow, quick = (ore_train(2, 60, brakes="air", brake_recharge_s=s) for s in (900.0, 1.0))
    assert any("recharged" in text for text in run(line, slow).cautions)
    assert not any("recharged" in text for text in run(line, quick).cautions)


def test_brakes_too_weak_to_hold_are_refused_with_the_place_and_a_cure():
    """100 wagons of 12 kN each cannot hold 20 permille; two locomotives with dynamic brakes more, or fewer wagons, can."""
    from tests.trains import WAGON

    weak = replace(WAGON, brake_loaded_n=12e3)
    train = ore_train(2, 100, wagon=weak, loco=replace(LOCO, dynamic_brake=DYNAMIC), brakes="air", braking_ms2=0.5)
    line = line_of([0] * 5 + [-20] * 10 + [0] * 15)
    with pytest.raises(
        hw.InputError, match=r"cannot hold .* km/h at km \d+\.\d: -2\d\.\d permille .* kN.*It would run with"
    ) as caught:
        run(line, train)
    assert "wagons fewer" in str(caught.value) or "more locomotive" in str(caught.value)


def test_a_stop_on_a_grade_that_the_brakes_cannot_meet_is_refused():
    """A dynamic brake that fades near rest holds 20 permille at speed, but no stop can be made on it with 10 kN a wagon."""
    from tests.trains import WAGON

    loco, wagon = replace(LOCO, dynamic_brake=DYNAMIC), replace(WAGON, brake_loaded_n=10e3)
    train = ore_train(4, 60, loco=loco, wagon=wagon, brakes="air", braking_ms2=0.1)
    with pytest.raises(hw.InputError, match=r'cannot stop at "B", coming from km'):
        run(line_of([0] * 5 + [-20] * 10), train)
    with pytest.raises(hw.InputError, match=r"cannot be stopped from 54 km/h on -20\.0 permille"):
        hw.stopping_distance(train, 15.0, -20.0)


def test_a_signal_that_comes_too_soon_is_refused_with_the_speed_that_would_do():
    """From 80 km/h at 0.2 m/s2 a train needs 1,235 m; signals 800 m apart ask for 64 km/h."""
    plain = line_of([0] * 30)
    leg = replace(plain.legs[0], sections=(Section(start="A", end="B", signals_km=(15.0, 15.8, 20.0)),))
    with pytest.raises(hw.InputError, match=r"before the signal after km 15\.0: at 80 km/h .* has 800 m. A limit of 6\d km/h"):
        run(Line(legs=(leg,)), ore_train(4, 40, braking_ms2=0.2, max_speed_ms=80 / 3.6))
    apart = replace(leg, sections=(Section(start="A", end="B", signals_km=(15.0, 17.0, 20.0)),))
    run(Line(legs=(apart,)), ore_train(4, 40, braking_ms2=0.2, max_speed_ms=80 / 3.6))


def test_brakes_need_forces():
    """Air brakes without any force are refused when the train is built."""
    from tests.trains import WAGON

    with pytest.raises(hw.InputError, match="brake_loaded and brake_empty"):
        ore_train(wagon=replace(WAGON, brake_loaded_n=0.0, brake_empty_n=0.0), brakes="air")


@given(grades=st.lists(st.integers(-8, 4), min_size=10, max_size=20))
def test_a_train_with_air_brakes_ends_at_rest_at_its_post(grades):
    """Whatever the grades, the last node is reached at rest, and time rises all the way."""
    found = run(line_of(grades), ore_train(2, 80, brakes="air"))
    assert found.speed_ms[-1] == pytest.approx(0.0, abs=1e-9)
    assert (np.diff(found.time_s) > 0).all()


def test_gradients_beyond_any_railway_are_refused():
    """250 permille is a mistake of the unit."""
    with pytest.raises(hw.InputError, match="No adhesion railway is steeper"):
        Gradient(from_km=0, to_km=1, grade_permille=250)
    assert corridor(line_of([0] * 10), ore_train()).line.length_m == 10_000


def test_two_slacks_close_together_are_both_kept():
    """80 to 30 km/h, then 10 km/h 800 m on: the second braking begins where the first has hardly ended."""
    line = line_of([3, 0, 0, 3, 0, 0, -3, 0, -3, 0, -3, 0, 0, -3, 0], [(9, 10, 30 / 3.6), (10.8, 11.8, 10 / 3.6)])
    found = run(line, ore_train(3, 60, loco=replace(LOCO, brake_n=60e3), brakes="ecp", braking_ms2=0.5))
    before = np.minimum(found.limit_ms, np.append(np.inf, found.limit_ms[:-1]))
    assert (found.speed_ms <= before * (1 + 1e-9)).all()


def test_a_released_brake_does_not_stall_a_train_that_pulls():
    """After 11 km/h on 5 permille the brake fades within half a minute; with it the run takes no more than 5 s longer."""
    line = line_of([5] * 20, [(8, 8.2, 3.0)])
    fading, gone = (run(line, ore_train(2, 100, brakes="air", brake_release_s=s)) for s in (30.0, 0.0))
    assert gone.duration_s <= fading.duration_s <= gone.duration_s + 5


@pytest.mark.parametrize("brakes", [{"brakes": "air", "braking_ms2": 0.5}, {"brakes": "ecp", "brake_build_up_s": 25.0}])
def test_a_slow_stop_begins_where_the_stopping_distance_says(brakes):
    """From 25 km/h the brake is hardly on before the train stands; the driver acts within 10 m of the distance needed."""
    train = ore_train(3, 60, max_speed_ms=25 / 3.6, **brakes)
    acts = 10_000 - run(line_of([0] * 10), train).regimes()["from_m"][-1]
    assert acts == pytest.approx(hw.stopping_distance(train, 25 / 3.6), abs=10)


@given(grades=st.lists(st.integers(-4, 10), min_size=10, max_size=16), brakes=st.sampled_from(["stated", "air", "ecp"]))
def test_no_run_pulls_more_than_the_train_can(grades, brakes):
    """Mean effort over a step is within the effort curve at its slower end, also while it brakes on a rise."""
    try:
        found = run(line_of(grades), ore_train(3, 60, brakes=brakes))
    except hw.InputError:
        return
    train, v = found.trip.train, found.speed_ms
    most = np.interp(np.minimum(v[:-1], v[1:]) * train.per_ms, np.arange(train.effort_n.shape[1]), train.effort_n[0])
    assert (found.effort_n[:-1] <= most * 1.005 + 1).all()


def test_a_slower_train_brakes_in_one_go():
    """A rise slows it below its aim before the stop; the brake goes on once, for the stop, and is not let go."""
    found = run(line_of([1] * 12 + [3] * 4), ore_train(3, 60, brakes="air"), driving=hw.LinearMargin(0.1))
    regimes = found.regimes()["regime"].to_list()
    assert regimes.count("brake") == 1
    assert regimes[-1] == "brake"
