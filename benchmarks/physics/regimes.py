"""Measure how much energy it costs that a driver can follow a plan of least energy.

    python -m benchmarks.physics.regimes [--reference FOLDER] [--against FOLDER]

In a plan as it is, a regime lasts a minute and a change costs a little. The benchmark compares it with the same dynamic
programming when changes are free. ``--against`` takes the source folder of another checkout (``../before/src``) and
runs its plans too. Kernels are compiled before CPU is counted; ``python -m benchmarks.start.first_minute`` tells how
long compiling takes.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

import numpy as np

import headway as hw
from benchmarks.physics import cases
from headway.model import Stop
from headway.physics.driving.regimes import Piece, regimes_of
from headway.physics.forces.kernel import Train, Way
from headway.physics.trip import Drive, Trip

ROOT = Path(__file__).parents[2]
MARGINS = (0.03, 0.05, 0.10, 0.15)

_PLAN = "import sys, json; from benchmarks.physics.regimes import rows; print(json.dumps(rows(sys.argv[1] or None)))"


@dataclass(frozen=True)
class Row:
    """A plan: energy at the wheel, time, changes of regime, the shortest that nothing forces, and CPU."""

    energy_kwh: float
    time_s: float
    changes: int
    shortest_s: float
    cpu_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "data", help="folder of reference data")
    parser.add_argument("--against", type=Path, help="source folder of another checkout")
    options = parser.parse_args()
    folder = str(options.reference / "physics") if (options.reference / "physics").is_dir() else None
    now, free = rows(folder), rows(folder, shortest_s=0.0)
    before = rows_of(options.against, folder) if options.against else {}
    print("Energy [kWh], against free changes and against before; changes and shortest regime [s] (before); time off [s]")
    for name, found in now.items():
        ours, reference = Row(**found), Row(**free[name])
        old = Row(**before[name]) if name in before else None
        against = f"{ours.energy_kwh / old.energy_kwh - 1:+9.3%}" if old else ""
        changes = f"{ours.changes:4d} ({old.changes})" if old else f"{ours.changes:4d}"
        shortest = f"{ours.shortest_s:5.0f} ({old.shortest_s:.0f})" if old else f"{ours.shortest_s:5.0f}"
        off = f"{ours.time_s - old.time_s:+.2f}" if old else ""
        print(
            f"{name:34s}{ours.energy_kwh:12,.2f}{ours.energy_kwh / reference.energy_kwh - 1:+9.3%}{against} "
            f"{changes:>12s} {shortest:>12s} {off:>6s}"
        )
    print(f"most against free changes {max(now[n]['energy_kwh'] / free[n]['energy_kwh'] - 1 for n in now):+.3%}")
    if before:
        print(f"most against before {max(now[n]['energy_kwh'] / before[n]['energy_kwh'] - 1 for n in before):+.3%}")
        print(f"CPU of all, times that of before: {total_s(now) / total_s(before):.2f}")


def rows(folder: str | None, **settings: float) -> dict[str, dict[str, float]]:
    """Drive every trip with every margin."""
    found: dict[str, dict[str, float]] = {}
    hw.LeastEnergy(**settings).drive(next(trips(folder))[1])
    for name, trip in trips(folder):
        for margin in MARGINS:
            way = hw.LeastEnergy(margin, **settings)
            began = process_time()
            driven = way.drive(trip)
            cpu_s = process_time() - began
            parts = told(trip, driven)
            lasting = [took for _, took in unforced(trip, driven, parts)]
            found[f"{name} +{margin:.0%}"] = asdict(
                Row(
                    energy_kwh=float(driven.log.pull_j.sum()) / cases.KWH,
                    time_s=driven.time_s,
                    changes=len(parts) - 1,
                    shortest_s=min(lasting, default=np.inf),
                    cpu_s=cpu_s,
                )
            )
    return found


def rows_of(source: Path, folder: str | None) -> dict[str, dict[str, float]]:
    """Drive every trip as another checkout does."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(source.resolve()), str(ROOT)])}
    done = subprocess.run([sys.executable, "-c", _PLAN, folder or ""], capture_output=True, text=True, check=True, env=env)
    return json.loads(done.stdout)


def total_s(found: dict[str, dict[str, float]]) -> float:
    """CPU of all plans."""
    return sum(row["cpu_s"] for row in found.values())


def trips(folder: str | None) -> Iterator[tuple[str, Trip]]:
    """Give the trips: of bundled corridors, OSRD's train on a flat and a wavy line, TrainRuns' and ALTRIOS' cases."""
    for scenario, train, *ends, stops in (
        ("gara-djebilet", "ore-loaded", "Gara Djebilet", "Béchar", []),
        ("gara-djebilet", "ore-loaded", "Gara Djebilet", "Béchar", [Stop(place="Tindouf", dwell_s=600.0)]),
        ("gara-djebilet", "ore-empty", "Béchar", "Gara Djebilet", []),
        ("three-loops", "ore-loaded", "Port", "Pit", []),
        ("three-loops", "railcar", "Port", "Pit", ["Loop B"]),
    ):
        name = f"{train}, {len(stops)} stops" if stops else train
        yield f"{scenario} {name}", hw.train_run(hw.load(scenario), train, *ends, stops=stops).trip
    for name, grades in (("flat", [(0.0, 0.0)]), ("wavy", [(1000.0 * i, 0.008 * np.sin(i)) for i in range(30)])):
        yield f"OSRD {name}", trip_on(cases.osrd_train(), cases.plain_way(30_000.0, 44.4, weight_n=850e3 * 9.81, grades=grades))
    if folder is None:
        return
    data = json.loads((Path(folder) / "trainruns_cases.json").read_text(encoding="utf-8"))
    for case in data["cases"]:
        yield case["id"], trip_on(*cases.trainruns_case(data["trains"][case["train"]], data["paths"][case["path"]]))
    train, way, _ = cases.altrios_case(Path(folder))
    yield "ALTRIOS loaded", trip_on(train, way)


def trip_on(train: Train, way: Way) -> Trip:
    """Make a trip from rest to rest over a whole way."""
    return Trip(train=train, way=way, halts=np.array([0, way.distance_m.size - 1]), dwell_s=np.zeros(2))


def told(trip: Trip, driven: Drive) -> list[Piece]:
    """Return the regimes that the driver is told; a checkout without plans tells what was recorded."""
    planned = getattr(driven, "regime", None)
    first, last = trip.halts[0], trip.halts[-1] + 1
    log = type(driven.log)(*(column[first:last] for column in driven.log))
    ahead_m = trip.way.distance_m[first:last] - trip.way.distance_m[first]
    return regimes_of(log, ahead_m, 0.0, *(() if planned is None else (planned[first:last],)))


def unforced(trip: Trip, driven: Drive, found: list[Piece]) -> Iterator[tuple[Piece, float]]:
    """Give the regimes that no limit, stop or speed to be held ends, with the time that they last [s]."""
    ahead_m, halts = trip.way.distance_m - trip.way.distance_m[trip.halts[0]], trip.halts
    limit_ms = np.append(trip.way.limit_ms, 0.0)
    stood = sum(dwell * (np.arange(ahead_m.size) >= halt) for halt, dwell in zip(halts, trip.dwell_s, strict=True))
    under_way_s = driven.log.t_s - stood
    for piece, after in zip(found, [*found[1:], ("brake", 0.0, 0.0)], strict=True):
        name, begin, end = piece
        v_ms = np.interp([begin, end], ahead_m, driven.log.v_ms)
        near = np.clip(np.searchsorted(ahead_m, [begin, end]), 1, ahead_m.size - 1)
        at_limit = (v_ms > 0.99 * np.minimum(limit_ms[near - 1], limit_ms[near])).any()
        arrives = name != "hold" and after[0] == "hold"
        if name != "brake" and after[0] != "brake" and not at_limit and not arrives and v_ms.min() > 0.0:
            took_s = np.diff(np.interp([begin, end], ahead_m, under_way_s))[0]
            yield piece, float(took_s)


if __name__ == "__main__":
    main()
