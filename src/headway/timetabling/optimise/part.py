"""Parts of a search: each ends after rounds of its own, or with the whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from headway.work import Stop


@dataclass(frozen=True, slots=True)
class Part:
    """Ends a part of a search: after ``most`` rounds of its own, or when the whole search shall stop.

    Parameters
    ----------
    stop
        Says when the whole search shall stop.
    most
        Most rounds of this part.
    rounds, seconds
        How long the search has gone on before this part.
    """

    stop: Stop
    most: int
    rounds: int
    seconds: float

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        return rounds >= self.most or self.stop(self.rounds + rounds, self.seconds + seconds)

    def over(self) -> Callable[[], bool]:
        """Return a function that tells whether the whole search shall stop; time counts from now on."""
        began = perf_counter()
        return lambda: self.stop(self.rounds, self.seconds + perf_counter() - began)

    def fitting(self) -> "Part":
        """Return a part with so few rounds that the whole search need not stop within it for its rounds."""
        most = self.most
        while most > 1 and self.stop(self.rounds + most - 1, self.seconds):
            most //= 2
        return replace(self, most=most)
