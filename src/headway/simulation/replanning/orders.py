"""Orders as the dispatcher gives them: when each train goes, and on which track it stands."""

from dataclasses import dataclass
from math import inf
from typing import Self

import numpy as np
from numpy.typing import NDArray

from headway.simulation.engine import World
from headway.simulation.engine import tables as t


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """What a plan says, by rows of the world: the units first, then the sources, for their next train.

    Parameters
    ----------
    enters
        ``[row, section]``: when the train is to enter the section [s]; infinite where the plan does not say.
    comes, onto
        ``[row, place]``: when the train is to come to the place [s], and the row of the track that it is to take, or
        -1.
    """

    enters: NDArray[np.float64]
    comes: NDArray[np.float64]
    onto: NDArray[np.int64]

    @classmethod
    def of(cls, world: World) -> Self:
        """Return the orders that a world has now."""
        return cls(world.enters.copy(), world.comes.copy(), world.onto.copy())

    @classmethod
    def none(cls, world: World) -> Self:
        """Return empty orders."""
        return cls(np.full_like(world.enters, inf), np.full_like(world.comes, inf), np.full_like(world.onto, t.NONE))

    def up_to(self, time: float) -> Self:
        """Return the orders for the time before a given one."""
        soon = self.comes < time
        enters = np.where(self.enters < time, self.enters, inf)
        return type(self)(enters, np.where(soon, self.comes, inf), np.where(soon, self.onto, t.NONE))

    def give(self, world: World) -> None:
        """Write these orders into a world."""
        world.enters[:], world.comes[:], world.onto[:] = self.enters, self.comes, self.onto
