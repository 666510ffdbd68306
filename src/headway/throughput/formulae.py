"""The capacity formulae that planners know, each with its inputs."""

from dataclasses import dataclass

from headway.arguments import public
from headway.errors import require
from headway.units import DAY_S

UIC_405_DAY = 0.67
"""Share of the mean headway that UIC 405 adds as a margin over a whole day; a line is then busy for 60 % of it."""

UIC_405_PEAK = 0.33
"""The same margin for a peak of a few hours; a line is then busy for 75 % of it."""

_PER_BLOCK_S = 15.0
"""What UIC 405 adds to every headway for each intermediate block [s]: a quarter of a minute."""


@public
def scott(slowest_s: float, block_s: float, efficiency: float = 0.7) -> float:
    """Return the number of trains a day over a section by Scott's formula; on single track of both directions together.

    Parameters
    ----------
    slowest_s
        Running time of the slowest goods train over the critical section [s].
    block_s
        Time to operate the block [s].
    efficiency
        Share of the day that can be used, above 0 and at most 1.

    Notes
    -----
    ``C = 1440 / (T + t) * E`` of the Indian Railways, with times in minutes. It ignores the mix of trains, junctions
    and loops.
    """
    require(
        (slowest_s + block_s > 0, "slowest_s, block_s: their sum must be above zero"),
        (0 < efficiency <= 1, f"efficiency: a share above 0 and at most 1, not {efficiency:g}"),
    )
    return DAY_S / (slowest_s + block_s) * efficiency


@public
def uic_405(headway_s: float, blocks: int = 0, margin: float = UIC_405_DAY, period_s: float = DAY_S) -> float:
    """Return the number of trains in a period by UIC leaflet 405.

    Parameters
    ----------
    headway_s
        Mean least headway [s].
    blocks
        Intermediate blocks of the section.
    margin
        Share of the headway that is added as a margin.
    period_s
        The period [s].
    """
    require(
        (headway_s > 0, f"headway_s: must be above zero, not {headway_s:g}"),
        (blocks >= 0 and margin >= 0, "blocks, margin: cannot be negative"),
    )
    return period_s / (headway_s * (1 + margin) + _PER_BLOCK_S * blocks)


@dataclass(frozen=True, slots=True)
class Balanced:
    """An ideal single-track line at capacity: equal sections, and the same running time in both directions.

    Parameters
    ----------
    sections
        Number of sections, 1 or more.
    running_s
        Running time over one section [s].
    lost_s
        Time lost at every meet, for clearing and setting [s].

    Notes
    -----
    In a section one train each way takes ``2 (t + s)``. With sections in step, the waits of two trains that meet at a
    loop sum up to ``-2 t mod 2 (t + s) = 2 s``. So at full capacity the mean wait at every loop is exactly ``s``.
    """

    sections: int
    running_s: float
    lost_s: float

    def __post_init__(self) -> None:
        require(
            (self.sections >= 1, f"sections: 1 or more, not {self.sections}"),
            (self.running_s > 0 and self.lost_s >= 0, "running_s must be above zero and lost_s not negative"),
        )

    @property
    def pairs_per_day(self) -> float:
        """Trains each way in a day."""
        return DAY_S / (2 * (self.running_s + self.lost_s))

    @property
    def transit_s(self) -> float:
        """Mean time from end to end at full capacity [s]."""
        return self.sections * self.running_s + (self.sections - 1) * self.lost_s


@public
def meets_per_train(opposing_per_day: float, transit_s: float, opposing_transit_s: float) -> float:
    """Return how many opposing trains a train meets on its way in steady traffic, whatever the rule who waits.

    A train meets all trains that enter the other end from one opposing transit time before it starts until it arrives.
    """
    return opposing_per_day * (transit_s + opposing_transit_s) / DAY_S
