"""The page of a simulation with chance: tonnes and their interval, the fan of stocks, what takes the tonnes away."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from bokeh.embed import components
from bokeh.models import ColumnDataSource, FactorRange, HoverTool, NumeralTickFormatter, Range1d
from bokeh.plotting import figure
from bokeh.resources import Resources
from jinja2 import Environment, PackageLoader, select_autoescape

from headway.report.looks import GRID, INK, RUST, SEA
from headway.report.segments import moment
from headway.report.timeline import Figure, dress
from headway.simulation import Losses, Simulation
from headway.units import DAY_S

_SHARES = (5, 25, 50, 75, 95)


def stock_fan(result: Simulation, pile: str) -> Figure:
    """Draw the level of a stockpile over all replications: the middle, and where half and nine tenths of them lie.

    Parameters
    ----------
    result
        The simulation.
    pile
        Name of the stockpile.
    """
    scenario = result.scenario
    levels = result.stock_history(pile) / 1000
    days = range(levels.shape[1])
    low, lower, middle, upper, high = np.percentile(levels, _SHARES, axis=0)
    begin, end = (moment(scenario, day * DAY_S) for day in (days[0], days[-1]))
    graph = figure(
        sizing_mode="stretch_width", height=240, x_axis_type="datetime", x_range=Range1d(start=begin, end=end),
        y_range=Range1d(start=0, end=max(1.0, float(high.max()) * 1.1)), tools="xpan,xwheel_zoom,reset,save",
    )  # fmt: skip
    source = ColumnDataSource(
        {
            "x": [moment(scenario, day * DAY_S) for day in days],
            "when": [f"{scenario.starts_on + timedelta(days=day)}" for day in days],
            "low": low,
            "lower": lower,
            "middle": middle,
            "upper": upper,
            "high": high,
        }
    )
    runs = levels.shape[0]
    if runs > 1:
        graph.varea("x", "low", "high", source=source, fill_color=SEA, fill_alpha=0.15, legend_label="9 of 10 runs")
        graph.varea("x", "lower", "upper", source=source, fill_color=SEA, fill_alpha=0.3, legend_label="half of the runs")
    line = graph.line("x", "middle", source=source, line_color=SEA, line_width=2, legend_label="middle" if runs > 1 else pile)
    tips = [("day", "@when"), ("middle", "@middle{0,0.0} kt"), ("9 of 10", "@low{0,0.0} to @high{0,0.0} kt")]
    graph.add_tools(HoverTool(renderers=[line], tooltips=tips, mode="vline"))
    dress(graph)
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = f"{pile} [kt]"
    graph.legend.orientation = "horizontal"
    graph.add_layout(graph.legend[0], "below")
    return graph


def waterfall(losses: Losses) -> Figure:
    """Draw the way from the target down to what is delivered, cause by cause."""
    steps = losses.to_frame().rows()
    names, tops, bottoms, colours, labels = [], [], [], [], []
    level = 0.0
    for step, value, half in steps:
        whole = step in ("target", "delivered")
        before, level = (0.0, value) if whole else (level, level + value)
        names.append(step)
        tops.append(max(before, level))
        bottoms.append(min(before, level))
        colours.append(SEA if whole else RUST if value < 0 else "#5c7a1f")
        labels.append(f"{value:.2f}" + (f" ± {half:.2f}" if half else ""))
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
    graph.grid.grid_line_color = GRID
    graph.outline_line_color = GRID
    graph.axis.axis_line_color = GRID
    graph.axis.major_label_text_color = INK
    graph.xaxis.axis_label = f"{losses.flow} [Mt/y]"
    graph.xaxis.axis_label_text_font_style = "normal"
    graph.toolbar.logo = None
    return graph


def write_simulation_page(result: Simulation, path: str | Path, *, losses: Sequence[Losses] = ()) -> Path:
    """Write the page of a simulation.

    Parameters
    ----------
    result
        The simulation.
    path
        The HTML file to write.
    losses
        What takes the tonnes away, for each flow for which it is known.
    """
    figures = {f"stock{i}": stock_fan(result, pile.name) for i, pile in enumerate(result.scenario.stockpiles)}
    figures |= {f"loss{i}": waterfall(one) for i, one in enumerate(losses)}
    script, parts = components(figures)
    page = Environment(loader=PackageLoader("headway.report", "."), autoescape=select_autoescape(default=True))
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
    html = page.get_template("simulation_page.html").render(
        result=result, kpis=result.kpis, parts=parts, script=script, services=services, runs=len(result.outcomes),
        resources=Resources(mode="inline", components=["bokeh"]).render(),
    )  # fmt: skip
    target = Path(path)
    target.write_text(html, encoding="utf-8")
    return target
