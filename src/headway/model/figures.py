"""Find the figures of a scenario that state neither where they come from nor that they are assumed."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headway.model.scenario import Scenario

_OBJECTS = ("locomotives", "wagons", "consists", "fleets", "services", "terminals", "possessions", "disruptions")
_HEADER = ("setting_s", "clearing_s", "yard_move_s", "air_temperature_c", "turnout_speed_ms", "running_supplement")


def without_origin(scenario: "Scenario") -> dict[str, list[str]]:
    """Return the addresses of the figures, by object or table, that have neither a source nor an assumption.

    Figures are all numbers that were stated, except the kilometre that names a place. Objects are named by their
    addresses, such as ``wagons.ore-130``, rows of a table by the address of the table, and figures of the whole
    scenario by an empty text.
    """
    known = {p.where for p in scenario.provenance}
    found: dict[str, list[str]] = {}
    for where, at in _figures(scenario):
        if not any(part in known for part in _addresses(at)):
            found.setdefault(where, []).append(at)
    return found


def _figures(scenario: "Scenario") -> Iterator[tuple[str, str]]:
    """Yield two addresses for every number that was stated: that of its object or table, and its own."""
    for spec in fields(scenario):
        if spec.name in _HEADER and _is_figure(spec, getattr(scenario, spec.name)):
            yield "", spec.name
    for group in _OBJECTS:
        for item in getattr(scenario, group):
            where = f"{group}.{item.name}"
            yield from ((where, at) for at in _of(item, where))
    for leg in scenario.line.legs:
        where = f"legs.{leg.name}"
        for spec in fields(leg):
            value = getattr(leg, spec.name)
            if not isinstance(value, tuple):
                continue
            table = f"{where}.{spec.name}"
            for i, row in enumerate(value):
                at = f"{table}.{getattr(row, 'name', i)}"
                yield from ((table, figure) for figure in _of(row, at))


def _of(item: Any, where: str) -> Iterator[str]:
    """Yield the addresses of the figures of an object, and of the objects that it holds."""
    for spec in fields(item):
        value = getattr(item, spec.name)
        at = f"{where}.{spec.name}"
        if _is_figure(spec, value):
            yield at
        elif isinstance(value, tuple):
            for i, part in enumerate(value):
                if is_dataclass(part) and not hasattr(part, "tare_kg"):
                    yield from _of(part, f"{at}.{i}")
                elif isinstance(part, tuple) and len(part) == 2 and isinstance(part[1], int):
                    yield f"{at}.{getattr(part[0], 'name', i)}"


def _is_figure(spec: "Field[Any]", value: Any) -> bool:
    stated = spec.default is MISSING or value != spec.default
    return stated and isinstance(value, int | float) and not isinstance(value, bool) and spec.name not in ("km", "priority")


def _addresses(at: str) -> Iterator[str]:
    """Yield an address and the addresses of all that hold it, up to its object and the group of that object."""
    while at:
        yield at
        at = at.rpartition(".")[0]
