"""What is kept: runs and studies below a folder, the newest first; what is not wanted goes to a bin beside them."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.store.reading import RUN_FILE, STUDY_FILE, about_run, about_study

_BIN = ".bin"
"""Name of the folder that holds what was thrown away, until it is emptied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run or a study that is kept.

    Parameters
    ----------
    folder, kind
        Where it is, and whether it is a ``run`` or a ``study``.
    about
        What its ``run.json`` or ``study.json`` says; empty where that cannot be used.
    fault
        Why it cannot be used; empty where it can.
    """

    folder: Path
    kind: str
    about: dict[str, Any]
    fault: str = ""

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def when(self) -> str:
        """When it was finished (a run) or begun (a study), UTC."""
        return str(self.about.get("finished") or self.about.get("begun") or "")

    @property
    def mb(self) -> float:
        """What it takes on disk [MB]."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()) / 1e6


@public
def kept_in(base: Path) -> tuple[Kept, ...]:
    """Return the runs and studies in a folder, the newest first; a folder that is not there holds none."""
    found = [kept for folder in sorted(base.iterdir()) if (kept := _kept(folder)) is not None] if base.is_dir() else []
    return tuple(sorted(found, key=lambda kept: kept.when, reverse=True))


def _kept(folder: Path) -> Kept | None:
    if folder.name.startswith("."):
        return None
    for kind, file, read in (("run", RUN_FILE, about_run), ("study", STUDY_FILE, about_study)):
        if (folder / file).is_file():
            try:
                return Kept(folder=folder, kind=kind, about=read(folder))
            except InputError as error:
                return Kept(folder=folder, kind=kind, about={}, fault=error.problems[0].message)
    return None


@public
def bin_kept(base: Path, names: Iterable[str]) -> list[Path]:
    """Move runs or studies into the bin of their folder, and return where they are now.

    Raises
    ------
    InputError
        If one of them is not there: then none is moved; or if one cannot be moved.
    """
    wanted = list(dict.fromkeys(names))
    there = {kept.name: kept for kept in kept_in(base)}
    if missing := [name for name in wanted if name not in there]:
        raise InputError([f'"{name}" is not kept in {base}. {did_you_mean(name, there)}' for name in missing])
    moved: list[Path] = []
    for name in wanted:
        target, number = base / _BIN / name, 2
        while target.exists():
            target, number = base / _BIN / f"{name}-{number}", number + 1
        try:
            target.parent.mkdir(exist_ok=True)
            there[name].folder.rename(target)
        except OSError as error:
            raise InputError([f'"{there[name].folder}" cannot be moved to the bin: {error.strerror}']) from error
        moved.append(target)
    return moved


@public
def empty_bin(base: Path) -> int:
    """Delete what is in the bin of a folder, and return how many runs and studies that were."""
    folder = base / _BIN
    count = sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0
    try:
        if count:
            shutil.rmtree(folder)
    except OSError as error:
        raise InputError([f'"{folder}" cannot be emptied: {error.strerror}']) from error
    return count
