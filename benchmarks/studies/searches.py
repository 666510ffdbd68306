"""How often a search finds the optimum of 600 points, and with how many of their runs."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headway.study import run_study
from headway.study.search import searched
from headway.study.selection import Aim, Bound, Judgement, judged

Floats = NDArray[np.float64]

_MOST, _CONFIDENCE, _SEARCHES, _POOL = 20, 0.95, 100, 30
_NEAR = 0.02
"""Mt/y that do not matter where the most tonnes are wanted."""

_LIMIT = 8.5
"""Mt/y that the fewest train sets must bring."""

_FIGURE = "ore, delivered [Mt/y]"
_STUDY = {
    "base": "gara-djebilet-12mt",
    "vary": {
        "fleets.mine-sets.sets": "2..7",
        "terminals.bechar-dumper.trains": [1, 2],
        "terminals.mine-load-out.trains": [1, 2],
        "terminals.bechar-dumper.rate": ["4 kt/h", "5 kt/h", "6 kt/h", "8 kt/h", "10 kt/h"],
        "fleets.mine-sets.availability": [0.8, 0.85, 0.9, 0.92, 0.95],
    },
    "replications": _POOL,
    "days": 30,
    "figures": ["ore, delivered"],
}


def search(_options: argparse.Namespace) -> None:
    """Search a hundred times each: for the fewest sets and for the most tonnes of a study, and in landscapes that are known."""
    means, pools, sets = _study()
    meets = means >= _LIMIT
    fewest = sets[meets].min()
    hundred = range(_SEARCHES)
    _tell("fewest train sets", ((runs, -sets, meets & (sets == fewest)) for runs in map(pools, hundred)))
    _tell("most tonnes", ((runs, None, means >= means.max() - _NEAR) for runs in map(pools, hundred)), _NEAR)
    _tell("hills", ((runs, None, hill == hill.max()) for hill, runs in map(_hill, hundred)))


def _tell(what: str, cases: Iterator[tuple[Floats, Floats | None, NDArray[np.bool_]]], near: float = 0.0) -> None:
    """Search in cases of runs, of what is certain of each design (or None), and of which designs are right."""
    right, share, sure = 0, list[float](), list[float]()
    for runs, certain, good in cases:
        chosen, spent, chance = _searched(runs, certain, near)
        right += bool(good[chosen])
        share.append(spent / runs.size)
        sure.append(chance)
    print(
        f"{what}: right {right} times of {len(share)}; "
        f"runs {np.mean(share):.1%} of all in the mean, {max(share):.1%} at most, "
        f"a fifth or less {sum(one <= 0.2 for one in share)} times; "
        f"stated chance {min(sure):.3f} at least, {np.mean(sure):.3f} in the mean",
        flush=True,
    )


def _searched(runs: Floats, certain: Floats | None, near: float) -> tuple[int, int, float]:
    """Search for the most of what is certain that meets the limit, or else for the best row.

    Returns the design with how many runs that took and the stated chance.
    """
    designs, most = runs.shape
    last: list[Judgement] = []

    def judge(have: Sequence[int]) -> Judgement:
        known = np.where(np.arange(most) < np.array(have)[:, None], runs, np.nan)
        aim = Aim(values=known, indifference=near) if certain is None else Aim(values=certain[:, None])
        bounds = [] if certain is None else [Bound(values=known - _LIMIT)]
        last[:] = [judged([aim], bounds, np.zeros(designs, dtype=bool))]
        return last[0]

    spent = sum(count for asked in searched(designs, most, _CONFIDENCE, judge) for _, _, count in asked)
    return last[0].chosen[0], spent, last[0].chance


def _study() -> tuple[Floats, Callable[[int], Floats], Floats]:
    """Return the means of all points of a study, what draws as many runs of each as a search may take, and the train sets."""
    study = run_study(_STUDY, Path("studies") / "benchmark-search")
    values = np.array([study.known.values(number, 0, _FIGURE) for number in study.numbers])
    sets = np.array([float(study.variants.point(number)[0]) for number in study.numbers])

    def drawn(number: int) -> Floats:
        return values[:, np.random.default_rng(number).permutation(values.shape[1])[:_MOST]]

    return values.mean(axis=1), drawn, sets


def _hill(number: int) -> tuple[Floats, Floats]:
    """Return a hill of 30 by 20 points with one top, and runs whose chance is partly shared by all points."""
    across, up = np.meshgrid(np.arange(30), np.arange(20))
    rng = np.random.default_rng(number)
    means = (50 - 0.03 * (across - rng.integers(30)) ** 2 - 0.05 * (up - rng.integers(20)) ** 2).ravel()
    return means, means[:, None] + rng.normal(0.0, 0.5, size=_MOST) + rng.normal(0.0, 0.02, size=(means.size, _MOST))
