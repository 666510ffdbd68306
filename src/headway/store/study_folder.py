"""The folder of a study: what is studied, and one table for every task that is done. Nothing in it is changed later.

A table is written under a hidden name beside the results and moved among them once it is whole. So a study that is
killed at any moment holds whole tables only, and goes on where it stood.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from platform import python_version
from typing import Any

import polars as pl

from headway.errors import InputError
from headway.model.naming import usable_name
from headway.store.reading import STUDY_FILE, STUDY_SCHEMA, about_study
from headway.whole import part_of
from headway.work import COMMAND

_RESULTS = "results"
_TASK = re.compile(r"(\d+)-(\d+)-(\d+)\.parquet")

Key = tuple[int, int, int]
"""What a task is known by: its variant, its seed, and its first replication."""


class StudyFolder:
    """The folder of a study.

    Parameters
    ----------
    path
        Where it is; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._results = path / _RESULTS

    @property
    def about(self) -> dict[str, Any]:
        """What ``study.json`` says.

        Raises
        ------
        InputError
            If there is no study here, or one of another version of the store.
        """
        return about_study(self.path)

    @property
    def begun(self) -> bool:
        """Whether a study was begun here."""
        try:
            return (self.path / STUDY_FILE).is_file()
        except OSError:  # a name that no file can have
            return False

    def begin(self, said: Mapping[str, Any], files: Mapping[str, str]) -> None:
        """Begin a study: write what it is made by, and ``study.json`` last, which makes the folder a study.

        Parameters
        ----------
        said
            Entries of ``study.json`` besides versions, the time and the command.
        files
            Texts by their paths in the folder: the study file, and the scenario as resolved.

        The folder is made under a hidden name and renamed. Where another process has begun a study here meanwhile, that
        one stays.

        Raises
        ------
        InputError
            If the folder cannot be written, is there and no study, or has a name that no folder can have.
        """
        if not usable_name(self.path.name) or self.path.name.startswith("."):
            short = self.path.name[:100]
            raise InputError([f'"{short}" cannot name a study: a short text without slashes that does not begin with a dot'])
        if self.path.exists():
            raise InputError([f'"{self.path}" is there already, and no study. Choose another name'])
        about = {
            "schema": STUDY_SCHEMA,
            "begun": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": COMMAND.get(),
            **versions(),
            **said,
        }
        text = json.dumps(about, indent=2, ensure_ascii=False, allow_nan=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            made = part_of(self.path)
            for name, content in {**files, STUDY_FILE: text}.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_text(content, encoding="utf-8")
            (made / _RESULTS).mkdir()
            try:
                made.rename(self.path)
            finally:
                shutil.rmtree(made, ignore_errors=True)
        except OSError as error:
            if not self.begun:
                raise InputError([f'"{self.path}" cannot be written: {error.strerror or error}']) from error

    def done(self) -> set[Key]:
        """Return the tasks that are done."""
        names = self._results.iterdir() if self._results.is_dir() else ()
        return {_key(match) for path in names if (match := _TASK.fullmatch(path.name))}

    def add(self, key: Key, table: pl.DataFrame) -> None:
        """Add the table of a task that is done.

        Raises
        ------
        InputError
            If it cannot be written, as on a full disk; what was added before stays.
        """
        name = "{:06}-{}-{:04}.parquet".format(*key)
        part = part_of(self.path / name)
        try:
            self._results.mkdir(exist_ok=True)
            buffer = BytesIO()
            table.write_parquet(buffer, statistics=False)  # a few rows each: statistics would be most of the file
            part.write_bytes(buffer.getvalue())
            part.replace(self._results / name)
        except OSError as error:
            message = (
                f'"{self.path}" cannot be written: {error.strerror}. What was done before is kept. '
                "Mend this, and run the study again: it goes on from there"
            )
            raise InputError([message]) from error
        finally:
            part.unlink(missing_ok=True)

    def tables(self) -> Iterator[tuple[Key, pl.DataFrame]]:
        """Yield the tables of all tasks that are done, in the order of variants, seeds and replications.

        Raises
        ------
        InputError
            If one of them cannot be read, or is not the table of its task.
        """
        for key in sorted(self.done()):
            path = self._results / "{:06}-{}-{:04}.parquet".format(*key)
            table = _read(path)
            if table is None or not _belongs(table, key):
                message = f'"{path}" cannot be read: it has been changed or cut off. Delete it, and run the study again'
                raise InputError([message])
            yield key, table


def versions() -> dict[str, str]:
    """Return what results depend on to the last bit, besides the inputs: versions of Headway and of what it computes with."""
    return {"headway": version("headway"), "python": python_version(), "numpy": version("numpy"), "numba": version("numba")}


def _read(path: Path) -> pl.DataFrame | None:
    """Read a table; None where it cannot be read."""
    try:
        return pl.read_parquet(path, glob=False)
    except (OSError, pl.exceptions.PolarsError):
        return None


def _belongs(table: pl.DataFrame, key: Key) -> bool:
    """Tell whether a table is that of a task: its variant, its seed, and replications from its first one on."""
    variant, seed, first = key
    rows = range(first, first + table.height)
    known = {"variant", "seed", "replication"} <= set(table.columns)
    named = table.select("variant", "seed", "replication").rows() if known else []
    return table.height > 0 and named == [(variant, seed, replication) for replication in rows]


def _key(match: re.Match[str]) -> Key:
    variant, seed, first = (int(part) for part in match.groups())
    return variant, seed, first
