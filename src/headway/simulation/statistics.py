"""Statistics of a mean: intervals from independent runs and from one correlated series, and where a warm-up ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, inf, lgamma, log, log10, pi, sqrt

import numpy as np
from numpy.typing import NDArray

_STEPS = 2_000
_BATCHES = 20
_GROUP = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the half-width of its confidence interval and the number of values behind it."""

    mean: float
    half_width: float
    count: int

    @property
    def relative(self) -> float:
        """The half-width as a share of the mean."""
        return self.half_width / abs(self.mean) if self.mean else inf

    def __str__(self) -> str:
        return f"{self.mean:.4g} ± {self.half_width:.2g}" if self.half_width < inf else f"{self.mean:.4g}"


def text_of(value: Interval | None, sign: str = "") -> str:
    """Return a mean with its interval for people to read, to two figures of the interval; with a sign if that is ``+``."""
    if value is None:
        return "-"
    mean, half = round(value.mean, 9) + 0.0, round(value.half_width, 9) if value.half_width < inf else 0.0
    # Two figures of the interval, or four of a mean without one.
    digits = min(3, max(0, 1 - floor(log10(half)) if half else 3 - floor(log10(abs(mean) or 1.0))))
    if not half and mean == round(mean):
        digits = 0
    mean = round(mean, digits) + 0.0
    return f"{mean:{sign},.{digits}f}" + (f" ± {half:,.{digits}f}" if half else "")


def in_short(value: Interval, plain: Callable[[float], str]) -> str:
    """Return a mean with its interval for people to read; one without an interval as a function writes it."""
    return text_of(value) if 0 < round(value.half_width, 9) < inf else plain(value.mean)


def at_most(values: Sequence[float] | NDArray[np.float64], share: float) -> float:
    """Return the least of some values that a share of them does not exceed; infinite values count as the largest.

    >>> at_most([3.0, 1.0, inf, 2.0], 0.5), at_most([3.0, 1.0, inf, 2.0], 0.9)
    (2.0, inf)
    """
    return float(np.sort(np.asarray(values, float))[max(0, ceil(share * len(values) - 1e-9) - 1)])


def student(level: float, freedom: int) -> float:
    """Return the two-sided quantile of Student's t: the statistic lies within this distance of zero with this chance.

    >>> round(student(0.95, 9), 6), round(student(0.95, 29), 6)
    (2.262157, 2.04523)
    """
    low, high = 0.0, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """Return the chance that Student's t lies within a distance of zero.

    This is the integral of its density over the angle, by Simpson's rule.
    """
    scale = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(pi) / 2)
    angle = np.linspace(0.0, float(np.arctan(t / sqrt(freedom))), _STEPS + 1)
    weights = np.ones(_STEPS + 1)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return float(2 * scale * np.sum(weights * np.cos(angle) ** (freedom - 1)) * (angle[1] - angle[0]) / 3)


def interval(values: Sequence[float] | NDArray[np.float64], level: float = 0.95) -> Interval:
    """Return the mean of independent values with its confidence interval, which is infinite for a single value."""
    x = np.asarray(values, float)
    if x.size < 2:
        return Interval(float(x.mean()), inf, x.size)
    return Interval(float(x.mean()), student(level, x.size - 1) * float(x.std(ddof=1)) / sqrt(x.size), x.size)


def batch_interval(series: Sequence[float] | NDArray[np.float64], level: float = 0.95) -> Interval:
    """Return the mean of a correlated series with an interval from the means of 20 batches (Law & Kelton)."""
    x = np.asarray(series, float)
    size = x.size // _BATCHES
    found = interval(x[: size * _BATCHES].reshape(_BATCHES, size).mean(axis=1), level)
    return Interval(float(x.mean()), found.half_width, x.size)


def mser5(series: Sequence[float] | NDArray[np.float64]) -> int:
    """Return how many values at the beginning to leave out (MSER-5: White, Simulation 69(6), 1997).

    Of all truncations in groups of five, at most half of the series, it takes the one with the least squared standard
    error.
    """
    x = np.asarray(series, float)
    groups = x[: x.size // _GROUP * _GROUP].reshape(-1, _GROUP).mean(axis=1)
    n = groups.size
    if n < 2:
        return 0
    errors = [float(groups[d:].var() / (n - d)) for d in range(n // 2 + 1)]
    return _GROUP * int(np.argmin(errors))
