"""Least-energy driving, compiled: what a joule of motion is worth at every place and speed.

For a price of time the cost to go, energy and priced time, is found backwards over the steps of a way for
every speed of a grid (dynamic programming). Its slope against the kinetic energy, the co-state p of optimal
control, tells the driver what to do: pull where p > 1, coast below, hold where the two meet. Grades,
limits and braking curves are those of the run itself, so power, hold, coast and brake come out in any order.

A. Albrecht, P. Howlett, P. Pudney, X. Vu and P. Zhou, The key principles of optimal train control,
Transportation Research Part B 94, 2016.
"""

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, lean
from headway.physics.forces import Train, Way, read, resistance

Floats = NDArray[np.float64]

_BEYOND = 1e30
"""Cost of what cannot be done."""


@inlined
def _value(cost: Floats, per_ms: float, w: float, v: float) -> float:
    """Cost to go at a speed, straight in the kinetic energy between the speeds of the grid."""
    j = min(int(v * per_ms), cost.size - 2)
    low, high = j / per_ms, (j + 1) / per_ms
    share = (w - low * low) / (high * high - low * low)
    return cost[j] + share * (cost[j + 1] - cost[j])


@inlined
def _moved(train: Train, k: int, held_n: float, h_m: float, w: float, v: float, share: float) -> float:
    """Square of the speed after a step with a share of the effort, by the midpoint rule."""
    f = share * read(train.effort_n, k, train.per_ms, v) if share > 0.0 else 0.0
    wm = w + h_m * (f - resistance(train, k, v) - held_n) / train.mass_kg[k]
    if wm <= 0.0:
        return wm
    vm = np.sqrt(wm)
    f = share * read(train.effort_n, k, train.per_ms, vm) if share > 0.0 else 0.0
    return w + 2.0 * h_m * (f - resistance(train, k, vm) - held_n) / train.mass_kg[k]


@inlined
def _cost(
    train: Train, k: int, held_n: float, h_m: float, w: float, v: float, w1: float, price_w: float, returned: float,
    ahead: Floats, per_ms: float,
) -> float:  # fmt: skip
    """Cost of a step from one speed to another, with what lies ahead."""
    v1 = np.sqrt(w1)
    vm = 0.5 * (v + v1)
    work = 0.5 * train.mass_kg[k] * (w1 - w) + (resistance(train, k, vm) + held_n) * h_m
    if work < 0.0:
        work = -returned * min(-work, h_m * read(train.dynamic_n, k, train.per_ms, vm))
    return work + price_w * h_m / vm + _value(ahead, per_ms, w1, v1)


@lean
def price_motion(
    train: Train, way: Way, first: int, last: int, share: float, price_w: float, returned: float, top_w: Floats,
    per_ms: float, cost: Floats, ahead: Floats, aim_w: Floats, brake_w: Floats,
) -> None:  # fmt: skip
    """Fill the square of the speed at which power gives way to coasting, and coasting to braking, at every node.

    Parameters
    ----------
    train, way, first, last
        The stretch, at the end of which the train is at rest.
    share
        Share of the effort that the driver uses.
    price_w
        Price of time: energy for one second less [J/s].
    returned
        Share of the dynamic brake's energy that is returned.
    top_w
        Ceiling of the run; at ``last`` it is zero.
    per_ms
        Speeds of the grid for one m/s.
    cost, ahead
        Room for the cost to go at every speed of the grid.
    aim_w, brake_w
        Filled. Beyond ``brake_w`` braking returns more than motion is worth.
    """
    for j in range(ahead.size):
        ahead[j] = 0.0
    for i in range(last - 1, first - 1, -1):
        k, h, held = int(way.unit[i]), way.ds_m[i], way.held_n[i]
        cap = min(top_w[i + 1], way.limit_ms[i] ** 2)
        for j in range(cost.size):
            v = j / per_ms
            w = v * v
            if w > top_w[i] and j > 0 and (j - 1) ** 2 >= top_w[i] * per_ms * per_ms:
                # Beyond the ceiling motion is worth nothing.
                cost[j] = cost[j - 1]
                continue
            pulled = min(_moved(train, k, held, h, w, v, share), cap)
            best = _BEYOND
            if pulled > 0.0 or cap == 0.0:
                best = _cost(train, k, held, h, w, v, max(pulled, 0.0), price_w, returned, ahead, per_ms)
            coasted = min(_moved(train, k, held, h, w, v, 0.0), cap)
            if 0.0 < coasted < pulled:
                best = min(best, _cost(train, k, held, h, w, v, coasted, price_w, returned, ahead, per_ms))
            if coasted < w < pulled or (w <= pulled and pulled < cap and w <= coasted):
                best = min(best, _cost(train, k, held, h, w, v, w, price_w, returned, ahead, per_ms))
            if returned > 0.0 and coasted > 0.0:
                braked = coasted - 2.0 * h * read(train.dynamic_n, k, train.per_ms, v) / train.mass_kg[k]
                if braked > 0.0:
                    best = min(best, _cost(train, k, held, h, w, v, braked, price_w, returned, ahead, per_ms))
            cost[j] = best
        mass = train.mass_kg[k]
        aim_w[i] = _crossing(cost, per_ms, mass, 1.0)
        brake_w[i] = _crossing(cost, per_ms, mass, returned) if returned > 0.0 else np.inf
        for j in range(cost.size):
            ahead[j] = cost[j]
    aim_w[last] = np.inf


@lean
def _crossing(cost: Floats, per_ms: float, mass_kg: float, worth: float) -> float:
    """Square of the highest speed at which a joule of motion is still worth so much."""
    above, v_above = 0.0, (cost.size - 1.5) / per_ms
    for j in range(cost.size - 2, 0, -1):
        low, high = j / per_ms, (j + 1) / per_ms
        p = (cost[j] - cost[j + 1]) / (0.5 * mass_kg * (high * high - low * low))
        v = 0.5 * (low + high)
        if p >= worth:
            if j == cost.size - 2:
                return np.inf
            v += (v_above - v) * (p - worth) / max(p - above, 1e-12)
            return v * v
        above, v_above = p, v
    return (1.0 / per_ms) ** 2
