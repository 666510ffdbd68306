"""What a plan is worth: what its trains use, what it buys, both accounts, tornado and draws."""

from headway.expansion.worth.appraisal import FIGURES, Appraisal, Drawn, appraise
from headway.expansion.worth.bought import Bought
from headway.expansion.worth.risks import draws_lines, tornado_lines
from headway.expansion.worth.values import Values

__all__ = [
    "Appraisal",
    "Bought",
    "Drawn",
    "FIGURES",
    "Values",
    "appraise",
    "draws_lines",
    "tornado_lines",
]
