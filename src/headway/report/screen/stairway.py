"""The blocking-time stairway: for every train the time for which it holds each section, and its path through it."""

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem

from headway.arguments import public
from headway.report.looks import colours
from headway.report.screen.shared import Figure, legend_beside
from headway.report.screen.time_distance import time_distance, write_names
from headway.report.tables import axis_of, graph_table, moment, overlaps
from headway.throughput import blockings
from headway.timetabling import Timetable


@public
def stairway(plan: Timetable, *, day: int | None = None, days: int | None = None, axis: str = "") -> Figure:
    """Draw when each section is held: from the setting of the route until the tail has left and the section is clear.

    Steps that touch show where the line is full; the space between steps is spare. Tracks of one section lie over each
    other. Every train is named at both ends.

    Parameters
    ----------
    plan
        The timetable.
    day, days
        The first day shown and how many days; all days if neither is given.
    axis
        The name of a leg to show by itself; by default the whole line.

    Raises
    ------
    InputError
        If the day lies outside the timetable, or no leg has this name.
    """
    scenario = plan.scenario
    line = scenario.line
    table = graph_table(plan, day=day, days=days, axes=[axis_of(scenario, axis)])
    in_view_s = table.in_view_s(day, days)
    graph = time_distance(table, in_view_s)
    palette = colours(c.train_class for c in scenario.consists)
    classes = {path.train: path.train_class for path in plan.paths}
    ends = table.axes[0].neighbours()
    steps = [
        (*ends[line.sections[section].start, line.sections[section].end], line.sections[section].name, held)
        for (section, _), trains in blockings(scenario, plan.paths).items()
        if (line.sections[section].start, line.sections[section].end) in ends
        for held in trains
        if overlaps(held.begins_s, held.ends_s, table.from_s, table.to_s)
    ]
    items: list[LegendItem] = []
    for train_class in sorted({classes[held.train] for *_, held in steps}):
        mine = [step for step in steps if classes[step[3].train] == train_class]
        source = ColumnDataSource(
            {
                "bottom": [low for low, *_ in mine],
                "top": [high for _, high, *_ in mine],
                "left": [moment(scenario, held.begins_s) for *_, held in mine],
                "right": [moment(scenario, held.ends_s) for *_, held in mine],
                "x0": [moment(scenario, held.enters_s) for *_, held in mine],
                "x1": [moment(scenario, held.leaves_s) for *_, held in mine],
                "y0": [low if held.way > 0 else high for low, high, _, held in mine],
                "y1": [high if held.way > 0 else low for low, high, _, held in mine],
                "train": [held.train for *_, held in mine],
                "section": [name for _, _, name, _ in mine],
                "held": [f"{(held.ends_s - held.begins_s) / 60:.1f} min" for *_, held in mine],
            }
        )
        colour = palette[train_class]
        drawn: Any = graph.quad(
            left="left", right="right", bottom="bottom", top="top", source=source,
            fill_color=colour, fill_alpha=0.25, line_color=colour, line_width=0.5,
        )  # fmt: skip
        way: Any = graph.segment("x0", "y0", "x1", "y1", source=source, line_color=colour, line_width=1.5)
        tips = [("train", "@train"), ("section", "@section"), ("held for", "@held")]
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=tips, visible=False))
        items.append(LegendItem(label=train_class, renderers=[drawn, way]))
    write_names(graph, table, in_view_s, palette)
    legend_beside(graph, items)
    return graph
