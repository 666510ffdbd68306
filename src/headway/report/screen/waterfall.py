"""The waterfall of losses: the way from the target down to what is delivered, cause by cause."""

from bokeh.models import ColumnDataSource, FactorRange, Range1d
from bokeh.plotting import figure

from headway.arguments import public
from headway.report.looks import INK, RUST, SEA
from headway.report.screen.shared import Figure, dress
from headway.simulation import Losses


@public
def waterfall(losses: Losses) -> Figure:
    """Draw the steps from the target down to what is delivered, cause by cause."""
    steps = losses.to_frame().rows()
    names, tops, bottoms, colours, labels = [], [], [], [], []
    level = 0.0
    for step, value, half in steps:
        whole = step in ("target", "delivered")
        before, level = (0.0, value) if whole else (level, level + value)
        names.append(step)
        tops.append(max(before, level))
        bottoms.append(min(before, level))
        colours.append(SEA if whole else RUST if round(value, 2) < 0 else "#5c7a1f")
        labels.append(f"{round(value, 2) + 0.0:.2f}" + (f" ± {half:.2f}" if half else ""))
    source = ColumnDataSource({"step": names, "top": tops, "bottom": bottoms, "colour": colours, "label": labels})
    floor = max(0.0, min(bottoms[1:-1], default=0.0) * 0.98)
    graph = figure(
        sizing_mode="stretch_width", height=300, y_range=FactorRange(*reversed(names)), tools="save",
        x_range=Range1d(start=floor, end=max(tops) + (max(tops) - floor) * 0.15),
    )  # fmt: skip
    graph.hbar(y="step", left="bottom", right="top", height=0.6, color="colour", source=source)
    graph.text(
        x="top", y="step", text="label", source=source, x_offset=6, text_baseline="middle", text_color=INK, text_font_size="12px"
    )
    dress(graph)
    graph.xaxis.axis_label = f"{losses.flow} [Mt/y]"
    return graph
