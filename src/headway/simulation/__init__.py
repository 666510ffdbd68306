"""The corridor through time: mine, trains, stockpiles, plant."""

from headway.simulation.kpis import FlowKpis, Kpis
from headway.simulation.limits import Limit
from headway.simulation.result import Activity, Simulation, StockPoint
from headway.simulation.simulate import simulate

__all__ = ["Activity", "FlowKpis", "Kpis", "Limit", "Simulation", "StockPoint", "simulate"]
