"""How a value with an origin appears in the list of sources and assumptions."""

from typing import Any, cast

from headway.io.fields import FieldSpec
from headway.io.values import in_use, quoted
from headway.units import parse_quantity, present, to_si


def display(value: Any, spec: FieldSpec | None, unit: str) -> str:
    """Return a value as a planner reads it, whatever unit the file used."""
    if isinstance(value, dict) and spec is None:
        return "all of it"
    if isinstance(value, dict):
        return ", ".join(f"{k}: {v}" for k, v in cast("dict[str, Any]", value).items())[:80]
    if isinstance(value, str) and value.endswith(".csv"):
        return "table"
    if isinstance(value, list):
        rows = cast("list[Any]", value)
        return "table" if rows and isinstance(rows[0], dict) else ", ".join(display(v, None, "") for v in rows)
    if spec is not None and spec.dimension and not spec.is_clock:
        try:
            number = float(value) if unit else None
            si = to_si(number, unit, spec.dimension) if number is not None else parse_quantity(str(value), spec.dimension)
        except (TypeError, ValueError, OverflowError):
            return str(value)
        shown, shown_unit = present(si, spec.dimension)
        return f"{shown:g} {shown_unit}"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) and in_use(value) else quoted(value).strip('"')
