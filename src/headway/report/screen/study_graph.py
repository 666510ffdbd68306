"""Figures of the variants of a study: against an axis, and against one another."""

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, Range1d, Whisker
from bokeh.palettes import Category10
from bokeh.plotting import figure as empty_figure

from headway.arguments import public
from headway.report.looks import RUST, SEA
from headway.report.screen.shared import Figure, dress, legend_beside
from headway.study.result import Study

_MOST_LINES = 10


@public
def along_axis(study: Study, figure: str) -> Figure:
    """Draw a figure of a grid along its longest axis of numbers, a line for each combination of the others.

    Parameters
    ----------
    study
        A study of a grid that has an axis of numbers.
    figure
        Full name of the figure.
    """
    axes = study.plan.axes
    numbers = [i for i, axis in enumerate(axes) if axis.values and all(isinstance(v, int | float) for v in axis.values)]
    along = max(numbers, key=lambda i: axes[i].count)
    lines: dict[str, list[tuple[float, float, float]]] = {}
    for variant in study.numbers:
        point = study.variants.point(variant)
        mean = study.known.mean(variant, study.plan.seed, figure)
        if mean is not None:
            other = ", ".join(f"{_short(axes[i].name)} {value}" for i, value in enumerate(point) if i != along)
            half = mean.half_width if mean.count > 1 else 0.0
            lines.setdefault(other, []).append((float(point[along]), mean.mean, half))
    drawn = list(lines.items())[:_MOST_LINES]
    ends = [end for _, points in drawn for _, y, half in points for end in (y - half, y + half)]
    room = 0.05 * ((max(ends) - min(ends)) or 1.0)
    graph = empty_figure(
        sizing_mode="stretch_width", height=330, tools="pan,box_zoom,reset,save",
        y_range=Range1d(start=min(ends) - room, end=max(ends) + room),
    )  # fmt: skip
    items: list[LegendItem] = []
    for number, (other, points) in enumerate(drawn):
        xs, ys, halves = zip(*sorted(points), strict=True)
        source = ColumnDataSource(
            {"x": xs, "y": ys, "low": [y - h for y, h in zip(ys, halves, strict=True)],
             "high": [y + h for y, h in zip(ys, halves, strict=True)], "other": [other] * len(xs)}
        )  # fmt: skip
        colour = Category10[10][number % 10]
        line: Any = graph.line("x", "y", source=source, line_color=colour, line_width=2)
        dots: Any = graph.scatter("x", "y", source=source, color=colour, size=6)
        graph.add_layout(Whisker(base="x", lower="low", upper="high", source=source, line_color=colour))
        tips = [(axes[along].name, "@x"), (figure, "@y{0.000} (@low{0.000} to @high{0.000})"), ("others", "@other")]
        graph.add_tools(HoverTool(renderers=[dots], tooltips=tips[: 2 + bool(other)]))
        items.append(LegendItem(label=other or figure, renderers=[line, dots]))
    dress(graph)
    graph.xaxis.axis_label = axes[along].name
    graph.yaxis.axis_label = figure
    if len(lines) > len(drawn):
        items.append(LegendItem(label=f"{len(lines) - len(drawn)} more are not drawn", renderers=[]))
    if len(items) > 1:
        legend_beside(graph, items)
    return graph


@public
def against(across: list[float], up: list[float], chosen: list[bool], names: tuple[str, str], labels: list[str]) -> Figure:
    """Draw designs by two goals, those that no other betters joined by a line.

    Parameters
    ----------
    across, up
        The two goals of every design.
    chosen
        Which of them were chosen.
    names
        What the goals are.
    labels
        What each design is.
    """
    graph = empty_figure(sizing_mode="stretch_width", height=380, tools="pan,box_zoom,reset,save")
    data = {"x": across, "y": up, "label": labels}
    rest = [not one for one in chosen]
    every = ColumnDataSource({key: [v for v, keep in zip(values, rest, strict=True) if keep] for key, values in data.items()})
    order = sorted((i for i, keep in enumerate(chosen) if keep), key=lambda i: across[i])
    best = ColumnDataSource({key: [values[i] for i in order] for key, values in data.items()})
    others: Any = graph.scatter("x", "y", source=every, color=SEA, alpha=0.5, size=7)
    line: Any = graph.line("x", "y", source=best, line_color=RUST, line_width=1.5)
    dots: Any = graph.scatter("x", "y", source=best, color=RUST, size=9)
    graph.add_tools(HoverTool(renderers=[others, dots], tooltips=[("", "@label"), (names[0], "@x"), (names[1], "@y{0.00}")]))
    dress(graph)
    graph.xaxis.axis_label, graph.yaxis.axis_label = names
    legend_beside(
        graph,
        [LegendItem(label="no other is better in both", renderers=[line, dots]), LegendItem(label="others", renderers=[others])],
    )
    return graph


def _short(address: str) -> str:
    """Return the end of an address, which tells it from the others on a small figure."""
    return ".".join(address.split(".")[-2:])
