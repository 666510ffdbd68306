"""The stockpiles over time, for print."""

from datetime import datetime
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateFormatter, AutoDateLocator, date2num
from matplotlib.figure import Figure

from headway.arguments import public
from headway.report.looks import GRID, INK, pile_looks
from headway.report.print.figure_file import write_figure
from headway.report.tables import pile_table
from headway.simulation import Simulation
from headway.timetabling import Timetable

_A4_INCHES = (11.69, 5.5)


@public
def draw_stocks(result: Simulation | Timetable, ax: Axes | None = None) -> Axes:
    """Draw the level of every stockpile over time, and its capacity, with matplotlib.

    Parameters
    ----------
    result
        What to draw.
    ax
        Where to draw; a new figure by default.
    """
    if ax is None:
        ax = Figure(figsize=_A4_INCHES, layout="constrained").add_subplot()
    table = pile_table(result)
    begins, counts, ends = table.begins, table.counts, table.ends
    if begins < counts:
        ax.axvspan(_number(begins), _number(counts), color=INK, alpha=0.08, linewidth=0, label="warm-up, does not count")
    for pile, style in zip(table.piles, pile_looks(len(table.piles)), strict=True):
        times, levels = zip(*pile.corners, strict=True)
        first = f"{pile.name}, {pile.initial_kt:,.0f} kt at the start"
        ax.plot([_number(at) for at in times], levels, color=style.colour, linestyle=style.print_dash, linewidth=1.4, label=first)
        holds = f"{pile.name} holds {pile.capacity_kt:,.0f} kt"
        ax.plot(
            [_number(begins), _number(ends)],
            [pile.capacity_kt] * 2,
            color=style.colour,
            linestyle=(0, (1, 3)),
            linewidth=1.4,
            label=holds,
        )
    ax.set(xlim=(_number(begins), _number(ends)), ylim=(min(0.0, table.least_kt), 1.06 * table.most_kt), ylabel="stock [kt]")
    locator = AutoDateLocator(minticks=4, maxticks=10)
    dates = AutoDateFormatter(locator, defaultfmt="%d %b %Y")
    dates.scaled = {1.0: "%d %b %Y", 1 / 1440: "%d %b %Y\n%H:%M"}
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates)
    ax.tick_params(labelsize=8)
    ax.set_title(f"{result.scenario.title}: stockpiles", loc="left", color=INK, fontsize="medium")
    ax.grid(color=GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    if table.piles:
        ax.legend(
            loc="upper left", bbox_to_anchor=(0.0, -0.12), ncols=5, fontsize=8, frameon=False, borderaxespad=0.0, handlelength=3
        )
    return ax


def _number(at: datetime) -> float:
    return float(date2num(at))


@public
def print_stocks(result: Simulation | Timetable, path: str | Path) -> Path:
    """Write the stockpiles over time as a figure of the kind that the ending of its name says (pdf, svg, png).

    Raises
    ------
    InputError
        If the name is not that of a figure.
    """
    page = Figure(figsize=_A4_INCHES, layout="constrained")
    draw_stocks(result, page.add_subplot())
    return write_figure(path, [page], result.about)
