"""What money of later years is worth today: factors, net present value, ratio of benefits to costs."""

from enum import StrEnum

import numpy as np

from headway.arguments import public
from headway.economics.figures import Array, Figures, rate_rule, read, years_rule
from headway.errors import require


class Timing(StrEnum):
    """When in its year a flow is paid; year ``i`` is discounted by ``i + offset`` years.

    The choice moves a levelised cost by several per cent, so it stands beside every figure.
    """

    START = "year-start"
    MID = "mid-year"
    END = "year-end"

    @property
    def offset(self) -> float:
        """Years from the start of a year until its flow is paid: 0, 0.5 or 1."""
        return {"year-start": 0.0, "mid-year": 0.5, "year-end": 1.0}[self.value]


@public
def factors(rate: Figures, years: int, timing: Timing = Timing.START) -> Array:
    """Return what one unit of money of each year is worth at the start of the first.

    Parameters
    ----------
    rate
        Discount rate per year, above -1; an array of draws gives a row of factors for each.
    years
        Number of years, 1 or more.
    timing
        When in its year a flow is paid.

    Returns
    -------
    Array
        ``(1 + rate) ** -(i + offset)`` for year ``i``; years are the last axis.
    """
    (rates,) = read(rate=rate)
    require(rate_rule("rate", rates), (years >= 1, f"years: 1 or more, not {years}"))
    exponents = np.arange(years) + Timing(timing).offset
    return np.exp(-np.log1p(rates)[..., None] * exponents)


@public
def npv(rate: Figures, flows: Figures, timing: Timing = Timing.START) -> Array:
    """Return the net present value of flows at the start of their first year.

    Parameters
    ----------
    rate
        Discount rate per year, above -1; one, or one for each draw.
    flows
        Money of each year, income positive; years are the last axis.
    timing
        When in its year a flow is paid. Spreadsheets' NPV discounts the first flow by a year: ``Timing.END``.

    Returns
    -------
    Array
        A value for each draw; a plain number without draws.
    """
    rates, money = read(rate=rate, flows=flows)
    require(rate_rule("rate", rates), years_rule("flows", money))
    return np.sum(money * factors(rates, money.shape[-1], timing), axis=-1)


@public
def benefit_cost_ratio(rate: Figures, benefits: Figures, costs: Figures, timing: Timing = Timing.START) -> Array:
    """Return the present value of benefits over that of costs.

    Parameters
    ----------
    rate
        Discount rate per year, above -1.
    benefits, costs
        Money of each year, both positive; years are the last axis and equally many.
    timing
        When in its year a flow is paid.
    """
    gain, cost = read(benefits=benefits, costs=costs)
    require(years_rule("benefits", gain), years_rule("costs", cost))
    require(
        (
            gain.shape[-1] == cost.shape[-1],
            f"costs: {cost.shape[-1]} years, but benefits have {gain.shape[-1]}; give both for the same years",
        ),
        (bool((np.sum(cost, axis=-1) != 0).all()), "costs: are zero in every year; a ratio needs costs above zero"),
    )
    return npv(rate, gain, timing) / npv(rate, cost, timing)


@public
def period_weights(rate: float, lengths_y: Figures, timing: Timing = Timing.START) -> Array:
    """Return how much a yearly flow counts that is the same in all years of each of several periods.

    Parameters
    ----------
    rate
        Discount rate per year, above -1.
    lengths_y
        Whole years of each period, in order.
    timing
        When in its year a flow is paid.

    Notes
    -----
    The sum of the yearly factors of a period, as models of investment pathways weigh their periods (PyPSA).
    """
    (lengths,) = read(lengths_y=lengths_y)
    whole = lengths.astype(int)
    require(
        (
            lengths.ndim == 1 and lengths.size > 0 and bool((whole == lengths).all() and (whole >= 1).all()),
            "lengths_y: must be whole years, 1 or more for each period",
        )
    )
    return np.add.reduceat(factors(rate, int(whole.sum()), timing), np.concatenate([[0], np.cumsum(whole)[:-1]]))
