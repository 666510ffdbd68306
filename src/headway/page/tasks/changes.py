"""Changes of a scenario by address: checked as files are, and written as a new scenario that extends the one open."""

import os
import shutil
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from headway.errors import InputError, Problem
from headway.io import bundled_names, changed, load
from headway.model import Scenario
from headway.model.naming import fault_of_name
from headway.page.folders import own_folder
from headway.page.models import ChangedValue, NewScenario, WrittenScenario
from headway.page.settings import Settings
from headway.page.views import scenario_view
from headway.whole import part_of

SCENARIOS = "scenarios"
"""The folder, below that of the runs, in which new scenarios are written."""

_FILE = "scenario.yaml"


def extended_by(settings: Settings) -> str | None:
    """Return what the file that is open extends; None where it stands by itself, or came with Headway."""
    if settings.scenario in bundled_names():
        return None
    path = Path(settings.scenario)
    try:
        said = YAML(typ="safe", pure=True).load((path / _FILE if path.is_dir() else path).read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError):
        return None
    named = said.get("extends") if isinstance(said, dict) else None
    return named if isinstance(named, str) else None


def check_changes(scenario: Scenario, changes: Iterable[ChangedValue]) -> dict[str, Any]:
    """Return changes as a file would hold them, once the reader of scenarios has taken them.

    A number goes into a field with the unit in which the page shows that field.

    Raises
    ------
    InputError
        With every problem, each at the address of a change where it is about one.
    """
    listed = list(changes)
    given = {one.address: one.value for one in listed}
    if twice := [one.address for one in listed if [other.address for other in listed].count(one.address) > 1]:
        raise InputError([Problem("is changed twice. Keep one", where=where) for where in dict.fromkeys(twice)])
    units = {row.address: row.unit for group in scenario_view(scenario, "").groups for row in group.rows}
    values = {
        where: f"{value!r} {units[where]}" if _is_number(value) and units.get(where) else value for where, value in given.items()
    }
    if not values:
        return {}
    try:
        changed(scenario, values)
    except InputError as error:
        raise InputError(Problem(one.message, where=_nearest(one.where, given)) for one in error.problems) from None
    return values


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _nearest(where: str, given: Iterable[str]) -> str:
    """Return the change that a problem is about, so that it is told beside its field; else the address of the problem."""
    return next(
        (address for address in given if where == address or where.startswith(address) or address.startswith(where)), where
    )


def write_scenario(settings: Settings, scenario: Scenario, asked: NewScenario) -> WrittenScenario:
    """Write a new scenario with only the values that were changed; the one that is open keeps its files.

    Raises
    ------
    InputError
        If the name cannot be that of a folder or is taken, or the changes do not fit.
    """
    folder = settings.runs / SCENARIOS / asked.name
    fault = fault_of_name(asked.name) or ("a name does not begin with a dot" if asked.name.startswith(".") else "")
    if not fault and (folder.exists() or folder.is_symlink() or asked.name in bundled_names()):
        fault = f'"{asked.name}" is taken. Choose another'
    if fault:
        raise InputError([Problem(fault, where="name")])
    values = check_changes(scenario, asked.changes)
    document = {"extends": _base(settings, folder), "title": f"{scenario.title}: {asked.name}", "changes": values}
    stream = StringIO()
    YAML().dump(document, stream)
    own_folder(settings.runs, SCENARIOS)
    try:
        made = part_of(folder)
        made.mkdir()
        try:
            (made / _FILE).write_text(stream.getvalue(), encoding="utf-8")
            load(made)
            made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise InputError([f'"{folder}" cannot be written: {error.strerror}']) from None
    return WrittenScenario(name=asked.name, path=str(folder / _FILE))


def _base(settings: Settings, folder: Path) -> str:
    """Return what the new file extends: a bundled name, or the way to the file that is open."""
    if settings.scenario in bundled_names():
        return settings.scenario
    path = Path(settings.scenario).resolve()
    return os.path.relpath(path / _FILE if path.is_dir() else path, folder.resolve())
