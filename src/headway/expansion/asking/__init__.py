"""What a plan asks: options of all kinds, prices, demand, and the file that says it."""

from headway.expansion.asking.asked import MAIN, Asked, Path, about_plan
from headway.expansion.asking.kinds import (
    BiggerPile,
    LongerTrains,
    Loop,
    MoreDumpers,
    MoreLoadOuts,
    OtherChange,
    SecondTrack,
    Shop,
    Signals,
    TrainSet,
    consists_of,
    in_service,
    owned,
)
from headway.expansion.asking.options import OfFleet, OfSection, OfTerminal, Option
from headway.expansion.asking.prices import Money, UnitCosts
from headway.expansion.asking.reading import read_plan
from headway.expansion.asking.schema import plan_schema
from headway.expansion.asking.shutting import possessions

__all__ = [
    "Asked",
    "BiggerPile",
    "LongerTrains",
    "Loop",
    "MAIN",
    "Money",
    "MoreDumpers",
    "MoreLoadOuts",
    "OfFleet",
    "OfSection",
    "OfTerminal",
    "Option",
    "OtherChange",
    "Path",
    "SecondTrack",
    "Shop",
    "Signals",
    "TrainSet",
    "UnitCosts",
    "about_plan",
    "consists_of",
    "in_service",
    "owned",
    "plan_schema",
    "possessions",
    "read_plan",
]
