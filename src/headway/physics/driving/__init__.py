"""Ways of driving, and the instructions that follow from them."""

from headway.physics.driving.instructions import instructions_text, regime_table
from headway.physics.driving.regimes import regimes_of
from headway.physics.driving.ways import Driving, FastestRun, LeastEnergy, LinearMargin

__all__ = [
    "Driving",
    "FastestRun",
    "LeastEnergy",
    "LinearMargin",
    "instructions_text",
    "regime_table",
    "regimes_of",
]
