"""Clashes: find a smallest set of requirements that cannot be kept together."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest(parts: Sequence[T], clash: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return parts that still clash; without any one of them they would not.

    The function takes halves away first, then ever smaller pieces (Zeller and Hildebrandt, 2002). So it finds a few
    parts among many in few trials. It gives up the first parts first.

    Parameters
    ----------
    parts
        Parts that clash together.
    clash
        Tells whether some of the parts clash. If some clash, so must any larger set that holds them.
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
