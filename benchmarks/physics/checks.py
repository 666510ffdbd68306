"""Measure the train performance calculator: its accuracy against published cases, speed, least energy, laws, refusals.

    python -m benchmarks.physics [--reference FOLDER] [--no-altrios]

The folder of reference data is not part of the project. Without it the benchmark leaves out the cases that need it, and
says so. It installs ALTRIOS into an environment of its own, ``.altrios``, which takes a minute the first time.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray

import headway as hw
from benchmarks.altrios.environment import ALTRIOS, ROOT, altrios
from benchmarks.physics import cases
from headway.cli.doctor import best_cpu_s
from headway.jit import lean
from headway.model import Consist, Curve, Gradient, Leg, Line, Place, Scenario, SpeedLimit, Track
from headway.physics.course import course
from headway.physics.forces.kernel import Train, Way
from headway.physics.trip import trip_of

Floats = NDArray[np.float64]

ENDS = ("Gara Djebilet", "Béchar")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "data", help="folder of reference data")
    parser.add_argument("--no-altrios", action="store_true", help="leave ALTRIOS out")
    options = parser.parse_args()
    folder = options.reference / "physics"
    missed = accuracy(folder if folder.is_dir() else None)
    flagship = hw.load("gara-djebilet")
    convergence(flagship)
    speed(flagship)
    if not options.no_altrios and folder.is_dir():
        against_altrios(folder)
    least_energy(flagship)
    laws()
    refusals(flagship)
    sys.exit(1 if missed else 0)


def accuracy(folder: Path | None) -> int:
    """Print every reference case; return how many are missed."""
    print("1. Reference cases: ours, expected, how far off, of what is allowed")
    groups: list[Iterator[cases.Check]] = [cases.closed_forms(), cases.osrd(), cases.optimal_control()]
    if folder is None:
        print("   without the reference data: no TrainRuns, ALTRIOS and resistance rows")
    else:
        groups += [cases.formulas(folder), cases.trainruns(folder), cases.altrios(folder)]
    checks = [check for group in groups for check in group]
    for check in checks:
        print(f"   {check}")
    missed = sum(not check.ok for check in checks)
    print(f"   {len(checks)} checks, {missed} missed")
    return missed


def convergence(flagship: Scenario) -> None:
    print("2. Default step against a step of 1 m on the flagship")
    for train in ("ore-loaded", "ore-empty", "passenger"):
        ends = [len(flagship.line.places) - 1, 0]
        ours, fine = (trip_of(flagship.line, flagship.consist(train), ends, [0, 0], step_m=m)[1].drive() for m in (0.0, 1.0))
        time, energy = ours.time_s / fine.time_s - 1, ours.log.pull_j.sum() / fine.log.pull_j.sum() - 1
        steps = int(np.count_nonzero(ours.log.t_s))
        print(f"   {train:11s} {steps:6,d} steps: time {time:+.4%}, energy {energy:+.4%} (limits 0.02 % and 0.3 %)")
    line, train = busy_line(flagship), flagship.consist("ore-loaded")
    nodes = course(line, train, 1).distance_m
    edges = [x for limit in line.legs[0].speed_limits for x in (limit.from_km * 1000, limit.to_km * 1000 + train.length_m)]
    off = [float(np.abs(nodes - edge).min()) for edge in edges if edge < line.length_m]
    print(f"   of {len(off)} edges of 120 restrictions on a busier line, furthest from a step edge: {max(off):.2g} m")


def busy_line(flagship: Scenario) -> Line:
    """A line of 950 km with 5,000 gradients and 120 speed restrictions, seeded; stations as on the flagship."""
    random = np.random.default_rng(950)
    posts = np.sort(random.uniform(0.0, 950.0, 4_999)).round(4)
    posts = np.unique(np.concatenate([[0.0, 950.0], posts]))
    slopes = np.convolve(random.normal(0.0, 4.0, posts.size + 40), np.ones(20) / 20, "same")[20 : 20 + posts.size - 1] * 2
    starts = np.sort(random.choice(np.arange(5, 940, 7), 120, replace=False))
    two = (Track(name="1", length_m=2500.0), Track(name="2", length_m=2500.0))
    leg = Leg(
        name="busy",
        km_from=0.0,
        km_to=950.0,
        places=tuple(Place(name=p.name, km=p.km, tracks=two) for p in flagship.line.places),
        gradients=tuple(
            Gradient(from_km=a, to_km=b, grade_permille=round(float(g), 3))
            for (a, b), g in zip(pairwise(posts), slopes, strict=True)
        ),
        curves=tuple(Curve(from_km=float(a), to_km=float(a) + 0.6, radius_m=1_500.0) for a in range(3, 940, 5)),
        speed_limits=tuple(
            SpeedLimit(
                from_km=float(a), to_km=float(a) + float(random.uniform(0.3, 2.0)), speed_ms=float(random.uniform(8.0, 20.0))
            )
            for a in starts
        ),
    )
    return Line(legs=(leg,))


@lean
def floor(train: Train, way: Way, top_w: Floats, w: Floats, t_s: Floats) -> None:
    """Run bare: one pass backwards for braking, one forwards with power and limit, a division and two roots a step."""
    n = way.ds_m.size
    top_w[n] = 0.0
    for i in range(n - 1, -1, -1):
        top_w[i] = min(top_w[i + 1] + 0.4 * way.ds_m[i], way.limit_ms[i] ** 2)
    w[0], t_s[0], v = 0.0, 0.0, 0.0
    power = train.effort_n[0, 200] * 10.0
    for i in range(n):
        force = min(train.effort_n[0, 0], power / max(v, 0.1))
        r = train.a_n[0] + (train.b_ns[0] + train.c_ns2[0] * v) * v
        wm = max(w[i] + (force - r - way.held_n[i]) / train.mass_kg[0] * way.ds_m[i], 0.01)
        v = np.sqrt(wm)
        force = min(train.effort_n[0, 0], power / max(v, 0.1))
        r = train.a_n[0] + (train.b_ns[0] + train.c_ns2[0] * v) * v
        w[i + 1] = min(max(w[i] + 2.0 * (force - r - way.held_n[i]) / train.mass_kg[0] * way.ds_m[i], 0.01), top_w[i + 1] + 0.01)
        before, v = v, np.sqrt(w[i + 1])
        t_s[i + 1] = t_s[i] + 2.0 * way.ds_m[i] / (before + v)


def speed(flagship: Scenario) -> None:
    print("3. Speed on 950 km with 5,000 gradients and 120 restrictions, energy and fuel included; CPU of one core")
    line, train = busy_line(flagship), flagship.consist("ore-loaded")
    scenario = Scenario(title="busy", line=line, consists=flagship.consists, services=flagship.fixed_paths)
    single = best_cpu_s(lambda: hw.train_run(scenario, "ore-loaded", *ENDS))
    _, trip = trip_of(line, train, [line.index(ENDS[0]), line.index(ENDS[1])], [0.0, 0.0])
    n = trip.way.distance_m.size
    kernel = best_cpu_s(lambda: trip.drive())
    room = np.zeros((3, n))
    floor(trip.train, trip.way, *room)
    bare = best_cpu_s(lambda: floor(trip.train, trip.way, *room))
    print(f"   one run, as hw.train_run returns it       {single * 1e3:7.3f} ms (limit 1 ms); {n - 1:,} steps")
    print(f"   its kernel alone                          {kernel * 1e3:7.3f} ms")
    print(f"   the floor, a bare two-pass kernel         {bare * 1e3:7.3f} ms; ours takes {kernel / bare:.1f} times that")
    others = [hw.Pattern(train_of(train, i), *ENDS) for i in range(40)]
    hw.train_runs(scenario, [hw.Pattern(train, *ENDS)])
    fresh = process_time_of(lambda: hw.train_runs(scenario, others)) / len(others)
    print(f"   one run of a train never seen before      {fresh * 1e3:7.3f} ms, its course laid out first")
    patterns = list(stop_patterns(scenario, 4_000))
    hw.train_runs(scenario, patterns[:10])
    batch = best_cpu_s(lambda: hw.train_runs(scenario, patterns), 3)
    print(f"   a batch of {len(patterns):,} runs over the whole line {len(patterns) / batch:7,.0f} runs/s (at least 5,000)")


def process_time_of(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def train_of(train: Consist, i: int) -> Consist:
    """The train with another number of wagons."""
    return replace(train, wagons=((train.wagons[0][0], 150 + i),))


def stop_patterns(scenario: Scenario, number: int) -> Iterator[hw.Pattern]:
    """Loaded, empty and goods trains over the whole line, with no stop, one stop or two."""
    random = np.random.default_rng(7)
    names = [p.name for p in scenario.line.places]
    for i in range(number):
        train, towards = (("ore-loaded", -1), ("ore-empty", 1))[i % 2]
        ordered = names[::towards]
        chosen = sorted(random.choice(np.arange(1, len(names) - 1), int(random.integers(0, 3)), replace=False))
        yield hw.Pattern(train, ordered[0], ordered[-1], tuple(ordered[j] for j in chosen))


def against_altrios(folder: Path) -> None:
    print(f"   against {ALTRIOS} on its ore line of 158 km, in an environment of its own:")
    theirs = altrios("train_run.py", install=True)
    if theirs is None:
        return
    train, way, _ = cases.altrios_case(folder)
    ours = best_cpu_s(lambda: cases.driven(train, way))
    plain, history = theirs["cpu_s"], theirs["cpu_history_s"]
    print(f"   ours {ours * 1e3:.3f} ms; theirs {plain * 1e3:.1f} ms without its history, {history * 1e3:.1f} ms with it:")
    print(f"   {plain / ours:,.0f} and {history / ours:,.0f} times ours (at least 100)")
    found = cases.driven(train, way)
    time, energy = found.time_s / theirs["time_s"] - 1, found.log.pull_j.sum() / theirs["energy_j"] - 1
    print(f"   and ours differs by {time:+.2%} in time and {energy:+.2%} in energy at the wheel")


def least_energy(flagship: Scenario) -> None:
    print("4. Least-energy driving of the loaded train over the flagship, against the fastest run")
    fastest = hw.train_run(flagship, "ore-loaded", *ENDS)
    for margin in (0.03, 0.05, 0.10):
        least = hw.train_run(flagship, "ore-loaded", *ENDS, driving=hw.LeastEnergy(margin))
        even = hw.train_run(flagship, "ore-loaded", *ENDS, driving=hw.LinearMargin(margin))
        cpu = best_cpu_s(lambda m=margin: hw.train_run(flagship, "ore-loaded", *ENDS, driving=hw.LeastEnergy(m)), 3)
        saved = f"energy {least.energy_j / fastest.energy_j - 1:+.1%}, fuel {least.fuel_l / fastest.fuel_l - 1:+.1%}"
        spread = f"the same time spread evenly {even.energy_j / fastest.energy_j - 1:+.1%}"
        took = least.duration_s / fastest.duration_s - 1
        print(f"   +{margin:.0%} time ({took:+.2%}): {saved}; {spread}; computed in {cpu:.2f} s (within 1 s)")


def laws() -> None:
    print("5. Laws on generated trains and lines")
    tests = [str(ROOT / "tests" / "physics" / f"test_{name}.py") for name in ("physics", "driving", "brakes", "refusals")]
    done = subprocess.run([sys.executable, "-m", "pytest", *tests], capture_output=True, text=True, check=False, cwd=ROOT)
    print(f"   pytest tests/physics (physics, driving, brakes, refusals): {done.stdout.strip().splitlines()[-1]}")


def refusals(flagship: Scenario) -> None:
    print("6. Bad input")
    loco, train = flagship.locomotives[0], flagship.consist("ore-loaded")
    leg = flagship.line.legs[0]
    wrong: dict[str, Callable[[], object]] = {
        "effort in daN": lambda: replace(loco, max_effort_n=70_000e3),
        "curve radius of zero": lambda: Curve(from_km=0, to_km=1, radius_m=0.0),
        "gap in the profile": lambda: replace(leg, gradients=leg.gradients[:5] + leg.gradients[6:]),
        "gradient of 250 permille": lambda: Gradient(from_km=0, to_km=1, grade_permille=250.0),
        "train of no wagons": lambda: replace(train, wagons=()),
        "one locomotive for 170 wagons": lambda: weak(flagship, train),
    }
    for what, do in wrong.items():
        try:
            do()
        except hw.InputError as error:
            print(f"   {what}: {error}")
        else:
            print(f"   {what}: MISSED")


def weak(flagship: Scenario, train: Consist) -> None:
    """Run the loaded train with one locomotive."""
    one = replace(train, locomotives=((train.locomotives[0][0], 1),))
    services = flagship.fixed_paths
    hw.train_run(
        Scenario(title="weak", line=flagship.line, consists=(one, *flagship.consists[2:]), services=services), one.name, *ENDS
    )


if __name__ == "__main__":
    main()
