"""The sheet of the account: every row of a statement as a formula of the sheets before it."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from headway.economics import Repayment, Statement, factors
from headway.report.files.money.capital import CapitalSheet
from headway.report.files.money.grid import Grid
from headway.report.files.money.inputs import Inputs
from headway.report.files.workbook import Workbook

Formula = Callable[[int], str]
"""What stands in a year of a row, without its equals sign."""

_MONEY = "M"


def account_grid(book: Workbook, made: Statement) -> Grid:
    """Return the sheet of the account, whose rows can be referred to before they are written."""
    operating = tuple(made.account.operating)
    before = ("year", "discount factor", "discount factor of the owners", "tonnes", "revenue", *operating, "margin", "receivable")
    names = (*before, "working_capital", "capital", "replacements", "residual")
    loan = (
        ("drawn", "capitalised_interest", "owed before operation", "interest", "principal", "debt")
        if made.account.terms.debt
        else ()
    )
    after = (
        "depreciation", "profit before tax", "losses used", "losses carried", "tax", "cfads", "project", "equity",
        *(("dscr",) if loan else ()), "cumulative", "discounted", "discounted cumulative", "assets", "owners", "balance_check",
    )  # fmt: skip
    units = {"year": "from 0", "tonnes": "M t", "dscr": "ratio", "discount factor": "", "discount factor of the owners": ""}
    return Grid(book, "Account", made.account, [(name, units.get(name, _MONEY)) for name in (*names, *loan, *after)])


class AccountSheet:
    """Writes the account.

    Parameters
    ----------
    grid, inputs, capital, made
        The sheet, the inputs, the sheet of capital, and the account as the engine has it.
    given
        Formulas of the tonnes, the revenue and each operating cost.
    """

    def __init__(self, grid: Grid, inputs: Inputs, capital: CapitalSheet, made: Statement, given: Mapping[str, Formula]) -> None:
        self.grid, self.inputs, self.capital, self.made, self.given = grid, inputs, capital, made, given
        self.rows = made.rows
        self.debt = made.account.terms.debt

    def write(self) -> None:
        """Write all rows."""
        self._discounting()
        self._trade()
        self._works()
        if self.debt is not None:
            self._loan()
        self._taxed()
        self._flows()
        self._balance()

    # ------------------------------------------------------------------ helpers

    def _fill(self, row: str, formula: Formula, values: NDArray[np.float64] | None = None) -> None:
        self.grid.fill(row, lambda i: f"={formula(i)}", self.rows[row] if values is None else values)

    def _at(self, row: str, i: int) -> str:
        """Return a cell of the sheet; 0 before the first year, and for rows of a loan that is not there."""
        return self.grid.at(row, i) if i >= 0 and row in self.grid else "0"

    def _sum(self, row: str, i: int) -> str:
        return f"SUM({self.grid.span(row, 0, i)})"

    @property
    def _costs(self) -> tuple[str, ...]:
        return tuple(self.made.account.operating)

    def _before_operation(self, i: int) -> str:
        return f"{self.grid.year(i)}<{self.inputs['first_operating']}"

    # ------------------------------------------------------------------ rows

    def _discounting(self) -> None:
        terms, years, inputs = self.made.account.terms, self.made.account.years, self.inputs
        self._fill("year", lambda i: f"{self.grid.year(i)}-{self.grid.year(0)}", np.arange(years, dtype=np.float64))
        owners = terms.rate if terms.equity_rate is None else terms.equity_rate
        for row, key, rate in (("discount factor", "rate", terms.rate), ("discount factor of the owners", "equity_rate", owners)):
            exponent = f"(-({{}}+{inputs['timing_offset']}))"
            self._fill(
                row,
                lambda i, k=key, e=exponent: f"(1+{inputs[k]})^{e.format(self._at('year', i))}",
                factors(rate, years, terms.timing),
            )

    def _trade(self) -> None:
        for row in ("tonnes", "revenue", *self._costs):
            self._fill(row, self.given[row])
        rows, account = self.rows, self.made.account
        margin = rows["revenue"] - sum((rows[name] for name in self._costs), np.zeros(account.years))
        spent = "".join(f"-{{{n}}}" for n in range(len(self._costs)))
        self._fill(
            "margin", lambda i: self._at("revenue", i) + spent.format(*(self._at(name, i) for name in self._costs)), margin
        )
        last = account.years - 1
        days = self.inputs["working_capital_days"]
        owed = np.cumsum(-rows["working_capital"])
        self._fill("receivable", lambda i: "0" if i == last else f"{self._at('revenue', i)}*{days}/365", owed)
        self._fill("working_capital", lambda i: f"{self._at('receivable', i - 1)}-{self._at('receivable', i)}")

    def _works(self) -> None:
        last = self.made.account.years - 1
        self._fill("capital", lambda i: self.capital.sum_of("spend", i))
        self._fill("replacements", lambda i: self.capital.sum_of("replacements", i))
        self._fill("residual", lambda i: self.capital.total("left at the end [M]") if i == last else "0")
        self._fill("depreciation", lambda i: self.capital.sum_of("depreciation", i))

    def _loan(self) -> None:
        inputs, at = self.inputs, self._at
        first, rate, tenor = inputs["first_operating"], inputs["debt_rate"], inputs["tenor"]
        begins = f"({first}+{inputs['grace']})"
        self._fill("drawn", lambda i: f"IF({self._before_operation(i)},{inputs['debt_share']}*{at('capital', i)},0)")

        def capitalised(i: int) -> str:
            drawn = f"(1-{inputs['debt_offset']})*{at('drawn', i)}"
            return f"IF({self._before_operation(i)},{rate}*({at('owed before operation', i - 1)}+{drawn}),0)"

        self._fill("capitalised_interest", capitalised)
        lent = np.cumsum(self.rows["drawn"] + self.rows["capitalised_interest"])
        self._fill(
            "owed before operation",
            lambda i: f"{at('owed before operation', i - 1)}+{at('drawn', i)}+{at('capitalised_interest', i)}",
            lent,
        )
        self._fill("interest", lambda i: f"IF({self._before_operation(i)},0,{rate}*{at('debt', i - 1)})")
        borrowed = self.grid.at("owed before operation", self.made.account.years - 1)
        even = f"IF({rate}=0,1/{tenor},{rate}/(1-(1+{rate})^(-{tenor})))"
        sculpted = self.debt is not None and self.debt.repayment is Repayment.SCULPTED

        def repaid(i: int) -> str:
            year, due = self.grid.year(i), at("interest", i)
            cash = f"{at('cfads', i)}/{inputs['cover']}-{due}" if sculpted else "0"
            method = inputs["repayment"]
            paid = f'IF({method}="equal-principal",{borrowed}/{tenor},IF({method}="annuity",{borrowed}*{even}-{due},{cash}))'
            return f"IF(AND({year}>={begins},{year}<{begins}+{tenor}),{paid},0)"

        self._fill("principal", repaid)

        def owed(i: int) -> str:
            left = f"{at('debt', i - 1)}+{at('drawn', i)}+{at('capitalised_interest', i)}-{at('principal', i)}"
            dust = f"AND({self.grid.year(i)}={begins}+{tenor}-1,ABS({left})<=1E-10*{borrowed})"
            return f"IF({dust},0,{left})"

        self._fill("debt", owed)

    def _taxed(self) -> None:
        at, inputs, rows = self._at, self.inputs, self.rows
        margin = rows["revenue"] - sum((rows[name] for name in self._costs), np.zeros(self.made.account.years))
        gain = margin - rows["depreciation"] - rows["interest"]
        self._fill("profit before tax", lambda i: f"{at('margin', i)}-{at('depreciation', i)}-{at('interest', i)}", gain)
        used, carried = _losses(gain, bool(self.made.account.terms.tax is None or self.made.account.terms.tax.losses_carried))
        self._fill("losses used", lambda i: f"MIN({at('losses carried', i - 1)},MAX({at('profit before tax', i)},0))", used)
        more = "{}-{}+MAX(-{},0)"
        self._fill(
            "losses carried",
            lambda i: (
                f"IF({inputs['losses_carried']}=1,"
                f"{more.format(at('losses carried', i - 1), at('losses used', i), at('profit before tax', i))},0)"
            ),
            carried,
        )
        self._fill("tax", lambda i: f"{inputs['tax']}*(MAX({at('profit before tax', i)},0)-{at('losses used', i)})")

    def _flows(self) -> None:
        at = self._at
        self._fill("cfads", lambda i: f"{at('margin', i)}+{at('working_capital', i)}-{at('replacements', i)}-{at('tax', i)}")
        self._fill("project", lambda i: f"{at('cfads', i)}-{at('capital', i)}+{at('residual', i)}")
        self._fill("equity", lambda i: f"{at('project', i)}+{at('drawn', i)}-{at('interest', i)}-{at('principal', i)}")
        if self.debt is not None:

            def cover(i: int) -> str:
                due = f"({at('interest', i)}+{at('principal', i)})"
                return f'IF(AND(NOT({self._before_operation(i)}),{due}>0),{at("cfads", i)}/{due},"")'

            self._fill("dscr", cover)
        terms, years = self.made.account.terms, self.made.account.years
        discounted = self.rows["project"] * factors(terms.rate, years, terms.timing)
        self._fill("cumulative", lambda i: self._sum("project", i))
        self._fill("discounted", lambda i: f"{at('project', i)}*{at('discount factor', i)}", discounted)
        self._fill("discounted cumulative", lambda i: self._sum("discounted", i), np.cumsum(discounted))

    def _balance(self) -> None:
        """Write what is owned, what of it belongs to the owners, and that debt is the rest."""
        rows, at = self.rows, self._at
        margin = rows["revenue"] - sum((rows[name] for name in self._costs), np.zeros(self.made.account.years))
        profit = margin - rows["depreciation"] - rows["interest"] - rows["tax"]
        bought = rows["capital"] + rows["replacements"] + rows["capitalised_interest"] - rows["depreciation"]
        assets = np.cumsum(bought) + np.cumsum(-rows["working_capital"])
        owners = np.cumsum(profit - (rows["equity"] - rows["residual"]))

        def owns(i: int) -> str:
            more = f"{at('capital', i)}+{at('replacements', i)}+{at('capitalised_interest', i)}-{at('depreciation', i)}"
            return f"{at('assets', i - 1)}-{at('receivable', i - 1)}+{more}+{at('receivable', i)}"

        self._fill("assets", owns, assets)
        self._fill(
            "owners",
            lambda i: f"{at('owners', i - 1)}+{at('profit before tax', i)}-{at('tax', i)}-{at('equity', i)}+{at('residual', i)}",
            owners,
        )
        self._fill("balance_check", lambda i: f"{at('assets', i)}-{at('debt', i)}-{at('owners', i)}")


def _losses(gain: NDArray[np.float64], carried: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return which losses are used in each year, and what is carried on."""
    used, left = np.zeros(gain.size), np.zeros(gain.size)
    losses = 0.0
    for year, each in enumerate(gain):
        used[year] = min(losses, max(float(each), 0.0))
        losses = losses - used[year] + max(-float(each), 0.0) if carried else 0.0
        left[year] = losses
    return used, left
