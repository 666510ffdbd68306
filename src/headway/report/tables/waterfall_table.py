"""What a waterfall of losses shows, as a table: where every step begins and ends."""

import polars as pl

from headway.simulation import Losses

WHOLE = ("target", "delivered")
"""Steps that stand on the ground; all others begin where the one before ended."""

_SCHEMA = {
    "step": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "takes": pl.Boolean,
    "nothing": pl.Boolean,
    "label": pl.String,
}


def waterfall_table(losses: Losses) -> pl.DataFrame:
    """Return the steps from the target down to what is delivered, cause by cause.

    Columns ``step``; ``low`` and ``high``, between which it lies [Mt/y]; ``takes``, whether it takes tonnes away;
    ``nothing``, whether it takes and brings less than can be seen; and ``label``, its tonnes with their interval in
    words.
    """
    rows: list[tuple[str, float, float, bool, bool, str]] = []
    level = 0.0
    for step, value, half in losses.to_frame().rows():
        before, level = (0.0, value) if step in WHOLE else (level, level + value)
        label = f"{round(value, 2) + 0.0:.2f}" + (f" ± {half:.2f}" if half else "")
        part, shown = step not in WHOLE, round(value, 2)
        rows.append((step, min(before, level), max(before, level), part and shown < 0, part and not shown, label))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def floor_mt_y(table: pl.DataFrame) -> float:
    """Return where the axis of a waterfall begins: a little below its lowest step, so that small steps can be seen [Mt/y]."""
    steps = table.filter(~pl.col("step").is_in(WHOLE))["low"].to_list()
    return max(0.0, min(steps, default=0.0) * 0.98)
