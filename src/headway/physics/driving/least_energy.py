"""Least-energy driving, compiled: which regime is best at every place and speed, and the plan that follows.

For a price of time the kernel finds the cost to go, energy and priced time, by dynamic programming. It goes backwards
over the steps of a way, for every speed of a grid and every regime that the driver may be in. A change of regime costs
a little. Grades, limits and braking curves are those of the run itself, so power, hold, coast and brake come out in any
order. Followed forwards from rest, the costs give the regime of every step.

A driver who holds keeps a speed with as much power as the grade takes. A price of time makes one speed worth holding, V
with V^2 R'(V) = price; other speeds are held where changing to V would cost more than it saves.

A. Albrecht, P. Howlett, P. Pudney, X. Vu and P. Zhou, The key principles of optimal train control,
Transportation Research Part B 94, 2016.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, lean
from headway.physics.forces.kernel import Train, Way, read, resistance

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

POWER, HOLD, COAST, BRAKE = 0, 1, 2, 3
"""The regimes. Without regeneration no train brakes by choice, so the last regime is left out."""

_BEYOND = 1e30
"""Cost of what is impossible."""

_EARLY = 4.0
"""A change before the shortest time is over costs this many times the price of a change: only if waiting costs more.

From 2 to 8 the loaded train takes the same energy over the flagship within 0.01 %, at +3, +5 and +10 % of the time
(`python -m benchmarks.constants --only driving.least_energy.EARLY`).
"""

_FALLEN = 0.8
"""A coasting train pulls again once the square of its speed has fallen to this share of the planned square.

From 0.6 to 0.9 the energy is the same in the same way (`python -m benchmarks.constants --only driving.least_energy.FALLEN`).
"""


class Prices(NamedTuple):
    """The prices of motion.

    Attributes
    ----------
    time_w
        Price of time: energy for one second less [J/s].
    returned
        Share of the dynamic brake's energy that is returned.
    change_j
        Price of a change of regime.
    hold_w
        Square of the speed worth holding, for every unit of the train.
    """

    time_w: float
    returned: float
    change_j: float
    hold_w: Floats


class Plan(NamedTuple):
    """The regime of every step, and the squares of the speeds at which the run ends power and begins to brake."""

    regime: Bytes
    aim_w: Floats
    brake_w: Floats


@inlined
def _value(cost: Floats, r: int, per_ms: float, w: float, v: float) -> float:
    """Return the cost to go at a speed, linear in the kinetic energy between the speeds of the grid."""
    j = min(int(v * per_ms), cost.shape[1] - 2)
    low, high = j / per_ms, (j + 1) / per_ms
    share = (w - low * low) / (high * high - low * low)
    return cost[r, j] + share * (cost[r, j + 1] - cost[r, j])


@inlined
def _moved(train: Train, k: int, held_n: float, h_m: float, w: float, v: float, share: float) -> float:
    """Return the square of the speed after a step with a share of the effort, by the midpoint rule."""
    f = share * read(train.effort_n, k, train.per_ms, v) if share > 0.0 else 0.0
    wm = w + h_m * (f - resistance(train, k, v) - held_n) / train.mass_kg[k]
    if wm <= 0.0:
        return wm
    vm = np.sqrt(wm)
    f = share * read(train.effort_n, k, train.per_ms, vm) if share > 0.0 else 0.0
    return w + 2.0 * h_m * (f - resistance(train, k, vm) - held_n) / train.mass_kg[k]


@inlined
def _ends(train: Train, way: Way, i: int, w: float, v: float, share: float, price: Prices) -> tuple[float, float, float, float]:
    """Return the squares of the speeds after a step of power, coasting and braking, and of the speed to hold.

    A square is not positive after a stall. The speed to hold is the speed worth holding if it lies within the step,
    else the train's own speed.
    """
    k, h, held = int(way.unit[i]), way.ds_m[i], way.held_n[i]
    pulled = _moved(train, k, held, h, w, v, share)
    coasted = _moved(train, k, held, h, w, v, 0.0)
    braked = coasted
    if price.returned > 0.0:
        braked -= 2.0 * h * read(train.dynamic_n, k, train.per_ms, v) / train.mass_kg[k]
    aim = price.hold_w[k]
    return pulled, coasted, braked, aim if coasted <= aim <= pulled else w


@inlined
def _held(aim_w: float, braked: float, pulled: float) -> float:
    """Return the square of the speed after a step of holding, as far as effort and grade allow.

    The train brakes only to return energy.
    """
    return min(max(aim_w, braked), pulled)


@inlined
def _cost(
    train: Train,
    way: Way,
    i: int,
    w: float,
    v: float,
    end: float,
    cap: float,
    r: int,
    price: Prices,
    ahead: Floats,
    per_ms: float,
) -> float:
    """Return the cost of a step in a regime, to its final speed or the ceiling, with the cost of what lies ahead."""
    if end <= 0.0 and (cap > 0.0 or r != POWER):
        return _BEYOND
    w1 = max(min(end, cap), 0.0)
    k, h = int(way.unit[i]), way.ds_m[i]
    v1 = np.sqrt(w1)
    vm = 0.5 * (v + v1)
    work = 0.5 * train.mass_kg[k] * (w1 - w) + (resistance(train, k, vm) + way.held_n[i]) * h
    if work < 0.0:
        work = -price.returned * min(-work, h * read(train.dynamic_n, k, train.per_ms, vm))
    return work + price.time_w * h / vm + _value(ahead, r, per_ms, w1, v1)


@lean
def price_motion(
    train: Train, way: Way, first: int, last: int, share: float, price: Prices, top_w: Floats, per_ms: float, to_go: Floats
) -> None:
    """Fill in the cost to go [J] at every node, for every regime that the driver is in and every speed of the grid.

    Parameters
    ----------
    train, way, first, last
        The stretch; the train is at rest at its end.
    share
        Share of the effort that the driver uses.
    price
        What motion costs.
    top_w
        Ceiling of the run; zero at ``last``.
    per_ms
        How many speeds of the grid there are in one m/s.
    to_go
        Filled in: cost by node, regime and speed.
    """
    regimes, speeds = to_go.shape[1], to_go.shape[2]
    to_go[last] = 0.0
    for i in range(last - 1, first - 1, -1):
        cap = min(top_w[i + 1], way.limit_ms[i] ** 2)
        ahead, here = to_go[i + 1], to_go[i]
        for j in range(speeds):
            v = j / per_ms
            w = v * v
            if w > top_w[i] and j > 0 and (j - 1) ** 2 >= top_w[i] * per_ms * per_ms:
                # Above the ceiling nothing is possible.
                for r in range(regimes):
                    here[r, j] = here[r, j - 1]
                continue
            pulled, coasted, braked, aim_w = _ends(train, way, i, w, v, share, price)
            power = _cost(train, way, i, w, v, pulled, cap, POWER, price, ahead, per_ms)
            hold = _cost(train, way, i, w, v, _held(aim_w, braked, pulled), cap, HOLD, price, ahead, per_ms)
            coast = _cost(train, way, i, w, v, coasted, cap, COAST, price, ahead, per_ms)
            best = min(power, hold, coast)
            if regimes > BRAKE:
                brake = _cost(train, way, i, w, v, braked, cap, BRAKE, price, ahead, per_ms)
                best = min(best, brake)
                here[BRAKE, j] = min(brake, best + price.change_j)
            here[POWER, j] = min(power, best + price.change_j)
            here[HOLD, j] = min(hold, best + price.change_j)
            here[COAST, j] = min(coast, best + price.change_j)


@lean
def follow(
    train: Train, way: Way, first: int, last: int, share: float, price: Prices, top_w: Floats, per_ms: float, to_go: Floats,
    shortest_s: float, plan: Plan,
) -> None:  # fmt: skip
    """Fill in the plan of a stretch from rest, by the costs to go that `price_motion` found.

    A regime lasts for ``shortest_s``, unless the ceiling ends it or waiting costs much more than a change. Power and
    coasting may end sooner at the speed worth holding.
    """
    regime, lasted_s, aim_w, w = POWER, 0.0, 0.0, 0.0
    for i in range(first, last):
        v = np.sqrt(w)
        cap = min(top_w[i + 1], way.limit_ms[i] ** 2)
        pulled, coasted, braked, new_aim_w = _ends(train, way, i, w, v, share, price)
        if regime != HOLD:
            aim_w = new_aim_w
        # Once a speed is held, the train returns to it after a dip or a rise of the line.
        ends = (pulled, _held(aim_w, braked, pulled), coasted, braked)
        chosen = regime
        best = _cost(train, way, i, w, v, ends[regime], cap, regime, price, to_go[i + 1], per_ms)
        free = lasted_s >= shortest_s or best >= _BEYOND
        for r in range(to_go.shape[1]):
            if r != regime:
                arrives = r == HOLD and new_aim_w == price.hold_w[way.unit[i]]
                change_j = price.change_j if free or arrives else _EARLY * price.change_j
                cost = change_j + _cost(train, way, i, w, v, ends[r], cap, r, price, to_go[i + 1], per_ms)
                if cost < best:
                    best, chosen = cost, r
        if chosen != regime:
            regime, lasted_s = chosen, 0.0
            if regime == COAST:
                # When the plan is eased, power ends within its last step.
                plan.aim_w[i] = min(plan.aim_w[i], w)
        end = ends[regime]
        plan.regime[i] = HOLD if end >= cap >= w else regime
        plan.aim_w[i + 1] = np.inf if regime == POWER else aim_w if regime == HOLD else _FALLEN * max(min(end, cap), 0.0)
        plan.brake_w[i + 1] = end if end < coasted and end > 0.0 else np.inf
        w = max(min(end, cap), 0.0)
        # After the ceiling takes over, the driver is free to choose again.
        lasted_s = np.inf if end >= cap else lasted_s + 2.0 * way.ds_m[i] / (v + np.sqrt(w))
