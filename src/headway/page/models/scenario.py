"""The scenario: every value with its address, source and range, and changes that make a new one."""

from typing import Annotated, Literal

from pydantic import Field

from headway.page.models.base import Model


class Value(Model):
    """A value at an address."""

    address: str
    label: str
    value: str | int | float | bool | None
    shown: str
    unit: str
    type: Literal["number", "text", "boolean", "time", "date", "list"]
    origin: Literal["source", "assumed", "file", "default"]
    source: str
    low: float | None
    high: float | None
    changed: bool


class ValueGroup(Model):
    """Values of one object."""

    key: str
    title: str
    rows: list[Value]


class MapPlace(Model):
    """A place on the schematic map."""

    name: str
    x: float
    y: float
    tracks: int
    kind: Literal["place", "loop", "yard", "mine", "port"]


class MapSection(Model):
    """A section on the schematic map, between two places."""

    name: str
    a: str
    b: str
    tracks: int
    km: float


class MapView(Model):
    """The line as a schematic map; ``x`` and ``y`` are km."""

    places: list[MapPlace]
    sections: list[MapSection]


class ScenarioView(Model):
    """A scenario with all its values."""

    name: str
    title: str
    extends: str | None
    groups: list[ValueGroup]
    map: MapView


class ChangedValue(Model):
    """Another value at an address; null takes away what stands there."""

    address: Annotated[str, Field(min_length=1, max_length=400)]
    value: str | int | float | bool | None


class Changes(Model):
    """Changes to check."""

    changes: Annotated[list[ChangedValue], Field(max_length=1_000)]


class NewScenario(Model):
    """A new scenario that extends the one that is open."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    changes: Annotated[list[ChangedValue], Field(min_length=1, max_length=1_000)]


class WrittenScenario(Model):
    """Where a new scenario was written."""

    name: str
    path: str
