"""What figures show, as tables and axes that screen and print share."""

from headway.report.tables.axes import axis_of
from headway.report.tables.backlog_table import BacklogTable, backlog_table
from headway.report.tables.dates import moment, overlaps, span, when
from headway.report.tables.graph_table import GraphTable, graph_table
from headway.report.tables.pile_table import pile_table

__all__ = [
    "BacklogTable",
    "GraphTable",
    "axis_of",
    "backlog_table",
    "graph_table",
    "moment",
    "overlaps",
    "pile_table",
    "span",
    "when",
]
