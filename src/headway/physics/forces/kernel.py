"""What moves a train and what holds it back, compiled: tables of effort and brakes, resistance, air brake build-up."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, lean

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_AT_ONCE_S = 1e-6
"""A brake that travels along the train in less than this applies everywhere at once [s]."""


class Train(NamedTuple):
    """A train for the kernel; the first axis counts units: the train alone, then with its helpers.

    Attributes
    ----------
    mass_kg
        Gross mass and rotating mass together.
    a_n, b_ns, c_ns2
        Resistance on level tangent track.
    effort_n, dynamic_n
        Greatest effort and greatest dynamic brake at the wheel, at speeds 0, dv, 2 dv, ...
    per_ms
        How many entries of these tables there are for one m/s.
    retardation_ms2
        Stated service retardation; 0 where forces brake.
    service_n
        Brake force of planned braking, dynamic brake included, as far as the brakes can give it.
    air_n
        Air brake at full service.
    delay_s, wave_s, build_s, release_s
        Times of the air brake: dead time, travel along the train, build-up of one vehicle, release.
    shares
        Share of the air brake that is on, in the middle of even pieces of time from the driver's action until the brake
        is fully on; empty where brakes act at once.
    piece_s
        Length of a piece.
    ramp_w_s
        How fast the power builds up; 0 for at once.
    fuel_l_s
        Fuel of all locomotives at wheel powers 0, dp, 2 dp, ...
    per_w
        How many entries of that table there are for one watt.
    """

    mass_kg: Floats
    a_n: Floats
    b_ns: Floats
    c_ns2: Floats
    effort_n: Floats
    dynamic_n: Floats
    per_ms: float
    retardation_ms2: float
    service_n: float
    air_n: float
    delay_s: float
    wave_s: float
    build_s: float
    release_s: float
    shares: Floats
    piece_s: float
    ramp_w_s: float
    fuel_l_s: Floats
    per_w: float


class Way(NamedTuple):
    """The nodes of a course, and for each step its length, force of grades and curves, speed limit and train unit."""

    distance_m: Floats
    ds_m: Floats
    held_n: Floats
    limit_ms: Floats
    unit: Bytes


@inlined
def read(table: Floats, k: int, per: float, x: float) -> float:
    """Return the value of row ``k`` of a table at 0, 1/per, 2/per, ..., linear between its entries."""
    x *= per
    i = int(x)
    if i >= table.shape[1] - 1:
        return table[k, table.shape[1] - 1]
    return table[k, i] + (x - i) * (table[k, i + 1] - table[k, i])


@inlined
def resistance(train: Train, k: int, v_ms: float) -> float:
    """Return the resistance on level tangent track, a + b v + c v^2 [N]."""
    return train.a_n[k] + (train.b_ns[k] + train.c_ns2[k] * v_ms) * v_ms


@lean
def applied(t_s: float, delay_s: float, wave_s: float, build_s: float) -> float:
    """Return the share of the air brake that is on, a given time after the driver's action.

    The vehicle at x begins after delay + x / wave speed and builds up evenly; this is the mean over the train.
    """
    t = t_s - delay_s
    if t <= 0.0:
        return 0.0
    if wave_s < _AT_ONCE_S:
        return 1.0 if t >= build_s else t / build_s
    return (_built(t, build_s) - _built(t - wave_s, build_s)) / wave_s


@inlined
def _built(t_s: float, build_s: float) -> float:
    """Return the integral of the build-up of one vehicle."""
    if t_s <= 0.0:
        return 0.0
    if t_s < build_s:
        return 0.5 * t_s * t_s / build_s
    return t_s - 0.5 * build_s


@inlined
def braking_n(train: Train, k: int, held_n: float, v_ms: float, applied_share: float) -> float:
    """Return the brake force of planned braking: the dynamic brake at once, the air brake as far as it is applied [N].

    The driver asks for the service force and, on a falling grade, also for the force of the grade.
    """
    want = train.service_n + max(-held_n, 0.0)
    dynamic = min(read(train.dynamic_n, k, train.per_ms, v_ms), want)
    return dynamic + applied_share * min(want - dynamic, train.air_n)
