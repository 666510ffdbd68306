"""Results as tables and figures: interactive ones for the screen, vector ones for print."""

from headway.report.capacity_page import write_capacity_page
from headway.report.graph_table import GraphTable, graph_table
from headway.report.occupation_graph import occupation_graph
from headway.report.occupation_page import write_occupation_page
from headway.report.page import write_page
from headway.report.plan_page import write_plan_page
from headway.report.print_graph import draw_train_graph, print_train_graph
from headway.report.print_stock import draw_stocks, print_stocks
from headway.report.run_page import compared, write_run_page
from headway.report.simulation_files import figures_frame, write_simulation_csv, write_simulation_excel
from headway.report.simulation_page import stock_fan, waterfall, write_simulation_page
from headway.report.speed_graph import speed_graph
from headway.report.speed_profile import print_speed_profile, speed_profile
from headway.report.stairway import stairway
from headway.report.station_graph import station_graph
from headway.report.stock_graph import stock_graph
from headway.report.timetable_files import write_csv, write_displib, write_excel, write_gtfs, write_train_sets
from headway.report.train_graph import train_graph

__all__ = [
    "GraphTable",
    "compared",
    "draw_stocks",
    "draw_train_graph",
    "figures_frame",
    "graph_table",
    "occupation_graph",
    "print_speed_profile",
    "print_stocks",
    "print_train_graph",
    "speed_graph",
    "speed_profile",
    "stairway",
    "station_graph",
    "stock_graph",
    "train_graph",
    "write_capacity_page",
    "write_csv",
    "write_displib",
    "write_excel",
    "write_gtfs",
    "write_occupation_page",
    "write_page",
    "write_plan_page",
    "stock_fan",
    "waterfall",
    "write_run_page",
    "write_simulation_csv",
    "write_simulation_excel",
    "write_simulation_page",
    "write_train_sets",
]
