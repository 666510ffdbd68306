"""The history of a plan on disk: every version whole, and which comes from which.

A version is written first, and then the list that names it: both under a hidden name that is moved once the file is
whole. So a server that is killed at any moment leaves a history that is whole, with the last version that it answered
with. Versions never change, and a number is never used twice; to undo is to go back to the version before.
"""

import gzip
import json
import os
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from headway.errors import InputError
from headway.page.models import Model, Said
from headway.whole import whole

_LIST = "history.json"
_PACKED = 1
"""How hard versions are packed: a week is written in some hundredths of a second, to a tenth of its size."""


class Step(Model):
    """A version: the one that it was made of, what was done, when, and the bound once it is known [weighted s]."""

    parent: int | None
    title: Said
    made: str
    bound_s: int | None = None


class _State(Model):
    """The list of versions, as it is on disk; ``last`` is the highest number that was ever used."""

    schema_number: Annotated[Literal[1], Field(alias="schema")] = 1
    present: int = 0
    last: int = 0
    redo: list[int] = Field(default_factory=list[int])
    steps: dict[int, Step] = Field(default_factory=dict[int, Step])

    @property
    def hangs_together(self) -> bool:
        """Whether every version that is named is there, and is younger than the one that it was made of."""
        named = {self.present, *self.redo, *(step.parent for step in self.steps.values() if step.parent is not None)}
        younger = all(step.parent is None or step.parent < number for number, step in self.steps.items())
        return named <= self.steps.keys() and younger and max(self.steps) <= self.last


class History:
    """The versions of a plan in a folder.

    Parameters
    ----------
    folder
        Where they are kept; it is there.

    Raises
    ------
    InputError
        If what is there cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = self._read()

    @property
    def present(self) -> int:
        """The present version; 0 before the first."""
        return self._state.present

    @property
    def undoes(self) -> int | None:
        """The version that undo goes back to; None where there is nothing to undo."""
        return self._state.steps[self.present].parent if self.present else None

    @property
    def redoes(self) -> int | None:
        """The version that redo goes on to; None where there is nothing to do again."""
        return self._state.redo[-1] if self._state.redo else None

    def title(self, version: int) -> Said:
        """Return what a version did."""
        return self._state.steps[version].title

    def made(self, version: int) -> str:
        """Return when a version was made."""
        return self._state.steps[version].made

    def bound_s(self, version: int) -> int | None:
        """Return the bound of a version; None as long as it is not known [weighted s]."""
        return self._state.steps[version].bound_s

    def line(self) -> list[int]:
        """Return the versions from the first to the present one, and those that can be done again."""
        found: list[int] = []
        version: int | None = self.present or None
        while version is not None:
            found.append(version)
            version = self._state.steps[version].parent
        return [*reversed(found), *reversed(self._state.redo)]

    def knows(self, version: int) -> bool:
        """Tell whether there is such a version."""
        return version in self._state.steps

    def add(self, record: dict[str, Any], title: Said, bound_s: int | None) -> int:
        """Keep a new version made of the present one, and return its number; what could be done again cannot any more."""
        number = self._state.last + 1
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        _kept(self._file(number), gzip.compress(text.encode(), _PACKED, mtime=0))
        made = datetime.now(UTC).isoformat(timespec="seconds")
        step = Step(parent=self.present or None, title=title, made=made, bound_s=bound_s)
        self._write(_State(present=number, last=number, redo=[], steps={**self._state.steps, number: step}))
        return number

    def undo(self) -> None:
        """Go back to the version before."""
        assert self.undoes is not None
        self._write(self._state.model_copy(update={"present": self.undoes, "redo": [*self._state.redo, self.present]}))

    def redo(self) -> None:
        """Go on to the version that was undone last."""
        *left, version = self._state.redo
        self._write(self._state.model_copy(update={"present": version, "redo": left}))

    def set_bound(self, version: int, bound_s: int) -> None:
        """Keep the bound of a version."""
        step = self._state.steps[version].model_copy(update={"bound_s": bound_s})
        self._write(self._state.model_copy(update={"steps": {**self._state.steps, version: step}}))

    def record(self, version: int) -> dict[str, Any]:
        """Return a version as it was kept.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        try:
            return json.loads(gzip.decompress(self._file(version).read_bytes()))
        except (OSError, EOFError, ValueError, RecursionError, zlib.error) as error:
            raise InputError([f'"{self._file(version)}" cannot be read: it has been changed or cut off']) from error

    def _file(self, version: int) -> Path:
        return self.folder / f"{version:06}.json.gz"

    def _read(self) -> _State:
        path = self.folder / _LIST
        if not path.exists():
            return _State()
        try:
            state = _State.model_validate_json(path.read_bytes())
            if not state.hangs_together:
                raise ValueError
        except (OSError, ValueError, ValidationError) as error:
            message = f'"{path}" cannot be read: it has been changed or cut off. Move its folder away to begin anew'
            raise InputError([message]) from error
        return state

    def _write(self, state: _State) -> None:
        _kept(self.folder / _LIST, state.model_dump_json(by_alias=True).encode())
        self._state = state


def _kept(path: Path, content: bytes) -> None:
    """Write a file that is there after a loss of power as well: the disk has it before its name is given to it."""

    def write(part: Path) -> None:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    whole(path, write)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
