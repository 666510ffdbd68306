"""A scenario as the page shows it: every value with its address, unit, source and range, and the line as a map."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from enum import Enum
from math import cos, radians
from typing import Any, cast

from headway.io.fields import WEEKDAYS, FieldSpec, fields_of, write_tracks
from headway.io.read import Header
from headway.model import Leg, Locomotive, Place, Provenance, Scenario, Section, Track, Wagon
from headway.page.models import MapPlace, MapSection, MapView, ScenarioView, Value, ValueGroup
from headway.units import clock, exact_sum, from_si, parse_quantity, present, without_unit

_GROUPS = ("locomotives", "wagons", "consists", "fleets", "services", "terminals", "possessions", "disruptions")
_KM_PER_DEGREE = 111.2


def scenario_view(scenario: Scenario, name: str, extends: str | None = None) -> ScenarioView:
    """Return a scenario with all its values; ``name`` is what it is called, ``extends`` the one that its file extends."""
    reader = _Reader(scenario)
    return ScenarioView(name=name, title=scenario.title, extends=extends, groups=[*reader.groups()], map=_map(scenario))


class _Reader:
    """Reads the values of a scenario, each with its origin."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.origins = {origin.where: origin for origin in scenario.provenance}
        self.changed = {_plain(change.where) for change in scenario.changes}

    def groups(self) -> Iterator[ValueGroup]:
        scenario = self.scenario
        yield ValueGroup(key="scenario", title=scenario.title, rows=list(self.rows(Header.of(scenario), "", "")))
        for leg in scenario.line.legs:
            where = f"legs.{leg.name}"
            rows = [
                *self.rows(leg, where, where),
                *(
                    row
                    for place in leg.places
                    for row in self.rows(place, f"{where}.places.{place.name}", f"{where}.places.{place.name}", place.name)
                ),
                *(
                    row
                    for number, section in enumerate(leg.sections)
                    for row in self.rows(section, f"{where}.sections.{section.name}", f"{where}.sections.{number}", section.name)
                ),
            ]
            yield ValueGroup(key=where, title=leg.name, rows=rows)
        for group in _GROUPS:
            for item in getattr(scenario, group):
                where = f"{group}.{item.name}"
                yield ValueGroup(key=where, title=item.name, rows=list(self.rows(item, where, where)))

    def rows(self, item: Any, where: str, origin_at: str, of: str = "") -> Iterator[Value]:
        """Yield the values of an object; ``of`` stands before their labels where the group holds many objects."""
        defaults = {field.name: _default(field) for field in dataclasses.fields(item)}
        for spec in fields_of(type(item)).values():
            value = getattr(item, spec.name)
            if _is_other(spec, item) or (of and value == defaults[spec.name] and spec.name != "tracks"):
                continue
            label = f"{of}: {spec.base.replace('_', ' ')}" if of else spec.base.replace("_", " ")
            address = f"{where}.{spec.base}".lstrip(".")
            at = f"{origin_at}.{spec.name}".lstrip(".")
            if _is_blocks(value):
                for vehicle, number in value:
                    told = f"{label}, {vehicle.name}"
                    yield self.value(f"{address}.{vehicle.name}", told, f"{at}.{vehicle.name}", number, None, default=False)
                continue
            yield self.value(address, label, at, value, spec, default=value == defaults[spec.name])

    def value(self, address: str, label: str, at: str, value: Any, spec: FieldSpec | None, *, default: bool) -> Value:
        given, unit, kind = _given(value, spec)
        origin = self.origins.get(at) or self._above(at)
        low, high = _range(origin, unit, spec)
        return Value(
            address=address,
            label=label,
            value=given,
            shown=_shown(value, given, unit),
            unit=unit,
            type=cast("Any", kind),
            origin=_origin(origin, default=default),
            source="" if origin is None else origin.source or origin.assumed,
            low=low,
            high=high,
            changed=_plain(address) in self.changed,
        )

    def _above(self, at: str) -> Provenance | None:
        """Return the origin of a whole object or table, which holds for its parts."""
        parts = at.split(".")
        wholes = (self.origins.get(".".join(parts[:count])) for count in range(len(parts) - 1, 1, -1))
        found = next((origin for origin in wholes if origin is not None), None)
        return None if found is None else dataclasses.replace(found, range=())


def _is_other(spec: FieldSpec, item: Any) -> bool:
    """Tell whether a field is shown elsewhere: names are titles, and the rows of a leg have rows of their own."""
    if isinstance(item, Leg):
        return spec.name in ("name", "places", "sections")
    return spec.name in (("start", "end") if isinstance(item, Section) else ("name",))


def _is_blocks(value: Any) -> bool:
    """Tell whether a value is a list of vehicles with their numbers."""
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(isinstance(one, tuple) and isinstance(one[0], Locomotive | Wagon) for one in cast("tuple[Any, ...]", value))
    )


def _given(value: Any, spec: FieldSpec | None) -> tuple[Any, str, str]:
    """Return a value as the page edits it, its unit, and its type."""
    if isinstance(value, bool):
        return value, "", "boolean"
    if spec is not None and spec.is_clock:
        return (None if value is None else clock(value)), "", "time"
    if spec is not None and spec.dimension:
        if value is None:
            return None, "", "number"
        number, unit = present(value, spec.dimension)
        return number, unit, "number"
    if isinstance(value, date):
        return value.isoformat(), "", "date"
    if isinstance(value, Enum):
        return str(value.value), "", "text"
    if isinstance(value, Locomotive | Wagon):
        return value.name, "", "text"
    if isinstance(value, int | float):
        return value, "", "number"
    if isinstance(value, tuple):
        return _list(cast("tuple[Any, ...]", value), spec), "", "list"
    return value, "", "text"


def _list(value: tuple[Any, ...], spec: FieldSpec | None) -> str | None:
    """Return a list as a file writes it in one line; None for a table."""
    if spec is not None and spec.name == "weekdays":
        return ", ".join(WEEKDAYS[day] for day in value)
    if value and all(isinstance(one, Track) for one in value):
        return write_tracks(value)
    if all(isinstance(one, str | int | float) for one in value):
        return ", ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in value)
    return None


def _shown(value: Any, given: Any, unit: str) -> str:
    if isinstance(value, tuple) and given is None:
        count = len(cast("tuple[Any, ...]", value))
        return f"{count} row{'' if count == 1 else 's'}"
    if given is None:
        return ""
    if isinstance(given, bool):
        return str(given).lower()
    text = f"{given:g}" if isinstance(given, float) and abs(given) < 1e15 else str(given)
    return f"{text} {unit}".rstrip()


def _origin(origin: Provenance | None, *, default: bool) -> Any:
    if origin is not None:
        return "source" if origin.source else "assumed"
    return "default" if default else "file"


def _range(origin: Provenance | None, unit: str, spec: FieldSpec | None) -> tuple[float | None, float | None]:
    """Return the range of a value in its own unit; None for ends that are no numbers."""
    if origin is None or len(origin.range) != 2:
        return None, None

    def end(text: str) -> float | None:
        try:
            if spec is not None and spec.dimension and unit:
                try:
                    return float(text)
                except ValueError:
                    return round(from_si(parse_quantity(text, spec.dimension), unit, spec.dimension), 9)
            return float(text)
        except ValueError:
            return None

    return end(origin.range[0]), end(origin.range[1])


def _default(field: Any) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else dataclasses.MISSING


def _plain(address: str) -> str:
    """Return an address without a unit at its end."""
    above, dot, last = address.rpartition(".")
    return f"{above}{dot}{without_unit(last)}"


def _map(scenario: Scenario) -> MapView:
    line = scenario.line
    mines = {load_out.place for flow in scenario.flows for load_out in [scenario.load_out(flow.load_out)]}
    ports = {dumper.place for flow in scenario.flows for dumper in [scenario.dumper(flow.dumper)]}
    at = _on_earth(line.places) or {place.name: (line.position_m(place.name) / 1000, 0.0) for place in line.places}
    places = [
        MapPlace(
            name=place.name, x=at[place.name][0], y=at[place.name][1], tracks=len(place.tracks), kind=_kind(place, mines, ports)
        )
        for place in line.places
    ]
    sections = [
        MapSection(
            name=section.name,
            a=section.start,
            b=section.end,
            tracks=section.tracks,
            km=(line.positions_m[i + 1] - line.positions_m[i]) / 1000,
        )
        for i, section in enumerate(line.sections)
    ]
    return MapView(places=places, sections=sections)


def _kind(place: Place, mines: set[str], ports: set[str]) -> Any:
    if place.name in mines:
        return "mine"
    if place.name in ports:
        return "port"
    if place.yard_trains:
        return "yard"
    return "loop" if len(place.tracks) > 1 else "place"


def _on_earth(places: tuple[Place, ...]) -> dict[str, tuple[float, float]]:
    """Return where places lie on a flat map, north up [km]; empty where one of them says nothing."""
    known = [(p.name, p.latitude, p.longitude) for p in places if p.latitude is not None and p.longitude is not None]
    if len(known) < len(places):
        return {}
    middle = exact_sum(latitude for _, latitude, _ in known) / len(known)
    shrink = cos(radians(middle))
    return {
        name: (round(longitude * _KM_PER_DEGREE * shrink, 3), round(-latitude * _KM_PER_DEGREE, 3))
        for name, latitude, longitude in known
    }
