"""The backlog of an ore flow: how far its deliveries fall behind where the line is shut, and when they have caught up."""

from dataclasses import dataclass
from math import ceil, floor, inf, isfinite

import numpy as np
from numpy.typing import NDArray

from headway.simulation.result import Simulation
from headway.simulation.statistics import Interval, at_most, in_short, interval, text_of

Floats = NDArray[np.float64]

CAUGHT_UP_DAYS = 3
"""Midnights in a row at which deliveries must have caught up.

At the end of a closure the gap between trains may still be on its way to the plant, for less than three days on all
lines that are bundled, and the luck of a single day is no recovery.
"""

NINE = 0.9
"""The share of the runs for which a figure is given beside that for half of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backlog:
    """How far the deliveries of an ore flow fall behind, against the same runs without the closures.

    Parameters
    ----------
    flow, pile
        The ore flow, and the stockpile that its trains are dumped on.
    ends_day, days
        When the last closure is over, and how many days count, both from the beginning of the first day.
    load_kt
        One train's load: who is behind by no more has caught up, since the hours of trains shift [kt].
    behind_kt
        ``[run, day]``: how much less was delivered by the end of each day that counts; below zero where more was [kt].
    without_kt
        ``[run]``: what is delivered without the closures in all days that count [kt].
    recovered_days
        ``[run]``: days from the end of the last closure until deliveries are no more than one train's load behind at
        `CAUGHT_UP_DAYS` midnights in a row; infinite where the days that count end before.
    stock_kt
        ``[run]``: how much more ore the pile would have to hold beforehand, so that by every midnight what draws from it
        could have had as much as without the closures [kt]. Within a day it may take some hours' use more.
    """

    flow: str
    pile: str
    ends_day: float
    days: int
    load_kt: float
    behind_kt: Floats
    without_kt: Floats
    recovered_days: Floats
    stock_kt: Floats

    @property
    def lost_kt(self) -> Interval:
        """What is delivered less in all days that count, with the 95 % interval [kt]."""
        return interval(self.behind_kt[:, -1])

    @property
    def most_kt(self) -> Floats:
        """``[run]``: the furthest that deliveries fall behind [kt]."""
        return np.maximum(self.behind_kt.max(axis=1), 0.0)

    @property
    def never(self) -> float:
        """Share of the runs that do not recover within the days that count."""
        return float(np.mean(~np.isfinite(self.recovered_days)))

    @property
    def left_days(self) -> int:
        """Days that count after the last closure."""
        return int(self.days - self.ends_day)

    def recovered_within(self, share: float) -> float:
        """Return the days from the end within which a share of the runs has recovered; infinite if fewer do."""
        return at_most(self.recovered_days, share)

    def rows(self) -> list[tuple[str, str]]:
        """Return what the closures cost as pairs of a name and a text."""
        return [
            ("lost", self.lost_in_words()),
            ("furthest behind", self.most_in_words()),
            ("recovered", self.recovered_in_words()),
            ("to ride through", self.stock_in_words()),
        ]

    def lost_in_words(self) -> str:
        """Say what is lost in all days that count."""
        lost, days = self.lost_kt, f"by the end of the {self.days:,} days"
        share = lost.mean / max(float(self.without_kt.mean()), 1e-9)
        if round(lost.mean, 6) == 0 and round(lost.half_width, 6) in (0, inf):
            return f"nothing {days}"
        if lost.count > 1 and abs(lost.mean) <= lost.half_width:
            return f"no more than chance may explain, {text_of(lost)} kt {days}"
        return f"{in_short(lost, kt)} kt {days}, {share:.2%} of what is delivered without"

    def recovered_in_words(self) -> str:
        """Say after how many days deliveries have caught up."""
        half, nine = self.recovered_within(0.5), self.recovered_within(NINE)
        beyond = f"not within the {self.left_days:,} days simulated after the end"
        if self.recovered_days.size == 1:
            return after_in_words(half) if isfinite(half) else beyond
        if self.never == 1:
            return f"{beyond}, in any run"
        if not isfinite(half):
            return f"{beyond} in {self.never:.0%} of the runs"
        if nine == half:
            said = f"{after_in_words(half)} in 9 of 10 runs"
        else:
            said = f"{after_in_words(half)} in half of the runs"
            # Whoever has read "after the end" once does not need it again.
            also = after_in_words(nine).removesuffix(" after the end") if half > 0 else after_in_words(nine)
            said += f", {also} in 9 of 10" if isfinite(nine) else ""
        return said + (f"; {beyond} in {self.never:.0%}" if self.never else "")

    def most_in_words(self) -> str:
        """Say how far deliveries are behind at most."""
        half, nine = at_most(self.most_kt, 0.5), at_most(self.most_kt, NINE)
        if self.most_kt.size == 1:
            return f"{kt(half)} kt"
        if round(nine - half, 6) == 0:
            return f"{kt(half)} kt in 9 of 10 runs"
        return f"{kt(half)} kt in half of the runs, {kt(nine)} kt in 9 of 10"

    def stock_in_words(self) -> str:
        """Say how much more stock would ride through."""
        if not self.stock_kt.any():
            return f"no more stock at {self.pile} than there is"
        mean = f"{kt(float(self.stock_kt.mean()))} kt more at {self.pile}"
        if self.stock_kt.size == 1:
            return mean
        return f"{mean} in the mean, {kt(at_most(self.stock_kt, NINE))} kt for 9 of 10 runs"


def kt(value: float) -> str:
    """Write thousands of tonnes for people to read: whole from ten on, with a tenth below."""
    return f"{value:,.0f}" if abs(value) >= 10 or round(value, 1) == 0 else f"{value:,.1f}"


def after_in_words(days: float) -> str:
    """Say how long after the end of the last closure, in whole days that are enough."""
    whole = ceil(days - 1e-9)
    return f"{whole:,} day{'' if whole == 1 else 's'} after the end" if whole else "at the end"


def backlogs(without: Simulation, shut: Simulation, ends_day: float) -> tuple[Backlog, ...]:
    """Return how far each ore flow falls behind.

    Parameters
    ----------
    without, shut
        The same days with the same chance, without and with closures.
    ends_day
        When the last closure is over, from the beginning of the first day.
    """
    scenario = without.scenario
    piles = {flow.name: scenario.dumper(flow.dumper).stockpile for flow in scenario.flows}
    behind = {name: _delivered_kt(without, name) - _delivered_kt(shut, name) for name in piles}
    found: list[Backlog] = []
    for flow in scenario.flows:
        pile = piles[flow.name]
        missing = np.sum([behind[name] for name in piles if piles[name] == pile], axis=0)
        stock = without.stock_history(pile)[:, 1:] / 1000
        load_kt = scenario.train_consists(flow)[0].payload_kg / 1e6
        found.append(
            Backlog(
                flow=flow.name,
                pile=pile,
                ends_day=ends_day,
                days=without.days,
                load_kt=load_kt,
                behind_kt=behind[flow.name],
                without_kt=_delivered_kt(without, flow.name)[:, -1],
                recovered_days=recovered(behind[flow.name], ends_day, load_kt),
                # Rounding of a year's tonnes is no stock.
                stock_kt=np.maximum((missing - stock).max(axis=1), 0.0).round(6),
            )
        )
    return tuple(found)


def recovered(behind_kt: Floats, ends_day: float, load_kt: float) -> Floats:
    """Return the days from the end of the last closure until deliveries have caught up, for each run.

    Parameters
    ----------
    behind_kt
        ``[run, day]``: how far deliveries are behind at the end of each day [kt].
    ends_day
        When the last closure is over, from the beginning of the first day.
    load_kt
        One train's load: who is behind by no more has caught up, since the hours of trains shift [kt].

    Returns
    -------
    numpy.ndarray
        Days, 0 or more; infinite where deliveries have not caught up within the days.
    """
    runs, days = behind_kt.shape
    found = np.full(runs, np.inf)
    near = np.hstack([np.ones((runs, 1), bool), behind_kt <= load_kt + 1e-6])  # at every midnight, that of the first day too
    for run in range(runs):
        # The midnight before the end counts too: who was not behind then, and is not afterwards, has nothing to catch up.
        for midnight in range(floor(ends_day), days - CAUGHT_UP_DAYS + 2):
            if near[run, midnight : midnight + CAUGHT_UP_DAYS].all():
                found[run] = max(0.0, midnight - ends_day)
                break
    return found


def _delivered_kt(run: Simulation, flow: str) -> Floats:
    """Return ``[run, day]``: what was delivered by the end of each day that counts [kt]."""
    return np.array([o.dumped_kg[flow][run.warm_up_days :].cumsum() for o in run.outcomes]) / 1e6
