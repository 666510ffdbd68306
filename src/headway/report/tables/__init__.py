"""What figures show, as tables and axes that screen and print share."""

from headway.report.tables.axes import axis_of
from headway.report.tables.backlog_table import BacklogTable, backlog_table
from headway.report.tables.dates import moment, overlaps, span, when
from headway.report.tables.fan_table import FanTable, fan_table
from headway.report.tables.graph_table import GraphTable, graph_table
from headway.report.tables.overlay import Overlay, TrainLine, overlay
from headway.report.tables.pile_table import pile_table
from headway.report.tables.waterfall_table import WHOLE, floor_mt_y, waterfall_table

__all__ = [
    "FanTable",
    "BacklogTable",
    "GraphTable",
    "Overlay",
    "TrainLine",
    "WHOLE",
    "axis_of",
    "fan_table",
    "floor_mt_y",
    "backlog_table",
    "graph_table",
    "moment",
    "overlaps",
    "overlay",
    "pile_table",
    "span",
    "waterfall_table",
    "when",
]
