"""Repeat a run from its folder, and tell whether it gives the same bits."""

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from headway.arguments import public
from headway.errors import InputError
from headway.io import load
from headway.study.run import Settings, planned_and_simulated
from headway.study.run_folder import SCHEMA, inputs_hash, write_tables
from headway.work import Progress

_OF_THE_MOMENT = ("finished", "timings", "command")
"""Entries of `run.json` about the moment of a run, which another run cannot share."""

_NAMES = asdict(Settings())
"""Entries that determine a run, each with a value of its type."""


@public
def run_again(folder: str | Path, progress: Progress | None = None) -> list[str]:
    """Repeat the run of a run folder, and return in words everything that is not the same to the last bit.

    Parameters
    ----------
    folder
        A folder that ``headway run`` has written.
    progress
        As for `simulate`.

    Raises
    ------
    InputError
        If it is no run folder, has another schema, or its scenario has been changed.
    """
    kept = Path(folder)
    about = _about(kept)
    scenario = load(kept / "scenario")
    if inputs_hash(scenario) != about["inputs_sha256"]:
        raise InputError([f'"{kept / "scenario"}" is not the scenario that was run: it has been changed. Run it as a new run'])
    settings = Settings(**{name: about["simulation"][name] for name in _NAMES})
    plan, result, spent = planned_and_simulated(scenario, settings, progress)
    with TemporaryDirectory() as other:
        write_tables(Path(other), result, plan, spent)
        return [*_other_words(about, _about(Path(other))), *_other_tables(kept, Path(other))]


def _about(folder: Path) -> dict[str, Any]:
    """Read what a run folder says of its run."""
    path = folder / "run.json"
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            [f'"{folder}" is no run: {path.name} cannot be read ({error.strerror}). Name a folder below runs/']
        ) from None
    except ValueError:
        raise InputError([f'"{path}" is not JSON: it has been changed or cut off']) from None
    if not isinstance(about, dict) or about.get("schema") != SCHEMA:
        made = about.get("headway", "an older version") if isinstance(about, dict) else "an older version"
        raise InputError([f'"{path}" is of another form than this version writes ({SCHEMA}); Headway {made} wrote it'])
    given = about.get("simulation")
    whole = isinstance(given, dict) and all(type(given.get(name)) is type(value) for name, value in _NAMES.items())
    if not whole or not isinstance(about.get("inputs_sha256"), str) or "headway" not in about:
        raise InputError([f'"{path}" does not say all that a run is made by: it has been changed. Run the scenario as a new run'])
    return about


def _other_words(kept: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Name the entries of ``run.json`` that differ; a part that differs as a whole is named once."""
    found = [f'run.json: "{key}" differs' for key in kept if key not in _OF_THE_MOMENT and kept[key] != new.get(key)]
    if kept["headway"] != new["headway"]:
        found.append(f"Headway {kept['headway']} made the run, this is {version('headway')}")
    return found


def _other_tables(kept: Path, new: Path) -> list[str]:
    """Name the tables that differ."""
    return [
        f"{table.name} differs"
        for table in sorted(new.glob("*.parquet"))
        if not (kept / table.name).exists() or not pl.read_parquet(kept / table.name).equals(pl.read_parquet(table))
    ]
