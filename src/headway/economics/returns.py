"""What a project earns on its money: internal rates of return, all of them, and the modified one."""

from itertools import pairwise

import numpy as np

from headway.arguments import public
from headway.economics import spreadsheet
from headway.economics.crossing import crossing
from headway.economics.figures import Array, Figures, rate_rule, read, years_rule
from headway.errors import require

_NEARLY_REAL = 1e-4
"""Largest imaginary share of a root that may still be real: only a first guess, the signs between the guesses decide."""

_TOUCHES = 1e-12
"""Largest value, as a share of the sum of all terms, at a point where flows touch zero and do not cross it."""

_APART = 1e-6
"""Least distance of two rates; a double root is found as two that rounding has parted by less."""


@public
def irrs(flows: Figures) -> tuple[float, ...]:
    """Return all internal rates of return: every rate above -1 at which the net present value is zero.

    Parameters
    ----------
    flows
        Money of each year of one project.

    Returns
    -------
    tuple
        The rates in ascending order; empty if there is none. Flows that change sign more than once may have several, and
        then none of them ranks the project: look at the net present value, or at `mirr`.
    """
    (money,) = read(flows=flows)
    require((money.ndim == 1 and money.size > 0, "flows: must be a list of the years of one project; for draws use irr_each"))
    return _roots(money)


@public
def irr(flows: Figures) -> float | None:
    """Return the internal rate of return if there is exactly one; None where there is none or more than one.

    Parameters
    ----------
    flows
        Money of each year of one project.
    """
    found = irrs(flows)
    return found[0] if len(found) == 1 else None


@public
def irr_each(flows: Figures) -> Array:
    """Return the internal rate of return of each draw; not a number where there is none or more than one.

    Parameters
    ----------
    flows
        ``[draw, year]`` of money.
    """
    (money,) = read(flows=flows)
    require(years_rule("flows", money))
    rows = money.reshape(-1, money.shape[-1])
    found = np.full(len(rows), np.nan)
    plain = _sign_changes(rows) == 1
    found[plain] = _bisected(rows[plain])
    for i in np.flatnonzero(_sign_changes(rows) > 1):
        several = _roots(rows[i])
        found[i] = several[0] if len(several) == 1 else np.nan
    return found.reshape(money.shape[:-1])


@public
def mirr(flows: Figures, finance_rate: float, reinvest_rate: float) -> float | None:
    """Return the modified internal rate of return; None without both an outlay and an income.

    Parameters
    ----------
    flows
        Money of each year of one project.
    finance_rate, reinvest_rate
        Rates per year at which outlays are financed and income is invested again, above -1.
    """
    money, low, high = read(flows=flows, finance_rate=finance_rate, reinvest_rate=reinvest_rate)
    require(
        (money.ndim == 1 and money.size > 1, "flows: must be a list of two years or more of one project"),
        rate_rule("finance_rate", low),
        rate_rule("reinvest_rate", high),
    )
    if not ((money > 0).any() and (money < 0).any()):
        return None
    return spreadsheet.mirr(money, finance_rate, reinvest_rate)


def _sign_changes(rows: Array) -> Array:
    """Return how often the flows of each row change sign, zeros left out (Descartes)."""
    signs = np.sign(rows)
    last = np.zeros(len(rows))
    changes = np.zeros(len(rows))
    for i in range(rows.shape[1]):
        now = signs[:, i]
        changes += (now != 0) & (last != 0) & (now != last)
        last = np.where(now != 0, now, last)
    return changes


def _value(money: Array, log_factor: float) -> float:
    """Return the present value at a yearly factor of discount, scaled so that it cannot overflow."""
    years = np.arange(money.size)
    return float(np.sum(money * np.exp(log_factor * (years - (money.size - 1 if log_factor > 0 else 0)))))


def _roots(money: Array) -> tuple[float, ...]:
    """Return the rates at which flows are worth nothing.

    With ``x = 1 / (1 + rate)`` they are the positive roots of a polynomial. Its companion matrix gives guesses; between
    two neighbouring guesses the sign of the value tells whether a root lies there, and Brent's method finds it.
    """
    used = np.flatnonzero(money)
    if used.size < 2:
        return ()
    money = money[used[0] : used[-1] + 1]
    if _sign_changes(money[None, :])[0] == 0:
        return ()
    money = money / np.abs(money).max()
    guesses = np.roots(money[::-1])
    guesses = guesses[(guesses.real > 0) & (np.abs(guesses.imag) <= _NEARLY_REAL * np.abs(guesses))]
    near = np.unique(np.log(guesses.real))
    between = [*(near[:-1] + near[1:]) / 2]
    ends = [-1.0, 1.0] if not near.size else [near[0] - 1, near[-1] + 1]
    while _value(money, ends[0]) * money[0] <= 0 and ends[0] > -700:
        ends[0] -= 1 + abs(ends[0])
    while _value(money, ends[1]) * money[-1] <= 0 and ends[1] < 700:
        ends[1] += 1 + abs(ends[1])
    edges = [ends[0], *between, ends[1]]
    found = [
        crossing(lambda u: _value(money, u), low, high)
        for low, high in pairwise(edges)
        if _value(money, low) * _value(money, high) < 0
    ]
    touched = [float(u) for u in near if abs(_value(money, u)) <= _TOUCHES * _value(np.abs(money), u)]
    apart: list[float] = []
    for u in (*found, *touched):
        if all(abs(u - other) > _APART for other in apart):
            apart.append(u)
    return tuple(sorted(float(np.expm1(-u)) for u in apart))


def _bisected(rows: Array) -> Array:
    """Return the only root of each row whose flows change sign once, by halving and then by Newton's steps."""
    years = np.arange(rows.shape[1])
    low, high = np.full(len(rows), -20.0), np.full(len(rows), 3.0)  # logarithms of 1 / (1 + rate)
    first = np.sign(rows[np.arange(len(rows)), np.argmax(rows != 0, axis=1)])

    def value(u: Array) -> Array:
        return np.sum(rows * np.exp(u[:, None] * (years - np.where(u > 0, years[-1], 0)[:, None])), axis=-1)

    for _ in range(60):
        middle = (low + high) / 2
        before = value(middle) * first > 0
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    found = np.expm1(-(low + high) / 2)
    return np.where((low > -20.0 + 1e-9) & (high < 3.0 - 1e-9), found, np.nan)
