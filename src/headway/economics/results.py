"""What an account comes to: every row of it year by year, and the figures that lenders, owners and planners ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from headway.economics.account import Account
from headway.economics.discounting import Timing, npv
from headway.economics.figures import Array
from headway.economics.levelised import levelised_cost
from headway.economics.paybacks import Within, payback_each
from headway.economics.returns import irr_each, irrs
from headway.errors import require
from headway.shown import Shown, aligned


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Statement(Shown):
    """The rows and figures of an account. A figure is one number, or one for each draw.

    Parameters
    ----------
    account
        The account.
    rows
        Arrays with years as the last axis. Income and costs are positive as in the account; flows are positive where
        money comes in. ``tonnes``, ``revenue`` and each operating cost; ``working_capital`` (the flow); ``capital`` (first
        purchases), ``replacements``, ``residual`` (in the last year, discounted by the year that it comes later);
        ``depreciation``, ``interest`` (paid), ``capitalised_interest``, ``tax``; ``cfads``, the cash flow available for
        debt service: revenue less operating costs, tax and replacements, with working capital; ``project`` and ``equity``
        flows; ``drawn``, ``principal`` and ``debt`` (owed at year end); ``dscr`` (not a number where nothing is due);
        ``cumulative`` project flow; ``balance_check``, assets less debt and equity, which is zero.
    """

    account: Account
    rows: Mapping[str, Array]

    @property
    def draws(self) -> int:
        """Number of draws; 0 of a single account."""
        return int(np.prod(self.account.draws_shape)) if self.account.draws_shape else 0

    @property
    def project_npv(self) -> Array:
        """Net present value of the project at its rate."""
        return npv(self.account.terms.rate, self.rows["project"], self.account.terms.timing)

    @property
    def equity_npv(self) -> Array:
        """Net present value for the owners at their rate."""
        terms = self.account.terms
        return npv(terms.rate if terms.equity_rate is None else terms.equity_rate, self.rows["equity"], terms.timing)

    @property
    def project_irrs(self) -> tuple[float, ...]:
        """All internal rates of return of the project; of a single account only."""
        return irrs(self._single("project"))

    @property
    def equity_irrs(self) -> tuple[float, ...]:
        """All internal rates of return of the owners; of a single account only."""
        return irrs(self._single("equity"))

    @property
    def project_irr(self) -> Array:
        """The internal rate of return of the project; not a number where there is none or more than one."""
        return irr_each(self.rows["project"])

    @property
    def equity_irr(self) -> Array:
        """The internal rate of return of the owners; not a number where there is none or more than one."""
        return irr_each(self.rows["equity"])

    @property
    def levelised_cost(self) -> Array:
        """Cost of a tonne: capital, replacements and operating costs less residual, before tax and interest."""
        rows, terms = self.rows, self.account.terms
        costs = rows["capital"] + rows["replacements"] - rows["residual"]
        for name in self.account.operating:
            costs = costs + rows[name]
        return levelised_cost(costs, rows["tonnes"], terms.rate, terms.timing)

    @property
    def min_dscr(self) -> Array:
        """Lowest debt service cover ratio of any year; not a number without a loan."""
        dscr = self.rows["dscr"]
        lowest = np.min(np.where(np.isnan(dscr), np.inf, dscr), axis=-1)
        return np.where(np.isinf(lowest), np.nan, lowest)[()]

    @property
    def llcr(self) -> Array:
        """Loan life cover ratio at the start of operation; not a number without a loan."""
        debt, first = self.account.terms.debt, self.account.first_operating_year
        if debt is None or first == 0:
            return np.full(self.account.draws_shape, np.nan)[()]
        cash = self.rows["cfads"][..., first : first + debt.grace_y + debt.tenor_y]
        owed = self.rows["debt"][..., first - 1]
        return np.divide(
            npv(debt.rate, cash, Timing.END), owed, out=np.full(np.shape(owed), np.nan), where=owed > 0
        )[()]  # fmt: skip

    @property
    def payback(self) -> Array:
        """Years from the start until the project has paid for itself; not a number if it never does."""
        return payback_each(0.0, self.rows["project"])

    @property
    def discounted_payback(self) -> Array:
        """The same of discounted flows, linear within the year."""
        return payback_each(self.account.terms.rate, self.rows["project"], Within.LINEAR)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before using the figures."""
        return _warnings(self)

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        terms = self.account.terms
        rate = float(np.median(np.asarray(terms.rate)))
        chance = f" in half of {self.draws:,} draws or more" if self.draws else ""
        return f"net present value {np.median(self.project_npv):,.6g}{chance} at {rate:.2%} ({terms.timing})"

    def summary(self) -> str:
        """Return the figures, of draws their medians, and the warnings."""
        names = ("project_irr", "equity_npv", "equity_irr", "min_dscr", "llcr", "payback", "discounted_payback")
        values = {name: np.asarray(getattr(self, name), dtype=np.float64).ravel() for name in names}
        rows = [
            (name.replace("_", " "), f"{np.median(value[~np.isnan(value)]):,.6g}" if (~np.isnan(value)).any() else "none")
            for name, value in values.items()
        ]
        return "\n".join([self.headline, *aligned(rows), *self.warnings])

    def to_frame(self) -> pl.DataFrame:
        """Return a row for each year, with the columns ``year`` and those of ``rows``; of a single account only."""
        years = range(self.account.first_year, self.account.first_year + self.account.years)
        return pl.DataFrame({"year": years, **{name: self._single(name) for name in self.rows}})

    def _single(self, name: str) -> Array:
        single = not self.account.draws_shape
        require((single, f"draws: {self.draws:,} of them; ask for one account, or for the value of each draw"))
        return self.rows[name]


def _warnings(made: Statement) -> tuple[str, ...]:
    account, found = made.account, list[str]()
    if made.draws:
        short = float(np.mean(np.asarray(made.min_dscr) < 1))
        return (f"In {short:.1%} of the draws the debt service cover ratio falls below 1 in some year.",) if short else ()
    dscr = made.rows["dscr"]
    for year in np.flatnonzero(dscr < 1):
        cover = f"the debt service cover ratio is {dscr[year]:.2f}, below 1"
        found.append(f"In year {account.first_year + year} {cover}: the owners must pay in, or the loan must change.")
    for whose, name in (("project", "project"), ("owners", "equity")):
        rates = irrs(made.rows[name])
        if len(rates) > 1:
            listed = " and ".join(f"{rate:.2%}" for rate in rates)
            found.append(f"The flows of the {whose} have {len(rates)} internal rates of return, {listed}: use the present value.")
        elif not rates:
            found.append(f"The flows of the {whose} have no internal rate of return: use the present value.")
    return tuple(found)
