"""The occupation of resources over time: a row for every resource, a bar for every hold of it."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bokeh.models import AdaptiveTicker, ColumnDataSource, CustomJSTickFormatter, HoverTool, Range1d
from bokeh.palettes import Category20_20
from bokeh.plotting import figure

from headway.arguments import public
from headway.dispatch import Dispatching, Event, Solution
from headway.dispatch.displib import problem_of
from headway.report.looks import INK
from headway.report.screen.shared import Figure, dress

_ROW_PX, _MARGIN_PX, _MOST_ROWS = 17, 80, 400
"""Height of a row and of its surroundings [px], and rows up to which every one has a label, not one in two or three."""

_LETTERS = 160
"""How many letters fit side by side in the width of a page."""

_LONGEST = 28
"""Most letters of a name beside its row."""

_CLOCK_JS = """
const two = n => String(Math.floor(n)).padStart(2, "0");
return `${two(tick / 3600)}:${two(tick / 60 % 60)}:${two(tick % 60)}`;
"""


@dataclass(frozen=True, slots=True)
class Hold:
    """A span of time for which a train holds a resource without a break.

    Parameters
    ----------
    resource, train
        What is held, and the train that holds it.
    first, last
        The operations from whose start to whose end it is held.
    since, until
        Times in the unit of the problem.
    """

    resource: str
    train: int
    first: int
    last: int
    since: int
    until: int

    @property
    def operations(self) -> str:
        """The operations, in words."""
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


@public
def occupation_graph(problem: Dispatching | str | Path, solution: Solution) -> Figure:
    """Draw which train holds which resource when.

    Resources stand in the order in which trains meet them, so that a line looks like its train graph. Times are taken
    as seconds from midnight and shown as clock times, whose hours run on past 24. Every bar that is long enough shows
    the number of its train. Point at a bar to see the train, its operations and times. Drag to pan; choose the wheel in
    the toolbar to zoom with it.
    """
    problem = problem_of(problem)
    holds = _holds(problem, solution)
    order = _in_line(solution, problem)
    rows = {name: i for i, name in enumerate(order)}
    ends = [event.time for event in solution.events] or [0]
    graph = figure(
        sizing_mode="stretch_width",
        height=_MARGIN_PX + max(240, _ROW_PX * min(len(order), _MOST_ROWS)),
        y_range=Range1d(start=-0.5, end=len(order) - 0.5),
        x_axis_label="time",
        x_axis_location="above",
        tools="pan,xwheel_zoom,wheel_zoom,box_zoom,reset,save",
        active_drag="pan",
    )
    source = ColumnDataSource(
        {
            "y": [rows[hold.resource] for hold in holds],
            "left": [hold.since for hold in holds],
            "right": [hold.until for hold in holds],
            "colour": [Category20_20[hold.train % 20] for hold in holds],
            "train": [f"train {hold.train}" for hold in holds],
            "number": _numbers(holds, max(ends) - min(ends)),
            "resource": [hold.resource for hold in holds],
            "operations": [hold.operations for hold in holds],
            "from": [clock_with_seconds(hold.since) for hold in holds],
            "to": [clock_with_seconds(hold.until) for hold in holds],
        }
    )
    bars = graph.hbar(
        y="y", left="left", right="right", height=0.8, source=source, fill_color="colour", line_color="white", line_width=0.5
    )
    graph.text(
        x="left", y="y", text="number", source=source, x_offset=3, text_baseline="middle", text_font_size="10px", text_color=INK
    )
    tips = [("train", "@train"), ("resource", "@resource"), ("operations", "@operations"), ("time", "@from to @to")]
    graph.add_tools(HoverTool(renderers=[bars], tooltips=tips))
    step = max(1, len(order) // _MOST_ROWS)
    graph.yaxis.ticker = list(range(0, len(order), step))
    graph.yaxis.major_label_overrides = {i: _short(order[i]) for i in range(0, len(order), step)}
    graph.yaxis.major_label_text_font_size = "11px"
    graph.xaxis.ticker = AdaptiveTicker(base=60, mantissas=[1, 2, 5, 10, 15, 30], min_interval=1, desired_num_ticks=12)
    graph.xaxis.formatter = CustomJSTickFormatter(code=_CLOCK_JS)
    dress(graph)
    return graph


def clock_with_seconds(time_s: int) -> str:
    """Write a time as ``HH:MM:SS``; hours run on past 24."""
    return f"{time_s // 3600:02d}:{time_s // 60 % 60:02d}:{time_s % 60:02d}"


def _numbers(holds: list[Hold], span_s: int) -> list[str]:
    """Return the numbers of trains where their bars have room for them, and empty texts elsewhere."""
    return [
        str(hold.train) if (hold.until - hold.since) * _LETTERS >= (len(str(hold.train)) + 1) * span_s else "" for hold in holds
    ]


def _short(name: str) -> str:
    """Shorten a name so that the bars keep their room.

    The middle is left out, since names often differ at their ends.
    """
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 + 1 :]}"


def _paths(solution: Solution) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in solution.events:
        found[event.train].append(event)
    return found


def _holds(problem: Dispatching, solution: Solution) -> list[Hold]:
    """Return every span of time for which a train holds a resource without a break."""
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
                found.append(Hold(name, k, first, final, since, ends))
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
