"""What exists: the nouns of a corridor as frozen, checked values. Standard library only."""

from headway.model.line import (
    Curve,
    Direction,
    Gradient,
    Leg,
    Line,
    Place,
    Possession,
    Section,
    SpeedLimit,
    Track,
)
from headway.model.provenance import Provenance
from headway.model.rolling_stock import Consist, Fleet, Locomotive, Wagon
from headway.model.scenario import Scenario
from headway.model.services import FixedPath, OreFlow, Service, Stop
from headway.model.terminals import Dumper, LoadOut, Mine, Plant, Stockpile, Terminal

__all__ = [
    "Consist",
    "Curve",
    "Direction",
    "Dumper",
    "FixedPath",
    "Fleet",
    "Gradient",
    "Leg",
    "Line",
    "LoadOut",
    "Locomotive",
    "Mine",
    "OreFlow",
    "Place",
    "Plant",
    "Possession",
    "Provenance",
    "Scenario",
    "Section",
    "Service",
    "SpeedLimit",
    "Stockpile",
    "Stop",
    "Terminal",
    "Track",
    "Wagon",
]
