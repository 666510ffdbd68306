"""The sheet of figures: what the account comes to, each with its rate and its timing beside it."""

from typing import Any

import numpy as np

from headway.economics import Statement
from headway.report.files.money.grid import AMOUNT, Grid
from headway.report.files.money.inputs import Inputs
from headway.report.files.workbook import Workbook


class FigureSheet:
    """The sheet of figures.

    Parameters
    ----------
    book
        The workbook.
    """

    def __init__(self, book: Workbook) -> None:
        self.book, self.sheet, self.row = book, book.sheet("Figures"), 0
        self.line("figure", "value", "unit", "how it is discounted", bold=True, bottom=1)
        self.sheet.set_column(0, 0, 56)
        self.sheet.set_column(1, 1, 18)
        self.sheet.set_column(2, 2, 14)
        self.sheet.set_column(3, 3, 60)

    def line(self, *cells: str, **style: Any) -> None:
        """Write a line of text."""
        for at, cell in enumerate(cells):
            self.book.write(self.sheet, self.row, at, cell, **style)
        self.row += 1

    def add(self, name: str, formula: str, value: float, unit: str, how: str, shown: str = AMOUNT) -> None:
        """Write a figure with its formula."""
        self.book.formula(self.sheet, self.row, 1, f"={formula}", value, num_format=shown)
        for at, cell in ((0, name), (2, unit), (3, how)):
            self.book.write(self.sheet, self.row, at, cell)
        self.row += 1

    def rate_of_return(self, name: str, flows: str, rates: tuple[float, ...]) -> None:
        """Write the internal rate of return; in words where there is none, or more than one."""
        if len(rates) == 1:
            self.add(
                name, f"IRR({flows},{rates[0]!r})", rates[0], "a year", "the rate at which the flows are worth nothing", "0.00%"
            )
            return
        said = " and ".join(f"{rate:.2%}" for rate in rates) or "none"
        self.line(name, said, "a year", "use the present value: the flows have no rate of return, or more than one")


def discounted_by(made: Statement, rate: Any = None) -> str:
    """Return the rate and the timing of an account in words."""
    terms = made.account.terms
    return f"at {float(np.asarray(terms.rate if rate is None else rate)):.2%} a year, {terms.timing}"


def write_figures(sheet: FigureSheet, made: Statement, grid: Grid, inputs: Inputs) -> None:
    """Write the figures of an account."""
    account, factor = made.account, grid.span("discount factor")
    how = discounted_by(made)
    project, owners = grid.span("project"), grid.span("discount factor of the owners")
    sheet.add("net present value of the project", f"SUMPRODUCT({project},{factor})", float(made.project_npv), "M", how)
    sheet.rate_of_return("internal rate of return of the project", project, made.project_irrs)
    theirs = discounted_by(made, account.terms.equity_rate)
    equity = grid.span("equity")
    sheet.add("net present value of the owners", f"SUMPRODUCT({equity},{owners})", float(made.equity_npv), "M", theirs)
    sheet.rate_of_return("internal rate of return of the owners", equity, made.equity_irrs)
    costs = [f"SUMPRODUCT({grid.span(name)},{factor})" for name in ("capital", "replacements", *account.operating)]
    left, tonnes = f"SUMPRODUCT({grid.span('residual')},{factor})", f"SUMPRODUCT({grid.span('tonnes')},{factor})"
    if made.rows["tonnes"].any():
        formula = f"({'+'.join(costs)}-{left})/{tonnes}"
        sheet.add(
            "levelised cost of a tonne", formula, float(made.levelised_cost), "per tonne", f"before tax and interest, {how}"
        )
    debt = account.terms.debt
    if debt is None or float(made.llcr) != float(made.llcr):
        return
    first = account.first_operating_year
    cash = grid.span("cfads", first, first + debt.grace_y + debt.tenor_y - 1)
    owed = grid.at("debt", first - 1)
    sheet.add(
        "lowest debt service cover ratio", f"MIN({grid.span('dscr')})", float(made.min_dscr), "ratio", "cash over debt service"
    )
    life = "present cash of the life of the loan over the debt at its start"
    sheet.add("loan life cover ratio", f"NPV({inputs['debt_rate']},{cash})/{owed}", float(made.llcr), "ratio", life)
