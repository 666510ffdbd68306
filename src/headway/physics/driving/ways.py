"""Ways to drive a train, each as a value: as fast as it can, with a margin, or with the least energy."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headway.arguments import public
from headway.errors import InputError, require
from headway.physics.driving.energy_plan import Planner
from headway.physics.envelope import OK
from headway.physics.trip import Drive, Trip
from headway.units import hours_minutes

Floats = NDArray[np.float64]

_LOST = 1e-3
"""Most energy that regimes of some length may cost above changes at any place, as a share."""

_HALVINGS = 5
"""How often the length of regimes is halved, from a minute to four seconds, before changes at any place are allowed."""

_CLOSE_S = 0.05
"""A driver who aims at a time meets it to within this [s]."""


class Driving(Protocol):
    """A way to drive a trip."""

    def drive(self, trip: Trip) -> Drive:
        """Drive a trip; the status tells if the train cannot run."""
        ...

    def __str__(self) -> str: ...


def _effort_rule(effort: float) -> tuple[bool, str]:
    return 0 < effort <= 1, f"effort: a share above 0 and up to 1, not {effort:g}"


@public
@dataclass(frozen=True, slots=True)
class FastestRun:
    """Drive in the shortest time.

    Parameters
    ----------
    effort
        Greatest share of the tractive effort that the driver uses.
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
    """Drive slower than the fastest run by the same factor everywhere, so that a share of its time is added.

    Parameters
    ----------
    margin
        Share of the shortest running time to add. A train that would stall at such low speeds keeps the lowest speed
        that it can.
    effort
        Greatest share of the tractive effort that the driver uses.
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
    """Drive with the least energy at the wheel within a given time: power, hold, coast and brake where each is best.

    The train may arrive earlier where more time would save nothing.

    Parameters
    ----------
    margin
        Share of the shortest running time to add.
    arrive_s
        Time from departure to arrival, stops included [s]; replaces the margin.
    effort
        Greatest share of the tractive effort that the driver uses.
    shortest_s
        Least time of power, hold and coasting [s], or a twentieth of the time between two stops where that is less.
        They end sooner where a limit or a stop ends them, where power or coasting has reached the speed that is held
        next, or where waiting would cost much more than a change. Where this least time costs more than 0.1 % of the
        energy, it is halved, and halved again, down to changes at any place. 0 asks for changes at any place, for a
        train that drives itself.
    """

    margin: float = 0.05
    arrive_s: float | None = None
    effort: float = 1.0
    shortest_s: float = 60.0

    def __post_init__(self) -> None:
        require(
            (0 <= self.margin <= 3, f"margin: a share between 0 and 3, not {self.margin:g}"),
            (self.arrive_s is None or self.arrive_s > 0, "arrive_s: must be above zero"),
            (0 <= self.shortest_s < np.inf, f"shortest_s: a time of 0 s or more, not {self.shortest_s:g}"),
            _effort_rule(self.effort),
        )

    def drive(self, trip: Trip) -> Drive:
        """Find the price of time at which the train arrives when due, and drive by it.

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
        fastest_ms = float(fastest.log.v_ms.max())
        plain = [fastest, _slowed(trip, fastest, due_s, self.effort)]

        def energy_j(driven: Drive) -> float:
            return float(driven.log.pull_j.sum()) - trip.returned * float(driven.log.dynamic_j.sum())

        def planned(shortest_s: float, near_w: float = 0.0) -> tuple[Drive, float]:
            found = Planner(trip, self.effort, shortest_s, fastest_ms).due(due_s, near_w)
            if found is None:
                return min(plain, key=energy_j), 0.0
            plans = [*plain, found.driven, _slowed(trip, found.driven, due_s, self.effort)]
            return min(plans, key=energy_j), found.price_w

        free, price_w = planned(0.0)
        for halved in range(_HALVINGS if self.shortest_s else 0):
            driven, _ = planned(self.shortest_s / 2**halved, price_w)
            if energy_j(driven) - energy_j(free) <= _LOST * abs(energy_j(free)):
                return driven
        return free

    def __str__(self) -> str:
        due = hours_minutes(self.arrive_s) if self.arrive_s else f"fastest + {self.margin:.0%} of the time"
        return f"least energy in {due}{_less(self.effort)}" if self.arrive_s else f"least energy, {due}{_less(self.effort)}"


def _slowed(trip: Trip, driven: Drive, due_s: float, share: float) -> Drive:
    """Lower the speeds of another drive by one factor, within its limits, until the time is met."""
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
    """Return the speeds of a drive, with the speed before each braking in place of those of the braking.

    A slower train brakes later.
    """
    v_ms, nodes = driven.log.v_ms, np.arange(driven.log.v_ms.size)
    braked = np.append(False, (driven.log.brake_j[: v_ms.size - 1] > 0) & (v_ms[1:] < v_ms[:-1]))
    return v_ms[np.maximum.accumulate(np.where(braked, 0, nodes))]


def _less(effort: float) -> str:
    return "" if effort == 1 else f", {effort:.0%} of the effort"
