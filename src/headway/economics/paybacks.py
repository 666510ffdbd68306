"""How long until a project has paid for itself, plainly and with its money discounted."""

from enum import StrEnum

import numpy as np

from headway.arguments import public
from headway.economics.discounting import Timing, factors
from headway.economics.figures import Array, Figures, rate_rule, read, years_rule
from headway.errors import require


class Within(StrEnum):
    """How the discounted flow of the year of payback is taken to come in.

    ``linear`` spreads its present value evenly over the year, as the cumulated table is read; ``continuous`` discounts
    within the year too, as the logarithm formula of an annuity does. They differ by less than a month; print which.
    """

    LINEAR = "linear"
    CONTINUOUS = "continuous"


@public
def payback(flows: Figures) -> float | None:
    """Return the years until the flows have paid for the first outlay, linear within the year; None if they never do.

    Parameters
    ----------
    flows
        Money of each year of one project; the first is paid at year 0.
    """
    return discounted_payback(0.0, flows)


@public
def discounted_payback(rate: float, flows: Figures, within: Within = Within.LINEAR) -> float | None:
    """Return the years until the discounted flows have paid for the first outlay; None if they never do.

    Parameters
    ----------
    rate
        Discount rate per year, above -1.
    flows
        Money of each year of one project; the first is paid at year 0.
    within
        How the flow of the year of payback is taken to come in.
    """
    (money,) = read(flows=flows)
    require((money.ndim == 1 and money.size > 0, "flows: must be a list of the years of one project; for draws use payback_each"))
    found = float(payback_each(rate, money, within))
    return None if np.isnan(found) else found


@public
def payback_each(rate: Figures, flows: Figures, within: Within = Within.LINEAR) -> Array:
    """Return the years until each draw has paid for itself for good; not a number where it never does.

    Parameters
    ----------
    rate
        Discount rate per year, above -1; zero for the plain payback.
    flows
        ``[draw, year]`` of money; the first year's is paid at year 0.
    within
        How the flow of the year of payback is taken to come in.
    """
    rates, money = read(rate=rate, flows=flows)
    require(rate_rule("rate", rates), years_rule("flows", money))
    discounted = money * factors(rates, money.shape[-1], Timing.START)
    total = np.cumsum(discounted, axis=-1)
    owed = total < -1e-12 * np.abs(discounted).sum(axis=-1, keepdims=True)
    last = np.where(owed.any(axis=-1), total.shape[-1] - 1 - np.argmax(owed[..., ::-1], axis=-1), -1)
    following = np.minimum(last + 1, total.shape[-1] - 1)[..., None]
    debt = -np.take_along_axis(total, np.maximum(last, 0)[..., None], axis=-1)[..., 0]
    gain = np.take_along_axis(discounted, following, axis=-1)[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = debt / gain
        if within == Within.CONTINUOUS:
            log = np.log1p(rates)
            share = np.where(rates == 0, share, -np.log1p(-share * rates / (1 + rates)) / np.where(log == 0, 1, log))
    paid = np.where(last == -1, 0.0, last + share)
    return np.where(last == total.shape[-1] - 1, np.nan, paid)[()]
