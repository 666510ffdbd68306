"""In what scenarios differ: by address, with what each of them says there and where that comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from headway.io.write import document_of
from headway.model import Scenario
from headway.model.change import in_short
from headway.units import unit_of, without_unit

ABSENT = "-"
"""Stands for the value of a scenario that has nothing at an address."""

_NAMES = 1
"""The depth of a document at which keys are names, which have no unit."""

_APART = ("schema", "title", "description", "changes", "changed", "practice")
"""Keys that say what a scenario is called and how it came about, not what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place in which scenarios differ.

    Parameters
    ----------
    where
        The address of the value, or of the whole object that some of them do not have.
    values, origins
        What each of them says there, and its source or assumption; `ABSENT` and empty where one has nothing.
    """

    where: str
    values: tuple[str, ...]
    origins: tuple[str, ...]


def differences(scenarios: Sequence[Scenario]) -> tuple[Difference, ...]:
    """Return everything in which scenarios differ, in the order of the files; objects that one lacks come once, whole."""
    trees = [dict(_nodes(document_of(scenario))) for scenario in scenarios]
    found: dict[str, Difference] = {}
    for where in dict.fromkeys(address for tree in trees for address in tree):
        if any(where.startswith(f"{whole}.") for whole in found):
            continue
        said = [tree.get(where) for tree in trees]
        leaf = all(one is None or one.leaf for one in said)
        if not leaf and None not in said:
            continue
        values = tuple(ABSENT if one is None else one.text for one in said)
        if len(set(values)) > 1:
            found[where] = Difference(where=where, values=values, origins=tuple(one.origin if one else "" for one in said))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Node:
    text: str
    origin: str
    leaf: bool


def _nodes(value: Any, where: str = "", origin: str = "", depth: int = 0) -> Iterator[tuple[str, _Node]]:
    """Yield everything below a value with its address, parents first."""
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        if "value" in mapping and {"source", "assumed"} & mapping.keys():
            yield from _nodes(mapping["value"], where, str(mapping.get("source") or f"assumed: {mapping['assumed']}"), depth)
            return
        parts = [(key, item) for key, item in mapping.items() if where or key not in _APART]
        parts = [(without_unit(key) if depth != _NAMES else key, _with_unit(item, key)) for key, item in parts]
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in cast("list[Any]", value)):
        parts = [(str(_name(item, i)), item) for i, item in enumerate(cast("list[Any]", value))]
    else:
        parts = []
    if where:
        yield where, _Node(in_short(value), origin, not parts)
    for key, item in parts:
        yield from _nodes(item, f"{where}.{key}".lstrip("."), origin, depth + 1)


def _with_unit(value: Any, key: str) -> Any:
    """Return a number with the unit of its key; a value with an origin keeps that."""
    if not (unit := unit_of(key)):
        return value
    if isinstance(value, Mapping) and "value" in value:
        return {**value, "value": _with_unit(cast("Mapping[str, Any]", value)["value"], key)}
    return f"{value:g} {unit}" if isinstance(value, int | float) else value


def _name(row: Any, number: int) -> Any:
    return row.get("name", number) if isinstance(row, Mapping) else number
