"""A scenario under a practice: what it leaves open is filled by changes, which everything lists."""

from dataclasses import replace

from headway.errors import InputError
from headway.io.read import nodes_of, read_tree
from headway.io.write import document_of, written
from headway.model import Scenario
from headway.model.filling import fillings
from headway.model.practice import NONE


def under(scenario: Scenario, practice: str) -> Scenario:
    """Return a scenario under a practice.

    Raises
    ------
    InputError
        If there is no such practice, or another one has filled the scenario already.
    """
    named = replace(scenario, practice=practice)  # says what is wrong with a name that is none
    before = next((change.by for change in scenario.changes if change.by), NONE)
    if before not in (NONE, practice):
        raise InputError(
            [
                f'practice: the scenario was filled by the {before} practice, which cannot be changed to "{practice}" any more. '
                "Begin with the scenario as it was before that"
            ]
        )
    changes = () if before == practice else fillings(scenario, practice)
    if not changes:
        return named
    return read_tree(nodes_of(document_of(named)), nodes_of({change.where: written(change) for change in changes}))
