"""Figures with time from left to right, and the plain look of the report."""

from typing import Any

from bokeh.models import DatetimeTickFormatter, Range1d
from bokeh.plotting import figure

from headway.model import Scenario
from headway.report.looks import GRID, INK
from headway.report.segments import moment

Figure = Any
"""A Bokeh figure; Bokeh's own types are not complete enough to say more."""


def timeline(scenario: Scenario, from_s: int, to_s: int, *, low: float, high: float, height: int) -> Figure:
    """Return an empty figure.

    Parameters
    ----------
    scenario
        Whose first day the times count from.
    from_s, to_s
        The span of time shown [s].
    low, high
        The range of the other axis.
    height
        In pixels; the width is that of the page.
    """
    graph = figure(
        sizing_mode="stretch_width",
        height=height,
        x_axis_type="datetime",
        x_range=Range1d(start=moment(scenario, from_s), end=moment(scenario, to_s)),
        y_range=Range1d(start=low, end=high),
        x_axis_location="above",
        tools="xpan,pan,xwheel_zoom,wheel_zoom,box_zoom,reset,save",
        active_drag="pan",
        active_scroll="xwheel_zoom",
    )
    dress(graph)
    return graph


def dress(graph: Figure) -> None:
    """Give a figure the plain look of the report."""
    graph.xaxis.formatter = DatetimeTickFormatter(days="%a %d %b", hours="%H:%M", hourmin="%H:%M", minutes="%H:%M")
    graph.grid.grid_line_color = GRID
    graph.outline_line_color = GRID
    graph.axis.axis_line_color = GRID
    graph.axis.major_tick_line_color = None
    graph.axis.minor_tick_line_color = None
    graph.axis.major_label_text_color = INK
    graph.axis.axis_label_text_color = INK
    graph.axis.axis_label_text_font_style = "normal"
    graph.toolbar.logo = None
    # One margin for all, so that graphs below one another share their time axis to the pixel.
    graph.min_border_left = 150
    graph.min_border_right = 50
