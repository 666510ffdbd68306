"""The master problem: choices, a tree of years, ways to carry, and what costs least."""

from headway.expansion.programme.master import Decided, Guide, solve
from headway.expansion.programme.problem import Choice, Matched, Node, Programme, Resource, Way

__all__ = [
    "Choice",
    "Decided",
    "Guide",
    "Matched",
    "Node",
    "Programme",
    "Resource",
    "Way",
    "solve",
]
