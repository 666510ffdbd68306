"""The train graph for print: vector pages in A3, a day a page, drawn from the same table as the one on screen."""

from datetime import timedelta
from pathlib import Path

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from headway.report.looks import GRID, INK, colours, look
from headway.report.segments import labelled_places, moment, span, strokes
from headway.simulation import Simulation
from headway.timetabling import Timetable

_A3_INCHES = (16.54, 11.69)


def draw_train_graph(result: Simulation | Timetable, *, day: int = 1, days: int = 1, ax: Axes | None = None) -> Axes:
    """Draw the train graph of some days with matplotlib.

    Parameters
    ----------
    result
        What to draw.
    day, days
        The first day shown, 1 being the first day that counts, and how many.
    ax
        Where to draw; a new A3 figure by default.
    """
    if ax is None:
        ax = Figure(figsize=_A3_INCHES, layout="constrained").add_subplot()
    scenario = result.scenario
    from_s, to_s = span(result, day, days)
    table = strokes(result, from_s, to_s)
    palette = colours(c.train_class for c in scenario.consists)
    handles: dict[str, Line2D] = {}
    for (train_class, ore, loaded), part in table.partition_by("train_class", "ore", "loaded", as_dict=True).items():
        style = look(palette[str(train_class)], loaded=bool(loaded), ore=bool(ore))
        x0, x1 = mdates.date2num(part["x0"].to_list()), mdates.date2num(part["x1"].to_list())
        lines = [((a, c), (b, d)) for a, b, c, d in zip(x0, x1, part["y0"], part["y1"], strict=True)]
        dash = (0, (4, 1.6)) if style.dash == "dashed" else "solid"
        ax.add_collection(LineCollection(lines, colors=style.colour, linewidths=style.width, linestyles=dash))
        label = f"{train_class} {'loaded' if loaded else 'empty'}" if ore else str(train_class)
        handles[label] = Line2D([], [], color=style.colour, linewidth=style.width, linestyle=dash, label=label)
    ax.set_xlim(mdates.date2num(moment(scenario, from_s)), mdates.date2num(moment(scenario, to_s)))
    length = scenario.line.length_m / 1000
    ax.set_ylim(-0.01 * length, 1.01 * length)
    ticks = labelled_places(scenario, 0.014)
    ax.set_yticks([y for y, _ in ticks], [label for _, label in ticks], fontsize=8, color=INK)
    for x in scenario.line.positions_m:
        ax.axhline(x / 1000, color=GRID, linewidth=0.5, zorder=0)
    ax.xaxis.set_major_locator(mdates.HourLocator(interval=2 * days))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M"))
    ax.xaxis.set_minor_locator(mdates.HourLocator(interval=days))
    ax.grid(visible=True, axis="x", which="both", color=GRID, linewidth=0.5)
    ax.tick_params(length=0, which="both")
    ax.spines[:].set_color(GRID)
    ax.set_ylabel("km along the line", color=INK)
    first = moment(scenario, from_s)
    until = f" to {(first + timedelta(days=days - 1)):%A %d %B %Y}" if days > 1 else ""
    ax.set_title(f"{scenario.title}: {first:%A %d %B %Y}{until}", loc="left", color=INK)
    ax.legend(
        handles=[handles[k] for k in sorted(handles)],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=max(1, len(handles)),
        fontsize=8,
        frameon=False,
    )
    return ax


def print_train_graph(result: Simulation | Timetable, path: str | Path, *, day: int = 1, pages: int = 7) -> Path:
    """Write the train graph as an A3 PDF of vector lines, a day a page.

    Parameters
    ----------
    result
        What to draw.
    path
        The file to write.
    day, pages
        The first day, 1 being the first day that counts, and the most pages.

    Raises
    ------
    InputError
        If the day lies outside the result.
    """
    target = Path(path)
    span(result, day, 1)
    with PdfPages(target) as pdf:
        for number in range(day, min(day + pages, result.days + 1)):
            page = Figure(figsize=_A3_INCHES, layout="constrained")
            draw_train_graph(result, day=number, ax=page.add_subplot())
            pdf.savefig(page)
    return target
