"""The train graph: time from left to right, distance from bottom to top, every train a line."""

from typing import Any

from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, Legend, LegendItem

from headway.report.looks import INK, colours, look
from headway.report.segments import labelled_places, moment, span, strokes
from headway.report.timeline import Figure, timeline
from headway.simulation import Simulation
from headway.timetabling import Timetable


def train_graph(result: Simulation | Timetable, *, day: int | None = None, days: int | None = None) -> Figure:
    """Draw the train graph of a simulation or of a timetable.

    Colour tells the class of a train; loaded ore trains are thick and solid, empty ones thin and dashed; a dotted line joins the
    trains of one set at the place where it turns back. Point at a
    train to see its name, place, time and speed, and what it waits for; drag to pan, wheel to zoom.

    Parameters
    ----------
    result
        What to draw.
    day
        The first day shown, 1 being the first day that counts.
    days
        Number of days shown. With neither, all days are there and the first few in view.

    Raises
    ------
    InputError
        If the day lies outside the result.
    """
    scenario = result.scenario
    from_s, to_s = span(result, day, days)
    table = strokes(result, from_s, to_s)
    in_view = to_s if day is not None or days is not None else min(to_s, from_s + _view_days(table.height, result.days) * 86_400)
    height = max(420, min(900, 25 * len(scenario.line.places)))
    length = scenario.line.length_m
    graph = timeline(scenario, from_s, in_view, low=-1e-5 * length, high=1.01e-3 * length, height=height)
    palette = colours(c.train_class for c in scenario.consists)
    items: list[LegendItem] = []
    for (train_class, ore, loaded), part in table.partition_by("train_class", "ore", "loaded", as_dict=True).items():
        style = look(palette[str(train_class)], loaded=bool(loaded), ore=bool(ore))
        source = ColumnDataSource(
            {c: part[c].to_list() for c in ("x0", "x1", "y0", "y1", "train", "what", "when", "speed", "reason")}
        )
        drawn: Any = graph.segment(
            "x0", "y0", "x1", "y1", source=source,
            line_color=style.colour, line_width=style.width, line_dash=style.dash, line_cap="round",
        )  # fmt: skip
        label = f"{train_class} {'loaded' if loaded else 'empty'}" if ore else str(train_class)
        items.append(LegendItem(label=label, renderers=[drawn]))
    if isinstance(result, Timetable):
        items += _turnbacks(graph, result)
    graph.add_tools(
        HoverTool(
            tooltips=[("train", "@train"), ("where", "@what"), ("when", "@when"), ("speed", "@speed"), ("why", "@reason")],
            line_policy="interp",
        )
    )
    graph.add_layout(
        Legend(items=sorted(items, key=lambda i: str(i.label)), orientation="horizontal", click_policy="hide"), "below"
    )
    ticks = labelled_places(scenario, 0.016)
    graph.yaxis.ticker = FixedTicker(ticks=[y for y, _ in ticks], minor_ticks=[])
    graph.ygrid.ticker = FixedTicker(ticks=[x / 1000 for x in scenario.line.positions_m])
    # Bokeh looks labels up by the number as JavaScript writes it.
    graph.yaxis.major_label_overrides = {(int(y) if y == int(y) else y): label for y, label in ticks}
    graph.yaxis.axis_label = "km along the line"
    return graph


def _turnbacks(graph: Figure, plan: Timetable) -> list[LegendItem]:
    """Draw the time from every ore train's arrival until its set departs again, at the place where it turns back."""
    turns = [turn for circulation in plan.circulations() for turn in circulation.turns]
    if not turns:
        return []
    at_km = [plan.scenario.line.position_m(turn.place) / 1000 for turn in turns]
    from_to = [
        [moment(plan.scenario, t) for t in times] for times in zip(*((t.arrives_s, t.then_departs_s) for t in turns), strict=True)
    ]
    source = ColumnDataSource(
        {
            "x0": from_to[0],
            "x1": from_to[1],
            "y0": at_km,
            "y1": at_km,
            "train": [f"{turn.train_set}: {turn.train}, then {turn.then}" for turn in turns],
            "what": [turn.place for turn in turns],
            "when": [f"{a:%a %d %b %H:%M:%S} - {b:%a %d %b %H:%M:%S}" for a, b in zip(*from_to, strict=True)],
            "speed": ["at rest"] * len(turns),
            "reason": [f"turns back; {round(turn.spare_s / 60)} min to spare" for turn in turns],
        }
    )
    drawn: Any = graph.segment("x0", "y0", "x1", "y1", source=source, line_color=INK, line_dash="dotted", line_width=1.5)
    return [LegendItem(label="turnback", renderers=[drawn])]


def _view_days(rows: int, days: int) -> int:
    """Days in view at first: about 1,500 strokes, one day at least and a week at most."""
    return max(1, min(days, 7, round(1_500 * days / max(1, rows))))
