"""The folder of a plan: what was found out on the way to it, each piece under the hash of what was asked.

A piece is written under a hidden name and moved once it is whole. So planning that is killed at any moment loses at most
the piece that it was at, and goes on where it stood: what was asked before is not asked again.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from headway.errors import InputError
from headway.model.naming import usable_name
from headway.store.reading import PLAN_FILE, PLAN_SCHEMA, about_plan
from headway.store.study_folder import versions
from headway.whole import part_of
from headway.work import COMMAND

_FOUND = "found"


class PlanFolder:
    """The folder of a plan.

    Parameters
    ----------
    path
        Where it is; it need not be there yet. None: nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._here: dict[str, dict[str, Any]] = {}

    def begin(self, title: str, text: str, said: Mapping[str, str]) -> None:
        """Begin a plan, or see that the folder is one of this version.

        Parameters
        ----------
        title, text
            What it is called, and its file.
        said
            What it asks, in words.

        Raises
        ------
        InputError
            If it cannot be written, or is there and no plan of this version.
        """
        if self.path is None:
            return
        if not usable_name(self.path.name) or self.path.name.startswith("."):
            short = self.path.name[:100]
            raise InputError([f'"{short}" cannot name a plan: a short text without slashes that does not begin with a dot'])
        if self.path.exists():
            about_plan(self.path)
            return
        about = {
            "schema": PLAN_SCHEMA,
            "begun": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": COMMAND.get(),
            "title": title,
            "said": dict(said),
            **versions(),
        }
        try:
            (self.path / _FOUND).mkdir(parents=True)
            (self.path / "plan.yaml").write_text(text, encoding="utf-8")
            self._write(self.path / PLAN_FILE, about)
        except OSError as error:
            raise InputError([f'"{self.path}" cannot be written: {error.strerror or error}']) from error

    def found(self, asked: object) -> dict[str, Any] | None:
        """Return what was found for what is asked; None if it was not asked before, or cannot be read."""
        key = _key(asked)
        if key in self._here or self.path is None:
            return self._here.get(key)
        try:
            piece = json.loads((self.path / _FOUND / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(piece, dict) or not isinstance(piece.get("found"), dict):
            return None
        self._here[key] = piece["found"]
        return piece["found"]

    def keep(self, asked: object, found: Mapping[str, Any]) -> None:
        """Keep what was found.

        Raises
        ------
        InputError
            If it cannot be written, as on a full disk; what was kept before stays.
        """
        key = _key(asked)
        self._here[key] = dict(found)
        if self.path is None:
            return
        try:
            (self.path / _FOUND).mkdir(parents=True, exist_ok=True)
            self._write(self.path / _FOUND / f"{key}.json", {"asked": asked, "found": dict(found)})
        except OSError as error:
            message = (
                f'"{self.path}" cannot be written: {error.strerror}. What was found before is kept. Mend this, and plan again'
            )
            raise InputError([message]) from error

    def _write(self, path: Path, content: Mapping[str, Any]) -> None:
        part = part_of(path)
        try:
            part.write_text(json.dumps(content, indent=1, ensure_ascii=False, default=str), encoding="utf-8")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _key(asked: object) -> str:
    """Return the hash of what is asked, and of the versions that answer it."""
    text = json.dumps([versions(), asked], sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()[:32]
