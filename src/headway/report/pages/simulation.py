"""The page of a simulation with chance: tonnes and their interval, the fan of stocks, what takes the tonnes away."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, FactorRange, HoverTool, LegendItem, NumeralTickFormatter, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.report.looks import INK, RUST, SEA
from headway.report.pages.html_page import write_html
from headway.report.screen import Figure, dress, legend_beside, shade_warm_up, timeline
from headway.report.tables import moment
from headway.simulation import Losses, Simulation
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


@public
def waterfall(losses: Losses) -> Figure:
    """Draw the steps from the target down to what is delivered, cause by cause."""
    steps = losses.to_frame().rows()
    names, tops, bottoms, colours, labels = [], [], [], [], []
    level = 0.0
    for step, value, half in steps:
        whole = step in ("target", "delivered")
        before, level = (0.0, value) if whole else (level, level + value)
        names.append(step)
        tops.append(max(before, level))
        bottoms.append(min(before, level))
        colours.append(SEA if whole else RUST if round(value, 2) < 0 else "#5c7a1f")
        labels.append(f"{round(value, 2) + 0.0:.2f}" + (f" ± {half:.2f}" if half else ""))
    source = ColumnDataSource({"step": names, "top": tops, "bottom": bottoms, "colour": colours, "label": labels})
    floor = max(0.0, min(bottoms[1:-1], default=0.0) * 0.98)
    graph = figure(
        sizing_mode="stretch_width", height=300, y_range=FactorRange(*reversed(names)), tools="save",
        x_range=Range1d(start=floor, end=max(tops) + (max(tops) - floor) * 0.15),
    )  # fmt: skip
    graph.hbar(y="step", left="bottom", right="top", height=0.6, color="colour", source=source)
    graph.text(
        x="top", y="step", text="label", source=source, x_offset=6, text_baseline="middle", text_color=INK, text_font_size="12px"
    )
    dress(graph)
    graph.xaxis.axis_label = f"{losses.flow} [Mt/y]"
    return graph


@public
def write_simulation_page(result: Simulation, path: str | Path, *, losses: Sequence[Losses] = ()) -> Path:
    """Write the page of a simulation.

    Parameters
    ----------
    result
        The simulation.
    path
        The HTML file to write.
    losses
        What takes the tonnes away, for each flow for which this is known.
    """
    figures = {f"stock{i}": stock_fan(result, pile.name) for i, pile in enumerate(result.scenario.stockpiles)}
    figures |= {f"loss{i}": waterfall(one) for i, one in enumerate(losses)}
    services = [
        {
            "name": name,
            "trains": np.mean([o.services[name].trains for o in result.outcomes]),
            "cancelled": np.mean([o.services[name].cancelled for o in result.outcomes]),
            "late": np.mean([o.services[name].late_s / max(1, o.services[name].trains) / 60 for o in result.outcomes]),
            "nine": np.mean([o.services[name].late_quantile_min(0.9) for o in result.outcomes]),
        }
        for name in result.outcomes[0].services
    ]
    return write_html(
        path, "simulation.html", figures, result=result, kpis=result.kpis, services=services, runs=len(result.outcomes)
    )
