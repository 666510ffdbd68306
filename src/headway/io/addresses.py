"""Addresses: another value in the place of the one at an address of a scenario's tree."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from headway.errors import InputError, Problem, did_you_mean
from headway.io.tree import Node, beside, read_table, shown
from headway.model import Change
from headway.model.change import in_short
from headway.units import unit_of, without_unit
from headway.work import heed

_NAMES = 1
"""The depth of a tree at which keys are names; at all other depths they are fields, with or without a unit."""

_ROWS = {"places": "km", "sections": ""}
"""Fields of a leg that hold rows with names, which a change may add to; with the key by whose value they are in order."""

_BETWEEN = " - "
"""What stands between the two places in the name of a section."""

_ORIGIN = ("source", "assumed", "range")
_SAID = (*_ORIGIN, "by")


class _NoSuchError(Exception):
    """There is nothing at an address; the text says what there is."""


def with_changes(
    tree: Node, changes: Node, problems: list[Problem], made: dict[str, Change], groups: Collection[str] = ()
) -> Node:
    """Return a tree with other values at some addresses; the old tree stays as it is.

    Parameters
    ----------
    tree
        The tree of a scenario.
    changes
        A mapping of addresses to values, each bare or with its origin.
    problems
        A problem is added for every address that is not there.
    made
        Every change is added by its address; one that was there before keeps what its value was at first.
    groups
        Keys at the top under which named objects stand: the first object of a group may be given where there is none.
    """
    if changes.mapping is None:
        message = f"must be a mapping of addresses to values, not {in_short(changes.plain())}"
        problems.append(Problem(message, where="changes", file=shown(changes.file), line=changes.line))
        return tree
    for where, given in changes.mapping.items():
        new, said = _parts(given)
        group, _, below = where.partition(".")
        top = tree.mapping or {}
        begun = replace(tree, value={**top, group: replace(given, value={})}) if group in groups and group not in top else tree
        try:
            tree, was = _put(begun if below and new.value is not None else tree, where.split("."), new, 0, problems)
        except _NoSuchError as error:
            problems.append(Problem(str(error), where=where, file=shown(given.file), line=given.line))
            continue
        was = made[where].was if where in made else was
        value = said.pop("value", new.plain())
        try:
            made[where] = Change(where=where, value=value, was=was, **{k: v for k, v in said.items() if k in _SAID})
        except InputError as error:
            problems += [Problem(p.message, where=where, file=shown(given.file), line=given.line) for p in error.problems]
    return tree


def recorded(tree: Node, record: Node, made: dict[str, Change]) -> None:
    """Add the changes that a saved scenario has a record of, as far as what they put there still stands.

    A change that was made again after that keeps what stood there at first.
    """
    for where, given in (record.mapping or {}).items():
        plain = given.plain()
        if not isinstance(plain, dict) or text_at(tree, where) != plain.get("stands"):
            continue
        _, said = _parts(given)
        value = said.pop("value", None)
        if where in made:
            made[where] = replace(made[where], was=said.get("was", ""))
            continue
        with suppress(InputError):  # a record that no change can hold was not written by this program
            kept = {key: text for key, text in said.items() if key in (*_SAID, "was")}
            made[where] = Change(where=where, value=value, **kept)


def text_at(tree: Node, where: str) -> str:
    """Return what stands at an address of a tree, as it is written; empty where nothing does."""
    try:
        return _put(tree, where.split("."), Node(None, tree.file, tree.line), 0, [])[1]
    except _NoSuchError:
        return ""


def _parts(given: Node) -> tuple[Node, dict[str, Any]]:
    """Return the node that goes into the tree, and what is said of the change."""
    mapping = given.mapping
    if mapping is None or "value" not in mapping:
        return given, {}
    plain = {key: child.plain() for key, child in mapping.items()}
    said: dict[str, Any] = {k: str(plain[k]) for k in ("source", "assumed", "was", "by") if k in plain} | {
        "value": plain["value"]
    }
    if isinstance(plain.get("range"), list):
        said["range"] = tuple(str(end) for end in plain["range"])
    rest = {key: child for key, child in mapping.items() if key not in ("was", "by", "stands")}
    return (mapping["value"] if rest.keys() == {"value"} else replace(given, value=rest)), said


def _put(node: Node, parts: Sequence[str], new: Node, depth: int, problems: list[Problem], field: str = "") -> tuple[Node, str]:
    """Return a node with another value at an address below it, and what was there; ``field`` is the node's own key."""
    if node.mapping is not None and "value" in node.mapping and {*_ORIGIN} & node.mapping.keys():
        # A part of a value that has an origin changes, so the origin no longer holds.
        return _put(node.mapping["value"], parts, new, depth, problems, field)
    if isinstance(node.value, str) and node.value.lower().endswith(".csv"):
        node = replace(node, value=read_table(beside(node.file, node.value), problems) or [])
    if node.sequence is not None:
        return _put_row(node, parts, new, depth, problems, field)
    if node.mapping is None:
        raise _NoSuchError(f'"{in_short(node.plain())}" has no parts. Give the address of the whole value')
    return _put_key(node, node.mapping, parts, new, depth, problems)


def _put_key(
    node: Node, mapping: dict[str, Node], parts: Sequence[str], new: Node, depth: int, problems: list[Problem]
) -> tuple[Node, str]:
    """Do so for a mapping: the longest beginning of the address that is a key leads on."""
    for count in range(len(parts), 0, -1):
        heed()
        wanted, rest = ".".join(parts[:count]), parts[count:]
        key = next((k for k in mapping if _same(k, wanted, depth)), None)
        if key is None:
            continue
        if rest:
            inner, was = _put(mapping[key], rest, new, depth + 1, problems, without_unit(key))
            return replace(node, value={**mapping, key: inner}), was
        kept = {k: child for k, child in mapping.items() if k != key}
        was = _written(key, mapping[key])
        return replace(node, value=kept if new.value is None else {**kept, wanted: new}), was
    if len(parts) > 1 and depth > _NAMES and parts[0] in _ROWS:
        inner, was = _put(replace(node, value=[]), parts[1:], new, depth + 1, problems, parts[0])
        return replace(node, value={**mapping, parts[0]: inner}), was
    if len(parts) > 1 or new.value is None or (depth == _NAMES and new.mapping is None):
        raise _NoSuchError(f'there is no "{parts[0]}". {did_you_mean(parts[0], mapping)}')
    return replace(node, value={**mapping, parts[0]: new}), ""


def _put_row(node: Node, parts: Sequence[str], new: Node, depth: int, problems: list[Problem], field: str) -> tuple[Node, str]:
    """Do so for a list or a table, whose rows go by their names, or by their numbers from 0; a new name adds a row."""
    rows = list(node.sequence or [])
    names = [_name(row, number) for number, row in enumerate(rows)]
    for count in range(len(parts), 0, -1):
        wanted, rest = ".".join(parts[:count]), parts[count:]
        number = next((i for i, name in enumerate(names) if wanted in (name, str(i))), None)
        if number is None:
            continue
        if rest:
            rows[number], was = _put(rows[number], rest, new, depth + 1, problems)
        else:
            was = in_short(rows[number].plain())
            rows[number : number + 1] = [] if new.value is None else [_named(new, wanted, field)]
        return replace(node, value=rows), was
    if field in _ROWS and new.mapping is not None and (field != "sections" or _BETWEEN in ".".join(parts)):
        return replace(node, value=_added(rows, _named(new, ".".join(parts), field), _ROWS[field])), ""
    raise _NoSuchError(f'there is no "{parts[0]}". {did_you_mean(parts[0], names)}')


def _same(key: str, wanted: str, depth: int) -> bool:
    """Whether a key is what an address means: at fields whatever the unit."""
    return key == wanted or (depth != _NAMES and without_unit(key) == without_unit(wanted))


def _name(row: Node, number: int) -> str:
    given = row.mapping or {}
    if "start" in given and "end" in given:
        return f"{given['start'].value}{_BETWEEN}{given['end'].value}"
    return str(given["name"].value) if "name" in given else str(number)


def _named(row: Node, name: str, field: str) -> Node:
    """Return a row with the name that its address gives it; a row of another list as it is."""
    if field not in _ROWS or row.mapping is None:
        return row
    start, _, end = name.partition(_BETWEEN)
    names = {"name": name} if field == "places" else {"start": start, "end": end}
    return replace(row, value={**{key: replace(row, value=text) for key, text in names.items()}, **row.mapping})


def _added(rows: list[Node], row: Node, by: str) -> list[Node]:
    """Return rows with one more, at its place in the order of the others where they have one."""
    known = [number for one in rows if (number := _number(one, by)) is not None]
    value = _number(row, by)
    if value is None or len(known) < len(rows) or not known:
        return [*rows, row]
    falls = known[0] > known[-1]
    at = len([one for one in known if (one > value if falls else one < value)])
    return [*rows[:at], row, *rows[at:]]


def _number(row: Node, key: str) -> float | None:
    """Return a number of a row; None where there is none, or it cannot be read, which the reader will say."""
    node = (row.mapping or {}).get(key)
    try:
        return float(str(node.value)) if node is not None else None
    except ValueError:
        return None


def _written(key: str, node: Node) -> str:
    """Return a value as it was written, with the unit of its key."""
    inner = node.mapping["value"] if node.mapping is not None and "value" in node.mapping else node
    return f"{in_short(inner.plain())} {unit_of(key)}".rstrip()
