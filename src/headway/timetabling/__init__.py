"""Timetabling turns services into train paths: when each train runs, on which tracks, and for whom it waits."""

from importlib import import_module
from typing import Any

from headway.timetabling.assembly import plan_requests
from headway.timetabling.causes import Cause, CauseKind
from headway.timetabling.comparison import ComparedPlans, ComparedTrain, PlanComparison, compare_plans
from headway.timetabling.edited import Rest, bounded, broken, edit, released
from headway.timetabling.editing import Add, Cancel, Close, Copy, Depart, Dwell, Edit, Lock, Meet, NoMeet, UseTrack
from headway.timetabling.explanation import Link
from headway.timetabling.figures import PlanFigure
from headway.timetabling.insertion import Planner
from headway.timetabling.moves import Move, moves
from headway.timetabling.paths import Call, Shut, TrainPath, paths_to_frame, waits_to_frame
from headway.timetabling.piles import PileCourse, Shortage, pile_courses
from headway.timetabling.planning import timetable
from headway.timetabling.record import edit_of_record, edit_record, plan_of_record, plan_record
from headway.timetabling.repeating import repeating_day
from headway.timetabling.requests import Request
from headway.timetabling.sets import Circulation, Turn, circulation, verify_sets
from headway.timetabling.timetable import Begins, Timetable
from headway.timetabling.verify import verify
from headway.timetabling.verify_causes import verify_causes
from headway.timetabling.wording import words

__all__ = [
    "plan_record",
    "plan_of_record",
    "edit_record",
    "edit_of_record",
    "moves",
    "released",
    "bounded",
    "Rest",
    "Move",
    "Dwell",
    "Copy",
    "Close",
    "Cancel",
    "Add",
    "Begins",
    "Call",
    "Cause",
    "CauseKind",
    "Circulation",
    "ComparedPlans",
    "ComparedTrain",
    "Depart",
    "Edit",
    "Link",
    "Lock",
    "Meet",
    "NoMeet",
    "PileCourse",
    "PlanComparison",
    "PlanFigure",
    "Planner",
    "Request",
    "Shortage",
    "Shut",
    "Timetable",
    "TrainPath",
    "Turn",
    "UseTrack",
    "broken",
    "circulation",
    "compare_plans",
    "edit",
    "paths_to_frame",
    "pile_courses",
    "plan_requests",
    "repeating_day",
    "timetable",
    "verify",
    "verify_causes",
    "verify_sets",
    "waits_to_frame",
    "words",
]

_ROOM_ABOVE = "headway.throughput"
"""The names of this package were once public here, and can still be imported from here."""


def __getattr__(name: str) -> Any:
    if not name.startswith("_") and name in (above := import_module(_ROOM_ABOVE)).__all__:
        return getattr(above, name)
    raise AttributeError(f"module 'headway.timetabling' has no attribute '{name}'")
