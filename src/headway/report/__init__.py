"""Results as tables and figures: interactive ones for the screen, vector ones for print."""

from headway.report.files import (
    figures_frame,
    write_csv,
    write_displib,
    write_excel,
    write_gtfs,
    write_simulation_csv,
    write_simulation_excel,
    write_train_sets,
)
from headway.report.pages import (
    compared,
    write_capacity_page,
    write_occupation_page,
    write_page,
    write_plan_page,
    write_run_page,
    write_simulation_page,
)
from headway.report.print import (
    draw_stocks,
    draw_train_graph,
    print_speed_profile,
    print_stocks,
    print_train_graph,
    speed_profile,
)
from headway.report.screen import (
    occupation_graph,
    speed_graph,
    stairway,
    station_graph,
    stock_fan,
    stock_graph,
    train_graph,
    waterfall,
)
from headway.report.tables import GraphTable, graph_table

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
