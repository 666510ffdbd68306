"""What figures show, as tables and axes that screen and print share."""

from headway.report.tables.axes import axis_of
from headway.report.tables.backlog_table import BacklogTable, backlog_table
from headway.report.tables.dates import moment, overlaps, span, when
from headway.report.tables.fan_table import FanTable, fan_table
from headway.report.tables.graph_table import GraphTable, graph_table
from headway.report.tables.names import input_names, shortened
from headway.report.tables.overlay import Overlay, TrainLine, overlay
from headway.report.tables.pile_table import pile_table
from headway.report.tables.waterfall_table import WHOLE, floor_mt_y, waterfall_table
from headway.report.tables.works_table import InUse, Work, WorksRow, works_table

__all__ = [
    "FanTable",
    "BacklogTable",
    "GraphTable",
    "InUse",
    "Overlay",
    "TrainLine",
    "WHOLE",
    "Work",
    "WorksRow",
    "axis_of",
    "fan_table",
    "floor_mt_y",
    "backlog_table",
    "graph_table",
    "input_names",
    "moment",
    "overlaps",
    "overlay",
    "pile_table",
    "shortened",
    "span",
    "waterfall_table",
    "when",
    "works_table",
]
