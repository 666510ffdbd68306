"""Constants that were tuned: what a plan costs with others in their place, after as many rounds.

    python -m benchmarks.constants [--only SHAKEN optimise.MEETS] [--case day] [--quick]

A line is a value: what plans cost, one for every seed, how far that is from the value in the source, on average, and how long a
run took on a processor. All searches run on one thread and end after rounds, so that costs are the same on every machine and
however busy it is. What numba compiles into kernels is tried in a process of its own, with kernels of its own. ``--quick`` takes
one seed and a fifth of the rounds, to see that all is there.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from statistics import fmean
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np

import headway as hw
from benchmarks.timetable.days import random_day
from headway.dispatch import Dispatching, MaxRounds, solve, warm_up
from headway.timetabling.insertion import Planner, total
from headway.timetabling.optimise import compile_trains, together
from headway.timetabling.requests import fixed_requests, ore_requests
from headway.timetabling.windows import undated
from headway.units import DAY_S

MODULES = {
    "optimise.search": "headway.timetabling.optimise.search",
    "repeating": "headway.timetabling.repeating",
    "optimise.periodic": "headway.timetabling.optimise.periodic",
    "optimise.regular": "headway.timetabling.optimise.regular",
    "optimise.beginning": "headway.timetabling.optimise.beginning",
    "optimise.meets": "headway.timetabling.optimise.meets",
    "optimise.meet_variables": "headway.timetabling.optimise.meet_variables",
    "optimise.polishing": "headway.timetabling.optimise.polishing",
    "optimise.decode": "headway.timetabling.optimise.decode",
    "search.annealing": "headway.dispatch.search.annealing",
    "dispatch.solve": "headway.dispatch.solve",
    "search.descent": "headway.dispatch.search.descent",
    "search.insertion": "headway.dispatch.search.insertion",
    "driving.energy_plan": "headway.physics.driving.energy_plan",
    "driving.least_energy": "headway.physics.driving.least_energy",
}
"""Where constants are."""


@dataclass(frozen=True)
class Constant:
    """A constant, what is tried in its place, and in which cases.

    Parameters
    ----------
    name
        Module and name; without the underscore before it.
    others
        Values beside its own.
    cases
        Names of cases.
    also
        Modules that have taken over the value by an import.
    compiled
        Whether it is part of a kernel.
    """

    name: str
    others: tuple[Any, ...]
    cases: tuple[str, ...]
    also: tuple[str, ...] = ()
    compiled: bool = False

    @property
    def attribute(self) -> str:
        """Its name in the module."""
        name = self.name.rpartition(".")[2]
        return name if hasattr(self.modules[0], name) else f"_{name}"

    @property
    def modules(self) -> list[Any]:
        """Where it is."""
        return [import_module(MODULES[module]) for module in (self.name.rpartition(".")[0], *self.also)]

    @property
    def own(self) -> Any:
        """The value in the source."""
        return getattr(self.modules[0], self.attribute)

    @contextmanager
    def set_to(self, value: Any) -> Iterator[None]:
        """Put another value in its place for a while."""
        own, attribute = self.own, self.attribute
        for module in self.modules:
            setattr(module, attribute, value)
        try:
            yield
        finally:
            for module in self.modules:
                setattr(module, attribute, own)


CONSTANTS = (
    Constant("optimise.periodic.MEETS", (125, 500), ("repeating",)),
    Constant("optimise.periodic.REACH_S", (1_800, 7_200), ("repeating",)),
    Constant("optimise.regular.REGULAR_WORK", (2.5, 10.0), ("repeating",), also=("optimise.search", "optimise.periodic")),
    Constant("optimise.regular.SLOWED", ((1.1,), (1.05, 1.1, 1.15)), ("repeating",)),
    Constant("repeating.PHASES", (1, 4), ("repeating",)),
    Constant("optimise.search.MEETS", (125, 500), ("short day",)),
    Constant("optimise.search.PARTS", ((25, 25, 50), (100, 100, 200)), ("short day",)),
    Constant("optimise.search.REACH_S", (900, 3_600), ("short day",)),
    Constant("optimise.search.SHAKEN", (1, 4, 8), ("small day", "day")),
    Constant("optimise.search.TRIES", (4, 16), ("small day",)),
    Constant("optimise.search.STALLS", (2e-5, 2e-3), ("small day",)),
    Constant("optimise.search.FARTHEST_S", (3_600, 14_400), ("small day",)),
    Constant("search.annealing.FIRST", (50, 200), ("orders",)),
    Constant("search.annealing.GROWTH", (1.2, 2.0), ("orders",)),
    Constant("search.annealing.HOT", ((0.25, 1.0, 2.0, 1.0), (1.0, 4.0, 8.0, 4.0)), ("orders",)),
    Constant("search.annealing.COLD", (0.01, 0.04), ("orders",)),
    Constant("search.annealing.MOST_OUT", (4, 12), ("orders",)),
    Constant("optimise.beginning.WORK", (0.75, 3.0), ("beginning",)),
    Constant("optimise.beginning.REACH_S", (7_200, 28_800), ("beginning",)),
    Constant("optimise.polishing.POLISHES", (1, 8), ("short day",)),
    Constant("optimise.meet_variables.APART_S", (1_800, 7_200), ("repeating",)),
    Constant("optimise.periodic.FARTHEST_S", (3_600, 14_400), ("repeating",)),
    Constant("optimise.meets.FEW", (5, 80), ("small day",)),
    Constant("optimise.decode.EASY", (0.0, 0.05, 0.2), ("short day",)),
    Constant("optimise.search.ONE_PART", ((400,), (1_600,)), ("given",)),
    Constant("optimise.search.TOGETHER", (12, 48), ("two days",)),
    Constant("dispatch.solve.PROOF_EVERY", (1, 6), ("orders",)),
    Constant("dispatch.solve.PROOF_WORK", (0.06, 1.0), ("orders",)),
    Constant("dispatch.solve.WORTH", (0.025, 0.4), ("orders",)),
    Constant("search.descent.HARD", (0.1, 0.4), ("orders",), compiled=True),
    Constant("search.descent.MANY", (0.05, 0.2), ("orders",), compiled=True),
    Constant("search.descent.PLAIN", (0.1, 0.6), ("orders",), compiled=True),
    Constant("search.descent.MOST_NOISE", (25.0, 400.0), ("orders",), compiled=True),
    Constant("search.insertion.CIRCLE", (3, 12), ("orders",), compiled=True),
    Constant("search.insertion.TRIES", (4, 16), ("orders",), compiled=True),
    Constant("search.insertion.NOISY", (1.25, 20.0), ("orders",), compiled=True),
    Constant("driving.energy_plan.SPEEDS", (100, 400), ("least energy",)),
    Constant("driving.energy_plan.PARTS", (10, 40), ("least energy",)),
    Constant("driving.energy_plan.CRAWL", (0.05, 0.3), ("least energy",)),
    Constant("driving.energy_plan.TRIED", (3, 12), ("least energy",)),
    Constant("driving.energy_plan.NEARLY", (1.001, 1.02), ("least energy",)),
    Constant("driving.energy_plan.NEAR", (5e-5, 1e-3), ("least energy",)),
    Constant("driving.energy_plan.WIDE", (2.0, 8.0), ("least energy",)),
    Constant("driving.energy_plan.ABOUT", (1.05, 1.2), ("least energy",)),
    Constant("driving.energy_plan.EASED", (0.8, 0.95), ("least energy",)),
    Constant("driving.least_energy.EARLY", (2.0, 8.0), ("least energy",), compiled=True),
    Constant("driving.least_energy.FALLEN", (0.6, 0.9), ("least energy",), compiled=True),
)
"""The most influential first."""


@dataclass(frozen=True)
class Case:
    """What is planned.

    Parameters
    ----------
    text
        What it is, in words.
    run
        Returns what the plan of a seed costs; None where there is none.
    seeds, rounds
        Seeds, and rounds of a search; 0 where no round is counted.
    head
        What a column of costs is called, by its seed.
    """

    text: str
    run: Callable[[int, int], int | None]
    seeds: tuple[int, ...]
    rounds: int
    head: str = "seed {}"


def _day(name: str, days: int = 1) -> Callable[[int, int], int]:
    return lambda seed, rounds: (
        hw.timetable(name, days=days, empty_line=True, stop=MaxRounds(rounds), seed=seed, jobs=1).objective_s
    )


def _repeating(seed: int, rounds: int) -> int:
    return hw.repeating_day("gara-djebilet-50mt", stop=MaxRounds(rounds), seed=seed, jobs=1).objective_s


def _given(seed: int, rounds: int) -> int:
    scenario = random_day(np.random.default_rng(seed), 24)
    return hw.timetable(scenario, empty_line=True, stop=MaxRounds(rounds), seed=seed, jobs=1).objective_s


def _beginning(phase: int, _rounds: int) -> int | None:
    """Plan all meets of the long-term day together, at a phase of eight; no round is counted."""
    scenario = undated(hw.load("gara-djebilet-50mt"))
    planner = Planner(scenario, 0, DAY_S, period_s=DAY_S)
    requests = [*fixed_requests(scenario, range(1)), *ore_requests(scenario, 1, phase / 8, free=True)]
    trains = together(planner, requests, stop=lambda _rounds, _seconds: False, seed=phase)
    return None if trains is None else total(trains)


def _orders(seed: int, rounds: int) -> int | None:
    return solve(_problem(seed), stop=MaxRounds(rounds), seed=seed, jobs=1).objective


def _least_energy(percent: int, _rounds: int) -> int:
    """Return the energy of the loaded train with so much more than the shortest time [MJ]."""
    driving = hw.LeastEnergy(margin=percent / 100)
    return round(hw.train_run("gara-djebilet", "ore-loaded", "Gara Djebilet", "Béchar", driving=driving).energy_j / 1e6)


@cache
def _problem(seed: int) -> Dispatching:
    """Return the orders of a random day as a dispatching problem."""
    scenario = random_day(np.random.default_rng(seed), 18)
    planner, requests = Planner(scenario, 0, DAY_S), fixed_requests(scenario, range(1))
    return compile_trains(scenario, requests, [planner.routes.of(request) for request in requests], planner.rules).problem


CASES = {
    "day": Case("a day of gara-djebilet-50mt from an empty line, 20 trains", _day("gara-djebilet-50mt"), (1, 2), 60_000),
    "short day": Case("a day of gara-djebilet-50mt from an empty line, 20 trains", _day("gara-djebilet-50mt"), (1, 2), 20_000),
    "small day": Case("a day of gara-djebilet-12mt from an empty line, 8 trains", _day("gara-djebilet-12mt"), (1, 2), 30_000),
    "two days": Case(
        "two days of gara-djebilet-50mt from an empty line, 40 trains", _day("gara-djebilet-50mt", 2), (1, 2), 60_000
    ),
    "repeating": Case("the day of gara-djebilet-50mt that repeats, 20 trains", _repeating, (1, 2), 25_000),
    "given": Case("random days of 24 trains that leave at given times", _given, (1, 2), 20_000),
    "beginning": Case("a first plan of the day of gara-djebilet-50mt that repeats, at 8 phases", _beginning, tuple(range(8)), 0),
    "least energy": Case(
        "the loaded train of gara-djebilet over the line with more than the shortest time, energy [MJ]",
        _least_energy,
        (3, 5, 10),
        0,
        "+{} %",
    ),
    "orders": Case("orders of random days of 18 trains, a dispatching problem", _orders, (1, 2, 3), 15_000),
}


@dataclass(frozen=True)
class Costs:
    """What a value comes to: a cost for every seed, and how long a run took on a processor [s]."""

    costs: tuple[int | None, ...]
    cpu_s: float

    def line(self, value: Any, own: "Costs") -> str:
        """Return the row of a value."""
        pairs = [(a, b) for a, b in zip(self.costs, own.costs, strict=True) if a is not None and b is not None]
        above = f"{100 * fmean(a / b - 1 for a, b in pairs):+.2f} %".replace("+0.00", "0.00") if pairs else "none"
        costs = " | ".join("none" if cost is None else f"{cost:,}" for cost in self.costs)
        text = f"**{_text(value)}**" if self is own else _text(value)
        return f"| {text} | {costs} | {above} | {self.cpu_s:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="constants, with their module or without")
    parser.add_argument("--case", nargs="+", default=list(CASES), choices=CASES)
    parser.add_argument("--quick", action="store_true", help="one seed, a fifth of the rounds")
    parser.add_argument("--values", nargs="+", type=json.loads, help="these values instead, for one constant")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    chosen = [c for c in CONSTANTS if not options.only or {c.name, c.name.rpartition(".")[2]} & set(options.only)]
    if not chosen:
        sys.exit(f"no constant is called {' or '.join(options.only)}; there are {', '.join(c.name for c in CONSTANTS)}")
    if options.json:
        ((value,), (case,)) = options.values, options.case
        with chosen[0].set_to(_tuples(value)):
            CASES[case].run(_size(case, options.quick)[0][0], 1)  # nothing is left to compile
            found = _measured(case, options.quick)
        print(json.dumps([found.costs, found.cpu_s]))
        return
    warm_up()
    for constant in chosen:
        others = map(_tuples, options.values) if options.values else constant.others
        for case in (name for name in constant.cases if name in options.case):
            _print(constant, list(others), case, options.quick)


def _print(constant: Constant, others: Iterable[Any], case: str, quick: bool) -> None:
    """Print the table of a constant in a case."""
    seeds, rounds = _size(case, quick)
    print(f"\n{constant.name}: {CASES[case].text}, {f'{rounds:,} rounds' if rounds else 'no rounds'}\n")
    print(f"| value | {' | '.join(CASES[case].head.format(seed) for seed in seeds)} | against its own | CPU [s] |")
    print(f"|---|{'---:|' * (len(seeds) + 2)}", flush=True)
    own = _own(case, quick)
    print(own.line(constant.own, own), flush=True)
    for value in others:
        if constant.compiled:
            found = _in_a_process(constant, value, case, quick)
        else:
            with constant.set_to(value):
                found = _measured(case, quick)
        print(found.line(value, own), flush=True)


def _size(case: str, quick: bool) -> tuple[tuple[int, ...], int]:
    seeds, rounds = CASES[case].seeds, CASES[case].rounds
    return (seeds[:1], -(-rounds // 5)) if quick else (seeds, rounds)


@cache
def _own(case: str, quick: bool) -> Costs:
    """Measure a case with all values as they are."""
    return _measured(case, quick)


def _measured(case: str, quick: bool) -> Costs:
    """Measure a case with the values of now."""
    seeds, rounds = _size(case, quick)
    warm_up()
    began = process_time()
    costs = tuple(CASES[case].run(seed, rounds) for seed in seeds)
    return Costs(costs, (process_time() - began) / len(seeds))


def _in_a_process(constant: Constant, value: Any, case: str, quick: bool) -> Costs:
    """Measure a value that kernels hold, with kernels that are kept nowhere else."""
    command = [sys.executable, "-m", "benchmarks.constants", "--json", "--only", constant.name, "--case", case]
    command += ["--values", json.dumps(value), *(["--quick"] if quick else [])]
    with TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    costs, cpu_s = json.loads(done.stdout)
    return Costs(tuple(costs), cpu_s)


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _text(value: Any) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"{part:g}" if 0 < part < 1 else f"{part:,g}" for part in parts)


if __name__ == "__main__":
    main()
