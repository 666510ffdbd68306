"""Causes: why a train waits, as values; `wording` turns them into words."""

from dataclasses import dataclass
from enum import StrEnum


class CauseKind(StrEnum):
    """What a train waits for."""

    SECTION = "section"
    """Another train is on a section ahead of it."""
    TRACK = "track"
    """Other trains hold the tracks of a place ahead of it, or of its origin."""
    PRIORITY = "priority"
    """Another train goes first, since it would lose more by waiting."""
    ORDER = "order"
    """Another train goes first because the dispatcher ordered it so."""
    DEADLOCK = "deadlock"
    """If it went on, it and other trains could block each other for good."""
    TURN = "turn"
    """Another train has waited longest and goes next: until it moves, no train may leave a yard."""
    YARD = "yard"
    """It moves out of its yard, and could begin to only when another train made way."""
    POSSESSION = "possession"
    """Maintenance shuts a section ahead."""
    CLOSURE = "closure"
    """A closure on given dates shuts a section ahead."""
    WEATHER = "weather"
    """Weather has shut a section ahead."""
    EARLY = "early"
    """It is early against its published times."""
    LATE = "late"
    """The train itself is not ready at its published time."""
    SET_OUT = "set-out"
    """The train sets out a wagon."""
    EDIT = "edit"
    """Only the planner's edits hold it: its path is locked, or an edit of another train left it as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a train waits for a while.

    Parameters
    ----------
    kind
        What it waits for.
    until_s
        Until when it waits for this [s]: a second sooner it could not have gone on, or something else held it.
    who
        The train, possession, closure or weather that it waits for; empty where there is none.
    where
        The section or place that it needs and cannot have yet; empty where there is none.
    """

    kind: CauseKind
    until_s: int
    who: str = ""
    where: str = ""
