"""Types of locomotive and wagon."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from headway.errors import require
from headway.model.checked import checked
from headway.units import GRAVITY_MS2

_MOST_POWER_W = 15e6
"""The most power that any locomotive puts on the rail [W]."""

_MOST_AXLE_LOAD_KG = 50_000.0
"""Most mass on an axle [kg]; the heaviest lines carry 40 t."""

_LEAST_ADHESION, _MOST_ADHESION = 0.04, 0.55
"""Bounds of the starting effort of a locomotive or a multiple unit, as a share of its weight."""


class Formula(StrEnum):
    """Formulas of train resistance, by name; `headway.physics.forces.resistance` gives each with its source."""

    CN = "cn"
    MODIFIED_DAVIS = "modified-davis"
    DAVIS_1926 = "davis-1926"
    FCALC = "fcalc"
    STRAHL = "strahl"
    SAUTHOFF = "sauthoff"
    FREE = "free"


class Energy(StrEnum):
    """What a locomotive runs on."""

    DIESEL = "diesel"
    ELECTRIC = "electric"


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class ForcePoint:
    """A point of a curve of force against speed.

    Parameters
    ----------
    speed_ms
        Speed [m/s].
    force_n
        Force of one locomotive at the wheel [N].
    """

    speed_ms: float
    force_n: float


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class FuelPoint:
    """A point of a fuel map.

    Parameters
    ----------
    power_w
        Power at the wheel of one locomotive [W].
    fuel_l_per_h
        Diesel per hour at that power [L].
    """

    power_w: float
    fuel_l_per_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Locomotive:
    """A type of locomotive.

    Parameters
    ----------
    mass_kg, length_m, axles
        In working order, over couplers.
    max_effort_n, power_w
        Largest tractive effort [N] and power [W] at the wheel; the effort is the lower of ``max_effort_n`` and
        ``power_w / v``. Not needed where ``effort`` is given.
    effort
        Curve of tractive effort against speed, up to the design speed; straight between its points.
    adhesion
        Share of the adhesive weight that the wheels can use at rest on dry rail; without it the effort curve stands as
        it is on dry rail, and the formula of Curtius and Kniffler bounds it on any other.
    driven_axles
        Axles with a motor; all, when not given.
    power_ramp_w_s
        How fast the power builds up [W/s]; 0 for at once.
    dynamic_brake
        Curve of the dynamic brake against speed; zero beyond its last point.
    brake_n
        Air brake of the locomotive at full service [N].
    max_speed_ms
        Design speed [m/s].
    resistance
        Formula of resistance.
    frontal_area_m2
        Cross-section [m2].
    drag_lead, drag_trail
        Air coefficient of the formula for a leading and for a trailing unit; the formula's own when not given.
    davis
        For the formula ``free``: a [N], b [N s/m] and c [N s2/m2] of one locomotive.
    rotating_mass
        Share of the mass to add for rotating parts.
    energy
        Diesel or electric.
    fuel_l_per_kwh
        Diesel for one kWh at the wheel [L].
    idle_l_per_h
        Diesel per hour while idling [L].
    fuel
        Fuel map, in place of these two; straight between its points.
    efficiency
        Of an electric locomotive, from the contact wire to the wheel.
    regeneration
        Share of the dynamic brake's energy that an electric locomotive returns to the contact wire.
    auxiliary_w
        Power of an electric locomotive's auxiliaries [W].
    co2_kg_per_kwh
        Carbon dioxide of the electricity [kg].
    """

    name: str
    mass_kg: float
    length_m: float
    axles: int
    max_effort_n: float = 0.0
    power_w: float = 0.0
    effort: tuple[ForcePoint, ...] = ()
    adhesion: float | None = None
    driven_axles: int | None = None
    power_ramp_w_s: float = 0.0
    dynamic_brake: tuple[ForcePoint, ...] = ()
    brake_n: float = 0.0
    max_speed_ms: float
    resistance: Formula = Formula.CN
    frontal_area_m2: float = 14.9
    drag_lead: float | None = None
    drag_trail: float | None = None
    davis: tuple[float, ...] = ()
    rotating_mass: float = 0.10
    energy: Energy = Energy.DIESEL
    fuel_l_per_kwh: float = 0.27
    idle_l_per_h: float = 15.0
    fuel: tuple[FuelPoint, ...] = ()
    efficiency: float = 0.85
    regeneration: float = 0.0
    auxiliary_w: float = 0.0
    co2_kg_per_kwh: float = 0.0

    def __post_init__(self) -> None:
        require(
            _axle_load("mass_kg", self.mass_kg, self.axles),
            (
                self.driven_axles is None or 1 <= self.driven_axles <= self.axles,
                f"driven_axles: 1 to all {self.axles} axles, not {self.driven_axles}",
            ),
            *self._effort_rules(),
            *_curve_rules("dynamic_brake", self.dynamic_brake),
            self._dynamic_brake_rule(),
            *_davis_rules("davis", self.davis, free=self.resistance == Formula.FREE),
            *self._energy_rules(),
        )

    def _effort_rules(self) -> Iterable[tuple[bool, str]]:
        """The effort stays within adhesion and power; a slip of the unit shows here."""
        instead = "Give max_effort and power, or a curve as effort"
        for field, unit in (("max_effort_n", "kN"), ("power_w", "kW")):
            value = getattr(self, field)
            yield (
                value > 0 or (value == 0 and bool(self.effort)),
                f"{field}: must be above zero, not {value / 1000:g} {unit}. {instead}",
            )
        yield from _curve_rules("effort", self.effort)
        yield (
            not self.effort or self.effort[-1].speed_ms >= self.max_speed_ms - 1e-9,
            f"effort: the curve ends at {self.effort[-1].speed_ms * 3.6 if self.effort else 0:g} km/h, below the design speed of "
            f"{self.max_speed_ms * 3.6:g}. Add points up to it",
        )
        field = "effort" if self.effort else "max_effort_n"
        share = self.starting_effort_n / (self.mass_kg * GRAVITY_MS2)
        if self.starting_effort_n > 0:
            yield (_LEAST_ADHESION <= share <= _MOST_ADHESION, f"{field}: {self._unit_slip(share)}")
            yield (
                self.rated_power_w <= _MOST_POWER_W,
                f"{field}: {self.rated_power_w / 1e6:.3g} MW at the wheel is more than any locomotive has "
                f"({_MOST_POWER_W / 1e6:g} MW). Check the units of force (kN) and speed (km/h)",
            )

    def _dynamic_brake_rule(self) -> tuple[bool, str]:
        """The dynamic brake stays within adhesion too."""
        most_n = max((p.force_n for p in self.dynamic_brake), default=0.0)
        return (
            most_n <= _MOST_ADHESION * self.mass_kg * GRAVITY_MS2,
            f"dynamic_brake: {most_n / 1000:,.6g} kN for {self.mass_kg / 1000:g} t is more than the adhesion of any locomotive "
            f"({_MOST_ADHESION:g} of the weight). Check the unit: kN",
        )

    def _unit_slip(self, share: float) -> str:
        """Say that no locomotive has such an effort, and in which unit the number might be."""
        effort, mass = self.starting_effort_n, self.mass_kg * GRAVITY_MS2
        units = {"daN": 10.0, "kgf": 9.80665, "lbf": 4.44822, "N": 1.0}
        # The number was read as kN, so a number in another unit is off by that unit's factor over a thousand.
        would = {u: effort * f / 1000 for u, f in units.items()} | {"tonnes-force": effort * GRAVITY_MS2}
        likely = [f"{u}: {x / 1000:.0f} kN" for u, x in would.items() if 0.1 <= x / mass <= 0.45]
        guess = f" (it may be in {' or '.join(likely)})" if likely else ""
        return (
            f"{effort / 1000:g} kN for {self.mass_kg / 1000:g} t is {share:.3g} of the weight, which is not within the "
            f"adhesion of any locomotive ({_LEAST_ADHESION:g} to {_MOST_ADHESION:g}). Check the unit: kN, not daN or kgf{guess}"
        )

    def _energy_rules(self) -> Iterable[tuple[bool, str]]:
        yield (
            all(a.power_w < b.power_w and a.fuel_l_per_h <= b.fuel_l_per_h for a, b in pairwise(self.fuel)),
            "fuel: the points of a fuel map must rise in power and must not fall in fuel",
        )
        yield (not self.fuel or self.fuel[0].power_w == 0, "fuel: a fuel map begins at 0 kW, with the fuel of idling")
        yield (
            self.regeneration == 0 or (self.energy == Energy.ELECTRIC and bool(self.dynamic_brake)),
            "regeneration: only an electric locomotive with a dynamic_brake returns energy",
        )

    @property
    def starting_effort_n(self) -> float:
        """Effort at rest [N]."""
        return self.effort[0].force_n if self.effort else self.max_effort_n

    @property
    def rated_power_w(self) -> float:
        """The largest power at the wheel [W]."""
        curve = max((p.force_n * p.speed_ms for p in self.effort), default=float("inf"))
        return min(curve, self.power_w or float("inf"))

    @property
    def adhesive_mass_kg(self) -> float:
        """Mass on the driven axles [kg]."""
        return self.mass_kg * (self.driven_axles or self.axles) / self.axles


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Wagon:
    """A type of wagon or coach.

    Parameters
    ----------
    tare_kg, payload_kg
        Empty mass and the load it carries when loaded [kg].
    length_m, axles
        Over couplers.
    resistance
        Formula of resistance.
    frontal_area_m2
        Cross-section [m2].
    drag_loaded, drag_empty
        Air coefficient of the formula, loaded and empty. When not given the formula's own, which for ``cn`` and
        ``fcalc`` is that of a car of 16.3 m; a shorter wagon has its share of it.
    davis_loaded, davis_empty
        For the formula ``free``: a [N], b [N s/m] and c [N s2/m2] of one wagon.
    rotating_mass_kg
        Mass to add for the wheels [kg].
    brake_loaded_n, brake_empty_n
        Air brake of one wagon at full service, at the wheel [N].
    max_speed_ms
        Design speed [m/s].
    """

    name: str
    tare_kg: float
    payload_kg: float
    length_m: float
    axles: int = 4
    resistance: Formula = Formula.CN
    frontal_area_m2: float = 9.75
    drag_loaded: float | None = None
    drag_empty: float | None = None
    davis_loaded: tuple[float, ...] = ()
    davis_empty: tuple[float, ...] = ()
    rotating_mass_kg: float = 2_000.0
    brake_loaded_n: float = 0.0
    brake_empty_n: float = 0.0
    max_speed_ms: float = 100 / 3.6

    def __post_init__(self) -> None:
        free = self.resistance == Formula.FREE
        require(
            _axle_load("payload_kg", self.tare_kg + self.payload_kg, self.axles),
            *_davis_rules("davis_empty", self.davis_empty, free=free),
            *_davis_rules("davis_loaded", self.davis_loaded, free=free and self.payload_kg > 0),
        )


def _axle_load(field: str, mass_kg: float, axles: int) -> tuple[bool, str]:
    """The axle load stays within what railways carry; kilograms written for tonnes show here."""
    load_kg = mass_kg / axles
    return (
        load_kg <= _MOST_AXLE_LOAD_KG,
        f"{field}: {mass_kg / 1000:,g} t on {axles} axles is {load_kg / 1000:,.4g} t an axle, more than any railway carries "
        f"({_MOST_AXLE_LOAD_KG / 1000:g} t). Check the mass and the axles; is it in kg?",
    )


def _curve_rules(field: str, curve: tuple[ForcePoint, ...]) -> Iterable[tuple[bool, str]]:
    """A curve of force against speed has rising speeds, and a curve of effort begins at rest."""
    yield (
        all(a.speed_ms < b.speed_ms for a, b in pairwise(curve)),
        f"{field}: the speeds of a curve must rise from point to point",
    )
    yield (len(curve) != 1, f"{field}: a curve needs two points or more")
    if field == "effort" and curve:
        yield (curve[0].speed_ms == 0, f"{field}: the curve must begin at 0 km/h, not at {curve[0].speed_ms * 3.6:g}")


def _davis_rules(field: str, davis: tuple[float, ...], *, free: bool) -> Iterable[tuple[bool, str]]:
    """The free formula has three coefficients that are not negative; they are given where they are needed."""
    yield (
        len(davis) == 3 or (not davis and not free),
        f"{field}: the formula free needs three numbers: a [N], b [N s/m], c [N s2/m2]",
    )
