"""Train resistance: what holds a train back on level track, in curves and on grades."""

from typing import NamedTuple

from headway.model import Consist
from headway.units import GRAVITY_MS2

_N_PER_LB = 4.4482216152605
_KG_PER_SHORT_TON = 907.18474
_MS_PER_MPH = 0.44704
_M2_PER_FT2 = 0.09290304

CURVE_GRADE_M = 0.7
"""Curve resistance as an equivalent grade: 0.7 m / radius (0.8 lb a short ton a degree; AREMA manual, chapter 16)."""


class Davis(NamedTuple):
    """Resistance on level tangent track, ``a + b v + c v^2`` [N, N s/m, N s2/m2]."""

    a_n: float
    b_ns: float
    c_ns2: float


def cn(mass_kg: float, axles: int, drag: float, frontal_area_m2: float) -> Davis:
    """Resistance of one vehicle by the formula of Canadian National, recommended by AREMA.

    ``R = 1.5 + 18 n/W + 0.03 V + C a V^2 / (10000 W)`` [lb a short ton], with W in short tons, n axles, V in
    mph, a in square feet and the drag coefficient C (AREMA Manual for Railway Engineering, chapter 16, part 2).
    """
    tons = mass_kg / _KG_PER_SHORT_TON
    area_ft2 = frontal_area_m2 / _M2_PER_FT2
    return Davis(
        a_n=(1.5 * tons + 18.0 * axles) * _N_PER_LB,
        b_ns=0.03 * tons * _N_PER_LB / _MS_PER_MPH,
        c_ns2=drag * area_ft2 / 10_000.0 * _N_PER_LB / _MS_PER_MPH**2,
    )


def train_resistance(consist: Consist) -> Davis:
    """Resistance of a whole train by the CN formula: the first locomotive leads, all else trails."""
    parts: list[Davis] = []
    leading = True
    for loco, number in consist.locomotives:
        for _ in range(number):
            drag = loco.drag_lead if leading else loco.drag_trail
            parts.append(cn(loco.mass_kg, loco.axles, drag, loco.frontal_area_m2))
            leading = False
    for wagon, number in consist.wagons:
        mass_kg = wagon.tare_kg + wagon.payload_kg * consist.loaded
        drag = wagon.drag_loaded if consist.loaded else wagon.drag_empty
        one = cn(mass_kg, wagon.axles, drag, wagon.frontal_area_m2)
        parts.append(Davis(*(number * x for x in one)))
    return Davis(*(sum(column) for column in zip(*parts, strict=True)))


def weight_n(consist: Consist) -> float:
    """Weight of a train [N]."""
    return consist.mass_kg * GRAVITY_MS2
