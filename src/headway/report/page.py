"""The report: one HTML file that opens offline, with the figures, the key figures and the assumptions."""

from pathlib import Path

from bokeh.embed import components
from bokeh.resources import Resources
from jinja2 import Environment, PackageLoader, select_autoescape

from headway.model.provenance import condensed
from headway.physics import train_run
from headway.report.speed_graph import speed_graph
from headway.report.stock_graph import stock_graph
from headway.report.train_graph import train_graph
from headway.simulation import Simulation
from headway.timetabling import Timetable


def write_page(result: Simulation, path: str | Path, *, plan: Timetable | None = None) -> Path:
    """Write the report of a simulation.

    Parameters
    ----------
    result
        The simulation.
    path
        The HTML file to write.
    plan
        The timetable of a day, to be summed up beside it.
    """
    scenario = result.scenario
    graph = train_graph(result)
    figures = {"trains": graph, "stocks": stock_graph(result, x_range=graph.x_range)}
    runs = [
        train_run(scenario, loaded.name, *scenario.ends(flow))
        for flow in scenario.flows
        for loaded in scenario.train_consists(flow)[:1]
    ]
    figures |= {f"speed{i}": speed_graph(run) for i, run in enumerate(runs)}
    script, parts = components(figures)
    page = Environment(loader=PackageLoader("headway.report", "."), autoescape=select_autoescape(default=True))
    html = page.get_template("page.html").render(
        scenario=scenario,
        result=result,
        kpis=result.kpis,
        plan=plan,
        parts=parts,
        runs=runs,
        script=script,
        resources=Resources(mode="inline", components=["bokeh"]).render(),
        assumed=condensed(scenario.assumptions),
        sourced=condensed(p for p in scenario.provenance if p.source),
    )
    target = Path(path)
    target.write_text(html, encoding="utf-8")
    return target
