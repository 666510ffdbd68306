"""What to build and buy in which year: options, the master problem with its bound, verified stages, and what it is worth."""

from headway.expansion.asking import Asked, read_plan
from headway.expansion.conduct import expand
from headway.expansion.programme import Choice, Decided, Guide, Node, Programme, Resource, Way, solve
from headway.expansion.result import Expansion, Purchase
from headway.expansion.worth import Appraisal, Drawn, appraise

__all__ = [
    "Appraisal",
    "Asked",
    "Choice",
    "Decided",
    "Drawn",
    "Expansion",
    "Guide",
    "Node",
    "Programme",
    "Purchase",
    "Resource",
    "Way",
    "appraise",
    "expand",
    "read_plan",
    "solve",
]
