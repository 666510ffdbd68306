"""The sheet of inputs: one number each, to be changed by hand; all other sheets follow."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from headway.economics import Repayment, Statement
from headway.report.files.money.grid import GIVEN, quoted
from headway.report.files.workbook import Workbook

_HEADS = ("input", "value", "value of the plan", "unit", "lowest", "highest", "what it is")


class Inputs:
    """The sheet of inputs.

    Parameters
    ----------
    book
        The workbook.
    """

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.sheet = book.sheet("Inputs")
        self.name = quoted(self.sheet)
        self._row: dict[str, int] = {}
        for at, head in enumerate(_HEADS):
            book.write(self.sheet, 0, at, head, bold=True, bottom=1)
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_column(0, 0, 44)
        self.sheet.set_column(1, 5, 16)
        self.sheet.set_column(6, 6, 70)

    def add(self, name: str, value: float | str, what: str, unit: str = "", ends: Sequence[float] = ()) -> None:
        """Write an input; the second time that it is named nothing happens."""
        if name in self._row:
            return
        row = self._row[name] = len(self._row) + 1
        cells = (name, value, value, unit, *(ends or (None, None)), what)
        for at, cell in enumerate(cells):
            self.book.write(self.sheet, row, at, cell, **({"font_color": GIVEN, "bg_color": "#f2f7fa"} if at == 1 else {}))

    def __contains__(self, name: object) -> bool:
        return name in self._row

    def __getitem__(self, name: str) -> str:
        """Return where the value of an input stands."""
        return f"{self.name}!$B${self._row[name] + 1}"

    def before(self, name: str) -> str:
        """Return where the value of the plan stands."""
        return f"{self.name}!$C${self._row[name] + 1}"


def add_terms(inputs: Inputs, made: Statement, ends: Sequence[float] = ()) -> None:
    """Write the terms of an account; ends are those of the discount rate."""
    account, terms = made.account, made.account.terms
    rate = _one(terms.rate)
    inputs.add("rate", rate, "discount rate of the project, and of residual values", "a year", ends)
    owners = rate if terms.equity_rate is None else _one(terms.equity_rate)
    inputs.add("equity_rate", owners, "discount rate of the owners", "a year")
    inputs.add("timing_offset", terms.timing.offset, f"when in its year money is paid; {terms.timing} here", "years: 0, 0.5 or 1")
    inputs.add("residual", str(terms.residual), "what is in use after the last year is worth: annuity, straight-line or none")
    inputs.add("working_capital_days", _one(terms.working_capital_days), "days of revenue that customers owe", "days of 365")
    inputs.add("first_operating", account.first_year + account.first_operating_year, "first year of operation", "year")
    tax, debt = terms.tax, terms.debt
    inputs.add("tax", 0.0 if tax is None else _one(tax.rate), "tax on profits", "share")
    inputs.add("losses_carried", int(tax is None or tax.losses_carried), "losses are deducted from later profits: 1, or lost: 0")
    if debt is None:
        return
    inputs.add("debt_share", _one(debt.share), "share of the works before operation that is borrowed", "share")
    inputs.add("debt_rate", _one(debt.rate), "interest of the loan", "a year")
    inputs.add("debt_offset", debt.timing.offset, "when in its year the loan is drawn", "years: 0, 0.5 or 1")
    inputs.add("grace", debt.grace_y, "years of operation in which interest alone is paid", "years")
    inputs.add("tenor", debt.tenor_y, "years of repayment after them", "years")
    inputs.add("repayment", str(debt.repayment), "equal-principal, annuity or sculpted")
    if debt.repayment is Repayment.SCULPTED:
        first = account.first_operating_year + debt.grace_y
        cover = float(made.rows["dscr"][first])
        inputs.add(
            "cover", cover if cover == cover else 1.0,
            "cover ratio of a sculpted loan: solved by Headway; after a change, seek the value for which nothing is owed at last",
        )  # fmt: skip


def _one(value: Any) -> float:
    return float(np.asarray(value))
