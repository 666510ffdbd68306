"""Train sets: which set runs which train, and how many sets a timetable needs."""

from headway.timetabling.sets.circulation import Circulation, Turn, turns_to_frame
from headway.timetabling.sets.turnback import circulation, circulations, turnaround_s
from headway.timetabling.sets.verify import verify_sets

__all__ = [
    "Circulation",
    "Turn",
    "circulation",
    "circulations",
    "turnaround_s",
    "turns_to_frame",
    "verify_sets",
]
