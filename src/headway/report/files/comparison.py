"""A comparison as files for other programs: a CSV table, and a workbook."""

from pathlib import Path

from headway.about import whole_with_about
from headway.arguments import public
from headway.report.files.workbook import Column, Workbook, number, write_workbook
from headway.simulation import Comparison


@public
def write_comparison_csv(found: Comparison, path: str | Path) -> Path:
    """Write every figure of every scenario as a CSV table; a file beside it says what was compared."""
    return whole_with_about(path, found.to_frame().write_csv, found.about)


@public
def write_comparison_excel(found: Comparison, path: str | Path) -> Path:
    """Write a comparison as a workbook: what was compared, the inputs that differ, and every figure.

    Parameters
    ----------
    found
        The comparison.
    path
        The file, .xlsx.
    """
    inputs, table = found.inputs_frame(), found.to_frame()
    columns = {
        "of": Column("of"),
        "figure": Column("figure"),
        "unit": Column("unit"),
        "variant": Column("scenario"),
        "mean": number("mean", 3),
        "half_width": number("95 % interval: mean plus or minus", 3),
        "more": number("more than the first", 3),
        "more_half_width": number("95 % interval: more plus or minus", 3),
        "clear": Column("differs by more than chance may explain"),
    }

    def fill(book: Workbook) -> None:
        book.about(found.about)
        book.frame("Inputs that differ", inputs, {name: Column(name) for name in inputs.columns})
        for (group,), part in table.partition_by("group", as_dict=True, maintain_order=True).items():
            book.frame(str(group), part, columns)

    return write_workbook(path, fill)
