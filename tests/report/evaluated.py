"""Workbooks worked out by a program that is not ours, cell by cell."""

import math
from typing import Any

import formulas
import openpyxl


def evaluated(path) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Return for every cell with a formula what it comes to, and the value that was written with it; by sheet and cell."""
    model = formulas.ExcelModel().loads(str(path)).finish()
    solved = model.calculate()
    found = {}
    live, kept = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for sheet in live.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = solved[f"'[{path.name}]{sheet.title.upper()}'!{cell.coordinate}"].value[0, 0]
                    found[sheet.title, cell.coordinate] = value, kept[sheet.title][cell.coordinate].value
    return found


def apart(cells: dict[tuple[str, str], tuple[Any, Any]]) -> list[tuple]:
    """Return the cells whose two values differ by more than a billionth.

    A remainder of large numbers, such as the balance check, may differ by a trillionth of the largest of its sheet.
    """
    largest: dict[str, float] = {}
    for (sheet, _), (_, kept) in cells.items():
        largest[sheet] = max(largest.get(sheet, 0.0), abs(kept) if isinstance(kept, int | float) else 0.0)
    wrong = []
    for (sheet, at), (value, kept) in cells.items():
        if not isinstance(kept, int | float):
            same = value in ("", None) and kept in ("", None)
        else:
            same = not isinstance(value, str) and math.isfinite(float(value))
            same = same and abs(float(value) - kept) <= max(1e-9 * abs(kept), 1e-12 * largest[sheet])
        if not same:
            wrong.append((sheet, at, value, kept))
    return wrong
