"""How sure a sum of money is: how often it comes out how high over draws of the inputs, and which inputs that is due to."""

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, LegendItem, LinearAxis, NumeralTickFormatter, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.expansion.worth import FIGURES, Drawn
from headway.report.looks import INK, RUST, SEA
from headway.report.screen.shared import Figure, dress, legend_beside
from headway.report.screen.tornado import tornado
from headway.report.tables import input_names
from headway.study.ranking import Ranked

_BINS = 40


@public
def worth_fan(drawn: Drawn) -> Figure:
    """Draw how a figure is spread over its draws, with the values that 1, 5 and 9 of 10 draws stay below.

    Parameters
    ----------
    drawn
        The draws.
    """
    counts, edges = np.histogram(drawn.values, bins=_bins(drawn))
    shares = counts / max(1, drawn.values.size)
    top = 1.18 * float(shares.max())
    colours = [RUST if right <= 0 else SEA for right in edges[1:]]
    source = ColumnDataSource({"left": edges[:-1], "right": edges[1:], "share": shares, "colour": colours})
    graph: Figure = figure(
        sizing_mode="stretch_width",
        height=340,
        tools="save",
        y_range=Range1d(start=0, end=top),
        x_range=Range1d(start=edges[0], end=edges[-1]),
    )
    bars: Any = graph.quad(
        left="left", right="right", bottom=0, top="share", fill_color="colour", fill_alpha=0.55, line_color="white", source=source
    )
    ordered = np.sort(drawn.values)
    at = np.unique(np.linspace(0, ordered.size - 1, 400).astype(int))
    dress(graph)
    axis: Any = LinearAxis(y_range_name="share", axis_label="draws that stay below", axis_label_text_font_style="normal")
    axis.formatter, axis.major_tick_line_color, axis.minor_tick_line_color = NumeralTickFormatter(format="0%"), None, None
    graph.extra_y_ranges = {"share": Range1d(start=0, end=1.18)}
    graph.add_layout(axis, "right")
    line: Any = graph.line(ordered[at], (at + 1) / ordered.size, line_color=INK, line_width=2, y_range_name="share")
    items = [
        LegendItem(label="share of the draws", renderers=[_swatch(graph, edges[0], SEA)]),
        LegendItem(label="draws that stay below", renderers=[line]),
    ]
    for chance, dash, height in ((0.1, "dashed", 0.99), (0.5, "solid", 0.93), (0.9, "dotted", 0.99)):
        (value,) = drawn.quantiles(chance)
        mark: Any = graph.line([value, value], [0, top], line_color=INK, line_dash=dash)
        label = f"P{chance * 100:.0f} {value:,.4g}"
        graph.text([value], [top * height], [label], x_offset=5, text_baseline="top", text_font_size="11px", text_color=INK)
        items.append(LegendItem(label=label, renderers=[mark]))
    if drawn.loss:
        below = _swatch(graph, edges[0], RUST)
        items.append(LegendItem(label=f"below zero in {drawn.loss:.1%} of the draws", renderers=[below]))
    graph.add_tools(
        HoverTool(renderers=[bars], tooltips=[("from", "@left{0,0.0}"), ("to", "@right{0,0.0}"), ("draws", "@share{0.0%}")])
    )
    graph.xaxis.axis_label = FIGURES[drawn.figure]
    graph.xaxis.formatter = NumeralTickFormatter(format="0,0.[00]")
    graph.yaxis[0].axis_label = "share of the draws"
    graph.yaxis[0].formatter = NumeralTickFormatter(format="0%")
    graph.min_border_right = 90
    legend_beside(graph, items)
    return graph


def _swatch(graph: Figure, x: float, colour: str) -> Any:
    """Return a bar of no height for the legend."""
    return graph.quad(left=[x], right=[x], bottom=[0], top=[0], fill_color=colour, fill_alpha=0.55, line_color="white")


def _bins(drawn: Drawn) -> Any:
    """Return the edges of the bars, with zero among them so that a loss has bars of its own."""
    low, high = float(drawn.values.min()), float(drawn.values.max())
    if high <= low:
        return np.array([low - 0.5, low + 0.5])
    width = (high - low) / _BINS
    if low < 0 < high:
        return np.arange(np.floor(low / width), np.ceil(high / width) + 1) * width
    return np.linspace(low, high, _BINS + 1)


@public
def variance_bars(drawn: Drawn) -> Figure:
    """Draw which share of the variance of a figure each input accounts for, alone and with others.

    Parameters
    ----------
    drawn
        The draws.
    """
    names = input_names(share.name for share in drawn.shares)
    ranking = [
        Ranked(name=name, strength=share.total, half_width=share.total_half_width, way=share.first, noise=0.0)
        for name, share in zip(names, drawn.shares, strict=True)
    ]
    return tornado(ranking, FIGURES[drawn.figure], share=True)
