"""Simulating: a run as ``headway run`` makes it, kept among the runs."""

from typing import Any

from headway.model import Scenario
from headway.page.models import SimulateJob
from headway.page.settings import Settings
from headway.page.views import DRAWING
from headway.report import print_stocks, print_train_graph, write_page, write_simulation_csv, write_simulation_excel
from headway.store import next_name, run_folder, write_tables
from headway.study import Settings as RunSettings
from headway.study import planned_and_simulated
from headway.work import Progress

_DRAWN_FROM = 0.8
"""Share of the progress after which the run is drawn and written."""


def simulated(settings: Settings, scenario: Scenario, asked: SimulateJob, progress: Progress) -> dict[str, Any]:
    """Plan and simulate a scenario, keep everything in a run folder, and return its name and its sentence."""
    how = RunSettings(days=asked.days, warm_up_days=asked.warm_up_days, seed=asked.seed, chance=asked.chance)
    plan, result, spent = planned_and_simulated(scenario, how, lambda share, text: progress(_DRAWN_FROM * share, text))
    progress(_DRAWN_FROM, "drawing")
    # Two that end together each take a name that is free, and draw one after the other.
    with DRAWING, run_folder(settings.runs, name := next_name(settings.runs, settings.stem)) as folder:
        write_page(result, folder / "report.html", plan=plan)
        progress(0.9, "printing")
        print_train_graph(result, folder / "train-graph.pdf")
        if scenario.stockpiles:
            print_stocks(result, folder / "stockpiles.pdf")
        write_simulation_excel(result, folder / "figures.xlsx")
        write_simulation_csv(result, folder / "figures.csv")
        write_tables(folder, result, plan, spent)
    return {"run": name, "sentence": result.kpis.sentence}
