"""Services to train paths: who runs when, on which track, and who waits for whom."""

from headway.timetabling.paths import Call, TrainPath, paths_to_frame
from headway.timetabling.planner import Planner
from headway.timetabling.requests import Request
from headway.timetabling.timetable import Timetable, timetable
from headway.timetabling.verify import verify

__all__ = ["Call", "Planner", "Request", "Timetable", "TrainPath", "paths_to_frame", "timetable", "verify"]
