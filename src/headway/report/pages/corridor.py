"""The report of a corridor, in one HTML file that opens offline: figures, key figures and assumptions."""

from collections.abc import Mapping
from pathlib import Path

from headway.arguments import public
from headway.model.provenance import by_importance, condensed
from headway.physics import train_run
from headway.report.pages.html_page import write_html
from headway.report.run_panels import left_out
from headway.report.screen import Figure, speed_graph, stock_graph, train_graph
from headway.simulation import Record, Simulation
from headway.timetabling import Timetable


@public
def write_page(
    result: Simulation, path: str | Path, *, plan: Timetable | None = None, importance: Mapping[str, float] | None = None
) -> Path:
    """Write the report of a simulation.

    Parts without data are left out, and the page says so.

    Parameters
    ----------
    result
        The simulation.
    path
        The HTML file to write.
    plan
        The timetable of a day, which the page sums up too.
    importance
        How much assumptions matter, 0 to 1, by their addresses without unit, as `Study.importance` says; those that
        matter most come first.
    """
    scenario = result.scenario
    figures: dict[str, Figure] = {}
    if result.record is Record.PATHS and result.paths:
        figures["trains"] = train_graph(result)
    if result.record is not Record.TOTALS and scenario.stockpiles:
        figures["stocks"] = stock_graph(result, x_range=figures["trains"].x_range if "trains" in figures else None)
    runs = [
        train_run(scenario, loaded.name, *scenario.ends(flow))
        for flow in scenario.flows
        for loaded in scenario.train_consists(flow)[:1]
    ]
    figures |= {f"speed{i}": speed_graph(run) for i, run in enumerate(runs)}
    return write_html(
        path,
        "corridor.html",
        figures,
        scenario=scenario,
        result=result,
        about=result.about,
        kpis=result.kpis,
        plan=plan,
        runs=[(run, left_out(run)) for run in runs],
        assumed=by_importance(scenario.assumptions, importance or {}),
        ranked=importance is not None,
        sourced=condensed(p for p in scenario.provenance if p.source),
    )
