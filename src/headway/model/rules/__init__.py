"""The rules between the parts of a scenario."""

from headway.model.rules.scenario import Parts, problems_of

__all__ = [
    "Parts",
    "problems_of",
]
