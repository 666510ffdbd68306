"""What an edit is: a change that a planner wants in a timetable."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from headway.model import Possession, Scenario
from headway.timetabling.editing.bench import Bench, Plan
from headway.timetabling.editing.draft import Draft
from headway.timetabling.editing.orders import Wanted
from headway.timetabling.requests import Request

ALWAYS = 2**40
"""Longer than any plan [s]."""


class Bar(NamedTuple):
    """A train is kept off one track of a place or section for a while: its row in the book, and the times [s]."""

    row: int
    begin: int
    end: int


class Edit(ABC):
    """A change that a planner wants; its text says which. Each edit does by itself what its name says.

    An edit of what is asked for (`laid`) changes a train's request, the trains, or the possessions. All others restrict
    the plans that are wanted.
    """

    __slots__ = ()

    asks: ClassVar[bool] = False
    """Whether a plan that keeps the edit may still be asked for more: a train that could leave sooner than it does."""

    @abstractmethod
    def problems(self, plan: Plan) -> Iterator[str]:
        """Give a message for everything that the edit names and the timetable does not have."""

    @abstractmethod
    def kept(self, plan: Plan) -> bool:
        """Tell whether the timetable keeps the edit."""

    def laid(self, bench: Bench) -> Bench:
        """Return the bench with what is asked for changed; trains that have no path yet have no steps."""
        return bench

    def trains(self) -> tuple[str, ...]:
        """Return the trains that look for new paths if the others hold theirs; any of them may do."""
        return ()

    def wish(self, bench: Bench, wanted: Wanted, *, new: bool) -> None:
        """Add what the edit wants of times where all orders are kept; ``new`` if it is not kept so far."""

    def bars(self, bench: Bench, number: int) -> Iterator[Bar]:
        """Give what a train is kept off that looks for a new path between all others."""
        return iter(())

    def restrict(self, draft: Draft) -> None:
        """Restrict a dispatching problem to plans that keep the edit."""

    def names(self) -> tuple[str, ...]:
        """Return the trains that the edit names."""
        return tuple(name for name in (getattr(self, "train", ""), getattr(self, "other", "")) if name)

    def replaces(self, other: Edit, plan: Plan) -> bool:
        """Tell whether the edit takes the place of one that the plan has."""
        return self == other

    def made(self, request: Request) -> bool:
        """Tell whether a train is there because of the edit."""
        return False

    def sets(self, request: Request) -> bool:
        """Tell whether the edit set when a train is ready."""
        return False

    def shut(self, plan: Plan) -> tuple[Possession, ...]:
        """Return the possessions that the edit makes."""
        return ()

    def opened(self, scenario: Scenario) -> Scenario:
        """Return a corridor without what the edit shut."""
        return scenario
