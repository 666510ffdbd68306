"""The corridor through time: mine, trains, stockpiles, plant, with all that chance does to them."""

from headway.simulation.backlog import Backlog
from headway.simulation.closures import closure_at, closure_of
from headway.simulation.comparison import Compared, Comparison, compare
from headway.simulation.hindrance import Held, Hindrance
from headway.simulation.kpis import FlowKpis, Kpis
from headway.simulation.limits import Limit
from headway.simulation.losses import Losses, losses
from headway.simulation.recorded import Activity, Amounts, Outcome, Passengers, ServiceOutcome, Slow, StockPoint
from headway.simulation.recovery import Recovery, recover
from headway.simulation.result import Record, Simulation
from headway.simulation.rules import Replanning, Rules
from headway.simulation.simulate import Precision, simulate
from headway.simulation.statistics import Interval

__all__ = [
    "Activity",
    "Amounts",
    "Backlog",
    "Compared",
    "Comparison",
    "FlowKpis",
    "Held",
    "Hindrance",
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
    "closure_of",
    "compare",
    "losses",
    "recover",
    "simulate",
]
