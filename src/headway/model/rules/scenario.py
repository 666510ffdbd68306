"""All rules between the parts of a scenario: what refers to what, what fits where."""

from headway.errors import Problem
from headway.model.rules.disruptions import disruptions, possessions
from headway.model.rules.line import classes, places, profile
from headway.model.rules.parts import Parts
from headway.model.rules.services import ends, fixed_paths, fleets, flows
from headway.model.rules.terminals import terminals, yards
from headway.model.rules.trains import lengths


def problems_of(parts: Parts) -> list[Problem]:
    """Return every broken rule between the parts."""
    return [
        *profile(parts),
        *classes(parts),
        *possessions(parts),
        *disruptions(parts),
        *lengths(parts),
        *places(parts),
        *fleets(parts),
        *fixed_paths(parts),
        *flows(parts),
        *terminals(parts),
        *yards(parts),
        *ends(parts),
    ]
