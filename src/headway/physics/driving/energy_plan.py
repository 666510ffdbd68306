"""Plans of least energy: the regimes of a trip at a price of time, and the price at which the train is on time."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.physics.driving.least_energy import BRAKE, Plan, Prices, follow, price_motion
from headway.physics.envelope import OK, brake_before
from headway.physics.trip import Drive, Trip
from headway.work import heed

Floats = NDArray[np.float64]

# In the ranges that `python -m benchmarks.constants --case "least energy"` tries, mostly from half to twice, none of
# these numbers matters: the loaded train takes the same energy over the flagship within 0.01 %, at +3, +5 and +10 % of
# the time. `_CHANGE` says for itself what it was chosen by.

_SPEEDS = 200
"""How many speeds the grid has on which motion is priced."""

_PARTS = 20
"""Between two stops close together a regime lasts at least this part of the running time between them."""

_CHANGE = 0.02
"""Price of a change of regime, as a share of the price of the time that the shortest regime takes.

On the flagship at +5 % of the time the loaded train has 84 regimes for 0.01, 81 for 0.02, 58 for 0.1 and 40 for 0.5.
The energy lost is at most 0.04 % of what changes at any place would take for 0.02, and 0.08 % for 0.1
(``benchmarks/physics/regimes.py``).
"""

_DEAREST, _CHEAPEST = 1e3, 1e-5
"""Range of the prices of time that are searched, as shares of the greatest power."""

_CRAWL = 0.15
"""The lowest speed worth holding, as a share of the highest."""

_TRIED = 6
"""How many prices are tried where the lowest does not decide."""

_NEARLY = 1.005
"""Prices count as alike if they differ by less than this factor."""

_NEAR = 2e-4
"""A plan that is early by at most this share of the time is eased to arrive on time."""

_WIDE = 4.0
"""While prices are further apart than this factor, the next one lies midway; after that, the times decide where."""

_ABOUT = 1.1
"""Prices tried around a known one are higher and lower by this factor."""

_EASED = 0.9
"""A plan is eased to no less than this share of its speeds."""

_CLOSE_S = 0.05
"""A driver who aims at a time meets it to within this [s]."""


class Planned(NamedTuple):
    """A trip as it is driven at a price of time [J/s], with its plan."""

    driven: Drive
    plan: Plan
    price_w: float


class Planner:
    """Makes the plans of a trip, one for each price of time.

    Parameters
    ----------
    trip
        The trip.
    effort
        Share of the effort that the driver uses.
    shortest_s
        Least time that a regime lasts [s]; 0 if changes are free.
    fastest_ms
        Highest speed of the fastest run.
    """

    def __init__(self, trip: Trip, effort: float, shortest_s: float, fastest_ms: float) -> None:
        self.trip, self.effort, self.shortest_s, self.fastest_ms = trip, effort, shortest_s, fastest_ms
        top_w, _, _ = trip.ceiling_w()
        self._ceilings = [top_w.copy() for _ in trip.halts[1:]]
        for first, last, below in zip(trip.halts[:-1], trip.halts[1:], self._ceilings, strict=True):
            brake_before(trip.train, trip.way, first, last, below)
        regimes = BRAKE + 1 if trip.returned > 0 else BRAKE
        self._to_go = np.empty((trip.way.distance_m.size, regimes, _SPEEDS))

    def at(self, price_w: float) -> Planned:
        """Return the trip as it is driven at a price of time [J/s]."""
        trip, nodes, way = self.trip, self.trip.way.distance_m.size, self.trip.way
        plan = Plan(np.zeros(nodes, dtype=np.uint8), np.full(nodes, np.inf), np.full(nodes, np.inf))
        per_ms = (_SPEEDS - 2) / self.fastest_ms
        hold_w = np.array([worth_holding_ms(price_w, b, c) for b, c in zip(trip.train.b_ns, trip.train.c_ns2, strict=True)]) ** 2
        for first, last, top_w in zip(trip.halts[:-1], trip.halts[1:], self._ceilings, strict=True):
            heed()
            quickest_s = float(way.distance_m[last] - way.distance_m[first]) / self.fastest_ms
            shortest_s = min(self.shortest_s, quickest_s / _PARTS)
            price = Prices(price_w, trip.returned, price_w * _CHANGE * shortest_s, hold_w)
            price_motion(trip.train, way, first, last, self.effort, price, top_w, per_ms, self._to_go)
            follow(trip.train, way, first, last, self.effort, price, top_w, per_ms, self._to_go, shortest_s, plan)
        return Planned(self.drive(plan), plan, price_w)

    def drive(self, plan: Plan, ease: float = 1.0) -> Drive:
        """Drive by a plan, at a share of the speeds that are held and of the speeds at which power ends."""
        unreachable_w = 1.2 * self.fastest_ms**2
        aim_w, brake_w = (np.minimum(w, unreachable_w) for w in (ease**2 * plan.aim_w, plan.brake_w))
        return replace(self.trip.drive(aim_w, share=self.effort, brake_w=brake_w), regime=plan.regime)

    def due(self, due_s: float, near_w: float = 0.0) -> Planned | None:
        """Return the trip as driven by the plan that arrives when due, or earlier where more time saves nothing.

        None if no plan arrives in time. A price at which a similar trip was due, if known, saves half of the search.
        """
        early, late = self._bracket(due_s, near_w)
        if early is None or late is None:
            return early
        slow, fast, best = _EASED, 1.0, early.driven
        for _ in range(40):
            if abs(best.time_s - due_s) < _CLOSE_S:
                break
            ease = (slow + fast) / 2
            eased = self.drive(early.plan, ease)
            if eased.time_s > due_s:
                slow = ease
            else:
                fast, best = ease, eased
        return early._replace(driven=best)

    def _bracket(self, due_s: float, near_w: float) -> tuple[Planned | None, Planned | None]:
        """Return the trip at two nearly equal prices of time: the last that arrives in time, and one that does not.

        The time need not rise all the way to the lowest price. Where the lowest price is not late, higher ones are
        tried.
        """
        cheap, dear = _prices(self.trip, self.fastest_ms)
        early, late = self.at(near_w * _ABOUT if near_w else dear), self.at(near_w / _ABOUT if near_w else cheap)
        if near_w and not early.driven.time_s <= due_s < late.driven.time_s < np.inf:
            early, late = self.at(dear), self.at(cheap)
        if late.driven.time_s <= due_s or not np.isfinite(late.driven.time_s):
            tried = [self.at(price) for price in np.geomspace(cheap, dear, _TRIED + 2)[1:-1]]
            slow = [found for found in tried if due_s < found.driven.time_s < np.inf]
            if not slow:
                ran = [found for found in (*tried, late) if found.driven.time_s <= due_s]
                return min(ran, key=lambda found: float(found.driven.log.pull_j.sum()), default=None), None
            late = slow[-1]
        while (apart := early.price_w / late.price_w) > _NEARLY and not 0 <= due_s - early.driven.time_s <= _NEAR * due_s:
            found = self.at(late.price_w * apart ** _between(due_s, early.driven.time_s, late.driven.time_s, apart))
            if found.driven.time_s > due_s:
                late = found
            else:
                early = found
        return (early if early.driven.status == OK else None), late


def _between(due_s: float, early_s: float, late_s: float, apart: float) -> float:
    """Return where to search between a late and an early price, as a share of the way in their logarithms."""
    if apart > _WIDE or not np.isfinite(late_s - early_s):
        return 0.5
    return float(np.clip((late_s - due_s) / (late_s - early_s), 0.1, 0.9))


def worth_holding_ms(price_w: float, b_ns: float, c_ns2: float) -> float:
    """Return the speed worth holding at a price of time [m/s].

    There ``v^2 (b + 2 c v)``, the cost of one second less, equals the price.
    """
    if b_ns <= 0 and c_ns2 <= 0:
        return np.inf
    v = np.sqrt(price_w / b_ns) if c_ns2 <= 0 else (price_w / (2 * c_ns2)) ** (1 / 3)
    for _ in range(50):
        # Newton's steps from above descend to the root.
        v -= (v * v * (b_ns + 2 * c_ns2 * v) - price_w) / (v * (2 * b_ns + 6 * c_ns2 * v))
    return float(v)


def _prices(trip: Trip, fastest_ms: float) -> tuple[float, float]:
    """Return the lowest and the highest price of time that make sense [J/s].

    Holding a speed is worthwhile at the price ``v^2 R'(v)``. The lowest price is that of a crawl, and never less than a
    share of the power.
    """
    train, crawl_ms = trip.train, _CRAWL * fastest_ms
    power_w = float((train.effort_n[0] * np.arange(train.effort_n.shape[1])).max() / train.per_ms)
    crawl_w = crawl_ms**2 * float(train.b_ns[0] + 2 * train.c_ns2[0] * crawl_ms)
    return max(crawl_w, _CHEAPEST * power_w), _DEAREST * power_w
