"""Edits: the changes that a planner wants in a timetable, and the plans that keep them.

With the rest held as few trains move as must; around the edits all may move.
"""

from headway.timetabling.editing.around import planned_around
from headway.timetabling.editing.bench import Bench, bench_of, bench_with, keep_bench
from headway.timetabling.editing.clash import clashing
from headway.timetabling.editing.draft import barred
from headway.timetabling.editing.edit import Edit
from headway.timetabling.editing.edits import Depart, Dwell, Lock, UseTrack
from headway.timetabling.editing.hold import Held, held
from headway.timetabling.editing.meets import Meet, NoMeet
from headway.timetabling.editing.traffic import Add, Cancel, Close, Copy

EDITS: dict[str, type[Edit]] = {
    "depart": Depart,
    "dwell": Dwell,
    "track": UseTrack,
    "meet": Meet,
    "no_meet": NoMeet,
    "lock": Lock,
    "close": Close,
    "add": Add,
    "copy": Copy,
    "cancel": Cancel,
}
"""All kinds of edits, by the names that files and programs have for them."""

__all__ = [
    "EDITS",
    "Add",
    "Bench",
    "Cancel",
    "Close",
    "Copy",
    "Depart",
    "Dwell",
    "Edit",
    "Held",
    "Lock",
    "Meet",
    "NoMeet",
    "UseTrack",
    "barred",
    "bench_of",
    "bench_with",
    "clashing",
    "held",
    "keep_bench",
    "planned_around",
]
