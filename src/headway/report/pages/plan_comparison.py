"""The page of a comparison of plans: inputs that differ, every figure, the trains over each other and one by one."""

from pathlib import Path

from headway.arguments import public
from headway.io.side_by_side import LETTERS
from headway.report.pages.html_page import write_html
from headway.report.screen import overlaid
from headway.report.tables import overlay
from headway.timetabling import PlanComparison, TrainPath
from headway.timetabling.comparison import figure_text, name_of, shift_text
from headway.units import clock


@public
def write_plan_comparison_page(found: PlanComparison, path: str | Path) -> Path:
    """Write the page of a comparison of plans.

    Parameters
    ----------
    found
        The comparison.
    path
        The HTML file to write.
    """
    groups: dict[str, list[dict[str, object]]] = {}
    for one in found.figures:
        groups.setdefault(one.figure.group, []).append(
            {
                "name": name_of(one.figure),
                "values": [figure_text(value) for value in one.values],
                "more": [figure_text(more, "+") for more in one.more[1:]],
                "differs": one.differs,
            }
        )
    trains = [
        {
            "name": one.train,
            "times": [_times(path) for path in one.paths],
            "later": [shift_text(one.later_s(i)) for i in range(1, len(one.paths))],
        }
        for one in sorted(found.trains, key=lambda one: (one.everywhere, -one.moved_s))
        if one.differs or not one.everywhere
    ]
    laid = overlay(dict(zip(found.names, found.plans, strict=True)))
    return write_html(
        path, "plan_comparison.html", {"trains": overlaid(laid)}, found=found, letters=LETTERS[: len(found.plans)],
        groups=groups, trains=trains, about=found.about, notes=laid.notes, same=len(found.trains) - len(trains),
    )  # fmt: skip


def _times(path: TrainPath | None) -> str:
    return "-" if path is None else f"{clock(path.departs_s)} - {clock(path.arrives_s)}"
