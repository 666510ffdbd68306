"""The speed of a run over the line, with the height of the line, forces and energy: for the screen."""

import numpy as np
from bokeh.layouts import column
from bokeh.models import ColumnDataSource, DataRange1d, HoverTool, NumeralTickFormatter, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.physics import TrainRun
from headway.report.looks import COMPARED, INK, RUST, SAND, SEA
from headway.report.run_panels import has_height, has_slope
from headway.report.screen.shared import Figure, dress, legend_beside

_MOST_POINTS = 4_000


@public
def speed_graph(run: TrainRun, *, other: TrainRun | None = None) -> Figure:
    """Draw the speed of a run against its limit, and below it height, gradient and curves, forces, and energy.

    A level line has no panel of heights; a straight and level one has none of gradient and curves.

    Parameters
    ----------
    run
        The run.
    other
        A second run of the same journey, drawn dotted for comparison.
    """
    source = _source(run)
    x_range = Range1d(start=0.0, end=run.distance_m / 1000)
    speed = _panel(290, x_range, DataRange1d(start=0))
    speed.step("x", "limit", source=source, mode="after", line_color=INK, line_dash="dashed", legend_label="speed limit")
    drawn = speed.line("x", "speed", source=source, line_color=RUST, line_width=1.8, legend_label=_label(run))
    tips = [
        ("km", "@km{0.0}"),
        ("after", "@time{0.00} h"),
        ("speed", "@speed{0.0} km/h"),
        ("gradient", "@grade{+0.0} permille"),
        ("height", "@height{0} m"),
        ("effort", "@effort{0} kN"),
        ("brake", "@brake{0} kN"),
        ("energy", "@energy{0,0} kWh"),
    ]
    if run.instructed:
        tips.insert(2, ("driver", "@regime"))
        found = run.regimes()
        at = np.searchsorted(found["from_m"].to_numpy(), run.ahead_m[_thin(run)], side="right") - 1
        source.add(found["regime"].to_numpy()[at].tolist(), "regime")
    speed.add_tools(HoverTool(renderers=[drawn], tooltips=tips, mode="vline"))
    speed.yaxis.axis_label = "speed [km/h]"
    low, high = float(np.min(run.elevation_m)), float(np.max(run.elevation_m))
    room = 0.15 * (high - low) + 5
    ground = _panel(150, x_range, Range1d(start=low - room, end=high + room))
    ground.varea("x", 0, "height", source=source, fill_color="#d9cbb3")
    ground.line("x", "height", source=source, line_color=SAND)
    ground.yaxis.axis_label = "height [m]"
    slope = _panel(180, x_range, DataRange1d())
    slope.varea_step("x", 0, "grade", source=source, step_mode="after", fill_color=SAND, legend_label="gradient [permille]")
    slope.step("x", "curve", source=source, mode="after", line_color=SEA, legend_label="curvature [1/km]")
    slope.yaxis.axis_label = "gradient, curves"
    force = _panel(220, x_range, DataRange1d())
    force.varea_step("x", 0, "effort", source=source, step_mode="after", fill_color=RUST, fill_alpha=0.7, legend_label="effort")
    force.varea_step("x", 0, "down", source=source, step_mode="after", fill_color=INK, fill_alpha=0.55, legend_label="brakes")
    force.step("x", "dynamic", source=source, mode="after", line_color=SEA, legend_label="of them dynamic")
    force.yaxis.axis_label = "force [kN]"
    energy = _panel(200, x_range, DataRange1d(start=0))
    energy.line("x", "energy", source=source, line_color=RUST, line_width=1.8, legend_label=_label(run))
    energy.yaxis.axis_label = "energy [kWh]"
    energy.yaxis.formatter = NumeralTickFormatter(format="0,0")
    energy.xaxis.axis_label = f"km from {run.origin}"
    if other is not None:
        second = _source(other)
        for graph, what in ((speed, "speed"), (energy, "energy")):
            graph.line(
                "x", what, source=second, line_color=COMPARED, line_width=1.4, line_dash="dotted", legend_label=_label(other)
            )
    panels = [speed, *([ground] if has_height(run) else []), *([slope] if has_slope(run) else []), force, energy]
    for graph in panels:
        dress(graph)
        if graph.legend:
            legend_beside(graph, place="above")
    return column(*panels, sizing_mode="stretch_width")


def _panel(height: int, x_range: Range1d, y_range: Range1d | DataRange1d) -> Figure:
    return figure(
        sizing_mode="stretch_width", height=height, tools="xpan,xwheel_zoom,box_zoom,reset,save", active_drag="xpan",
        x_range=x_range, y_range=y_range,
    )  # fmt: skip


def _label(run: TrainRun) -> str:
    return f"{run.train}, {run.driving}"


def _source(run: TrainRun) -> ColumnDataSource:
    keep = _thin(run)
    return ColumnDataSource(
        {
            "x": run.ahead_m[keep] / 1000,
            "speed": run.speed_ms[keep] * 3.6,
            "limit": run.limit_ms[keep] * 3.6,
            "grade": run.grade_permille[keep],
            "curve": run.curvature_per_km[keep],
            "height": run.elevation_m[keep],
            "km": run.km[keep],
            "time": run.time_s[keep] / 3600,
            "effort": run.effort_n[keep] / 1000,
            "brake": run.brake_n[keep] / 1000,
            "down": -run.brake_n[keep] / 1000,
            "dynamic": -run.dynamic_n[keep] / 1000,
            "energy": run.used_kwh[keep],
        }
    )


def _thin(run: TrainRun) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the nodes to draw: evenly spread, with every node where the train stands."""
    every = max(1, run.position_m.size // _MOST_POINTS)
    even = np.arange(0, run.position_m.size, every)
    return np.unique(np.concatenate([even, np.flatnonzero(run.speed_ms == 0.0), [run.position_m.size - 1]]))
