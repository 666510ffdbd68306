"""Reference cases of train performance: our results against published ones and closed forms, each with its tolerance.

The tests assert the cases, and ``benchmarks/physics/checks.py`` prints them. Cases with few numbers give them here with
their source. Large cases read the folder of reference data, which is not part of the project.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headway.model import Consist, Locomotive, Wagon
from headway.physics import FastestRun, LeastEnergy, balancing_speed
from headway.physics.brakes import stopping
from headway.physics.course import ceilings, grid, way_of
from headway.physics.drive import Log, advance, drive
from headway.physics.driving.regimes import joined, pieces
from headway.physics.driving.ways import Driving
from headway.physics.envelope import OK, Envelope, ceiling
from headway.physics.forces.kernel import Train, Way
from headway.physics.forces.resistance import cn, davis_1926, fcalc, modified_davis
from headway.physics.profile import RunningSum, Weights, mean_grade_permille, work_j
from headway.physics.trip import Drive, Trip

Floats = NDArray[np.float64]

FT2 = 0.09290304
KWH = 3.6e6
DV_MS = 0.05


@dataclass(frozen=True)
class Check:
    """One published number against ours; the tolerance is a share of it, or in its unit where ``absolute``."""

    case: str
    ours: float
    expected: float
    tolerance: float
    unit: str
    absolute: bool = False

    @property
    def off(self) -> float:
        """How far ours is, in the terms of the tolerance."""
        return abs(self.ours - self.expected) / (1.0 if self.absolute else abs(self.expected))

    @property
    def ok(self) -> bool:
        """Whether ours is within the tolerance."""
        return self.off <= self.tolerance

    def __str__(self) -> str:
        limit = f"{self.tolerance:g} {self.unit}" if self.absolute else f"{self.tolerance:.4%}"
        off = f"{self.off:.3g} {self.unit}" if self.absolute else f"{self.off:.4%}"
        verdict = "ok" if self.ok else "MISSED"
        return f"{self.case:44s} {self.ours:14.6g} {self.expected:14.6g} {self.unit:5s} off {off:>12s} of {limit:>10s}  {verdict}"


def plain_train(
    *,
    mass_kg: float,
    inertia_kg: float = 0.0,
    davis: tuple[float, float, float] = (0.0, 0.0, 0.0),
    effort: Callable[[float], float] = lambda _: 0.0,
    dynamic: Callable[[float], float] = lambda _: 0.0,
    top_ms: float = 60.0,
    retardation_ms2: float = 0.0,
    service_n: float = 0.0,
    air_n: float = np.inf,
    delay_s: float = 0.0,
    build_s: float = 0.0,
    ramp_w_s: float = 0.0,
) -> Train:
    """Make a train for the kernel out of numbers and functions of the speed."""
    speeds = np.arange(0.0, top_ms + 2 * DV_MS, DV_MS)
    return Train(
        mass_kg=np.array([inertia_kg or mass_kg]),
        a_n=np.array([davis[0]], dtype=float),
        b_ns=np.array([davis[1]], dtype=float),
        c_ns2=np.array([davis[2]], dtype=float),
        effort_n=np.array([[effort(v) for v in speeds]], dtype=float),
        dynamic_n=np.array([[dynamic(v) for v in speeds]], dtype=float),
        per_ms=1 / DV_MS,
        retardation_ms2=retardation_ms2,
        service_n=service_n,
        air_n=air_n,
        delay_s=delay_s,
        wave_s=0.0,
        build_s=build_s,
        release_s=0.0,
        shares=np.array([]),
        piece_s=0.0,
        ramp_w_s=ramp_w_s,
        fuel_l_s=np.zeros((1, 2)),
        per_w=1e-9,
    )


def plain_way(
    length_m: float,
    limit_ms: float,
    *,
    weight_n: float = 0.0,
    grades: Sequence[tuple[float, float]] = ((0.0, 0.0),),
    limits: Sequence[tuple[float, float, float]] = (),
    step_m: float = 50.0,
    start_m: float = 0.0,
) -> Way:
    """Make a way for a point mass; grades are (from, sine of the slope), limits (from, to, speed)."""
    edges = np.array([*(x for x, _ in grades), *(x for a, b, _ in limits for x in (a, b))])
    nodes = grid(np.array([start_m, start_m + length_m]), edges, step_m)
    middle = (nodes[:-1] + nodes[1:]) / 2
    begins, slopes = np.array([x for x, _ in grades]), np.array([s for _, s in grades])
    slope = slopes[np.searchsorted(begins, middle, side="right") - 1]
    return way_of(nodes, weight_n * slope * np.diff(nodes), ceilings(nodes, limits, limit_ms))


def driven(train: Train, way: Way, driving: Driving | None = None) -> Drive:
    """Drive from rest to rest over a whole way."""
    trip = Trip(train=train, way=way, halts=np.array([0, way.distance_m.size - 1]), dwell_s=np.zeros(2))
    found = (driving or FastestRun()).drive(trip)
    assert found.status == OK, found
    return found


def transitions(way: Way, log: Log) -> list[float]:
    """Return the places at which the regime of a run changes."""
    return [begin for _, begin, _ in joined(pieces(log, way.distance_m))[1:]]


def closed_forms() -> Iterator[Check]:
    """Give the cases with a closed form."""
    a, c, m = 124_000.0, 490.0, 12_480_000.0
    train = plain_train(mass_kg=m, davis=(a, 0, c), effort=lambda _: 1e6)
    speed, time = _free_run(train, 3036.112182205414)
    yield Check("ACC-1 speed", speed, 19.473650859296566, 1e-4, "m/s")
    yield Check("ACC-1 time", time, 300.0, 1e-4, "s")
    # Constant power from rest needs an infinite force; begin at 1 m/s, where t = m v^2 / 2P = 0.48 s and x = 0.32 m have passed.
    power = plain_train(mass_kg=m, effort=lambda v: 13e6 / max(v, 1e-9))
    speed, time = _free_run(power, 14142.135623730952 - m / (3 * 13e6), start_ms=1.0, step_m=20.0)
    yield Check("ACC-2 speed", speed, 35.35533905932738, 1e-4, "m/s")
    yield Check("ACC-2 time", time + m / (2 * 13e6), 600.0, 1e-4, "s")
    coast = plain_train(mass_kg=m, davis=(a, 0, c))
    # The last metres before rest are left out on both sides: down to 0.5 m/s.
    x = m / (2 * c) * np.log((1 + c * 20.0**2 / a) / (1 + c * 0.5**2 / a))
    t = m / np.sqrt(a * c) * (np.arctan(20 * np.sqrt(c / a)) - np.arctan(0.5 * np.sqrt(c / a)))
    speed, time = _free_run(coast, float(x), start_ms=20.0, step_m=20.0, coasting=True)
    yield Check("COAST-1 speed (down to 0.5 m/s)", speed, 0.5, 1e-3, "m/s")
    yield Check("COAST-1 time", time, float(t), 1e-4, "s")
    far = _free_run(coast, 2e6, start_ms=20.0, held_n=-0.004 * m * 9.81, step_m=200.0, coasting=True)[0]
    yield Check("TERM-1", far, 27.319545219867923, 1e-4, "m/s")
    brake = plain_train(mass_kg=1e6, service_n=0.25e6, air_n=0.25e6, delay_s=3.0, build_s=25.0)
    distance, time = stopping(brake, 20.0, 0.0)
    yield Check("STOP-1 distance", distance, 1103.4895833333335, 0.1, "m", absolute=True)
    yield Check("STOP-1 time", time, 95.5, 0.1, "s", absolute=True)
    yield from _balancing()
    sums = RunningSum.of_slopes([(i * 500.0, (i + 1) * 500.0, 0.01 * (-1) ** i) for i in range(40)], 20_000.0)
    heads = np.linspace(1000.0, 19_000.0, 721)
    mean = mean_grade_permille(sums, Weights(np.array([0.0, 1000.0]), np.array([1.0, -1.0])), heads)
    yield Check("STRAP-1 worst mean grade", float(np.abs(mean).max()) / 1000, 0.0, 1e-12, "", absolute=True)


def _free_run(
    train: Train, distance_m: float, *, start_ms: float = 0.0, held_n: float = 0.0, step_m: float = 50.0, coasting: bool = False
) -> tuple[float, float]:
    """Run freely, with full effort or without; return the speed and the time at the end."""
    way = plain_way(distance_m, 1e3, weight_n=held_n, grades=((0.0, 1.0),), step_m=step_m)
    n = way.distance_m.size
    log = Log(*np.zeros((len(Log._fields), n)))
    aim = np.zeros(n) if coasting else np.full(n, np.inf)
    goal = Envelope(aim, np.full(n, np.inf), np.full(n, np.inf))
    status, _, _ = drive(train, way, 0, n - 1, start_ms, 1.0, goal, log)
    assert status == OK
    return float(log.v_ms[-1]), float(log.t_s[-1])


def _balancing() -> Iterator[Check]:
    """Give the balancing speeds of 4 locomotives and 100 wagons with 13.0 MW at the wheel (closed form, g = 9.81)."""
    loco = Locomotive(
        name="loco",
        mass_kg=195e3,
        length_m=22,
        axles=6,
        max_effort_n=700e3,
        power_w=3.25e6,
        max_speed_ms=60.0,
        frontal_area_m2=160 * FT2,
    )
    wagon = Wagon(
        name="wagon",
        tare_kg=17e3,
        payload_kg=100e3,
        length_m=12.0,
        frontal_area_m2=105 * FT2,
        max_speed_ms=60.0,
        drag_loaded=4.2,
        drag_empty=12.0,
    )
    train = Consist(name="bal", train_class="ore", locomotives=((loco, 4),), wagons=((wagon, 100),), loaded=True, braking_ms2=0.2)
    for percent, km_h in ((0, 120.35288466954904), (0.25, 80.64709694274944), (0.5, 56.396133760821506), (1, 33.47755997218064)):
        ours = balancing_speed(train, 10 * percent * 9.81 / 9.80665) * 3.6
        yield Check(f"BAL-{percent}pct", ours, km_h, 0.01, "km/h", absolute=True)


def formulas(folder: Path) -> Iterator[Check]:
    """Give the rows of resistance by formula."""
    vehicles = {
        "CN/AREMA loaded ore wagon": cn(130e3, 4, 4.2, 105 * FT2),
        "CN/AREMA empty ore wagon": cn(25e3, 4, 12.0, 105 * FT2),
        "CN/AREMA leading locomotive": cn(195e3, 6, 24.0, 160 * FT2),
        "AREA modified Davis loaded wagon": modified_davis(130e3, 4, 0.07),
        "Original Davis 1926 loaded wagon": davis_1926(130e3, 4, 0.0005, 90 * FT2),
        "FCalc standard freight car": fcalc(130e3, 4, 5.0, 9.75),
    }
    for row in csv.DictReader((folder / "resistance_cases.csv").open(encoding="utf-8")):
        if row["vehicle"] in vehicles:
            ours = vehicles[row["vehicle"]].at(float(row["speed_kmh"]) / 3.6)
            yield Check(f"{row['vehicle']}, {row['speed_kmh']} km/h", ours, float(row["resistance_N"]), 1e-4, "N")
    # 7,200 short tons of 50 cars of 144 tons at 50 mph (Car and Locomotive Cyclopedia 1970, p. 842), C a = 0.044.
    tons, cars = 7_200.0, 50.0
    one = davis_1926(tons / cars * 907.18474, 4, 0.044 / 88.0, 88.0 * FT2)
    pounds = 1.3 * tons + 29 * 4 * cars + 0.045 * 50 * tons + 0.044 * 50**2 * cars
    yield Check(
        "RES-1970 form, 50 cars of 144 short tons", cars * one.at(50 * 0.44704) / 4.4482216152605, pounds, 1.0, "lb", True
    )


OSRD = {"mass_kg": 850e3, "inertia_kg": 850e3 * 1.05, "davis": (5525.0, 244.8, 13.2192), "top_ms": 90.0}
"""Rolling stock of OSRD's envelope tests (OpenRailAssociation/osrd, core/envelope-sim)."""


def osrd_train(brake: str = "CONST") -> Train:
    """Return OSRD's train; effort falls from 450 kN to 180 kN at 300 km/h."""
    brakes = {"retardation_ms2": 0.5} if brake == "CONST" else {"service_n": 0.95 * 850e3 * 1.05}
    return plain_train(**OSRD, effort=lambda v: 450e3 - 270e3 * v / (300 / 3.6), **brakes)


def osrd() -> Iterator[Check]:
    """Give OSRD's transitions of the fastest run, of MARECO with 10 % more time, and of coasting."""
    cases = {
        ("OSRD-ME-flat", "CONST", 0.0): ([2726, 4029], [8292], 416.73),
        ("OSRD-ME-flat-max", "MAX", 0.0): ([2726, 4993], [8727, 8993], 374.5),
        ("OSRD-ME-20permil", "CONST", 0.02): ([4380], [8827], 488.11),
    }
    for (name, brake, slope), (first, second, total) in cases.items():
        time = 0.0
        for start, length, expected in ((0.0, 6000.0, first), (6000.0, 4000.0, second)):
            way = plain_way(length, 44.4, weight_n=850e3 * 9.81, grades=((0.0, np.sin(np.arctan(slope))),))
            run = driven(osrd_train(brake), way)
            time += run.time_s
            yield from _places(name, [start + x for x in transitions(way, run.log)], expected, 1.0)
        yield Check(f"{name} time", time, total, 0.02, "s", absolute=True)
    for brake, place in (("CONST", 6529), ("MAX", 7493)):
        way = plain_way(8500.0, 44.4)
        found = transitions(way, driven(osrd_train(brake), way).log)
        yield from _places(f"OSRD-MS {brake}", found[-1:], [place], 1.0)
    for start, length, expected in ((0.0, 6000.0, [1411, 5094]), (6000.0, 4000.0, [6931, 9339])):
        way = plain_way(length, 44.4, step_m=10.0)
        run = driven(osrd_train(), way, LeastEnergy(0.10))
        found = transitions(way, run.log)
        yield from _places("OSRD-MARECO-flat", [start + found[0], start + found[-1]], expected, 50.0)
    way_w, *_ = _coasted()
    yield Check("OSRD-COAST -40 permille, 30 s", way_w, 10.954, 0.01, "m/s", absolute=True)
    grade = np.sin(np.arctan(0.035)) * 850e3 * 9.81
    speeds = np.arange(0.0, 90.0, 0.001)
    spare = 450e3 - 270e3 * speeds / (300 / 3.6) - (5525.0 + 244.8 * speeds + 13.2192 * speeds**2) - grade
    climbing = _free_run(osrd_train(), 60_000.0, held_n=grade)[0]
    yield Check("OSRD-BALANCE +35 permille", climbing, float(speeds[spare >= 0][-1]), 0.01, "m/s", absolute=True)
    yield Check("OSRD-BALANCE +35 permille, published check", climbing, 38.288, 0.01, "m/s", absolute=True)


def _coasted() -> tuple[float, float]:
    """Coast OSRD's train from rest down 40 permille until 30 s have passed; return speed and distance."""
    held = -np.sin(np.arctan(0.04)) * 850e3 * 9.81
    train = osrd_train()
    w, t, x, v = 0.0, 0.0, 0.0, 0.0
    while t < 30.0:
        before = v
        w, v, *_ = advance(train, 0, held, w, v, 0.05, 0.0, 0.0)
        dt = 0.1 / (before + v)
        t, x = t + dt, x + 0.05
    return v - (t - 30.0) * (w - before**2) / (2 * 0.05), x


def _places(name: str, found: Sequence[float], expected: Sequence[float], tolerance: float) -> Iterator[Check]:
    found = list(found)
    yield Check(f"{name} transitions", len(found), len(expected), 0, "", absolute=True)
    for ours, place in zip(found, expected, strict=False):
        yield Check(f"{name} at {place} m", ours, place, tolerance, "m", absolute=True)


def trainruns(folder: Path) -> Iterator[Check]:
    """Give the eight cases of TrainRuns.jl (train-runs test data) and their points of interest."""
    data = json.loads((folder / "trainruns_cases.json").read_text(encoding="utf-8"))
    for case in data["cases"]:
        stock, path = data["trains"][case["train"]], data["paths"][case["path"]]
        train, way = trainruns_case(stock, path)
        run = driven(train, way)
        yield Check(f"{case['id']} converged", run.time_s, case["converged_running_time_s"], 5e-4, "s")
        yield Check(f"{case['id']} published", run.time_s, case["published_running_time_s"], 1e-2, "s")
        start = way.distance_m[0]
        # Upstream's 20 m explicit steps lose time at the start, where an exact integration does not: 1 % of t, or all of
        # what they lose on the whole path (a 20 m explicit run of this train meets their points to 0.1 s).
        lost = abs(case["published_running_time_s"] - case["converged_running_time_s"])
        for point in case["published_points_of_interest"]:
            x = float(point["s"]) + start
            if point["v"] > 1.0:
                at = f"{case['id']} {point['label']}"
                time, speed = (float(np.interp(x, way.distance_m, y)) for y in (run.log.t_s, run.log.v_ms))
                yield Check(f"{at} t", time, point["t"], max(1e-2 * point["t"], lost), "s", absolute=True)
                yield Check(f"{at} v", speed, point["v"], 1.5e-2, "m/s")


def trainruns_case(stock: dict, path: dict) -> tuple[Train, Way]:
    """Build a TrainRuns case: resistance by Strahl or Sauthoff, grade at the head, limits until the tail has cleared."""
    g, v00, dv = 9.80665, 100 / 3.6, 15 / 3.6
    unit, cars = stock["traction_unit"], stock["wagons"]
    air = unit["f_air_permil"] / 1000 * (unit["mass_driven_axles_kg"] + unit["mass_carrying_axles_kg"]) * g / v00**2
    a = unit["f_driven_permil"] / 1000 * unit["mass_driven_axles_kg"] * g + air * dv**2
    a += unit["f_carrying_permil"] / 1000 * unit["mass_carrying_axles_kg"] * g
    b, c = 2 * air * dv, air
    weight = cars["mass_kg"] * g / 1000
    shift = dv if "Sauthoff" in cars["formula"] else 0.0
    a += weight * (cars["f0_permil"] + cars["f2_permil"] * (shift / v00) ** 2)
    b += weight * (cars["f1_permil"] / v00 + 2 * cars["f2_permil"] * shift / v00**2)
    c += weight * cars["f2_permil"] / v00**2
    table = np.array(stock["tractive_effort_kmh_N"])
    train = plain_train(
        mass_kg=stock["mass_kg"],
        inertia_kg=stock["mass_kg"] * stock["rotating_mass_factor"],
        davis=(a, b, c),
        effort=lambda v: float(np.interp(v * 3.6, table[:, 0], table[:, 1])),
        retardation_ms2=-stock["braking_accel_mps2"],
    )
    parts = path["sections_start_m_limit_kmh_resistance_permil"]
    start, end = parts[0][0], parts[-1][0]
    way = plain_way(
        end - start,
        stock["speed_limit_mps"],
        weight_n=stock["mass_kg"] * g,
        grades=[(p[0], p[2] / 1000) for p in parts[:-1]],
        limits=[(p[0], q[0] + stock["length_m"], p[1] / 3.6) for p, q in pairwise(parts)],
        start_m=start,
    )
    return train, way


def altrios_case(folder: Path) -> tuple[Train, Way, dict]:
    """Build the loaded ore train of ALTRIOS 1.1.0 from Hibbing to Allouez: mass spread evenly, curves by its own polynomial."""
    data = json.loads((folder / "altrios_taconite_cases.json").read_text(encoding="utf-8"))
    case, model = data["cases"][0], data["model"]
    rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader((folder / case["path_csv"]).open(encoding="utf-8"))]
    knots = np.array([rows[0]["start_m"], *(r["end_m"] for r in rows)])
    height = RunningSum.of(knots, np.array([rows[0]["elev_start_m"], *(r["elev_end_m"] for r in rows)]))
    k, one = np.array([r["abs_curvature_per_m"] for r in rows]), 5.7261e-4
    loss = np.where(k < one, 0.056 * k, 0.056 * one + 0.4387579 * (k - one) + 0.01025485 * (k - one) ** 2)
    curve = RunningSum.of(knots, np.concatenate([[0.0], np.cumsum(loss * np.diff(knots))]))
    length, mass, g = case["length_m"], case["mass_kg"], model["gravity"]
    start, end = case["start_head_m"], case["end_head_m"]
    limits = [(r["start_m"], r["end_m"] + length, r["speed_limit_mps"]) for r in rows]
    edges = np.array([x for a, b, _ in limits for x in (a, b)])
    nodes = grid(np.array([start, end]), edges[(edges > start) & (edges < end)], length / 8)
    weights = Weights(np.array([0.0, length]), np.array([1.0, -1.0]) * mass * g / length)
    held = np.diff(work_j(height, weights, nodes) + work_j(curve, weights, nodes))
    way = way_of(nodes, held, ceilings(nodes, limits, model["max_speed_mps"]))
    train = plain_train(
        mass_kg=mass,
        inertia_kg=mass + case["mass_rot_kg"],
        davis=(case["bearing_N"] + 0.00075 * mass * g, 0.0, 1.225 * case["cda"]),
        effort=lambda v: min(model["max_tractive_force_N"], model["power_at_wheel_W"] / max(v, 1e-9)),
        dynamic=lambda v: 20e6 / max(v, 1.0),
        service_n=case["brake_N"],
        air_n=case["brake_N"],
        ramp_w_s=0.5205e6,
    )
    return train, way, case


def altrios(folder: Path) -> Iterator[Check]:
    """Give the ore line of ALTRIOS; it reveals the path link by link, so that its train brakes at two short links.

    With the whole path known, the same program gives 17,014 s and 29.907 GJ (``benchmarks/altrios/train_run.py``).
    """
    train, way, case = altrios_case(folder)
    run = driven(train, way)
    work = float(run.log.pull_j.sum())
    yield Check("ALT-loaded time", run.time_s, case["time_s"], 0.01, "s")
    yield Check("ALT-loaded energy at the wheel", work / 1e9, case["E_pos_J"] / 1e9, 0.05, "GJ")
    yield Check("ALT-loaded time, path known", run.time_s, 17_014.0, 0.01, "s")
    yield Check("ALT-loaded energy, path known", work / 1e9, 29.906857877, 0.05, "GJ")


def optimal_control() -> Iterator[Check]:
    """Give the optima of CUTEst's TRAINF, TTOBench's flat tracks, and OptimalTrainControl.jl."""
    # TRAINF in 1000 m and 100 s, so that its accelerations are in 0.1 m/s2 and its energy in 100 J/kg.
    train = plain_train(mass_kg=1.0, davis=(0.03, 0.0014, 1.6e-4), effort=lambda _: 1.0, service_n=0.2, air_n=0.2, top_ms=40.0)
    way = plain_way(2000.0, 60.0, step_m=5.0)
    best = driven(train, way, LeastEnergy(arrive_s=150.0))
    yield Check("TRAINF energy", float(best.log.pull_j.sum()) / 100, 3.1034, 2e-3, "")
    yield Check("TRAINF energy, published N", float(best.log.pull_j.sum()) / 100, 3.09751881012, 3e-3, "")
    best = driven(train, way, LeastEnergy(arrive_s=200.0))
    yield Check("TRAINF-2 energy", float(best.log.pull_j.sum()) / 100, 1.594236, 2e-3, "")
    yield from _ttobench()
    for name, slope, expected in (("flat", 0.0, 40.408), ("wavy", 0.05, 41.266)):
        yield Check(f"OTC-{name} 300 m", _three_over_v(slope), expected, 0.01, "s", absolute=True)


def _ttobench() -> Iterator[Check]:
    """Give TTOBench v1.5, train NL_Intercity_VIRM6 on 48,531 m: minimum times and least energies (no regeneration)."""
    mass = 391e3
    train = plain_train(
        mass_kg=mass,
        inertia_kg=1.06 * mass,
        davis=(5854.0, 20.6 * 3.6, 3.6**2),
        effort=lambda v: min(213_900.0, 2_157_000.0 / max(v, 1e-9)),
        retardation_ms2=0.66,
        top_ms=40.0,
    )
    climb = [(0.0, 0.0), (25_000.0, np.sin(np.arctan(0.010))), (35_000.0, 0.0)]
    for name, grades, limit, seconds, kwh in (
        ("reference", ((0.0, 0.0),), 140, 1343.99, 448.44),
        ("+10 permille", climb, 140, 1361.90, 547.63),
    ):
        way = plain_way(48_531.0, limit / 3.6, weight_n=mass * 9.81, grades=grades)
        fastest = driven(train, way)
        yield Check(f"TTO-flat {name} time", fastest.time_s, seconds, 2e-4, "s")
        yield Check(f"TTO-flat {name} energy", float(fastest.log.pull_j.sum()) / KWH, kwh, 1e-3, "kWh")
    way = plain_way(48_531.0, 140 / 3.6, step_m=25.0)
    for factor, kwh, brake_ms in ((1.05, 377.744, 23.246), (1.10, 349.624, 21.74)):
        best = driven(train, way, LeastEnergy(arrive_s=1343.99 * factor))
        yield Check(f"TTO-eco x{factor} energy", float(best.log.pull_j.sum()) / KWH, kwh, 1e-3, "kWh")
        speed = float(np.interp(transitions(way, best.log)[-1], way.distance_m, best.log.v_ms))
        yield Check(f"TTO-eco x{factor} brakes from", speed, brake_ms, 0.02, "m/s")


def _three_over_v(amplitude: float) -> float:
    """Time of OptimalTrainControl.jl's train, 3/v of power and of brake a unit of mass, 1 m/s at both ends."""
    train = plain_train(
        mass_kg=1.0,
        davis=(6.75e-3, 0.0, 5e-5),
        effort=lambda v: 3.0 / max(v, 0.5),
        dynamic=lambda v: 3.0 / max(v, 0.5),
        service_n=1e9,
        air_n=0.0,
        top_ms=40.0,
    )
    grades = [(float(x), float(np.sin(np.arctan(amplitude * np.sin(x / 20.0))))) for x in range(300)]
    way = plain_way(300.0, 1e3, weight_n=9.81, grades=grades, step_m=0.05)
    n = way.distance_m.size
    top_w = np.zeros(n)
    ceiling(train, way, 0, n - 1, 1.0, top_w)
    log = Log(*np.zeros((len(Log._fields), n)))
    drive(train, way, 0, n - 1, 1.0, 1.0, Envelope(np.full(n, np.inf), top_w, top_w.copy()), log)
    return float(log.t_s[-1])
