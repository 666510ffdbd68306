"""From an account to its statement: the one place where the rows are worked out, for all draws at once."""

import numpy as np

from headway.arguments import public
from headway.economics.account import Account
from headway.economics.books import depreciation, replacements, residuals, tax_due
from headway.economics.figures import Array
from headway.economics.loans import Loan, Repayment, cover_ratios, schedule
from headway.economics.results import Statement

_DAYS = 365
_CLOSE = 1e-13
"""A sculpted loan is settled once its interest moves by no more than this share of the debt."""

_MOST_ROUNDS = 200
"""Each round shrinks the error by the share of interest that tax gives back, so a dozen is usual."""


@public
def statement(account: Account) -> Statement:
    """Return the rows and figures of an account.

    Parameters
    ----------
    account
        The account, single or of many draws at once.

    Notes
    -----
    The loan pays its share of the spend before operation, and its interest until then is added to it and written off
    with the works. Replacements are paid out of the cash flow before debt service, later first purchases by the owners.
    Residual values count for project and owners; they are neither taxed nor available for debt service.
    """
    years, first, terms = account.years, account.first_operating_year, account.terms
    shape = (*account.draws_shape, years)
    rate = np.asarray(terms.rate, dtype=np.float64)
    tonnes, revenue = (np.broadcast_to(np.asarray(value, dtype=np.float64), shape) for value in (account.tonnes, account.revenue))
    operating = {name: np.broadcast_to(np.asarray(cost), shape) for name, cost in account.operating.items()}
    margin = revenue - sum(operating.values(), np.zeros(shape))

    owed_by_customers = revenue * np.asarray(terms.working_capital_days)[..., None] / _DAYS
    owed_by_customers[..., -1] = 0.0
    working_capital = -np.diff(owed_by_customers, axis=-1, prepend=0.0)

    capital = sum((np.asarray(item.spend) for item in account.capital), np.zeros(shape))
    again = np.broadcast_to(replacements(account.capital, years), shape)
    left = np.broadcast_to(residuals(account.capital, years, rate, terms.residual), shape)

    cash = margin + working_capital - again
    loan, written_off, tax = _financed(account, capital, margin, cash)
    cfads = cash - tax
    project = cfads - capital + left
    equity = project + loan.drawn - loan.service

    profit = margin - written_off - loan.interest - tax
    assets = np.cumsum(capital + again + loan.capitalised - written_off, axis=-1) + owed_by_customers
    owners = np.cumsum(profit - (equity - left), axis=-1)
    rows = {
        "tonnes": tonnes, "revenue": revenue, **operating, "working_capital": working_capital,
        "capital": capital, "replacements": again, "residual": left,
        "depreciation": written_off, "interest": loan.interest, "capitalised_interest": loan.capitalised, "tax": tax,
        "cfads": cfads, "project": project,
        "drawn": loan.drawn, "principal": loan.principal, "equity": equity, "debt": loan.balance,
        "dscr": cover_ratios(cfads, np.where(np.arange(years) < first, 0.0, loan.service)),
        "cumulative": np.cumsum(project, axis=-1), "balance_check": assets - loan.balance - owners,
    }  # fmt: skip
    return Statement(account=account, rows=rows)


def _financed(account: Account, capital: Array, margin: Array, cash: Array) -> tuple[Loan, Array, Array]:
    """Return the loan, the depreciation and the tax.

    A sculpted loan follows the cash flow after tax, and the tax follows its interest: they are worked out in turn until
    they agree.
    """
    debt, years, first = account.terms.debt, account.years, account.first_operating_year
    if debt is None:
        nothing = np.zeros(capital.shape)
        loan = Loan(drawn=nothing, capitalised=nothing, interest=nothing, principal=nothing, balance=nothing)
        return loan, *_after_tax(account, loan, margin)
    drawn = np.where(np.arange(years) < first, np.asarray(debt.share)[..., None] * capital, 0.0)
    rate = np.asarray(debt.rate, dtype=np.float64)
    sculpted = debt.repayment == Repayment.SCULPTED
    cfads = cash if sculpted else None
    loan = schedule(drawn, rate, first, debt.grace_y, debt.tenor_y, debt.repayment, debt.timing, cfads)
    written_off, tax = _after_tax(account, loan, margin)
    for _ in range(_MOST_ROUNDS if sculpted else 0):
        before = loan.interest
        loan = schedule(drawn, rate, first, debt.grace_y, debt.tenor_y, debt.repayment, debt.timing, cash - tax)
        written_off, tax = _after_tax(account, loan, margin)
        if float(np.max(np.abs(loan.interest - before))) <= _CLOSE * float(np.max(np.abs(loan.balance))):
            break
    return loan, written_off, tax


def _after_tax(account: Account, loan: Loan, margin: Array) -> tuple[Array, Array]:
    written_off = np.broadcast_to(
        depreciation(account.capital, account.years, loan.capitalised, account.first_operating_year), margin.shape
    )
    return written_off, tax_due(margin - written_off - loan.interest, account.terms.tax)
