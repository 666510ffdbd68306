"""Any account as a workbook with live formulas."""

from functools import partial
from pathlib import Path

from headway.arguments import public
from headway.economics import Statement
from headway.errors import require
from headway.report.files.money.account import AccountSheet, account_grid
from headway.report.files.money.capital import CapitalSheet, Item
from headway.report.files.money.figures import FigureSheet, write_figures
from headway.report.files.money.grid import Grid
from headway.report.files.money.inputs import Inputs, add_terms
from headway.report.files.workbook import Workbook, write_workbook


@public
def write_account_excel(statement: Statement, path: str | Path) -> Path:
    """Write an account as a workbook with live formulas: inputs, yearly numbers, what is bought, the account, its figures.

    Every cell that is worked out holds its formula and what the engine found, so programs that do not work formulas out
    show the same.

    Parameters
    ----------
    statement
        The account, single and not of many draws.
    path
        The file, .xlsx.
    """
    require((not statement.draws, f"statement: {statement.draws:,} draws; write one account"))
    account = statement.account
    yearly = {"tonnes": statement.rows["tonnes"], "revenue": statement.rows["revenue"]}
    yearly |= {name: statement.rows[name] for name in account.operating}

    def fill(book: Workbook) -> None:
        inputs = Inputs(book)
        add_terms(inputs, statement)
        given = Grid(book, "Yearly", account, [(name, "M t" if name == "tonnes" else "M") for name in yearly])
        for name, values in yearly.items():
            given.give(name, values)
        grid = account_grid(book, statement)
        capitalised = grid.span("capitalised_interest") if account.terms.debt is not None else ""
        capital = CapitalSheet(book, inputs, statement, [Item(capital=one) for one in account.capital], capitalised, None)
        AccountSheet(grid, inputs, capital, statement, {name: partial(given.at, name) for name in yearly}).write()
        write_figures(FigureSheet(book), statement, grid, inputs)

    return write_workbook(path, fill)
