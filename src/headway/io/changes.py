"""Changes of a scenario, by address: in files under ``changes``, and of scenarios in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from headway.arguments import public
from headway.errors import InputError
from headway.io.load import scenario_of
from headway.io.practices import under
from headway.io.read import nodes_of, read_tree
from headway.io.write import document_of, written
from headway.model import Change, Scenario


@public
def changed(scenario: Scenario | str | Path, changes: Iterable[Change] | Mapping[str, Any]) -> Scenario:
    """Return a scenario with other values at some addresses.

    Everything is checked as if a file held the new values. A value that is changed drops its old source or assumption;
    `Scenario.changes` keeps what was changed.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of one.
    changes
        `Change`s, or values by address, as a scenario file would hold them:
        ``{"fleets.mine-sets.sets": 20, "terminals.mine-load-out.positioning": "60 min"}``. None takes away what stands
        there; a mapping with ``value`` may have ``source`` or ``assumed`` and ``range`` beside it.

    Raises
    ------
    InputError
        If an address is not in the scenario, or the scenario with its changes breaks a rule: with every problem.
    """
    scenario = scenario_of(scenario)
    tree = nodes_of(document_of(scenario))
    given = {c.where: written(c) for c in changes} if not isinstance(changes, Mapping) else dict(changes)
    if twice := len(list(changes)) - len(given):
        raise InputError([f"changes: {twice} address{'es are' if twice > 1 else ' is'} given twice. Keep one of each"])
    try:
        found = read_tree(tree, nodes_of(given))
        return under(found, found.practice)
    except InputError as error:
        raise InputError(replace(p, file="", line=0) for p in error.problems) from None
