"""Measure capacity: real lines against the traffic that they carry, shape tests of the literature, exact siding cases.

    python -m benchmarks.capacity [--jobs 2] [--time 5] [--only lines shapes sidings curve]

The lines are the scenarios in ``benchmarks/lines``. Nothing is fitted to a single line: all have level track, the
published loops, trains and speeds, and 60 s each to set and to clear a route. Every plan must pass the referee, or the
benchmark ends.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from statistics import fmean

import numpy as np

import headway as hw
from benchmarks.synthetic import Run, corridor
from headway.dispatch import DelayCost, Dispatching, MaxRounds, MaxSeconds, Operation, Stop, Use, solve
from headway.throughput import delay_curve

_LINES = Path(__file__).parents[1] / "lines"

_CARRIED = {
    "orex-1998": (27 / 7, "27 trains a week (Railway Gazette 1999)"),
    "orex-2019": (49 / 7, "42 ore and 7 manganese slots a week (Miningmx 2019)"),
    "roy-hill": (6.0, "63.6 Mt on 330 days (access code 2025)"),
    "snim": (4.0, "4 + 4 trains a day (snim.com 2021)"),
    "cartier": (5.0, "5 trains a day (Le Nord-Côtier 2020)"),
    "carajas": (10.0, "10 trains a day (Vale staff, 2012)"),
    "malmbanan": (10.0, "10 pairs a day beside passenger trains (railjournal.com, arctic.com)"),
}
"""Pairs of trains a day, and who says so."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--time", type=float, default=5, help="seconds to search where the plain rule does not carry a number")
    parser.add_argument("--only", nargs="*", default=["lines", "shapes", "sidings", "curve"])
    options = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "lines": lambda: lines(options.time, options.jobs),
        "shapes": shapes,
        "sidings": sidings,
        "curve": curve,
    }
    for name in options.only:
        parts[name]()


def lines(seconds: float, jobs: int) -> None:
    """Compare the capacity of real lines with what they carry."""
    print("\nReal lines, pairs of trains a day; carried by us: ore trains take at most 1.5 times their time alone on average")
    print(f"  {'line':<12}{'carried':>9}{'by us':>7}{'bound':>7}{'Scott':>7}{'UIC 405':>9}  {'binding section':<30}published")
    for name, (published, source) in _CARRIED.items():
        found = hw.capacity(hw.load(str(_LINES / f"{name}.yaml")), stop=MaxSeconds(seconds), jobs=jobs)
        if found.plan.violations:
            sys.exit(f"{name}: the plan is not sound: {found.plan.violations[0]}")
        by_formula = [trains / 2 for _, trains in found.formulae]
        print(
            f"  {name:<12}{published:>9.1f}{found.pairs:>7}{found.bound:>7.1f}{by_formula[0]:>7.1f}{by_formula[1]:>9.1f}  "
            f"{found.binding:<30}{source}",
            flush=True,
        )


def shapes() -> None:
    """Print the shapes that RailTEC published: delay against double track, and against the share of long loops."""
    print("\nDelay against the share of double track (linear: Sogin, Dick, Lai, Barkan 2013), 240 miles, 30 random trains a day")
    shares = np.linspace(0, 1, 6)
    delays = [double_track_delay(share) for share in shares]
    for share, delay in zip(shares, delays, strict=True):
        print(f"  {share:>4.0%}{delay / 60:>9.1f} min")
    print(f"  R2 of a straight line {r2(shares, delays):.3f}")
    print("\nDelay a train against the share of long loops, 2,400 cars a day, as a multiple of that of 24 trains of 100 cars")
    print("(back at 1 with about 50 %: Atanassov, Dick 2015); trains of 150 cars carry a part of the cars")
    for rule, stop, replications in (("plain rule", None, 32), ("500 rounds", MaxRounds(500), 8)):
        for in_long in (0.25, 0.5, 1.0):
            found = loop_penalties(shares[1:], in_long=in_long, replications=replications, stop=stop)
            print(f"  {rule}, {in_long:>4.0%} of the cars: " + "".join(f"{x:>6.2f}" for x in found), end="")
            print(f"  for {shares[1]:.0%} to 100 %; back at {crossing(shares[1:], found):.0%}", flush=True)


def double_track_delay(share: float, replications: int = 16) -> float:
    """Mean delay of random trains where a share of the sections, evenly spread, has two tracks [s]."""
    places = 25
    double = [int((i + 1) * share + 1e-9) > int(i * share + 1e-9) for i in range(places - 1)]
    return _mean_delay(replications, lambda rng: corridor(np.linspace(0, 386, places).tolist(), _random(rng, 30), double=double))


def loop_penalties(
    shares: Sequence[float] | np.ndarray, *, in_long: float, replications: int = 16, stop: Stop | None = None
) -> list[float]:
    """Return the delay a train where shares of the loops fit long trains, as multiples of that of short trains alone.

    All trains run over the whole line, so delay a train is delay a train-mile. The cars of a day are always the same,
    so that long trains are fewer: total delay is less than these multiples by a third of the share of the cars in them.
    """
    short_only = _loop_delay(1.0, 0.0, replications, stop)
    return [_loop_delay(share, in_long, replications, stop) / short_only for share in shares]


def _loop_delay(share: float, in_long: float, replications: int, stop: Stop | None) -> float:
    """Mean delay where a share of the loops fits long trains, and a share of the cars runs in these [s]."""
    places = 25
    longer = [int((i + 1) * share + 1e-9) > int(i * share + 1e-9) for i in range(places - 2)]
    loops = [3_000.0 if long else 2_000.0 for long in longer]
    kms = np.linspace(0, 386, places).tolist()
    return _mean_delay(replications, lambda rng: corridor(kms, _lengthened(rng, _random(rng, 24), in_long), loop_m=loops), stop)


def _lengthened(rng: np.random.Generator, runs: Sequence[Run], in_long: float) -> list[Run]:
    """Let two trains of 150 cars take the place of three of 100, until a share of the cars runs in them."""
    threes = round(in_long * len(runs) / 3)
    order = rng.permutation(len(runs)).tolist()
    long, gone = order[: 2 * threes], order[2 * threes : 3 * threes]
    return [replace(run, speed_ms=80 / 3.6, cars=150 if i in long else 100) for i, run in enumerate(runs) if i not in gone]


def crossing(shares: Sequence[float] | np.ndarray, penalties: Sequence[float]) -> float:
    """Return the share where the penalty first falls to one, straight between the shares tried; not a number if never."""
    for (a, x), (b, y) in pairwise(zip(shares, penalties, strict=True)):
        if x > 1 >= y:
            return float(a + (b - a) * (x - 1) / (x - y))
    return float("nan")


def _random(rng: np.random.Generator, count: int) -> list[Run]:
    return [Run(int(rng.integers(86_400)), bool(rng.integers(2)), 70 / 3.6) for _ in range(count)]


def _mean_delay(replications: int, line: Callable[[np.random.Generator], hw.Scenario], stop: Stop | None = None) -> float:
    """Mean delay over replications with the same random numbers, by the plain rule or of the plan of a search [s]."""
    delays: list[float] = []
    for replication in range(replications):
        plan = hw.timetable(line(np.random.default_rng(replication)), empty_line=True, stop=stop)
        if plan.violations:
            sys.exit(f"the plan is not sound: {plan.violations[0]}")
        if plan.withdrawn_bound_s is not None:
            sys.exit(f"a bound of {plan.withdrawn_bound_s} s lies above a plan of {plan.objective_s} s")
        delays.append(fmean(plan.delay_s(path) for path in plan.paths))
    return fmean(delays)


def r2(x: Sequence[float] | np.ndarray, y: Sequence[float]) -> float:
    """Share of the variance that a straight line explains."""
    return float(np.corrcoef(x, y)[0, 1] ** 2)


def sidings() -> None:
    """Print the exact siding cases: least total delay of six trains with the best one, two and three loops."""
    print("\nBest loops on a line of 120 min, every choice of posts every 10 min tried, every plan proven")
    for name, offset in (("A", 0), ("B", 20)):
        for count in (1, 2, 3):
            best, where = best_loops(offset, count)
            print(f"  case {name}, {count} loops: {best} min at {' or '.join(', '.join(map(str, posts)) for posts in where)}")


def best_loops(offset: int, count: int) -> tuple[int, list[tuple[int, ...]]]:
    """Return the least total delay [min] and all choices of posts that reach it."""
    found = {posts: siding_delay(posts, offset) for posts in combinations(range(10, 120, 10), count)}
    best = min(found.values())
    return best, [posts for posts, delay in found.items() if delay == best]


def siding_delay(posts: tuple[int, ...], offset: int) -> int:
    """Return the least total delay of three trains each way, an hour apart, with loops at some posts [min]."""
    edges = (0, *posts, 120)
    sections = [(f"{a} - {b}", b - a) for a, b in pairwise(edges)]
    ready = [(60 * i, sections) for i in range(3)] + [(60 * i + offset, sections[::-1]) for i in range(3)]
    trains: list[tuple[Operation, ...]] = []
    for start, way in ready:
        operations = [Operation(0, successors=(1,))]
        for i, (name, minutes) in enumerate(way):
            first = 2 * i + 1
            operations.append(Operation(minutes, start_lb=start if i == 0 else 0, uses=(Use(name),), successors=(first + 1,)))
            operations.append(Operation(0, successors=(first + 2,) if i < len(way) - 1 else ()))
        trains.append(tuple(operations))
    costs = tuple(DelayCost(k, len(train) - 1, threshold=ready[k][0] + 120, coeff=1) for k, train in enumerate(trains))
    result = solve(Dispatching(trains=tuple(trains), costs=costs), stop=MaxRounds(20_000), seed=1)
    if result.objective is None or result.gap != 0:
        sys.exit(f"loops at {posts}: {result.status}")
    return result.objective


def curve() -> None:
    """Print delay against volume on the flagship."""
    print("\nDelay against volume, flagship at 50 Mt/y, random departures, plain rule")
    print(delay_curve(hw.load("gara-djebilet-50mt"), (2, 4, 6, 8, 10, 12), replications=3).summary())


if __name__ == "__main__":
    main()
