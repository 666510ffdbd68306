"""What a folder of the store says of itself: ``run.json`` of a run, ``study.json`` of a study."""

import json
from pathlib import Path
from typing import Any

from headway.errors import InputError

RUN_SCHEMA = 1
"""Version of ``run.json``: more entries may come; a higher number means that an entry has changed its meaning."""

STUDY_SCHEMA = 1
"""Version of ``study.json``, in the same way."""

PLAN_SCHEMA = 1
"""Version of ``plan.json``, in the same way."""

RUN_FILE, STUDY_FILE, PLAN_FILE = "run.json", "study.json", "plan.json"

_RUN = {"headway": str, "title": str, "finished": str, "inputs_sha256": str, "simulation": dict, "kpis": dict}
_STUDY = {
    "headway": str, "title": str, "begun": str, "command": str, "inputs_sha256": str, "practice": str, "asked": dict,
    "left": dict, "variants": int, "figures": list,
}  # fmt: skip
_PLAN = {"headway": str, "title": str, "begun": str, "command": str}
"""Entries that there must be, with their types."""

_KINDS = {
    RUN_FILE: ("run", RUN_SCHEMA, "Name a folder below runs/"),
    STUDY_FILE: ("study", STUDY_SCHEMA, "Name one below studies/"),
    PLAN_FILE: ("plan", PLAN_SCHEMA, "Name one below plans/"),
}


def about_run(folder: Path) -> dict[str, Any]:
    """Return what a run folder says of its run.

    Raises
    ------
    InputError
        If it is no run folder, cannot be read, or is of another form than this version writes.
    """
    return _about(folder / RUN_FILE)


def about_study(folder: Path) -> dict[str, Any]:
    """Return what the folder of a study says of it; it raises as `about_run` does."""
    return _about(folder / STUDY_FILE)


def about_plan(folder: Path) -> dict[str, Any]:
    """Return what the folder of a plan says of it; it raises as `about_run` does."""
    return _about(folder / PLAN_FILE)


def _about(path: Path) -> dict[str, Any]:
    kind, schema, where = _KINDS[path.name]
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        if path.name == RUN_FILE and path.with_name(STUDY_FILE).is_file():
            raise InputError([f'"{path.parent}" is a study, not a run: headway study show {path.parent}']) from None
        message = f'"{path.parent}" is no {kind}: {path.name} cannot be read ({error.strerror}). {where}'
        raise InputError([message]) from None
    except (ValueError, RecursionError):
        raise InputError([f'"{path}" is not JSON: it has been changed or cut off']) from None
    if not isinstance(about, dict) or about.get("schema") != schema:
        made = about.get("headway", "an older version") if isinstance(about, dict) else "an older version"
        raise InputError([f'"{path}" is of another form than this version writes ({schema}); Headway {made} wrote it'])
    needed: dict[str, type] = {"run": _RUN, "study": _STUDY, "plan": _PLAN}[kind]
    if lacks := [name for name, of in needed.items() if not isinstance(about.get(name), of)]:
        message = f'"{path}" does not say all that a {kind} is made by ({", ".join(lacks)}): it has been changed'
        raise InputError([f"{message}. Run it as a new {kind}"])
    return about
