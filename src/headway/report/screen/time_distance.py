"""Time-distance figures on screen: places along the side, names of trains at both ends of their lines."""

from math import pi

from bokeh.models import ColumnDataSource, FixedTicker, Span

from headway.report.looks import INK
from headway.report.screen.shared import LETTER_PX, WIDTH_PX, Figure, timeline
from headway.report.tables import GraphTable
from headway.units import DAY_S

_LETTER_HIGH_PX = 12
_LABEL_HIGH_PX = 14
_REACH = 0.6
"""Heights by which a place's name may stand away from its line; the two still touch, as no leader can be drawn."""
_AROUND_PX = 70
"""Height of a figure that the time axis above the data takes [px]."""
_PALE = 0.4


def time_distance(table: GraphTable, in_view_s: int) -> Figure:
    """Return a figure of one axis with its places, dates and midnights, and room for names beyond both ends.

    Parameters
    ----------
    table
        What will be drawn, on its first axis.
    in_view_s
        Time until which the figure is in view at first [s].
    """
    axis = table.axes[0]
    data_px = _data_px(table)
    ends = table.names.filter(table.names["side"].is_in(["up", "down"]))
    longest = max((len(label) for label in ends["label"]), default=0)
    band_px = min(170.0, longest * LETTER_PX + 12)
    band_km = axis.length_km * band_px / data_px
    graph = timeline(
        table.date(table.from_s),
        table.date(in_view_s),
        first=table.midnight,
        low=-band_km,
        high=axis.length_km + band_km,
        height=round(data_px + 2 * band_px + _AROUND_PX),
        moves="xy",
    )
    room_km = axis.length_km * _LABEL_HIGH_PX / data_px
    labels = axis.labels(room_km, _REACH * room_km)
    graph.yaxis.ticker = FixedTicker(ticks=[label.stands_km for label in labels], minor_ticks=[])
    graph.ygrid.ticker = FixedTicker(ticks=list(axis.positions_km))
    # Bokeh looks labels up by the number as JavaScript writes it.
    graph.yaxis.major_label_overrides = {
        (int(at) if at == int(at) else at): label.text for label in labels for at in [label.stands_km]
    }
    graph.yaxis.axis_label = "km along the line"
    for day in range(table.from_s // DAY_S, table.to_s // DAY_S + 1):
        graph.add_layout(Span(location=table.date(day * DAY_S), dimension="height", line_color="#b8c2ca", line_width=1.2))
    return graph


def write_names(graph: Figure, table: GraphTable, in_view_s: int, palette: dict[str, str]) -> None:
    """Write the name of every train at both ends of its line: upright beyond the line, or along the edge that cuts it.

    Names of trains that begin or end close together are moved apart as far as the first view needs.
    """
    second_px = WIDTH_PX / (in_view_s - table.from_s)
    km_px = _data_px(table) / table.axes[0].length_km
    names = table.names_apart(_LETTER_HIGH_PX / second_px, _LETTER_HIGH_PX / km_px)
    for (side,), rows in names.partition_by("side", as_dict=True).items():
        upright = side in ("up", "down")
        source = ColumnDataSource(
            {
                "x": rows["x"].to_list(),
                "y": rows["y"].to_list(),
                "label": rows["label"].to_list(),
                "colour": [palette.get(train_class, INK) for train_class in rows["train_class"]],
                "alpha": [_PALE if later else 1.0 for later in rows["later"]],
            }
        )
        graph.text(
            "x", "y", "label", source=source, text_color="colour", text_alpha="alpha", text_font_size="10px",
            text_align="left" if side in ("up", "left") else "right", text_baseline="middle" if upright else "bottom",
            angle=pi / 2 if upright else 0.0, x_offset=0 if upright else 4 if side == "left" else -4,
            y_offset={"up": -5, "down": 5}.get(str(side), -2), background_fill_color="white",
            background_fill_alpha=0.7,
        )  # fmt: skip


def _data_px(table: GraphTable) -> float:
    """Return the height of the drawn axis, without the names beyond its ends [px]."""
    return max(300, min(800, 24 * len(table.axes[0].places)))
