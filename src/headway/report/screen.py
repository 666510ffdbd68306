"""What figures on screen have in common: dates on the time axis, a wheel that scrolls the page, legends beside the data."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
from bokeh.models import ColumnDataSource, CustomJSTickFormatter, DatetimeTicker, Legend

from headway.report.timeline import Figure

WIDTH_PX = 1_030
"""Room for the data of a figure in the report's page, on an ordinary screen: labels are set apart by it."""
LETTER_PX = 5.6
"""Mean width of a letter in the 10 px text of names."""


def source_of(frame: pl.DataFrame) -> ColumnDataSource:
    """Return a table as Bokeh takes it."""
    return ColumnDataSource({name: frame[name].to_list() for name in frame.columns})


def wheel_on_demand(graph: Figure) -> None:
    """Let the wheel scroll the page until the reader asks for its zoom in the toolbar."""
    graph.toolbar.active_scroll = None


def dated(graph: Figure, first: datetime) -> None:
    """Write clock times along the time axis; at the first and at every midnight the day, ``first`` begins day 1, and its date."""
    graph.xaxis.ticker = DatetimeTicker(desired_num_ticks=14)
    graph.xaxis.formatter = CustomJSTickFormatter(code=_CLOCK, args={"first": first.replace(tzinfo=UTC).timestamp() * 1000})


_CLOCK = """
const at = new Date(tick), days = ticks.length > 1 && ticks[1] - ticks[0] >= 86400000
const two = (number) => String(number).padStart(2, "0")
const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][at.getUTCDay()]
const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][at.getUTCMonth()]
const date = weekday + " " + two(at.getUTCDate()) + " " + month
const year = at.getUTCFullYear()
const since = Math.floor((tick - first) / 86400000), day = "day " + (since < 0 ? since : since + 1)
const named = day + "\\n" + date
if (days) return index == 0 || (at.getUTCMonth() == 0 && at.getUTCDate() == 1) ? named + "\\n" + year : named
const second = at.getUTCSeconds() ? ":" + two(at.getUTCSeconds()) : ""
const clock = two(at.getUTCHours()) + ":" + two(at.getUTCMinutes()) + second
return index == 0 || tick % 86400000 == 0 ? named + " " + year + "\\n" + clock : clock
"""
"""For the browser: the clock, above it the day and its date where needed; where the ticks are days, these, and once the year."""


def legend_beside(graph: Figure, items: Sequence[Any] = (), *, place: str = "below") -> None:
    """Put the legend below or above the data, in as many columns as there is room for; a click hides what it names."""
    given: Any = Legend(items=list(items)) if items else None
    if given is None and graph.legend:
        given = graph.legend[0]
        graph.center = [one for one in graph.center if one is not given]
    if given is None or not given.items:
        return
    widths = [round(6.2 * len(str(getattr(item.label, "value", item.label)))) + 45 for item in given.items]
    columns = len(widths) if sum(widths) <= WIDTH_PX else max(1, WIDTH_PX // max(widths))
    given.update(
        orientation="horizontal",
        ncols=columns,
        click_policy="hide",
        label_text_font_size="12px",
        border_line_color=None,
        location="top_left",
        padding=4,
        margin=4,
        spacing=14,
        glyph_width=24,
    )
    graph.add_layout(given, place)
