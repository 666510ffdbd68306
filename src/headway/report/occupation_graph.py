"""The occupation of resources through time: every resource a line, every hold of it a bar."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from bokeh.embed import file_html
from bokeh.models import BasicTickFormatter, ColumnDataSource, HoverTool, Range1d
from bokeh.palettes import Category20_20
from bokeh.plotting import figure
from bokeh.resources import Resources

from headway.dispatch import Dispatching, Event, Solution
from headway.report.looks import GRID, INK

Figure = Any
"""A Bokeh figure; Bokeh's own types are not complete enough to say more."""

Hold = tuple[str, int, int, int, int, int]
"""Resource, train, first and last operation, from, to."""


def occupation_graph(problem: Dispatching, solution: Solution) -> Figure:
    """Draw who holds which resource when.

    Resources stand in the order in which trains meet them, so that a line looks like its train graph. Point at a bar to see the
    train, its operations and times; drag to pan, wheel to zoom.
    """
    holds = _holds(problem, solution)
    order = _in_line(solution, problem)
    rows = {name: i for i, name in enumerate(order)}
    graph = figure(
        sizing_mode="stretch_width",
        height=max(300, min(1_600, 60 + 11 * len(order))),
        y_range=Range1d(start=-0.5, end=len(order) - 0.5),
        x_axis_label="time",
        x_axis_location="above",
        tools="pan,xwheel_zoom,wheel_zoom,box_zoom,reset,save",
        active_drag="pan",
        active_scroll="xwheel_zoom",
        title=f"{len(problem.trains)} trains on {len(order)} resources, delay cost {solution.objective:,}",
    )
    source = ColumnDataSource(
        {
            "y": [rows[name] for name, *_ in holds],
            "left": [hold[4] for hold in holds],
            "right": [hold[5] for hold in holds],
            "colour": [Category20_20[hold[1] % 20] for hold in holds],
            "train": [hold[1] for hold in holds],
            "resource": [hold[0] for hold in holds],
            "operations": [f"{hold[2]}" if hold[2] == hold[3] else f"{hold[2]} to {hold[3]}" for hold in holds],
        }
    )
    graph.hbar(
        y="y", left="left", right="right", height=0.8, source=source, fill_color="colour", line_color="white", line_width=0.5
    )
    graph.add_tools(
        HoverTool(
            tooltips=[("train", "@train"), ("resource", "@resource"), ("operation", "@operations"), ("time", "@left to @right")]
        )
    )
    step = max(1, len(order) // 90)
    graph.yaxis.ticker = list(range(0, len(order), step))
    graph.yaxis.major_label_overrides = {i: order[i] for i in range(0, len(order), step)}
    graph.grid.grid_line_color = GRID
    graph.outline_line_color = GRID
    graph.axis.major_label_text_color = INK
    graph.xaxis.formatter = BasicTickFormatter(use_scientific=False)
    graph.toolbar.logo = None
    return graph


def write_occupation_page(problem: Dispatching, solution: Solution, path: str | Path) -> Path:
    """Write the figure as an HTML file that opens offline."""
    target = Path(path)
    draft = target.with_name(f"{target.name}.part")
    draft.write_text(file_html(occupation_graph(problem, solution), Resources(mode="inline"), "Occupation"), encoding="utf-8")
    draft.replace(target)
    return target


def _paths(solution: Solution) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in solution.events:
        found[event.train].append(event)
    return found


def _holds(problem: Dispatching, solution: Solution) -> list[Hold]:
    """Return every time for which a train holds a resource without a break."""
    last = max((event.time for event in solution.events), default=0)
    found: list[Hold] = []
    for k, path in _paths(solution).items():
        held: dict[str, tuple[int, int, int]] = {}
        for event, after in zip(path, [*path[1:], None], strict=True):
            ends = after.time if after else last
            names = {use.resource for use in problem.trains[k][event.operation].uses}
            for name in names:
                first, _, since = held.get(name, (event.operation, 0, event.time))
                held[name] = (first, event.operation, since)
            kept = {use.resource for use in problem.trains[k][after.operation].uses} if after else set[str]()
            for name in sorted(names - kept):
                first, final, since = held.pop(name)
                found.append((name, k, first, final, since, ends))
    return found


def _in_line(solution: Solution, problem: Dispatching) -> list[str]:
    """Return the resources in the order of the trains that meet most of them, others beside their neighbours."""
    order: list[str] = []
    paths = _paths(solution)
    for k, path in sorted(paths.items(), key=lambda item: -len(item[1])):
        at = 0
        names = list(dict.fromkeys(use.resource for event in path for use in problem.trains[k][event.operation].uses))
        known = [order.index(name) for name in names if name in order]
        if len(known) > 1 and known[0] > known[-1]:
            names.reverse()
        for name in names:
            if name in order:
                at = order.index(name) + 1
            else:
                order.insert(at, name)
                at += 1
    return order
