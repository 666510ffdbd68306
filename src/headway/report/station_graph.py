"""The station occupation diagram: every track of every place a row, every train on it a bar."""

from bokeh.models import ColumnDataSource, HoverTool

from headway.report.looks import colours
from headway.report.segments import moment, span
from headway.report.timeline import Figure, timeline
from headway.timetabling import Timetable
from headway.timetabling.wording import in_turn

_ROW_PX = 11


def station_graph(plan: Timetable, *, day: int | None = None, days: int | None = None) -> Figure:
    """Draw who is on which track of which place when: solid at rest, pale while passing and until the tail is clear.

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
    from_s, to_s = span(plan, day, days)
    rows = [f"{place.name}: {track.name}" for place in scenario.line.places for track in reversed(place.tracks)]
    at = {row: i for i, row in enumerate(rows)}
    graph = timeline(scenario, from_s, to_s, low=-0.7, high=len(rows) - 0.3, height=80 + _ROW_PX * len(rows))
    palette = colours(c.train_class for c in scenario.consists)
    bars = [
        (at[f"{call.place}: {call.track}"], begin, end, palette[path.train_class], alpha, path.train, call, what)
        for path in plan.paths
        for call in path.calls
        for begin, end, alpha, what in (
            (call.arrives_s, call.departs_s, 0.95, in_turn(call.causes) or "stops"),
            (call.departs_s, call.departs_s + call.tail_s, 0.4, "draws out" if call.stops else "passes"),
        )
        if end > begin and begin < to_s and end > from_s
    ]
    source = ColumnDataSource(
        {
            "y": [bar[0] for bar in bars],
            "left": [moment(scenario, bar[1]) for bar in bars],
            "right": [moment(scenario, bar[2]) for bar in bars],
            "colour": [bar[3] for bar in bars],
            "alpha": [bar[4] for bar in bars],
            "train": [bar[5] for bar in bars],
            "where": [f"{bar[6].place}, track {bar[6].track}" for bar in bars],
            "when": [f"{moment(scenario, bar[1]):%H:%M:%S} - {moment(scenario, bar[2]):%H:%M:%S}" for bar in bars],
            "what": [bar[7] for bar in bars],
        }
    )
    graph.hbar(
        y="y", left="left", right="right", height=0.75, source=source, fill_color="colour", fill_alpha="alpha", line_color=None
    )
    graph.add_tools(HoverTool(tooltips=[("train", "@train"), ("where", "@where"), ("when", "@when"), ("", "@what")]))
    graph.yaxis.ticker = list(range(len(rows)))
    graph.yaxis.major_label_overrides = dict(enumerate(rows))
    graph.yaxis.major_label_text_font_size = "8px"
    return graph
