"""Causes: why a train waits, as values. Words are made of them where they are shown (`wording`)."""

from dataclasses import dataclass
from enum import StrEnum


class CauseKind(StrEnum):
    """What a train waits for."""

    SECTION = "section"
    """Another train is on a section ahead of it."""
    TRACK = "track"
    """Other trains hold the tracks of a place ahead of it, or of its origin."""
    PRIORITY = "priority"
    """Another train that would lose more by waiting goes first."""
    ORDER = "order"
    """Another train goes first because the dispatcher ordered it so."""
    DEADLOCK = "deadlock"
    """If it went on, it and other trains could block one another for good."""
    TURN = "turn"
    """Another train has waited longest and has its turn: until it moves no train comes out of a yard."""
    YARD = "yard"
    """It draws out of its yard, which it could begin only when another train let it."""
    POSSESSION = "possession"
    """Maintenance shuts a section ahead."""
    CLOSURE = "closure"
    """A closure of given date shuts a section ahead."""
    WEATHER = "weather"
    """Weather has shut a section ahead."""
    EARLY = "early"
    """It is early against its published times."""
    LATE = "late"
    """It is not ready itself at its published time."""
    SET_OUT = "set-out"
    """A wagon is set out."""
    EDIT = "edit"
    """Nothing holds it but what the planner wanted: its path is locked, or another's edit left it as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a train waits for a while.

    Parameters
    ----------
    kind
        What it waits for.
    until_s
        Until when [s]: a second sooner it could not have gone on, or something else held it.
    who
        The train, possession, closure or weather that it waits for; empty where there is none.
    where
        The section or place that it needs and cannot have; empty where there is none.
    """

    kind: CauseKind
    until_s: int
    who: str = ""
    where: str = ""
