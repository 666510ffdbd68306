"""The minimum-time run: three passes over the course, compiled.

The speed profile is an envelope: the most restrictive limit, then braking curves backwards from
every fall of the limit, then acceleration forwards with all the effort there is. Steps are short
and second order in distance; the unknown is the square of the speed, whose derivative is twice the
acceleration.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.jit import kernel

Floats = NDArray[np.float64]

OK = -1
"""Status of a run that reaches its end; otherwise the status is the step on which the train stalls."""

STALL_MS = 0.05
"""Below this speed [m/s] a train that still slows down has stalled."""


class Traction(NamedTuple):
    """What the kernel knows of a train.

    Attributes
    ----------
    mass_kg
        Gross mass and rotating mass together.
    a_n, b_ns, c_ns2
        Resistance on level tangent track.
    effort_n
        Greatest effort at the wheel at speeds 0, dv, 2 dv, ...
    dv_ms
        Step of that table.
    braking_ms2
        Service retardation.
    """

    mass_kg: float
    a_n: float
    b_ns: float
    c_ns2: float
    effort_n: Floats
    dv_ms: float
    braking_ms2: float


@kernel
def effort(train: Traction, v_ms: float) -> float:
    """Greatest effort at a speed, between the rows of the table [N]."""
    x = v_ms / train.dv_ms
    i = int(x)
    if i >= train.effort_n.size - 1:
        return train.effort_n[-1]
    return train.effort_n[i] + (x - i) * (train.effort_n[i + 1] - train.effort_n[i])


@kernel
def resistance(train: Traction, v_ms: float) -> float:
    """Resistance on level tangent track [N]."""
    return train.a_n + (train.b_ns + train.c_ns2 * v_ms) * v_ms


@kernel
def ceiling(distance_m: Floats, limit_ms: Floats, end_ms: float, braking_ms2: float) -> Floats:
    """Highest speed at every node from which all limits ahead, and the speed at the end, can be kept [m/s]."""
    n = distance_m.size
    top = np.empty(n)
    top[n - 1] = min(end_ms, limit_ms[n - 2])
    for i in range(n - 2, -1, -1):
        here = limit_ms[i] if i == 0 else min(limit_ms[i], limit_ms[i - 1])
        brake = np.sqrt(top[i + 1] ** 2 + 2.0 * braking_ms2 * (distance_m[i + 1] - distance_m[i]))
        top[i] = min(here, brake)
    return top


@kernel
def fastest(train: Traction, distance_m: Floats, grade_force_n: Floats, top_ms: Floats, start_ms: float, v_ms: Floats) -> int:
    """Fill ``v_ms`` with the fastest run below the ceiling; return `OK` or the step of a stall."""
    v_ms[0] = min(start_ms, top_ms[0])
    for i in range(distance_m.size - 1):
        ds = distance_m[i + 1] - distance_m[i]
        v = v_ms[i]
        grade = 0.5 * (grade_force_n[i] + grade_force_n[i + 1])
        a = (effort(train, v) - resistance(train, v) - grade) / train.mass_kg
        vm = np.sqrt(max(v * v + a * ds, 0.0))
        a = (effort(train, vm) - resistance(train, vm) - grade) / train.mass_kg
        w = v * v + 2.0 * a * ds
        if w < top_ms[i + 1] ** 2:
            if (w <= STALL_MS**2 and a < 0.0) or w <= 0.0:
                return i
            v_ms[i + 1] = np.sqrt(w)
        else:
            v_ms[i + 1] = top_ms[i + 1]
    return OK


@kernel
def account(train: Traction, distance_m: Floats, grade_force_n: Floats, v_ms: Floats, t_s: Floats, wheel_n: Floats) -> None:
    """Fill the time at every node and the mean force at the wheel on every step (negative: brakes)."""
    t_s[0] = 0.0
    for i in range(distance_m.size - 1):
        ds = distance_m[i + 1] - distance_m[i]
        vm = 0.5 * (v_ms[i] + v_ms[i + 1])
        t_s[i + 1] = t_s[i] + ds / vm
        grade = 0.5 * (grade_force_n[i] + grade_force_n[i + 1])
        inertia = train.mass_kg * (v_ms[i + 1] ** 2 - v_ms[i] ** 2) / (2.0 * ds)
        wheel_n[i] = inertia + resistance(train, vm) + grade
