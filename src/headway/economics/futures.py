"""Closed forms of uncertain futures: growth and prices over time, what it is worth to know, and how much estimates grow."""

import math
from collections.abc import Mapping

import numpy as np
from scipy.special import ndtr

from headway.arguments import public
from headway.economics.figures import Array, Figures, above_zero, read
from headway.errors import require


@public
def brownian_moments(start: Figures, drift: Figures, volatility: Figures, years: Figures) -> tuple[Array, Array]:
    """Return mean and standard deviation of a value after some years of geometric Brownian motion.

    Parameters
    ----------
    start
        The value now, above zero.
    drift
        Continuous growth of the mean per year.
    volatility
        Standard deviation of the logarithm after a year, zero or more.
    years
        Years from now, zero or more.

    Notes
    -----
    ``q e^(mu t)`` and ``q e^(mu t) sqrt(e^(sigma^2 t) - 1)``.
    """
    now, growth, sigma, time = read(start=start, drift=drift, volatility=volatility, years=years)
    require(
        above_zero("start", now),
        (bool((sigma >= 0).all()), "volatility: cannot be negative"),
        (bool((time >= 0).all()), "years: cannot be negative"),
    )
    mean = now * np.exp(growth * time)
    return mean, mean * np.sqrt(np.expm1(sigma**2 * time))


@public
def reverting_log_variance(reversion: float, volatility: float, years: Figures) -> Array:
    """Return the variance of the logarithm of a price that reverts to its mean (Ornstein and Uhlenbeck), after some years.

    Parameters
    ----------
    reversion
        Speed per year, above zero.
    volatility
        Standard deviation of the logarithm per year, without reversion.
    years
        Years from now, zero or more; infinity gives the lasting variance.

    Notes
    -----
    ``sigma^2 / (2 kappa) (1 - e^(-2 kappa t))``.
    """
    read(reversion=reversion, volatility=volatility)
    time = np.asarray(years, dtype=np.float64)
    require(
        (reversion > 0, f"reversion: must be above zero, not {reversion:g}"),
        (bool((time >= 0).all()), "years: must be zero or more"),
    )
    return -np.expm1(-2 * reversion * time) * volatility**2 / (2 * reversion)


@public
def half_life(reversion: float) -> float:
    """Return the years in which a price that reverts to its mean comes half the way back.

    Parameters
    ----------
    reversion
        Speed per year, above zero.
    """
    require((0 < reversion < math.inf, f"reversion: must be above zero, not {reversion:g}"))
    return math.log(2) / reversion


@public
def perfect_information(mean: float, sd: float) -> float:
    """Return what it is worth to know the net present value before deciding to go, if it is normal (EVPI).

    Parameters
    ----------
    mean, sd
        Of the net present value; the standard deviation is above zero.

    Notes
    -----
    ``sd phi(z) - |mean| Phi(-z)`` with ``z = |mean| / sd``: the unit normal loss integral (Raiffa and Schlaifer 1961).
    """
    read(mean=mean, sd=sd)
    require((sd > 0, f"sd: must be above zero, not {sd:g}"))
    z = abs(mean) / sd
    return sd * (math.exp(-z * z / 2) / math.sqrt(2 * math.pi) - z * float(ndtr(-z)))


@public
def reference_class(estimate: Figures, probability: float, uplifts: Mapping[float, float]) -> Array:
    """Return the budget that is enough with some probability, by what works of the same class have cost more.

    Parameters
    ----------
    estimate
        The estimate of the project itself.
    probability
        How likely the budget is to be enough; within those of the class.
    uplifts
        Share by which the class exceeded its estimates, by probability: ``{0.5: 0.4, 0.8: 0.57}``. Between them the
        uplift is taken to be a straight line.

    Notes
    -----
    Reference class forecasting (Flyvbjerg 2004).
    """
    (money,) = read(estimate=estimate)
    known = sorted(uplifts)
    read(uplifts=[*known, *uplifts.values()])
    require((len(known) > 0, "uplifts: give the uplift of one probability or more"))
    require(
        (
            known[0] <= probability <= known[-1],
            f"probability: {probability:g} is outside those of the class, {known[0]:g} to {known[-1]:g}",
        )
    )
    return money * (1 + np.interp(probability, known, [uplifts[p] for p in known]))
