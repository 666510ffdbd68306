"""Figures for print: vector files."""

from headway.report.print.recovery import draw_backlog, print_recovery
from headway.report.print.speed_profile import print_speed_profile, speed_profile
from headway.report.print.stocks import draw_stocks, print_stocks
from headway.report.print.train_graph import draw_train_graph, print_train_graph

__all__ = [
    "draw_backlog",
    "draw_stocks",
    "draw_train_graph",
    "print_recovery",
    "print_speed_profile",
    "print_stocks",
    "print_train_graph",
    "speed_profile",
]
