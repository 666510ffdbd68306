"""The station occupation diagram: a row for every track of every place, a bar for every train on it."""

from collections import defaultdict
from typing import Any, NamedTuple

from bokeh.models import ColumnDataSource, HoverTool, LegendItem, Span

from headway.arguments import public
from headway.report.looks import INK, colours
from headway.report.screen.shared import LETTER_PX, WIDTH_PX, Figure, legend_beside, timeline
from headway.report.tables import graph_table, moment, overlaps, when
from headway.timetabling import Timetable
from headway.timetabling.wording import in_turn
from headway.units import DAY_S

_ROW_PX = 13


class _Bar(NamedTuple):
    """A train on a track, with the times between which it is there [s]."""

    row: int
    begins_s: int
    ends_s: int
    alpha: float
    train: str
    train_class: str
    where: str
    what: str


@public
def station_graph(plan: Timetable, *, day: int | None = None, days: int | None = None) -> Figure:
    """Draw which train is on which track when: solid at rest, pale while it passes and until its tail is clear.

    A train is named behind its bar where no other train follows too soon; point at a bar to see the other names.

    Parameters
    ----------
    plan
        The timetable.
    day, days
        The first day shown and how many days; all days if neither is given.

    Raises
    ------
    InputError
        If the day lies outside the timetable.
    """
    scenario = plan.scenario
    table = graph_table(plan, day=day, days=days)
    in_view_s = table.in_view_s(day, days)
    rows = [f"{place.name}: {track.name}" for place in scenario.line.places for track in reversed(place.tracks)]
    at = {row: i for i, row in enumerate(rows)}
    graph = timeline(
        table.date(table.from_s), table.date(in_view_s), low=-0.7, high=len(rows) - 0.3, height=90 + _ROW_PX * len(rows),
        moves="xy", first=table.midnight,
    )  # fmt: skip
    for midnight in range(table.from_s // DAY_S, table.to_s // DAY_S + 1):
        graph.add_layout(Span(location=table.date(midnight * DAY_S), dimension="height", line_color="#b8c2ca", line_width=1.2))
    palette = colours(c.train_class for c in scenario.consists)
    bars = [
        _Bar(
            at[f"{call.place}: {call.track}"], begin, end, alpha, path.train, path.train_class,
            f"{call.place}, track {call.track}", what,
        )
        for path in plan.paths
        for call in path.calls
        for begin, end, alpha, what in (
            (call.arrives_s, call.departs_s, 0.95, in_turn(call.causes) or "stops"),
            (call.departs_s, call.departs_s + call.tail_s, 0.4, "draws out" if call.stops else "passes"),
        )
        if end > begin and overlaps(begin, end, table.from_s, table.to_s)
    ]  # fmt: skip
    items: list[LegendItem] = []
    for train_class in sorted({bar.train_class for bar in bars}):
        # Trains at rest come first, so that the legend looks like the first bar.
        mine = sorted((bar for bar in bars if bar.train_class == train_class), key=lambda bar: -bar.alpha)
        source = ColumnDataSource(
            {
                "y": [bar.row for bar in mine],
                "left": [moment(scenario, bar.begins_s) for bar in mine],
                "right": [moment(scenario, bar.ends_s) for bar in mine],
                "alpha": [bar.alpha for bar in mine],
                "train": [bar.train for bar in mine],
                "where": [bar.where for bar in mine],
                "when": [when(moment(scenario, bar.begins_s), moment(scenario, bar.ends_s)) for bar in mine],
                "what": [bar.what for bar in mine],
            }
        )
        drawn: Any = graph.hbar(
            y="y", left="left", right="right", height=0.75, source=source, fill_color=palette[train_class], fill_alpha="alpha",
            line_color=palette[train_class],
            line_alpha="alpha",
        )  # fmt: skip
        tips = [("train", "@train"), ("where", "@where"), ("when", "@when"), ("", "@what")]
        graph.add_tools(HoverTool(renderers=[drawn], tooltips=tips, visible=False))
        items.append(LegendItem(label=train_class, renderers=[drawn]))
    named = _with_room(bars, in_view_s - table.from_s)
    graph.text(
        "x", "y", "label", text_font_size="9px", text_color=INK, text_baseline="middle", x_offset=2,
        source=ColumnDataSource(
            {
                "x": [moment(scenario, bar.ends_s) for bar in named],
                "y": [bar.row for bar in named],
                "label": [bar.train for bar in named],
            }
        ),
    )  # fmt: skip
    graph.yaxis.ticker = list(range(len(rows)))
    graph.yaxis.major_label_overrides = dict(enumerate(rows))
    graph.yaxis.major_label_text_font_size = "9px"
    legend_beside(graph, items)
    return graph


def _with_room(bars: list[_Bar], view_s: int) -> list[_Bar]:
    """Return for every stay of a train its last bar, if its name has room behind it before the next train comes."""
    by_row: dict[int, list[_Bar]] = defaultdict(list)
    for bar in bars:
        by_row[bar.row].append(bar)
    found: list[_Bar] = []
    for row in by_row.values():
        ordered = sorted(row, key=lambda bar: (bar.begins_s, bar.ends_s))
        for bar, after in zip(ordered, [*ordered[1:], None], strict=True):
            room_px = float("inf") if after is None else (after.begins_s - bar.ends_s) * WIDTH_PX / view_s
            if room_px > (LETTER_PX * len(bar.train) + 4) * 0.9:
                found.append(bar)
    return found
