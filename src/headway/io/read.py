"""Scenario files to a `Scenario`: every mistake found in one reading.

Each object is read and checked on its own, so that one mistake never hides another; then the rules
between the objects run on all that could be read. Only a reading without any problem becomes a
`Scenario`.
"""

import types
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError

from headway.errors import InputError, Problem, did_you_mean, nearest
from headway.io import bundled
from headway.io.fields import FieldSpec, fields_of, keys_of, parse_tracks
from headway.io.provenance import display
from headway.io.tree import Node, merge, read_table, read_yaml, shown
from headway.io.values import numbers, plain, quantity, reason, show
from headway.model import (
    Consist,
    Curve,
    Dumper,
    FixedPath,
    Fleet,
    Gradient,
    Leg,
    Line,
    LoadOut,
    Locomotive,
    Mine,
    OreFlow,
    Place,
    Plant,
    Possession,
    Provenance,
    Scenario,
    Section,
    SpeedLimit,
    Stockpile,
    Stop,
    Track,
    Wagon,
)
from headway.model.naming import usable_name
from headway.model.provenance import ROW
from headway.model.rules import Parts, problems_of

SCHEMA = 1
"""The number of the file format that this version reads and writes."""

KINDS: dict[str, dict[str, type]] = {
    "services": {"fixed-path": FixedPath, "ore-flow": OreFlow},
    "terminals": {"mine": Mine, "stockpile": Stockpile, "load-out": LoadOut, "dumper": Dumper, "plant": Plant},
}
"""Collections whose objects say their ``kind``."""

COLLECTIONS: dict[str, type] = {
    "legs": Leg,
    "locomotives": Locomotive,
    "wagons": Wagon,
    "consists": Consist,
    "fleets": Fleet,
    "possessions": Possession,
}
"""Collections of one class of object, by name."""

ROWS = (Place, Section, Gradient, Curve, SpeedLimit, Stop, Track)
"""Classes that come as lists or tables inside another object."""

_REFERRING: tuple[type, ...] = (Fleet, FixedPath, OreFlow, LoadOut, Dumper, Mine, Plant)
_STAND_INS: tuple[type, ...] = (Leg, *_REFERRING)
"""Classes of which one without its bad parts may stand in while the rules between objects run."""

_ANNOTATION = {"value", "source", "assumed", "range"}
_ROW_ANNOTATION = {"source", "assumed"}
_MOST_BASES = 20

T = TypeVar("T")

_UNREADABLE = object()
"""Stands for a value that could not be read, or that refers to something that could not; the problem is told there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The plain values at the top of a scenario file."""

    title: str
    description: str = ""
    starts_on: date = date(2027, 1, 4)
    setting_s: float = 60.0
    clearing_s: float = 60.0
    yard_move_s: float = 600.0


def load(name: str | Path) -> Scenario:
    """Load a scenario: a bundled name, a folder that holds ``scenario.yaml``, or a file.

    Raises
    ------
    InputError
        Listing every problem of the files, each with its file and line.
    """
    path = bundled.find(str(name))
    problems: list[Problem] = []
    tree = _gather(path, problems, ())
    reader = _Reader(problems, whole=not problems)
    if tree is not None:
        scenario = reader.scenario(tree)
        if scenario is not None:
            return scenario
    raise InputError(dict.fromkeys(reader.problems))


def _gather(path: Path, problems: list[Problem], seen: tuple[Path, ...]) -> Node | None:
    """Read a file and what it extends, as one tree."""
    tree = read_yaml(path, problems)
    if tree is None:
        return None
    if tree.mapping is None:
        problems.append(Problem("a scenario is a mapping of keys to values", file=shown(path), line=tree.line))
        return None
    base = dict(tree.mapping).pop("extends", None)
    if base is None:
        return tree
    own = Node({k: v for k, v in tree.mapping.items() if k != "extends"}, tree.file, tree.line)
    seen = (*seen, path.resolve())

    def refuse(message: str) -> Node:
        problems.append(Problem(message, where="extends", file=shown(path), line=base.line))
        return own

    if not isinstance(base.value, str):
        return refuse("name one scenario: a bundled name or a path")
    try:
        base_path = bundled.find(base.value, beside=path.parent)
    except InputError as error:
        return refuse(error.problems[0].message)
    if base_path.resolve() in seen:
        chain = " -> ".join(p.parent.name + "/" + p.name for p in (*seen, base_path.resolve()))
        return refuse(f"a loop: {chain}. Let one of them extend nothing")
    if len(seen) > _MOST_BASES:
        return refuse(f"more than {_MOST_BASES} scenarios extend one another")
    below = _gather(base_path, problems, seen)
    return merge(below, own, problems) if below is not None else own


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint, config=ConfigDict(allow_inf_nan=False))


class _Reader:
    """One reading of one tree; ``problems`` grows as it goes."""

    def __init__(self, problems: list[Problem], *, whole: bool) -> None:
        self.problems = problems
        # Where a file or its base could not be read, nothing is said of what is missing.
        self.whole = whole
        self.unreadable: set[str] = set()
        self.provenance: list[Provenance] = []
        self.nodes: dict[str, Node] = {}
        self.written: dict[str, str] = {}
        self.vehicles: dict[str, dict[str, Any]] = {}
        self.incomplete: set[str] = set()

    # ------------------------------------------------------------------ the whole

    def scenario(self, tree: Node) -> Scenario | None:
        root = dict(tree.mapping or {})
        self.nodes[""] = tree
        self._schema(root.pop("schema", None), tree)
        collections = {key: root.pop(key, None) for key in (*COLLECTIONS, *KINDS)}
        header = self.record(Header, Node(root, tree.file, tree.line), "", also={**collections, "schema": None, "extends": None})
        read: dict[str, dict[str, Any]] = {}
        for key in ("locomotives", "wagons", "consists", "legs", "fleets", "possessions", "services", "terminals"):
            read[key] = dict(self.collection(key, collections[key]))
            self.vehicles[key] = read[key]
        line = self.line(list(read["legs"].values()), collections["legs"], tree)
        parts = Parts(
            line=line,
            consists=read["consists"],
            fleets=read["fleets"],
            services=read["services"],
            terminals=read["terminals"],
            possessions=read["possessions"],
            unreadable=frozenset(self.unreadable if self.whole else {*self.unreadable, "services."}),
        )
        for problem in problems_of(parts):
            self.add(problem)
        if self.problems or line is None or header is None:
            return None
        return Scenario(
            title=header.title,
            description=header.description,
            starts_on=header.starts_on,
            setting_s=header.setting_s,
            clearing_s=header.clearing_s,
            yard_move_s=header.yard_move_s,
            line=line,
            locomotives=tuple(read["locomotives"].values()),
            wagons=tuple(read["wagons"].values()),
            consists=tuple(read["consists"].values()),
            fleets=tuple(read["fleets"].values()),
            services=tuple(read["services"].values()),
            terminals=tuple(read["terminals"].values()),
            possessions=tuple(read["possessions"].values()),
            provenance=tuple(sorted(self.provenance, key=lambda p: p.where)),
        )

    def _schema(self, node: Node | None, tree: Node) -> None:
        if node is None and self.whole:
            self.add(Problem(f"missing. Add schema: {SCHEMA} at the top", where="schema"), tree)
        elif node is not None and node.value != SCHEMA:
            self.add(Problem(f"this version reads schema {SCHEMA}, not {show(node)}", where="schema"), node)

    def line(self, legs: list[Leg], node: Node | None, tree: Node) -> Line | None:
        if not legs:
            if node is None and self.whole:
                self.add(Problem("missing. A scenario needs at least one leg of line", where="legs"), tree)
            return None
        if any(u.startswith("legs.") for u in self.unreadable):
            return None
        try:
            return Line(legs=tuple(chained(legs)))
        except InputError as error:
            for problem in error.problems:
                self.add(problem)
            return None

    def collection(self, key: str, node: Node | None) -> Iterator[tuple[str, Any]]:
        """Read the named objects of a collection."""
        if node is None:
            return
        self.nodes[key] = node
        if node.mapping is None:
            self.add(Problem(f"must be a mapping of names to objects, not {show(node)}", where=key), node)
            self.unreadable.add(f"{key}.")
            return
        for name, child in node.mapping.items():
            where = f"{key}.{name}"
            self.nodes[where] = child
            if not usable_name(name):
                message = "a name is a short text without slashes and control characters. Choose another"
                self.add(Problem(message, where=f"{key}.{name[:40]!r}"), child)
                self.unreadable.add(where)
                continue
            item = self.kinded(key, name, child, where) if key in KINDS else self.named(COLLECTIONS[key], name, child, where)
            if item is None:
                self.unreadable.add(where)
            else:
                yield name, item

    def named(self, cls: type[T], name: str, node: Node, where: str) -> T | None:
        """Read one object of a collection; its name is its key."""
        node = self.annotated(node, where)
        if node.mapping is None:
            self.add(Problem(f"must be a mapping of keys to values, not {show(node)}", where=where), node)
            return None
        if "name" in node.mapping:
            self.add(Problem("take it away: the key above is the name", where=f"{where}.name"), node.mapping["name"])
        return self.record(cls, node, where, name=name)

    def kinded(self, key: str, name: str, node: Node, where: str) -> Any:
        """Read one object of a collection of several kinds."""
        kinds = KINDS[key]
        node = self.annotated(node, where)
        kind = (node.mapping or {}).get("kind")
        cls = kinds.get(kind.value) if kind is not None and isinstance(kind.value, str) else None
        if cls is None:
            hint = did_you_mean(str(kind.value) if kind else "", kinds)
            typo = nearest("kind", node.mapping or {})
            found = f"{show(kind)} is not one" if kind else f'missing; is "{typo}" meant to be it?' if typo else "missing"
            self.add(Problem(f"{found}. {hint}", where=f"{where}.kind"), kind or node)
            return None
        rest = {k: v for k, v in (node.mapping or {}).items() if k != "kind"}
        return self.named(cls, name, Node(rest, node.file, node.line), where)

    # ------------------------------------------------------------------ one object

    def record(
        self, cls: type[T], node: Node, where: str, *, name: str = "", also: Mapping[str, object] = types.MappingProxyType({})
    ) -> T | None:
        """Read an object of a model class; every bad field adds a problem, and any makes it None."""
        before = len(self.problems)
        values = {"name": name} if name and "name" in fields_of(cls) else {}
        for key, child in (node.mapping or {}).items():
            if key == "name" and name:
                continue
            if key not in keys_of(cls):
                usual = [s.usual_key for s in fields_of(cls).values() if s.name != "name" or not name]
                bare = keys_of(cls).keys()
                hint = did_you_mean(key, [*usual, *also, *bare] if _near(key, bare) else [*usual, *also])
                self.add(Problem(f'"{key}" is not a key here. {hint}', where=where), child)
                continue
            spec, unit = keys_of(cls)[key]
            if spec.name in values:
                self.add(Problem(f'"{key}" gives the same value once more; keep one', where=f"{where}.{key}".lstrip(".")), child)
                continue
            at = f"{where}.{spec.name}".lstrip(".")
            self.nodes[at] = child
            self.written[at] = f"{where}.{key}".lstrip(".")
            values[spec.name] = self.value(spec, unit, child, at)
        for spec in fields_of(cls).values():
            if spec.required and spec.name not in values and self.whole:
                self.add(Problem(f'"{spec.usual_key}" is missing. Add it', where=where), node)
        built = self._build(cls, values, where)
        whole = len(self.problems) == before and not any(v is _UNREADABLE for v in values.values())
        return built if whole or cls in _STAND_INS else None

    def _build(self, cls: type[T], values: dict[str, Any], where: str) -> T | None:
        """Build an object from what could be read, to hear what else is wrong with it.

        Of an object with a mistake that other objects need, or that refers to others, one without the bad parts stands
        in, so that the rules between the objects can still run; it never becomes part of a scenario.
        """
        readable = {k: v for k, v in values.items() if v is not _UNREADABLE}
        required = {s.name: s for s in fields_of(cls).values() if s.required}
        if required.keys() <= readable.keys():
            try:
                return cls(**readable)
            except InputError as error:
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
        """Add the problems of an object; a place with a problem of its own is not said to be missing elsewhere."""
        for problem in error.problems:
            if f"{where}.{problem.where}" in self.incomplete:
                continue
            self.add(problem.inside(where) if where else problem)
            if problem.where.startswith("places."):
                self.unreadable.add(problem.where)

    def value(self, spec: FieldSpec, unit: str, node: Node, where: str) -> Any:
        """Read the value of a field, or add a problem and say that it is unreadable."""
        node = self.annotated(node, where, spec, unit)
        row = _row_class(spec.hint)
        if row is not None:
            return self.rows(row, node, where)
        if spec.name in ("locomotives", "wagons"):
            return self.composition(spec.name, node, where)
        try:
            value = plain(node)
            if isinstance(value, bool) and spec.hint is not bool:
                raise ValueError(f"{show(node).lower()} stands where a number or a text should")
            if spec.hint is bool and not isinstance(value, bool):
                raise ValueError(f"{show(node)} is neither true nor false")
            if spec.hint is date and not isinstance(value, str):
                raise ValueError(f'{show(node)} is not a date. Write it as "2027-01-04"')
            if spec.dimension:
                value = quantity(value, spec, unit)
            elif get_origin(spec.hint) is tuple:
                value = numbers(value, spec.name)
            return _adapter(spec.hint).validate_python(value)
        except ValidationError as error:
            why = "; ".join(dict.fromkeys(reason(e["msg"]) for e in error.errors()))
            self.add(Problem(f"{show(node)}: {why}", where=where), node)
        except ValueError as error:
            self.add(Problem(str(error), where=where), node)
        return _UNREADABLE

    def rows(self, cls: type[Any], node: Node, where: str) -> Any:
        """Read a list of objects: inline, a CSV table, or the short text for tracks."""
        if isinstance(node.value, str) and cls is Track:
            try:
                return parse_tracks(node.value)
            except ValueError as error:
                self.add(Problem(str(error), where=where), node)
                return _UNREADABLE
        children = node.sequence
        if isinstance(node.value, str) and node.value.endswith(".csv"):
            children = read_table(node.file.parent / node.value, self.problems)
            if children is None:
                return _UNREADABLE
            if children and (missing := self._missing_columns(cls, children)):
                columns = ", ".join(dict.fromkeys(k for row in children for k in row.mapping or {}))
                message = f"column {', '.join(missing)} is missing. Add it to the header, which has: {columns}"
                self.problems.append(Problem(message, where=where, file=shown(children[0].file), line=1))
                return _UNREADABLE
        if children is None:
            self.add(Problem(f"must be a list or the name of a .csv file, not {show(node)}", where=where), node)
            return _UNREADABLE
        read = [self.row(cls, child, where, i) for i, child in enumerate(children)]
        found = tuple(r for r in read if r is not None)
        if len(found) < len(read):
            self.incomplete.add(where)
        # The places that could be read still tell whether the services run between places.
        return found if len(found) == len(read) or (cls is Place and found) else _UNREADABLE

    def _missing_columns(self, cls: type, children: list[Node]) -> list[str]:
        """Required columns that no row gives."""
        given = {keys_of(cls)[k][0].name for row in children for k in row.mapping or {} if k in keys_of(cls)}
        return [s.usual_key for s in fields_of(cls).values() if s.required and s.name not in given]

    def row(self, cls: type[T], node: Node, where: str, number: int) -> T | None:
        if node.mapping is None:
            self.add(Problem(f"must be a mapping of keys to values, not {show(node)}", where=f"{where}.{number}"), node)
            return None
        name = node.mapping.get("name")
        if name is not None and not isinstance(name.value, str):
            self.add(Problem(f"{show(name)} is no name. Write plain text", where=f"{where}.{number}.name"), name)
            return None
        at = f"{where}.{name.value if name else number}"
        self.nodes[at] = node
        self.nodes[f"{where}.{number}"] = node
        plain = {k: v for k, v in node.mapping.items() if k not in _ROW_ANNOTATION}
        origin = {k: str(v.value) for k, v in node.mapping.items() if k in _ROW_ANNOTATION}
        if origin:
            source, assumed = origin.get("source", ""), origin.get("assumed", "")
            self.provenance.append(Provenance(where=at, value=ROW, source=source, assumed=assumed))
        built = self.record(cls, Node(plain, node.file, node.line), at)
        if built is None and cls is Place and name:
            self.unreadable.add(f"places.{name.value}")
        return built

    def composition(self, kind: str, node: Node, where: str) -> Any:
        """Read ``{type: number}`` as pairs of a vehicle and its number."""
        if node.mapping is None:
            self.add(Problem(f"must be a mapping of types to numbers, not {show(node)}", where=where), node)
            return _UNREADABLE
        pairs: list[tuple[Any, int]] = []
        readable = True
        for name, child in node.mapping.items():
            vehicle = self.vehicles[kind].get(name)
            if vehicle is None:
                readable = False
                if f"{kind}.{name}" not in self.unreadable:
                    hint = did_you_mean(name, self.vehicles[kind])
                    self.add(Problem(f'"{name}" is not one of the {kind}. {hint}', where=where), child)
            number = self.annotated(child, f"{where}.{name}")
            if isinstance(number.value, int) and not isinstance(number.value, bool):
                pairs.append((vehicle, number.value))
            else:
                self.add(Problem(f"{show(number)} is not a whole number", where=f"{where}.{name}"), number)
                readable = False
        return tuple(pairs) if readable else _UNREADABLE

    # ------------------------------------------------------------------ origins and problems

    def annotated(self, node: Node, where: str, spec: FieldSpec | None = None, unit: str = "") -> Node:
        """Return the bare value of ``{value, source, range}`` or ``{value, assumed, range}``; keep its origin."""
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
        self.provenance.append(
            Provenance(
                where=where,
                value=display(mapping["value"].plain(), spec, unit),
                source=str(mapping["source"].value) if "source" in has else "",
                assumed=str(mapping["assumed"].value) if "assumed" in has else "",
                range=tuple(display(e.plain(), spec, unit) for e in ends or ()),
            )
        )
        return mapping["value"]

    def _range_units(self, spec: FieldSpec, unit: str, ends: list[Node], where: str) -> None:
        """The ends of a range carry units as the value does."""
        for end in ends:
            try:
                quantity(end.plain(), spec, unit)
            except ValueError as error:
                self.add(Problem(str(error), where=f"{where}.range"), end)

    def add(self, problem: Problem, node: Node | None = None) -> None:
        """Add a problem at a node, or at the nearest node of its address."""
        if problem.file:
            self.problems.append(problem)
            return
        address = problem.where
        problem = replace(problem, where=self.written.get(address, address))
        while node is None:
            node = self.nodes.get(address)
            address = address.rpartition(".")[0]
        self.problems.append(replace(problem, file=shown(node.file), line=node.line))


def chained(legs: list[Leg]) -> list[Leg]:
    """Put legs into the order in which each begins where the one before ends, as far as they do."""
    starts = {leg.places[0].name: leg for leg in legs}
    ends = {leg.places[-1].name for leg in legs}
    first = [leg for leg in legs if leg.places[0].name not in ends]
    if len(first) != 1 or len(starts) < len(legs):
        return legs
    order = [first[0]]
    while (following := starts.get(order[-1].places[-1].name)) is not None:
        order.append(following)
    return order if len(order) == len(legs) else legs


def _row_class(hint: Any) -> type | None:
    args = get_args(hint)
    return args[0] if get_origin(hint) is tuple and args and args[0] in ROWS else None


def _near(key: str, known: Mapping[str, object] | Any) -> bool:
    return "Did you mean" in did_you_mean(key, known)


def _without(values: dict[str, Any], error: InputError) -> dict[str, Any]:
    """Take out of an object's values those that its problems name."""
    kept = dict(values)
    for problem in error.problems:
        field, _, name = problem.where.partition(".")
        if field == "places" and name:
            kept[field] = tuple(p for p in kept.get(field, ()) if p.name != name)
        elif field in kept and field not in ("places", "name"):
            kept.pop(field)
    return kept
