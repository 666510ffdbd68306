"""What all figures on screen share: a plain look, dates on the time axis, scrolling with the wheel, legends."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
from bokeh.models import ColumnDataSource, CustomJSTickFormatter, DatetimeTicker, Legend, LegendItem, Range1d
from bokeh.plotting import figure

from headway.report.looks import GRID, INK

Figure = Any
"""A Bokeh figure; Bokeh's own types are not complete enough to say more."""

WIDTH_PX = 1_030
"""Width of the data of a figure in the report's page on an ordinary screen [px]; labels are set apart by it."""
LETTER_PX = 5.6
"""Mean width of a letter in the 10 px text of names [px]."""


def timeline(
    begins: datetime,
    ends: datetime,
    *,
    first: datetime,
    low: float,
    high: float,
    height: int,
    moves: str = "x",
    x_range: Any = None,
) -> Figure:
    """Return an empty figure with clock times from left to right.

    At the first midnight and at every other one it shows the day and its date.

    Parameters
    ----------
    begins, ends
        The span of time that is in view at first.
    first
        The midnight that begins day 1.
    low, high
        The range of the other axis.
    height
        In pixels; the width is that of the page.
    moves
        Axes along which a reader can move and zoom: ``x`` or ``xy``.
    x_range
        The time axis of another figure, to move together with it.
    """
    free = ["pan", "wheel_zoom", "box_zoom"] if moves == "xy" else []
    graph = figure(
        sizing_mode="stretch_width",
        height=height,
        x_axis_type="datetime",
        x_range=Range1d(start=begins, end=ends) if x_range is None else x_range,
        y_range=Range1d(start=low, end=high),
        x_axis_location="above" if moves == "xy" else "below",
        tools=",".join(["xpan", "xwheel_zoom", *free, "reset", "save"]),
        active_drag="pan" if moves == "xy" else "xpan",
    )
    dress(graph)
    graph.xaxis.ticker = DatetimeTicker(desired_num_ticks=14)
    graph.xaxis.formatter = CustomJSTickFormatter(code=_CLOCK, args={"first": first.replace(tzinfo=UTC).timestamp() * 1000})
    return graph


def dress(graph: Figure) -> None:
    """Give a figure the plain look of the report.

    The wheel scrolls the page until the reader chooses to zoom with it.
    """
    graph.grid.grid_line_color = GRID
    graph.outline_line_color = GRID
    graph.axis.axis_line_color = GRID
    graph.axis.major_tick_line_color = None
    graph.axis.minor_tick_line_color = None
    graph.axis.major_label_text_color = INK
    graph.axis.axis_label_text_color = INK
    graph.axis.axis_label_text_font_style = "normal"
    graph.toolbar.logo = None
    graph.toolbar.active_scroll = None
    # One margin for all figures, so that those below one another share their time axis to the pixel.
    graph.min_border_left = 150
    graph.min_border_right = 50


def source_of(frame: pl.DataFrame) -> ColumnDataSource:
    """Turn a table into a data source of Bokeh."""
    return ColumnDataSource({name: frame[name].to_list() for name in frame.columns})


def shade_warm_up(graph: Figure, begins: datetime, counts: datetime) -> list[LegendItem]:
    """Shade the warm-up, whose days do not count, over the whole height; return its legend."""
    if begins >= counts:
        return []
    low, high = graph.y_range.start, graph.y_range.end
    drawn: Any = graph.quad(
        left=[begins], right=[counts], bottom=[low], top=[high], fill_color="#5b6b78", fill_alpha=0.1, line_color=None
    )
    return [LegendItem(label="warm-up, does not count", renderers=[drawn])]


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
"""JavaScript for the ticks: the clock, and above it the day and its date where needed.

Where the ticks are days it writes these, and the year once.
"""


def legend_beside(graph: Figure, items: Sequence[Any] = (), *, place: str = "below") -> None:
    """Put the legend below or above the data, in as many columns as fit; a click on an entry hides what it names."""
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
