"""How far ahead to build when demand grows evenly and large works are cheaper by the unit (Manne 1961)."""

import numpy as np

from headway.arguments import public
from headway.economics.crossing import crossing
from headway.economics.figures import read
from headway.errors import require


def _check(scale: float, rate: float, growth: float) -> None:
    read(scale=scale, rate=rate, growth=growth)
    require(
        (0 < scale < 1, f"scale: above 0 and below 1, not {scale:g}; at 1 and above, small steps are always best"),
        (rate > 0, f"rate: must be above zero, not {rate:g}; without interest the largest step is best"),
        (growth > 0, f"growth: must be above zero, not {growth:g}; demand that does not grow needs no works"),
    )


@public
def best_step(scale: float, rate: float, growth: float = 1.0) -> float:
    """Return how much capacity to add each time, in the unit of demand.

    Parameters
    ----------
    scale
        Exponent ``a`` of the cost ``k x^a`` of adding ``x``; above 0 and below 1.
    rate
        Continuous discount rate per year, above zero.
    growth
        How much demand grows each year.

    Notes
    -----
    The present cost of equal steps for ever, ``k x^a / (1 - exp(-r x / growth))``, is least where
    ``a = u / (exp(u) - 1)`` with ``u = r x / growth`` (Manne, Econometrica 29, 1961).
    """
    _check(scale, rate, growth)
    return crossing(lambda u: u / float(np.expm1(u)) - scale, 1e-12, 700.0) / rate * growth


@public
def cost_of_steps(step: float, unit_cost: float, scale: float, rate: float, growth: float = 1.0) -> float:
    """Return the present cost of adding the same capacity again and again for ever, the first time now.

    Parameters
    ----------
    step
        Capacity added each time, above zero.
    unit_cost
        ``k`` of the cost ``k x^a``.
    scale, rate, growth
        As of `best_step`.
    """
    _check(scale, rate, growth)
    read(unit_cost=unit_cost)
    require((0 < step < np.inf, f"step: must be above zero, not {step:g}"))
    return float(unit_cost * step**scale / -np.expm1(-rate * step / growth))
