"""Make an assumed profile that agrees with the known elevations of a leg's places.

The gradients of the corridor's lines are not published; the elevations of some stations are. This
tool draws undulating gradients between them, never steeper than the ruling grades, that climb
exactly from each known elevation to the next. The same seed gives the same tables.

    python tools/make_profile.py FOLDER/places.csv --seed 1 --rise 8 --fall 5 --curves 0.15 --out FOLDER

``--rise`` and ``--fall`` are the steepest grades [permille] with and against increasing km posts.
"""

import argparse
import csv
import math
import random
from itertools import accumulate, pairwise
from pathlib import Path

_SEGMENT_KM = 1.0


def known_elevations(places: Path) -> list[tuple[float, float]]:
    """Return (km, elevation in m) of the places that have one, by rising km."""
    with places.open(encoding="utf-8", newline="") as file:
        rows = [(float(r["km"]), float(r["elevation_m"])) for r in csv.DictReader(file) if r["elevation_m"]]
    return sorted(rows)


def gradients(points: list[tuple[float, float]], rise: float, fall: float, draw: random.Random) -> list[list[float]]:
    """Return rows of from_km, to_km, grade_permille [tenths of a permille] through the given points."""
    rows: list[list[float]] = []
    summit = max(height for _, height in points)
    for (km, low), (next_km, high) in pairwise(points):
        count = max(1, round((next_km - km) / _SEGMENT_KM))
        edges = [round(km + (next_km - km) * i / count, 3) for i in range(count + 1)]
        spans = [b - a for a, b in pairwise(edges)]
        mean = (high - low) / (next_km - km)
        if not -fall < mean < rise:
            raise SystemExit(f"km {km:g} to {next_km:g}: the mean grade {mean:.2f} permille is beyond the ruling grades")
        room = 0.9 * min(rise - mean, fall + mean)
        phases = [(draw.uniform(4, 30), draw.uniform(0, 2 * math.pi), draw.uniform(0.3, 1.0)) for _ in range(4)]
        wave = [sum(a * math.sin(2 * math.pi * e / w + p) for w, p, a in phases) for e in edges[:-1]]
        scale = room / max(1e-9, *map(abs, wave))
        grades = _drawn(wave, scale, mean, spans, high - low, rise, fall)
        # The highest of the known places stays the summit.
        while max(accumulate((g * s for g, s in zip(grades, spans, strict=True)), initial=low)) > summit + 0.5:
            scale *= 0.8
            grades = _drawn(wave, scale, mean, spans, high - low, rise, fall)
        rows += [[a, b, g] for a, b, g in zip(edges, edges[1:], grades, strict=False)]
    return rows


def _drawn(
    wave: list[float], scale: float, mean: float, spans: list[float], climb: float, rise: float, fall: float
) -> list[float]:
    """Return a mean grade with a wave on it, within the ruling grades, that climbs as it must."""
    grades = [round(min(rise, max(-fall, mean + scale * w)), 1) for w in wave]
    _close(grades, spans, climb, rise, fall)
    return grades


def _close(grades: list[float], spans: list[float], climb: float, rise: float, fall: float) -> None:
    """Move single grades by 0.1 permille until the climb is met to less than half a step."""
    while True:
        missing = climb - sum(g * s for g, s in zip(grades, spans, strict=True))
        step = 0.1 if missing > 0 else -0.1
        free = [i for i, g in enumerate(grades) if -fall <= g + step <= rise]
        if abs(missing) <= 0.051 * max(spans) or not free:
            return
        stride = max(1, len(free) // max(1, round(abs(missing) / 0.1)))
        for i in free[::stride][: max(1, round(abs(missing) / (0.1 * max(spans))))]:
            grades[i] = round(grades[i] + step, 1)


def curves(start: float, end: float, share: float, draw: random.Random) -> list[list[float]]:
    """Return rows of from_km, to_km, radius_m: curves on about the given share of the length."""
    rows: list[list[float]] = []
    km = start + 2.0
    while km < end - 3.0:
        length = round(draw.uniform(0.4, 1.6), 1)
        rows.append([round(km, 1), round(km + length, 1), draw.choice([1200, 1500, 2000, 2500, 3000])])
        km += length / share * draw.uniform(0.5, 1.5)
        km = max(km, rows[-1][1] + 0.3)
    return rows


def write(path: Path, header: list[str], rows: list[list[float]]) -> None:
    """Write a CSV table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([f"{v:g}" for v in row] for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--rise", type=float, required=True)
    parser.add_argument("--fall", type=float, required=True)
    parser.add_argument("--curves", type=float, required=True)
    parser.add_argument("--prefix", default="")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    points = known_elevations(options.places)
    write(
        options.out / f"{options.prefix}gradients.csv",
        ["from_km", "to_km", "grade_permille"],
        gradients(points, options.rise, options.fall, draw),
    )
    write(
        options.out / f"{options.prefix}curves.csv",
        ["from_km", "to_km", "radius_m"],
        curves(points[0][0], points[-1][0], options.curves, draw),
    )


if __name__ == "__main__":
    main()
