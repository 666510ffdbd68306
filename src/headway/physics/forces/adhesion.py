"""Adhesion: the share of its weight that a driven wheel can put on the rail, by speed and by what lies on the rail."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from headway.model import Locomotive
from headway.units import GRAVITY_MS2

Floats = NDArray[np.float64]


class Rail(StrEnum):
    """What the rail is like."""

    DRY = "dry"
    SANDED = "sanded"
    WET = "wet"


# Assumed: sand adds 0.28, up to the 0.33 that wheels reach on sanded rail.
_SAND = 1.15


def adhesion(speed_ms: Floats, rail: Rail = Rail.DRY) -> Floats:
    """Return the coefficient of adhesion at speeds.

    On dry rail ``0.161 + 7.5 / (V + 44)`` with V in km/h; on wet rail 0.13 in place of 0.161 (F. Curtius and A.
    Kniffler, Neue Erkenntnisse über die Haftung zwischen Treibrad und Schiene, Elektrische Bahnen 21, 1950). With sand
    1.15 times the value of dry rail.
    """
    constant = 0.13 if rail == Rail.WET else 0.161
    factor = _SAND if rail == Rail.SANDED else 1.0
    return factor * (constant + 7.5 / (3.6 * speed_ms + 44.0))


def adhesion_limit_n(loco: Locomotive, speed_ms: Floats, rail: Rail) -> Floats:
    """Return the effort that a locomotive's wheels can carry at speeds [N].

    For a locomotive that gives its own adhesion at rest on dry rail, the curve is scaled to that. A locomotive that
    gives none keeps its effort curve on dry and on sanded rail.
    """
    weight_n = loco.adhesive_mass_kg * GRAVITY_MS2
    if loco.adhesion is None and rail != Rail.WET:
        return np.full_like(speed_ms, np.inf)
    own = 1.0 if loco.adhesion is None else loco.adhesion / float(adhesion(np.zeros(1))[0])
    return own * weight_n * adhesion(speed_ms, rail)
