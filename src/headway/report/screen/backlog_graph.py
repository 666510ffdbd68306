"""The backlog of an ore flow on screen: how far it is behind the same runs without the closures, day by day."""

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter, Span

from headway.arguments import public
from headway.report.looks import INK, RESTRICTIONS, RUST, SEA
from headway.report.screen.shared import Figure, legend_beside, timeline
from headway.report.tables import backlog_table, moment
from headway.simulation import Backlog, Recovery


@public
def backlog_graph(found: Recovery, backlog: Backlog) -> Figure:
    """Draw how far an ore flow is behind the same runs without the closures, day by day.

    The line is the middle of the runs; half of them lie within the darker band and nine tenths within the lighter one.

    Parameters
    ----------
    found
        What closures cost.
    backlog
        One of its `backlogs`.
    """
    table = backlog_table(found, backlog)
    low, high = table.reach_kt
    graph = timeline(
        table.begins, table.ends, first=moment(found.without.scenario, 0), low=low - 0.04 * (high - low),
        high=high + 0.08 * (high - low), height=380,
    )  # fmt: skip
    shut: Any = graph.quad(
        left=[begin for begin, _ in table.shut], right=[end for _, end in table.shut], bottom=graph.y_range.start,
        top=graph.y_range.end, fill_color=RESTRICTIONS["closure"].colour, fill_alpha=0.18, line_color=None,
    )  # fmt: skip
    source = ColumnDataSource(
        {
            "x": table.dates,
            "when": [f"{at:%a %d %b %Y}" for at in table.dates],
            "low": table.low,
            "lower": table.lower,
            "middle": table.middle,
            "upper": table.upper,
            "high": table.high,
        }
    )
    items = [LegendItem(label="line shut", renderers=[shut])]
    if table.runs > 1:
        wide: Any = graph.varea("x", "low", "high", source=source, fill_color=SEA, fill_alpha=0.15)
        half: Any = graph.varea("x", "lower", "upper", source=source, fill_color=SEA, fill_alpha=0.3)
        items += [LegendItem(label="half of the runs", renderers=[half]), LegendItem(label="9 of 10 runs", renderers=[wide])]
    line: Any = graph.line("x", "middle", source=source, line_color=SEA, line_width=2.5)
    load: Any = graph.line(
        [table.dates[0], table.dates[-1]], [backlog.load_kt] * 2, line_color=RUST, line_dash=[2, 4], line_width=1.5
    )
    items = [
        LegendItem(label="middle of the runs" if table.runs > 1 else "behind", renderers=[line]),
        *items,
        LegendItem(label=f"one train's load, {backlog.load_kt:,.1f} kt", renderers=[load]),
    ]
    graph.add_layout(Span(location=0, dimension="width", line_color=INK, line_width=1))
    tips = [("midnight of", "@when"), ("middle", "@middle{0,0.0} kt"), ("9 of 10", "@low{0,0.0} to @high{0,0.0} kt")]
    graph.add_tools(HoverTool(renderers=[line], tooltips=tips if table.runs > 1 else tips[:2], mode="vline"))
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = f"{backlog.flow}, behind [kt]"
    legend_beside(graph, items)
    return graph
