"""The record of a run, read back: deliveries, train paths, waits, what train sets and piles did, weather."""

from headway.simulation.recorded.events import Activity, StockPoint, activities_of, paths_of, stocks_of, unfinished_of
from headway.simulation.recorded.frames import (
    activities_to_frame,
    amounts_to_frame,
    events_to_frame,
    outcomes_to_frame,
    stocks_to_frame,
)
from headway.simulation.recorded.outcome import Amounts, Outcome, Passengers, ServiceOutcome, outcome_of
from headway.simulation.recorded.runs import Runs
from headway.simulation.recorded.spells import Slow, shuts_of, slows_of

__all__ = [
    "Activity",
    "Amounts",
    "Outcome",
    "Passengers",
    "Runs",
    "ServiceOutcome",
    "Slow",
    "StockPoint",
    "activities_of",
    "activities_to_frame",
    "amounts_to_frame",
    "events_to_frame",
    "outcome_of",
    "outcomes_to_frame",
    "paths_of",
    "shuts_of",
    "slows_of",
    "stocks_of",
    "stocks_to_frame",
    "unfinished_of",
]
