"""What to build and buy in which year: options, the master problem with its bound, verified stages, and what it is worth."""

from headway.expansion.appraisal import Appraisal, Drawn, appraise
from headway.expansion.asked import Asked
from headway.expansion.conduct import expand
from headway.expansion.master import Decided, Guide, solve
from headway.expansion.programme import Choice, Node, Programme, Resource, Way
from headway.expansion.reading import read_plan
from headway.expansion.result import Expansion, Purchase

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
