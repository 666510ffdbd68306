"""The speed of a run over the line, above the height of the line."""

import numpy as np
from bokeh.layouts import column
from bokeh.models import ColumnDataSource, DataRange1d, HoverTool, Range1d
from bokeh.plotting import figure

from headway.physics import TrainRun
from headway.report.looks import INK
from headway.report.train_graph import Figure, dress

_MOST_POINTS = 4_000


def speed_graph(run: TrainRun) -> Figure:
    """Draw the speed of a run against its limit, and below it the height and the gradient of the line."""
    keep = _thin(run)
    x = np.abs(run.position_m - run.position_m[0])[keep] / 1000
    source = ColumnDataSource(
        {
            "x": x,
            "speed": run.speed_ms[keep] * 3.6,
            "limit": run.limit_ms[keep] * 3.6,
            "grade": run.grade_permille[keep],
            "height": run.elevation_m[keep],
            "km": run.km[keep],
            "time": run.time_s[keep] / 3600,
        }
    )
    tips = [
        ("km", "@km{0.0}"),
        ("after", "@time{0.00} h"),
        ("speed", "@speed{0.0} km/h"),
        ("gradient", "@grade{+0.0} permille"),
        ("height", "@height{0} m"),
    ]
    tools = "xpan,xwheel_zoom,box_zoom,reset,save"
    speed = figure(
        sizing_mode="stretch_width", height=260, tools=tools, active_drag="xpan", active_scroll="xwheel_zoom",
        x_range=Range1d(start=float(x[0]), end=float(x[-1])), y_range=DataRange1d(start=0),
    )  # fmt: skip
    speed.step("x", "limit", source=source, mode="after", line_color=INK, line_dash="dashed", legend_label="speed limit")
    drawn = speed.line("x", "speed", source=source, line_color="#b4471f", line_width=1.8, legend_label=run.train)
    speed.add_tools(HoverTool(renderers=[drawn], tooltips=tips, mode="vline"))
    speed.yaxis.axis_label = "speed [km/h]"
    speed.legend.location = "bottom_right"
    speed.legend.background_fill_alpha = 0.7
    low, high = float(np.min(run.elevation_m)), float(np.max(run.elevation_m))
    room = 0.15 * (high - low) + 5
    ground = figure(
        sizing_mode="stretch_width", height=180, tools=tools, active_drag="xpan", active_scroll="xwheel_zoom",
        x_range=speed.x_range, y_range=Range1d(start=low - room, end=high + room),
    )  # fmt: skip
    ground.varea("x", 0, "height", source=source, fill_color="#d9cbb3")
    ground.line("x", "height", source=source, line_color="#8a7650")
    ground.yaxis.axis_label = "height [m]"
    slope = figure(
        sizing_mode="stretch_width", height=150, tools=tools, active_drag="xpan", active_scroll="xwheel_zoom",
        x_range=speed.x_range,
    )  # fmt: skip
    slope.varea_step("x", 0, "grade", source=source, step_mode="after", fill_color="#8a7650")
    slope.yaxis.axis_label = "gradient [permille]"
    slope.xaxis.axis_label = f"km from {run.origin}"
    for graph in (speed, ground, slope):
        formatter = graph.xaxis.formatter
        dress(graph)
        graph.xaxis.formatter = formatter
    return column(speed, ground, slope, sizing_mode="stretch_width")


def _thin(run: TrainRun) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the nodes to draw: evenly spread, with every node where the train stands."""
    every = max(1, run.position_m.size // _MOST_POINTS)
    even = np.arange(0, run.position_m.size, every)
    return np.unique(np.concatenate([even, np.flatnonzero(run.speed_ms == 0.0), [run.position_m.size - 1]]))
