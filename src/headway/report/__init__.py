"""Results as tables and figures: interactive ones for the screen, vector ones for print."""

from headway.report.page import write_page
from headway.report.print_graph import draw_train_graph, print_train_graph
from headway.report.speed_graph import speed_graph
from headway.report.stock_graph import stock_graph
from headway.report.train_graph import train_graph

__all__ = ["draw_train_graph", "print_train_graph", "speed_graph", "stock_graph", "train_graph", "write_page"]
