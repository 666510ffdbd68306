"""A study as files for other programs: CSV tables, and a workbook."""

from pathlib import Path

import polars as pl

from headway.about import whole_with_about
from headway.arguments import public
from headway.report.files.workbook import Column, Workbook, number, write_workbook
from headway.study.result import Study


@public
def write_study_csv(study: Study, table: pl.DataFrame, path: str | Path) -> Path:
    """Write a table of a study as CSV; a file beside it says what was studied.

    Parameters
    ----------
    study
        The study.
    table
        One of its tables: ``means_frame()``, ``to_frame()`` or ``ranking_frame()``.
    path
        The file, .csv.
    """
    return whole_with_about(path, table.write_csv, study.about)


@public
def write_study_excel(study: Study, path: str | Path) -> Path:
    """Write a study as a workbook: what was studied, what matters most, every variant, and every run.

    Parameters
    ----------
    study
        The study.
    path
        The file, .xlsx.
    """

    def fill(book: Workbook) -> None:
        book.about(study.about)
        for name, table in (("Ranking", study.ranking_frame()), ("Variants", study.means_frame()), ("Runs", study.to_frame())):
            if table.height:
                book.frame(name, table, {column: _column(table, column) for column in table.columns})

    return write_workbook(path, fill)


def _column(table: pl.DataFrame, name: str) -> Column:
    return number(name, 3) if table[name].dtype == pl.Float64 else Column(name)
