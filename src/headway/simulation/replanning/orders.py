"""Orders as the dispatcher gives them: for every train when and where."""

from dataclasses import dataclass
from math import inf
from typing import Self

import numpy as np
from numpy.typing import NDArray

from headway.simulation.engine import World
from headway.simulation.engine import tables as t


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """What a plan says, by the rows of the world: of units, and behind them of sources for their next train.

    Parameters
    ----------
    enters
        ``[row, section]``, when the train is to enter it [s]; infinite where nothing is said.
    comes, onto
        ``[row, place]``, when it comes there [s], and the row of the track that it is to take, or -1.
    """

    enters: NDArray[np.float64]
    comes: NDArray[np.float64]
    onto: NDArray[np.int64]

    @classmethod
    def of(cls, world: World) -> Self:
        """Return those that a world has."""
        return cls(world.enters.copy(), world.comes.copy(), world.onto.copy())

    @classmethod
    def none(cls, world: World) -> Self:
        """Return none."""
        return cls(np.full_like(world.enters, inf), np.full_like(world.comes, inf), np.full_like(world.onto, t.NONE))

    def up_to(self, time: float) -> Self:
        """Return those for the time before a moment."""
        soon = self.comes < time
        enters = np.where(self.enters < time, self.enters, inf)
        return type(self)(enters, np.where(soon, self.comes, inf), np.where(soon, self.onto, t.NONE))

    def give(self, world: World) -> None:
        """Write them into a world."""
        world.enters[:], world.comes[:], world.onto[:] = self.enters, self.comes, self.onto
