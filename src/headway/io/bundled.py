"""The scenarios that come with Headway, and how a name or a path becomes a file."""

import os
from contextlib import suppress
from pathlib import Path

from headway.errors import InputError, did_you_mean

FILE = "scenario.yaml"
_FOLDER = Path(__file__).parent.parent / "scenarios"


def bundled_names() -> list[str]:
    """Return the names of the bundled scenarios."""
    return sorted(p.parent.name for p in _FOLDER.glob(f"*/{FILE}"))


def find(name: str, beside: Path | None = None) -> Path:
    """Return the file of a scenario given as a bundled name, a folder or a file.

    Parameters
    ----------
    name
        What the user wrote.
    beside
        The folder that a relative path starts from; the working folder by default.

    Raises
    ------
    InputError
        If there is no such file or name.
    """
    if name in bundled_names():
        return _FOLDER / name / FILE
    path = Path(os.path.normpath((beside or Path.cwd()) / name))
    with suppress(OSError, ValueError):
        if not name.strip():
            raise ValueError
        if path.is_dir():
            path = path / FILE
        if path.is_file():
            return path
    hint = did_you_mean(name[:100], bundled_names())
    raise InputError([f'"{name[:100]}" is neither a file nor a bundled scenario. {hint}'])
