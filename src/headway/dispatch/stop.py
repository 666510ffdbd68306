"""When a search ends. A criterion is any call of (rounds, seconds) that answers whether to stop."""

from dataclasses import dataclass
from typing import Protocol


class Stop(Protocol):
    """Says when a search has gone on for long enough."""

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        """Whether to stop after so many rounds and seconds."""
        ...


@dataclass(frozen=True, slots=True)
class MaxSeconds:
    """Stop after a time."""

    seconds: float

    def __call__(self, _rounds: int, seconds: float) -> bool:
        """Whether the time is over."""
        return seconds >= self.seconds


@dataclass(frozen=True, slots=True)
class MaxRounds:
    """Stop after a number of rounds of every job, which with one job repeats a search exactly."""

    rounds: int

    def __call__(self, rounds: int, _seconds: float) -> bool:
        """Whether the rounds are over."""
        return rounds >= self.rounds
