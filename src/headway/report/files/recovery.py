"""What closures cost as files for other programs: a CSV table of the backlog by day, and a workbook."""

from pathlib import Path

from headway.about import whole_with_about
from headway.arguments import public
from headway.report.files.workbook import Column, Workbook, number, write_workbook
from headway.simulation import Recovery


@public
def write_recovery_csv(found: Recovery, path: str | Path) -> Path:
    """Write the backlog of every ore flow day by day as a CSV table; a file beside it says what was compared."""
    return whole_with_about(path, found.to_frame().write_csv, found.about)


@public
def write_recovery_excel(found: Recovery, path: str | Path) -> Path:
    """Write what closures cost as a workbook: what was compared, the backlog by day, every run, and the trains held.

    Parameters
    ----------
    found
        What closures cost.
    path
        The file, .xlsx.
    """
    levels = {
        "flow": Column("ore flow"),
        "day": Column("day"),
        "date": Column("date", "ddd dd mmm yyyy"),
        "mean_kt": number("behind in the mean [kt]"),
        "p05_kt": number("5 % of the runs are no more behind than [kt]"),
        "p50_kt": number("50 % [kt]"),
        "p95_kt": number("95 % [kt]"),
    }
    runs = {
        "run": Column("run"), "of": Column("of"), "figure": Column("figure"), "unit": Column("unit"), "value": number("value"),
    }  # fmt: skip
    held = (Column("service"), Column("trains held in the first run"), number("together [h]"), number("the longest [h]"))

    def fill(book: Workbook) -> None:
        book.about(found.about)
        book.frame("Backlog by day", found.to_frame(), levels)
        book.frame("Every run", found.runs_frame(), runs)
        book.table("Trains held", held, [(one.service, one.trains, one.hours, one.longest_h) for one in found.held])

    return write_workbook(path, fill)
