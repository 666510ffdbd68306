"""The page of one train run, in one HTML file that opens offline: figure, times and the driver's instructions."""

from pathlib import Path

from headway.arguments import public
from headway.io import scenario_of
from headway.model import Scenario
from headway.physics import TrainRun
from headway.report.pages.html_page import write_html
from headway.report.run_panels import left_out
from headway.report.screen import speed_graph
from headway.units import clock

_SHORTEST_M = 2_000.0
"""Instructions that change over less than this become one hold, where the run was not planned in regimes [m]."""


@public
def write_run_page(scenario: Scenario | str | Path, run: TrainRun, path: str | Path, *, other: TrainRun | None = None) -> Path:
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
    scenario = scenario_of(scenario)
    return write_html(
        path,
        "train_run.html",
        {"run": speed_graph(run, other=other)},
        scenario=scenario,
        run=run,
        other=other,
        without=left_out(run),
        comparison=compared(run, other) if other else "",
        kms={place.name: place.km for place in scenario.line.places},
        clock=clock,
        regimes=list(run.regimes(shortest_m=0.0 if run.instructed else _SHORTEST_M).iter_rows(named=True)),
    )


@public
def compared(run: TrainRun, other: TrainRun) -> str:
    """Say what a run takes and saves compared with another."""
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
