"""Laws of chance by their mean and a shape; a draw is a function of law, stream and number."""

from math import gamma, log, sqrt

import numpy as np

from headway.jit import part
from headway.rng import uniform
from headway.simulation.engine.tables import CONSTANT, ERLANG, EXPONENTIAL, LOGNORMAL, NONE, UNIFORM, WEIBULL, World

PHASES = 8
"""Words set apart for one draw, which bounds the number of phases of an Erlang law."""

_GRAIN = 2.0**20


@part
def draw(w: World, law: int, key: np.uint64, number: int) -> float:
    """Return draw ``number`` of a stream by a law.

    The draw is rounded to a millionth, since the last digits of a logarithm may differ between machines. The shape is
    the number of phases of an Erlang law, sigma of a lognormal law, the exponent of a Weibull law, and for a uniform
    law the half-width as a share of its mean.
    """
    if law == NONE:
        return 0.0
    kind, mean, shape = w.laws[law].kind, w.laws[law].mean, w.laws[law].shape
    first = number * PHASES
    x = mean
    if kind == EXPONENTIAL:
        x = -mean * np.log(uniform(key, first))
    elif kind == ERLANG:
        x = 0.0
        for i in range(int(shape)):
            x -= mean / shape * np.log(uniform(key, first + i))
    elif kind == LOGNORMAL:
        normal = np.sqrt(-2 * np.log(uniform(key, first))) * np.cos(2 * np.pi * uniform(key, first + 1))
        x = mean * np.exp(shape * normal - shape * shape / 2)
    elif kind == WEIBULL:
        x = mean * (-np.log(uniform(key, first))) ** (1 / shape)
    elif kind == UNIFORM:
        x = mean * (1 + shape * (2 * uniform(key, first) - 1))
    return np.rint(x * _GRAIN) / _GRAIN


def law_row(kind: str, mean: float, cv: float) -> tuple[int, float, float]:
    """Return the row of a law by its name, its mean and its coefficient of variation."""
    if cv == 0 or kind == "constant":
        return CONSTANT, mean, 0.0
    if kind == "exponential":
        return EXPONENTIAL, mean, 1.0
    if kind == "erlang":
        return ERLANG, mean, float(min(PHASES, max(1, round(1 / cv**2))))
    if kind == "lognormal":
        return LOGNORMAL, mean, sqrt(log(1 + cv**2))
    if kind == "weibull":
        shape = _weibull_shape(cv)
        return WEIBULL, mean / gamma(1 + 1 / shape), shape
    return UNIFORM, mean, min(1.0, cv * sqrt(3))


def _weibull_shape(cv: float) -> float:
    """Return the exponent of the Weibull law with a given coefficient of variation, by bisection."""
    low, high = 0.1, 100.0
    for _ in range(80):
        shape = sqrt(low * high)
        spread = sqrt(max(0.0, gamma(1 + 2 / shape) / gamma(1 + 1 / shape) ** 2 - 1))
        low, high = (shape, high) if spread > cv else (low, shape)
    return sqrt(low * high)
