"""The stockpiles through time."""

from typing import Any

import polars as pl
from bokeh.models import ColumnDataSource, DataRange1d, HoverTool, NumeralTickFormatter, Range1d
from bokeh.plotting import figure

from headway.report.segments import moment
from headway.report.timeline import Figure, dress
from headway.simulation import Simulation
from headway.timetabling import Timetable

_COLOURS = ("#b4471f", "#0b6e99", "#5c7a1f", "#8250a0", "#c28a00")
_DASHES = ("solid", "dashed", "dotdash", "dotted", "dashdot")


def stock_graph(result: Simulation | Timetable, *, x_range: Any = None) -> Figure:
    """Draw the level of every stockpile.

    Parameters
    ----------
    result
        What to draw.
    x_range
        The time axis of another figure to move along with.
    """
    scenario = result.scenario
    days = Range1d(start=moment(scenario, 0), end=moment(scenario, result.days * 86_400))
    graph = figure(
        sizing_mode="stretch_width",
        height=240,
        x_axis_type="datetime",
        x_range=x_range if x_range is not None else days,
        y_range=DataRange1d(start=0),
        tools="xpan,xwheel_zoom,reset,save",
        active_drag="xpan",
        active_scroll="xwheel_zoom",
    )
    table = result.stocks_frame().filter(pl.col("time_s").is_between(0, result.days * 86_400))
    for i, pile in enumerate(scenario.stockpiles):
        part = table.filter(stockpile=pile.name)
        source = ColumnDataSource(
            {
                "x": [moment(scenario, t) for t in part["time_s"]],
                "kt": (part["level_t"] / 1000).to_list(),
                "name": [pile.name] * part.height,
                "when": [moment(scenario, t).strftime("%a %d %b %H:%M") for t in part["time_s"]],
            }
        )
        graph.line(
            "x", "kt", source=source, legend_label=f"{pile.name} (holds {pile.capacity_kg / 1e6:,.0f} kt)",
            line_color=_COLOURS[i % len(_COLOURS)], line_dash=_DASHES[i % len(_DASHES)], line_width=2,
        )  # fmt: skip
    graph.add_tools(HoverTool(tooltips=[("pile", "@name"), ("when", "@when"), ("level", "@kt{0,0.0} kt")], mode="mouse"))
    dress(graph)
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = "stock [kt]"
    if scenario.stockpiles:
        graph.legend.click_policy = "hide"
        graph.legend.orientation = "horizontal"
        graph.add_layout(graph.legend[0], "below")
    return graph
