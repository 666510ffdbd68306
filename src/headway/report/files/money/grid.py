"""A sheet of named rows with years across; rows refer to one another by name, also to rows that are written later."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.worksheet import Worksheet

from headway.economics import Account
from headway.report.files.workbook import Workbook

Floats = NDArray[np.float64]

_FIRST = 2
"""The column of the first year, after the name and the unit."""

AMOUNT = "#,##0.000;[Red]-#,##0.000;0"
"""How an amount of money or tonnes is shown."""

GIVEN = "#0b6e99"
"""Colour of numbers that are given and not worked out."""


def column(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def quoted(sheet: Worksheet) -> str:
    """Return the name of a sheet as formulas write it."""
    return "'" + str(sheet.get_name()).replace("'", "''") + "'"


class Grid:
    """A sheet with a row for each name and a column for each year.

    Parameters
    ----------
    book, name
        The workbook, and the name of the sheet.
    account
        The account whose years stand across.
    rows
        Name and unit of every row, in order.
    """

    def __init__(self, book: Workbook, name: str, account: Account, rows: Sequence[tuple[str, str]]) -> None:
        self.book, self.years = book, account.years
        self.sheet = book.sheet(name)
        self.name = quoted(self.sheet)
        self._row = {key: number for number, (key, _) in enumerate(rows, 1)}
        bold = {"bold": True, "bottom": 1}
        for at, text in enumerate(("row", "unit")):
            book.write(self.sheet, 0, at, text, **bold)
        for year in range(self.years):
            book.write(self.sheet, 0, _FIRST + year, account.first_year + year, **bold)
        for number, (key, unit) in enumerate(rows, 1):
            book.write(self.sheet, number, 0, key)
            book.write(self.sheet, number, 1, unit)
        self.sheet.freeze_panes(1, _FIRST)
        self.sheet.set_column(0, 0, min(60, 4 + max([20, *(len(key) for key, _ in rows)])))
        self.sheet.set_column(_FIRST, _FIRST + self.years - 1, 12)

    def __contains__(self, row: object) -> bool:
        return row in self._row

    def year(self, index: int) -> str:
        """Return where the number of a year stands."""
        return f"{self.name}!{column(_FIRST + index)}$1"

    def at(self, row: str, index: int) -> str:
        """Return where a year of a row stands."""
        return f"{self.name}!{column(_FIRST + index)}{self._row[row] + 1}"

    def span(self, row: str, first: int = 0, last: int | None = None) -> str:
        """Return where several years of a row stand, all of them by default."""
        end = self.years - 1 if last is None else last
        number = self._row[row] + 1
        return f"{self.name}!${column(_FIRST + first)}${number}:${column(_FIRST + end)}${number}"

    def fill(self, row: str, formula: Callable[[int], str], values: Floats) -> None:
        """Write the formula of every year, with the value that the engine found."""
        for index in range(self.years):
            value = float(values[index])
            self.book.formula(
                self.sheet, self._row[row], _FIRST + index, formula(index), "" if math.isnan(value) else value, num_format=AMOUNT
            )

    def give(self, row: str, values: Floats) -> None:
        """Write numbers that are given."""
        for index in range(self.years):
            self.book.write(self.sheet, self._row[row], _FIRST + index, float(values[index]), num_format=AMOUNT, font_color=GIVEN)
