"""What exists: the nouns of a corridor as frozen, checked values, with the standard library only."""

from headway.model.change import Change
from headway.model.consist import Block, Brakes, Consist, Helper
from headway.model.disruptions import (
    BadOrder,
    Breakdown,
    Closure,
    Disruption,
    HeatOrder,
    Storm,
    TrainFailure,
    Variation,
)
from headway.model.fleet import Fleet
from headway.model.line import Leg, Line, Place, Section, Track
from headway.model.possession import Possession, for_each_section
from headway.model.profile import Curve, Direction, Gradient, SpeedLimit
from headway.model.provenance import Provenance
from headway.model.scenario import Scenario
from headway.model.services import FixedPath, OreFlow, Service, Stop
from headway.model.terminals import Dumper, LoadOut, Mine, Plant, Station, Stockpile, Terminal
from headway.model.vehicles import Energy, ForcePoint, Formula, FuelPoint, Locomotive, Wagon

__all__ = [
    "BadOrder",
    "Breakdown",
    "Change",
    "Closure",
    "Disruption",
    "HeatOrder",
    "Storm",
    "TrainFailure",
    "Variation",
    "Block",
    "Brakes",
    "Consist",
    "Curve",
    "Direction",
    "Dumper",
    "Energy",
    "FixedPath",
    "Fleet",
    "ForcePoint",
    "Formula",
    "FuelPoint",
    "Gradient",
    "Helper",
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
    "for_each_section",
]
