"""What closures cost as one figure for a slide: the backlog as a band, and beside it the numbers that matter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil, inf, isfinite
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateFormatter, AutoDateLocator, date2num
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.report.looks import GRID, INK, RESTRICTIONS, RUST, SEA
from headway.report.print.figure_file import write_figure
from headway.report.tables import BacklogTable, backlog_table
from headway.simulation import Backlog, Recovery
from headway.simulation.backlog import NINE, kt
from headway.simulation.statistics import at_most, text_of
from headway.units import exact_sum

_SLIDE_INCHES = (13.33, 7.5)
"""A slide of 16 to 9."""
_PAD_INCHES = 0.12
_TITLE, _TEXT, _SMALL, _NUMBER = 22.0, 14.0, 12.0, 24.0
"""Sizes of letters that can be read from the back of a room [pt]."""
_HEAD, _LEGEND = 0.14, 0.05
"""Height of the head and of the legend as a share of that of all panels."""
_LEAST_ROOM = 0.12
"""Share of the width that the text beside a closure needs."""
_MOST_PANELS = 2
_LEAST_BARS = 6
"""Bars for which there is room, so that one or two do not fill the page."""
_TITLE_LETTERS, _SUBTITLE_LETTERS, _CARD_LETTERS = 68, 120, 36

Card = tuple[str, str]
"""A number, and what it is."""


@public
def draw_backlog(found: Recovery, flow: str = "", ax: Axes | None = None) -> Axes:
    """Draw how far an ore flow is behind the same runs without the closures, day by day, with matplotlib.

    The line is the middle of the runs; half of them lie within the darker band and nine tenths within the lighter one.

    Parameters
    ----------
    found
        What closures cost.
    flow
        Name of the ore flow; by default the one that falls furthest behind.
    ax
        Where to draw; a new figure by default.

    Raises
    ------
    InputError
        If there is no such ore flow.
    """
    if ax is None:
        ax = Figure(figsize=_SLIDE_INCHES, layout="constrained").add_subplot()
    known = {one.flow: one for one in found.furthest}
    if not known:
        raise InputError(["the scenario has no ore flow, and so no backlog"])
    if flow and flow not in known:
        raise InputError([f'"{flow}" is not an ore flow. {did_you_mean(flow, known)}'])
    backlog = known[flow or next(iter(known))]
    table = backlog_table(found, backlog)
    low, high = table.reach_kt
    top = high + 0.22 * (high - low)
    _shade(ax, table, top)
    dates = [_number(at) for at in table.dates]
    if table.runs > 1:
        ax.fill_between(dates, table.low, table.high, color=SEA, alpha=0.15, linewidth=0, label="9 of 10 runs")
        ax.fill_between(dates, table.lower, table.upper, color=SEA, alpha=0.3, linewidth=0, label="half of the runs")
    ax.plot(dates, table.middle, color=SEA, linewidth=3, label="middle of the runs" if table.runs > 1 else "behind")
    ax.axhline(backlog.load_kt, color=RUST, linewidth=1.5, linestyle=(0, (2, 3)), label="one train's load")
    ax.axhline(0, color=INK, linewidth=1)
    _mark_recovery(ax, table, top)
    ax.set(xlim=(_number(table.begins), _number(table.ends)), ylim=(low - 0.03 * (high - low), top))
    ax.set_ylabel(f"{backlog.flow}\nbehind [kt]", fontsize=_TEXT, color=INK)
    locator = AutoDateLocator(minticks=3, maxticks=7)
    dated = AutoDateFormatter(locator, defaultfmt="%d %b")
    dated.scaled = {1.0: "%d %b", 1 / 24: "%d %b\n%H:%M"}
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dated)
    _dress(ax)
    return ax


def _shade(ax: Axes, table: BacklogTable, top: float) -> None:
    """Shade the closures, and write beside a single one how long the line is shut."""
    colour = RESTRICTIONS["closure"].colour
    for i, (begin, end) in enumerate(table.shut):
        ax.axvspan(_number(begin), _number(end), color=colour, alpha=0.18, linewidth=0, label="" if i else "line shut")
    if len(table.shut) > 1:
        return  # the legend says what the shading is, the head when
    begin, end = next(iter(table.shut))
    room = (begin - table.begins) / (table.ends - table.begins) > _LEAST_ROOM
    ax.annotate(
        f"shut {(end - begin).total_seconds() / 3600:g} h", (_number(begin if room else end), top), (-6 if room else 6, -6),
        textcoords="offset points", ha="right" if room else "left", va="top", fontsize=_SMALL, color=colour, weight="bold",
        annotation_clip=False,
    )  # fmt: skip


def _mark_recovery(ax: Axes, table: BacklogTable, top: float) -> None:
    """Mark when half and nine tenths of the runs have caught up."""
    half, nine = (table.backlog.recovered_within(share) for share in (0.5, NINE))
    many = "9 of 10 runs" if nine == half else "half of the runs"
    marks = [(half, f"{many}\ncaught up" if table.runs > 1 else "caught up", 0.985)]
    if table.runs > 1 and nine != half:
        marks.append((nine, "9 of 10 runs\ncaught up", 0.86))
    low, _ = table.reach_kt
    for days, text, height in marks:
        at = table.over + timedelta(days=days if isfinite(days) else 0)
        if not isfinite(days) or at > table.ends:
            continue
        level = low + height * (top - low)
        ax.plot([_number(at)] * 2, [low, level], color=INK, linewidth=1.5, linestyle=(0, (4, 3)))
        ax.annotate(
            text, (_number(at), level), (6, 0), textcoords="offset points", ha="left", va="top", fontsize=_SMALL, color=INK,
            annotation_clip=False, linespacing=1.15,
        )  # fmt: skip


def _dress(ax: Axes) -> None:
    ax.tick_params(labelsize=_SMALL, colors=INK, length=0)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(GRID)


def _number(at: datetime) -> float:
    return float(date2num(at))


@public
def print_recovery(found: Recovery, path: str | Path) -> Path:
    """Write what closures cost as one figure for a slide, of the kind that the ending of its name says (pdf, svg, png).

    It shows the backlog of the ore flows that fall furthest behind, two at most, or, without an ore flow, how many trains of
    the timetable are cancelled; and beside it the main numbers.

    Raises
    ------
    InputError
        If the name is not that of a figure.
    """
    page = Figure(figsize=_SLIDE_INCHES, layout=ConstrainedLayoutEngine(w_pad=_PAD_INCHES, h_pad=_PAD_INCHES))
    shown = _behind_most(found)
    panels = max(1, len(shown))
    heights = (_HEAD, *[1.0 / panels] * panels, _LEGEND)
    grid = page.add_gridspec(2 + panels, 2, width_ratios=(2.6, 1.0), height_ratios=heights)
    _write_head(page.add_subplot(grid[0, :]), found)
    for row, backlog in enumerate(shown):
        ax = draw_backlog(found, backlog.flow, page.add_subplot(grid[1 + row, 0]))
        if row == len(shown) - 1:
            below = page.add_subplot(grid[-1, :])
            below.set_axis_off()
            below.legend(
                *ax.get_legend_handles_labels(), loc="center left", ncols=5, fontsize=_SMALL, frameon=False, labelcolor=INK,
                handlelength=1.6, columnspacing=1.6, borderaxespad=0.0,
            )  # fmt: skip
    if not shown:
        _draw_cancelled(found, page.add_subplot(grid[1, 0]))
    _write_cards(page.add_subplot(grid[1:-1, 1]), _cards(found, shown))
    return write_figure(path, [page], found.about)


def _write_head(ax: Axes, found: Recovery) -> None:
    """Write what the slide is about, and below it the scenario and the closures."""
    ax.set_axis_off()
    title = fill(_title(found), _TITLE_LETTERS)
    ax.text(0, 1, title, fontsize=_TITLE, color=INK, weight="bold", va="top", linespacing=1.15, transform=ax.transAxes)
    scenario = found.without.scenario.title
    single = len(found.closures) == 1
    said = f"{scenario}, from {found.shuts.rsplit(' from ', 1)[1]}" if single else f"{scenario}: {found.shuts}"
    below = fill(said, _SUBTITLE_LETTERS)
    ax.annotate(
        below, (0, 1), (0, -1.5 * _TITLE * (1 + title.count("\n"))), xycoords="axes fraction", textcoords="offset points",
        fontsize=_TEXT, color=INK, va="top", annotation_clip=False,
    )  # fmt: skip


def _behind_most(found: Recovery) -> list[Backlog]:
    """Return the flows that fall behind by more than a train, the furthest first; or the first, if none does."""
    some = [one for one in found.furthest if at_most(one.most_kt, NINE) > one.load_kt + 1e-6]
    return (some or list(found.furthest[:1]))[:_MOST_PANELS]


def _title(found: Recovery) -> str:
    """Say on one or two lines what the slide is about."""
    shut = found.shuts.rsplit(" from ", 1)[0] if len(found.closures) == 1 else f"{len(found.closures)} closures"
    if not found.backlogs:
        return f"{shut}: {_number_of(_cancelled(found))} of the timetable cancelled"
    worst = found.furthest[0]
    half = worst.recovered_within(0.5)
    back = f"caught up after {ceil(half - 1e-9):,} days" if isfinite(half) else "not caught up"
    return f"{shut}: {kt(at_most(worst.most_kt, 0.5))} kt behind, {back}"


def _cards(found: Recovery, shown: Sequence[Backlog]) -> list[Card]:
    """Return the main numbers, those of all flows that are shown and those of the trains."""
    runs = len(found.shut.outcomes)
    cards: list[Card] = []
    for one in shown:
        of = f"{one.flow}: " if len(shown) > 1 else ""
        cards += [_behind(one, of, runs), _days(one, of or "after the end ", runs)]
        if len(shown) == 1:
            cards += [_lost(one, of), _stock(one, of, runs)]
    stayed = float(np.sum([one.stayed.mean() for one in found.hindrances]))
    if found.hindrances:
        people = f"; {stayed:,.0f} passengers stay behind" if any(one.carries for one in found.hindrances) else ""
        cards.append((_number_of(_cancelled(found)), f"of the timetable more are cancelled{people}"))
    if found.held:
        hours = exact_sum(one.hours for one in found.held)
        first = ", in the first run" if runs > 1 else ""
        cards.append(
            (f"{sum(one.trains for one in found.held):,} held", f"because the line was shut, {hours:,.0f} h together{first}")
        )
    return cards


def _cancelled(found: Recovery) -> float:
    """Return how many trains of the timetable more are cancelled in the mean."""
    return float(np.sum([one.cancelled.mean() for one in found.hindrances]))


def _number_of(trains: float) -> str:
    """Write a number of trains, with a tenth where it is small and no whole number."""
    text = f"{trains:,.0f}" if abs(trains) >= 20 or round(trains, 1) == round(trains) else f"{trains:.1f}"
    return f"{text} train{'' if text == '1' else 's'}"


def _behind(one: Backlog, of: str, runs: int) -> Card:
    nine = f" in half of the runs, {kt(at_most(one.most_kt, NINE))} kt in 9 of 10" if runs > 1 else ""
    return f"{kt(at_most(one.most_kt, 0.5))} kt", f"{of}furthest behind{nine}"


def _days(one: Backlog, of: str, runs: int) -> Card:
    half, nine = (ceil(days - 1e-9) if isfinite(days) else inf for days in map(one.recovered_within, (0.5, NINE)))
    if half == inf:
        share = f" in {one.never:.0%} of the runs" if 0 < one.never < 1 else ""
        return (
            "not caught up",
            f"{of.removeprefix('after the end ')}within the {one.left_days:,} days simulated after the end{share}",
        )
    also = " in 9 of 10 runs" if half == nine else " in half of the runs, "
    if half != nine:
        also += f"{nine:,} in 9 of 10" if nine < inf else f"{one.never:.0%} not within {one.left_days:,}"
    return f"{half:,} day{'' if half == 1 else 's'}", f"{of}caught up{also if runs > 1 else ''}"


def _lost(one: Backlog, of: str) -> Card:
    lost = one.lost_kt
    if lost.count > 1 and abs(lost.mean) <= lost.half_width and round(lost.mean, 6):
        return f"{text_of(lost)} kt", f"{of}lost in {one.days:,} days, no more than chance may explain"
    return f"{kt(max(0.0, lost.mean))} kt", f"{of}lost by the end of the {one.days:,} days"


def _stock(one: Backlog, of: str, runs: int) -> Card:
    nine = f" in the mean, {kt(at_most(one.stock_kt, NINE))} kt in 9 of 10" if runs > 1 and one.stock_kt.any() else ""
    return f"{kt(float(one.stock_kt.mean()))} kt", f"{of}more stock at {one.pile} bridges it{nine}"


def _write_cards(ax: Axes, cards: Sequence[Card]) -> None:
    """Write numbers one below another, each with what it is."""
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    step = 1.0 / max(4, len(cards))
    for i, (large, small) in enumerate(cards):
        top = 1 - i * step
        ax.text(0.06, top, large, fontsize=_NUMBER, weight="bold", color=RUST if i == 0 else INK, va="top")
        ax.annotate(
            fill(small, _CARD_LETTERS), (0.06, top), (0, -1.12 * _NUMBER), textcoords="offset points", fontsize=_SMALL, color=INK,
            va="top", linespacing=1.15, annotation_clip=False,
        )  # fmt: skip


def _draw_cancelled(found: Recovery, ax: Axes) -> None:
    """Draw how many trains more are cancelled, by service, where no ore is carried."""
    names = [one.service for one in found.hindrances][::-1]
    more = [float(one.cancelled.mean()) for one in found.hindrances][::-1]
    bars = ax.barh(names, more, color=SEA, height=0.6)
    ax.bar_label(bars, [f"{round(value, 1) + 0.0:g}" for value in more], padding=6, fontsize=_TEXT, color=INK)
    ax.set(
        xlim=(min(0.0, *more), 1.15 * max(1.0, *more)), ylim=(len(names) - max(len(names), _LEAST_BARS) - 0.6, len(names) - 0.4)
    )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.set_xlabel("trains cancelled more than without, a run", fontsize=_TEXT, color=INK)
    _dress(ax)
    ax.tick_params(axis="y", labelsize=_TEXT)
    ax.grid(visible=False)
