"""How a train is driven: as fast as it can, with a margin, or with the least energy. Each is a value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headway.arguments import public
from headway.errors import InputError, require
from headway.physics.envelope import OK, brake_before
from headway.physics.trip import Drive, Trip
from headway.units import hours_minutes

Floats = NDArray[np.float64]

_CLOSE_S = 0.05
"""A driver who aims at a time meets it to this [s]."""

_DEAREST, _CHEAPEST = 1e3, 1e-5
"""Prices of time as shares of the greatest power, between which the right one is sought."""

_CRAWL = 0.15
"""The lowest speed worth holding, as a share of the highest."""

_TRIED = 6
"""Prices tried where the lowest does not tell."""

_NEARLY = 1.04
"""Prices closer than by this factor are alike."""

Priced = tuple[Drive, Floats, Floats]
"""A trip as driven by a price of time, with the squares of the speeds where power ends and where braking begins."""


class Driving(Protocol):
    """A way to drive a trip."""

    def drive(self, trip: Trip) -> Drive:
        """Drive a trip; a train that cannot run is told by the status."""
        ...

    def __str__(self) -> str: ...


def _effort_rule(effort: float) -> tuple[bool, str]:
    return 0 < effort <= 1, f"effort: a share above 0 and up to 1, not {effort:g}"


@public
@dataclass(frozen=True, slots=True)
class FastestRun:
    """The shortest time.

    Parameters
    ----------
    effort
        Share of the tractive effort that the driver uses at most.
    """

    effort: float = 1.0

    def __post_init__(self) -> None:
        require(_effort_rule(self.effort))

    def drive(self, trip: Trip) -> Drive:
        """Drive as fast as line and train allow."""
        return trip.drive(share=self.effort)

    def __str__(self) -> str:
        return "fastest" + _less(self.effort)


@public
@dataclass(frozen=True, slots=True)
class LinearMargin:
    """The shortest time and a share of it, spread evenly: everywhere slower than the fastest run by the same factor.

    Parameters
    ----------
    margin
        Share of the shortest running time to add; a train that would stall so slow keeps the lowest speed that it can.
    effort
        Share of the tractive effort that the driver uses at most.
    """

    margin: float = 0.05
    effort: float = 1.0

    def __post_init__(self) -> None:
        require((0 <= self.margin <= 3, f"margin: a share between 0 and 3, not {self.margin:g}"), _effort_rule(self.effort))

    def drive(self, trip: Trip) -> Drive:
        """Drive below the speeds of the fastest run, lowered until the time is met."""
        fastest = trip.drive(share=self.effort)
        if fastest.status != OK or self.margin == 0:
            return fastest
        due_s = trip.standing_s + (fastest.time_s - trip.standing_s) * (1 + self.margin)
        return _slowed(trip, fastest, due_s, self.effort)

    def __str__(self) -> str:
        return f"fastest + {self.margin:.0%} of the time{_less(self.effort)}"


@public
@dataclass(frozen=True, slots=True)
class LeastEnergy:
    """The least energy at the wheel within a given time: power, hold, coast and brake where each is worth most.

    The train may arrive earlier where more time would save nothing.

    Parameters
    ----------
    margin
        Share of the shortest running time to add.
    arrive_s
        In place of the margin: time from departure to arrival, stops included [s].
    effort
        Share of the tractive effort that the driver uses at most.
    """

    margin: float = 0.05
    arrive_s: float | None = None
    effort: float = 1.0

    def __post_init__(self) -> None:
        require(
            (0 <= self.margin <= 3, f"margin: a share between 0 and 3, not {self.margin:g}"),
            (self.arrive_s is None or self.arrive_s > 0, "arrive_s: must be above zero"),
            _effort_rule(self.effort),
        )

    def drive(self, trip: Trip) -> Drive:
        """Find the price of time at which the train arrives when it is due, and drive by it.

        Raises
        ------
        InputError
            If the train cannot arrive so early.
        """
        fastest = trip.drive(share=self.effort)
        if fastest.status != OK:
            return fastest
        due_s = self.arrive_s or trip.standing_s + (fastest.time_s - trip.standing_s) * (1 + self.margin)
        if due_s < fastest.time_s - 1:
            raise InputError(
                [
                    f"the train cannot arrive after {hours_minutes(due_s)}: its shortest time is "
                    f"{hours_minutes(fastest.time_s)}. Allow more time"
                ]
            )
        if due_s <= fastest.time_s + _CLOSE_S:
            return fastest
        top_w, _, _ = trip.ceiling_w()
        lowered = [top_w.copy() for _ in trip.halts[1:]]
        for first, last, below in zip(trip.halts[:-1], trip.halts[1:], lowered, strict=True):
            brake_before(trip.train, trip.way, first, last, below)

        def at_price(price_w: float) -> Priced:
            aim_w, brake_w = trip.priced(price_w, self.effort, float(fastest.log.v_ms.max()), lowered)
            return trip.drive(aim_w, share=self.effort, brake_w=brake_w), aim_w, brake_w

        found = _at_prices(at_price, due_s, *_prices(trip, float(fastest.log.v_ms.max())))
        plans = [fastest, _slowed(trip, fastest, due_s, self.effort)]
        early, late = found
        if early is not None:
            near = early[0] if late is None else self._between(trip, due_s, early, late)
            plans += [near, _slowed(trip, near, due_s, self.effort)]
        return min(plans, key=lambda plan: float(plan.log.pull_j.sum()) - trip.returned * float(plan.log.dynamic_j.sum()))

    def _between(self, trip: Trip, due_s: float, early: Priced, late: Priced) -> Drive:
        """Meet the time between two ways of driving that are nearly alike."""
        low, high, best = 0.0, 1.0, early[0]
        for _ in range(30):
            if abs(best.time_s - due_s) < _CLOSE_S:
                break
            middle = (low + high) / 2
            aim_w, brake_w = ((1 - middle) * a + middle * b for a, b in zip(early[1:], late[1:], strict=True))
            driven = trip.drive(aim_w, share=self.effort, brake_w=brake_w)
            if driven.time_s > due_s:
                high = middle
            else:
                low, best = middle, driven
        return best

    def __str__(self) -> str:
        due = hours_minutes(self.arrive_s) if self.arrive_s else f"fastest + {self.margin:.0%} of the time"
        return f"least energy in {due}{_less(self.effort)}" if self.arrive_s else f"least energy, {due}{_less(self.effort)}"


def _prices(trip: Trip, fastest_ms: float) -> tuple[float, float]:
    """Return the lowest and the highest price of time that make sense [J/s].

    Holding a speed is worth its while at the price ``v^2 R'(v)``; the lowest is that of a crawl, and never below a share of
    the power.
    """
    train, crawl_ms = trip.train, _CRAWL * fastest_ms
    power_w = float((train.effort_n[0] * np.arange(train.effort_n.shape[1])).max() / train.per_ms)
    crawl_w = crawl_ms**2 * float(train.b_ns[0] + 2 * train.c_ns2[0] * crawl_ms)
    return max(crawl_w, _CHEAPEST * power_w), _DEAREST * power_w


def _at_prices(
    at_price: Callable[[float], Priced], due_s: float, cheap: float, dear: float
) -> tuple[Priced | None, Priced | None]:
    """Return two nearly equal prices of time, as driven: the last that arrives in time, and one that does not.

    Time need not rise all the way to the lowest price: where it does not arrive late, prices above are tried.
    """
    early, late = at_price(dear), at_price(cheap)
    if late[0].time_s <= due_s or not np.isfinite(late[0].time_s):
        tried = [(price, at_price(price)) for price in np.geomspace(cheap, dear, _TRIED + 2)[1:-1]]
        slow = [(price, found) for price, found in tried if due_s < found[0].time_s < np.inf]
        if not slow:
            ran = [found for _, found in (*tried, (cheap, late)) if found[0].time_s <= due_s]
            return min(ran, key=lambda found: float(found[0].log.pull_j.sum()), default=None), None
        cheap, late = slow[-1]
    while dear > _NEARLY * cheap:
        price = (cheap * dear) ** 0.5
        found = at_price(price)
        if found[0].time_s > due_s:
            cheap, late = price, found
        else:
            dear, early = price, found
    return (early if early[0].status == OK else None), late


def _slowed(trip: Trip, driven: Drive, due_s: float, share: float) -> Drive:
    """Drive at the speeds of another drive and within its limits, all lowered by one factor, until the time is met."""
    aim_ms = _before_braking(driven)
    slow, fast, best = 0.3 * driven.time_s / due_s, 1.0, driven
    while fast - slow > 1e-6 and abs(best.time_s - due_s) >= _CLOSE_S:
        factor = (slow + fast) / 2
        slowed = trip.drive((factor * aim_ms) ** 2, share=share, limit_ms=factor * trip.way.limit_ms)
        if slowed.time_s > due_s:
            slow = factor
        else:
            fast, best = factor, slowed
    return best


def _before_braking(driven: Drive) -> Floats:
    """Return the speeds of a drive with the one before it in place of every braking: a slower train brakes later."""
    v_ms, nodes = driven.log.v_ms, np.arange(driven.log.v_ms.size)
    braked = np.append(False, (driven.log.brake_j[: v_ms.size - 1] > 0) & (v_ms[1:] < v_ms[:-1]))
    return v_ms[np.maximum.accumulate(np.where(braked, 0, nodes))]


def _less(effort: float) -> str:
    return "" if effort == 1 else f", {effort:.0%} of the effort"
