"""Stopping: how far a train runs from the driver's action until it stands."""

import numpy as np

from headway.arguments import public
from headway.errors import InputError
from headway.jit import kernel
from headway.model import Consist
from headway.physics.forces.kernel import Train, applied, braking_n, resistance
from headway.physics.forces.traction import traction
from headway.physics.trip import Conditions
from headway.units import GRAVITY_MS2

_STEP_S = 0.05
_LONGEST_S = 7_200.0


@public
def stopping_distance(
    consist: Consist, speed_ms: float, grade_permille: float = 0.0, *, conditions: Conditions | None = None
) -> float:
    """Return the distance that a train runs from the driver's action until it stands, by service braking [m].

    Parameters
    ----------
    consist
        The train. A stated retardation acts at once and on any grade. Air brakes travel along the train, build up, and
        act together with resistance and grade.
    speed_ms
        Speed at the driver's action [m/s].
    grade_permille
        Mean grade under the train, positive where it climbs.
    conditions
        Condition of the rail, and density of the air.

    Raises
    ------
    InputError
        If the brakes cannot stop the train on this grade.
    """
    conditions = conditions or Conditions()
    train = traction(consist, rail=conditions.rail, air=conditions.air)
    distance_m, _ = stopping(train, speed_ms, consist.mass_kg * GRAVITY_MS2 * grade_permille / 1000.0)
    if not np.isfinite(distance_m):
        raise InputError(
            [
                f'train "{consist.name}" cannot be stopped from {speed_ms * 3.6:.0f} km/h on {grade_permille:+.1f} permille: '
                f"its air brake of {train.air_n / 1000:,.0f} kN is too weak. Raise the brake forces of its wagons"
            ]
        )
    return distance_m


@kernel
def stopping(train: Train, speed_ms: float, held_n: float) -> tuple[float, float]:
    """Return the distance and the time of a stop on an even grade; both infinite where the brakes are too weak."""
    if train.retardation_ms2 > 0.0:
        return speed_ms * speed_ms / (2.0 * train.retardation_ms2), speed_ms / train.retardation_ms2
    v, x, t, a = speed_ms, 0.0, 0.0, 0.0
    while v > 0.0 and t < _LONGEST_S:
        half = v
        for _ in range(2):
            share = applied(t + 0.5 * _STEP_S, train.delay_s, train.wave_s, train.build_s)
            force = braking_n(train, 0, held_n, half, share) + resistance(train, 0, half) + held_n
            a = force / train.mass_kg[0]
            half = max(v - 0.5 * a * _STEP_S, 0.0)
        if a > 0.0 and v <= a * _STEP_S:
            return x + 0.5 * v * v / a, t + v / a
        x += half * _STEP_S
        v -= a * _STEP_S
        t += _STEP_S
    return (x, t) if v <= 0.0 else (np.inf, np.inf)
