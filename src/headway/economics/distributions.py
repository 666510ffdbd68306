"""What is not known for certain: distributions that give their quantiles, mean and standard deviation."""

import math
import re
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri

from headway.arguments import public
from headway.economics.figures import Array, Figures, read
from headway.errors import InputError, Problem, require


@runtime_checkable
class Distribution(Protocol):
    """Anything that gives its quantiles, mean and standard deviation."""

    def quantile(self, p: Figures) -> Array:
        """Return the values that are not exceeded with some probabilities, from 0 to 1."""
        ...

    @property
    def mean(self) -> float:
        """The mean."""
        ...

    @property
    def sd(self) -> float:
        """The standard deviation."""
        ...


def _shares(p: Figures) -> Array:
    (shares,) = read(p=p)
    require((bool(((shares >= 0) & (shares <= 1)).all()), "p: a probability is from 0 to 1; write P80 as 0.8"))
    return shares


def _check_range(low: float, mode: float, high: float) -> None:
    read(low=low, mode=mode, high=high)
    held = low <= mode <= high and low < high
    require((held, f"low, mode, high: {low:g}, {mode:g}, {high:g} must be in this order, low below high"))


@public
@dataclass(frozen=True, slots=True)
class Triangular:
    """From a low to a high value, most likely at the mode."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _check_range(self.low, self.mode, self.high)

    def quantile(self, p: Figures) -> Array:
        """Return the values that are not exceeded with some probabilities."""
        share, span = _shares(p), self.high - self.low
        rising = self.low + np.sqrt(share * span * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - share) * span * (self.high - self.mode))
        return np.where(share <= (self.mode - self.low) / span, rising, falling)[()]

    @property
    def mean(self) -> float:
        """The mean."""
        return (self.low + self.mode + self.high) / 3

    @property
    def sd(self) -> float:
        """The standard deviation."""
        a, m, b = self.low, self.mode, self.high
        return math.sqrt((a * a + m * m + b * b - a * m - a * b - m * b) / 18)


@public
@dataclass(frozen=True, slots=True)
class Pert:
    """From a low to a high value by a beta distribution whose mean counts the mode four times (PERT)."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _check_range(self.low, self.mode, self.high)

    def quantile(self, p: Figures) -> Array:
        """Return the values that are not exceeded with some probabilities."""
        span = self.high - self.low
        a, b = 1 + 4 * (self.mode - self.low) / span, 1 + 4 * (self.high - self.mode) / span
        return np.asarray(self.low + span * betaincinv(a, b, _shares(p)))[()]

    @property
    def mean(self) -> float:
        """The mean."""
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return math.sqrt((self.mean - self.low) * (self.high - self.mean) / 7)


@public
@dataclass(frozen=True, slots=True)
class Uniform:
    """From a low to a high value, all equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        read(low=self.low, high=self.high)
        require((self.low < self.high, f"low, high: {self.low:g} must be below {self.high:g}"))

    def quantile(self, p: Figures) -> Array:
        """Return the values that are not exceeded with some probabilities."""
        return self.low + (self.high - self.low) * _shares(p)

    @property
    def mean(self) -> float:
        """The mean."""
        return (self.low + self.high) / 2

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return (self.high - self.low) / math.sqrt(12)


@public
@dataclass(frozen=True, slots=True)
class Normal:
    """The normal distribution of a mean and a standard deviation above zero."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        read(mean=self.mean, sd=self.sd)
        require((self.sd > 0, f"sd: must be above zero, not {self.sd:g}"))

    def quantile(self, p: Figures) -> Array:
        """Return the values that are not exceeded with some probabilities."""
        return np.asarray(self.mean + self.sd * ndtri(_shares(p)))[()]

    def below(self, value: float) -> float:
        """Return the probability of less than a value."""
        return float(ndtr((value - self.mean) / self.sd))


@public
@dataclass(frozen=True, slots=True)
class LogNormal:
    """A positive value whose logarithm is normal; ``mean`` is that of the value, ``sigma`` that of the logarithm."""

    mean: float
    sigma: float

    def __post_init__(self) -> None:
        read(mean=self.mean, sigma=self.sigma)
        require(
            (self.mean > 0, f"mean: must be above zero, not {self.mean:g}"),
            (self.sigma > 0, f"sigma: must be above zero, not {self.sigma:g}"),
        )

    @property
    def _median(self) -> float:
        return self.mean * math.exp(-(self.sigma**2) / 2)

    def quantile(self, p: Figures) -> Array:
        """Return the values that are not exceeded with some probabilities."""
        return np.asarray(self._median * np.exp(self.sigma * ndtri(_shares(p))))[()]

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return self.mean * math.sqrt(math.expm1(self.sigma**2))

    def below(self, value: float) -> float:
        """Return the probability of less than a value."""
        return float(ndtr(math.log(value / self._median) / self.sigma)) if value > 0 else 0.0

    def excess(self, floor: float) -> float:
        """Return the mean of what exceeds a floor above zero, counting nothing below it (Black and Scholes without interest)."""
        require((floor > 0, f"floor: must be above zero, not {floor:g}"))
        d = math.log(self._median / floor) / self.sigma
        return float(self.mean * ndtr(d + self.sigma) - floor * ndtr(d))


_KINDS: dict[str, tuple[type, int]] = {
    "triangular": (Triangular, 3),
    "pert": (Pert, 3),
    "uniform": (Uniform, 2),
    "normal": (Normal, 2),
    "lognormal": (LogNormal, 2),
}

_WRITTEN = re.compile(r"\s*([a-z]+)\s*\(([^()]*)\)\s*")

Spread: TypeAlias = Triangular | Pert | Uniform | Normal | LogNormal


@public
def from_text(text: str) -> Spread:
    """Return a distribution from its text, such as ``triangular(0.9, 1, 3)``.

    Parameters
    ----------
    text
        ``triangular(low, mode, high)``, ``pert(low, mode, high)``, ``uniform(low, high)``, ``normal(mean, sd)`` or
        ``lognormal(mean, sigma)``.
    """
    written = _WRITTEN.fullmatch(text.lower())
    kind, count = _KINDS.get(written[1] if written else "", (None, 0))
    try:
        numbers = [float(number) for number in written[2].split(",")] if written else []
    except ValueError:
        numbers = []
    if kind is None or len(numbers) != count:
        known = "triangular(low, mode, high), pert(low, mode, high), uniform(low, high), normal(mean, sd), lognormal(mean, sigma)"
        raise InputError([Problem(f'"{text}" is not a distribution; write one of {known}', where="text")])
    return kind(*numbers)


@public
def from_range(low: float, high: float, mode: float | None = None) -> Spread:
    """Return a triangular distribution over a range, or a uniform one if no value in it is the most likely.

    Parameters
    ----------
    low, high
        Ends of the range.
    mode
        The most likely value, if there is one.
    """
    return Uniform(low, high) if mode is None else Triangular(low, mode, high)
