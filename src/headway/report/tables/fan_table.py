"""What the fan of a stockpile shows, as a table: its level at every midnight, over all replications."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from headway.report.tables.dates import moment
from headway.simulation import Simulation
from headway.units import DAY_S

_SHARES = (5, 25, 50, 75, 95)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FanTable:
    """The level of a stockpile over all replications.

    Parameters
    ----------
    dates
        The midnights, from the initial level before the warm-up on.
    low, lower, middle, upper, high
        The level below which a twentieth, a quarter, half, three quarters and 19 of 20 replications lie [kt].
    holds_kt, initial_kt
        Most ore that it holds, and the ore on it at the beginning [kt].
    runs
        The number of replications.
    """

    dates: list[datetime]
    low: Floats
    lower: Floats
    middle: Floats
    upper: Floats
    high: Floats
    holds_kt: float
    initial_kt: float
    runs: int

    @property
    def most_kt(self) -> float:
        """The highest level or the capacity [kt]."""
        return max(self.holds_kt, float(self.high.max()))


def fan_table(result: Simulation, pile: str) -> FanTable:
    """Return what the fan of a stockpile shows."""
    holds_kt = next(p.capacity_kg for p in result.scenario.stockpiles if p.name == pile) / 1e6
    levels = np.array([o.stock_kg[pile] for o in result.outcomes]) / 1e6
    low, lower, middle, upper, high = np.percentile(levels, _SHARES, axis=0)
    return FanTable(
        dates=[moment(result.scenario, (day - result.warm_up_days) * DAY_S) for day in range(levels.shape[1])],
        low=low,
        lower=lower,
        middle=middle,
        upper=upper,
        high=high,
        holds_kt=holds_kt,
        initial_kt=float(levels[0, 0]),
        runs=levels.shape[0],
    )
