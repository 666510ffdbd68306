"""The scenario that a command is about: by its name or path, with changes by address."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headway.errors import InputError

if TYPE_CHECKING:
    from headway.model import Scenario

ScenarioName = Annotated[str, typer.Argument(help="A bundled name, a folder, or a scenario.yaml.")]

Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--change",
        metavar="ADDRESS=VALUE",
        help="Another value at an address of the scenario, such as fleets.mine-sets.sets=20; give it once for each.",
    ),
]

PracticeName = Annotated[
    str,
    typer.Option(
        "--practice",
        metavar="NAME",
        help="Fill what the scenario leaves open as railways do: conventional or best; none is the design. "
        "By default as the scenario says.",
    ),
]


StudyOfAssumptions = Annotated[
    Path | None,
    typer.Option("--study", help="Order what is assumed by a study that varies it, such as studies/assumptions."),
]


def importance_in(study: Path | None) -> "dict[str, float] | None":
    """Return how much each assumption matters by a study that is kept; None without one.

    Raises
    ------
    InputError
        If there is no such study, or it ranks nothing.
    """
    if study is None:
        return None
    from headway.study import kept_study

    found = kept_study(study).importance()
    if not found:
        raise InputError([f'"{study}" ranks nothing: its points are neither walks (morris) nor indices, or it has just begun'])
    return found


def corridor_of(name: str, changes: list[str] | None, practice: str = "") -> "Scenario":
    """Load a scenario, change it as the command line says, and put it under a practice."""
    return corridor_with(name, parsed(changes or []), practice)


def corridor_with(name: str, given: dict[str, Any], practice: str = "") -> "Scenario":
    """Load a scenario, change it, and put it under a practice."""
    from headway.io.variants import Base

    return Base.of(name, practice or None).variant(given)


def parsed(changes: list[str], option: str = "--change") -> dict[str, Any]:
    """Return values by their addresses from texts such as ``fleets.mine-sets.sets=20``, values as YAML.

    Raises
    ------
    InputError
        With every text that is none.
    """
    if not changes:
        return {}
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    found: dict[str, Any] = {}
    problems: list[str] = []
    for change in changes:
        where, equals, text = change.partition("=")
        if not equals or not where.strip():
            problems.append(f'{option}: "{change}" has no address or no value. Write fleets.mine-sets.sets=20')
        elif where in found:
            problems.append(f"{option}: {where} is given twice. Keep one of them")
        else:
            try:
                found[where] = YAML(typ="safe", pure=True).load(text)
            except YAMLError:
                found[where] = text
    if problems:
        raise InputError(problems)
    return found
