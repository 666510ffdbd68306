"""The event kernel: all that can happen on a corridor, on flat arrays that can be copied, saved and run on."""

from headway.simulation.engine import tables
from headway.simulation.engine.draft import Draft, Marks, Row, grown
from headway.simulation.engine.loop import balance_kg, close, run, run_on, start
from headway.simulation.engine.people import balance_people
from headway.simulation.engine.tables import DISTURBED, DOINGS, DONE, World, copied

__all__ = [
    "DISTURBED",
    "DOINGS",
    "DONE",
    "Draft",
    "Marks",
    "Row",
    "World",
    "balance_kg",
    "balance_people",
    "close",
    "copied",
    "grown",
    "run",
    "run_on",
    "start",
    "tables",
]
