"""How numbers come in: as one, as a list of years, or as an array of draws and years; read and checked in one place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError, Problem

Array: TypeAlias = NDArray[np.float64]

if TYPE_CHECKING:
    Figures: TypeAlias = float | Sequence[float] | Sequence[Sequence[float]] | NDArray[Any]
else:
    # What is checked at run time is the kind alone; `read` looks at the numbers, all at once.
    Figures = float | list | tuple | np.ndarray


def read(**values: Figures) -> tuple[Array, ...]:
    """Return values as arrays of floats, in their order.

    Raises
    ------
    InputError
        With every value that holds something other than finite numbers.
    """
    problems: list[Problem] = []
    arrays: list[Array] = []
    for name, value in values.items():
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            problems.append(Problem("holds something that is not a number, or rows of unequal lengths; give numbers", where=name))
            continue
        if not np.isfinite(array).all():
            odd = float(array[~np.isfinite(array)].flat[0])
            problems.append(Problem(f"holds {odd}; every value must be a finite number", where=name))
        arrays.append(array)
    if problems:
        raise InputError(problems)
    return tuple(arrays)


def rate_rule(name: str, rate: Array) -> tuple[bool, str]:
    """Return the rule that a rate is above -100 % a year, and its message."""
    lowest = float(rate.min(initial=0.0))
    return lowest > -1, f"{name}: {lowest:g} is not above -1 (-100 %); write 8 % a year as 0.08"


def above_zero(name: str, value: Array | float, what: str = "") -> tuple[bool, str]:
    """Return the rule that all of a value is above zero, and its message."""
    lowest = float(np.min(value))
    return lowest > 0, f"{name}: must be above zero, not {lowest:g}{what}"


def years_rule(name: str, flows: Array) -> tuple[bool, str]:
    """Return the rule that flows have at least one year, and its message."""
    held = flows.ndim > 0 and flows.shape[-1] > 0
    return held, f"{name}: must hold a value for each year, at least one; give a list such as [-100, 60, 60]"
