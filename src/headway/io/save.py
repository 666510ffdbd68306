"""Save a scenario as a folder."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from headway.arguments import public
from headway.errors import InputError
from headway.io.bundled import FILE
from headway.io.load import scenario_of
from headway.io.write import files_of
from headway.model import Scenario
from headway.whole import part_of


@public
def save(scenario: Scenario | str | Path, folder: str | Path, *, extra: Mapping[str, str] | None = None) -> Path:
    """Write a scenario as a new folder of ``scenario.yaml`` and one CSV table per part of a leg.

    The folder is written under a hidden name and then renamed, so that it is there whole or not at all.

    Parameters
    ----------
    scenario, folder
        What to write, and the folder to make.
    extra
        More text files for the folder, by name.

    Raises
    ------
    InputError
        If the folder exists or cannot be written.
    """
    scenario = scenario_of(scenario)
    target = Path(folder)
    try:
        if target.exists():
            raise InputError([f'"{target}" exists already. Choose a new name or remove it'])
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = part_of(target)
        temporary.mkdir()
    except OSError as error:
        raise InputError([f'"{target}" cannot be written: {error.strerror}']) from error
    try:
        for name, text in {**files_of(scenario), **(extra or {})}.items():
            (temporary / name).write_text(text, encoding="utf-8")
        temporary.rename(target)
    except OSError as error:
        raise InputError([f'"{target}" cannot be written: {error.strerror}']) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target / FILE
