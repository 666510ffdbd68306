"""Edits: the changes that a planner wants in a timetable, and the search for a plan that keeps them."""

from headway.timetabling.editing.edit import Edited, broken, clashing, planned_around
from headway.timetabling.editing.edits import Depart, Edit, Lock, Meet, NoMeet, UseTrack, barred

__all__ = [
    "Depart",
    "Edit",
    "Edited",
    "Lock",
    "Meet",
    "NoMeet",
    "UseTrack",
    "barred",
    "broken",
    "clashing",
    "planned_around",
]
