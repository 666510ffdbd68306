"""The fan of a stockpile: its level over all replications, in the middle and where half and nine tenths lie."""

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter

from headway.arguments import public
from headway.report.looks import SEA
from headway.report.screen.shared import Figure, legend_beside, shade_warm_up, timeline
from headway.report.tables import moment
from headway.simulation import Simulation
from headway.units import DAY_S

_SHARES = (5, 25, 50, 75, 95)


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
    scenario = result.scenario
    holds_kt = next(p.capacity_kg for p in scenario.stockpiles if p.name == pile) / 1e6
    levels = np.array([o.stock_kg[pile] for o in result.outcomes]) / 1e6
    dates = [moment(scenario, (day - result.warm_up_days) * DAY_S) for day in range(levels.shape[1])]
    low, lower, middle, upper, high = np.percentile(levels, _SHARES, axis=0)
    graph = timeline(
        dates[0], dates[-1], first=moment(scenario, 0), low=0, high=1.06 * max(holds_kt, float(high.max())), height=290
    )
    source = ColumnDataSource(
        {
            "x": dates,
            "when": [f"{at:%a %d %b %Y}" for at in dates],
            "low": low,
            "lower": lower,
            "middle": middle,
            "upper": upper,
            "high": high,
        }
    )
    shaded = shade_warm_up(graph, dates[0], moment(scenario, 0))
    runs = levels.shape[0]
    items: list[LegendItem] = []
    if runs > 1:
        wide: Any = graph.varea("x", "low", "high", source=source, fill_color=SEA, fill_alpha=0.15)
        half: Any = graph.varea("x", "lower", "upper", source=source, fill_color=SEA, fill_alpha=0.3)
        items = [LegendItem(label="half of the runs", renderers=[half]), LegendItem(label="9 of 10 runs", renderers=[wide])]
    line: Any = graph.line("x", "middle", source=source, line_color=SEA, line_width=2)
    holds: Any = graph.line([dates[0], dates[-1]], [holds_kt] * 2, line_color=SEA, line_dash=[2, 4], line_width=1.5)
    items = [
        LegendItem(
            label=f"{'middle of the runs' if runs > 1 else 'level'}, at the start {levels[0, 0]:,.0f} kt", renderers=[line]
        ),
        LegendItem(label=f"holds {holds_kt:,.0f} kt", renderers=[holds]),
        *items,
    ]
    tips = [("midnight of", "@when"), ("middle", "@middle{0,0.0} kt"), ("9 of 10", "@low{0,0.0} to @high{0,0.0} kt")]
    graph.add_tools(HoverTool(renderers=[line], tooltips=tips if runs > 1 else tips[:2], mode="vline"))
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = f"{pile} [kt]"
    legend_beside(graph, [*items, *shaded])
    return graph
