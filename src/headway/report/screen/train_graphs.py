"""The train graphs of several results over each other, each with a colour and a line of its own."""

from collections.abc import Mapping
from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem

from headway.arguments import public
from headway.io.side_by_side import LETTERS
from headway.report.looks import scenario_looks
from headway.report.screen.shared import Figure, legend_beside
from headway.report.screen.time_distance import time_distance
from headway.report.tables import Overlay, TrainLine, overlay
from headway.simulation import Simulation
from headway.timetabling import Timetable

_LIGHT = 0.55
"""How wide an empty ore train is drawn, as a share of a loaded one."""


@public
def train_graphs(results: Mapping[str, Simulation | Timetable], *, day: int | None = None, days: int | None = None) -> Figure:
    """Draw the train graphs of several results over each other.

    Each has a colour and a line of its own; a click on its name hides it. Empty ore trains are thin. Point at a train
    to see whose it is, its name and its times.

    Parameters
    ----------
    results
        Simulations with their train paths, or timetables, by what they are called. The first gives the places; trains
        of a line that has no two places in common with it, in the same order, are left out.
    day, days
        As for `train_graph`.

    Raises
    ------
    InputError
        If there is no result, or the days lie outside of one.
    """
    return overlaid(overlay(results, day=day, days=days))


def overlaid(found: Overlay) -> Figure:
    """Draw train graphs over each other."""
    tables = list(found.tables.values())
    graph = time_distance(tables[0], min(table.opens_until_s for table in tables))
    items: list[LegendItem] = []
    looks = dict(zip(LETTERS, scenario_looks(len(LETTERS)), strict=True))
    for letter, name in found.names.items():
        style = looks[letter]
        label = f"{letter}: {name}"
        lines = found.lines(letter)
        drawn: Any = graph.multi_line(
            "xs", "ys", source=_source(lines, label, style.width), line_color=style.colour, line_width="width",
            line_dash=style.dash, line_join="round",
        )  # fmt: skip
        tips = [("scenario", "@scenario"), ("train", "@train"), ("when", "@when")]
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=tips, line_policy="interp", visible=False))
        items.append(LegendItem(label=label, renderers=[drawn]))
    legend_beside(graph, items, place="above")
    return graph


def _source(lines: list[TrainLine], scenario: str, width: float) -> ColumnDataSource:
    return ColumnDataSource(
        {
            "xs": [line.x_ms for line in lines],
            "ys": [line.y_km for line in lines],
            "width": [width * (_LIGHT if line.light else 1.0) for line in lines],
            "train": [line.train for line in lines],
            "when": [line.when for line in lines],
            "scenario": [scenario] * len(lines),
        }
    )
