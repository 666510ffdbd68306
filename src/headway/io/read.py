"""Read the files of a scenario into a `Scenario`, and find every mistake in one reading.

Each value is read and checked on its own, so that one mistake never hides another. Then the rules of objects and
between objects run on all that could be read in full, so that one mistake gives one problem. Only a reading without any
problem becomes a `Scenario`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from headway.errors import InputError, Problem, did_you_mean, nearest, require
from headway.io import bundled
from headway.io.addresses import recorded, with_changes
from headway.io.records import Records
from headway.io.tree import Node, merge, read_yaml, shown
from headway.io.values import show
from headway.model import (
    Change,
    Consist,
    Dumper,
    FixedPath,
    Fleet,
    Leg,
    Line,
    LoadOut,
    Locomotive,
    Mine,
    OreFlow,
    Plant,
    Possession,
    Scenario,
    Stockpile,
    Wagon,
)
from headway.model.disruptions import BadOrder, Breakdown, Closure, HeatOrder, Storm, TrainFailure, Variation
from headway.model.naming import fault_of_name
from headway.model.practice import NONE, practice_rule
from headway.model.rules import Parts, problems_of

SCHEMA = 1
"""The number of the file format that this version reads and writes."""

KINDS: dict[str, dict[str, type]] = {
    "services": {"fixed-path": FixedPath, "ore-flow": OreFlow},
    "terminals": {"mine": Mine, "stockpile": Stockpile, "load-out": LoadOut, "dumper": Dumper, "plant": Plant},
    "disruptions": {
        "breakdown": Breakdown,
        "train-failure": TrainFailure,
        "bad-order": BadOrder,
        "storm": Storm,
        "heat-order": HeatOrder,
        "variation": Variation,
        "closure": Closure,
    },
}
"""Collections whose objects state their ``kind``."""

COLLECTIONS: dict[str, type] = {
    "legs": Leg,
    "locomotives": Locomotive,
    "wagons": Wagon,
    "consists": Consist,
    "fleets": Fleet,
    "possessions": Possession,
}
"""Collections of one class of objects, by name."""

_MOST_BASES = 20
_APART = ("schema", "extends", "changes", "changed")
"""Keys at the top that are no values of a scenario."""

_GROUPS = (*COLLECTIONS, *KINDS)
_ANY = frozenset(f"{key}." for key in _GROUPS)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The plain values at the top of a scenario file."""

    title: str
    description: str = ""
    starts_on: date = date(2027, 1, 4)
    setting_s: float = 60.0
    clearing_s: float = 60.0
    yard_move_s: float = 600.0
    air_temperature_c: float | None = None
    turnout_speed_ms: float | None = None
    practice: str = NONE
    running_supplement: float = 0.0

    def __post_init__(self) -> None:
        require(practice_rule(self.practice))

    @classmethod
    def of(cls, scenario: Scenario) -> "Header":
        """Return the plain values of a scenario."""
        return cls(**{field.name: getattr(scenario, field.name) for field in fields(cls)})


def read_files(path: Path) -> Scenario:
    """Return the scenario of a file and of all that it extends.

    Raises
    ------
    InputError
        With every problem of the files, each with its file and line.
    """
    files = _Files()
    tree = files.gather(path, ())
    reader = _Reader(files.problems, whole=not files.lost)
    if tree is not None:
        for record in files.records:
            recorded(tree, record, files.changes)
        scenario = reader.scenario(tree, files.changes)
        if scenario is not None:
            return scenario
    raise InputError(dict.fromkeys(files.problems))


def read_tree(tree: Node, changes: Node) -> Scenario:
    """Return the scenario of a tree with other values at some addresses.

    Raises
    ------
    InputError
        With every problem of the tree and of the changes.
    """
    problems: list[Problem] = []
    made: dict[str, Change] = {}
    record = (tree.mapping or {}).get("changed")
    tree = _without(tree, "changed")
    if record is not None:
        recorded(tree, record, made)
    tree = with_changes(tree, changes, problems, made, _GROUPS)
    scenario = _Reader(problems, whole=True).scenario(tree, made)
    if scenario is None:
        raise InputError(dict.fromkeys(problems))
    return scenario


def nodes_of(plain: Any) -> Node:
    """Return plain values as a tree that no file holds."""
    if isinstance(plain, Mapping):
        return Node({str(key): nodes_of(child) for key, child in cast("Mapping[Any, Any]", plain).items()}, Path(), 0)
    if isinstance(plain, list | tuple):
        return Node([nodes_of(child) for child in cast("Sequence[Any]", plain)], Path(), 0)
    return Node(plain.isoformat() if isinstance(plain, date) else plain, Path(), 0)


def _without(tree: Node, key: str) -> Node:
    return replace(tree, value={k: child for k, child in (tree.mapping or {}).items() if k != key})


class _Files:
    """A scenario file and the files that it extends, each below the one before.

    If a part of the scenario is ``lost``, because a file or a passage cannot be read, nothing can be said to be
    missing.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.changes: dict[str, Change] = {}
        self.records: list[Node] = []
        self.lost = False

    def gather(self, path: Path, seen: tuple[Path, ...]) -> Node | None:
        """Read a file and all that it extends, as one tree."""
        before = len(self.problems)
        tree = read_yaml(path, self.problems, extended=bool(seen))
        if tree is not None and tree.mapping is None:
            self.problems.append(Problem("a scenario is a mapping of keys to values", file=shown(path), line=tree.line))
        self.lost = self.lost or len(self.problems) > before
        if tree is None or tree.mapping is None:
            return None
        base, changes = tree.mapping.get("extends"), tree.mapping.get("changes")
        own = _without(_without(_without(tree, "extends"), "changes"), "changed")
        if (record := tree.mapping.get("changed")) is not None:
            self.records.append(record)
        below = self.below(base, path, (*seen, path.resolve())) if base is not None else None
        whole = merge(below, own, self.problems) if below is not None else own
        if changes is None or (base is not None and below is None):
            return whole
        return with_changes(whole, changes, self.problems, self.changes, _GROUPS)

    def below(self, base: Node, path: Path, seen: tuple[Path, ...]) -> Node | None:
        """Read the file that a file extends."""
        problem = Problem("", where="extends", file=shown(path), line=base.line)
        base_path: Path | None = None
        fault = "name one scenario: a bundled name or a path"
        if isinstance(base.value, str):
            try:
                base_path = bundled.find(base.value, beside=path.parent)
            except InputError as error:
                fault = error.problems[0].message
        if base_path is not None and base_path.resolve() in seen:
            chain = " -> ".join(p.parent.name + "/" + p.name for p in (*seen, base_path.resolve()))
            fault = f"a loop: {chain}. Let one of them extend nothing"
        elif base_path is not None and len(seen) > _MOST_BASES:
            fault = f"more than {_MOST_BASES} scenarios extend one another"
        elif base_path is not None:
            return self.gather(base_path, seen)
        self.problems.append(replace(problem, message=fault))
        self.lost = True
        return None


class _Reader:
    """Reads one tree."""

    def __init__(self, problems: list[Problem], *, whole: bool) -> None:
        self.records = Records(problems, whole=whole)

    def scenario(self, tree: Node, changes: Mapping[str, Change]) -> Scenario | None:
        root = dict(tree.mapping or {})
        self.records.nodes[""] = tree
        self._schema(root.pop("schema", None), tree)
        collections = {key: root.pop(key, None) for key in (*COLLECTIONS, *KINDS)}
        header = self.records.record(Header, Node(root, tree.file, tree.line), "", also={**collections, **dict.fromkeys(_APART)})
        read: dict[str, dict[str, Any]] = {}
        for key in ("locomotives", "wagons", "consists", "legs", "fleets", "possessions", "services", "terminals", "disruptions"):
            read[key] = dict(self.collection(key, collections[key]))
            self.records.vehicles[key] = read[key]
        line = self.line(list(read["legs"].values()), collections["legs"], tree)
        parts = Parts(
            line=line,
            consists=read["consists"],
            fleets=read["fleets"],
            services=read["services"],
            terminals=read["terminals"],
            possessions=read["possessions"],
            disruptions=read["disruptions"],
            unreadable=frozenset(self.records.unreadable if self.records.whole else {*self.records.unreadable, *_ANY}),
            partial=frozenset(self.records.partial),
        )
        for problem in problems_of(parts):
            self.records.add(problem)
        if self.records.problems or line is None or header is None:
            return None
        return Scenario(
            **asdict(header),
            line=line,
            locomotives=tuple(read["locomotives"].values()),
            wagons=tuple(read["wagons"].values()),
            consists=tuple(read["consists"].values()),
            fleets=tuple(read["fleets"].values()),
            services=tuple(read["services"].values()),
            terminals=tuple(read["terminals"].values()),
            possessions=tuple(read["possessions"].values()),
            disruptions=tuple(read["disruptions"].values()),
            provenance=tuple(sorted(self.records.provenance, key=lambda p: p.where)),
            changes=tuple(changes.values()),
        )

    def _schema(self, node: Node | None, tree: Node) -> None:
        if node is None and self.records.whole:
            self.records.add(Problem(f"missing. Add schema: {SCHEMA} at the top", where="schema"), tree)
        elif node is not None and node.value != SCHEMA:
            self.records.add(Problem(f"this version reads schema {SCHEMA}, not {show(node)}", where="schema"), node)

    def line(self, legs: list[Leg], node: Node | None, tree: Node) -> Line | None:
        if not legs:
            if self.records.whole and not (node and node.mapping) and "legs." not in self.records.unreadable:
                said = "missing" if node is None else "there is none"
                self.records.add(Problem(f"{said}. A scenario needs at least one leg of line", where="legs"), node or tree)
            return None
        if any(u.startswith("legs.") for u in self.records.unreadable):
            return None
        try:
            return Line(legs=tuple(chained(legs)))
        except InputError as error:
            # A table with an unreadable row does not say which places a leg begins and ends at.
            for problem in error.problems if not self.records.incomplete and self.records.whole else ():
                self.records.add(problem)
            return None

    def collection(self, key: str, node: Node | None) -> Iterator[tuple[str, Any]]:
        """Read the named objects of a collection."""
        if node is None:
            return
        self.records.nodes[key] = node
        if node.mapping is None:
            self.records.add(Problem(f"must be a mapping of names to objects, not {show(node)}", where=key), node)
            self.records.unreadable.add(f"{key}.")
            return
        for name, child in node.mapping.items():
            where = f"{key}.{name}"
            self.records.nodes[where] = child
            if fault := fault_of_name(name):
                self.records.add(Problem(fault, where=key), child)
                # The unreadable object may have any name that others use.
                self.records.unreadable.update({where, f"{key}."})
                continue
            item = self.kinded(key, name, child, where) if key in KINDS else self.named(COLLECTIONS[key], name, child, where)
            if item is None:
                self.records.unreadable.add(where)
            else:
                yield name, item

    def named(self, cls: type[T], name: str, node: Node, where: str) -> T | None:
        """Read one object of a collection; its name is its key."""
        node = self.records.annotated(node, where)
        if node.mapping is None:
            self.records.add(Problem(f"must be a mapping of keys to values, not {show(node)}", where=where), node)
            return None
        if "name" in node.mapping:
            self.records.add(Problem("take it away: the key above is the name", where=f"{where}.name"), node.mapping["name"])
        return self.records.record(cls, node, where, name=name)

    def kinded(self, key: str, name: str, node: Node, where: str) -> Any:
        """Read one object of a collection of several kinds."""
        kinds = KINDS[key]
        node = self.records.annotated(node, where)
        kind = (node.mapping or {}).get("kind")
        cls = kinds.get(kind.value) if kind is not None and isinstance(kind.value, str) else None
        if cls is None:
            hint = did_you_mean(str(kind.value) if kind else "", kinds)
            typo = nearest("kind", node.mapping or {})
            found = f"{show(kind)} is not one" if kind else f'missing; is "{typo}" meant to be it?' if typo else "missing"
            self.records.add(Problem(f"{found}. {hint}", where=f"{where}.kind"), kind or node)
            return None
        rest = {k: v for k, v in (node.mapping or {}).items() if k != "kind"}
        return self.named(cls, name, Node(rest, node.file, node.line), where)


def chained(legs: list[Leg]) -> list[Leg]:
    """Put legs in order, so that each begins where the one before ends, as far as possible."""
    starts = {leg.places[0].name: leg for leg in legs}
    ends = {leg.places[-1].name for leg in legs}
    first = [leg for leg in legs if leg.places[0].name not in ends]
    if len(first) != 1 or len(starts) < len(legs):
        return legs
    order = [first[0]]
    while (following := starts.get(order[-1].places[-1].name)) is not None:
        order.append(following)
    return order if len(order) == len(legs) else legs
