"""Axes of a study: what is varied in a scenario, and which values it takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from headway.io.fields import FieldSpec, fields_of
from headway.io.read import COLLECTIONS, KINDS, Header
from headway.model import Provenance, Scenario
from headway.units import DIMENSIONS, parse_quantity, present, to_si, units_of

Changes = Mapping[str, Any]
"""Values by their addresses, as `headway.changed` takes them."""

_TABLE_TYPES = (int, float, str)


@dataclass(frozen=True)
class Choices:
    """An axis that takes one of some values.

    Parameters
    ----------
    name
        What it is called in tables: an address, or a name of its own.
    values
        The values in their order, as tables show them: numbers, texts, or names of options.
    changes
        What each of them changes in the scenario.
    """

    name: str
    values: tuple[Any, ...]
    changes: tuple[Changes, ...]

    @classmethod
    def of_values(cls, where: str, values: list[Any]) -> "Choices":
        """Return an axis of values at one address."""
        shown = tuple(value if type(value) in _TABLE_TYPES else json.dumps(value, ensure_ascii=False) for value in values)
        return cls(name=where, values=shown, changes=tuple({where: value} for value in values))

    @property
    def key(self) -> str:
        """What the study file calls it."""
        return self.name

    @property
    def addresses(self) -> set[str]:
        """The addresses that it changes."""
        return {where for change in self.changes for where in change}

    @property
    def kind(self) -> type:
        """Of what type its values are in tables."""
        kinds = {type(value) for value in self.values}
        return int if kinds == {int} else float if kinds <= {int, float} else str

    @property
    def count(self) -> int:
        """How many values there are."""
        return len(self.values)

    def at(self, share: float) -> Any:
        """Return the value at a share of the way from the first to the last, 0 to 1, all equally wide."""
        return self.values[min(int(share * self.count), self.count - 1)]

    def changed(self, value: Any) -> Changes:
        """Return what a value changes in the scenario."""
        return self.changes[self.values.index(value)]

    def ends(self) -> tuple[Changes, ...]:
        """Return the changes that show whether the axis fits the scenario: of numbers the least and the largest."""
        if self.count > 2 and all(type(value) in (int, float) for value in self.values):
            return self.changed(min(self.values)), self.changed(max(self.values))
        return self.changes

    @property
    def asked(self) -> dict[str, Any]:
        """The axis in full, as ``study.json`` holds it."""
        return {"name": self.name, "values": list(self.values), "changes": [dict(one) for one in self.changes]}

    @property
    def shown(self) -> str:
        """The axis with its values, in short."""
        if self.count > 3 and all(type(value) is int for value in self.values):
            return f"{self.name}: {self.values[0]} to {self.values[-1]}, {self.count} values"
        more = ", ..." if self.count > 6 else ""
        return f"{self.name}: {', '.join(str(value) for value in self.values[:6])}{more}"


@dataclass(frozen=True)
class Between:
    """An axis that takes any number of a range.

    Parameters
    ----------
    where
        The address.
    low, high
        The ends of the range, in the unit.
    unit
        The unit; empty for a number without one.
    whole
        Whether only whole numbers count.
    """

    where: str
    low: float
    high: float
    unit: str = ""
    whole: bool = False

    @property
    def name(self) -> str:
        """What it is called in tables: the address with the unit."""
        return f"{self.where} [{self.unit}]" if self.unit else self.where

    @property
    def key(self) -> str:
        """What the study file calls it."""
        return self.where

    @property
    def addresses(self) -> set[str]:
        """The address that it changes."""
        return {self.where}

    @property
    def kind(self) -> type:
        """Of what type its values are in tables."""
        return int if self.whole else float

    @property
    def count(self) -> int:
        """How many values there are; 0 for a range without end."""
        return int(self.high - self.low) + 1 if self.whole else 0

    def at(self, share: float) -> float:
        """Return the value at a share of the way from the low end to the high one, 0 to 1."""
        if self.whole:
            return int(min(self.low + int(share * self.count), self.high))
        # A number of ten digits, so that a table, a text and a scenario hold the same one.
        return float(f"{self.low + share * (self.high - self.low):.10g}")

    @cached_property
    def values(self) -> tuple[float, ...]:
        """All values of a range of whole numbers; empty for a range without end."""
        return tuple(int(self.low) + i for i in range(self.count))

    def changed(self, value: float) -> Changes:
        """Return what a value changes in the scenario."""
        return {self.where: f"{value!r} {self.unit}" if self.unit else value}

    def ends(self) -> tuple[Changes, ...]:
        """Return the changes that show whether the axis fits the scenario: those of the two ends."""
        return self.changed(self.at(0.0)), self.changed(self.at(1.0))

    @property
    def asked(self) -> dict[str, Any]:
        """The axis in full, as ``study.json`` holds it."""
        return {"name": self.name, "from": self.low, "to": self.high}

    @property
    def shown(self) -> str:
        """The axis with its range, in short."""
        return f"{self.where}: {self.low:g} to {self.high:g}{f' {self.unit}' if self.unit else ''}"


Axis = Choices | Between


def between(where: str, low: Any, high: Any, *, whole: bool | None = None) -> Between:
    """Return the axis of a range, whose ends are numbers or texts with a unit.

    Parameters
    ----------
    where, low, high
        The address and the ends, as a file gives them.
    whole
        Whether only whole numbers count; None: where both ends are whole numbers without a unit.

    Raises
    ------
    ValueError
        If the ends are no numbers of one dimension, or the low end is not below the high one.
    """
    ends = (low, high)
    if all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends):
        found = Between(where, float(low), float(high), whole=all(isinstance(e, int) for e in ends) if whole is None else whole)
    else:
        texts = [str(end) for end in ends]
        dimension = _dimension_of(texts)
        numbers = [parse_quantity(text, dimension) for text in texts]
        unit = present(numbers[1] or numbers[0], dimension)[1]
        found = Between(where, *(float(f"{number / to_si(1.0, unit, dimension):.12g}") for number in numbers), unit=unit)
    if not found.low < found.high:
        raise ValueError(f"{low} to {high} is no range. Give the lower end first")
    return found


def _dimension_of(texts: list[str]) -> str:
    """Return the dimension of which all texts are quantities."""
    for dimension in DIMENSIONS:
        try:
            for text in texts:
                parse_quantity(text, dimension)
        except ValueError:
            continue
        return dimension
    raise ValueError(f'"{texts[0]}" and "{texts[1]}" are no numbers with a unit of one kind')


def assumed_axes(scenario: Scenario) -> tuple[tuple[Axis, ...], dict[str, str]]:
    """Return an axis for every assumption that has a range, and why others that have one are left out, by address."""
    found: list[Axis] = []
    left: dict[str, str] = {}
    for origin in scenario.assumptions:
        if origin.range:
            try:
                found.append(_assumed(origin))
            except ValueError as error:
                left[origin.label] = str(error)
    return tuple(found), left


def _assumed(origin: Provenance) -> Between:
    """Return the axis of an assumption.

    Raises
    ------
    ValueError
        If it is no single number, or its range is none.
    """
    spec = _spec(origin.where)
    if spec is None or not (spec.dimension or _numeric(spec)):
        raise ValueError("not a single number")
    if spec.dimension:
        ends = [parse_quantity(text, spec.dimension) for text in origin.range]
        unit = next((u for u in units_of(spec.dimension) if origin.value.endswith(f" {u}")), "")
        unit = unit or present(ends[1] or ends[0], spec.dimension)[1]
        low, high = (float(f"{end / to_si(1.0, unit, spec.dimension):.12g}") for end in ends)
        found = Between(origin.label, low, high, unit=unit)
    else:
        low, high = (float(text) for text in origin.range)
        found = Between(origin.label, low, high, whole=_is_whole(spec))
    if not found.low < found.high:
        raise ValueError("its range has one value")
    return found


def _spec(where: str) -> FieldSpec | None:
    """Return the field of the model that an address ends in; None where it ends in something else."""
    group, _, rest = where.partition(".")
    field = rest.rpartition(".")[2] or group
    if not rest:
        return fields_of(Header).get(field)
    classes = [COLLECTIONS[group]] if group in COLLECTIONS else list(KINDS.get(group, {}).values())
    return next((fields_of(cls)[field] for cls in classes if field in fields_of(cls)), None)


def _numeric(spec: FieldSpec) -> bool:
    return _is_whole(spec) or spec.hint is float or spec.hint == float | None


def _is_whole(spec: FieldSpec) -> bool:
    return spec.hint is int or spec.hint == int | None
