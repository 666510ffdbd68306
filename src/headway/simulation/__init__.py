"""The corridor through time: mine, trains, stockpiles, plant, with all that chance does to them."""

from headway.simulation.comparison import Compared, Comparison, compare
from headway.simulation.kpis import FlowKpis, Kpis
from headway.simulation.limits import Limit
from headway.simulation.losses import Losses, losses
from headway.simulation.recorded import Activity, Amounts, Outcome, Passengers, ServiceOutcome, Slow, StockPoint
from headway.simulation.recovery import Recovery, closure_at, recovery
from headway.simulation.result import Record, Simulation
from headway.simulation.rules import Replanning, Rules
from headway.simulation.simulate import Precision, simulate
from headway.simulation.statistics import Interval

__all__ = [
    "Activity",
    "Amounts",
    "Compared",
    "Comparison",
    "FlowKpis",
    "Interval",
    "Kpis",
    "Limit",
    "Losses",
    "Outcome",
    "Passengers",
    "Precision",
    "Record",
    "Recovery",
    "Replanning",
    "Rules",
    "ServiceOutcome",
    "Simulation",
    "Slow",
    "StockPoint",
    "closure_at",
    "compare",
    "losses",
    "recovery",
    "simulate",
]
