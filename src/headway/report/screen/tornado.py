"""The tornado: which axes of a study matter most for a figure, the strongest at the top."""

from typing import Any

from bokeh.models import ColumnDataSource, FactorRange, HoverTool, LegendItem, Range1d, Span, Whisker
from bokeh.plotting import figure as empty_figure

from headway.arguments import public
from headway.report.looks import INK, RUST, SEA
from headway.report.screen.shared import Figure, dress, legend_beside
from headway.study.ranking import Ranked

_MOST = 20
_EITHER = "#8a94a0"


@public
def tornado(ranking: list[Ranked], figure: str, *, share: bool = False, most: int = _MOST) -> Figure:
    """Draw how much the axes that matter most change a figure, with their intervals.

    Parameters
    ----------
    ranking
        The axes, the strongest first.
    figure
        Name of the figure, with its unit.
    share
        Whether strengths are shares of the variance (Sobol), or changes of the figure (Morris).
    most
        Most axes that are drawn.
    """
    shown = ranking[:most]
    names: list[Any] = [one.name for one in reversed(shown)]
    colours = [_EITHER if share or abs(one.way) < one.strength / 2 else SEA if one.way > 0 else RUST for one in shown]
    source = ColumnDataSource(
        {
            "name": [one.name for one in shown],
            "strength": [one.strength for one in shown],
            "low": [max(0.0, one.strength - one.half_width) for one in shown],
            "high": [one.strength + one.half_width for one in shown],
            "way": [one.way for one in shown],
            "colour": colours,
        }
    )
    end = 1.08 * max((one.strength + one.half_width for one in shown), default=1.0)
    graph = empty_figure(
        sizing_mode="stretch_width", height=90 + 22 * len(shown), tools="save", x_range=Range1d(start=0, end=end or 1.0),
        y_range=FactorRange(*names),
    )  # fmt: skip
    bars: Any = graph.hbar(y="name", right="strength", height=0.65, color="colour", source=source)
    graph.add_layout(
        Whisker(base="name", lower="low", upper="high", source=source, dimension="width", line_color=INK, level="annotation")
    )
    noise = shown[0].noise if shown else 0.0
    if noise:
        graph.add_layout(Span(location=2 * noise, dimension="height", line_color=INK, line_dash=[4, 4]))
    form = "0.0%" if share else "0.000"
    tips = [("axis", "@name"), ("change" if not share else "share", f"@strength{{{form}}}")]
    tips.append(("alone", f"@way{{{form}}}") if share else ("with its sign", f"@way{{+{form}}}"))
    graph.add_tools(HoverTool(renderers=[bars], tooltips=tips))
    dress(graph)
    graph.min_border_left = 330
    graph.xaxis.axis_label = f"{figure}: {'share of the variance' if share else 'change over the range'}"
    if not share and names:
        marks = ((SEA, "more of it brings more"), (RUST, "more of it brings less"), (_EITHER, "either way"))
        items = [LegendItem(label=text, renderers=[_bar(graph, names[0], colour)]) for colour, text in marks]
        legend_beside(graph, items)
    return graph


def _bar(graph: Figure, name: str, colour: str) -> Any:
    """Return a bar of a colour that a legend can show; it lies outside the figure."""
    return graph.hbar(y=[name], left=[-1], right=[-1], height=0.6, color=colour)
