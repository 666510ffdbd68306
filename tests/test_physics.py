"""Running times: closed forms, the slow twin, laws, and published cases."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway as hw
from headway.model import Consist, Gradient, Leg, Line, Locomotive, Place, SpeedLimit, Track, Wagon
from headway.physics import running_times
from headway.physics.course import course
from headway.physics.kernel import OK, Traction, account, ceiling, fastest
from headway.physics.resistance import cn
from headway.physics.running_times import CANNOT, PASS, STOP
from headway.physics.train_run import traction
from tests import naive

G = 9.80665


def train(mass_kg, a=0.0, b=0.0, c=0.0, effort=lambda v: 0.0, top=60.0, braking=0.5):
    speeds = np.arange(0, top + 0.1, 0.05)
    table = np.array([effort(v) for v in speeds])
    return Traction(mass_kg, a, b, c, table, 0.05, braking)


def drive(model, distance, limit, grade, end_ms=0.0):
    top = ceiling(distance, limit, end_ms, model.braking_ms2)
    v, t, f = np.zeros(distance.size), np.zeros(distance.size), np.zeros(distance.size)
    status = fastest(model, distance, grade, top, 0.0, v)
    account(model, distance, grade, v, t, f)
    return status, v, t, f


def grid(length, step=10.0, edges=()):
    points = np.union1d(np.arange(0.0, length + step / 2, step), np.array([*edges, length], dtype=float))
    return points[points <= length]


def test_constant_force_against_square_resistance_follows_the_closed_form():
    """From rest: x = (m/C) ln cosh(sqrt((F-A) C) t/m); 300 s give 19.4737 m/s after 3036.11 m (closed form)."""
    model = train(12_480_000.0, a=124_000.0, c=490.0, effort=lambda v: 1_000_000.0)
    d = grid(3036.112182205414, 20.0)
    status, v, t, _ = drive(model, d, np.full(d.size - 1, 60.0), np.zeros(d.size), end_ms=60.0)
    assert status == OK
    assert v[-1] == pytest.approx(19.473650859296566, rel=1e-4)
    assert t[-1] == pytest.approx(300.0, rel=2e-3)


def test_constant_force_then_constant_power_follow_the_closed_forms():
    """12,480 t with 1 MN up to 13 m/s, then 13 MW, no resistance, to 30 m/s.

    t = m v1/F + m (v^2 - v1^2)/(2P) = 162.24 + 350.88 s; x = m v1^2/(2F) + m (v^3 - v1^3)/(3P) = 1054.56 + 7936.96 m.
    """
    model = train(12_480_000.0, effort=lambda v: min(1e6, 13e6 / max(v, 1e-9)))
    d = grid(1054.56 + 7936.96, 10.0)
    _, v, t, _ = drive(model, d, np.full(d.size - 1, 60.0), np.zeros(d.size), end_ms=60.0)
    assert v[-1] == pytest.approx(30.0, rel=1e-4)
    assert t[-1] == pytest.approx(162.24 + 350.88, rel=1e-4)


def test_resistance_of_a_loaded_ore_wagon_is_the_published_row():
    """CN/AREMA for 130 t on 4 axles, C = 4.2, a = 105 ft2: 1276.42 N at rest, 1544.37 at 20, 1872.90 at 40 km/h."""
    davis = cn(130_000.0, 4, 4.2, 105 * 0.09290304)
    for km_h, expected in ((0, 1276.42), (20, 1544.37), (40, 1872.90)):
        v = km_h / 3.6
        assert davis.a_n + davis.b_ns * v + davis.c_ns2 * v * v == pytest.approx(expected, rel=1e-4)


def test_osrd_flat_run_switches_where_osrd_switches():
    """850 t, effort 450 to 180 kN, 160 km/h, stops at 6 and 10 km: OSRD's MaxEffortEnvelopeTest states the transitions.

    Full effort ends (braking begins) at 2726 m accelerating, 4029 m, 6000 m, 8292 m; 416.73 s in all.
    """
    model = train(850_000.0 * 1.05, 5525.0, 244.8, 13.2192, lambda v: 450_000 + (180_000 - 450_000) * v / (300 / 3.6), 90.0, 0.5)
    d = grid(6000.0, 1.0)
    _, v, t1, _ = drive(model, d, np.full(d.size - 1, 44.4), np.zeros(d.size))
    reached = d[np.argmax(v >= 44.4 - 1e-6)]
    braked = d[np.flatnonzero(v >= 44.4 - 1e-6)[-1]]
    assert reached == pytest.approx(2726, abs=2)
    assert braked == pytest.approx(4029, abs=2)
    d = grid(4000.0, 1.0)
    _, v, t2, _ = drive(model, d, np.full(d.size - 1, 44.4), np.zeros(d.size))
    assert 6000 + d[np.argmax(v)] == pytest.approx(8292, abs=2)
    assert t1[-1] + t2[-1] == pytest.approx(416.73, abs=0.1)


def test_all_trainruns_cases_agree_with_the_converged_times(reference):
    """The eight cases of TrainRuns.jl, to 0.05 % of the converged time of the same model."""
    data = json.loads((reference / "physics" / "trainruns_cases.json").read_text())
    for case in data["cases"]:
        time = trainruns_time(data["trains"][case["train"]], data["paths"][case["path"]])
        assert time == pytest.approx(case["converged_running_time_s"], rel=5e-4), case["id"]


def trainruns_time(stock, path):
    """Build a TrainRuns case for the kernel: resistance by Strahl or Sauthoff, grade at the head, limits to the tail."""
    v00, dv = 100 / 3.6, 15 / 3.6
    unit, cars = stock["traction_unit"], stock["wagons"]
    air = unit["f_air_permil"] / 1000 * (unit["mass_driven_axles_kg"] + unit["mass_carrying_axles_kg"]) * G / v00**2
    a = unit["f_driven_permil"] / 1000 * unit["mass_driven_axles_kg"] * G + air * dv**2
    a += unit["f_carrying_permil"] / 1000 * unit["mass_carrying_axles_kg"] * G
    b, c = 2 * air * dv, air
    weight = cars["mass_kg"] * G / 1000
    shift = dv if "Sauthoff" in cars["formula"] else 0.0
    a += weight * (cars["f0_permil"] + cars["f2_permil"] * (shift / v00) ** 2)
    b += weight * (cars["f1_permil"] / v00 + 2 * cars["f2_permil"] * shift / v00**2)
    c += weight * cars["f2_permil"] / v00**2
    table = np.array(stock["tractive_effort_kmh_N"])
    model = train(
        stock["mass_kg"] * stock["rotating_mass_factor"], a, b, c,
        lambda v: float(np.interp(v * 3.6, table[:, 0], table[:, 1])), 60.0, -stock["braking_accel_mps2"],
    )  # fmt: skip
    parts = path["sections_start_m_limit_kmh_resistance_permil"]
    start, end = parts[0][0], parts[-1][0]
    edges = [p[0] - start for p in parts]
    ends = [e + stock["length_m"] for e in edges]
    # Nodes a hair before and at every edge, since the force of a point mass jumps there.
    d = grid(end - start, 5.0, [*edges, *(e - 1e-4 for e in edges[1:]), *(e for e in ends if e < end - start)])
    head = d + start
    grade = np.zeros(d.size)
    limit = np.full(d.size - 1, min(stock["speed_limit_mps"], 1e3))
    middle = (head[:-1] + head[1:]) / 2
    for p, q in pairwise(parts):
        grade[(head >= p[0]) & (head < q[0] - 5e-5)] = p[2] / 1000 * stock["mass_kg"] * G
        bound = (middle > p[0]) & (middle < q[0] + stock["length_m"])
        limit[bound] = np.minimum(limit[bound], p[1] / 3.6)
    status, _, t, _ = drive(model, d, limit, grade)
    assert status == OK
    return t[-1]


LOCO = Locomotive(name="loco", mass_kg=195e3, length_m=22, axles=6, max_effort_n=700e3, power_w=3e6, max_speed_ms=30.0)
WAGON = Wagon(name="wagon", tare_kg=30e3, payload_kg=100e3, length_m=12.0)


def ore_train(locos=2, wagons=60, *, loaded=True, power=3e6):
    loco = Locomotive(name="loco", mass_kg=195e3, length_m=22, axles=6, max_effort_n=700e3, power_w=power, max_speed_ms=30.0)
    return Consist(
        name="train", train_class="ore", locomotives=((loco, locos),), wagons=((WAGON, wagons),), loaded=loaded, braking_ms2=0.2
    )


def line_of(grades, limits=(), km=1.0):
    """A line of one leg with a place at each end and a gradient per kilometre."""
    end = len(grades) * km
    two = (Track(name="1", length_m=5000.0), Track(name="2", length_m=5000.0))
    return Line(
        legs=(
            Leg(
                name="leg", km_from=0.0, km_to=end,
                places=(Place(name="A", km=0.0, tracks=two), Place(name="B", km=end, tracks=two)),
                gradients=tuple(Gradient(from_km=i * km, to_km=(i + 1) * km, grade_permille=g) for i, g in enumerate(grades)),
                speed_limits=tuple(SpeedLimit(from_km=a, to_km=b, speed_ms=v) for a, b, v in limits),
            ),
        )
    )  # fmt: skip


def seconds(line, consist, origin=0, destination=1):
    way = course(line, consist, origin, destination)
    model = traction(consist)
    return drive(model, way.distance_m, way.limit_ms, way.grade_force_n)[2][-1]


grades_lists = st.lists(st.integers(-6, 5), min_size=6, max_size=25)


@given(grades=grades_lists, speeds=st.lists(st.floats(6.0, 22.0), min_size=3, max_size=3))
def test_the_kernel_agrees_with_a_slow_twin(grades, speeds):
    """A train driven tenth by tenth of a second, with limits scanned by eye, takes the same time to 1 %."""
    length = len(grades)
    limits = [(i * length / 3, (i + 0.8) * length / 3, v) for i, v in enumerate(speeds)]
    line, consist = line_of(grades, limits), ore_train()
    model = traction(consist)
    heights = np.concatenate([[0.0], np.cumsum(np.array(grades, dtype=float))])

    def height(x):
        return float(np.interp(x / 1000, np.arange(length + 1), heights))

    slow = naive.run_time(
        mass_kg=model.mass_kg,
        effort=lambda v: sum(n * min(x.max_effort_n, x.power_w / max(v, 1e-9)) for x, n in consist.locomotives),
        resistance=lambda v: model.a_n + model.b_ns * v + model.c_ns2 * v * v,
        grade_force=lambda s: consist.mass_kg * G * (height(s) - height(s - consist.length_m)) / consist.length_m,
        limits=[(a * 1000, b * 1000, v) for a, b, v in limits],
        length_m=consist.length_m,
        top_ms=consist.top_speed_ms,
        distance_m=length * 1000.0,
        braking_ms2=consist.braking_ms2,
    )
    assert seconds(line, consist) == pytest.approx(slow, rel=0.01)


@given(grades=grades_lists)
def test_more_power_is_never_slower(grades):
    line = line_of(grades)
    assert seconds(line, ore_train(power=3.2e6)) <= seconds(line, ore_train(power=2.8e6)) + 1e-6


@given(grades=grades_lists, speed=st.floats(5.0, 20.0))
def test_a_lower_limit_is_never_faster(grades, speed):
    whole = (0.0, float(len(grades)))
    slow, fast = line_of(grades, [(*whole, speed)]), line_of(grades, [(*whole, speed + 2)])
    assert seconds(slow, ore_train()) >= seconds(fast, ore_train()) - 1e-6


@given(grades=grades_lists)
def test_the_mirrored_line_gives_the_mirrored_run(grades):
    """Running B to A over gradients turned round takes the time of A to B."""
    there = line_of(grades)
    back = line_of([-g for g in reversed(grades)])
    assert seconds(there, ore_train(), 0, 1) == pytest.approx(seconds(back, ore_train(), 1, 0), rel=1e-6)


@given(grades=grades_lists)
def test_the_energy_balance_closes(grades):
    """Work at the wheel, driving less braking, is what resistance and height have taken: the train begins and ends at rest."""
    line, consist = line_of(grades), ore_train()
    way, model = course(line, consist, 0, 1), traction(consist)
    _, v, _, wheel = drive(model, way.distance_m, way.limit_ms, way.grade_force_n)
    ds = np.diff(way.distance_m)
    vm = (v[:-1] + v[1:]) / 2
    lost = np.sum((model.a_n + (model.b_ns + model.c_ns2 * vm) * vm) * ds)
    raised = np.sum((way.grade_force_n[:-1] + way.grade_force_n[1:]) / 2 * ds)
    driven = np.sum(np.maximum(wheel[:-1], 0) * ds)
    assert np.sum(wheel[:-1] * ds) == pytest.approx(lost + raised, abs=1e-6 * driven)


def test_a_train_as_long_as_a_sawtooth_feels_no_grade():
    """1,000 m of train on 500 m teeth of +10 and -10 permille: the mean grade under it is zero everywhere inside."""
    line = line_of([10, -10] * 10, km=0.5)
    consist = ore_train(2, 80)
    assert consist.length_m == pytest.approx(1004.0)
    way = course(line, consist, 0, 1)
    inside = (way.distance_m > 1100) & (way.distance_m < 9900)
    grade = way.grade_force_n[inside] / (consist.mass_kg * G)
    assert np.abs(grade).max() < 10e-3 * 4 / 1004 + 1e-12


def test_a_limit_holds_until_the_tail_has_cleared():
    """After a 20 km/h limit from km 4 to 5 a train of 764 m speeds up when its head is at km 5.764, not before."""
    line, consist = line_of([0] * 12, [(4.0, 5.0, 20 / 3.6)]), ore_train()
    way, model = course(line, consist, 0, 1), traction(consist)
    _, v, _, _ = drive(model, way.distance_m, way.limit_ms, way.grade_force_n)
    at = np.interp([4500.0, 5000.0, 5760.0, 5900.0], way.distance_m, v)
    assert consist.length_m == pytest.approx(764.0)
    assert at[:3] == pytest.approx([20 / 3.6] * 3, rel=1e-6)
    assert at[3] > 20 / 3.6 + 0.1


def test_a_train_that_stalls_is_refused_with_the_place_and_the_cure(small):
    """200 wagons behind one locomotive cannot climb 25 permille; the message says where, why, and what to do."""
    from dataclasses import replace

    leg = small.line.legs[0]
    steep = replace(
        leg, gradients=(Gradient(from_km=0, to_km=20, grade_permille=0), Gradient(from_km=20, to_km=40, grade_permille=25))
    )
    scenario = replace(small, line=Line(legs=(steep,)))
    with pytest.raises(hw.InputError, match=r"stalls at km 2\d\.\d.*25\.0 permille.*kN.*Add a locomotive"):
        hw.train_run(scenario, "ore-loaded", "Port", "Pit")


def test_running_times_tell_starting_and_stopping_apart(small):
    """On the level 10 km at 72 km/h take 500 s; starting and stopping cost time, and a run adds up over a place passed."""
    consist = small.consist("ore-loaded")
    times = running_times(small.line, consist, 0, 4)
    assert times.run_s[1, PASS, PASS] == 500
    assert times.run_s[1, STOP, PASS] > times.run_s[1, PASS, PASS]
    assert times.run_s[1, PASS, STOP] > times.run_s[1, PASS, PASS]
    assert times.run_s[1, STOP, STOP] > times.run_s[1, STOP, PASS]
    assert times.run_s[0, PASS, PASS] == CANNOT
    whole = hw.train_run(small, "ore-loaded", "Port", "Pit").duration_s
    assert times.fastest_s == pytest.approx(whole, abs=4)


def test_a_stop_loses_what_braking_and_starting_lose(small):
    """Braking from 20 m/s at 0.3 m/s2 takes 66.7 s over 666.7 m, which running takes 33.3 s: 33.3 s lost before the stop."""
    times = running_times(small.line, small.consist("ore-loaded"), 0, 4)
    assert times.run_s[1, PASS, STOP] - times.run_s[1, PASS, PASS] == pytest.approx(20 / 0.3 / 2, abs=1.5)


def test_stops_add_their_dwell(flagship):
    """A run with a stop of 300 s is longer by the dwell and by braking and starting."""
    from headway.model import Stop

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


def test_step_size_matters_little(flagship, monkeypatch):
    """Halving the integration step changes the 950 km of the loaded train by less than 0.02 % in time."""
    from headway.physics import course as course_module

    coarse = hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    monkeypatch.setattr(course_module, "STEP_M", 5.0)
    fine = hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    assert coarse.duration_s == pytest.approx(fine.duration_s, rel=2e-4)
    assert coarse.energy_j == pytest.approx(fine.energy_j, rel=3e-3)


def test_a_run_is_a_table_and_a_text(flagship):
    run = hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    frame = run.to_frame()
    assert frame["km"][0] == 950
    assert frame["km"][-1] == 0
    assert frame["speed_km_h"].max() == pytest.approx(80.0)
    assert math.isclose(run.distance_m, 950_000)
    assert "950.0 km" in run.summary()


def test_short_sections_and_edges_beside_places_are_no_trouble(small):
    """A place 200 m behind another, a limit that begins half a millimetre before a place: finite, rising times."""
    from dataclasses import replace

    leg = small.line.legs[0]
    near = Place(name="Near", km=10.2, tracks=leg.places[0].tracks)
    limit = SpeedLimit(from_km=9.9999995, to_km=40, speed_ms=18)
    crowded = replace(leg, places=(*leg.places[:2], near, *leg.places[2:]), speed_limits=(limit,))
    line = Line(legs=(crowded,))
    times = running_times(line, small.consist("railcar"), 0, 5)
    assert (times.run_s[1:-1] > 0).all()
    scenario = replace(small, line=line, services=small.services[:2], fleets=(), terminals=())
    run = hw.train_run(scenario, "railcar", "Port", "Pit", stops=["Loop A", "Near"])
    assert np.isfinite(run.time_s).all()
    assert (np.diff(run.time_s) > 0).all()


def test_running_times_never_promise_more_than_the_train_can_do(flagship):
    """Whatever the pattern of stops, the table's total is no less than the run itself, and at most 1 % above it."""
    line = flagship.line
    for consist, origin, destination in (("ore-loaded", "Gara Djebilet", "Béchar"), ("passenger", "Béchar", "Tindouf")):
        first, last = line.index(origin), line.index(destination)
        times = running_times(line, flagship.consist(consist), first, last)
        step = 1 if last > first else -1
        names = [line.places[i].name for i in range(first, last + step, step)]
        for every in (1, 2, 3, 7):
            stops = names[every:-1:every]
            run = hw.train_run(flagship, consist, origin, destination, stops=stops)
            ends = [STOP if i in (0, len(names) - 1) or names[i] in stops else PASS for i in range(len(names))]
            total = sum(int(times.run_s[k, ends[k], ends[k + 1]]) for k in range(len(names) - 1))
            assert run.duration_s <= total + 1
            assert total <= run.duration_s * 1.01 + len(names)
