"""Build objects of the model from mappings, one at a time; every problem is noted and reading continues."""

import types
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError

from headway.errors import InputError, Problem, did_you_mean, nearest
from headway.io.fields import FieldSpec, fields_of, keys_of, parse_tracks
from headway.io.provenance import display
from headway.io.tree import Node, beside, read_table, shown
from headway.io.values import number, numbers, plain, quantity, reason, show
from headway.model import (
    Block,
    Curve,
    Dumper,
    FixedPath,
    Fleet,
    ForcePoint,
    FuelPoint,
    Gradient,
    Helper,
    Leg,
    LoadOut,
    Locomotive,
    Mine,
    OreFlow,
    Place,
    Plant,
    Provenance,
    Section,
    SpeedLimit,
    Stop,
    Track,
    Wagon,
)
from headway.model.checked import fault_of_text
from headway.model.provenance import ROW
from headway.model.ranges import fault_of_range
from headway.work import heed

ROWS = (Place, Section, Gradient, Curve, SpeedLimit, Stop, Track, ForcePoint, FuelPoint, Block, Helper)
"""Classes that come as lists or tables inside another object."""

_REFERRING: tuple[type, ...] = (Fleet, FixedPath, OreFlow, LoadOut, Dumper, Mine, Plant)
_STAND_INS: tuple[type, ...] = (Leg, *_REFERRING)
"""Classes of which an object without its bad parts may stand in, while the rules between objects run."""

VEHICLES: dict[Any, tuple[str, ...]] = {Locomotive: ("locomotives",), Locomotive | Wagon: ("locomotives", "wagons")}
"""Fields that name a type of vehicle, by their type, and the collections in which the name is looked up."""

_ANNOTATION = {"value", "source", "assumed", "range"}
_ROW_ANNOTATION = {"source", "assumed"}
_PASSED_OVER = {"remarks"}
"""Columns and keys of rows that are for human readers and mean nothing here."""

_SILENT_DEFAULTS: dict[type, frozenset[str]] = {Leg: frozenset({"sections", "gradients", "curves", "speed_limits"})}
"""Fields without which the rules of an object still hold: what is absent breaks none of them."""

T = TypeVar("T")

_UNREADABLE = object()
"""Stands for a value that could not be read, or that refers to such a value; its problem is already noted."""


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint, config=ConfigDict(allow_inf_nan=False))


class Records:
    """Reads objects and adds what is wrong with them to ``problems``.

    Parameters
    ----------
    problems
        List to which problems are added.
    whole
        Whether all files could be read; if not, nothing is said of what is missing.

    Each value is judged by itself: its type, range and text. The rules of an object run only if all its parts could be
    read, since an unreadable part must not count as absent.
    """

    def __init__(self, problems: list[Problem], *, whole: bool) -> None:
        self.problems = problems
        self.whole = whole
        self.unreadable: set[str] = set()
        self.partial: set[str] = set()
        self.provenance: list[Provenance] = []
        self.nodes: dict[str, Node] = {}
        self.written: dict[str, str] = {}
        self.vehicles: dict[str, dict[str, Any]] = {}
        self.incomplete: set[str] = set()

    def record(
        self, cls: type[T], node: Node, where: str, *, name: str = "", also: Mapping[str, object] = types.MappingProxyType({})
    ) -> T | None:
        """Read an object of a model class; every bad field adds a problem, and the result is then None."""
        heed()
        before = len(self.problems)
        values: dict[str, Any] = {"name": name} if name and "name" in fields_of(cls) else {}
        for key, child in (node.mapping or {}).items():
            if key == "name" and name:
                continue
            if key not in keys_of(cls):
                usual = [s.usual_key for s in fields_of(cls).values() if s.name != "name" or not name]
                bare = keys_of(cls).keys()
                hint = did_you_mean(key, [*usual, *also, *bare] if _near(key, bare) else [*usual, *also])
                self.add(Problem(f'"{key}" is not a key here. {hint}', where=where), child)
                if meant := nearest(key, bare):
                    # A key that is meant for this field, whose value is then not missing.
                    values.setdefault(keys_of(cls)[meant][0].name, _UNREADABLE)
                continue
            spec, unit = keys_of(cls)[key]
            if spec.name in values:
                self.add(Problem(f'"{key}" gives the same value once more; keep one', where=f"{where}.{key}".lstrip(".")), child)
                continue
            at = f"{where}.{spec.name}".lstrip(".")
            self.nodes[at] = child
            self.written[at] = f"{where}.{key}".lstrip(".")
            values[spec.name] = self.value(cls, spec, unit, child, at)
        for spec in fields_of(cls).values():
            if spec.required and spec.name not in values and self.whole:
                self.add(Problem(f'"{spec.usual_key}" is missing. Add it', where=where), node)
        built = self._build(cls, values, where)
        whole = len(self.problems) == before and not any(v is _UNREADABLE for v in values.values())
        if not whole:
            self.partial.add(where)
        return built if whole or cls in _STAND_INS else None

    def _build(self, cls: type[T], values: dict[str, Any], where: str) -> T | None:
        """Build an object from what could be read; its own rules run if nothing that they judge is missing.

        An object that has a mistake may be needed by others, or refer to others. Then an object without the bad parts
        stands in, so that the rules between objects can still run. It never becomes part of a scenario.
        """
        readable = {k: v for k, v in values.items() if v is not _UNREADABLE}
        unread = values.keys() - readable.keys()
        required = {s.name: s for s in fields_of(cls).values() if s.required}
        if required.keys() <= readable.keys():
            try:
                return cls(**readable)
            except InputError as error:
                if unread <= _SILENT_DEFAULTS.get(cls, frozenset()):
                    self._tell(error, where)
                readable = _without(readable, error)
        if cls in _REFERRING:
            numbers_left = [name for name, spec in required.items() if spec.hint in (int, float) and name not in readable]
            readable |= dict.fromkeys(numbers_left, 1)
        if cls not in _STAND_INS or not required.keys() <= readable.keys():
            return None
        with suppress(InputError):
            return cls(**readable)
        return None

    def _tell(self, error: InputError, where: str) -> None:
        """Add the problems of an object; a place with a problem of its own is not reported as missing elsewhere."""
        places_missing = f"{where}.places" in self.incomplete
        for problem in error.problems:
            if places_missing and (problem.where == "places" or problem.where.startswith("sections.")):
                continue
            self.add(problem.inside(where) if where else problem)
            if problem.where.startswith("places."):
                self.unreadable.add(problem.where)

    def value(self, cls: type, spec: FieldSpec, unit: str, node: Node, where: str) -> Any:
        """Read the value of a field; if it cannot be read, add a problem and return the mark of an unreadable value."""
        node = self.annotated(node, where, spec, unit)
        if node.sequence == []:
            self.add(Problem(f"an empty list. {_instead(spec)}", where=where), node)
            return _UNREADABLE
        row = _row_class(spec.hint)
        if row is not None:
            return self.rows(row, spec, node, where)
        if spec.name in ("locomotives", "wagons"):
            return self.composition(cls, spec.name, node, where)
        if spec.hint in VEHICLES:
            return self.vehicle(VEHICLES[spec.hint], node, where)
        try:
            value = _adapter(spec.hint).validate_python(_convertible(node, spec, unit))
            if fault := fault_of_text(cls, spec.name, value) or fault_of_range(cls, spec.name, value):
                raise ValueError(fault)
            return value
        except ValidationError as error:
            why = "; ".join(dict.fromkeys(reason(e["msg"]) for e in error.errors()))
            self.add(Problem(f"{show(node)}: {why}", where=where), node)
        except ValueError as error:
            self.add(Problem(str(error), where=where), node)
        return _UNREADABLE

    def rows(self, cls: type[Any], spec: FieldSpec, node: Node, where: str) -> Any:
        """Read a list of objects: inline, a CSV table, or the short text for tracks."""
        if isinstance(node.value, str) and cls is Track:
            try:
                return parse_tracks(plain(node))
            except ValueError as error:
                self.add(Problem(str(error), where=where), node)
                return _UNREADABLE
        children = node.sequence
        if isinstance(node.value, str) and node.value.lower().endswith(".csv"):
            children = self.table(cls, spec, node, where)
        elif children is None:
            self.add(Problem(f"must be a list or the name of a .csv file, not {show(node)}", where=where), node)
        if children is None:
            return _UNREADABLE
        read = [self.row(cls, child, where, i) for i, child in enumerate(children)]
        found = tuple(r for r in read if r is not None)
        if len(found) < len(read):
            self.incomplete.add(where)
        # The places that could be read still decide whether services run between places.
        return found if len(found) == len(read) or (cls is Place and found) else _UNREADABLE

    def table(self, cls: type[Any], spec: FieldSpec, node: Node, where: str) -> list[Node] | None:
        """Read the rows of a CSV table; a problem of its columns is reported once, not in every row."""
        path = beside(node.file, node.value)
        rows = read_table(path, self.problems)
        if rows is None:
            return None
        faults = _columns(cls, rows) if rows else [f"a table without rows. {_instead(spec)}"]
        self.problems += [Problem(fault, where=where, file=shown(path), line=1) for fault in faults]
        return None if faults else rows

    def row(self, cls: type[T], node: Node, where: str, number: int) -> T | None:
        if node.mapping is None:
            self.add(Problem(f"must be a mapping of keys to values, not {show(node)}", where=f"{where}.{number}"), node)
            self._nameless(cls)
            return None
        name = node.mapping.get("name")
        if name is not None and not isinstance(name.value, str):
            self.add(Problem(f"{show(name)} is no name{_in_quotes(name.value)}", where=f"{where}.{number}.name"), name)
            self._nameless(cls)
            return None
        at = f"{where}.{name.value if name else number}"
        self.nodes[at] = node
        self.nodes[f"{where}.{number}"] = node
        plain = {k: v for k, v in node.mapping.items() if k not in _ROW_ANNOTATION | _PASSED_OVER}
        origin = {k: str(v.plain()) for k, v in node.mapping.items() if k in _ROW_ANNOTATION}
        if origin:
            self.origin(node, where=at, value=ROW, source=origin.get("source", ""), assumed=origin.get("assumed", ""))
        built = self.record(cls, Node(plain, node.file, node.line), at)
        if built is None and (name is None or fault_of_text(cls, "name", name.value)):
            self._nameless(cls)
        elif built is None and cls is Place and name is not None:
            self.unreadable.add(f"places.{name.value}")
        return built

    def _nameless(self, cls: type) -> None:
        """Note that a place with an unreadable name may have any name that others use."""
        if cls is Place:
            self.unreadable.add("places.")

    def composition(self, cls: type, kind: str, node: Node, where: str) -> Any:
        """Read ``{type: number}`` as pairs of a vehicle and its number."""
        if node.mapping is None:
            self.add(Problem(f"must be a mapping of types to numbers, not {show(node)}", where=where), node)
            return _UNREADABLE
        pairs: list[tuple[Any, int]] = []
        readable = True
        for name, child in node.mapping.items():
            vehicle = self.vehicle((kind,), Node(name, child.file, child.line), where)
            readable = readable and vehicle is not _UNREADABLE
            number = self.annotated(child, f"{where}.{name}")
            if not isinstance(number.value, int) or isinstance(number.value, bool):
                fault = f"{show(number)} is not a whole number"
            else:
                fault = fault_of_range(cls, kind, number.value)
            if fault:
                self.add(Problem(fault, where=f"{where}.{name}"), number)
                readable = False
            else:
                pairs.append((vehicle, number.value))
        return tuple(pairs) if readable else _UNREADABLE

    def vehicle(self, kinds: tuple[str, ...], node: Node, where: str) -> Any:
        """Find a type of vehicle by its name."""
        name = str(node.value)
        known = {n: vehicle for kind in kinds for n, vehicle in self.vehicles[kind].items()}
        if name in known:
            return known[name]
        if self.whole and not any({f"{kind}.{name}", f"{kind}."} & self.unreadable for kind in kinds):
            self.add(
                Problem(f"{show(node)} is not one of the {' or '.join(kinds)}. {did_you_mean(name, known)}", where=where), node
            )
        return _UNREADABLE

    # ------------------------------------------------------------------ origins and problems

    def annotated(self, node: Node, where: str, spec: FieldSpec | None = None, unit: str = "") -> Node:
        """Return the bare value of ``{value, source, range}`` or ``{value, assumed, range}``, and keep its origin."""
        mapping = node.mapping
        if mapping is None or "value" not in mapping:
            return node
        self.nodes[where] = mapping["value"]
        for key in sorted(set(mapping) - _ANNOTATION):
            hint = did_you_mean(key, _ANNOTATION)
            self.add(Problem(f'"{key}" is not a key beside value. {hint}', where=where), mapping[key])
        said = {k: mapping[k].value for k in ("source", "assumed") if k in mapping}
        has = {k for k, text in said.items() if isinstance(text, str) and text.strip()}
        if len(has) != 1 or len(said) > 1:
            self.add(Problem("a value with its origin needs either source or assumed, with a text", where=where), node)
        range_node = mapping.get("range")
        ends = range_node.sequence if range_node else []
        if range_node and (ends is None or len(ends) != 2 or any(isinstance(e.value, dict | list) for e in ends)):
            self.add(Problem("a range is a list of two values, lowest first", where=f"{where}.range"), range_node)
            ends = []
        if spec is not None and spec.dimension and not spec.is_clock:
            self._range_units(spec, unit, ends or [], where)
        self.origin(
            node,
            where=where,
            value=display(mapping["value"].plain(), spec, unit),
            source=str(mapping["source"].value) if "source" in has else "",
            assumed=str(mapping["assumed"].value) if "assumed" in has else "",
            range=tuple(display(e.plain(), spec, unit) for e in ends or ()),
        )
        return mapping["value"]

    def origin(self, node: Node, **said: Any) -> None:
        """Keep where a value comes from; a text that cannot be an origin adds a problem."""
        try:
            self.provenance.append(Provenance(**said))
        except InputError as error:
            for problem in error.problems:
                message = problem.message.removeprefix("provenance: ")
                self.add(Problem(message, where=f"{said['where']}.{problem.where}"), node)

    def _range_units(self, spec: FieldSpec, unit: str, ends: list[Node], where: str) -> None:
        """The ends of a range have units as the value has."""
        for end in ends:
            try:
                quantity(end.plain(), spec, unit)
            except ValueError as error:
                self.add(Problem(str(error), where=f"{where}.range"), end)

    def add(self, problem: Problem, node: Node | None = None) -> None:
        """Add a problem at a node, or at the node nearest to its address."""
        if problem.file:
            self.problems.append(problem)
            return
        address = problem.where
        problem = replace(problem, where=self.written.get(address, address))
        while node is None:
            node = self.nodes.get(address)
            address = address.rpartition(".")[0]
        self.problems.append(replace(problem, file=shown(node.file), line=node.line))


def _row_class(hint: Any) -> type | None:
    args = get_args(hint)
    return args[0] if get_origin(hint) is tuple and args and args[0] in ROWS else None


_WITHOUT = {
    "gradients": "a leg without gradients is level; one row of 0 permille says the same",
    "weekdays": "without weekdays it is every day",
    "tracks": "a place has one track then",
}
"""What it means if a field is omitted; for all other fields it means that there are none."""


def _instead(spec: FieldSpec) -> str:
    """Say what to do about an empty list or table: it may be a slip or mean none, and the two differ."""
    if spec.required:
        return "Add what it lists"
    meaning = _WITHOUT.get(spec.name, "there are none then")
    return f'Add what it lists, or leave "{spec.name}" away (null where this scenario extends one that has it): {meaning}'


def _columns(cls: type, rows: list[Node]) -> list[str]:
    """Say which columns of a table are unknown, and which are missing."""
    given = list(dict.fromkeys(key for row in rows for key in row.mapping or {}))
    usual = {s.usual_key: s for s in fields_of(cls).values()}
    known = {*keys_of(cls), *_ROW_ANNOTATION, *_PASSED_OVER}
    unknown = [key for key in given if key not in known]
    meant = {nearest(key, usual) for key in unknown}
    found = {keys_of(cls)[key][0].name for key in given if key in keys_of(cls)}
    missing = [key for key, s in usual.items() if s.required and s.name not in found and key not in meant]
    faults = [f'column "{key[:60]}" is not known here. {_columns_hint(key, usual)}' for key in unknown]
    if missing:
        faults.append(f"column {', '.join(missing)} is missing. Add it to the header, which has: {', '.join(given)}")
    return faults


def _columns_hint(key: str, usual: Mapping[str, object]) -> str:
    columns = f"Known: {', '.join([*usual, *sorted(_ROW_ANNOTATION)])}."
    hint = did_you_mean(key, usual) if _near(key, usual) else columns
    return f'{hint} If it is for people only, name it "remarks", which is passed over'


def _convertible(node: Node, spec: FieldSpec, unit: str) -> Any:
    """Return the plain value of a field in a form that its type can be made from.

    Raises
    ------
    ValueError
        If there is no such form.
    """
    value = plain(node, text=spec.hint is str)
    if spec.hint is str and isinstance(value, bool | int | float):
        raise ValueError(f"{show(node)} is no text{_in_quotes(value)}")
    if isinstance(value, bool) and spec.hint is not bool:
        raise ValueError(f"{show(node).lower()} stands where a number or a text should")
    if spec.hint is bool and not isinstance(value, bool):
        raise ValueError(f"{show(node)} is neither true nor false")
    if date in (spec.hint, *get_args(spec.hint)) and not isinstance(value, str):
        raise ValueError(f'{show(node)} is not a date. Write it as "2027-01-04"')
    if spec.dimension:
        return quantity(value, spec, unit)
    if get_origin(spec.hint) is tuple:
        return numbers(value, spec.name)
    if {int, float} & {spec.hint, *get_args(spec.hint)}:
        return number(value)
    return value


def _in_quotes(value: Any) -> str:
    """Say how to write a number or a yes as a text in YAML."""
    if not isinstance(value, bool | int | float):
        return ". Write plain text"
    kind = "true or false" if isinstance(value, bool) else "a number"
    return f", but is read as {kind}. Write it in quotes"


def _near(key: str, known: Mapping[str, object] | Any) -> bool:
    return "Did you mean" in did_you_mean(key, known)


def _without(values: dict[str, Any], error: InputError) -> dict[str, Any]:
    """Return an object's values without those that its problems name."""
    kept = dict(values)
    for problem in error.problems:
        field, _, name = problem.where.partition(".")
        if field == "places" and name:
            kept[field] = tuple(p for p in kept.get(field, ()) if p.name != name)
        elif field in kept and field not in ("places", "name"):
            kept.pop(field)
    return kept
