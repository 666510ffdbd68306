"""Consists: trains as they run, with vehicles in order, load and brakes."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property

from headway.errors import require
from headway.model.checked import checked
from headway.model.profile import Stretch
from headway.model.vehicles import Locomotive, Wagon
from headway.units import exact_sum

_MOST_LOCOMOTIVES = 100


class Brakes(StrEnum):
    """How a train brakes.

    ``stated`` is a constant retardation on any grade, with no forces behind it. ``air`` is a force, blended with the
    dynamic brake, that travels along the brake pipe and builds up. ``ecp`` is the same force, applied everywhere at
    once.
    """

    STATED = "stated"
    AIR = "air"
    ECP = "ecp"


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Block:
    """Equal vehicles that run next to one another.

    Parameters
    ----------
    vehicle
        A type of locomotive or wagon.
    number
        How many.
    load
        Share of the payload that each wagon carries; by default all of it in a loaded consist, none in an empty one.
    """

    vehicle: Locomotive | Wagon
    number: int = 1
    load: float | None = None

    def __post_init__(self) -> None:
        require(
            (
                self.number <= _MOST_LOCOMOTIVES or isinstance(self.vehicle, Wagon),
                f"number: 1 to {_MOST_LOCOMOTIVES} locomotives, not {self.number}",
            ),
            (self.load is None or isinstance(self.vehicle, Wagon), "load: a locomotive carries none"),
        )

    @property
    def length_m(self) -> float:
        """Length of all its vehicles [m]."""
        return self.vehicle.length_m * self.number

    def payload_kg(self, *, loaded: bool) -> float:
        """Load of one of its vehicles [kg]."""
        if isinstance(self.vehicle, Locomotive):
            return 0.0
        return self.vehicle.payload_kg * (float(loaded) if self.load is None else self.load)

    def vehicle_mass_kg(self, *, loaded: bool) -> float:
        """Gross mass of one of its vehicles [kg]."""
        own = self.vehicle.mass_kg if isinstance(self.vehicle, Locomotive) else self.vehicle.tare_kg
        return own + self.payload_kg(loaded=loaded)


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Helper(Stretch):
    """Locomotives that push a train from behind over a stretch of a leg, without a stop.

    Parameters
    ----------
    from_km, to_km
        Where the head of the train is while they push, lower post first.
    leg
        The leg of the posts.
    locomotive
        Their type.
    number
        How many.
    """

    leg: str
    locomotive: Locomotive
    number: int = 1


@dataclass(frozen=True, kw_only=True)
@checked
class Consist:
    """A train as it runs, loaded or empty.

    Parameters
    ----------
    train_class
        The class that speed limits and figures know it by, such as ``ore``.
    locomotives, wagons
        Pairs of a type and its number, locomotives in front.
    formation
        In place of these two: blocks of equal vehicles from the front, for locomotives within the train or mixed loads.
    helpers
        Locomotives that push over a stretch of line.
    loaded
        Whether the wagons carry their payload.
    braking_ms2
        Service retardation that the driver uses, on the level [m/s2].
    max_speed_ms
        A limit of the train itself [m/s]; the lowest of its vehicles' when not given.
    resistance_factor
        Calibration: factor on the resistance of the whole train.
    brakes
        How it brakes: a stated retardation, air brake or ECP.
    brake_delay_s
        Time from the driver's action until the first brake applies [s].
    brake_wave_ms
        Speed at which an application of the air brake travels along the train [m/s].
    brake_build_up_s
        Time in which the brake of one vehicle builds up [s].
    brake_release_s
        Time in which the air brake fades after release [s].
    brake_recharge_s
        Time until the air brake has its full force again after a full release [s].
    """

    name: str
    train_class: str
    locomotives: tuple[tuple[Locomotive, int], ...] = ()
    wagons: tuple[tuple[Wagon, int], ...] = ()
    formation: tuple[Block, ...] = ()
    helpers: tuple[Helper, ...] = ()
    loaded: bool
    braking_ms2: float
    max_speed_ms: float | None = None
    resistance_factor: float = 1.0
    brakes: Brakes = Brakes.STATED
    brake_delay_s: float = 2.0
    brake_wave_ms: float = 150.0
    brake_build_up_s: float = 15.0
    brake_release_s: float = 30.0
    brake_recharge_s: float = 300.0

    def __post_init__(self) -> None:
        pairs = [*self.locomotives, *self.wagons]
        require(
            (
                not self.formation or not pairs,
                f'formation: consist "{self.name}" has locomotives or wagons as well; keep one way of listing',
            ),
            (
                self.locomotive_count > 0,
                f'{"formation" if self.formation else "locomotives"}: consist "{self.name}" has no locomotive',
            ),
            (
                self.wagon_count > 0 or not self.loaded,
                f'{"formation" if self.formation else "wagons"}: consist "{self.name}" is loaded but has no wagons. '
                "Add wagons, or say loaded: false",
            ),
            (
                self.brakes == Brakes.STATED or self.air_brake_n > 0,
                f"brakes: {self.brakes} needs brake forces: brake_loaded and brake_empty of wagons, brake of locomotives",
            ),
        )

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # A train is the key of many caches, so its hash is computed once.
        return hash(tuple(getattr(self, field.name) for field in fields(self)))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Equal vehicles that run next to one another, from the front."""
        if self.formation:
            return self.formation
        pairs: tuple[tuple[Locomotive | Wagon, int], ...] = (*self.locomotives, *self.wagons)
        return tuple(Block(vehicle=vehicle, number=n) for vehicle, n in pairs if n >= 1)

    @property
    def vehicles(self) -> tuple[tuple[str, int], ...]:
        """Types and numbers of its vehicles, from the front."""
        return tuple((block.vehicle.name, block.number) for block in self.blocks)

    @property
    def locomotive_blocks(self) -> Iterator[tuple[Locomotive, int]]:
        """Locomotives and their numbers, from the front."""
        return ((b.vehicle, b.number) for b in self.blocks if isinstance(b.vehicle, Locomotive))

    @cached_property
    def mass_kg(self) -> float:
        """Gross mass [kg]."""
        return exact_sum(block.vehicle_mass_kg(loaded=self.loaded) * block.number for block in self.blocks)

    @cached_property
    def rotating_mass_kg(self) -> float:
        """Mass to add to the gross mass for rotating parts [kg]."""
        return exact_sum(rotating_mass_kg(block.vehicle) * block.number for block in self.blocks)

    @cached_property
    def payload_kg(self) -> float:
        """Load of all wagons [kg]; zero for an empty train."""
        return exact_sum(block.payload_kg(loaded=self.loaded) * block.number for block in self.blocks)

    @cached_property
    def length_m(self) -> float:
        """Length over couplers [m]."""
        return exact_sum(block.length_m for block in self.blocks)

    @cached_property
    def air_brake_n(self) -> float:
        """Air brake of the whole train at full service [N]; partly loaded wagons count in proportion."""
        return exact_sum(_air_brake_n(block, loaded=self.loaded) * block.number for block in self.blocks)

    @property
    def hardest_braking_ms2(self) -> float:
        """Upper bound of service braking [m/s2]: all forces together, a grade of 60 permille and resistance help."""
        return self.braking_ms2 if self.brakes == Brakes.STATED else self.braking_ms2 + 0.75

    @property
    def top_speed_ms(self) -> float:
        """The lowest speed limit of its vehicles and of the train itself [m/s]."""
        return min(self.max_speed_ms or float("inf"), *(block.vehicle.max_speed_ms for block in self.blocks))

    @property
    def locomotive_count(self) -> int:
        """Number of locomotives."""
        return sum(block.number for block in self.blocks if isinstance(block.vehicle, Locomotive))

    @property
    def wagon_count(self) -> int:
        """Number of wagons."""
        return sum(block.number for block in self.blocks if isinstance(block.vehicle, Wagon))


def rotating_mass_kg(vehicle: Locomotive | Wagon) -> float:
    """Mass to add to a vehicle for its rotating parts [kg]."""
    return vehicle.mass_kg * vehicle.rotating_mass if isinstance(vehicle, Locomotive) else vehicle.rotating_mass_kg


def _air_brake_n(block: Block, *, loaded: bool) -> float:
    if isinstance(block.vehicle, Locomotive):
        return block.vehicle.brake_n
    wagon = block.vehicle
    share = block.payload_kg(loaded=loaded) / wagon.payload_kg if wagon.payload_kg > 0 else 0.0
    return wagon.brake_empty_n + share * (wagon.brake_loaded_n - wagon.brake_empty_n)
