"""Rolling stock: locomotives, wagons, the consists they form, and fleets of train sets."""

from dataclasses import dataclass
from functools import cached_property

from headway.errors import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Locomotive:
    """A type of locomotive.

    Parameters
    ----------
    mass_kg, length_m, axles
        In working order, over couplers.
    max_effort_n
        Largest tractive effort at the wheel [N].
    power_w
        Power at the wheel [W]; the effort is the lower of ``max_effort_n`` and ``power_w / v``.
    max_speed_ms
        Design speed [m/s].
    frontal_area_m2, drag_lead, drag_trail
        Cross-section and the CN drag coefficients of a leading and of a trailing unit.
    rotating_mass
        Share of the mass to add for rotating parts.
    fuel_l_per_kwh
        Diesel for one kWh at the wheel [L].
    idle_l_per_h
        Diesel per hour while idling [L].
    """

    name: str
    mass_kg: float
    length_m: float
    axles: int
    max_effort_n: float
    power_w: float
    max_speed_ms: float
    frontal_area_m2: float = 14.9
    drag_lead: float = 24.0
    drag_trail: float = 5.5
    rotating_mass: float = 0.10
    fuel_l_per_kwh: float = 0.27
    idle_l_per_h: float = 15.0

    def __post_init__(self) -> None:
        limit_n = 0.55 * self.mass_kg * 9.80665
        require(
            (self.mass_kg > 0, f"mass_kg: must be above zero, not {self.mass_kg / 1000:g} t"),
            (self.length_m > 0, f"length_m: must be above zero, not {self.length_m:g} m"),
            (1 <= self.axles <= 64, f"axles: a locomotive has 1 to 64, not {self.axles}"),
            (self.power_w > 0, f"power_w: must be above zero, not {self.power_w / 1000:g} kW"),
            (
                0 < self.max_effort_n <= max(limit_n, 0.0) or self.mass_kg <= 0,
                f"max_effort_n: {self.max_effort_n / 1000:g} kN for {self.mass_kg / 1000:g} t is not within the adhesion of "
                f"any locomotive (0 to {limit_n / 1000:.0f} kN). Check the unit: kN, not daN or kgf",
            ),
            (self.max_speed_ms > 0, "max_speed_ms: must be above zero"),
            (0 <= self.rotating_mass < 1, "rotating_mass: a share between 0 and 1"),
            (self.frontal_area_m2 > 0, "frontal_area_m2: must be above zero"),
            (min(self.drag_lead, self.drag_trail) >= 0, "drag_lead: drag coefficients are not negative"),
            (self.fuel_l_per_kwh >= 0, "fuel_l_per_kwh: cannot be negative"),
            (self.idle_l_per_h >= 0, "idle_l_per_h: cannot be negative"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wagon:
    """A type of wagon or coach.

    Parameters
    ----------
    tare_kg, payload_kg
        Empty mass and the load it carries when loaded [kg].
    length_m, axles
        Over couplers.
    frontal_area_m2, drag_loaded, drag_empty
        Cross-section and the CN drag coefficients, loaded and empty.
    rotating_mass_kg
        Mass to add for the wheels [kg].
    max_speed_ms
        Design speed [m/s].
    """

    name: str
    tare_kg: float
    payload_kg: float
    length_m: float
    axles: int = 4
    frontal_area_m2: float = 9.75
    drag_loaded: float = 4.2
    drag_empty: float = 12.0
    rotating_mass_kg: float = 2_000.0
    max_speed_ms: float = 100 / 3.6

    def __post_init__(self) -> None:
        require(
            (self.tare_kg > 0, f"tare_kg: must be above zero, not {self.tare_kg / 1000:g} t"),
            (self.payload_kg >= 0, f"payload_kg: cannot be negative ({self.payload_kg / 1000:g} t)"),
            (self.length_m > 0, f"length_m: must be above zero, not {self.length_m:g} m"),
            (1 <= self.axles <= 64, f"axles: a wagon has 1 to 64, not {self.axles}"),
            (self.rotating_mass_kg >= 0, "rotating_mass_kg: cannot be negative"),
            (self.frontal_area_m2 > 0, "frontal_area_m2: must be above zero"),
            (min(self.drag_loaded, self.drag_empty) >= 0, "drag_loaded: drag coefficients are not negative"),
            (self.max_speed_ms > 0, "max_speed_ms: must be above zero"),
        )


@dataclass(frozen=True, kw_only=True)
class Consist:
    """A train as it runs: locomotives in front, wagons behind, loaded or empty.

    Parameters
    ----------
    train_class
        The class that speed limits and figures know it by, such as ``ore``.
    locomotives, wagons
        Pairs of a type and its number, from the front.
    loaded
        Whether the wagons carry their payload.
    braking_ms2
        Service retardation that the driver uses [m/s2].
    max_speed_ms
        A limit of the train itself [m/s]; the lowest of its vehicles' when not given.
    """

    name: str
    train_class: str
    locomotives: tuple[tuple[Locomotive, int], ...]
    wagons: tuple[tuple[Wagon, int], ...]
    loaded: bool
    braking_ms2: float
    max_speed_ms: float | None = None

    def __post_init__(self) -> None:
        require(
            (bool(self.locomotives), f'locomotives: consist "{self.name}" has no locomotive'),
            (all(1 <= n <= 100 for _, n in self.locomotives), "locomotives: every number must be 1 to 100"),
            (all(1 <= n <= 1000 for _, n in self.wagons), "wagons: every number must be 1 to 1,000"),
            (
                0.02 <= self.braking_ms2 <= 1.5,
                f"braking_ms2: {self.braking_ms2:g} m/s2 is no service retardation (0.02 to 1.5)",
            ),
            (self.max_speed_ms is None or self.max_speed_ms > 0, "max_speed_ms: must be above zero"),
        )

    @cached_property
    def mass_kg(self) -> float:
        """Gross mass [kg]."""
        return sum(loco.mass_kg * n for loco, n in self.locomotives) + sum(
            (wagon.tare_kg + wagon.payload_kg * self.loaded) * n for wagon, n in self.wagons
        )

    @cached_property
    def rotating_mass_kg(self) -> float:
        """Mass to add to the gross mass for rotating parts [kg]."""
        return sum(loco.mass_kg * loco.rotating_mass * n for loco, n in self.locomotives) + sum(
            wagon.rotating_mass_kg * n for wagon, n in self.wagons
        )

    @cached_property
    def payload_kg(self) -> float:
        """Load of all wagons [kg]; zero for an empty train."""
        return sum(wagon.payload_kg * self.loaded * n for wagon, n in self.wagons)

    @cached_property
    def length_m(self) -> float:
        """Length over couplers [m]."""
        vehicles = (*self.locomotives, *self.wagons)
        return sum(vehicle.length_m * n for vehicle, n in vehicles)

    @property
    def top_speed_ms(self) -> float:
        """The lowest speed limit of its vehicles and of the train itself [m/s]."""
        vehicles = (*self.locomotives, *self.wagons)
        return min(self.max_speed_ms or float("inf"), *(vehicle.max_speed_ms for vehicle, _ in vehicles))

    @property
    def locomotive_count(self) -> int:
        """Number of locomotives."""
        return sum(n for _, n in self.locomotives)

    @property
    def wagon_count(self) -> int:
        """Number of wagons."""
        return sum(n for _, n in self.wagons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Train sets that shuttle on one ore flow and stay coupled.

    Parameters
    ----------
    sets
        Number of train sets in service.
    loaded, empty
        The names of the consists as which a set runs.
    inspection_at
        The place where every cycle's inspection is done: the flow's origin or destination.
    inspection_s
        Its duration, crew change and fuelling included [s].
    availability
        Share of the sets owned that is in service; used for the number to buy, not in the simulation.
    """

    name: str
    sets: int
    loaded: str
    empty: str
    inspection_at: str
    inspection_s: float = 0.0
    availability: float = 1.0

    def __post_init__(self) -> None:
        require(
            (1 <= self.sets <= 1000, f"sets: a fleet has 1 to 1,000 train sets, not {self.sets}"),
            (self.inspection_s >= 0, "inspection_s: cannot be negative"),
            (0 < self.availability <= 1, f"availability: a share between 0 and 1, not {self.availability:g}"),
        )
