"""The profile of a leg: gradients, curves and speed limits between official km posts."""

from dataclasses import dataclass
from enum import StrEnum

from headway.errors import require


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
class Gradient(Stretch):
    """A constant gradient.

    Parameters
    ----------
    grade_permille
        Rise per thousand in the direction of increasing km posts; negative where the line falls.
    """

    grade_permille: float

    def __post_init__(self) -> None:
        Stretch.__post_init__(self)
        require(
            (
                abs(self.grade_permille) <= 60,
                f"grade_permille: {self.grade_permille:g} is beyond any adhesion railway (60); is it in percent x 100?",
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve(Stretch):
    """A curve of constant radius [m]."""

    radius_m: float

    def __post_init__(self) -> None:
        Stretch.__post_init__(self)
        require((self.radius_m >= 50, f"radius_m: {self.radius_m:g} m is too tight for a railway; leave straights out"))


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def __post_init__(self) -> None:
        Stretch.__post_init__(self)
        require((0 < self.speed_ms <= 140, f"speed_ms: a limit of {self.speed_ms * 3.6:g} km/h is out of range (0-504)"))
