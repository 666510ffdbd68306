"""The stockpiles through time, on screen."""

from datetime import datetime
from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.report.looks import pile_looks
from headway.report.pile_table import pile_table
from headway.report.screen import dated, legend_beside, wheel_on_demand
from headway.report.timeline import Figure, dress
from headway.simulation import Simulation
from headway.timetabling import Timetable


@public
def stock_graph(result: Simulation | Timetable, *, x_range: Any = None) -> Figure:
    """Draw the level of every stockpile from the initial one on, and what each holds at most.

    Parameters
    ----------
    result
        What to draw.
    x_range
        The time axis of another figure to move along with.
    """
    table = pile_table(result)
    days = Range1d(start=table.begins, end=table.ends)
    graph = figure(
        sizing_mode="stretch_width",
        height=280,
        x_axis_type="datetime",
        x_range=x_range if x_range is not None else days,
        y_range=Range1d(start=min(0.0, table.least_kt), end=1.06 * table.most_kt),
        tools="xpan,xwheel_zoom,reset,save",
        active_drag="xpan",
    )
    shaded = warm_up(graph, table.begins, table.counts)
    items: list[LegendItem] = []
    for pile, style in zip(table.piles, pile_looks(len(table.piles)), strict=True):
        source = ColumnDataSource(
            {
                "x": [at for at, _ in pile.corners],
                "kt": [level for _, level in pile.corners],
                "name": [pile.name] * len(pile.corners),
                "when": [f"{at:%a %d %b %Y %H:%M}" for at, _ in pile.corners],
            }
        )
        drawn: Any = graph.line("x", "kt", source=source, line_color=style.colour, line_dash=style.dash, line_width=2)
        tips = [("pile", "@name"), ("when", "@when"), ("level", "@kt{0,0.0} kt")]
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=tips, mode="mouse", visible=False))
        holds: Any = graph.line(
            [table.begins, table.ends], [pile.capacity_kt] * 2, line_color=style.colour, line_dash=[2, 4], line_width=1.5
        )
        items += [
            LegendItem(label=f"{pile.name}, {pile.initial_kt:,.0f} kt at first", renderers=[drawn]),
            LegendItem(label=f"{pile.name} holds {pile.capacity_kt:,.0f} kt", renderers=[holds]),
        ]
    dress(graph)
    wheel_on_demand(graph)
    dated(graph)
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = "stock [kt]"
    legend_beside(graph, [*items, *shaded])
    return graph


def warm_up(graph: Figure, begins: datetime, counts: datetime) -> list[LegendItem]:
    """Shade the warm-up, whose days do not count, over the whole height; return what the legend says of it."""
    if begins >= counts:
        return []
    low, high = graph.y_range.start, graph.y_range.end
    drawn: Any = graph.quad(
        left=[begins], right=[counts], bottom=[low], top=[high], fill_color="#5b6b78", fill_alpha=0.1, line_color=None
    )
    return [LegendItem(label="warm-up, does not count", renderers=[drawn])]
