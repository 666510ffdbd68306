"""Clashes: a smallest set of requirements that cannot be kept together."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest(parts: Sequence[T], clash: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return parts that still clash, none of which can be spared.

    Halves are taken away first, then ever smaller pieces (Zeller and Hildebrandt, 2002), so that a few among many are found
    with few trials. What stands first is given up first.

    Parameters
    ----------
    parts
        Parts that clash together.
    clash
        Whether some of them clash; more parts never clash less.
    """
    left, size = list(parts), len(parts)
    while size:
        i = 0
        while i < len(left):
            fewer = [*left[:i], *left[i + size :]]
            if clash(fewer):
                left = fewer
            else:
                i += size
        size //= 2
    return left


def in_words(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
