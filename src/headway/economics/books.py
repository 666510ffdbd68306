"""The books of an account: what is bought again, written off and left over, and the tax on what remains."""

from collections.abc import Sequence

import numpy as np

from headway.economics.account import Capital
from headway.economics.annuities import Residual, residual
from headway.economics.figures import Array
from headway.economics.terms import Tax


def replacements(capital: Sequence[Capital], years: int) -> Array:
    """Return what is paid in each year for what replaces things whose lives have ended."""
    paid = np.zeros(years)
    for item in capital:
        own = np.zeros((*item.price.shape, years))
        for year in item.purchases[1:]:
            own[..., year] = item.price
        paid = paid + own
    return paid


def residuals(capital: Sequence[Capital], years: int, rate: Array, method: Residual) -> Array:
    """Return what is left after the last year, in the last year.

    A purchase is paid in its first year of use, so what it is worth after ``n`` years of use is money of the year after
    the last. It stands in the last year, a year earlier, and so is discounted by that year. Then, whatever the timing, a
    chain of purchases less this value costs as much as the equivalent annual cost of the years of use.
    """
    left = np.zeros(years)
    for item in capital:
        worth = residual(item.price, item.life_y, years - item.purchases[-1], rate, method) / (1 + rate)
        own = np.zeros((*np.shape(worth), years))
        own[..., -1] = worth
        left = left + own
    return left


def depreciation(capital: Sequence[Capital], years: int, capitalised: Array, first_operating_year: int) -> Array:
    """Return what is written off in each year, in equal parts from the first year of use.

    Interest added to a loan is written off with the works of the years before operation, in proportion to their cost.
    """
    works = [np.sum(np.asarray(item.spend)[..., :first_operating_year], axis=-1) for item in capital]
    whole = np.sum(np.array(np.broadcast_arrays(*works)), axis=0) if works else np.zeros(())
    added = np.sum(capitalised, axis=-1)
    total = np.zeros(years)
    for item, part in zip(capital, works, strict=True):
        share = np.divide(part, whole, out=np.zeros(np.shape(whole)), where=whole != 0)
        span = item.depreciation_y or item.life_y
        own = np.zeros((*np.broadcast_shapes(item.price.shape, np.shape(share * added)), years))
        for number, year in enumerate(item.purchases):
            base = item.price + (share * added if number == 0 else 0.0)
            own[..., year : year + span] += np.asarray(base / span)[..., None]
        total = total + own
    return total


def tax_due(profit: Array, tax: Tax | None) -> Array:
    """Return the tax of each year on the profits before tax, losses carried forward if the law allows it."""
    due = np.zeros(profit.shape)
    if tax is None:
        return due
    rate = np.asarray(tax.rate, dtype=np.float64)
    losses = np.zeros(profit.shape[:-1])
    for year in range(profit.shape[-1]):
        gain = profit[..., year]
        used = np.minimum(losses, np.maximum(gain, 0.0))
        due[..., year] = rate * (np.maximum(gain, 0.0) - used)
        if tax.losses_carried:
            losses = losses - used + np.maximum(-gain, 0.0)
    return due
