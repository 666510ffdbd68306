"""Single values: quantities with their units, lists of numbers, and how a value is quoted in a message."""

import re
from contextlib import suppress
from typing import Any, cast

from headway.io.fields import WEEKDAYS, FieldSpec
from headway.io.tree import Node
from headway.model.weekdays import DAYS
from headway.units import number_text, parse_quantity, to_si

_BEYOND_USE = 1e15
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_DECIMAL_POINT = re.compile(r"\d\.\d")


def quantity(value: Any, spec: FieldSpec, unit: str) -> Any:
    """Return a quantity as an SI number; a number in a bare key, and a text in any key, must carry its unit.

    Raises
    ------
    ValueError
        With a sentence that says what to write.
    """
    if isinstance(value, str):
        with suppress(ValueError):
            value = float(number_text(value)) if unit else value
    if isinstance(value, str):
        return parse_quantity(value, spec.dimension)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{quoted(value)} is not a number with a unit")
    if not in_use(value):
        raise ValueError(f"{quoted(value)} is too large a number")
    if not unit:
        if spec.is_clock:
            raise ValueError(f'{value:g} is no time of day. Write it in quotes, such as {spec.base}: "08:00"')
        raise ValueError(f"{value:g} has no unit. Write {spec.base}: {value:g} {next(k for k in spec.keys.values() if k)}")
    return to_si(float(value), unit, spec.dimension)


def in_use(value: Any) -> bool:
    """Tell whether a value is usable, and not, for example, a number of 400 digits."""
    return not isinstance(value, int | float) or not (value < -_BEYOND_USE or value > _BEYOND_USE)


def _with_point(text: str) -> str:
    """Turn decimal commas in a text of a table into decimal points.

    Raises
    ------
    ValueError
        If it has a point already: 1.234 may be a thousand or one.
    """
    if _DECIMAL_POINT.search(text):
        raise ValueError(
            f'"{text}" has a point, but a table separated by semicolons has decimal commas. Write "20,5", or separate its cells '
            "by commas"
        )
    return _DECIMAL_COMMA.sub(".", text)


def numbers(value: Any, field: str) -> Any:
    """Return a list of numbers; in a table it is a text with spaces, and weekdays may have names.

    Raises
    ------
    ValueError
        If a text is no weekday, or a comma may be a decimal comma.
    """
    if isinstance(value, str | int | float):
        if _DECIMAL_COMMA.search(str(value)):
            raise ValueError(f'"{value}" has a comma between digits. Separate numbers by spaces and write decimals with a point')
        value = str(value).replace(",", " ").split()
    if not isinstance(value, list):
        return value
    items = cast("list[Any]", value)
    if field == "weekdays":
        return [_weekday(quoted(day).strip('"')) for day in items]
    if any(isinstance(item, bool) for item in items):
        raise ValueError(f"{quoted(items)} has true or false where numbers should stand")
    return [number_text(item) if isinstance(item, str) else item for item in items]


def number(value: Any) -> Any:
    """Return a number without a unit; a text is first spelled with the signs of a keyboard.

    Raises
    ------
    ValueError
        If the text could be read in two ways, or is a percentage.
    """
    if not isinstance(value, str):
        return value
    if "%" in value:
        raise ValueError(f'"{value}" is a percentage; a share is written as a part of one, such as 0.9 for 90 %')
    return number_text(value)


def _weekday(text: str) -> int:
    names = {name.lower(): i for i, day in enumerate(DAYS) for name in (day, day[:3], str(i))}
    if text.lower() not in names:
        raise ValueError(f'"{text}" is not a weekday. Write a list of {", ".join(WEEKDAYS)}')
    return names[text.lower()]


def reason(message: str) -> str:
    return message.removeprefix("Input ")


def show(node: Node) -> str:
    """Return a value as it is quoted in a message."""
    if node.mapping is not None:
        return "a mapping"
    if node.sequence is not None:
        items = ", ".join(show(child) for child in node.sequence[:5])
        return f"[{items}{', ...' if len(node.sequence) > 5 else ''}]"
    return "nothing" if node.value is None else quoted(node.value)


def quoted(value: Any) -> str:
    """Return a single value in quotes, kept short."""
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python writes
        return "a number of very many digits"
    return f'"{text[:60]}{"..." if len(text) > 60 else ""}"'


def plain(node: Node, *, text: bool = False) -> Any:
    """Return a value without positions; in all that is not meant as text, decimals have points.

    Raises
    ------
    ValueError
        If it is, or holds, a number beyond all use.
    """
    value = node.plain()
    if node.comma and not text:
        value = _with_point(value)
    items = cast("list[Any]", value) if isinstance(value, list) else [value]
    if not all(in_use(item) for item in items):
        raise ValueError(f"{show(node)} is too large a number")
    return value
