"""How the price of a thing is spread over the years of its life in the books, by the methods of spreadsheets and tax offices."""

import math

import numpy as np

from headway.arguments import public
from headway.economics.figures import Array, read
from headway.errors import require


def _check(cost: float, salvage: float, life_y: float) -> None:
    read(cost=cost, salvage=salvage, life_y=life_y)
    require(
        (cost >= 0, f"cost: cannot be negative, but is {cost:g}"),
        (0 <= salvage <= cost, f"salvage: from 0 to the cost of {cost:g}, not {salvage:g}"),
        (life_y > 0, f"life_y: must be above zero, not {life_y:g} y"),
    )


@public
def straight_line(cost: float, salvage: float, life_y: int) -> Array:
    """Return the same depreciation for every year.

    Parameters
    ----------
    cost, salvage
        Price, and worth at the end of the life.
    life_y
        Whole years, 1 or more.
    """
    _check(cost, salvage, life_y)
    return np.full(life_y, (cost - salvage) / life_y)


@public
def sum_of_years_digits(cost: float, salvage: float, life_y: int) -> Array:
    """Return depreciation in proportion to the years left, ``2 (n - i) / (n (n + 1))`` of the loss in year ``i`` from 0.

    Parameters
    ----------
    cost, salvage
        Price, and worth at the end of the life.
    life_y
        Whole years, 1 or more.
    """
    _check(cost, salvage, life_y)
    return (cost - salvage) * 2 * np.arange(life_y, 0, -1.0) / (life_y * (life_y + 1))


@public
def variable_declining(
    cost: float, salvage: float, life: float, start: float, end: float, factor: float = 2.0, switch: bool = True
) -> float:
    """Return the depreciation from one date to another by the declining balance, as spreadsheets' VDB.

    Parameters
    ----------
    cost, salvage
        Price, and worth at the end of the life.
    life
        Life in periods: years, months or days.
    start, end
        The dates, in periods from the purchase; part periods take their part of the period.
    factor
        Times the straight line: 2 declines doubly.
    switch
        Whether it goes over to the straight line of the rest of the life once that is more.
    """
    _check(cost, salvage, life)
    read(start=start, end=end, factor=factor)
    require(
        (0 <= start <= end <= life, f"start, end: {start:g} to {end:g} must lie in the life of {life:g}, in order"),
        (factor > 0, f"factor: must be above zero, not {factor:g}"),
    )
    taken, book = 0.0, cost
    for period in range(math.ceil(end)):
        loss = min(book * min(factor / life, 1.0), book - salvage)
        if switch:
            loss = max(loss, (book - salvage) / (life - period) if life - period >= 1 else book - salvage)
        overlap = min(end, period + 1.0) - max(start, float(period))
        taken += loss * max(overlap, 0.0)
        book -= loss
    return taken


@public
def fixed_declining(cost: float, salvage: float, life_y: int, months: int = 12) -> Array:
    """Return depreciation at a fixed rate of the book value, as spreadsheets' DB; the rate is rounded to three places.

    Parameters
    ----------
    cost, salvage
        Price, and worth at the end of the life, above zero.
    life_y
        Whole years, 1 or more.
    months
        Months of the first year, 1 to 12; with fewer than 12 there is one year more, of the rest.
    """
    _check(cost, salvage, life_y)
    require(
        (salvage > 0, "salvage: must be above zero; a fixed rate never reaches nothing"),
        (1 <= months <= 12, f"months: 1 to 12, not {months}"),
    )
    rate = round(1 - (salvage / cost) ** (1 / life_y), 3)
    losses = [cost * rate * months / 12]
    book = cost - losses[0]
    for _ in range(life_y - 1):
        losses.append(book * rate)
        book -= losses[-1]
    if months < 12:
        losses.append(book * rate * (12 - months) / 12)
    return np.array(losses)


@public
def half_year_table(life_y: int, factor: float = 2.0) -> Array:
    """Return the shares of the price by the declining balance with half a year first and a switch to the straight line.

    Parameters
    ----------
    life_y
        Whole years, 1 or more; the table has one year more.
    factor
        Times the straight line.

    Notes
    -----
    The tables of the United States' MACRS (IRS Publication 946), before they are rounded.
    """
    require(
        (life_y >= 1, f"life_y: 1 or more, not {life_y}"),
        (0 < factor < math.inf, f"factor: must be above zero, not {factor:g}"),
    )
    book, shares = 1.0, list[float]()
    for year in range(life_y + 1):
        left = life_y if year == 0 else life_y - year + 0.5
        loss = max(book * min(factor / life_y, 1.0), book / max(left, 1.0)) * (0.5 if year == 0 else 1.0)
        shares.append(min(loss, book))
        book -= shares[-1]
    return np.array(shares)
