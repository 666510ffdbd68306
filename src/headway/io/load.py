"""Load a scenario by its name or path, with the practice that fills what its files leave open."""

from pathlib import Path

from headway.arguments import public
from headway.io import bundled
from headway.io.practices import under
from headway.io.read import read_files
from headway.model import Scenario


@public
def load(name: str | Path, *, practice: str | None = None) -> Scenario:
    """Load a scenario: a bundled name, a folder that holds ``scenario.yaml``, or a file.

    Parameters
    ----------
    name
        The name or the path.
    practice
        ``none`` for the design, ``conventional`` or ``best``; None: the practice that the files name.

    Raises
    ------
    InputError
        With every problem of the files, each with its file and line.
    """
    scenario = read_files(bundled.find(str(name)))
    return under(scenario, scenario.practice if practice is None else practice)


@public
def scenario_of(given: Scenario | str | Path) -> Scenario:
    """Return a scenario as it is, or load it by its name or path; every function that takes a scenario begins here."""
    return given if isinstance(given, Scenario) else load(given)


@public
def with_practice(scenario: Scenario | str | Path, practice: str) -> Scenario:
    """Return a scenario under a practice, which fills what it leaves open.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of one.
    practice
        ``none`` for the design, ``conventional`` or ``best``.

    Raises
    ------
    InputError
        If there is no such practice, or the scenario is under another practice already.
    """
    return under(scenario, practice) if isinstance(scenario, Scenario) else load(scenario, practice=practice)
