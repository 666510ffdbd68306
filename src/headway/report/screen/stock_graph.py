"""The stockpiles over time, on screen."""

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter

from headway.arguments import public
from headway.report.looks import pile_looks
from headway.report.screen.shared import Figure, legend_beside, shade_warm_up, timeline
from headway.report.tables import pile_table
from headway.simulation import Simulation
from headway.timetabling import Timetable


@public
def stock_graph(result: Simulation | Timetable, *, x_range: Any = None) -> Figure:
    """Draw the level of every stockpile over time, and its capacity.

    Parameters
    ----------
    result
        What to draw.
    x_range
        The time axis of another figure, to move together with it.
    """
    table = pile_table(result)
    graph = timeline(
        table.begins,
        table.ends,
        first=table.counts,
        low=min(0.0, table.least_kt),
        high=1.06 * table.most_kt,
        height=280,
        x_range=x_range,
    )
    shaded = shade_warm_up(graph, table.begins, table.counts)
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
            LegendItem(label=f"{pile.name}, {pile.initial_kt:,.0f} kt at the start", renderers=[drawn]),
            LegendItem(label=f"{pile.name} holds {pile.capacity_kt:,.0f} kt", renderers=[holds]),
        ]
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = "stock [kt]"
    legend_beside(graph, [*items, *shaded])
    return graph
