"""The train graph for print: A3 pages of vector lines, one day a page, from the same table as the one on screen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib.dates as mdates
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter

from headway.arguments import public
from headway.model import Scenario
from headway.report.looks import GRID, INK, RESTRICTIONS, WAITS, colours, look, of_class, paled
from headway.report.print.figure_file import check_figure_file, write_figure
from headway.report.tables import GraphTable, axis_of, graph_table, span
from headway.simulation import Simulation
from headway.timetabling import Timetable
from headway.units import DAY_S, HOUR_S, day_number

_A3_INCHES = (16.54, 11.69)
_POINTS = 72
_NAME_POINTS = 7.0
_PLACE_POINTS = 8.0
_REACH = 2.0
"""How far the name of a place may stand from the place, in heights of the name; a thin leader joins the two."""
_LEADER = 0.008
"""Length of a leader, as a share of the width of the data."""
_SIDES_INCHES = 2.2
"""Space that a page leaves beside the data for the names of places."""
_PALE = 0.35
_MOST_PAGES = 7


@public
def draw_train_graph(
    result: Simulation | Timetable, *, day: int = 1, days: int = 1, axis: str = "", ax: Axes | None = None
) -> Axes:
    """Draw the train graph of some days with matplotlib.

    Parameters
    ----------
    result
        What to draw.
    day, days
        The first day shown, 1 for the first day that counts, and how many. Trains that leave on these days are drawn
        until they arrive, even past midnight; trains of the day after are pale.
    axis
        The name of a leg to draw by itself; by default the whole line.
    ax
        Where to draw; a new A3 figure by default.

    Raises
    ------
    InputError
        If the day lies outside the result, or no leg has this name.
    """
    if ax is None:
        ax = Figure(figsize=_A3_INCHES, layout="constrained").add_subplot()
    scenario = result.scenario
    table = graph_table(result, day=day, days=days, axes=[axis_of(scenario, axis)])
    _frame(ax, table, scenario)
    handles = [*_trains(ax, table, scenario), *_waits(ax, table), *_restrictions(ax, table)]
    _names(ax, table, colours(c.train_class for c in scenario.consists))
    if handles:
        columns = min(int(_size_points(ax)[0] / 125), len(handles))
        ax.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.035), ncols=columns, fontsize=8, frameon=False,
            borderaxespad=0.0, handlelength=3.0,
        )  # fmt: skip
    return ax


@public
def print_train_graph(result: Simulation | Timetable, path: str | Path, *, day: int = 1, pages: int | None = None) -> Path:
    """Write the train graph as vector lines in A3, one day a page.

    Parameters
    ----------
    result
        What to draw.
    path
        The file to write; its ending (pdf, svg, png) says which kind.
    day, pages
        The first day, 1 for the first day that counts, and the most pages; by default a week in a PDF, a day in other
        files.

    Raises
    ------
    InputError
        If the day lies outside the result, or the name is not that of a figure.
    """
    check_figure_file(path)
    span(result, day, 1)
    most = pages or (_MOST_PAGES if Path(path).suffix.lower() == ".pdf" else 1)
    numbers = range(day, max(day, min(day + most - 1, result.days)) + 1)
    return write_figure(path, (_page(result, number) for number in numbers), result.about)


def _page(result: Simulation | Timetable, day: int) -> Figure:
    page = Figure(figsize=_A3_INCHES, layout="constrained")
    draw_train_graph(result, day=day, ax=page.add_subplot())
    return page


def _frame(ax: Axes, table: GraphTable, scenario: Scenario) -> None:
    """Draw the places, hours and dates, with room for names beyond both ends."""
    axis = table.axes[0]
    ax.set_xlim(_number(table.date(table.from_s)), _number(table.date(table.to_s)))
    longest = max((len(label) for label in table.names["label"]), default=0)
    height = _size_points(ax)[1] - 70
    band = min(0.4 * height, (longest * 0.56 + 1.2) * _NAME_POINTS)
    band_km = axis.length_km * band / (height - 2 * band)
    ax.set_ylim(-band_km, axis.length_km + band_km)
    room_km = axis.length_km * _PLACE_POINTS * 1.2 / (height - 2 * band)
    labels = axis.labels(room_km, _REACH * room_km)
    ax.set_yticks([label.stands_km for label in labels], [label.text for label in labels], fontsize=_PLACE_POINTS, color=INK)
    beside: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "clip_on": False, "color": INK, "linewidth": 0.4}
    for label in labels:
        if abs(label.stands_km - label.km) > 0.1 * room_km:
            ax.add_line(Line2D([-_LEADER, 0.0], [label.stands_km, label.km], **beside))
    for km in axis.positions_km:
        ax.axhline(km, color=GRID, linewidth=0.5, zorder=0)
    hours = (table.to_s - table.from_s) // HOUR_S
    step = next(step for step in (1, 2, 3, 4, 6, 12, 24, 10**9) if hours / step <= 30)
    ax.xaxis.set_major_locator(mdates.HourLocator(byhour=range(0, 24, step)) if step < 24 else mdates.DayLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(partial(_hour, table)))
    if step <= 6:
        ax.xaxis.set_minor_locator(mdates.HourLocator())
    ax.grid(visible=True, axis="x", which="both", color=GRID, linewidth=0.5)
    for day in range(table.from_s // DAY_S + 1, table.to_s // DAY_S + 1):
        ax.axvline(_number(table.date(day * DAY_S)), color="#b8c2ca", linewidth=1.2, zorder=0)
    ax.xaxis.tick_top()
    ax.tick_params(length=0, which="both", labelsize=_PLACE_POINTS, labelcolor=INK)
    ax.tick_params(axis="y", pad=_LEADER * _size_points(ax)[0] + 2)
    ax.spines[:].set_color(GRID)
    ax.set_ylabel("km along the line", color=INK)
    days = (table.until_s - table.from_s) // DAY_S
    first = table.date(table.from_s)
    number = day_number(table.from_s)
    until = f" to day {number + days - 1}, {first + timedelta(days=days - 1):%A %d %B %Y}" if days > 1 else ""
    ax.set_title(f"{scenario.title}: day {number}, {first:%A %d %B %Y}{until}", loc="left", color=INK, pad=14)


def _hour(table: GraphTable, x: float, _: int | None = None) -> str:
    """Write an hour of the time axis, with its date at midnight."""
    at = mdates.num2date(x).replace(tzinfo=None)
    return f"{at:%a %d %b %Y}\n{at:%H:%M}" if at.hour == 0 or at == table.date(table.from_s) else f"{at:%H:%M}"


def _trains(ax: Axes, table: GraphTable, scenario: Scenario) -> list[Artist]:
    """Draw the trains, with a dotted line for the time of a set between two of them; return their legend."""
    palette = colours(c.train_class for c in scenario.consists)
    trains = table.strokes.filter(table.strokes["kind"] != "turns").sort("train_class", "loaded", descending=[False, True])
    handles: list[Artist] = []
    for (train_class, ore, loaded), part in trains.partition_by("train_class", "ore", "loaded", as_dict=True).items():
        style = look(palette[str(train_class)], loaded=bool(loaded), ore=bool(ore))
        dash = (0, (4, 1.6)) if style.dash == "dashed" else "solid"
        for (later,), lines in part.partition_by("later", as_dict=True).items():
            ax.add_collection(
                LineCollection(
                    _segments(lines.select("x0", "y0", "x1", "y1").rows()), colors=style.colour, linewidths=style.width,
                    linestyles=dash, alpha=_PALE if later else 1.0, zorder=3,
                )
            )  # fmt: skip
        label = of_class(str(train_class), ore=bool(ore), loaded=bool(loaded))
        handles.append(Line2D([], [], color=style.colour, linewidth=style.width, linestyle=dash, label=label))
    turns = table.strokes.filter(kind="turns")
    if turns.height:
        lines = _segments(turns.select("x0", "y0", "x1", "y1").rows())
        ax.add_collection(LineCollection(lines, colors=INK, linewidths=1.2, linestyles="dotted", zorder=2))
        handles.append(Line2D([], [], color=INK, linewidth=1.2, linestyle="dotted", label="turnback"))
    return handles


def _waits(ax: Axes, table: GraphTable) -> list[Artist]:
    """Draw a bar in the colour of its cause under every wait; return the legend of the waits."""
    handles: list[Artist] = []
    for style in dict.fromkeys(WAITS.values()):
        part = table.waits.filter(table.waits["cause"].is_in([kind for kind, its in WAITS.items() if its is style]))
        if part.height:
            lines = _segments((x0, y, x1, y) for x0, x1, y in part.select("x0", "x1", "y").rows())
            ax.add_collection(LineCollection(lines, colors=style.colour, linewidths=5.5, capstyle="butt", zorder=2.5))
            handles.append(Line2D([], [], color=style.colour, linewidth=5.5, label=style.text))
    return handles


def _restrictions(ax: Axes, table: GraphTable) -> list[Artist]:
    """Hatch what is shut or slow, behind the trains, and name it; return the legend of the hatches."""
    handles: list[Artist] = []
    for kind, style in RESTRICTIONS.items():
        part = table.restrictions.filter(kind=kind)
        if part.is_empty():
            continue
        shade: dict[str, Any] = {"facecolor": paled(style.colour, style.fill_alpha), "edgecolor": paled(style.colour, 0.5)}
        for name, x0, x1, y0, y1 in part.select("name", "x0", "x1", "y0", "y1").rows():
            corner = max(_number(x0), ax.get_xlim()[0]), y0
            ax.add_patch(
                Rectangle(corner, _number(x1) - corner[0], y1 - y0, **shade, hatch=style.print_hatch, linewidth=0.6, zorder=-1)
            )
            ax.text(
                corner[0], (y0 + y1) / 2, f" {name}", fontsize=6.5, color=style.colour, va="center", clip_on=True, zorder=4,
                bbox=_BEHIND,
            )  # fmt: skip
        handles.append(Patch(**shade, hatch=style.print_hatch, label=kind))
    return handles


_BEHIND = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.6}
"""Background of a name, so that it can be read over lines; an outline would turn its letters into drawings."""


def _names(ax: Axes, table: GraphTable, palette: dict[str, str]) -> None:
    """Write every train's name at both ends of its line, moved apart where needed.

    At the right edge the names stand outside the data.
    """
    width, height = _size_points(ax)
    second = (width - _SIDES_INCHES * _POINTS) / (table.to_s - table.from_s)
    low, high = ax.get_ylim()
    room = 1.15 * _NAME_POINTS
    names = table.names_apart(room / second, room / height * (high - low))
    columns = ("x", "y", "label", "side", "train_class", "later")
    for x, y, label, side, train_class, later in names.select(columns).rows():
        ax.annotate(
            label, (_number(x), y), xytext={"up": (0, 4), "down": (0, -4), "left": (3, 2), "right": (3, 0)}[side],
            textcoords="offset points", rotation=90 if side in ("up", "down") else 0,
            ha="center" if side in ("up", "down") else "left",
            va={"up": "bottom", "down": "top", "left": "bottom", "right": "center"}[side],
            fontsize=_NAME_POINTS, color=palette.get(train_class, INK), alpha=_PALE if later else 1.0, zorder=5,
            bbox=_BEHIND if side != "right" else None,
        )  # fmt: skip


def _segments(rows: Iterable[tuple[Any, ...]]) -> list[tuple[tuple[float, float], ...]]:
    return [((_number(x0), y0), (_number(x1), y1)) for x0, y0, x1, y1 in rows]


def _number(at: datetime) -> float:
    return float(mdates.date2num(at))


def _size_points(ax: Axes) -> tuple[float, float]:
    """Return roughly how large the data are drawn [points]."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    box = ax.get_position()
    return float(width * _POINTS * min(1.0, box.width * 1.2)), float(height * _POINTS * min(1.0, box.height * 1.2))
