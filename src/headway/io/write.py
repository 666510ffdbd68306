"""A `Scenario` as the files that `load` reads, with nothing lost."""

import csv
from collections.abc import Iterable
from datetime import date
from enum import Enum
from io import StringIO
from typing import Any, cast

from ruamel.yaml import YAML

from headway.io.addresses import text_at
from headway.io.bundled import FILE
from headway.io.fields import WEEKDAYS, FieldSpec, fields_of, write_tracks
from headway.io.read import COLLECTIONS, KINDS, SCHEMA, Header, nodes_of
from headway.io.records import ROWS
from headway.model import Change, Leg, Locomotive, Provenance, Scenario, Track, Wagon
from headway.units import clock, key_suffix, parse_quantity, present
from headway.work import heed


def files_of(scenario: Scenario) -> dict[str, str]:
    """Return the files of a scenario folder, by name."""
    return _Writer(scenario).files()


def document_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as one document, its tables as lists of rows."""
    return _Writer(scenario, in_one=True).document()


class _Writer:
    def __init__(self, scenario: Scenario, *, in_one: bool = False) -> None:
        self.scenario, self.in_one = scenario, in_one
        self.origins = {p.where: p for p in scenario.provenance}
        self.tables: dict[str, str] = {}

    def files(self) -> dict[str, str]:
        document = self.document()
        stream = StringIO()
        yaml = YAML()
        yaml.width = 120
        yaml.indent(mapping=2, sequence=4, offset=2)
        yaml.dump(document, stream)
        return {FILE: stream.getvalue(), **self.tables}

    def document(self) -> dict[str, Any]:
        s = self.scenario
        document: dict[str, Any] = {"schema": SCHEMA}
        document |= self.record(Header.of(s), "")
        groups: dict[str, Iterable[Any]] = {
            "legs": s.line.legs,
            "locomotives": s.locomotives,
            "wagons": s.wagons,
            "consists": s.consists,
            "fleets": s.fleets,
            "services": s.services,
            "terminals": s.terminals,
            "possessions": s.possessions,
            "disruptions": s.disruptions,
        }
        assert groups.keys() == COLLECTIONS.keys() | KINDS.keys()
        for key, items in groups.items():
            entries: dict[str, Any] = {}
            for item in items:
                where = f"{key}.{item.name}"
                kind = next((k for k, cls in KINDS.get(key, {}).items() if type(item) is cls), None)
                entry = {"kind": kind} if kind else {}
                entry |= self.record(item, where)
                entries[item.name] = self.with_origin(entry, where)
            if entries:
                document[key] = self.with_origin(entries, key)
        if s.changes:
            whole = nodes_of(document if self.in_one else _Writer(s, in_one=True).document())
            document["changed"] = {
                change.where: {**written(change), "was": change.was, "stands": text_at(whole, change.where)}
                for change in s.changes
            }
        return document

    def record(self, item: Any, where: str) -> dict[str, Any]:
        """Return an object as keys and values; fields at their defaults are omitted unless they have an origin."""
        entry: dict[str, Any] = {}
        for spec in fields_of(type(item)).values():
            if spec.name == "name" and type(item) not in ROWS:
                continue
            heed()
            value = getattr(item, spec.name)
            at = f"{where}.{spec.name}".lstrip(".")
            if value is None or (value == () and not spec.required):
                continue
            key, written = self.value(spec, value, at, item)
            entry[key] = self.with_origin(written, at)
        return entry

    def value(self, spec: FieldSpec, value: Any, where: str, item: Any) -> tuple[str, Any]:
        """Return the key and the plain value of a field."""
        if spec.is_clock:
            text = clock(value)
            if parse_quantity(text, "s") == value:
                return spec.base, text
            return spec.base, f"{value!r} s"
        if spec.dimension:
            number, unit = present(value, spec.dimension)
            return spec.base + key_suffix(unit), int(number) if number.is_integer() else number
        if isinstance(value, tuple):
            return spec.name, self.sequence(spec, cast("tuple[Any, ...]", value), where, item)
        if isinstance(value, Locomotive | Wagon):
            return spec.name, value.name
        if isinstance(value, Enum):
            return spec.name, value.value
        if isinstance(value, date):
            return spec.name, value.isoformat()
        return spec.name, int(value) if isinstance(value, float) and value.is_integer() else value

    def sequence(self, spec: FieldSpec, value: tuple[Any, ...], where: str, item: Any) -> Any:
        if spec.name == "weekdays":
            return [WEEKDAYS[day] for day in value]
        if spec.name in ("locomotives", "wagons"):
            return {vehicle.name: self.with_origin(number, f"{where}.{vehicle.name}") for vehicle, number in value}
        if value and isinstance(value[0], Track):
            return write_tracks(value) or [self.record(track, where) for track in value]
        if isinstance(item, Leg):
            return self.table(spec.name, value, where, item)
        if value and type(value[0]) in ROWS:
            return [self.record(row, f"{where}.{i}") for i, row in enumerate(value)]
        return list(value)

    def table(self, name: str, rows: tuple[Any, ...], where: str, leg: Leg) -> str | list[dict[str, Any]]:
        """Write the rows of a leg as a table and return its file name; if no table can hold them, return the rows."""
        single = len(self.scenario.line.legs) == 1
        file = f"{name.replace('_', '-')}.csv" if single else f"{leg.name}-{name.replace('_', '-')}.csv"
        lines: list[dict[str, Any]] = []
        for i, row in enumerate(rows):
            at = f"{where}.{row.name if 'name' in fields_of(type(row)) else i}"
            line = self.record(row, at)
            if origin := self.origins.get(at):
                line |= {k: v for k, v in (("source", origin.source), ("assumed", origin.assumed)) if v}
            lines.append(line)
        values = [value for line in lines for value in line.values()]
        if self.in_one or any(isinstance(v, dict) or (isinstance(v, list) and isinstance(v[0], dict)) for v in values):
            return lines
        lines = [{k: _cell(v) for k, v in line.items()} for line in lines]
        columns = list(dict.fromkeys(key for line in lines for key in line))
        stream = StringIO(newline="")
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        self.tables[file] = stream.getvalue()
        return file

    def with_origin(self, value: Any, where: str) -> Any:
        """Wrap a value in its source or assumption, where it has one."""
        origin: Provenance | None = self.origins.get(where)
        if origin is None:
            return value
        wrapped: dict[str, Any] = {"value": value}
        wrapped |= {k: v for k, v in (("source", origin.source), ("assumed", origin.assumed)) if v}
        if origin.range:
            wrapped["range"] = list(origin.range)
        return wrapped


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(v) for v in cast("list[Any]", value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def written(change: Change) -> dict[str, Any]:
    """Return a change as a file holds it, with its origin and the practice that made it."""
    said = {"source": change.source, "assumed": change.assumed, "range": list(change.range), "by": change.by}
    return {"value": change.value, **{key: text for key, text in said.items() if text}}
