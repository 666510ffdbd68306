"""The tables of a train for the kernel: resistance, effort, dynamic brake, air brake and fuel."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from headway.model import Block, Brakes, Consist, Energy, ForcePoint, Helper, Locomotive
from headway.physics.forces.adhesion import Rail, adhesion_limit_n
from headway.physics.forces.kernel import Train, applied
from headway.physics.forces.resistance import Davis, train_resistance, vehicle_resistance
from headway.units import HOUR_S, J_PER_KWH, exact_sum

Floats = NDArray[np.float64]

DV_MS = 0.05
"""Step of the tables of force against speed [m/s]."""

PIECES = 6
"""How many pieces of time the build-up of an air brake is split into."""

_POWERS = 101
"""How many rows the table of fuel against power has."""


@lru_cache(maxsize=256)
def traction(consist: Consist, *, rail: Rail = Rail.DRY, air: float = 1.0) -> Train:
    """Turn a train into tables for the kernel; its units are the train alone and with each of its helpers.

    Parameters
    ----------
    consist
        The train.
    rail
        Condition of the rail.
    air
        Density of the air as a share of the standard density.
    """
    speeds = np.arange(0.0, consist.top_speed_ms + 2 * DV_MS, DV_MS)
    own = list(consist.locomotive_blocks)
    units = [own, *([*own, (helper.locomotive, helper.number)] for helper in consist.helpers)]
    alone = train_resistance(consist, air=air)
    davis = [alone, *(_helped(alone, consist, helper, air) for helper in consist.helpers)]
    mass_kg = consist.mass_kg + consist.rotating_mass_kg
    stated = consist.brakes == Brakes.STATED
    # Whole numbers would make numba compile the kernel again.
    delay_s, build_s = float(consist.brake_delay_s), max(float(consist.brake_build_up_s), 1e-3)
    wave_s = consist.length_m / consist.brake_wave_ms if consist.brakes == Brakes.AIR else 0.0
    full_s = delay_s + wave_s + build_s
    middles_s = np.array([]) if stated else (np.arange(PIECES) + 0.5) * full_s / PIECES
    shares = np.array([applied(t, delay_s, wave_s, build_s) for t in middles_s])
    powers = np.linspace(0.0, 1.05 * max(_power_w(unit) for unit in units), _POWERS)
    return Train(
        mass_kg=np.array([mass_kg, *(mass_kg + _moved_kg(helper) for helper in consist.helpers)]),
        a_n=np.array([d.a_n for d in davis]),
        b_ns=np.array([d.b_ns for d in davis]),
        c_ns2=np.array([d.c_ns2 for d in davis]),
        effort_n=np.array([np.sum([n * effort_n(loco, speeds, rail) for loco, n in unit], axis=0) for unit in units]),
        dynamic_n=np.array([np.sum([n * _along(loco.dynamic_brake, speeds) for loco, n in unit], axis=0) for unit in units]),
        per_ms=1 / DV_MS,
        retardation_ms2=float(consist.braking_ms2) if stated else 0.0,
        service_n=0.0 if stated else float(consist.braking_ms2 * mass_kg),
        air_n=float("inf") if stated else float(consist.air_brake_n),
        delay_s=delay_s,
        wave_s=wave_s,
        build_s=build_s,
        release_s=0.0 if stated else float(consist.brake_release_s),
        shares=shares,
        piece_s=full_s / PIECES,
        ramp_w_s=exact_sum(n * loco.power_ramp_w_s for loco, n in own),
        # Locomotives share the power in proportion to their rated power.
        fuel_l_s=np.array(
            [
                np.sum([n * _fuel_l_s(loco, powers / _power_w(unit) * loco.rated_power_w) for loco, n in unit], axis=0)
                for unit in units
            ]
        ),
        per_w=1 / float(powers[1]),
    )


def effort_n(loco: Locomotive, speed_ms: Floats, rail: Rail = Rail.DRY) -> Floats:
    """Return the greatest effort of one locomotive at speeds, by its curve, its power and its adhesion [N]."""
    effort = _along(loco.effort, speed_ms) if loco.effort else np.full_like(speed_ms, loco.max_effort_n)
    if loco.max_effort_n > 0:
        effort = np.minimum(effort, loco.max_effort_n)
    if loco.power_w > 0:
        effort = np.minimum(effort, loco.power_w / np.maximum(speed_ms, 1e-9))
    return np.minimum(effort, adhesion_limit_n(loco, speed_ms, rail))


def _along(curve: tuple[ForcePoint, ...], speed_ms: Floats) -> Floats:
    """Read a curve of force at speeds, linear between its points and zero beyond the last."""
    if not curve:
        return np.zeros_like(speed_ms)
    return np.interp(speed_ms, [p.speed_ms for p in curve], [p.force_n for p in curve], right=0.0)


def _helped(alone: Davis, consist: Consist, helper: Helper, air: float) -> Davis:
    """Return the resistance of a train with helpers, which trail."""
    block = Block(vehicle=helper.locomotive, number=helper.number)
    pushing = vehicle_resistance(block, consist, leading=False, air=air).times(helper.number * consist.resistance_factor)
    return Davis(*(a + b for a, b in zip(alone, pushing, strict=True)))


def _moved_kg(helper: Helper) -> float:
    loco = helper.locomotive
    return helper.number * loco.mass_kg * (1.0 + loco.rotating_mass)


def _power_w(locomotives: Iterable[tuple[Locomotive, int]]) -> float:
    return exact_sum(n * loco.rated_power_w for loco, n in locomotives)


def _fuel_l_s(loco: Locomotive, power_w: Floats) -> Floats:
    """Return the fuel of one locomotive at powers at the wheel [L/s]."""
    if loco.energy == Energy.ELECTRIC:
        return np.zeros_like(power_w)
    if loco.fuel:
        points = [(p.power_w, p.fuel_l_per_h) for p in loco.fuel]
        last_l_per_wh = points[-1][1] / points[-1][0] if points[-1][0] > 0 else 0.0
        rate = np.interp(power_w, [p for p, _ in points], [f for _, f in points])
        return (rate + last_l_per_wh * np.maximum(power_w - points[-1][0], 0.0)) / HOUR_S
    return power_w * loco.fuel_l_per_kwh / J_PER_KWH + loco.idle_l_per_h / HOUR_S
