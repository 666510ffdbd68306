"""Workbooks for Excel: the one writer of all that Headway exports.

Text is always text and never a formula or a link. Times are times; durations are numbers with their unit in the header.
Names of sheets are safe. Every table can be filtered and keeps its header in view.
"""

import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from headway.about import About
from headway.units import HOUR_S, day_number
from headway.whole import whole

_LONGEST_NAME = 31
_LONGEST_TEXT = 32_767
_MOST_ROWS = 1_048_575
"""Most rows of a sheet below its header."""
_FIRST_DATE = datetime(1900, 3, 1)
"""Before this date Excel counts a day that never was."""
_RESERVED: tuple[str, ...] = ("history",)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")

MOMENT = "ddd dd mmm yyyy hh:mm:ss"
"""How a time is shown: the date and the clock; the column before it has the number of its day."""
CLOCK = "[hh]:mm:ss"
"""How a time of day is shown; hours run on past 24."""


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of a table is written.

    Parameters
    ----------
    header
        Heading of the column, with the unit of its numbers.
    style
        Number format of Excel, or a function that gives it for a value of the table.
    value
        Function that gives what is written for a value of the table: a number, a text, a date or a truth value. None
        leaves the cell empty.
    """

    header: str
    style: str | Callable[[Any], str] = "General"
    value: Callable[[Any], Any] = field(default=lambda value: value)


def moments(header: str, midnight: datetime) -> Column:
    """Return a column of seconds from a midnight, written as dates with the clock.

    The day that begins at that midnight is day 1.
    """

    def style(seconds: float) -> str:
        return f'"day {day_number(seconds)}, "{MOMENT}'

    return Column(header, style, lambda seconds: midnight + timedelta(seconds=seconds))


def minutes(header: str) -> Column:
    """Return a column of seconds, written as minutes."""
    return Column(f"{header} [min]", "#,##0.0", lambda seconds: seconds / 60)


def hours(header: str) -> Column:
    """Return a column of seconds, written as hours."""
    return Column(f"{header} [h]", "#,##0.0", lambda seconds: seconds / HOUR_S)


def number(header: str, digits: int = 1) -> Column:
    """Return a column of numbers with a number of digits behind the point."""
    return Column(header, "#,##0" + (f".{'0' * digits}" if digits else ""))


class SheetNames:
    """Names of sheets that Excel accepts: without forbidden characters, short, and unique regardless of case."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def free(self, wanted: str) -> str:
        """Return the free name nearest to the wanted one, and take it."""
        clean = _NOT_IN_NAMES.sub("-", _SURROGATES.sub("\ufffd", wanted)).strip().strip("'").strip() or "Sheet"
        name, count = _cut(clean, _LONGEST_NAME), 1
        while name.casefold() in self._taken:
            count += 1
            ending = f" ({count})"
            name = _cut(clean, _LONGEST_NAME - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def _cut(name: str, most: int) -> str:
    """Cut a name to a number of characters as Excel counts them; those beyond 16 bits count as two."""
    while len(name.encode("utf-16-le")) // 2 > most:
        name = name[:-1]
    return name.strip().strip("'")


class Workbook:
    """A workbook that is being written; see `write_workbook`."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._names = SheetNames()
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:
        """Return a cell format, the same object for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet; its name is made safe and unique."""
        return self._book.add_worksheet(self._names.free(name))

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, **style: Any) -> None:
        """Write one cell: texts, numbers, dates and truth values as they are; nothing for None or not-a-number."""
        given = self.style(**style) if style else None
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return
        if isinstance(value, bool):
            sheet.write_string(row, column, "yes" if value else "no", given)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, given)
        elif isinstance(value, datetime | date):
            at = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
            if at < _FIRST_DATE:
                sheet.write_string(row, column, str(value), given)
            else:
                sheet.write_datetime(row, column, at, given or self.style(num_format=MOMENT))
        else:
            text = _SURROGATES.sub("\ufffd", str(value))
            sheet.write_string(row, column, text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…", given)

    def formula(self, sheet: Worksheet, row: int, column: int, text: str, value: Any, **style: Any) -> None:
        """Write a formula, with the value that programs show which do not work formulas out."""
        sheet.write_formula(row, column, text, self.style(**style) if style else None, value)

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        """Write a table as a sheet with filters and a header that stays in view; a long one fills several sheets."""
        rest = list(rows)
        while True:
            part, rest = rest[:_MOST_ROWS], rest[_MOST_ROWS:]
            self._table(self.sheet(name), columns, part)
            if not rest:
                return

    def frame(self, name: str, frame: pl.DataFrame, columns: dict[str, Column]) -> None:
        """Write the named columns of a data frame, in the order of the names."""
        self.table(name, list(columns.values()), frame.select(*columns).rows())

    def about(self, about: About, *more: tuple[str, Any]) -> None:
        """Write a sheet that says what was run, and what else there is to say."""
        self.table("About", [Column("what"), Column("value")], [("scenario", about.title), *about.rows(), *more])

    def _table(self, sheet: Worksheet, columns: Sequence[Column], rows: list[Sequence[Any]]) -> None:
        for at, column in enumerate(columns):
            self.write(sheet, 0, at, column.header, bold=True, text_wrap=True, valign="top", bottom=1)
            for i, row in enumerate(rows, 1):
                if row[at] is not None:
                    shown = column.style(row[at]) if callable(column.style) else column.style
                    style = {"num_format": shown} if shown != "General" else {}
                    self.write(sheet, i, at, column.value(row[at]), **style)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.autofit(400)


def write_workbook(path: str | Path, fill: Callable[[Workbook], None]) -> Path:
    """Write a workbook whole or not at all.

    Parameters
    ----------
    path
        The file, .xlsx.
    fill
        Writes the sheets.

    Raises
    ------
    OSError
        If the file cannot be written.
    """

    def write(draft: Path) -> None:
        content = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(content, options) as book:
            fill(Workbook(book))
        draft.write_bytes(content.getvalue())

    return whole(path, write)
