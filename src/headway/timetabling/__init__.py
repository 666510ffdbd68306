"""Services to train paths: who runs when, on which track, who waits for whom, and how much the line can carry."""

from headway.timetabling.bounds import line_bound, section_bounds
from headway.timetabling.capacity import Capacity, capacity
from headway.timetabling.causes import Cause, CauseKind
from headway.timetabling.circulation import Circulation, Turn
from headway.timetabling.congestion import DelayCurve, delay_curve
from headway.timetabling.editing import broken, edit
from headway.timetabling.edits import Depart, Edit, Lock, Meet, NoMeet, UseTrack
from headway.timetabling.formulae import UIC_405_DAY, UIC_405_PEAK, Balanced, meets_per_train, scott, uic_405
from headway.timetabling.occupation import (
    ADDITIONAL_TIME,
    Blocking,
    Occupation,
    blockings,
    least_headways,
    occupation,
    occupied_s,
)
from headway.timetabling.paths import Call, Shut, TrainPath, paths_to_frame, waits_to_frame
from headway.timetabling.piles import PileCourse, Shortage, pile_courses
from headway.timetabling.planner import Planner
from headway.timetabling.planning import timetable
from headway.timetabling.repeating import repeating_day
from headway.timetabling.requests import Request
from headway.timetabling.timetable import Begins, Link, Timetable, plan_requests
from headway.timetabling.turnback import circulation
from headway.timetabling.upgrades import new_loops, train_lengths, with_loop
from headway.timetabling.verify import verify
from headway.timetabling.verify_causes import verify_causes
from headway.timetabling.verify_sets import verify_sets
from headway.timetabling.wording import words

__all__ = [
    "ADDITIONAL_TIME",
    "UIC_405_DAY",
    "UIC_405_PEAK",
    "Balanced",
    "Begins",
    "Blocking",
    "Call",
    "Capacity",
    "Cause",
    "CauseKind",
    "Circulation",
    "DelayCurve",
    "Depart",
    "Edit",
    "Link",
    "Lock",
    "Meet",
    "NoMeet",
    "Occupation",
    "PileCourse",
    "Planner",
    "Request",
    "Shortage",
    "Shut",
    "Timetable",
    "TrainPath",
    "Turn",
    "UseTrack",
    "blockings",
    "broken",
    "capacity",
    "circulation",
    "delay_curve",
    "edit",
    "least_headways",
    "line_bound",
    "meets_per_train",
    "new_loops",
    "occupation",
    "occupied_s",
    "paths_to_frame",
    "pile_courses",
    "plan_requests",
    "repeating_day",
    "scott",
    "section_bounds",
    "timetable",
    "train_lengths",
    "uic_405",
    "verify",
    "verify_causes",
    "verify_sets",
    "waits_to_frame",
    "with_loop",
    "words",
]
