"""Which values of axes fit the scenario that is varied: tried many at once, and one by one only where that fails."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from headway.errors import InputError, Problem
from headway.io.variants import Base
from headway.study.axes import Axis, Changes

_CLEAN = 24
"""Draws of all assumptions in a row that must break no rule: two that clash are missed once in a thousand times."""


def not_fitting(base: Base, axes: list[Axis], number: int) -> list[tuple[Axis, list[Problem]]]:
    """Return the axes of which a value does not fit the scenario, with the problems: tried together, then in halves."""
    together = _all([axis.ends()[number] for axis in axes])
    apart = len(together) == sum(len(axis.ends()[number]) for axis in axes)
    problems = faults(base, together) if apart or len(axes) == 1 else ["addresses that overlap"]
    if not problems:
        return []
    if len(axes) == 1:
        return [(axes[0], [one for one in problems if isinstance(one, Problem)])]
    half = len(axes) // 2
    return not_fitting(base, axes[:half], number) + not_fitting(base, axes[half:], number)


def fitting_together(base: Base, axes: list[Axis], left: dict[str, str]) -> list[Axis]:
    """Return the assumptions that can be varied all at once; of those that clash the later one is left out, and says why.

    They are tried at ends of their ranges that are drawn by chance, until so many draws in a row break no rule.
    """
    drawn, clean = np.random.default_rng(0), 0
    while clean < _CLEAN and axes:
        changes = [axis.ends()[int(end)] for axis, end in zip(axes, drawn.integers(2, size=len(axes)), strict=True)]
        if not faults(base, _all(changes)):
            clean += 1
            continue
        clean = 0
        # The fewest of the first ones that break a rule end in one of those that clash.
        low, high = 1, len(axes)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if faults(base, _all(changes[:middle])) else (middle + 1, high)
        left[axes[low - 1].name] = f"clashes with others: {faults(base, _all(changes[:low]))[0]}"
        del axes[low - 1]
    return axes


def _all(changes: Sequence[Changes]) -> Changes:
    found: dict[str, Any] = {}
    for one in changes:
        found |= one
    return found


def faults(base: Base, changes: Changes) -> Sequence[Problem]:
    """Return what is wrong with a scenario under some changes."""
    try:
        base.variant(changes)
    except InputError as error:
        return error.problems
    return ()
