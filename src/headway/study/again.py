"""Repeat a run from its folder, and tell whether it gives the same bits."""

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from headway.arguments import public
from headway.errors import InputError
from headway.io import load
from headway.store import about_run, inputs_hash, write_tables
from headway.store.reading import RUN_FILE
from headway.study.run import Settings, planned_and_simulated
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
    about = about_run(kept)
    settings = _settings(kept, about)
    scenario = load(kept / "scenario")
    if inputs_hash(scenario) != about["inputs_sha256"]:
        raise InputError([f'"{kept / "scenario"}" is not the scenario that was run: it has been changed. Run it as a new run'])
    plan, result, spent = planned_and_simulated(scenario, settings, progress)
    with TemporaryDirectory() as other:
        write_tables(Path(other), result, plan, spent)
        return [*_other_words(about, about_run(Path(other))), *_other_tables(kept, Path(other))]


def _settings(folder: Path, about: dict[str, Any]) -> Settings:
    """Return the settings of a run."""
    given = about.get("simulation")
    whole = isinstance(given, dict) and all(type(given.get(name)) is type(value) for name, value in _NAMES.items())
    if not whole or not isinstance(about.get("inputs_sha256"), str) or "headway" not in about:
        message = (
            f'"{folder / RUN_FILE}" does not say all that a run is made by: it has been changed. Run the scenario as a new run'
        )
        raise InputError([message])
    return Settings(**{name: about["simulation"][name] for name in _NAMES})


def _other_words(kept: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Name the entries of ``run.json`` that differ; a part that differs as a whole is named once."""
    keys = [key for key in dict.fromkeys([*kept, *new]) if key not in _OF_THE_MOMENT]
    found = [f'run.json: "{key}" differs' for key in keys if kept.get(key) != new.get(key)]
    if kept["headway"] != new["headway"]:
        found.append(f"Headway {kept['headway']} made the run, this is {version('headway')}")
    return found


def _other_tables(kept: Path, new: Path) -> list[str]:
    """Name the tables that differ."""
    return [f"{table.name} differs" for table in sorted(new.glob("*.parquet")) if not _same(kept / table.name, table)]


def _same(kept: Path, new: Path) -> bool:
    """Tell whether two tables are the same to the last bit; one that is missing or damaged is not."""
    try:
        return pl.read_parquet(kept, glob=False).equals(pl.read_parquet(new, glob=False))
    except (OSError, pl.exceptions.PolarsError):
        return False
