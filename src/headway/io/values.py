"""Single values: quantities with their units, lists of numbers, and how a value is quoted in a message."""

from contextlib import suppress
from typing import Any, cast

from headway.io.fields import WEEKDAYS, FieldSpec
from headway.io.tree import Node
from headway.units import parse_quantity, to_si


def quantity(value: Any, spec: FieldSpec, unit: str) -> Any:
    """Return a quantity as an SI number; a number in a bare key, and a text in any, must carry its unit."""
    if isinstance(value, str) and unit:
        with suppress(ValueError):
            value = float(value)
    if isinstance(value, str):
        return parse_quantity(value, spec.dimension)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not unit:
        example = '"08:00"' if spec.is_clock else f"{value:g} {next(iter(k for k in spec.keys.values() if k))}"
        raise ValueError(f"{value:g} has no unit. Write {spec.base}: {example}")
    return to_si(float(value), unit, spec.dimension)


def numbers(value: Any, field: str) -> Any:
    """Return a list of numbers; from a table it is a text with spaces, and weekdays may have names."""
    if isinstance(value, str | int | float):
        value = str(value).replace(",", " ").split()
    if field == "weekdays" and isinstance(value, list):
        names = {day.lower(): i for i, day in enumerate(WEEKDAYS)}
        return [names.get(str(day).lower()[:3], day) for day in cast("list[Any]", value)]
    return value


def reason(message: str) -> str:
    return message.removeprefix("Input ")


def show(node: Node) -> str:
    """Return a value as it is quoted in a message."""
    if node.mapping is not None:
        return "a mapping"
    if node.sequence is not None:
        return "a list"
    return "nothing" if node.value is None else f'"{node.value}"'
