"""The page of a capacity, in one HTML file that opens offline: what the line carries and what binds it, by section."""

from pathlib import Path

from headway.arguments import public
from headway.report.pages.html_page import write_html
from headway.report.screen import train_graph
from headway.throughput import Capacity
from headway.units import hours_minutes


@public
def write_capacity_page(result: Capacity, path: str | Path) -> Path:
    """Write the page of a capacity.

    Parameters
    ----------
    result
        What the line can carry.
    path
        The HTML file to write.
    """
    return write_html(
        path,
        "capacity.html",
        {"trains": train_graph(result.plan)} if result.plan.paths else {},
        result=result,
        sections=result.sections.sort("bound").rows(named=True),
        loops={row["section"]: row["gain"] for row in result.gaps.rows(named=True)},
        lengths=result.lengths.rows(named=True),
        duration=hours_minutes,
    )
