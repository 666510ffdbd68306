"""How a train is driven: as fast as it can, with a margin, or with the least energy. Each is a value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError, require
from headway.physics.envelope import OK, brake_before
from headway.physics.trip import Drive, Trip
from headway.units import hours_minutes

Floats = NDArray[np.float64]

_CLOSE_S = 0.05
"""A driver who aims at a time meets it to this [s]."""

_DEAREST, _CHEAPEST = 1e4, 1e-5
"""Prices of time as shares of the greatest power [J/s], between which the right one is sought."""

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


@dataclass(frozen=True, slots=True)
class LinearMargin:
    """The shortest time and a share of it, spread evenly: everywhere slower than the fastest run by the same factor.

    Parameters
    ----------
    margin
        Share of the shortest running time to add.
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
        highest = np.maximum(fastest.log.v_ms[:-1], fastest.log.v_ms[1:])
        # A step after a halt begins at rest; what binds there is the speed reached.
        bound = np.where(highest > 0, highest, trip.way.limit_ms)

        def slowed(factor: float) -> Drive:
            return trip.drive(share=self.effort, limit_ms=np.minimum(trip.way.limit_ms, factor * bound))

        slow, fast = 0.5 / (1 + self.margin), 1.0
        best = fastest
        while fast - slow > 1e-6:
            factor = (slow + fast) / 2
            driven = slowed(factor)
            if driven.time_s > due_s:
                slow = factor
            else:
                fast, best = factor, driven
            if abs(best.time_s - due_s) < _CLOSE_S:
                break
        return best

    def __str__(self) -> str:
        return f"fastest + {self.margin:.0%} of the time{_less(self.effort)}"


@dataclass(frozen=True, slots=True)
class LeastEnergy:
    """The least energy at the wheel for a given time: power, hold, coast and brake where each is worth most.

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

        power_w = float((trip.train.effort_n[0] * np.arange(trip.train.effort_n.shape[1])).max() / trip.train.per_ms)
        return self._between(trip, due_s, *_bracket(at_price, due_s, power_w))

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


def _bracket(at_price: Callable[[float], Priced], due_s: float, power_w: float) -> tuple[Priced, Priced]:
    """Return two nearly equal prices of time, as driven: one early, one late."""
    cheap, dear = _CHEAPEST * power_w, _DEAREST * power_w
    early, late = at_price(dear), at_price(cheap)
    if late[0].time_s <= due_s:
        return late, late
    while dear > _NEARLY * cheap:
        price = (cheap * dear) ** 0.5
        found = at_price(price)
        if found[0].time_s > due_s:
            cheap, late = price, found
        else:
            dear, early = price, found
    return early, late


def _less(effort: float) -> str:
    return "" if effort == 1 else f", {effort:.0%} of the effort"
