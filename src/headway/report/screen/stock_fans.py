"""The fans of a stockpile in several simulations over each other."""

from collections.abc import Mapping
from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter

from headway.arguments import public
from headway.errors import InputError
from headway.io.side_by_side import LETTERS
from headway.report.looks import INK, scenario_looks
from headway.report.screen.shared import Figure, legend_beside, shade_warm_up, timeline
from headway.report.tables import fan_table, moment
from headway.simulation import Simulation
from headway.units import DAY_S


@public
def stock_fans(results: Mapping[str, Simulation], pile: str) -> Figure:
    """Draw the level of a stockpile in several simulations over each other.

    Each has a line for the median of its replications and a band in which nine of ten of them lie; a click on its name
    hides it. Dotted is what the stockpile holds.

    Parameters
    ----------
    results
        Simulations of the same days, by what they are called; those without the stockpile are left out. Dates are those
        of the first.
    pile
        Name of the stockpile.

    Raises
    ------
    InputError
        If none of them has the stockpile.
    """
    styles = scenario_looks(len(results))
    found = {
        f"{LETTERS[i]}: {name}": (fan_table(run, pile), styles[i])
        for i, (name, run) in enumerate(results.items())
        if any(one.name == pile for one in run.scenario.stockpiles)
    }
    if not found:
        raise InputError([f'pile: no scenario has a stockpile "{pile}"'])
    fans, first = [fan for fan, _ in found.values()], next(iter(results.values()))
    counts = moment(first.scenario, 0)
    dates = [moment(first.scenario, (day - first.warm_up_days) * DAY_S) for day in range(len(fans[0].dates))]
    graph = timeline(
        dates[0], dates[-1], first=counts, low=0, high=1.06 * max(fan.most_kt for fan in fans), height=330,
    )  # fmt: skip
    shaded = shade_warm_up(graph, dates[0], counts)
    same = len({fan.holds_kt for fan in fans}) == 1
    items: list[LegendItem] = []
    for label, (fan, style) in found.items():
        source = ColumnDataSource({"x": dates, "low": fan.low, "middle": fan.middle, "high": fan.high})
        drawn: list[Any] = []
        if fan.runs > 1:
            drawn.append(graph.varea("x", "low", "high", source=source, fill_color=style.colour, fill_alpha=0.16))
        line: Any = graph.line("x", "middle", source=source, line_color=style.colour, line_width=1.6 if items else 3)
        if not same:
            drawn.append(_holds(graph, dates, fan.holds_kt, style.colour))
        tips = [("scenario", label), ("midnight of", "@x{%a %d %b %Y}"), ("middle", "@middle{0,0.0} kt")]
        band = [("9 of 10", "@low{0,0.0} to @high{0,0.0} kt")] if fan.runs > 1 else []
        hover = HoverTool(renderers=[line], tooltips=[*tips, *band], mode="vline", formatters={"@x": "datetime"}, visible=False)
        graph.add_tools(hover)
        holds = "" if same else f", holds {fan.holds_kt:,.0f} kt"
        items.append(LegendItem(label=f"{label}{holds}", renderers=[line, *drawn]))
    if same:
        holds_all: Any = _holds(graph, dates, fans[0].holds_kt, INK)
        items.append(LegendItem(label=f"holds {fans[0].holds_kt:,.0f} kt", renderers=[holds_all]))
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    graph.yaxis.axis_label = f"{pile} [kt]"
    legend_beside(graph, [*items, *shaded])
    return graph


def _holds(graph: Figure, dates: list[Any], holds_kt: float, colour: str) -> Any:
    return graph.line([dates[0], dates[-1]], [holds_kt] * 2, line_color=colour, line_dash=[2, 4], line_width=1.5)
