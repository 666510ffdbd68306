"""The page of a timetable: its train graph, who is on which track, and every wait, in one HTML file that opens offline."""

from pathlib import Path

from bokeh.embed import components
from bokeh.resources import Resources
from jinja2 import Environment, PackageLoader, select_autoescape

from headway.report.stairway import stairway
from headway.report.station_graph import station_graph
from headway.report.stock_graph import stock_graph
from headway.report.train_graph import train_graph
from headway.timetabling import Timetable
from headway.timetabling.wording import in_turn, words
from headway.units import hours_minutes


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
    script, figures = components(drawn)
    page = Environment(loader=PackageLoader("headway.report", "."), autoescape=select_autoescape(default=True))
    html = page.get_template("plan_page.html").render(
        plan=plan,
        figures=figures,
        script=script,
        waits=[
            {"train": path.train, "place": call.place, "wait_s": call.wait_s, "why": in_turn(call.causes)}
            for path, call in sorted(
                ((path, call) for path in plan.paths for call in path.calls if call.causes), key=lambda pc: -pc[1].wait_s
            )
        ],
        words=words,
        duration=hours_minutes,
        resources=Resources(mode="inline", components=["bokeh"]).render(),
    )
    target = Path(path)
    draft = target.with_name(f".{target.name}.part")
    draft.write_text(html, encoding="utf-8")
    draft.replace(target)
    return target
