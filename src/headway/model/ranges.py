"""The range of every number of a scenario; a number outside its range is a slip, and is refused when it is read.

The slip is usually in the unit or the key. The ranges are wide: they hold what railways have and what plans might ask,
and keep out what no railway has. How numbers must relate to each other, the classes of the model say.
"""

import math
from dataclasses import dataclass
from functools import cache
from numbers import Real
from typing import Any, cast

from headway.units import DAY_S, HOUR_S, YEAR_S, clock, dimension_of, from_si, present

_TONNE = 1_000.0
_KM_H = 1 / 3.6


@dataclass(frozen=True, slots=True)
class Range:
    """The range of numbers that a field may hold.

    Parameters
    ----------
    low, high
        The least and the largest number, in the unit of the field.
    or_zero
        Whether 0 is also allowed below the least number, for none at all.
    cure
        What to do about a number outside; by default to check the number and its unit.
    """

    low: float
    high: float
    or_zero: bool = False
    cure: str = ""

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high or (self.or_zero and number == 0)


_SHARE = Range(0, 1)
_SOME_SHARE = Range(0.01, 1)
_SPREAD = Range(0, 10, cure="It is a coefficient of variation: the standard deviation as a share of the mean")
_POSTS = Range(-1_000, 20_000)
_SPEED = Range(_KM_H, 140)
_FORCE = Range(0, 2e6)
_ANY_FORCE = Range(0, 1e9)
"""Compared with the weight of the locomotive, which shows a slip of the unit better than a range would."""
_POWER = Range(0, 30e6)
_AREA = Range(0.1, 100)
_DRAG = Range(0, 10_000)
_TONNAGE = Range(_TONNE / YEAR_S, 1e6 * _TONNE / HOUR_S)
_SHORT = Range(1, HOUR_S, or_zero=True)
_WEEK = Range(1, 7 * DAY_S, or_zero=True)
_MEAN = Range(0, YEAR_S)
_FAULTS = Range(1_000, 1e12)
_TIME_OF_DAY = Range(0, DAY_S - 1)
_MONEY = Range(0, 1e12)
_PRICE = Range(0, 1e6)
_RATE = Range(-0.5, 1, cure="It is a share a year: 0.08 for 8 %")
_STEEPEST = Range(-60, 60, cure="No adhesion railway is steeper; is it in percent x 100?")

RANGES: dict[str, Range] = {
    # The line.
    "km": _POSTS,
    "km_from": _POSTS,
    "km_to": _POSTS,
    "from_km": _POSTS,
    "to_km": _POSTS,
    "signals_km": _POSTS,
    "Track.length_m": Range(1, 100_000),
    "Section.tracks": Range(1, 20),
    "elevation_m": Range(-500, 6_000),
    "latitude": Range(-90, 90),
    "longitude": Range(-180, 180),
    "yard_trains": Range(0, 1_000),
    "yard_move_s": Range(1, DAY_S),
    "turnout_speed_ms": Range(5 * _KM_H, 140),
    "grade_permille": _STEEPEST,
    "radius_m": Range(50, 100_000, cure="Leave straight track out; it is no curve"),
    "SpeedLimit.speed_ms": _SPEED,
    # Vehicles.
    "mass_kg": Range(1 * _TONNE, 2_000 * _TONNE),
    "tare_kg": Range(0.5 * _TONNE, 500 * _TONNE),
    "payload_kg": Range(0, 1_000 * _TONNE),
    "rotating_mass_kg": Range(0, 200 * _TONNE),
    "length_m": Range(1, 500),
    "axles": Range(1, 64),
    "driven_axles": Range(1, 64),
    "max_effort_n": _ANY_FORCE,
    "force_n": _ANY_FORCE,
    "brake_n": _FORCE,
    "brake_loaded_n": _FORCE,
    "brake_empty_n": _FORCE,
    "power_w": _POWER,
    "auxiliary_w": _POWER,
    "power_ramp_w_s": Range(0, 100e6),
    "ForcePoint.speed_ms": Range(0, 200),
    "max_speed_ms": _SPEED,
    "adhesion": Range(0.05, 0.6, cure="It is a share of the weight"),
    "frontal_area_m2": _AREA,
    "drag_lead": _DRAG,
    "drag_trail": _DRAG,
    "drag_loaded": _DRAG,
    "drag_empty": _DRAG,
    "davis": Range(0, 1e6),
    "davis_loaded": Range(0, 1e6),
    "davis_empty": Range(0, 1e6),
    "rotating_mass": Range(0, 0.99),
    "fuel_l_per_kwh": Range(0, 10),
    "fuel_l_per_h": Range(0, 20_000),
    "idle_l_per_h": Range(0, 1_000),
    "efficiency": _SOME_SHARE,
    "regeneration": _SHARE,
    "co2_kg_per_kwh": Range(0, 10),
    # Trains.
    "Consist.locomotives": Range(1, 100),
    "Consist.wagons": Range(1, 1_000),
    "Block.number": Range(1, 1_000),
    "Helper.number": Range(1, 20),
    "load": Range(0, 1, cure="It is a share of the payload"),
    "braking_ms2": Range(0.02, 1.5, cure="It is a service retardation"),
    "resistance_factor": Range(0.2, 5),
    "brake_delay_s": Range(0, 600),
    "brake_wave_ms": Range(1, 100_000),
    "brake_build_up_s": Range(0, 600),
    "brake_release_s": Range(0, HOUR_S),
    "brake_recharge_s": Range(0, DAY_S),
    # Services and fleets.
    "sets": Range(1, 1_000),
    "availability": _SOME_SHARE,
    "inspection_s": _WEEK,
    "shared_locomotives": Range(0, 10_000),
    "shop_every_s": Range(HOUR_S, 10 * YEAR_S, or_zero=True),
    "shop_s": Range(1, YEAR_S, or_zero=True),
    "shop_berths": Range(1, 1_000),
    "dwell_s": _WEEK,
    "departs_at_s": _TIME_OF_DAY,
    "latest_departure_at_s": Range(0, 2 * DAY_S),
    "arrives_at_s": Range(0, 30 * DAY_S),
    "weekdays": Range(0, 6, cure="Days are 0 (Monday) to 6 (Sunday)"),
    "priority": Range(0, 1_000),
    "passengers": Range(0, 10_000),
    "target_kg_s": _TONNAGE,
    # Terminals.
    "rate_kg_s": _TONNAGE,
    "capacity_kg": Range(1, 1e12),
    "initial_kg": Range(0, 1e12),
    "trains": Range(1, 100),
    "positioning_s": _WEEK,
    # What shuts the line or happens by chance.
    "starts_at_s": _TIME_OF_DAY,
    "duration_s": Range(1, YEAR_S),
    "HeatOrder.duration_s": Range(1, DAY_S),
    "Possession.duration_s": Range(1, 7 * DAY_S),
    "every_s": Range(1, 1_000 * YEAR_S),
    "every_m": _FAULTS,
    "every_wagon_m": _FAULTS,
    "lasts_s": _MEAN,
    "closed_s": _MEAN,
    "late_s": _MEAN,
    "cv": _SPREAD,
    "every_cv": _SPREAD,
    "lasts_cv": _SPREAD,
    "closed_cv": _SPREAD,
    "late_cv": _SPREAD,
    "extent_m": Range(1, 20e6),
    "per_year": Range(0, 1_000),
    "season": Range(0, 1e6),
    "slows_to": _SOME_SHARE,
    "closes": _SHARE,
    "chance": _SHARE,
    "slower": Range(0, 5),
    "cancelled": _SHARE,
    # Options of a plan, and money.
    "capex_usd": _MONEY,
    "opex_usd_y": _MONEY,
    "spend": _SHARE,
    "lead_years": Range(0, 30),
    "life_years": Range(1, 200),
    "most": Range(1, 1_000),
    "works_s": Range(1, 20 * HOUR_S, or_zero=True),
    "Loop.length_m": Range(1, 100_000),
    "wagons_a_train": Range(1, 1_000),
    "locomotives_a_train": Range(1, 100),
    "by_kg": Range(1, 1e12),
    "share": _SOME_SHARE,
    "of_years": Range(0.5, 0.999, cure="It is a share of the years: 0.95 for 19 of 20"),
    "level": Range(1.01, 20, cure="It is a multiple of the time alone"),
    "confirmed_by": Range(5, 100_000),
    "searched_by": Range(2, 100_000),
    "days_a_week": Range(1, 7),
    "loop_usd": _MONEY,
    "second_track_km_usd": _MONEY,
    "signals_km_usd": _MONEY,
    "locomotive_usd": _MONEY,
    "wagon_usd": _MONEY,
    "dumper_usd": _MONEY,
    "load_out_usd": _MONEY,
    "stockyard_usd": _MONEY,
    "shop_usd": _MONEY,
    "line_life_years": Range(1, 200),
    "signals_life_years": Range(1, 200),
    "train_set_life_years": Range(1, 200),
    "terminal_life_years": Range(1, 200),
    "fuel_usd_per_l": _PRICE,
    "crew_usd_per_h": _PRICE,
    "locomotive_usd_per_km": _PRICE,
    "wagon_usd_per_km": _PRICE,
    "track_usd_per_km_y": Range(0, 1e7),
    "track_usd_per_1000_gt_km": _PRICE,
    "terminal_usd_per_t": _PRICE,
    "overhead": Range(0, 10, cure="It is a share of all other operating cost"),
    "rate": _RATE,
    "equity_rate": _RATE,
    "national_rate": _RATE,
    "tax": _SHARE,
    "working_capital_days": Range(0, 365),
    "line_usd": _MONEY,
    "tariff_usd_per_1000_t_km": _PRICE,
    "import_usd_per_t": _PRICE,
    "port_usd_per_t": _PRICE,
    "inland_usd_per_t": _PRICE,
    "discount_usd_per_t": _PRICE,
    "export_usd_per_t": _PRICE,
    "mining_usd_per_t": _PRICE,
    "displaced_kg_s": Range(0, 1e6),
    "fuel_worth_usd_per_l": _PRICE,
    "labour_factor": Range(0, 10),
    "works_factor": Range(0, 10),
    "carbon_usd_per_t": _PRICE,
    "co2_kg_per_l": Range(0, 10),
    # The whole scenario.
    "setting_s": _SHORT,
    "clearing_s": _SHORT,
    "air_temperature_c": Range(-60, 60),
    "running_supplement": Range(0, 1, cure="It is a share of the shortest running time: 0.08 for 8 %"),
}
"""Ranges by field, or by class and field where a name has several meanings."""

_ONE_UNIT = {"kg": "t", "ms": "km/h", "n": "kN", "w": "kW", "w_s": "kW/s", "c": "C", "permille": "permille"}
"""Units in which a message gives these fields at any size; other fields use the unit that makes a number short."""

_THOUSANDTH = {"m": "mm", "kg": "kg", "n": "N", "w": "W"}
"""Units that a number may be in if it is a thousand times too large."""


@cache
def range_of(cls: type, field: str) -> Range | None:
    """Return the range of the numbers of a field of a model class; None if it holds no numbers."""
    owners = [f"{base.__name__}.{field}" for base in cls.__mro__]
    return next((RANGES[key] for key in (*owners, field) if key in RANGES), None)


def fault_of_range(cls: type, field: str, value: Any) -> str:
    """Say which number of a field is outside its range, and what to do; empty if none is."""
    allowed = range_of(cls, field)
    if allowed is None:
        return ""
    wrong = next((number for number in _numbers(value) if number not in allowed), None)
    if wrong is None:
        return ""
    return f"{amount(field, wrong)} is out of range ({in_words(field, allowed)}). {_cure(field, wrong, allowed)}"


def in_words(field: str, allowed: Range) -> str:
    """Write a range with its unit, such as ``1 to 64`` or ``0, or 1 s to 1 h``."""
    low, high = amount(field, allowed.low), amount(field, allowed.high)
    number, _, unit = low.partition(" ")
    text = f"{number if unit and high.endswith(f' {unit}') else low} to {high}"
    return f"0, or {text}" if allowed.or_zero else text


def amount(field: str, number: float) -> str:
    """Write a number of a field with its unit; times of day as such."""
    try:
        value = float(number)
    except OverflowError:
        return f"a number of some {int(cast('int', number).bit_length() * 0.30103) + 1:,} digits"
    _, dimension = dimension_of(field) or ("", "")
    if field.endswith("_at_s") and 0 <= value < 1_000 * HOUR_S:
        return clock(value)
    if dimension in _ONE_UNIT:
        return f"{from_si(value, _ONE_UNIT[dimension], dimension):,.6g} {_ONE_UNIT[dimension]}"
    if dimension:
        value, unit = present(value, dimension)
        return f"{value:,.6g} {unit}"
    return f"{value:,.10g}{' km' if field in _IN_KM else ''}"


_IN_KM = {"km", "km_from", "km_to", "from_km", "to_km", "signals_km"}


_GUESSED = 1e15
"""Numbers beyond this are no slip of a unit."""


def _cure(field: str, number: float, allowed: Range) -> str:
    _, dimension = dimension_of(field) or ("", "")
    unit = _THOUSANDTH.get(dimension)
    number = number if abs(number) < _GUESSED else math.inf
    if unit and number > allowed.high and number / 1_000 in allowed:
        return f"Is the number in {unit}? That would be {amount(field, number / 1_000)}"
    if dimension == "m" and 0 < number < allowed.low and number * 1_000 in allowed:
        return f"Is the number in km? That would be {amount(field, number * 1_000)}"
    return allowed.cure or f"Check the number{' and its unit' if dimension else ''}"


def _numbers(value: Any) -> list[Any]:
    """Return the numbers of a value, at any depth in tuples."""
    if isinstance(value, tuple):
        return [number for item in cast("tuple[Any, ...]", value) for number in _numbers(item)]
    # A type of vehicle beside its number, None, True and texts are not numbers.
    return [] if isinstance(value, bool) or not isinstance(value, Real) else [value]
