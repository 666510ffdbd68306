"""The page of one train run: its figure, its times and the driver's instructions, in one HTML file that opens offline."""

from pathlib import Path

from bokeh.embed import components
from bokeh.resources import Resources
from jinja2 import Environment, PackageLoader, select_autoescape

from headway.model import Scenario
from headway.physics import TrainRun
from headway.report.speed_graph import speed_graph
from headway.units import clock

_SHORTEST_M = 2_000.0
"""Instructions that change over less than this are one hold."""


def write_run_page(scenario: Scenario, run: TrainRun, path: str | Path, *, other: TrainRun | None = None) -> Path:
    """Write the page of a train run.

    Parameters
    ----------
    scenario, run
        The corridor and the run.
    path
        The HTML file to write.
    other
        A second run of the same journey, to compare with.
    """
    script, figure = components(speed_graph(run, other=other))
    page = Environment(loader=PackageLoader("headway.report", "."), autoescape=select_autoescape(default=True))
    html = page.get_template("run_page.html").render(
        scenario=scenario,
        run=run,
        other=other,
        comparison=compared(run, other) if other else "",
        figure=figure + script,
        kms={place.name: place.km for place in scenario.line.places},
        clock=clock,
        regimes=list(run.regimes(shortest_m=_SHORTEST_M).iter_rows(named=True)),
        resources=Resources(mode="inline", components=["bokeh"]).render(),
    )
    target = Path(path)
    target.write_text(html, encoding="utf-8")
    return target


def compared(run: TrainRun, other: TrainRun) -> str:
    """Say what a run takes and saves against another."""
    parts = [
        f"{name} {ours / theirs - 1:+.1%}"
        for name, ours, theirs in (
            ("time", run.duration_s, other.duration_s),
            ("energy at the wheel", run.energy_j, other.energy_j),
            ("fuel", run.fuel_l, other.fuel_l),
            ("work of the brakes", run.energy.braking_j, other.energy.braking_j),
        )
        if theirs > 0
    ]
    return f"Against {other.driving}: {', '.join(parts)}."
