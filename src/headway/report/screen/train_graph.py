"""The train graph: time from left to right, distance from bottom to top, every train a line."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from bokeh.models import ColumnDataSource, HoverTool, LegendItem

from headway.arguments import public
from headway.model import Scenario
from headway.report.looks import INK, RESTRICTIONS, WAITS, colours, look, of_class
from headway.report.screen.shared import Figure, legend_beside, source_of
from headway.report.screen.time_distance import time_distance, write_names
from headway.report.tables import GraphTable, axis_of, graph_table
from headway.simulation import Simulation
from headway.timetabling import Timetable

_PALE = 0.35
"""How strong the trains of the day after are drawn, as an opacity."""


@public
def train_graph(result: Simulation | Timetable, *, day: int | None = None, days: int | None = None, axis: str = "") -> Figure:
    """Draw the train graph of a simulation or of a timetable.

    The colour is that of the train's class. Loaded ore trains are thick and solid, empty ones thin and dashed. A dotted
    line joins the trains of one set at the place where it turns back. Where a train waits, the colour of a bar says for
    what. Trains are named at both ends, where there is room. Stretches that are shut, or slow because of weather, are
    hatched.

    Point at a train to see its place, time and speed, and what it waits for. Drag to pan; choose the wheel in the
    toolbar to zoom with it.

    Parameters
    ----------
    result
        What to draw.
    day
        The first day shown, 1 for the first day that counts. Trains that leave on the days shown are drawn until they
        arrive, even past midnight; trains of the day after are pale.
    days
        Number of days shown. If neither is given, the figure has all days, with the first one or two in view.
    axis
        The name of a leg to show by itself; by default the whole line.

    Raises
    ------
    InputError
        If the day lies outside the result, or no leg has this name.
    """
    scenario = result.scenario
    table = graph_table(result, day=day, days=days, axes=[axis_of(scenario, axis)])
    in_view_s = table.in_view_s(day, days)
    graph = time_distance(table, in_view_s)
    items = [*_restrictions(graph, table), *_waits(graph, table), *_trains(graph, table, scenario)]
    write_names(graph, table, in_view_s, colours(c.train_class for c in scenario.consists))
    legend_beside(graph, items[::-1])
    return graph


def _restrictions(graph: Figure, table: GraphTable) -> Iterator[LegendItem]:
    """Hatch what is shut or slow, behind the trains."""
    for kind, style in RESTRICTIONS.items():
        part = table.restrictions.filter(kind=kind)
        if part.is_empty():
            continue
        drawn: Any = graph.quad(
            left="x0", right="x1", bottom="y0", top="y1", source=source_of(part),
            fill_color=style.colour, fill_alpha=style.fill_alpha, line_color=style.colour, line_alpha=0.6,
            hatch_pattern=style.screen_hatch, hatch_color=style.colour, hatch_alpha=0.35, hatch_scale=9,
        )  # fmt: skip
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=[(kind, "@name"), ("when", "@when")], visible=False))
        named = part.with_columns(((pl.col("y0") + pl.col("y1")) / 2).alias("y"), pl.col("x0").clip(table.date(table.from_s)))
        text: Any = graph.text(
            "x0", "y", "name", source=source_of(named), text_font_size="10px", text_baseline="middle", x_offset=4,
            text_color=style.colour, background_fill_color="white", background_fill_alpha=0.7,
        )  # fmt: skip
        yield LegendItem(label=kind, renderers=[drawn, text])


def _waits(graph: Figure, table: GraphTable) -> Iterator[LegendItem]:
    """Draw a bar in the colour of its cause under every wait."""
    for style in dict.fromkeys(WAITS.values()):
        part = table.waits.filter(table.waits["cause"].is_in([kind for kind, its in WAITS.items() if its is style]))
        if part.is_empty():
            continue
        drawn: Any = graph.segment("x0", "y", "x1", "y", source=source_of(part), line_color=style.colour, line_width=7)
        tips = [("train", "@train"), ("where", "@place"), ("when", "@when"), ("why", "it @reason")]
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=tips, line_policy="interp", visible=False))
        yield LegendItem(label=style.text, renderers=[drawn])


def _trains(graph: Figure, table: GraphTable, scenario: Scenario) -> Iterator[LegendItem]:
    """Draw the trains, with a dotted line for the time of a set between two of them."""
    palette = colours(c.train_class for c in scenario.consists)
    turns = table.strokes.filter(kind="turns")
    trains = table.strokes.filter(table.strokes["kind"] != "turns").sort("train_class", "loaded")
    drawn: list[Any] = []
    if turns.height:
        drawn.append(
            graph.segment("x0", "y0", "x1", "y1", source=_source(turns), line_color=INK, line_dash="dotted", line_width=1.5)
        )
        yield LegendItem(label="turnback", renderers=drawn[:])
    for (train_class, ore, loaded), part in trains.partition_by("train_class", "ore", "loaded", as_dict=True).items():
        style = look(palette[str(train_class)], loaded=bool(loaded), ore=bool(ore))
        lines: Any = graph.segment(
            "x0", "y0", "x1", "y1", source=_source(part), line_alpha="alpha",
            line_color=style.colour, line_width=style.width, line_dash=style.dash, line_cap="round",
        )  # fmt: skip
        drawn.append(lines)
        yield LegendItem(label=of_class(str(train_class), ore=bool(ore), loaded=bool(loaded)), renderers=[lines])
    tips = [("train", "@train"), ("where", "@what"), ("when", "@when"), ("speed", "@speed"), ("why", "@reason")]
    graph.add_tools(HoverTool(renderers=drawn, tooltips=tips, line_policy="interp"))


def _source(part: pl.DataFrame) -> ColumnDataSource:
    """Add to strokes how strong they are drawn."""
    alpha = pl.when("later").then(_PALE).otherwise(1.0).alias("alpha")
    columns = ("x0", "x1", "y0", "y1", "train", "what", "when", "speed", "reason")
    return source_of(part.select(*columns, alpha))
