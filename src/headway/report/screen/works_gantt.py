"""The chart of works: for every option by when it is decided, how long it takes, and from when on how many are in use."""

from typing import Any

from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, LegendItem, Range1d

from headway.arguments import public
from headway.expansion.result import Expansion
from headway.report.looks import INK, PARTS, paled
from headway.report.screen.shared import Figure, dress, legend_beside
from headway.report.screen.staircase_graph import years_across
from headway.report.tables import shortened, works_table

_ROW_PX = 34


@public
def works_gantt(expansion: Expansion) -> Figure:
    """Draw when everything is decided, built and in use: a row for each option, in the colour of its part of the cost.

    Above in a row are works, from the decision to the first use; below is how many are in use.

    Parameters
    ----------
    expansion
        The plan.
    """
    rows, last = works_table(expansion), expansion.asked.last
    first = min([expansion.asked.first, *(work.decided for row in rows for work in row.works)])
    graph: Figure = years_across(
        first, last, height=110 + _ROW_PX * max(1, len(rows)), y_range=Range1d(start=len(rows) - 0.4, end=-0.6), tools="save"
    )
    graph.x_range.start = first - 0.8
    works: dict[str, Any] = {
        k: [] for k in ("left", "right", "top", "bottom", "colour", "name", "what", "when", "count", "price")
    }
    used: dict[str, Any] = {k: [] for k in ("left", "right", "top", "bottom", "colour", "name", "count", "middle", "at")}
    for at, row in enumerate(rows):
        colour = PARTS[row.part]
        for work in row.works:
            cells = (work.decided - 0.5, max(work.in_use - 0.5, work.decided - 0.44), at - 0.34, at - 0.12, colour, row.name)
            when = f"decide by {work.decided}, in use from {work.in_use}"
            for key, cell in zip(works, (*cells, work.what, when, work.count, work.price), strict=True):
                works[key].append(cell)
        for span in row.in_use:
            left, right = span.first - 0.5, span.last + 0.5
            cells = (left, right, at - 0.06, at + 0.36, colour, row.name, f"{span.count:,}", (left + right) / 2, at + 0.15)
            for key, cell in zip(used, cells, strict=True):
                used[key].append(cell)
    building, running = ColumnDataSource(works), ColumnDataSource(used)
    bars: Any = graph.quad(
        left="left", right="right", top="top", bottom="bottom", fill_color="colour", line_color="colour", fill_alpha=0.35,
        hatch_pattern="/", hatch_color="colour", hatch_alpha=0.6, hatch_scale=8, source=building,
    )  # fmt: skip
    marks: Any = graph.scatter("left", "top", size=9, marker="inverted_triangle", color=INK, source=building)
    boxes: Any = graph.quad(
        left="left",
        right="right",
        top="top",
        bottom="bottom",
        fill_color="colour",
        line_color="white",
        fill_alpha=0.85,
        source=running,
    )
    graph.text(
        "middle", "at", "count", source=running, text_align="center", text_baseline="middle", text_color="white",
        text_font_size="12px", text_font_style="bold",
    )  # fmt: skip
    tips = [("", "@name"), ("which", "@what"), ("how many", "@count"), ("", "@when"), ("price", "@price{0,0.0} M USD")]
    graph.add_tools(HoverTool(renderers=[bars, marks], tooltips=tips))
    graph.add_tools(HoverTool(renderers=[boxes], tooltips=[("", "@name"), ("in use", "@count")]))
    graph.yaxis.ticker = FixedTicker(ticks=list(range(len(rows))))
    graph.yaxis.major_label_overrides = {at: shortened(row.name) for at, row in enumerate(rows)}
    graph.ygrid.ticker = FixedTicker(ticks=[at + 0.5 for at in range(len(rows))])
    dress(graph)
    graph.xgrid.grid_line_color = None
    graph.min_border_left = 300
    legend_beside(graph, _legend(graph, rows, marks))
    return graph


def _legend(graph: Figure, rows: Any, marks: Any) -> list[LegendItem]:
    items = [LegendItem(label="decide by the beginning of this year", renderers=[marks])]
    grey = "#8a94a0"
    works: Any = graph.quad(
        left=[-1],
        right=[-1],
        top=[-9],
        bottom=[-9],
        fill_color=paled(grey, 0.5),
        hatch_pattern="/",
        hatch_color=grey,
        line_color=grey,
    )
    items.append(LegendItem(label="works and delivery", renderers=[works]))
    for part, colour in PARTS.items():
        if any(row.part == part for row in rows):
            box: Any = graph.quad(left=[-1], right=[-1], top=[-9], bottom=[-9], fill_color=colour, line_color=colour)
            items.append(LegendItem(label=f"{part}, how many in use", renderers=[box]))
    return items
