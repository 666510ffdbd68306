"""A figure with time from left to right, in the house's looks."""

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
    graph.xaxis.formatter = DatetimeTickFormatter(hours="%H:%M", days="%a %d %b")
    graph.axis.major_label_text_color = INK
    graph.grid.grid_line_color = GRID
    graph.outline_line_color = GRID
    graph.toolbar.logo = None
    return graph
