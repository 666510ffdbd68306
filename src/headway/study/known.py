"""What is known of the variants of a study: the figures of every replication that is done."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.simulation.statistics import Interval, interval
from headway.study.tasks import Done

Floats = NDArray[np.float64]


class Known:
    """The figures of every replication that is done, by variant and seed.

    Parameters
    ----------
    figures
        Names of the figures.
    """

    def __init__(self, figures: Sequence[str]) -> None:
        self.figures = tuple(figures)
        self._column = {name: i for i, name in enumerate(figures)}
        self._blocks: dict[tuple[int, int], dict[int, Floats]] = {}
        self._seeds: dict[int, set[int]] = {}
        self.refused: dict[int, str] = {}

    def add(self, variant: int, seed: int, first: int, done: Done) -> None:
        """Add what a task found."""
        self._blocks.setdefault((variant, seed), {})[first] = done.values
        self._seeds.setdefault(variant, set()).add(seed)
        if done.refused:
            self.refused[variant] = done.refused

    @property
    def variants(self) -> list[int]:
        """The variants of which something is known, in their order."""
        return sorted(self._seeds)

    def seeds(self, variant: int) -> list[int]:
        """The seeds under which a variant was run."""
        return sorted(self._seeds.get(variant, ()))

    def count(self, variant: int, seed: int, first: int) -> int:
        """Return how many replications the task has that begins with one; 0 where it is not done."""
        return len(self._blocks.get((variant, seed), {}).get(first, ()))

    def table(self, variant: int, seed: int) -> Floats:
        """Return ``[replication, figure]`` of a variant, as many replications as are there without a gap."""
        blocks = self._blocks.get((variant, seed), {})
        found: list[Floats] = []
        count = 0
        while count in blocks:
            found.append(blocks[count])
            count += len(blocks[count])
        return np.concatenate(found) if found else np.empty((0, len(self.figures)))

    def values(self, variant: int, seed: int, figure: str) -> Floats:
        """Return a figure in every replication of a variant."""
        return self.table(variant, seed)[:, self._column[figure]]

    def mean(self, variant: int, seed: int, figure: str) -> Interval | None:
        """Return the mean of a figure with its 95 % interval, over the replications that have it; None if none has."""
        values = self.values(variant, seed, figure)
        there = values[np.isfinite(values)]
        return interval(there) if there.size else None

    def runs(self) -> int:
        """Return how many replications are done."""
        return sum(len(block) for blocks in self._blocks.values() for block in blocks.values())


@dataclass(frozen=True, slots=True)
class Ask:
    """Replications of a variant that are wanted.

    Parameters
    ----------
    variant
        Its number.
    seed
        The seed.
    first, count
        The number of the first, and how many.
    """

    variant: int
    seed: int
    first: int
    count: int
