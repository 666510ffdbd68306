"""Sensitivity: what share of a result's variance its inputs explain, alone, together, and with all others."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample

from headway.errors import InputError, did_you_mean
from headway.shown import Shown

Floats = NDArray[np.float64]

_RESAMPLES = 2
"""Fewest that SALib takes; intervals come from seeds."""


class Sensitivity(Shown):
    """The indices of Sobol (1993) of a function of independent inputs, each uniform over its range, by SALib.

    Parameters
    ----------
    function
        Takes ``[point, input]``, the inputs in the order of ``ranges``, and returns the result of every point.
    ranges
        Lowest and highest value of every input, by its name.
    points
        Base points, 2 or more; raised to a power of two, which spreads a Sobol sequence evenly. The function is asked
        for ``2 n + 2`` times as many, where n is the number of inputs.
    seed
        Seed of the scrambled sequence.

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
        self._column = {name: i for i, name in enumerate(ranges)}
        problem = {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(ends) for ends in ranges.values()]}
        places = sample.sample(problem, 1 << (points - 1).bit_length(), calc_second_order=True, seed=seed)
        values = np.asarray(function(places), dtype=float)
        # The samples that nothing was exchanged in: the first and the last of every group.
        free = values.reshape(-1, 2 * len(ranges) + 2)[:, [0, -1]]
        self.mean, self.variance = float(free.mean()), float(free.var())
        if self.variance == 0:
            raise InputError(["function: its result is the same at every point; there is no variance to explain"])
        self._found = analyze.analyze(problem, values, calc_second_order=True, num_resamples=_RESAMPLES, seed=seed + 1)

    def closed(self, *names: str) -> float:
        """Return the share of the variance that up to two inputs explain by themselves and with one another."""
        columns = self._columns(names)
        if len(columns) > 2:
            raise InputError([f"closed: one input or two, not {len(columns)}"])
        alone = float(np.sum(self._found["S1"][columns]))
        return alone + (float(self._found["S2"][columns[0], columns[1]]) if len(columns) == 2 else 0.0)

    def total(self, name: str) -> float:
        """Return the share of the variance that an input accounts for, also through its effect with all others."""
        return float(self._found["ST"][self._columns((name,))[0]])

    def _columns(self, names: tuple[str, ...]) -> list[int]:
        """Return the columns of inputs in their order, each once."""
        if unknown := sorted(set(names) - self._column.keys()):
            raise InputError([f'"{name}" is not an input. {did_you_mean(name, self._column)}' for name in unknown])
        return sorted({self._column[name] for name in names})
