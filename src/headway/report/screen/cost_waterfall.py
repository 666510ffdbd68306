"""What a tonne costs: kind by kind, up to all of it."""

from itertools import accumulate, pairwise
from typing import Any

from bokeh.models import ColumnDataSource, FactorRange, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.expansion.worth import Appraisal
from headway.report.looks import INK, RUST, SAND, SEA
from headway.report.screen.shared import Figure, dress

_TOGETHER = "together"


@public
def cost_waterfall(appraisal: Appraisal, flow: str = "") -> Figure:
    """Draw what a tonne costs on the line of an ore flow, by kind of cost: operating costs first, then capital.

    Parameters
    ----------
    appraisal
        What the plan is worth.
    flow
        Name of the ore flow; by default the first.

    Raises
    ------
    InputError
        If there is no such ore flow.
    """
    costs = appraisal.cost_per_tonne
    if flow and flow not in costs:
        raise InputError([f'"{flow}" is not an ore flow. {did_you_mean(flow, costs)}'])
    kinds = costs[flow or next(iter(costs))]
    running = set(appraisal.account.operating)
    ends = [0.0, *accumulate(kinds.values())]
    total = ends[-1]
    data: dict[str, Any] = {
        "kind": [*kinds, _TOGETHER],
        "low": [*(min(pair) for pair in pairwise(ends)), min(0.0, total)],
        "high": [*(max(pair) for pair in pairwise(ends)), max(0.0, total)],
        "colour": [*(SAND if name in running else SEA for name in kinds), RUST],
        "label": [f"{value:,.2f}" for value in (*kinds.values(), total)],
    }
    names: list[Any] = list(reversed(data["kind"]))
    graph: Figure = figure(
        sizing_mode="stretch_width", height=70 + 26 * len(names), tools="save", y_range=FactorRange(*names),
        x_range=Range1d(start=min(0.0, *ends), end=1.12 * max(*ends, 1e-9)),
    )  # fmt: skip
    source = ColumnDataSource(data)
    graph.hbar(y="kind", left="low", right="high", height=0.62, color="colour", source=source)
    graph.text(
        x="high", y="kind", text="label", source=source, x_offset=6, text_baseline="middle", text_color=INK, text_font_size="12px"
    )
    dress(graph)
    graph.xaxis.axis_label = f"{flow or next(iter(costs))} [USD/t]"
    return graph
