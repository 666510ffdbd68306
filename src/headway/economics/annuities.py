"""Even yearly payments: recovery of capital, loans in level payments, and what is left of a thing at the horizon."""

from enum import StrEnum

import numpy as np

from headway.arguments import public
from headway.economics import spreadsheet
from headway.economics.discounting import Timing
from headway.economics.figures import Array, Figures, above_zero, rate_rule, read
from headway.errors import require


class Residual(StrEnum):
    """What a thing is still worth when its life has not ended.

    ``annuity`` is the present value of the yearly cost of the years left. It alone leaves the best date of a purchase
    as it would be without a horizon; ``straight-line`` is the share of the life that is left, ``none`` is nothing.
    """

    ANNUITY = "annuity"
    STRAIGHT_LINE = "straight-line"
    NONE = "none"


@public
def annuity_factor(rate: Figures, years: Figures) -> Array:
    """Return the present value of one unit of money at the end of each of some years.

    Parameters
    ----------
    rate
        Discount rate per year, above -1; zero works.
    years
        Number of years, zero or more; part years follow the same formula.

    Notes
    -----
    ``(1 - (1 + r)^-n) / r``; ``n`` where ``r`` is zero.
    """
    rates, spans = read(rate=rate, years=years)
    require(
        rate_rule("rate", rates),
        (bool((spans >= 0).all()), f"years: cannot be negative, but the least is {spans.min(initial=0):g}"),
    )
    safe = np.where(rates == 0, 1.0, rates)
    return np.where(rates == 0, spans, -np.expm1(-spans * np.log1p(rates)) / safe)[()]


@public
def capital_recovery_factor(rate: Figures, years: Figures) -> Array:
    """Return the payment at the end of each year that recovers one unit of money.

    Parameters
    ----------
    rate
        Discount rate per year, above -1; zero works.
    years
        Number of years, above zero.
    """
    (spans,) = read(years=years)
    require(above_zero("years", spans, " y"))
    return 1 / annuity_factor(rate, spans)


@public
def equivalent_annual_cost(price: Figures, rate: Figures, life_y: Figures) -> Array:
    """Return the even cost at the end of each year of a life that is worth as much as a price paid at its start.

    A chain of replacements for ever costs the same each year; so it compares things of unequal lives.

    Parameters
    ----------
    price
        Money paid at the start.
    rate
        Discount rate per year, above -1.
    life_y
        Life in years, above zero.
    """
    prices, lives = read(price=price, life_y=life_y)
    require(above_zero("life_y", lives, " y"))
    return prices * capital_recovery_factor(rate, lives)


@public
def payment(rate: float, periods: int, principal: float, final: float = 0.0, timing: Timing = Timing.END) -> float:
    """Return the level payment of each period, with the sign of spreadsheets: negative where money is paid.

    Parameters
    ----------
    rate
        Interest per period, above -1.
    periods
        Number of payments, 1 or more.
    principal
        Money received now.
    final
        Money wanted at the end, as of a savings plan.
    timing
        ``Timing.END`` or ``Timing.START`` of each period.
    """
    (rates,) = read(rate=rate)
    require(
        rate_rule("rate", rates),
        (periods >= 1, f"periods: 1 or more, not {periods}"),
        (timing != Timing.MID, "timing: payments are at the start or the end of a period, not in its middle"),
    )
    return spreadsheet.pmt(rate, periods, principal, final, begin=timing == Timing.START)


@public
def cumulative_interest(rate: float, periods: int, principal: float, first: int, last: int) -> float:
    """Return the interest in some payments of a loan of level payments, negative as in spreadsheets.

    Parameters
    ----------
    rate
        Interest per period, above -1.
    periods
        Number of payments of the loan.
    principal
        Money received now.
    first, last
        First and last of the payments asked for, counted from 1.
    """
    _check_periods(rate, periods, first, last)
    return float(np.sum(spreadsheet.ipmt(rate, np.arange(first, last + 1), periods, principal)))


@public
def cumulative_principal(rate: float, periods: int, principal: float, first: int, last: int) -> float:
    """Return the principal in some payments of a loan of level payments, negative as in spreadsheets.

    Parameters
    ----------
    rate, periods, principal, first, last
        As of `cumulative_interest`.
    """
    _check_periods(rate, periods, first, last)
    return float(np.sum(spreadsheet.ppmt(rate, np.arange(first, last + 1), periods, principal)))


def _check_periods(rate: float, periods: int, first: int, last: int) -> None:
    (rates,) = read(rate=rate)
    require(
        rate_rule("rate", rates),
        (periods >= 1, f"periods: 1 or more, not {periods}"),
        (1 <= first <= last <= periods, f"first, last: {first} to {last} are not payments of 1 to {periods}, in order"),
    )


@public
def residual(price: Figures, life_y: Figures, used_y: Figures, rate: Figures, method: Residual = Residual.ANNUITY) -> Array:
    """Return what a thing is worth after some years of use, at that date.

    Parameters
    ----------
    price
        What it cost new.
    life_y
        Its life in years, above zero.
    used_y
        Years used, zero or more; at the end of its life and after it is worth nothing.
    rate
        Discount rate per year, above -1; only the annuity needs it.
    method
        How it is valued.

    Notes
    -----
    By annuity, ``price - residual / (1 + r)^used`` is the present value of the equivalent annual cost of the years
    used, so the horizon favours no date of purchase.
    """
    prices, lives, used, rates = read(price=price, life_y=life_y, used_y=used_y, rate=rate)
    require(
        above_zero("life_y", lives, " y"),
        (bool((used >= 0).all()), f"used_y: cannot be negative, but the least is {used.min(initial=0):g} y"),
        rate_rule("rate", rates),
    )
    left = np.maximum(lives - used, 0.0)
    if method == Residual.NONE:
        return np.zeros(np.broadcast(prices, left).shape)[()]
    if method == Residual.STRAIGHT_LINE:
        return prices * left / lives
    return prices * annuity_factor(rates, left) / annuity_factor(rates, lives)
