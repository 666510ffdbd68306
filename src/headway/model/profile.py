"""The profile of a leg: gradients, curves and speed limits between official km posts."""

from dataclasses import dataclass
from enum import StrEnum

from headway.errors import require
from headway.model.checked import checked


class Direction(StrEnum):
    """The way of a rule of the profile along its leg, by km posts."""

    BOTH = "both"
    INCREASING = "increasing"
    DECREASING = "decreasing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a leg between two km posts, the lower one first."""

    from_km: float
    to_km: float

    def __post_init__(self) -> None:
        require(
            (self.from_km < self.to_km, f"to_km: {self.to_km:g} must lie beyond from_km {self.from_km:g}"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Gradient(Stretch):
    """A constant gradient.

    Parameters
    ----------
    grade_permille
        Rise per thousand in the direction of increasing km posts; negative where the line falls.
    """

    grade_permille: float


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Curve(Stretch):
    """A curve of constant radius [m]."""

    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class SpeedLimit(Stretch):
    """A speed limit, held until the tail of the train has left it.

    Parameters
    ----------
    speed_ms
        The limit [m/s].
    train_class
        The class of trains that it binds; empty for all.
    direction
        The way of the trains that it binds.
    """

    speed_ms: float
    train_class: str = ""
    direction: Direction = Direction.BOTH
