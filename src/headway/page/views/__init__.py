"""What the page is shown: plans, trains, scenarios, runs and comparisons as the models of the contract."""

from headway.page.views.comparison import choices, comparison
from headway.page.views.drawing import ghost, graph, occupation, piles
from headway.page.views.expansion import expansion_view, no_expansion
from headway.page.views.files import DRAWING, plan_file, run_file
from headway.page.views.limit import Limits, limits_of, said_limit
from headway.page.views.plan import moves_view, plan_view
from headway.page.views.runs import kept_folder, runs
from headway.page.views.scenario import scenario_view
from headway.page.views.train import train_detail

__all__ = [
    "DRAWING",
    "Limits",
    "choices",
    "comparison",
    "expansion_view",
    "ghost",
    "graph",
    "kept_folder",
    "limits_of",
    "moves_view",
    "no_expansion",
    "occupation",
    "piles",
    "plan_file",
    "plan_view",
    "run_file",
    "runs",
    "said_limit",
    "scenario_view",
    "train_detail",
]
