"""The fan of a stockpile: its level over all replications, in the middle and where half and nine tenths lie."""

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter

from headway.arguments import public
from headway.report.looks import SEA
from headway.report.screen.shared import Figure, legend_beside, shade_warm_up, timeline
from headway.report.tables import fan_table, moment
from headway.simulation import Simulation


@public
def stock_fan(result: Simulation, pile: str) -> Figure:
    """Draw the level of a stockpile over all replications, from its initial level on.

    The figure shows the median, and where half and nine tenths of the replications lie.

    Parameters
    ----------
    result
        The simulation.
    pile
        Name of the stockpile.
    """
    fan = fan_table(result, pile)
    dates, counts = fan.dates, moment(result.scenario, 0)
    graph = timeline(dates[0], dates[-1], first=counts, low=0, high=1.06 * fan.most_kt, height=290)
    source = ColumnDataSource(
        {
            "x": dates,
            "when": [f"{at:%a %d %b %Y}" for at in dates],
            "low": fan.low,
            "lower": fan.lower,
            "middle": fan.middle,
            "upper": fan.upper,
            "high": fan.high,
        }
    )
    shaded = shade_warm_up(graph, dates[0], counts)
    items: list[LegendItem] = []
    if fan.runs > 1:
        wide: Any = graph.varea("x", "low", "high", source=source, fill_color=SEA, fill_alpha=0.15)
        half: Any = graph.varea("x", "lower", "upper", source=source, fill_color=SEA, fill_alpha=0.3)
        items = [LegendItem(label="half of the runs", renderers=[half]), LegendItem(label="9 of 10 runs", renderers=[wide])]
    line: Any = graph.line("x", "middle", source=source, line_color=SEA, line_width=2)
    holds: Any = graph.line([dates[0], dates[-1]], [fan.holds_kt] * 2, line_color=SEA, line_dash=[2, 4], line_width=1.5)
    items = [
        LegendItem(
            label=f"{'middle of the runs' if fan.runs > 1 else 'level'}, at the start {fan.initial_kt:,.0f} kt", renderers=[line]
        ),
        LegendItem(label=f"holds {fan.holds_kt:,.0f} kt", renderers=[holds]),
        *items,
    ]
    tips = [("midnight of", "@when"), ("middle", "@middle{0,0.0} kt"), ("9 of 10", "@low{0,0.0} to @high{0,0.0} kt")]
    graph.add_tools(HoverTool(renderers=[line], tooltips=tips if fan.runs > 1 else tips[:2], mode="vline"))
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = f"{pile} [kt]"
    legend_beside(graph, [*items, *shaded])
    return graph
