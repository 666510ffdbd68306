"""The waterfall of losses: the way from the target down to what is delivered, cause by cause."""

import polars as pl
from bokeh.models import FactorRange, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.report.looks import INK, RUST, SEA
from headway.report.screen.shared import Figure, dress, source_of
from headway.report.tables import WHOLE, floor_mt_y, waterfall_table
from headway.simulation import Losses


@public
def waterfall(losses: Losses) -> Figure:
    """Draw the steps from the target down to what is delivered, cause by cause."""
    table = waterfall_table(losses)
    colours = [SEA if step in WHOLE else RUST if takes else "#5c7a1f" for step, takes in table.select("step", "takes").rows()]
    source = source_of(table.with_columns(pl.Series("colour", colours)))
    names, floor, most = table["step"].to_list(), floor_mt_y(table), float(table["high"].to_numpy().max())
    graph = figure(
        sizing_mode="stretch_width", height=300, y_range=FactorRange(*reversed(names)), tools="save",
        x_range=Range1d(start=floor, end=most + (most - floor) * 0.15),
    )  # fmt: skip
    graph.hbar(y="step", left="low", right="high", height=0.6, color="colour", source=source)
    graph.text(
        x="high", y="step", text="label", source=source, x_offset=6, text_baseline="middle", text_color=INK, text_font_size="12px"
    )
    dress(graph)
    graph.xaxis.axis_label = f"{losses.flow} [Mt/y]"
    return graph
