"""The tornado of a sum of money: how far each input moves it over its range, by itself, the farthest at the top."""

from collections.abc import Sequence
from typing import Any

from bokeh.models import ColumnDataSource, FactorRange, HoverTool, LegendItem, NumeralTickFormatter, Range1d, Span
from bokeh.plotting import figure

from headway.arguments import public
from headway.economics import Bar
from headway.report.looks import INK, RUST, SEA
from headway.report.screen.shared import Figure, dress, legend_beside
from headway.report.tables import input_names

_MOST = 20


@public
def money_tornado(bars: Sequence[Bar], unit: str, *, base: float | None = None, most: int = _MOST) -> Figure:
    """Draw how far each input moves a figure, to the one side at its lowest and to the other at its highest value.

    Parameters
    ----------
    bars
        The inputs, the farthest first.
    unit
        The figure with its unit.
    base
        The figure with all inputs at their base; by default the middle of the narrowest bar.
    most
        Most inputs that are drawn.
    """
    narrow = min(bars, key=lambda bar: bar.swing, default=None)
    middle = base if base is not None else 0.0 if narrow is None else (narrow.at_low + narrow.at_high) / 2
    shown = [bar for bar in bars if bar.swing > 0][:most]
    names: list[Any] = input_names(bar.name for bar in shown)
    graph: Figure = figure(
        sizing_mode="stretch_width",
        height=100 + 24 * len(shown),
        tools="save",
        y_range=FactorRange(*reversed(names)),
        x_range=Range1d(),
    )
    items: list[LegendItem] = []
    for end, colour, label in (("low", SEA, "input at its lowest"), ("high", RUST, "input at its highest")):
        reached = [getattr(bar, f"at_{end}") for bar in shown]
        source = ColumnDataSource(
            {
                "name": names, "left": [min(middle, x) for x in reached], "right": [max(middle, x) for x in reached],
                "reached": reached, "value": [f"{getattr(bar, end):,.6g}" for bar in shown], "whole": [bar.name for bar in shown],
            }
        )  # fmt: skip
        drawn: Any = graph.hbar(y="name", left="left", right="right", height=0.66, color=colour, fill_alpha=0.85, source=source)
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=[("", "@whole"), ("at", "@value"), (unit, "@reached{0,0.00}")]))
        items.append(LegendItem(label=label, renderers=[drawn]))
    ends = [middle, *(x for bar in shown for x in (bar.at_low, bar.at_high))]
    room = 0.05 * (max(ends) - min(ends)) or 1.0
    graph.x_range.start, graph.x_range.end = min(ends) - room, max(ends) + room
    graph.add_layout(Span(location=middle, dimension="height", line_color=INK, line_width=1.5))
    if min(ends) < 0 < max(ends):
        graph.add_layout(Span(location=0, dimension="height", line_color=INK, line_dash=[4, 4]))
    dress(graph)
    graph.min_border_left = 330
    graph.xaxis.axis_label = unit
    graph.xaxis.formatter = NumeralTickFormatter(format="0,0.[00]")
    legend_beside(graph, items)
    return graph
