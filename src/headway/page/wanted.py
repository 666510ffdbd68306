"""Edits as the page asks for them, and as the engine takes them; both ways, so that every plan can say what it keeps."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter

from headway.errors import InputError, Problem
from headway.page.models import Edit as AskedEdit
from headway.page.models import Said
from headway.page.said import said
from headway.timetabling import Edit, Timetable, TrainPath, edit_of_record, edit_record
from headway.units import DAY_S

_SAME_TIME_S = 60
"""Trains of other days are the same train if they are ready within this time of the same clock [s]."""

_ASKED: TypeAdapter[Any] = TypeAdapter(AskedEdit)

_NOT_SAID = {"kind", "all_days", "onwards", "loaded", "begin_s", "end_s"}
"""What the sentence of a step leaves out of an edit."""


def wanted(plan: Timetable, asked: Iterable[AskedEdit]) -> tuple[Edit, ...]:
    """Return edits as the engine takes them; one for all days becomes one for each day's train.

    Raises
    ------
    InputError
        If an edit names something that the plan does not have: with every problem, each at its edit.
    """
    found: dict[Edit, None] = {}
    problems: list[Problem] = []
    for number, edit in enumerate(asked):
        try:
            edits = [edit_of_record(values) for values in _each(edit.model_dump(), plan)]
            said_of = dict.fromkeys(text for one in edits for text in one.problems(plan))
        except InputError as error:
            edits, said_of = [], {problem.message: None for problem in error.problems}
        found |= dict.fromkeys(edits)
        problems += [Problem(text, where=f"edits.{number}") for text in said_of]
    if problems:
        raise InputError(problems)
    return tuple(found)


def as_asked(edit: Edit) -> AskedEdit:
    """Return an edit of the engine as the page asks for it."""
    return _ASKED.validate_python(edit_record(edit))


def step_of(edits: Iterable[AskedEdit], released: int) -> Said:
    """Say what a step does, for undo and redo."""
    listed = list(edits)
    if len(listed) == 1 and not released:
        return said(f"step.{listed[0].kind}", **listed[0].model_dump(exclude=_NOT_SAID))
    if not listed:
        return said("step.release", count=released) if released else said("step.around")
    return said("step.several", count=len(listed) + released)


def _each(values: dict[str, Any], plan: Timetable) -> Iterator[dict[str, Any]]:
    """Yield the single edits that one edit of the page stands for."""
    all_days, onwards = values.pop("all_days", False), values.pop("onwards", False)
    days = _days(plan, plan.path(values["train"])) if all_days else [(values.get("train"), 0)]
    for train, later_s in days:
        one: dict[str, Any] = values if train is None else values | {"train": train}
        if "at_s" in one:
            one = one | {"at_s": int(one["at_s"]) + later_s}
        places = _halts(plan, one["train"], one["place"]) if onwards else [one.get("place")]
        yield from (one if place is None else one | {"place": place} for place in places)


def _days(plan: Timetable, one: TrainPath) -> Iterator[tuple[str, int]]:
    """Yield the same train of all days of a plan, each with by how much later it is ready [s]."""
    for path in plan.own:
        later_s = path.ready_s - one.ready_s
        day_s = round(later_s / DAY_S) * DAY_S
        if _alike(one, path) and abs(later_s - day_s) <= _SAME_TIME_S:
            yield path.train, day_s


def _alike(one: TrainPath, other: TrainPath) -> bool:
    ends = [(path.calls[0].place, path.calls[-1].place) for path in (one, other)]
    return one.service == other.service and one.loaded == other.loaded and ends[0] == ends[1]


def _halts(plan: Timetable, train: str, place: str) -> list[str]:
    """Return a place, and the places beyond it where a train stops by its service, but not its destination."""
    calls = [call.place for call in plan.path(train).calls]
    halts = next(dict(one.request.halts) for one in plan.trains if one.request.train == train)
    beyond = calls[calls.index(place) + 1 : -1] if place in calls else []
    return [place, *(one for one in beyond if one in halts)]
