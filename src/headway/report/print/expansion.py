"""A plan as figures for slides: the staircase of its flows, and its works by year."""

from pathlib import Path
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.expansion.result import Expansion
from headway.report.looks import BOUND, GRID, INK, PARTS, RUST, SEA, paled
from headway.report.print.figure_file import check_figure_file, write_figure
from headway.report.tables import shortened, works_table

_SLIDE_INCHES = (13.33, 7.5)
"""A slide of 16 to 9."""
_TITLE, _TEXT, _SMALL = 20.0, 14.0, 11.0
_TITLE_LETTERS = 76
_ROOM = 14
"""Rows of works that a slide has room for at the size of its text; more are smaller."""


@public
def draw_staircase(expansion: Expansion, flow: str = "", ax: Axes | None = None) -> Axes:
    """Draw what is asked of an ore flow and promised, and what is proven, planned and simulated to be possible.

    Parameters
    ----------
    expansion
        The plan.
    flow
        Name of the ore flow; by default the first.
    ax
        Where to draw; a new figure by default.

    Raises
    ------
    InputError
        If there is no such ore flow.
    """
    if ax is None:
        ax = Figure(figsize=_SLIDE_INCHES, layout="constrained").add_subplot()
    flows = list(dict.fromkeys(step.flow for step in expansion.steps))
    if flow and flow not in flows:
        raise InputError([f'"{flow}" is not an ore flow. {did_you_mean(flow, flows)}'])
    steps = [step for step in expansion.steps if step.flow == (flow or flows[0])]
    edges = [steps[0].year - 0.5, *(step.year + 0.5 for step in steps)]
    of = expansion.asked.promise
    lines = (
        ("bound", BOUND, 2.0, (0, (5, 2)), "bound"),
        ("asked", INK, 3.5, "-", "asked"),
        ("promised", INK, 1.5, ":", f"promised, {of.share:.0%}"),
        ("simulated", RUST, 2.5, "-", "simulated, mean"),
        ("low", RUST, 1.5, (0, (4, 2)), f"in {of.of_years:.0%} of the years"),
    )
    for name, colour, width, dash, label in lines:
        levels = [getattr(step, name) / 1e6 for step in steps]
        ax.stairs(levels, edges, baseline=None, color=colour, linewidth=width, linestyle=dash, label=label)
    years = [step.year for step in steps]
    ax.plot(years, [s.verified / 1e6 for s in steps], "s", color="white", mec=SEA, mew=2, ms=7, label="a timetable carries it")
    top = 1.12 * max(max(s.bound, s.asked, s.simulated) for s in steps) / 1e6
    for number, one in enumerate(expansion.verified, 1):
        begin = expansion.asked.first + one.stage.first - 0.5
        ax.axvline(begin, color="#8a94a0", linewidth=1, linestyle=(0, (2, 3)))
        ax.annotate(str(number), (begin, top), (4, -4), textcoords="offset points", va="top", fontsize=_SMALL, color="#5b6b78")
    ax.set(xlim=(edges[0], edges[-1]), ylim=(0, top))
    ax.set_ylabel(f"{shortened(steps[0].flow, 24)} [Mt/y]", fontsize=_TEXT, color=INK)
    _dress(ax, "y")
    return ax


@public
def draw_works(expansion: Expansion, ax: Axes | None = None) -> Axes:
    """Draw when everything is decided, built and in use, a row for each option.

    Parameters
    ----------
    expansion
        The plan.
    ax
        Where to draw; a new figure by default.
    """
    if ax is None:
        ax = Figure(figsize=_SLIDE_INCHES, layout="constrained").add_subplot()
    rows, last = works_table(expansion), expansion.asked.last
    first = min([expansion.asked.first, *(work.decided for row in rows for work in row.works)])
    size = _TEXT if len(rows) <= _ROOM else max(6.0, _TEXT * _ROOM / len(rows))
    for at, row in enumerate(rows):
        colour = PARTS[row.part]
        for work in row.works:
            begin = work.decided - 0.5
            ax.barh(
                at - 0.22, max(0.06, work.in_use - 0.5 - begin), left=begin, height=0.22, color=paled(colour, 0.35),
                edgecolor=colour, hatch="//", linewidth=0.8,
            )  # fmt: skip
            ax.plot(begin, at - 0.34, "v", color=INK, ms=0.55 * size)
        for span in row.in_use:
            left, width = span.first - 0.5, span.last - span.first + 1
            ax.barh(at + 0.15, width, left=left, height=0.42, color=colour, edgecolor="white")
            middle = left + width / 2
            ax.text(
                middle,
                at + 0.15,
                f"{span.count:,}",
                ha="center",
                va="center",
                color="white",
                fontsize=(0.85 if len(rows) <= _ROOM else 0.75) * size,
                weight="bold",
            )
    ax.set(xlim=(first - 0.6, last + 0.5), ylim=(max(len(rows), 4) - 0.4, -0.6))
    names = [fill(row.name, 28, max_lines=3) if len(rows) <= _ROOM else shortened(row.name) for row in rows]
    ax.set_yticks(range(len(rows)), names)
    _dress(ax, "x")
    ax.tick_params(axis="y", labelsize=size)
    return ax


def _dress(ax: Axes, grid: str) -> None:
    ax.tick_params(labelsize=_SMALL, colors=INK, length=0)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=14))
    ax.grid(axis="y" if grid == "y" else "x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(GRID)


@public
def print_staircase(expansion: Expansion, path: str | Path) -> Path:
    """Write the staircase of every ore flow as one figure for a slide (pdf, svg, png).

    Raises
    ------
    InputError
        If the name is not that of a figure.
    """
    check_figure_file(path)
    flows = list(dict.fromkeys(step.flow for step in expansion.steps))
    page = _page(expansion, "What is asked, and what the railway can carry")
    axes = page.subplots(len(flows), 1, sharex=True, squeeze=False)[:, 0]
    for ax, flow in zip(axes, flows, strict=True):
        draw_staircase(expansion, flow, ax)
    handles, labels = axes[0].get_legend_handles_labels()
    axes[-1].legend(
        handles,
        labels,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.08 * len(flows)),
        ncols=6,
        frameon=False,
        fontsize=_SMALL,
        labelcolor=INK,
    )
    return write_figure(path, [page], expansion.about)


@public
def print_works(expansion: Expansion, path: str | Path) -> Path:
    """Write when everything is decided, built and in use as one figure for a slide (pdf, svg, png).

    Raises
    ------
    InputError
        If the name is not that of a figure.
    """
    check_figure_file(path)
    page = _page(expansion, "When to decide, build and use")
    ax = draw_works(expansion, page.add_subplot())
    grey = "#8a94a0"
    handles = [
        Line2D([], [], marker="v", color=INK, linestyle="none", label="decide by the beginning of this year"),
        Patch(facecolor=paled(grey, 0.35), edgecolor=grey, hatch="//", label="works and delivery"),
        *(Patch(facecolor=colour, label=f"{part}, in use") for part, colour in PARTS.items()),
    ]
    ax.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=5, frameon=False, fontsize=_SMALL, labelcolor=INK
    )
    return write_figure(path, [page], expansion.about)


def _page(expansion: Expansion, what: str) -> Figure:
    page = Figure(figsize=_SLIDE_INCHES, layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12))
    title = fill(f"{expansion.asked.title}: {what[0].lower()}{what[1:]}", _TITLE_LETTERS)
    page.suptitle(title, fontsize=_TITLE, color=INK, weight="bold", x=0.01, ha="left")
    return page
