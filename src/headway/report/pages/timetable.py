"""The page of a timetable, in one HTML file that opens offline: its train graph, its tracks, and every wait."""

from pathlib import Path

from headway.arguments import public
from headway.report.pages.html_page import write_html
from headway.report.screen import stairway, station_graph, stock_graph, train_graph
from headway.timetabling import Timetable
from headway.timetabling.wording import in_turn, words
from headway.units import day_and_clock, hours_minutes


@public
def write_plan_page(plan: Timetable, path: str | Path) -> Path:
    """Write the page of a timetable.

    Parameters
    ----------
    plan
        The timetable.
    path
        The HTML file to write.
    """
    drawn = {"trains": train_graph(plan), "tracks": station_graph(plan), "steps": stairway(plan)}
    if plan.piles():
        drawn["stocks"] = stock_graph(plan)
    waits = sorted(((p, call) for p in plan.paths for call in p.calls if call.causes), key=lambda pc: -pc[1].wait_s)
    return write_html(
        path,
        "timetable.html",
        drawn,
        plan=plan,
        waits=[
            {
                "train": p.train,
                "place": call.place,
                "since": day_and_clock(plan.scenario.starts_on, call.departs_s - call.wait_s),
                "wait_s": call.wait_s,
                "why": in_turn(call.causes),
            }
            for p, call in waits
        ],
        words=words,
        duration=hours_minutes,
    )
