"""The waterfalls of losses of several scenarios side by side: under every cause a bar for each of them."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from bokeh.models import FactorRange, LegendItem, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.errors import InputError
from headway.io.side_by_side import LETTERS
from headway.report.looks import INK, scenario_looks
from headway.report.screen.shared import Figure, dress, legend_beside, source_of
from headway.report.tables import floor_mt_y, waterfall_table
from headway.simulation import Losses

_BAR_PX, _BETWEEN_PX, _AROUND_PX = 15, 12, 90
"""Height of a bar, of the space between two causes, and of what is around them [px]."""


@public
def waterfalls(losses: Mapping[str, Losses | None]) -> Figure:
    """Draw the steps from the target down to what is delivered, cause by cause, for several scenarios side by side.

    Causes that take nothing in any of them are left out. A click on a name hides it.

    Parameters
    ----------
    losses
        What takes the tonnes of one flow away in each scenario, by what it is called; None for one without this flow.

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    styles = scenario_looks(len(losses))
    found = {
        f"{LETTERS[i]}: {name}": (one, waterfall_table(one), styles[i])
        for i, (name, one) in enumerate(losses.items())
        if one is not None
    }
    if not found:
        raise InputError(["losses: there are none. Ask for them when scenarios are compared"])
    every = pl.concat([table for _, table, _ in found.values()])
    steps = every.filter(~pl.col("nothing"))["step"].unique().to_list()
    steps = [step for step in every["step"].unique(maintain_order=True) if step in steps]
    floor = min(floor_mt_y(table) for _, table, _ in found.values())
    most = float(every["high"].to_numpy().max())
    graph = figure(
        sizing_mode="stretch_width", height=_AROUND_PX + len(steps) * (_BETWEEN_PX + _BAR_PX * len(found)), tools="save",
        y_range=FactorRange(*reversed(steps)), x_range=Range1d(start=floor, end=most + (most - floor) * 0.12),
    )  # fmt: skip
    row_px = _BETWEEN_PX + _BAR_PX * len(found)
    items: list[LegendItem] = []
    for i, (label, (_, whole, style)) in enumerate(found.items()):
        table = whole.filter(pl.col("step").is_in(steps))
        # Bars of a cause stand below one another, the first on top.
        offset = ((len(found) - 1) / 2 - i) * _BAR_PX / row_px
        source: Any = source_of(table.select("low", "high", "label"))
        source.data["at"] = [(step, offset) for step in table["step"]]
        bars: Any = graph.hbar(
            y="at", left="low", right="high", height=0.86 * _BAR_PX / row_px, source=source, fill_color=style.colour,
            fill_alpha=0.85, line_color=style.colour,
        )  # fmt: skip
        texts: Any = graph.text(
            x="high", y="at", text="label", source=source, x_offset=6, text_baseline="middle", text_color=INK,
            text_font_size="11px",
        )  # fmt: skip
        items.append(LegendItem(label=label, renderers=[bars, texts]))
    dress(graph)
    graph.ygrid.grid_line_color = None
    graph.xaxis.axis_label = f"{next(iter(found.values()))[0].flow} [Mt/y]"
    legend_beside(graph, items, place="above")
    return graph
