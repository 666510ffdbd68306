"""What figures show, as tables and axes that screen and print share."""

from headway.report.tables.axes import Axis, axis_of, corridor, ways
from headway.report.tables.backlog_table import BacklogTable, backlog_table
from headway.report.tables.dates import moment, overlaps, span, when
from headway.report.tables.fan_table import FanTable, fan_table
from headway.report.tables.graph_table import GraphTable, graph_table, name_beside, whole_trains
from headway.report.tables.names import input_names, shortened
from headway.report.tables.overlay import Overlay, TrainLine, overlay
from headway.report.tables.pile_table import pile_table
from headway.report.tables.restrictions import restrictions
from headway.report.tables.waterfall_table import WHOLE, floor_mt_y, waterfall_table
from headway.report.tables.works_table import InUse, Work, WorksRow, works_table

__all__ = [
    "Axis",
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
    "corridor",
    "fan_table",
    "floor_mt_y",
    "backlog_table",
    "graph_table",
    "input_names",
    "moment",
    "name_beside",
    "overlaps",
    "overlay",
    "pile_table",
    "restrictions",
    "shortened",
    "span",
    "waterfall_table",
    "ways",
    "when",
    "whole_trains",
    "works_table",
]
