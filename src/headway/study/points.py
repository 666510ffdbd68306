"""Which points of a study's axes are run: a full grid, points that fill the ranges, or those that rank the axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.study.axes import Axis, Changes
from headway.study.ranking import morris_shares, sobol_shares

Point = tuple[Any, ...]
"""A value of every axis; None leaves an axis as the base has it."""


@dataclass(frozen=True, slots=True)
class Points:
    """How the points of a study are chosen.

    Parameters
    ----------
    kind
        ``grid``: every combination of all values. ``latin-hypercube`` and ``sobol``: points that fill the ranges evenly.
        ``morris``: walks from which the axes are ranked. ``indices``: samples from which Sobol indices are estimated.
    count
        Points, walks, or base points of the indices; 0 for a grid.
    then, few
        After the walks: base points for the indices of so many axes that matter most; 0 for none.
    """

    kind: str = "grid"
    count: int = 0
    then: int = 0
    few: int = 0

    def of(self, axes: Sequence[Axis], seed: int) -> int | list[Point]:
        """Return the points of axes, or for a grid their number."""
        if self.kind == "grid":
            return prod(axis.count for axis in axes)
        return [tuple(axis.at(float(u)) for axis, u in zip(axes, row, strict=True)) for row in self.shares(len(axes), seed)]

    def shares(self, axes: int, seed: int) -> NDArray[np.float64]:
        """Return ``[point, axis]``: how far along each axis the points lie, 0 to 1."""
        if self.kind == "morris":
            return morris_shares(axes, self.count, seed)
        if self.kind == "indices":
            return sobol_shares(axes, self.count, seed)
        from scipy.stats import qmc  # here, since SciPy takes half a second to load

        sampler = qmc.LatinHypercube(axes, rng=seed) if self.kind == "latin-hypercube" else qmc.Sobol(axes, rng=seed)
        return sampler.random(self.count)

    def runs(self, axes: Sequence[Axis]) -> int:
        """Return how many points there are, those of a second stage included."""
        walks = {"morris": self.count * (len(axes) + 1), "indices": self.count * (len(axes) + 2)}
        if self.kind == "grid":
            return prod(axis.count for axis in axes)
        return walks.get(self.kind, self.count) + self.then * (self.few + 2 if self.then else 0)

    def __str__(self) -> str:
        words = {
            "grid": "every combination",
            "latin-hypercube": f"{self.count:,} points of a Latin hypercube",
            "sobol": f"{self.count:,} points of a Sobol sequence",
            "morris": f"{self.count} walk{'s' if self.count > 1 else ''} of Morris",
            "indices": f"Sobol indices of {self.count:,} base points",
        }
        then = f", then Sobol indices of the {self.few} that matter most, {self.then:,} base points" if self.then else ""
        return words[self.kind] + then


def grid_point(axes: Sequence[Axis], number: int) -> Point:
    """Return a point of the grid by its number; the last axis runs fastest."""
    values: list[Any] = []
    for axis in reversed(axes):
        number, which = divmod(number, axis.count)
        values.append(axis.values[which])
    return tuple(reversed(values))


def changes_at(axes: Sequence[Axis], point: Point) -> Changes:
    """Return what a point changes in the scenario."""
    found: dict[str, Any] = {}
    for axis, value in zip(axes, point, strict=True):
        if value is not None:
            found |= axis.changed(value)
    return found
