"""Measure dispatching on public instances: how far plans are from the best known, how soon, and how near the bound.

    python -m benchmarks.dispatch FOLDER [--time 60] [--jobs 2] [--seed 1] [--only wab_small]
        [--every 8] [--cpu] [--earlier 60] [--records FOLDER]

The folder holds DISPLIB problems (``*.json`` or ``*.json.gz``), itself or in ``instances/``. It may hold
``best_known.csv`` with the columns ``instance`` and ``best_known``. Kernels are compiled before the clock starts. Every
plan must pass the referee, or the benchmark ends.

``--cpu`` is for machines with other work: a second is then a second of processor time over the number of threads.
``--earlier`` adds to the table how far the same run was after so many seconds. ``--records`` writes each plan that is
better than the best known to a folder.
"""

import argparse
import csv
import re
import resource
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from time import process_time

from headway.dispatch import MaxSeconds, Result, read_problem, solve, verify, warm_up, write_solution


def main() -> None:
    options = _options()
    best = _best_known(options.folder)
    warm_up()
    unit = "s of processor" if options.cpu else "s"
    print(f"{options.time:g} {unit} each on {options.jobs} threads, seed {options.seed}; times in seconds\n")
    columns = f"{'instance':<18}{'best known':>12}{'ours':>12}{'gap':>9}"
    if options.earlier:
        columns += f"{f'{options.earlier:g} s':>9}"
    print(f"{columns}{'bound':>10}{'first':>8}{'last':>8}{'time':>8}  status")
    gaps: dict[str, list[float]] = defaultdict(list)
    compared: list[tuple[int, int]] = []
    proven = 0
    for path in list(_instances(options.folder, options.only))[:: options.every]:
        name = path.name.split(".")[0]
        problem = read_problem(path)
        stop = _ProcessorSeconds(options.time * options.jobs) if options.cpu else MaxSeconds(options.time)
        found = solve(problem, stop=stop, seed=options.seed, jobs=options.jobs)
        if found.solution is None:
            print(f"{name:<18}{best.get(name, ''):>12}{'none':>12}  {found.status}")
            gaps[_family(name)].append(float("inf"))
            continue
        if faults := verify(problem, found.solution):
            sys.exit(f"{name}: the plan is not sound: {faults[0]}")
        proven += found.gap == 0
        _print(name, best.get(name), found, options.earlier)
        if name in best:
            gaps[_family(name)].append(_gap(found.solution.objective, best[name]))
            compared.append((found.solution.objective, best[name]))
            if options.records and found.solution.objective < best[name]:
                options.records.mkdir(parents=True, exist_ok=True)
                write_solution(found.solution, options.records / f"{name}.json.gz")
    _summarise(gaps, compared, proven)


class _ProcessorSeconds:
    """Stop after a time on processors, of all threads together, from now on."""

    def __init__(self, seconds: float) -> None:
        self.until = process_time() + seconds

    def __call__(self, _rounds: int, _seconds: float) -> bool:
        return process_time() >= self.until


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--time", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="instances or families, by how their names begin")
    parser.add_argument("--every", type=int, default=1, help="one instance in so many")
    parser.add_argument("--cpu", action="store_true", help="count time on processors over the number of threads")
    parser.add_argument("--earlier", type=float, help="also report the gap after so many seconds of the same run")
    parser.add_argument("--records", type=Path)
    return parser.parse_args()


def _best_known(folder: Path) -> dict[str, int]:
    path = folder / "best_known.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as file:
        return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}


def _instances(folder: Path, only: list[str]) -> Iterator[Path]:
    paths = sorted([*folder.glob("*.json*"), *folder.glob("instances/*.json*")], key=lambda path: _sorted(path.name))
    for path in paths:
        name = path.name.split(".")[0]
        if not only or any(name == begin or name.startswith(f"{begin}_") for begin in only):
            yield path


def _sorted(name: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _family(name: str) -> str:
    return re.sub(r"(_\d+$)|(?<=[AB])\d+", "", name)


def _gap(ours: int, best: int) -> float:
    return ours / best - 1 if best else float(ours > 0)


def _print(name: str, best: int | None, found: Result, earlier: float | None) -> None:
    columns = f"{name:<18}"
    ours = found.history[-1].objective
    columns += f"{'' if best is None else f'{best:,}':>12}{ours:>12,}"
    columns += f"{'' if best is None else f'{_gap(ours, best):.2%}':>9}"
    if earlier:
        then = [step.objective for step in found.history if step.seconds <= earlier]
        columns += f"{'' if best is None or not then else f'{_gap(then[-1], best):.2%}':>9}"
    first, last = found.history[0].seconds, found.history[-1].seconds
    proof = "optimal" if found.gap == 0 else ""
    print(f"{columns}{found.bound:>10,}{first:>8.2f}{last:>8.1f}{found.runtime_s:>8.1f}  {proof}", flush=True)


def _summarise(gaps: dict[str, list[float]], compared: list[tuple[int, int]], proven: int) -> None:
    print(f"\n{'family':<18}{'instances':>12}{'median gap':>12}{'worst gap':>12}")
    for family, found in gaps.items():
        print(f"{family:<18}{len(found):>12}{median(found):>12.2%}{max(found):>12.2%}")
    every = [gap for found in gaps.values() for gap in found]
    if every:
        print(f"\nmean gap {mean(every):.2%} over {len(every)} instances")
        equal, better = sum(a == b for a, b in compared), sum(a < b for a, b in compared)
        print(f"equal to the best known {equal}, better {better}, proven {proven}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"memory at most {memory:.2f} GB")


if __name__ == "__main__":
    main()
