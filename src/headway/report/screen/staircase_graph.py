"""The staircase of a plan: what is asked of a flow year by year, and what its railway can carry."""

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, Range1d, SingleIntervalTicker
from bokeh.plotting import figure

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.expansion.result import Expansion
from headway.report.looks import BOUND, INK, RUST, SEA
from headway.report.screen.shared import Figure, dress, legend_beside

MOST_TICKS = 26


@public
def staircase_graph(expansion: Expansion, flow: str = "") -> Figure:
    """Draw what is asked of an ore flow and promised, and what is proven, planned and simulated to be possible.

    Parameters
    ----------
    expansion
        The plan.
    flow
        Name of the ore flow; by default the first.

    Raises
    ------
    InputError
        If there is no such ore flow.
    """
    flows = list(dict.fromkeys(step.flow for step in expansion.steps))
    if flow and flow not in flows:
        raise InputError([f'"{flow}" is not an ore flow. {did_you_mean(flow, flows)}'])
    steps = [step for step in expansion.steps if step.flow == (flow or flows[0])]
    of = expansion.asked.promise
    columns = ("asked", "promised", "bound", "verified", "simulated", "low")
    data: dict[str, Any] = {"year": [s.year for s in steps], "binding": [s.binding for s in steps]} | {
        name: [getattr(s, name) / 1e6 for s in steps] for name in columns
    }
    source = ColumnDataSource(data)
    top = 1.1 * max(getattr(step, name) / 1e6 for step in steps for name in columns)
    graph = years_across(
        expansion.asked.first, expansion.asked.last, height=380, y_range=Range1d(start=0, end=top), tools="save,reset,xpan"
    )
    lines = (
        ("bound", BOUND, 2.0, "dashed", "proven bound"),
        ("asked", INK, 3.0, "solid", "asked"),
        ("promised", INK, 1.5, "dotted", f"promised, {of.share:.0%}"),
        ("simulated", RUST, 2.5, "solid", "simulated, mean"),
        ("low", RUST, 1.5, "dashed", f"in {of.of_years:.0%} of the years"),
    )
    items: list[LegendItem] = []
    for name, colour, width, dash, label in lines:
        line: Any = graph.step("year", name, source=source, mode="center", line_color=colour, line_width=width, line_dash=dash)
        ends = [_ended(graph, steps, name, side, colour, width, dash) for side in (0, -1)]
        items.append(LegendItem(label=label, renderers=[line, *ends]))
    dots: Any = graph.scatter(
        "year", "verified", source=source, marker="square", size=9, fill_color="white", line_color=SEA, line_width=2
    )
    items.insert(2, LegendItem(label="a timetable carries it", renderers=[dots]))
    hover: Any = graph.scatter("year", "bound", source=source, size=1, alpha=0)
    tips = [("year", "@year"), *((name, f"@{name}{{0.00}} Mt/y") for name in columns), ("binds the bound", "@binding")]
    graph.add_tools(HoverTool(renderers=[hover], tooltips=tips, mode="vline"))
    items += _stages(graph, expansion, top)
    graph.yaxis.axis_label = f"{steps[0].flow} [Mt/y]"
    legend_beside(graph, items)
    return graph


def years_across(first: int, last: int, **more: Any) -> Figure:
    """Return an empty figure with years from left to right; each is as wide as one and stands around its number."""
    graph: Figure = figure(sizing_mode="stretch_width", x_range=Range1d(start=first - 0.5, end=last + 0.5), **more)
    dress(graph)
    graph.xaxis.ticker = SingleIntervalTicker(interval=max(1, -(-(last - first + 1) // MOST_TICKS)), num_minor_ticks=0)
    graph.xaxis[0].formatter.use_scientific = False
    graph.xgrid.grid_line_color = None
    return graph


def _ended(graph: Figure, steps: Any, name: str, side: int, colour: str, width: float, dash: str) -> Any:
    """Draw the half year at an end of a line, which steps leave out."""
    level, year = getattr(steps[side], name) / 1e6, steps[side].year
    ends = [year - 0.5, year] if side == 0 else [year, year + 0.5]
    return graph.line(ends, [level, level], line_color=colour, line_width=width, line_dash=dash)


def _stages(graph: Figure, expansion: Expansion, top: float) -> list[LegendItem]:
    """Mark where stages begin, with their numbers."""
    begins = [expansion.asked.first + one.stage.first for one in expansion.verified]
    source = ColumnDataSource(
        {"x": [year - 0.5 for year in begins], "y": [top] * len(begins), "name": [str(i) for i in range(1, len(begins) + 1)]}
    )
    lines: Any = graph.segment("x", 0, "x", "y", source=source, line_color="#8a94a0", line_dash=[2, 4])
    texts: Any = graph.text(
        "x", "y", "name", source=source, x_offset=4, y_offset=4, text_baseline="top", text_font_size="11px", text_color="#5b6b78"
    )
    return [LegendItem(label="a stage begins", renderers=[lines, texts])]
