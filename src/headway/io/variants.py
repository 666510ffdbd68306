"""Variants of a scenario: changes by address laid over its design, and then the practice over both."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headway.errors import InputError
from headway.io.changes import changed
from headway.io.load import load, with_practice
from headway.model import Scenario
from headway.model.practice import NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A scenario that variants are made of.

    Parameters
    ----------
    scenario
        The scenario without changes, under its practice.
    design
        The scenario without its practice; the same where none can be taken away, since it was saved with what a
        practice filled in.
    """

    scenario: Scenario
    design: Scenario

    @classmethod
    def of(cls, given: Scenario | str | Path, practice: str | None = None) -> "Base":
        """Return the base of a scenario, or of a name or path, under a practice; None: as the files say.

        Raises
        ------
        InputError
            With every problem of the files, or if there is no such practice.
        """
        if isinstance(given, Scenario):
            return cls(scenario=given if practice is None else with_practice(given, practice), design=given)
        scenario = load(given, practice=practice)
        filled = any(change.by for change in scenario.changes)
        return cls(scenario=scenario, design=(_design(given) or scenario) if filled else scenario)

    def variant(self, changes: Mapping[str, Any]) -> Scenario:
        """Return the scenario with other values at some addresses.

        A practice fills what changes leave open, so they come first; those of parts of what it fills come after it.

        Raises
        ------
        InputError
            If an address is not in the scenario, or the scenario with its changes breaks a rule: with every problem.
        """
        if not changes:
            return self.scenario
        filled = tuple(f"{change.where}." for change in self.scenario.changes if change.by)
        after = {where: value for where, value in changes.items() if filled and where.startswith(filled)}
        before = {where: value for where, value in changes.items() if where not in after}
        if self.design is self.scenario or not before:
            return changed(self.scenario, changes)
        chosen = str(before.pop("practice", self.scenario.practice))
        found = with_practice(changed(self.design, before), chosen)
        return changed(found, after) if after else found


def _design(name: str | Path) -> Scenario | None:
    """Load a scenario without its practice; None for one that was saved with what a practice filled in."""
    try:
        return load(name, practice=NONE)
    except InputError:
        return None
