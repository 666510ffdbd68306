"""The plan: its figures, what limits it, and what was wanted of it."""

from typing import Literal

from headway.page.models.base import Model, Said
from headway.page.models.edits import Edit


class Figure(Model):
    """A figure with its target and a light."""

    key: Literal["tonnage", "trains", "waits", "sets", "weighted_time"]
    value: float
    unit: str
    target: float | None
    light: Literal["good", "near", "bad", "none"]
    note: Said | None


class EditView(Model):
    """An edit that the plan keeps, with the number by which it can be released."""

    number: int
    edit: Edit
    text: str


class PlanView(Model):
    """The present plan. ``bound_s`` is null while the bound is being computed."""

    version: int
    days: int
    begins: Literal["repeats", "evening before", "empty"]
    status: Said
    objective_s: int
    bound_s: int | None
    figures: list[Figure]
    limit: Said
    violations: list[str]
    undo: Said | None
    redo: Said | None
    edits: list[EditView]
    locked: list[str]


class MoveView(Model):
    """By how much a train moved; a new train has not moved."""

    train: str
    departs_by_s: int
    arrives_by_s: int
    most_s: int
    track_changes: int
    is_new: bool


class EditAnswer(Model):
    """The plan after a step, and which trains moved."""

    plan: PlanView
    moved: list[MoveView]
    seconds: float
    kept_orders: bool


class OnVersion(Model):
    """A step that is made on a version of the plan."""

    version: int


class Stale(Model):
    """The plan has another version by now."""

    problem: Literal["stale"]
    version: int
