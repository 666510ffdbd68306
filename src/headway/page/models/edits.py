"""Edits: what a planner wants in a plan. Times are whole seconds from the midnight of the plan's first day."""

from typing import Annotated, Literal

from pydantic import Field

from headway.page.models.base import Model

Name = Annotated[str, Field(min_length=1, max_length=200)]
Moment = Annotated[int, Field(ge=-10 * 86_400, le=400 * 86_400)]
Duration = Annotated[int, Field(ge=0, le=14 * 86_400)]
MOST_EDITS = 500


class DepartAt(Model):
    """A train departs at another time; ``all_days`` means the same train of all days of the plan."""

    kind: Literal["depart"]
    train: Name
    at_s: Moment
    all_days: bool = False


class LockTrain(Model):
    """A train keeps its path."""

    kind: Literal["lock"]
    train: Name


class KeepTrack(Model):
    """A train uses a track of a place."""

    kind: Literal["track"]
    train: Name
    place: Name
    track: Name
    all_days: bool = False


class MeetAt(Model):
    """Two trains meet at a place."""

    kind: Literal["meet"]
    train: Name
    other: Name
    place: Name


class NoMeetAt(Model):
    """Two trains do not meet at a place."""

    kind: Literal["no_meet"]
    train: Name
    other: Name
    place: Name


class CloseSection(Model):
    """A possession: the line between two places is closed."""

    kind: Literal["close"]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    from_place: Name
    to_place: Name
    begin_s: Moment
    end_s: Moment


class AddTrain(Model):
    """One more train of a service; of an ore flow loaded or empty."""

    kind: Literal["add"]
    service: Name
    at_s: Moment
    loaded: bool = True


class CopyTrain(Model):
    """The same train again, at another time."""

    kind: Literal["copy"]
    train: Name
    at_s: Moment


class CancelTrain(Model):
    """A train does not run."""

    kind: Literal["cancel"]
    train: Name


class DwellAt(Model):
    """A train stands at least so long at a place; ``onwards``: and wherever it stops from there to its destination."""

    kind: Literal["dwell"]
    train: Name
    place: Name
    at_least_s: Duration
    onwards: bool = False
    all_days: bool = False


Edit = Annotated[
    DepartAt | LockTrain | KeepTrack | MeetAt | NoMeetAt | CloseSection | AddTrain | CopyTrain | CancelTrain | DwellAt,
    Field(discriminator="kind"),
]


class EditRequest(Model):
    """Edits that are wanted now, as one step of undo; ``release`` takes back earlier edits by their numbers."""

    version: int
    edits: Annotated[list[Edit], Field(max_length=MOST_EDITS)]
    release: Annotated[list[int], Field(default_factory=list, max_length=10_000)]
    rest: Literal["hold", "around"]
    seconds: Annotated[int | float, Field(ge=1, le=600)] = 10
