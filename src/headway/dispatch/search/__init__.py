"""The search for a plan: construction, insertion, descent and annealing over orders, and the proof."""

from headway.dispatch.search.annealing import Annealing
from headway.dispatch.search.network import NEVER, Network, network_of
from headway.dispatch.search.plan import path_of, solution_of
from headway.dispatch.search.schedule import Ints

__all__ = [
    "Annealing",
    "Ints",
    "NEVER",
    "Network",
    "network_of",
    "path_of",
    "solution_of",
]
