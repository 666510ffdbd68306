"""Sensitivity: what share of a result's variance its inputs explain, alone, together, and with all others."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError, did_you_mean
from headway.rng import stream, uniforms
from headway.shown import Shown

Floats = NDArray[np.float64]


class Sensitivity(Shown):
    """The indices of Sobol (1993) of a function of independent inputs, each uniform over its range.

    The function is evaluated at two samples of all inputs. What some inputs explain shows where these are taken from
    the other sample, which costs as many evaluations again (Saltelli et al. 2010, Jansen 1999). An input's draws depend
    only on its name and on the seed.

    Parameters
    ----------
    function
        Takes ``[point, input]``, the inputs in the order of ``ranges``, and returns the result of every point.
    ranges
        Lowest and highest value of every input, by its name.
    points
        Number of points of a sample, 2 or more.
    seed
        Seed of the random streams.

    Attributes
    ----------
    mean, variance
        Mean and variance of the result.

    Raises
    ------
    InputError
        If a range is empty, the sample has fewer than two points, or the result does not vary.
    """

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"mean {self.mean:.4g}, variance {self.variance:.4g}, of {', '.join(self._column)}"

    def summary(self) -> str:
        """Return the result in some lines."""
        shares = [f"  {name}: {self.closed(name):.1%} alone, {self.total(name):.1%} in all" for name in self._column]
        return "\n".join([self.headline, *shares])

    def __init__(
        self,
        function: Callable[[Floats], Floats],
        ranges: Mapping[str, tuple[float, float]],
        *,
        points: int = 1024,
        seed: int = 0,
    ) -> None:
        problems = [f"{name}: {low:g} to {high:g} is no range" for name, (low, high) in ranges.items() if not low < high]
        if not ranges or points < 2:
            problems.append("points: sensitivity needs an input and 2 points or more")
        if problems:
            raise InputError(problems)
        self._function, self._column = function, {name: i for i, name in enumerate(ranges)}
        self._ours, self._theirs = (_sample(ranges, points, seed, half) for half in ("ours", "theirs"))
        self._of_ours, self._of_theirs = function(self._ours), function(self._theirs)
        self._mixed: dict[frozenset[str], Floats] = {}
        both = np.concatenate([self._of_ours, self._of_theirs])
        self.mean, self.variance = float(both.mean()), float(both.var())
        if self.variance == 0:
            raise InputError(["function: its result is the same at every point; there is no variance to explain"])

    def closed(self, *names: str) -> float:
        """Return the share of the variance that some inputs explain by themselves and with one another."""
        mixed = self._with_theirs(frozenset(names))
        return float(np.mean((self._of_theirs - self.mean) * (mixed - self._of_ours))) / self.variance

    def total(self, *names: str) -> float:
        """Return the share of the variance that some inputs account for, also through their effect with all others."""
        mixed = self._with_theirs(frozenset(names))
        return float(np.mean((mixed - self._of_ours) ** 2)) / 2 / self.variance

    def _with_theirs(self, names: frozenset[str]) -> Floats:
        """Return the results of this sample with some inputs taken from the other sample."""
        if unknown := sorted(names - self._column.keys()):
            raise InputError([f'"{name}" is not an input. {did_you_mean(name, self._column)}' for name in unknown])
        if names not in self._mixed:
            columns = [self._column[name] for name in names]
            points = self._ours.copy()
            points[:, columns] = self._theirs[:, columns]
            self._mixed[names] = self._function(points)
        return self._mixed[names]


def _sample(ranges: Mapping[str, tuple[float, float]], points: int, seed: int, half: str) -> Floats:
    columns = [
        low + (high - low) * uniforms(np.uint64(stream(seed, "sensitivity", half, name)), points)
        for name, (low, high) in ranges.items()
    ]
    return np.column_stack(columns)
