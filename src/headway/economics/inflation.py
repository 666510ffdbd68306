"""Real and nominal rates and money, and the rate that lenders and owners want together."""

import numpy as np

from headway.arguments import public
from headway.economics.figures import Array, Figures, rate_rule, read, years_rule
from headway.errors import require


@public
def nominal_rate(real_rate: Figures, inflation: Figures) -> Array:
    """Return the nominal rate of a real one.

    Parameters
    ----------
    real_rate, inflation
        Rates per year, above -1.

    Notes
    -----
    ``(1 + real) (1 + inflation) - 1`` (Fisher 1930).
    """
    real, growth = read(real_rate=real_rate, inflation=inflation)
    require(rate_rule("real_rate", real), rate_rule("inflation", growth))
    return (1 + real) * (1 + growth) - 1


@public
def real_rate(nominal_rate: Figures, inflation: Figures) -> Array:
    """Return the real rate of a nominal one.

    Parameters
    ----------
    nominal_rate, inflation
        Rates per year, above -1.
    """
    nominal, growth = read(nominal_rate=nominal_rate, inflation=inflation)
    require(rate_rule("nominal_rate", nominal), rate_rule("inflation", growth))
    return (1 + nominal) / (1 + growth) - 1


@public
def inflated(flows: Figures, inflation: Figures, first_year: int = 0) -> Array:
    """Return money of constant prices in the prices of each year.

    Parameters
    ----------
    flows
        Money of each year in the prices of year 0; years are the last axis.
    inflation
        Rise of prices per year, above -1.
    first_year
        The year of the first flow: 0 if it is paid at the date of the prices.
    """
    money, growth = read(flows=flows, inflation=inflation)
    require(years_rule("flows", money), rate_rule("inflation", growth))
    return money * (1 + growth)[..., None] ** (np.arange(money.shape[-1]) + first_year)


@public
def wacc(debt_share: Figures, debt_rate: Figures, equity_rate: Figures, tax_rate: Figures = 0.0) -> Array:
    """Return the weighted average cost of capital after tax.

    Parameters
    ----------
    debt_share
        Share of the capital that is debt, 0 to 1; ``d / (1 + d)`` of a ratio ``d`` of debt to equity.
    debt_rate, equity_rate
        What lenders and owners want per year, above -1.
    tax_rate
        Share of profits that is tax, 0 to 1; interest is deducted.
    """
    share, lent, owned, tax = read(debt_share=debt_share, debt_rate=debt_rate, equity_rate=equity_rate, tax_rate=tax_rate)
    require(
        (bool(((share >= 0) & (share <= 1)).all()), "debt_share: must be a share from 0 to 1"),
        (bool(((tax >= 0) & (tax <= 1)).all()), "tax_rate: must be a share from 0 to 1; write 26 % as 0.26"),
        rate_rule("debt_rate", lent),
        rate_rule("equity_rate", owned),
    )
    return share * lent * (1 - tax) + (1 - share) * owned
