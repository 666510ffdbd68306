"""Figures for the screen."""

from headway.report.screen.backlog_graph import backlog_graph
from headway.report.screen.cash_graph import cash_graph
from headway.report.screen.cost_waterfall import cost_waterfall
from headway.report.screen.money_tornado import money_tornado
from headway.report.screen.occupation_graph import occupation_graph
from headway.report.screen.shared import Figure, dress, legend_beside, shade_warm_up, timeline
from headway.report.screen.speed_graph import speed_graph
from headway.report.screen.staircase_graph import staircase_graph
from headway.report.screen.stairway import stairway
from headway.report.screen.station_graph import station_graph
from headway.report.screen.stock_fan import stock_fan
from headway.report.screen.stock_fans import stock_fans
from headway.report.screen.stock_graph import stock_graph
from headway.report.screen.study_graph import against, along_axis
from headway.report.screen.tornado import tornado
from headway.report.screen.train_graph import train_graph
from headway.report.screen.train_graphs import overlaid, train_graphs
from headway.report.screen.waterfall import waterfall
from headway.report.screen.waterfalls import waterfalls
from headway.report.screen.works_gantt import works_gantt
from headway.report.screen.worth_fan import variance_bars, worth_fan

__all__ = [
    "Figure",
    "against",
    "along_axis",
    "backlog_graph",
    "cash_graph",
    "cost_waterfall",
    "dress",
    "legend_beside",
    "money_tornado",
    "occupation_graph",
    "overlaid",
    "shade_warm_up",
    "speed_graph",
    "staircase_graph",
    "stairway",
    "station_graph",
    "stock_fan",
    "stock_fans",
    "stock_graph",
    "timeline",
    "tornado",
    "train_graph",
    "train_graphs",
    "variance_bars",
    "waterfall",
    "waterfalls",
    "works_gantt",
    "worth_fan",
]
