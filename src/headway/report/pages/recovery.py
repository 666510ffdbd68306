"""The page of what closures cost: the backlog of every ore flow, trains of the timetable, trains that were held."""

from pathlib import Path

from headway.arguments import public
from headway.report.pages.html_page import write_html
from headway.report.screen import backlog_graph
from headway.simulation import Recovery
from headway.simulation.backlog import CAUGHT_UP_DAYS
from headway.simulation.statistics import interval, text_of


@public
def write_recovery_page(found: Recovery, path: str | Path) -> Path:
    """Write the page of what closures cost.

    Parameters
    ----------
    found
        What closures cost.
    path
        The HTML file to write.
    """
    figures = {f"backlog {i}": backlog_graph(found, one) for i, one in enumerate(found.backlogs)}
    services = [
        {
            "name": one.service,
            "trains": one.trains,
            "cancelled": text_of(interval(one.cancelled)),
            "late": text_of(interval(one.late_min)),
            "stayed": text_of(interval(one.stayed)) if one.carries else "",
        }
        for one in found.hindrances
    ]
    return write_html(
        path, "recovery.html", figures, found=found, services=services, runs=len(found.shut.outcomes), days=CAUGHT_UP_DAYS
    )
