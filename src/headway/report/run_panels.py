"""Which panels the figure of a train run has; it leaves out those that would be empty, and says so."""

import numpy as np

from headway.physics import TrainRun


def has_height(run: TrainRun) -> bool:
    """Tell whether the height of the line changes on the way."""
    return float(np.ptp(run.elevation_m)) > 0.0


def has_slope(run: TrainRun) -> bool:
    """Tell whether there is any gradient or curve on the way."""
    return bool(np.any(run.grade_permille) or np.any(run.curvature_per_km))


def left_out(run: TrainRun) -> str:
    """Say which panels are left out and why; empty where none is."""
    if has_slope(run):
        return "" if has_height(run) else "The line is level: height is not drawn."
    return "The line is level and straight: height, gradient and curves are not drawn."
