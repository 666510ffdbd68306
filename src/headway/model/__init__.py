"""What exists: the nouns of a corridor as frozen, checked values. Standard library only."""

from headway.model.line import Leg, Line, Place, Section, Track
from headway.model.possession import Possession
from headway.model.profile import Curve, Direction, Gradient, SpeedLimit
from headway.model.provenance import Provenance
from headway.model.rolling_stock import Consist, Fleet, Locomotive, Wagon
from headway.model.scenario import Scenario
from headway.model.services import FixedPath, OreFlow, Service, Stop
from headway.model.terminals import Dumper, LoadOut, Mine, Plant, Station, Stockpile, Terminal

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
    "Station",
    "Stockpile",
    "Stop",
    "Terminal",
    "Track",
    "Wagon",
]
