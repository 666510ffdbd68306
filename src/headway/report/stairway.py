"""The blocking-time stairway: for every train the time for which it holds each section, and its path through it."""

from typing import Any

from bokeh.models import ColumnDataSource, FixedTicker, HoverTool

from headway.report.looks import colours
from headway.report.segments import labelled_places, moment, span
from headway.report.timeline import Figure, timeline
from headway.timetabling import Timetable, blockings


def stairway(plan: Timetable, *, day: int | None = None, days: int | None = None) -> Figure:
    """Draw when every section is held: from the setting of the route until the tail is out and the section is clear.

    Steps that touch show where the line is full; the room between them is what is left. Tracks of one section lie over each
    other.

    Parameters
    ----------
    plan
        The timetable.
    day, days
        The first day shown and how many; with neither, all.

    Raises
    ------
    InputError
        If the day lies outside the timetable.
    """
    scenario = plan.scenario
    line = scenario.line
    from_s, to_s = span(plan, day, days)
    palette = colours(c.train_class for c in scenario.consists)
    classes = {path.train: path.train_class for path in plan.paths}
    steps = [
        (line.positions_m[section] / 1000, line.positions_m[section + 1] / 1000, line.sections[section].name, held)
        for (section, _), trains in blockings(scenario, plan.paths).items()
        for held in trains
        if held.begins_s < to_s and held.ends_s > from_s
    ]
    source = ColumnDataSource(
        {
            "bottom": [step[0] for step in steps],
            "top": [step[1] for step in steps],
            "left": [moment(scenario, step[3].begins_s) for step in steps],
            "right": [moment(scenario, step[3].ends_s) for step in steps],
            "x0": [moment(scenario, step[3].enters_s) for step in steps],
            "x1": [moment(scenario, step[3].leaves_s) for step in steps],
            "y0": [step[0] if step[3].way > 0 else step[1] for step in steps],
            "y1": [step[1] if step[3].way > 0 else step[0] for step in steps],
            "colour": [palette[classes[step[3].train]] for step in steps],
            "train": [step[3].train for step in steps],
            "section": [step[2] for step in steps],
            "held": [f"{(step[3].ends_s - step[3].begins_s) / 60:.1f} min" for step in steps],
        }
    )
    height = max(420, min(900, 25 * len(line.places)))
    graph = timeline(scenario, from_s, to_s, low=-1e-5 * line.length_m, high=1.01e-3 * line.length_m, height=height)
    drawn: Any = graph.quad(
        left="left", right="right", bottom="bottom", top="top", source=source,
        fill_color="colour", fill_alpha=0.25, line_color="colour", line_width=0.5,
    )  # fmt: skip
    graph.segment("x0", "y0", "x1", "y1", source=source, line_color="colour", line_width=1.5)
    graph.add_tools(HoverTool(renderers=[drawn], tooltips=[("train", "@train"), ("section", "@section"), ("held for", "@held")]))
    ticks = labelled_places(scenario, 0.02)
    graph.yaxis.ticker = FixedTicker(ticks=[y for y, _ in ticks])
    graph.yaxis.major_label_overrides = dict(ticks)
    return graph
