"""The event kernel: all that can happen on a corridor, on flat arrays that can be copied, saved and run on."""

from headway.simulation.engine.loop import balance_kg, close, run, start
from headway.simulation.engine.people import balance_people
from headway.simulation.engine.tables import World, copied

__all__ = ["World", "balance_kg", "balance_people", "close", "copied", "run", "start"]
