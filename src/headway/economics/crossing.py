"""Where a function crosses zero: the one place that calls Brent's method, since scipy types it loosely."""

from collections.abc import Callable
from typing import Any, cast

from scipy.optimize import brentq

_BRENT: Any = cast("Any", brentq)


def crossing(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function is zero between two places at which its signs differ, to the last digits of a float."""
    return float(_BRENT(function, low, high, xtol=1e-300, rtol=1e-14))
