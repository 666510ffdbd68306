"""Figures for print: vector files."""

from headway.report.print.expansion import draw_staircase, draw_works, print_staircase, print_works
from headway.report.print.recovery import draw_backlog, print_recovery
from headway.report.print.speed_profile import print_speed_profile, speed_profile
from headway.report.print.stocks import draw_stocks, print_stocks
from headway.report.print.train_graph import draw_train_graph, print_train_graph

__all__ = [
    "draw_backlog",
    "draw_staircase",
    "draw_stocks",
    "draw_train_graph",
    "draw_works",
    "print_recovery",
    "print_speed_profile",
    "print_staircase",
    "print_stocks",
    "print_train_graph",
    "print_works",
    "speed_profile",
]
