"""A comparison of plans as files for other programs: a CSV table, and a workbook."""

from datetime import datetime, time
from pathlib import Path

from headway.about import whole_with_about
from headway.arguments import public
from headway.io.side_by_side import LETTERS
from headway.report.files.workbook import Column, Workbook, minutes, moments, number, write_workbook
from headway.timetabling import PlanComparison


@public
def write_plan_comparison_csv(found: PlanComparison, path: str | Path) -> Path:
    """Write every figure of every plan and the times of every train as a CSV table; beside it, what was compared."""
    return whole_with_about(path, found.to_frame().write_csv, found.about)


@public
def write_plan_comparison_excel(found: PlanComparison, path: str | Path) -> Path:
    """Write a comparison of plans as a workbook: what was compared, the inputs that differ, every figure, every train.

    Parameters
    ----------
    found
        The comparison.
    path
        The file, .xlsx.
    """
    inputs, table, trains = found.inputs_frame(), found.to_frame(), found.trains_frame()
    columns = {
        "of": Column("of"),
        "figure": Column("figure"),
        "unit": Column("unit"),
        "variant": Column("scenario"),
        "value": number("value", 2),
        "more": number("more than the first", 2),
        "differs": Column("differs"),
    }
    times = {"train": Column("train"), "differs": Column("runs on another path, or not in all")}
    for letter, plan in zip(LETTERS, found.plans, strict=False):
        midnight = datetime.combine(plan.scenario.starts_on, time())
        times[f"{letter} departs_s"] = moments(f"{letter} departs", midnight)
        times[f"{letter} arrives_s"] = moments(f"{letter} arrives", midnight)
        times[f"{letter} wait_s"] = minutes(f"{letter} waits")

    def fill(book: Workbook) -> None:
        book.about(found.about)
        book.frame("Inputs that differ", inputs, {name: Column(name) for name in inputs.columns})
        for (group,), part in table.partition_by("group", as_dict=True, maintain_order=True).items():
            if group != "Trains":
                book.frame(str(group), part, columns)
        book.frame("Trains", trains, times)

    return write_workbook(path, fill)
