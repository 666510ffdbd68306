"""What a graph of a backlog shows, as a table: the levels by day, when the line is shut, and which days are in view."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, isfinite

import numpy as np

from headway.report.tables.dates import moment
from headway.simulation import Backlog, Recovery
from headway.simulation.closures import span_of
from headway.units import DAY_S

_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BEFORE_DAYS = 0.15
"""Share of the days after the first closure that is shown before it."""
_LEAST_DAYS, _MOST_DAYS = 14, 120
"""How many days after the last closure are in view."""
_BEYOND = 1.6
"""How far the view goes beyond the recovery of nine tenths of the runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogTable:
    """What a graph of a backlog shows.

    Parameters
    ----------
    backlog
        The flow's backlog.
    dates
        The midnights from the beginning of the first day on.
    low, lower, middle, upper, high
        The levels that 5, 25, 50, 75 and 95 % of the runs do not exceed at these midnights [kt].
    shut
        When each closure begins and ends.
    begins, ends
        The days in view.
    """

    backlog: Backlog
    dates: tuple[datetime, ...]
    low: tuple[float, ...]
    lower: tuple[float, ...]
    middle: tuple[float, ...]
    upper: tuple[float, ...]
    high: tuple[float, ...]
    shut: tuple[tuple[datetime, datetime], ...]
    begins: datetime
    ends: datetime

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.backlog.behind_kt.shape[0]

    @property
    def over(self) -> datetime:
        """When the last closure is over."""
        return max(end for _, end in self.shut)

    @property
    def reach_kt(self) -> tuple[float, float]:
        """The least and the greatest level in view [kt]; at least zero and one train's load."""
        seen = [i for i, at in enumerate(self.dates) if self.begins <= at <= self.ends]
        low = min(0.0, *(self.low[i] for i in seen))
        return low, max(self.backlog.load_kt, *(self.high[i] for i in seen))


def backlog_table(found: Recovery, backlog: Backlog) -> BacklogTable:
    """Return what a graph of the backlog of one ore flow shows: from some days before the closures until after recovery."""
    scenario = found.without.scenario
    levels = np.quantile(backlog.behind_kt, _SHARES, axis=0)
    low, lower, middle, upper, high = ((0.0, *map(float, row)) for row in levels)
    nine = max((one.recovered_within(0.9) for one in found.backlogs), default=0.0)
    beyond = _BEYOND * nine if isfinite(nine) else _MOST_DAYS
    last = min(found.without.days, ceil(found.ends_day + min(_MOST_DAYS, max(_LEAST_DAYS, beyond))))
    first = max(0, floor(found.begins_day - max(2.0, _BEFORE_DAYS * (last - found.begins_day))))
    return BacklogTable(
        backlog=backlog,
        dates=tuple(moment(scenario, 0) + timedelta(days=day) for day in range(backlog.days + 1)),
        low=low,
        lower=lower,
        middle=middle,
        upper=upper,
        high=high,
        shut=tuple(
            (moment(scenario, begin), moment(scenario, end)) for begin, end in (span_of(scenario, c) for c in found.closures)
        ),
        begins=moment(scenario, first * DAY_S),
        ends=moment(scenario, last * DAY_S),
    )
