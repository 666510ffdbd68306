"""Run folders on the command line: the scenario that one holds, and the settings that its run was made with."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from headway.errors import InputError

OPTIONS = {"days": "--days", "seed": "--seed", "warm_up_days": "--warm-up-days", "chance": "--chance or --no-chance"}
"""What makes a run besides its scenario, and the options that say it."""

_TYPES = {"days": int, "seed": int, "warm_up_days": int, "chance": bool}
"""Of which type each of them is."""


def scenario_in(name: str) -> str:
    """Return the folder of the scenario of a run folder; another name stays as it is."""
    return str(Path(name) / "scenario") if _is_run(name) else name


def settings_of(names: Sequence[str], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what simulations are made with if all that is compared are run folders, and every problem with it.

    Parameters
    ----------
    names
        What is compared: run folders, or names and paths of scenarios. Unless all are run folders there are no
        settings, and no problem.
    given
        The settings that the command line says; None where it says nothing.
    """
    if not all(_is_run(name) for name in names):
        return {}, []
    problems: list[str] = []
    kept: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys(names):
        found = _settings_in(Path(name) / "run.json")
        if isinstance(found, str):
            problems.append(found)
        else:
            kept[name] = found
    asked = [setting for setting in OPTIONS if given.get(setting) is None]
    for setting in asked:
        values = {name: found[setting] for name, found in kept.items()}
        if len(set(values.values())) > 1:
            said = ", ".join(f"{name} {_in_words(value)}" for name, value in values.items())
            problems.append(f"{setting}: the runs differ ({said}), and a comparison has one for all. Give {OPTIONS[setting]}")
    first = next(iter(kept.values()), {})
    return ({} if problems else {setting: first[setting] for setting in asked}), problems


def in_words(settings: Mapping[str, Any]) -> str:
    """Say which settings were taken from runs."""
    said = ", ".join(f"{key.replace('warm_up_days', 'days of warm-up')} {_in_words(value)}" for key, value in settings.items())
    return f"As in the runs: {said}."


def _is_run(name: str) -> bool:
    folder = Path(name)
    return (folder / "run.json").is_file() and (folder / "scenario" / "scenario.yaml").is_file()


def _settings_in(path: Path) -> dict[str, Any] | str:
    """Return the settings of a run, or what is wrong with the file that holds them."""
    from headway.store import about_run

    try:
        simulation = about_run(path.parent)["simulation"]
        found = {setting: simulation[setting] for setting in OPTIONS}
    except (InputError, KeyError, TypeError):
        found = {}
    if not all(type(found.get(setting)) is kind for setting, kind in _TYPES.items()):
        return (
            f'"{path}" does not say what the run was made with: it has been changed or cut off. Name its scenario folder instead'
        )
    return found


def _in_words(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value}"
