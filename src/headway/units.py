"""Units: every number inside Headway is SI; this is the only table of conversions.

A field's name ends in the SI unit of its value (``length_m``, ``payload_kg``). In files the same
quantity may be written with another unit of the same dimension, in the key (``length_km: 2.1``)
or in the value (``length: 2.1 km``).
"""

import math
import re
from collections.abc import Iterable
from datetime import date, timedelta

YEAR_S = 365 * 86_400
"""The planner's year: yearly tonnes are those of 365 equal days (8 trains x 17,000 t x 365 = 49.6 Mt)."""

DAY_S = 86_400
HOUR_S = 3_600
J_PER_KWH = 3.6e6
GRAVITY_MS2 = 9.80665
"""Standard acceleration of free fall (CGPM 1901)."""

# dimension: {unit as written in a value: factor to SI}; files are written in the first unit.
_UNITS: dict[str, dict[str, float]] = {
    "m": {"m": 1.0, "km": 1_000.0},
    "kg": {"t": 1_000.0, "kg": 1.0, "kt": 1e6, "Mt": 1e9},
    "s": {"min": 60.0, "s": 1.0, "h": 3_600.0, "d": 86_400.0},
    "ms": {"km/h": 1 / 3.6, "m/s": 1.0},
    "ms2": {"m/s2": 1.0},
    "n": {"kN": 1e3, "N": 1.0},
    "w": {"kW": 1e3, "W": 1.0, "MW": 1e6},
    "w_s": {"kW/s": 1e3, "W/s": 1.0, "MW/s": 1e6},
    "c": {"C": 1.0},
    "kg_s": {
        "t/h": 1 / 3.6,
        "kg/s": 1.0,
        "kt/h": 1_000 / 3.6,
        "t/d": 1_000 / 86_400,
        "t/y": 1_000 / YEAR_S,
        "kt/y": 1e6 / YEAR_S,
        "Mt/y": 1e9 / YEAR_S,
    },
    "permille": {"permille": 1.0, "percent": 10.0},
    "m2": {"m2": 1.0},
    "usd": {"MUSD": 1e6, "USD": 1.0, "kUSD": 1e3, "bnUSD": 1e9},
    "usd_y": {"MUSD/y": 1e6, "USD/y": 1.0, "kUSD/y": 1e3},
}

DIMENSIONS = tuple(_UNITS)
"""The dimensions that quantities may have."""

_MOST_QUOTED = 60
"""Most characters of a text that a message quotes."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_NUMBER = re.compile(r"\s*((?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-z%/0-9]*)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_PARTED_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")


_SPELLINGS = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{PER MILLE SIGN}": " permille",
        "%": " percent",
        "\N{DEGREE SIGN}": "",
        "\N{SUPERSCRIPT TWO}": "2",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
    }
)


def spelled(text: str) -> str:
    """Return a number or a quantity spelled with the signs of a keyboard.

    >>> spelled("\N{MINUS SIGN}3"), spelled("2\N{NO-BREAK SPACE}\N{PER MILLE SIGN}")
    ('-3', '2  permille')
    >>> spelled("0.3 m/s\N{SUPERSCRIPT TWO}")
    '0.3 m/s2'
    """
    return text.translate(_SPELLINGS)


def whole_seconds(duration_s: float) -> int:
    """Return a duration in whole seconds, rounded up; a microsecond of rounding noise is ignored."""
    return math.ceil(duration_s - 1e-6)


def exact_sum(values: Iterable[float]) -> float:
    """Return the sum of numbers, rounded once; from Python 3.12 on the built-in ``sum`` rounds differently.

    >>> exact_sum([0.1] * 10)
    1.0
    """
    return math.fsum(values)


def dimension_of(field: str) -> tuple[str, str] | None:
    """Split a field name into its base and its dimension, longest unit first.

    >>> dimension_of("rate_kg_s"), dimension_of("length_m"), dimension_of("name")
    (('rate', 'kg_s'), ('length', 'm'), None)
    """
    for dimension in sorted(_UNITS, key=len, reverse=True):
        if field.endswith(f"_{dimension}"):
            return field[: -len(dimension) - 1], dimension
    return None


def key_suffix(unit: str) -> str:
    """Return the ending of a key for a unit: ``km/h`` is written ``_km_h``."""
    return "_" + unit.replace("/", "_").lower()


def without_unit(key: str) -> str:
    """Return a key of a file without the unit at its end.

    >>> without_unit("rate_kt_h"), without_unit("length"), without_unit("paths_per_day")
    ('rate', 'length', 'paths_per_day')
    """
    endings = [key_suffix(unit) for units in _UNITS.values() for unit in units]
    longest = max((e for e in endings if key.endswith(e)), key=len, default="")
    return key.removesuffix(longest) or key


def unit_of(key: str) -> str:
    """Return the unit at the end of a key of a file; empty where there is none.

    >>> unit_of("rate_kt_h"), unit_of("length")
    ('kt/h', '')
    """
    suffix = key.removeprefix(without_unit(key))
    return next((unit for units in _UNITS.values() for unit in units if key_suffix(unit) == suffix), "")


def units_of(dimension: str) -> list[str]:
    """Return the units in which a dimension may be written, the usual unit first."""
    return list(_UNITS[dimension])


def to_si(number: float, unit: str, dimension: str) -> float:
    """Convert a number to SI."""
    factor = _UNITS[dimension][unit]
    # Dividing by a whole number is exact where multiplying by its rounded inverse is not.
    inverse = 1 / factor
    nearest = round(inverse, 9)
    return number / nearest if factor < 1 and math.isclose(inverse, nearest, rel_tol=1e-12) else number * factor


def from_si(value_si: float, unit: str, dimension: str) -> float:
    """Convert an SI number to a unit."""
    return value_si / to_si(1.0, unit, dimension)


def parse_quantity(text: str, dimension: str) -> float:
    """Read a quantity such as ``80 km/h``, ``11 h 20 min`` or ``08:00`` as an SI number.

    Raises
    ------
    ValueError
        With a sentence that names the units allowed.
    """
    plain = number_text(text)
    clock = _CLOCK.fullmatch(plain)
    if clock and dimension == "s":
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    sign = -1.0 if plain.startswith("-") else 1.0
    unsigned = plain.removeprefix("-").removeprefix("+")
    total, end = 0.0, 0
    while match := _NUMBER.match(unsigned, end):
        number, unit = float(match[1].replace("_", "")), match[2]
        if unit not in _UNITS[dimension]:
            raise ValueError(f'"{_short(text)}"{_bad_unit(unit, dimension)}')
        total, end = total + to_si(number, unit, dimension), match.end()
    if end == 0 or unsigned[end:].strip():
        raise ValueError(
            f'"{_short(text)}" is not a number with a unit. Write, for example, "12 {next(iter(_UNITS[dimension]))}".'
        )
    return sign * total


def number_text(text: str) -> str:
    """Return the text of a number with the signs of a keyboard, as `spelled` does.

    Raises
    ------
    ValueError
        If a mark between digits could be read in two ways.
    """
    plain = spelled(text).strip()
    if _DECIMAL_COMMA.search(plain):
        instead = _short(_DECIMAL_COMMA.sub(".", plain))
        raise ValueError(
            f'"{_short(text)}" has a comma between digits. Write decimals with a point, no mark for thousands: "{instead}"'
        )
    if _PARTED_DIGITS.search(plain):
        raise ValueError(f'"{_short(text)}" has a space between digits. Write "{_short(_PARTED_DIGITS.sub("", plain))}"')
    return plain


def _short(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]}..."


def _bad_unit(unit: str, dimension: str) -> str:
    """Say that a unit is missing or does not fit, and which units do."""
    allowed = _UNITS[dimension]
    one_of = f"Write one of: {', '.join(allowed)}."
    if not unit:
        return f" has no unit. {one_of}"
    meant = [known for known in allowed if known.lower() == unit.lower()]
    return f': unit "{_short(unit)}" does not fit here. {f"Did you mean {meant[0]}? " if len(meant) == 1 else ""}{one_of}'


def clock(time_s: float) -> str:
    """Write a time of day as ``HH:MM`` (``HH:MM:SS`` where seconds matter); hours run on past 24."""
    whole = round(time_s)
    text = f"{whole // 3600:02d}:{whole // 60 % 60:02d}"
    return f"{text}:{whole % 60:02d}" if whole % 60 else text


def day_number(time_s: float) -> int:
    """Return the number of the day of a time: 1 for the first day that counts, -1 for the day before it; no day is 0.

    >>> day_number(0), day_number(86_400), day_number(-1), day_number(-86_401)
    (1, 2, -1, -2)
    """
    return numbered(int(time_s // DAY_S))


def numbered(index: int) -> int:
    """Return the number by which people call what has an index from 0: 1, 2, 3; and -1, -2 for what comes before."""
    return index + 1 if index >= 0 else index


def day_and_clock(starts_on: date, time_s: float) -> str:
    """Write a time with the number of its day, its date and the clock.

    Parameters
    ----------
    starts_on
        The date of day 1.
    time_s
        Time from the midnight that begins day 1 [s].

    >>> day_and_clock(date(2027, 1, 4), 115_200)
    'day 2, Tue 2027-01-05, 08:00'
    """
    return f"{day_and_date(starts_on, day_number(time_s))}, {clock(round(time_s) % DAY_S)}"


def day_and_date(starts_on: date, number: int) -> str:
    """Write the number of a day and its date, where day 1 has the date ``starts_on``.

    >>> day_and_date(date(2027, 1, 4), -1)
    'day -1, Sun 2027-01-03'
    """
    on = starts_on + timedelta(days=number - 1 if number > 0 else number)
    return f"day {number}, {_WEEKDAYS[on.weekday()]} {on}"


def weekday_names(days: Iterable[int]) -> str:
    """Write weekdays, 0 for Monday, as ``Mon, Thu``; an empty list stands for every day."""
    return ", ".join(_WEEKDAYS[day] for day in sorted(days)) or "every day"


def hours_minutes(duration_s: float) -> str:
    """Write a duration as ``11 h 20 min``."""
    minutes = round(duration_s / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def present(value_si: float, dimension: str) -> tuple[float, str]:
    """Return the number and the unit by which a file gives an SI value, so that it reads back the same.

    Of the units in which a short decimal reads back exactly, the one with the shortest number is taken, and of equal
    ones the more usual unit. If there is none, the SI unit is taken.
    """
    exact: list[tuple[float, str]] = []
    for unit in _UNITS[dimension]:
        candidate = float(f"{value_si / _UNITS[dimension][unit]:.10g}")
        if to_si(candidate, unit, dimension) == value_si:
            exact.append((candidate, unit))
    if exact:
        return min(exact, key=lambda pair: len(f"{pair[0]:.10g}"))
    si = next(unit for unit, factor in _UNITS[dimension].items() if factor == 1.0)
    return value_si, si
