"""Run thousands of trains at once, over any stops, and give the totals of each run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.io import scenario_of
from headway.jit import lean
from headway.model import Consist, Scenario, Stop
from headway.parallel import Workers
from headway.physics.drive import Log, run
from headway.physics.envelope import CANNOT_HOLD, CANNOT_START, CANNOT_STOP, OK, STALLS, Envelope, ceiling, command
from headway.physics.forces.kernel import Train, Way
from headway.physics.train_run import calls_of
from headway.physics.trip import conditions_of, trip_of
from headway.units import J_PER_KWH
from headway.work import heed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_WORDS = {
    OK: "ok",
    STALLS: "stalls",
    CANNOT_START: "cannot start",
    CANNOT_HOLD: "cannot hold",
    CANNOT_STOP: "cannot stop",
}
_AT_ONCE = 100
"""Runs between two looks for an interruption: some hundredths of a second."""

_TOTALS = ("time_s", "traction_j", "braking_j", "dynamic_j", "resistance_j", "fuel_l")


@public
@dataclass(frozen=True, slots=True)
class Pattern:
    """One run of a batch.

    Parameters
    ----------
    train
        Name of a consist of the scenario, or a consist of one's own.
    origin, destination
        Names of places.
    stops
        Places at which it stops on the way.
    """

    train: str | Consist
    origin: str
    destination: str
    stops: Sequence[str | Stop] = ()


@lean
def run_all(
    train: Train, way: Way, begins: Ints, halts: Ints, dwell_s: Floats, base: Envelope, goal: Envelope, log: Log, status: Ints,
    totals: Floats,
) -> None:  # fmt: skip
    """Run patterns one after another; pattern p stops at ``halts[begins[p]:begins[p + 1]]``.

    Patterns with the same ends share the envelope of a run without a stop, which is in ``base``.
    """
    ends, code = (-1, -1), OK
    for p in range(begins.size - 1):
        a, b = int(begins[p]), int(begins[p + 1])
        first, last = int(halts[a]), int(halts[b - 1])
        if ends != (first, last):
            ends = (first, last)
            code, _ = ceiling(train, way, first, last, np.inf, base.top_w)
            if code == OK:
                command(train, way, first, first, last, base)
        runs, fuel = code, 0.0
        if code == OK:
            for i in range(first, last + 1):
                goal.top_w[i], goal.cue_w[i] = base.top_w[i], base.cue_w[i]
            runs, _, fuel = run(train, way, halts[a:b], dwell_s[a:b], 1.0, goal, log)
        status[p] = runs
        if runs != OK:
            continue
        for i in range(first, last):
            totals[p, 1] += log.pull_j[i]
            totals[p, 2] += log.brake_j[i]
            totals[p, 3] += log.dynamic_j[i]
            totals[p, 4] += log.drag_j[i]
        totals[p, 0] = log.t_s[last]
        totals[p, 5] = fuel


@public
def train_runs(scenario: Scenario | str | Path, patterns: Iterable[Pattern], *, jobs: int = 1) -> pl.DataFrame:
    """Run many trains, each as fast as it can, and return their totals.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of one.
    patterns
        The runs, in any order; runs of one train in one direction share its course.
    jobs
        How many threads to use; the result does not depend on it.

    Returns
    -------
    polars.DataFrame
        One row per pattern, in their order: ``train``, ``origin``, ``destination``, ``stops``, ``status`` (``ok``,
        ``stalls``, ``cannot start``, ``cannot hold``, ``cannot stop``), ``time_s``, ``energy_kwh`` at the wheel,
        ``brake_kwh``, ``dynamic_brake_kwh``, ``resistance_kwh`` and ``fuel_l``; null where a train does not arrive.

    Raises
    ------
    InputError
        Listing every pattern with an unknown name or with stops out of order.
    """
    scenario = scenario_of(scenario)
    asked = list(patterns)
    groups, rows = _grouped(scenario, asked)
    status, totals = np.zeros(len(asked), dtype=np.int64), np.zeros((len(asked), len(_TOTALS)))

    def solve(group: tuple[Consist, int]) -> None:
        numbers = rows[group]
        status[numbers], totals[numbers] = _run_group(scenario, group[0], groups[group])

    with Workers(jobs) as pool:
        list(pool.map(solve, groups))
    arrived = status == OK

    def shown(column: int, divisor: float = 1.0) -> pl.Series:
        return pl.Series(np.where(arrived, totals[:, column] / divisor, np.nan)).fill_nan(None)

    return pl.DataFrame(
        {
            "train": [p.train if isinstance(p.train, str) else p.train.name for p in asked],
            "origin": [p.origin for p in asked],
            "destination": [p.destination for p in asked],
            "stops": [len(p.stops) for p in asked],
            "status": [_WORDS[int(code)] for code in status],
            "time_s": shown(0),
            "energy_kwh": shown(1, J_PER_KWH),
            "brake_kwh": shown(2, J_PER_KWH),
            "dynamic_brake_kwh": shown(3, J_PER_KWH),
            "resistance_kwh": shown(4, J_PER_KWH),
            "fuel_l": shown(5),
        }
    )


Calls = tuple[list[int], list[float]]
Group = tuple[Consist, int]


def _grouped(scenario: Scenario, asked: list[Pattern]) -> tuple[dict[Group, list[Calls]], dict[Group, list[int]]]:
    """Sort patterns by train and direction; the second result tells the place of each pattern in the input."""
    groups: dict[Group, list[Calls]] = defaultdict(list)
    rows: dict[Group, list[int]] = defaultdict(list)
    known = {consist.name: consist for consist in scenario.consists}
    problems: list[str] = []
    for number, pattern in enumerate(asked):
        consist = known.get(pattern.train) if isinstance(pattern.train, str) else pattern.train
        if consist is None:
            problems.append(f'pattern {number}: "{pattern.train}" is not a consist. {did_you_mean(str(pattern.train), known)}')
            continue
        try:
            calls = calls_of(scenario.line, pattern.origin, pattern.destination, pattern.stops)
        except InputError as error:
            problems += [f"pattern {number}: {problem.message}" for problem in error.problems]
            continue
        group = (consist, 1 if calls[0][-1] > calls[0][0] else -1)
        groups[group].append(calls)
        rows[group].append(number)
    if problems:
        raise InputError(problems)
    return groups, rows


def _run_group(scenario: Scenario, consist: Consist, patterns: list[Calls]) -> tuple[Ints, Floats]:
    """Run the patterns of one train in one direction."""
    way, trip = trip_of(scenario.line, consist, *patterns[0], conditions_of(scenario))
    begins = np.cumsum([0, *(len(calls) for calls, _ in patterns)])
    halts = way.places[np.concatenate([calls for calls, _ in patterns])]
    dwell_s = np.concatenate([dwell for _, dwell in patterns])
    nodes = way.distance_m.size
    base, goal = (Envelope(np.full(nodes, np.inf), np.empty(nodes), np.empty(nodes)) for _ in range(2))
    log = Log(*np.zeros((len(Log._fields), nodes)))
    status, totals = np.zeros(len(patterns), dtype=np.int64), np.zeros((len(patterns), len(_TOTALS)))
    for first in range(0, len(patterns), _AT_ONCE):
        heed()
        part = slice(first, first + _AT_ONCE)
        ends = begins[first : first + _AT_ONCE + 1]
        run_all(trip.train, trip.way, ends, halts, dwell_s, base, goal, log, status[part], totals[part])
    return status, totals
