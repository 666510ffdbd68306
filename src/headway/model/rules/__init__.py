"""The rules between the parts of a scenario."""

from headway.model.rules.parts import Parts
from headway.model.rules.scenario import problems_of

__all__ = ["Parts", "problems_of"]
