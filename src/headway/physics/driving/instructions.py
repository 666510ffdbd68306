"""The driver's instructions: the regimes of a run as a table with speeds, times and power, and as text to read."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.physics.driving.regimes import Piece

Floats = NDArray[np.float64]

_PULLS = ("power", "hold")

_NO_POWER_KW = 50.0
"""A hold shorter than this belongs to the brakes."""


def regime_table(
    found: Sequence[Piece], km: Sequence[Floats], ahead_m: Floats, v_ms: Floats, t_s: Floats, pull_j: Floats
) -> pl.DataFrame:
    """Make a table of regimes, one row each.

    Parameters
    ----------
    found
        The regimes in order.
    km
        Official km posts at which they begin and end.
    ahead_m, v_ms, t_s
        Distance from the origin, speed, and time under way without stops, at every node.
    pull_j
        Work of traction over the step that follows every node.
    """
    names = [name for name, _, _ in found]
    ends_m = np.array([piece[1:] for piece in found]).reshape(-1, 2)
    ends_ms = np.sqrt(np.interp(ends_m, ahead_m, v_ms**2))
    within = [v_ms[(ahead_m >= begin) & (ahead_m <= end)] for begin, end in ends_m]
    lowest, highest = (
        [float(which(np.append(nodes, ends))) * 3.6 for nodes, ends in zip(within, ends_ms, strict=True)]
        for which in (np.min, np.max)
    )
    took_s = np.diff(_times(ends_m, ends_ms, ahead_m, v_ms, t_s), axis=1)[:, 0]
    work_j = np.diff(np.interp(ends_m, ahead_m, np.append(0.0, np.cumsum(pull_j[:-1]))), axis=1)[:, 0]
    power_kw = [w / t / 1000 if name in _PULLS else None for name, w, t in zip(names, work_j, took_s, strict=True)]
    return pl.DataFrame(
        {
            "regime": names,
            "from_m": ends_m[:, 0],
            "to_m": ends_m[:, 1],
            "from_km": km[0],
            "to_km": km[1],
            "lowest_km_h": lowest,
            "highest_km_h": highest,
            "time_s": took_s,
            "power_kw": power_kw,
        },
        schema_overrides={"regime": pl.String, "power_kw": pl.Float64},
    )


def _times(x_m: Floats, x_ms: Floats, ahead_m: Floats, v_ms: Floats, t_s: Floats) -> Floats:
    """Return when the train is at places between nodes, with an even acceleration over every step."""
    i = np.clip(np.searchsorted(ahead_m, x_m, side="right") - 1, 0, ahead_m.size - 2)
    whole = (ahead_m[i + 1] - ahead_m[i]) / (v_ms[i] + v_ms[i + 1])
    part = (x_m - ahead_m[i]) / np.maximum(v_ms[i] + x_ms, 1e-9)
    return t_s[i] + (t_s[i + 1] - t_s[i]) * part / whole


def instructions_text(table: pl.DataFrame) -> str:
    """Turn a table of regimes into lines of text: from km, to km, regime, speed, time, and the power of a hold."""
    lines = ["  from km    to km  regime       km/h    time  power"]
    for row in table.iter_rows(named=True):
        low, high = round(row["lowest_km_h"]), round(row["highest_km_h"])
        speed = f"{low}" if low == high else f"{low} to {high}"
        minutes, seconds = divmod(round(row["time_s"]), 60)
        power = ""
        if row["regime"] == "hold":
            power = f"  {row['power_kw'] / 1000:.1f} MW" if row["power_kw"] > _NO_POWER_KW else "  brakes"
        lines.append(f"{row['from_km']:9.2f}{row['to_km']:9.2f}  {row['regime']:6s}{speed:>11s}{minutes:5d}:{seconds:02d}{power}")
    return "\n".join(lines)
