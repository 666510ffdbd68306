"""Train runs: the slow twin, laws, hand-made cases, and what the layers above use."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway as hw
from headway.model import Block, Curve, FuelPoint, Helper, Place, SpeedLimit, Stop
from headway.physics import section_times
from headway.physics.course import course
from headway.physics.drive import Log, drive
from headway.physics.envelope import OK, Envelope, ceiling
from headway.physics.forces.traction import traction
from headway.physics.profile import mean_grade_permille, profile_of, weights_of, work_j
from headway.physics.running_times import CANNOT, PASS, STOP
from headway.physics.trip import trip_of
from headway.units import GRAVITY_MS2
from tests import naive
from tests.trains import DYNAMIC, LOCO, WAGON, line_of, ore_train, run

G = GRAVITY_MS2

grades_lists = st.lists(st.integers(-6, 5), min_size=6, max_size=25)


def seconds(line, consist, origin="A", destination="B"):
    return run(line, consist, origin, destination).duration_s


# ---------------------------------------------------------------------- twin


@given(grades=grades_lists, speeds=st.lists(st.floats(6.0, 22.0), min_size=3, max_size=3))
def test_the_kernel_agrees_with_a_slow_twin(grades, speeds):
    """A train driven tenth by tenth of a second, with limits scanned by eye, takes the same time to 1 %."""
    length = len(grades)
    limits = [(i * length / 3, (i + 0.8) * length / 3, v) for i, v in enumerate(speeds)]
    line, consist = line_of(grades, limits), ore_train()
    model = traction(consist)
    heights = np.concatenate([[0.0], np.cumsum(np.array(grades, dtype=float))])
    density = [(44.0, 2 * 195e3 / 44.0), (720.0, 130e3 / 12.0)]

    def height(x):
        return float(np.interp(x / 1000, np.arange(length + 1), heights))

    def grade_force(s):
        force, front = 0.0, s
        for block_m, kg_m in density:
            force += kg_m * G * (height(front) - height(front - block_m))
            front -= block_m
        return force

    slow = naive.run_time(
        mass_kg=float(model.mass_kg[0]),
        effort=lambda v: 2 * min(700e3, 3e6 / max(v, 1e-9)),
        resistance=lambda v: float(model.a_n[0] + model.b_ns[0] * v + model.c_ns2[0] * v * v),
        grade_force=grade_force,
        limits=[(a * 1000, b * 1000, v) for a, b, v in limits],
        length_m=consist.length_m,
        top_ms=consist.top_speed_ms,
        distance_m=length * 1000.0,
        braking_ms2=consist.braking_ms2,
    )
    assert seconds(line, consist) == pytest.approx(slow, rel=0.01)


@given(
    cuts=st.lists(st.floats(1.0, 400.0), min_size=2, max_size=12),
    slopes=st.lists(st.floats(-20, 20), min_size=12, max_size=12),
    loads=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
)
def test_the_work_of_grades_is_that_of_every_vehicle_by_itself(cuts, slopes, loads):
    """Summed over vehicles, each cut into slices, the force between two heads is the exact work to 1e-4."""
    knots = np.concatenate([[0.0], np.cumsum(cuts)])
    stretches = [(a, b, s / 1000) for a, b, s in zip(knots, knots[1:], slopes, strict=False)]
    from headway.physics.profile import RunningSum

    sums = RunningSum.of_slopes(stretches, knots[-1])
    blocks = (Block(vehicle=LOCO), *(Block(vehicle=WAGON, number=2, load=load) for load in loads), Block(vehicle=LOCO))
    train = replace(ore_train(), locomotives=(), wagons=(), formation=blocks)
    heads = np.array([50.0, 51.0, 120.0, knots[-1] + 30.0])
    exact = work_j(sums, weights_of(train), heads)
    slices, at = [], 0.0
    for block in blocks:
        mass, length = block.vehicle_mass_kg(loaded=True), block.vehicle.length_m
        for _ in range(block.number):
            slices += [(at + (i + 0.5) * length / 200, mass / 200) for i in range(200)]
            at += length

    def height(x):
        return float(sums.at(np.array(x)))

    by_hand = [sum(m * G * (height(h - x) - height(heads[0] - x)) for x, m in slices) for h in heads]
    assert exact == pytest.approx(np.array(by_hand), abs=1e-4 * train.mass_kg * G)


# ---------------------------------------------------------------------- laws


@given(grades=grades_lists)
def test_more_power_is_never_slower(grades):
    line = line_of(grades)
    assert seconds(line, ore_train(power=3.2e6)) <= seconds(line, ore_train(power=2.8e6)) + 1e-6


@given(grades=grades_lists, speed=st.floats(5.0, 20.0))
def test_a_lower_limit_is_never_faster(grades, speed):
    whole = (0.0, float(len(grades)))
    slow, fast = line_of(grades, [(*whole, speed)]), line_of(grades, [(*whole, speed + 2)])
    assert seconds(slow, ore_train()) >= seconds(fast, ore_train()) - 1e-6


@given(wagons=st.integers(10, 90), more=st.integers(1, 40))
def test_a_heavier_train_is_never_faster_on_the_level(wagons, more):
    line = line_of([0] * 20)
    assert seconds(line, ore_train(wagons=wagons + more)) >= seconds(line, ore_train(wagons=wagons)) - 1e-6


@given(grades=grades_lists)
def test_the_mirrored_line_gives_the_mirrored_run(grades):
    """Running B to A over gradients turned round takes the time of A to B."""
    there = line_of(grades)
    back = line_of([-g for g in reversed(grades)])
    assert seconds(there, ore_train()) == pytest.approx(seconds(back, ore_train(), "B", "A"), rel=1e-9)


@given(grades=grades_lists, limit=st.floats(8.0, 20.0), brakes=st.sampled_from(["stated", "air", "ecp"]))
def test_the_energy_balance_closes(grades, limit, brakes):
    """Traction is what resistance, curves, grades and brakes have taken, to a millionth, whatever the brakes."""
    line = line_of(grades, [(2.0, 4.0, limit)])
    found = run(line, ore_train(loco=replace(LOCO, dynamic_brake=DYNAMIC), brakes=brakes))
    assert abs(found.energy.unbalanced) < 1e-6
    assert found.energy.dynamic_j <= found.energy.braking_j + 1e-6


@given(grades=grades_lists, share=st.floats(0.2, 0.8))
def test_a_run_cut_at_a_passing_point_adds_up(grades, share):
    """Driven to a node and on from it at the speed reached, a train takes the time of the whole run."""
    way, trip = trip_of(line_of(grades), ore_train(), [0, 1], [0.0, 0.0])
    n = way.distance_m.size
    top = np.zeros(n)
    assert ceiling(trip.train, trip.way, 0, n - 1, 0.0, top)[0] == OK
    goal = Envelope(np.full(n, np.inf), top, top.copy())
    whole, parts = (Log(*np.zeros((len(Log._fields), n))) for _ in range(2))
    drive(trip.train, trip.way, 0, n - 1, 0.0, 1.0, goal, whole)
    cut = int(share * n)
    drive(trip.train, trip.way, 0, cut, 0.0, 1.0, goal, parts)
    drive(trip.train, trip.way, cut, n - 1, float(parts.v_ms[cut]), 1.0, goal, parts)
    assert parts.t_s[-1] == pytest.approx(whole.t_s[-1], rel=1e-12)
    assert parts.pull_j.sum() == pytest.approx(whole.pull_j.sum(), rel=1e-12)


two_speeds = st.lists(st.floats(5.0, 20.0), min_size=2, max_size=2)


@given(grades=grades_lists, limits=two_speeds, brakes=st.sampled_from(["stated", "air"]))
def test_no_limit_is_ever_exceeded(grades, limits, brakes):
    """Nowhere is the train faster than the limit that binds it, whichever way it brakes."""
    end = float(len(grades))
    line = line_of(grades, [(0.3 * end, 0.5 * end, limits[0]), (0.6 * end, 0.7 * end, limits[1])])
    found = run(line, ore_train(brakes=brakes))
    before = np.minimum(found.limit_ms, np.append(np.inf, found.limit_ms[:-1]))
    assert (found.speed_ms <= before * (1 + 1e-9)).all()


# ---------------------------------------------------------------------- by hand


def test_a_limit_holds_until_the_tail_has_cleared():
    """After a 20 km/h limit from km 4 to 5 a train of 764 m speeds up when its head is at km 5.764, not before."""
    consist = ore_train()
    found = run(line_of([0] * 12, [(4.0, 5.0, 20 / 3.6)]), consist)
    at = np.interp([4500.0, 5000.0, 5760.0, 5900.0], found.position_m, found.speed_ms)
    assert consist.length_m == pytest.approx(764.0)
    assert at[:3] == pytest.approx([20 / 3.6] * 3, rel=1e-6)
    assert at[3] > 20 / 3.6 + 0.1


def test_whole_numbers_are_numbers():
    """A design speed of 30 and one of 30.0 m/s are the same; a limit of 7.9 m/s stays one."""
    line, top = line_of([0] * 20, [(5, 9, 7.9)]), ore_train(loco=replace(LOCO, max_speed_ms=30))
    assert run(line, top).limit_ms.min() == 7.9


def test_limit_edges_fall_on_step_edges():
    """Both edges of every limit, the second with the length of the train, are nodes."""
    line, consist = line_of([0] * 12, [(4.013, 5.017, 10.0), (7.4, 7.9, 12.0)]), ore_train()
    nodes = course(line, consist, 1).distance_m
    for edge in (4013.0, 5017.0 + 764, 7400.0, 7900.0 + 764):
        assert np.abs(nodes - edge).min() < 1e-9


def test_a_train_as_long_as_a_sawtooth_feels_no_grade():
    """1,000 m of even train on 500 m teeth of +10 and -10 permille: the mean grade under it is zero everywhere inside."""
    line = line_of([10, -10] * 10, km=0.5)
    even = replace(WAGON, tare_kg=10e3, payload_kg=0.0, length_m=10.0)
    loco = replace(LOCO, mass_kg=40e3, length_m=40.0, max_effort_n=100e3)
    consist = ore_train(1, 96, loco=loco, wagon=even)
    assert consist.length_m == 1000.0
    heads = np.linspace(1100, 9900, 500)
    assert np.abs(mean_grade_permille(profile_of(line, 1).height, weights_of(consist), heads)).max() < 1e-9


def test_curves_hold_back_as_seven_hundred_over_their_radius():
    """A train wholly inside curves of 700 m radius meets 1 permille more: its work is weight x 1 permille x distance."""
    plain = line_of([0] * 10)
    bent = replace(plain, legs=(replace(plain.legs[0], curves=(Curve(from_km=0, to_km=10, radius_m=700.0),)),))
    consist = ore_train()
    there, back = run(bent, consist), run(bent, consist, "B", "A")
    beyond = consist.length_m / 2
    assert there.energy.curve_j == pytest.approx(consist.mass_kg * G * 1e-3 * (10_000 - beyond), rel=0.02)
    assert back.energy.curve_j == pytest.approx(there.energy.curve_j, rel=1e-9)


def test_a_partly_laden_train_weighs_what_its_blocks_weigh():
    """Two locomotives, 20 full, 10 half-full and 10 empty wagons, and a locomotive behind: 3 x 195 + 2600 + 800 + 300 t."""
    blocks = (
        Block(vehicle=LOCO, number=2),
        Block(vehicle=WAGON, number=20),
        Block(vehicle=WAGON, number=10, load=0.5),
        Block(vehicle=WAGON, number=10, load=0.0),
        Block(vehicle=LOCO),
    )
    train = replace(ore_train(), locomotives=(), wagons=(), formation=blocks)
    assert train.mass_kg == pytest.approx(4_285e3)
    assert train.payload_kg == pytest.approx(2_500e3)
    assert train.length_m == 3 * 22 + 40 * 12
    assert train.air_brake_n == pytest.approx(20 * 40e3 + 10 * 26e3 + 10 * 12e3)
    assert run(line_of([2] * 10), train).duration_s < seconds(line_of([2] * 10), ore_train(3, 40))


def test_a_locomotive_behind_meets_the_grade_later():
    """Where the weight sits matters: on a ramp the same vehicles need other forces at other heads, and the same work."""
    line = line_of([0, 0, 8, 8, 0, 0, 0, 0])
    blocks = (Block(vehicle=LOCO, number=4), Block(vehicle=WAGON, number=20))
    front = replace(ore_train(), locomotives=(), wagons=(), formation=blocks)
    behind = replace(front, formation=tuple(reversed(front.formation)))
    a, b = run(line, front), run(line, behind)
    assert a.energy.grade_j == pytest.approx(b.energy.grade_j, rel=0.02)
    assert np.abs(a.mean_grade_permille - b.mean_grade_permille).max() > 0.3


def test_helpers_push_where_they_are_told_to():
    """A train that stalls on 14 permille climbs with two helpers on the ramp, which weigh on it too."""
    line = line_of([0] * 5 + [14] * 8 + [0] * 12)
    alone = ore_train(2, 85)
    with pytest.raises(hw.InputError, match="stalls"):
        run(line, alone)
    helped = replace(alone, helpers=(Helper(leg="leg", from_km=4.0, to_km=14.0, locomotive=LOCO, number=2),))
    found = run(line, helped)
    pushed = (found.position_m > 5_000) & (found.position_m < 13_000)
    assert found.effort_n[pushed].max() > 1.5e6
    assert found.effort_n[~pushed & (found.position_m > 14_500)].max() <= 1.4e6 + 1
    assert abs(found.energy.unbalanced) < 1e-9


def test_wet_rail_takes_effort_where_adhesion_binds():
    """With 0.45 at rest on dry rail a locomotive of 195 t pulls its 700 kN; on wet rail (0.13 for 0.161) it cannot."""
    loco = replace(LOCO, adhesion=0.45)
    line, consist = line_of([3] * 10), ore_train(loco=loco)
    dry, wet, sanded = (run(line, consist, rail=rail) for rail in ("dry", "wet", "sanded"))
    assert dry.effort_n.max() > 1.3e6
    share = (0.13 + 7.5 / 44) / (0.161 + 7.5 / 44)
    assert wet.effort_n.max() <= 2 * 0.45 * share * 195e3 * G
    assert wet.effort_n.max() < dry.effort_n.max()
    assert dry.duration_s < wet.duration_s
    assert sanded.duration_s <= dry.duration_s
    with pytest.raises(hw.InputError, match="Write one of: dry, sanded, wet"):
        run(line, consist, rail="icy")


def test_power_that_builds_up_slowly_costs_time():
    """At 20 kW/s a locomotive takes 150 s to its 3 MW."""
    line = line_of([0] * 10)
    slow, fast = run(line, ore_train(loco=replace(LOCO, power_ramp_w_s=20e3))), run(line, ore_train())
    assert slow.duration_s > fast.duration_s + 10
    power = slow.effort_n * slow.speed_ms
    assert (power[slow.time_s < 60] <= 2 * 20e3 * (slow.time_s[slow.time_s < 60] + 40)).all()


def test_a_driver_who_uses_less_effort_never_exceeds_it():
    line = line_of([1] * 10)
    careful = run(line, ore_train(), driving=hw.FastestRun(effort=0.6))
    assert careful.effort_n.max() <= 0.6 * 1.4e6 + 1
    assert careful.duration_s > seconds(line, ore_train())


def test_thin_hot_air_resists_less():
    """At 800 m and 35 C the air weighs 1.041 kg/m3 (92.1 kPa / 287.05 / 308.15 K), 15 % less than the standard."""
    from headway.physics.forces.resistance import air_density_kg_m3

    assert air_density_kg_m3(0.0, 15.0) == pytest.approx(1.225, abs=5e-4)
    assert air_density_kg_m3(800.0, 35.0) == pytest.approx(1.040, abs=2e-3)
    plain = line_of([0] * 10)
    high = replace(plain.legs[0], places=tuple(replace(p, elevation_m=800.0) for p in plain.legs[0].places))
    from headway.model import Line
    from tests.trains import corridor

    scenario = corridor(Line(legs=(high,)), ore_train())
    hot = replace(scenario, air_temperature_c=35.0)
    a, b = (hw.train_run(s, "train", "A", "B") for s in (scenario, hot))
    assert b.energy.resistance_j < a.energy.resistance_j
    assert "air 1.041 kg/m3" in b.summary()


def test_the_calibration_factor_is_seen_and_felt():
    line = line_of([0] * 10)
    found = run(line, ore_train(resistance_factor=1.2))
    assert "cn x 1.20" in found.summary()
    assert found.duration_s > seconds(line, ore_train())


def test_fuel_follows_the_map_and_idling():
    """50 L/h idling and 600 L/h at 3 MW: ten minutes at a stop burn 2 x 50 / 6 L, and a run lies between the two rates."""
    fuel = (FuelPoint(power_w=0.0, fuel_l_per_h=50.0), FuelPoint(power_w=3e6, fuel_l_per_h=600.0))
    consist = ore_train(loco=replace(LOCO, fuel=fuel))
    line = line_of([0] * 20, places=[("M", 10.0)])
    short, long = (run(line, consist, stops=[Stop(place="M", dwell_s=dwell)]) for dwell in (60.0, 660.0))
    assert long.fuel_l - short.fuel_l == pytest.approx(2 * 50 / 6, rel=1e-6)
    hours = short.duration_s / 3600
    assert 2 * 50 * hours < short.fuel_l < 2 * 600 * hours
    assert short.co2_kg == pytest.approx(2.653 * short.fuel_l, rel=1e-3)
    # The map is straight, so fuel is idling plus 550 L/h for each 3 MW, to a thousandth.
    assert short.fuel_l == pytest.approx(2 * 50 * hours + short.energy_j / 3e6 * 550 / 3600, rel=1e-3)


def test_electric_locomotives_draw_and_return():
    """0.9 efficient, 0.8 of the dynamic brake returned: downhill most of what was drawn comes back."""
    loco = replace(
        LOCO, energy="electric", efficiency=0.9, regeneration=0.8, auxiliary_w=50e3, co2_kg_per_kwh=0.5, dynamic_brake=DYNAMIC
    )
    found = run(line_of([-6] * 20), ore_train(loco=loco, brakes="air"))
    use = found.energy
    assert use.drawn_j == pytest.approx(use.traction_j / 0.9 + 2 * 50e3 * found.duration_s)
    assert use.returned_j == pytest.approx(0.8 * use.dynamic_j)
    assert use.returned_j > use.drawn_j
    assert found.fuel_l == 0
    assert found.co2_kg == pytest.approx((use.drawn_j - use.returned_j) / 3.6e6 * 0.5)


# ---------------------------------------------------------------------- what the layers above use


def test_running_times_tell_starting_and_stopping_apart(small):
    """On the level 10 km at 72 km/h take 500 s; starting and stopping cost time, and a run adds up over a place passed."""
    consist = small.consist("ore-loaded")
    times = section_times(small.line, consist, 0, 4)
    assert times.run_s[1, PASS, PASS] == 500
    assert times.run_s[1, STOP, PASS] > times.run_s[1, PASS, PASS]
    assert times.run_s[1, PASS, STOP] > times.run_s[1, PASS, PASS]
    assert times.run_s[1, STOP, STOP] > times.run_s[1, STOP, PASS]
    assert times.run_s[0, PASS, PASS] == CANNOT
    whole = hw.train_run(small, "ore-loaded", "Port", "Pit").duration_s
    assert times.fastest_s == pytest.approx(whole, abs=4)


def test_a_stop_loses_what_braking_and_starting_lose(small):
    """Braking from 20 m/s at 0.3 m/s2 takes 66.7 s over 666.7 m, which running takes 33.3 s: 33.3 s lost before the stop."""
    times = section_times(small.line, small.consist("ore-loaded"), 0, 4)
    assert times.run_s[1, PASS, STOP] - times.run_s[1, PASS, PASS] == pytest.approx(20 / 0.3 / 2, abs=1.5)


def test_the_table_of_running_times_names_what_it_shows(small):
    """One row per train, direction and section; losses are differences against passing; ends have no passing time."""
    table = hw.running_times(small)
    loaded = table.filter(pl.col("train") == "ore-loaded")
    assert loaded.height == len(small.line.places) - 1
    inner = loaded.row(1, named=True)
    assert inner["stop_loss_s"] == inner["pass_stop_s"] - inner["pass_pass_s"]
    assert loaded.row(0, named=True)["pass_pass_s"] is None
    assert set(table["train"]) == {"ore-loaded", "ore-empty", "railcar"}


def test_running_times_are_computed_once_and_kept(flagship):
    consist = flagship.consist("ore-loaded")
    again = hw.load("gara-djebilet")
    assert section_times(flagship.line, consist, 0, 5) is section_times(again.line, again.consist("ore-loaded"), 0, 5)


def test_stops_add_their_dwell(flagship):
    """A run with a stop of 300 s is longer by the dwell and by braking and starting."""
    through = hw.train_run(flagship, "passenger", "Béchar", "Tindouf")
    halting = hw.train_run(flagship, "passenger", "Béchar", "Tindouf", stops=[Stop(place="Abadla", dwell_s=300)])
    lost = halting.duration_s - through.duration_s
    assert 300 + 60 < lost < 300 + 240
    name, arrival, departure = halting.calls[[c[0] for c in halting.calls].index("Abadla")]
    assert (name, departure - arrival) == ("Abadla", pytest.approx(300))


def test_a_run_needs_places_of_the_line_in_order(flagship):
    for kwargs, message in (
        ({"destination": "Bechar"}, 'Did you mean "Béchar"'),
        ({"destination": "Gara Djebilet"}, "needs two places"),
        ({"destination": "Béchar", "stops": ["Abadla", "Tindouf"]}, "not in this order"),
    ):
        with pytest.raises(hw.InputError, match=message):
            hw.train_run(flagship, "ore-loaded", "Gara Djebilet", **kwargs)


@pytest.mark.parametrize("train", ["ore-loaded", "ore-empty", "passenger", "goods"])
def test_step_size_matters_little(flagship, train):
    """Against steps of 5 m the default changes time by less than 0.02 % and energy by less than 0.3 %, for every train."""
    consist = flagship.consist(train)
    ends = [len(flagship.line.places) - 1, 0]
    coarse, fine = (trip_of(flagship.line, consist, ends, [0, 0], step_m=step)[1].drive() for step in (0.0, 5.0))
    assert coarse.time_s == pytest.approx(fine.time_s, rel=2e-4)
    assert coarse.log.pull_j.sum() == pytest.approx(fine.log.pull_j.sum(), rel=3e-3)


def test_a_run_is_a_table_and_a_text(flagship):
    found = hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    frame = found.to_frame()
    assert frame["km"][0] == 950
    assert frame["km"][-1] == 0
    assert frame["speed_km_h"].max() == pytest.approx(80.0)
    assert frame["energy_kwh"][-1] == pytest.approx(found.energy_j / 3.6e6)
    assert math.isclose(found.distance_m, 950_000)
    assert "950.0 km" in found.summary()


def test_what_to_record_is_an_argument(flagship):
    """Every 5 km or at the places only: fewer rows, the same totals, and the works between rows add up."""
    args = (flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    whole = hw.train_run(*args)
    coarse, places = (hw.train_run(*args, sampling=hw.Sampling(every_m=x)) for x in (5_000.0, np.inf))
    assert whole.to_frame().height > coarse.to_frame().height > places.to_frame().height == len(flagship.line.places)
    for found in (coarse, places):
        assert found.duration_s == whole.duration_s
        assert found.log.pull_j.sum() == pytest.approx(whole.energy_j, rel=1e-12)
        assert (
            found.summary().splitlines()[1:4] == whole.summary().splitlines()[1:4] or found.speed_ms.max() < whole.speed_ms.max()
        )
    with pytest.raises(hw.InputError, match="every node"):
        coarse.regimes()


def test_the_regimes_are_the_drivers_instructions(flagship):
    """They cover the run once, in order, and begin with power and end with the brake."""
    found = hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar", stops=["Tindouf"]).regimes()
    assert found["from_m"][0] == 0
    assert found["to_m"][-1] == pytest.approx(950_000)
    assert (np.abs(found["from_m"][1:].to_numpy() - found["to_m"][:-1].to_numpy()) < 1e-6).all()
    assert found["regime"][0] == "power"
    assert found["regime"][-1] == "brake"


def test_short_sections_and_edges_beside_places_are_no_trouble(small):
    """A place 200 m behind another, a limit that begins half a millimetre before a place: finite, rising times."""
    from headway.model import Line

    leg = small.line.legs[0]
    near = Place(name="Near", km=10.2, tracks=leg.places[0].tracks)
    limit = SpeedLimit(from_km=9.9999995, to_km=40, speed_ms=18)
    crowded = replace(leg, places=(*leg.places[:2], near, *leg.places[2:]), speed_limits=(limit,))
    line = Line(legs=(crowded,))
    times = section_times(line, small.consist("railcar"), 0, 5)
    assert (times.run_s[1:-1] > 0).all()
    scenario = replace(small, line=line, services=small.services[:2], fleets=(), terminals=())
    found = hw.train_run(scenario, "railcar", "Port", "Pit", stops=["Loop A", "Near"])
    assert np.isfinite(found.time_s).all()
    assert (np.diff(found.time_s) > 0).all()


def test_running_times_never_promise_more_than_the_train_can_do(flagship):
    """Whatever the pattern of stops, the table's total is no less than the run itself, and at most 1 % above it."""
    line = flagship.line
    for consist, origin, destination in (("ore-loaded", "Gara Djebilet", "Béchar"), ("passenger", "Béchar", "Tindouf")):
        first, last = line.index(origin), line.index(destination)
        times = section_times(line, flagship.consist(consist), first, last)
        step = 1 if last > first else -1
        names = [line.places[i].name for i in range(first, last + step, step)]
        for every in (1, 2, 3, 7):
            stops = names[every:-1:every]
            scenario = replace(flagship, air_temperature_c=None)
            found = hw.train_run(scenario, consist, origin, destination, stops=stops)
            ends = [STOP if i in (0, len(names) - 1) or names[i] in stops else PASS for i in range(len(names))]
            total = sum(int(times.run_s[k, ends[k], ends[k + 1]]) for k in range(len(names) - 1))
            assert found.duration_s <= total + 1
            assert total <= found.duration_s * 1.01 + len(names)


def test_a_batch_is_the_runs_one_by_one(flagship):
    """Any train, direction and stops, in any order and with any number of threads: the totals of the single runs."""
    consist = flagship.consist("ore-loaded")
    heavy = replace(consist, wagons=((consist.wagons[0][0], 600),))
    patterns = [
        hw.Pattern("ore-loaded", "Gara Djebilet", "Béchar", ("Tindouf",)),
        hw.Pattern("passenger", "Béchar", "Tindouf", ("Abadla", Stop(place="Tabelbala", dwell_s=300.0))),
        hw.Pattern("ore-empty", "Béchar", "Gara Djebilet"),
        hw.Pattern("ore-loaded", "Tindouf", "Abadla"),
        hw.Pattern(heavy, "Gara Djebilet", "Béchar"),
    ]
    table = hw.train_runs(flagship, patterns)
    assert table.equals(hw.train_runs(flagship, patterns, jobs=2))
    for pattern, row in zip(patterns[:4], table.iter_rows(named=True), strict=False):
        one = hw.train_run(flagship, pattern.train, pattern.origin, pattern.destination, stops=pattern.stops)
        assert row["time_s"] == pytest.approx(one.duration_s, rel=1e-12)
        assert row["energy_kwh"] == pytest.approx(one.energy_j / 3.6e6, rel=1e-12)
        assert row["fuel_l"] == pytest.approx(one.fuel_l, rel=1e-12)
    assert (table["status"][4], table["time_s"][4]) == ("stalls", None)


def test_a_batch_lists_every_bad_pattern(flagship):
    bad = [
        hw.Pattern("ore-laden", "Béchar", "Tindouf"),
        hw.Pattern("goods", "Béchar", "Tindoof"),
        hw.Pattern("goods", "Béchar", "Béchar"),
    ]
    with pytest.raises(hw.InputError) as caught:
        hw.train_runs(flagship, bad)
    assert len(caught.value.problems) == 3
    assert 'Did you mean "ore-loaded"?' in str(caught.value)


def test_mean_grades_of_the_run_and_ruling_grade_agree(flagship):
    """The steepest mean grade under the loaded train is what the profile was drawn for: 5 permille, less its own length."""
    ruling = hw.ruling_grade(flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    found = hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    assert 4.0 < ruling.grade_permille <= 5.6
    assert found.mean_grade_permille.max() == pytest.approx(ruling.grade_permille, abs=0.3)


def test_balancing_speed_and_trailing_load_are_each_others_inverse():
    """The most wagons at 20 km/h on 8 permille, hauled there, balance at 20 km/h or a little above; one more, below."""
    train = ore_train(2, 60)
    load = hw.trailing_load(train, 8.0, 20 / 3.6)
    assert load.trailing_kg == pytest.approx(load.wagons * 130e3)
    most, more = (hw.balancing_speed(ore_train(2, n), 8.0) * 3.6 for n in (load.wagons, load.wagons + 1))
    assert more < 20 <= most
    assert hw.balancing_speed(ore_train(1, 400), 25.0) == 0.0
