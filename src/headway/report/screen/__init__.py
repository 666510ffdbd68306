"""Figures for the screen."""

from headway.report.screen.backlog_graph import backlog_graph
from headway.report.screen.occupation_graph import occupation_graph
from headway.report.screen.shared import Figure, dress, legend_beside, shade_warm_up, timeline
from headway.report.screen.speed_graph import speed_graph
from headway.report.screen.stairway import stairway
from headway.report.screen.station_graph import station_graph
from headway.report.screen.stock_fan import stock_fan
from headway.report.screen.stock_graph import stock_graph
from headway.report.screen.train_graph import train_graph
from headway.report.screen.waterfall import waterfall

__all__ = [
    "Figure",
    "backlog_graph",
    "dress",
    "legend_beside",
    "occupation_graph",
    "shade_warm_up",
    "speed_graph",
    "stairway",
    "station_graph",
    "stock_fan",
    "stock_graph",
    "timeline",
    "train_graph",
    "waterfall",
]
