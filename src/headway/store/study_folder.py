"""The folder of a study: what is studied, and one table for every task that is done. Nothing in it is written twice.

A table is written under a hidden name beside the results and moved among them once it is whole. So a study that is
killed at any moment holds whole tables only, and goes on where it stood.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from platform import python_version
from typing import Any

import polars as pl

from headway.errors import InputError
from headway.store.reading import STUDY_FILE, STUDY_SCHEMA, about_study
from headway.whole import part_of, whole
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
        return (self.path / STUDY_FILE).is_file()

    def begin(self, said: Mapping[str, Any], files: Mapping[str, str]) -> None:
        """Begin a study: write what it is made by, and ``study.json`` last, which makes the folder a study.

        Parameters
        ----------
        said
            Entries of ``study.json`` besides versions, the time and the command.
        files
            Texts by their paths in the folder: the study file, and the scenario as resolved.

        Raises
        ------
        InputError
            If the folder cannot be written, or is there and no study.
        """
        ours = {_RESULTS, *(name.partition("/")[0] for name in files)}
        if self.path.exists() and not (self.path.is_dir() and {one.name for one in self.path.iterdir()} <= ours):
            raise InputError([f'"{self.path}" is there already, and no study. Choose another name'])
        try:
            self._results.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                whole(self.path / name, lambda part, text=text: part.write_text(text, encoding="utf-8"))
            about = {
                "schema": STUDY_SCHEMA,
                "begun": datetime.now(UTC).isoformat(timespec="seconds"),
                "command": COMMAND.get(),
                **versions(),
                **said,
            }
            text = json.dumps(about, indent=2, ensure_ascii=False, allow_nan=False)
            whole(self.path / STUDY_FILE, lambda part: part.write_text(text, encoding="utf-8"))
        except OSError as error:
            raise InputError([f'"{self.path}" cannot be written: {error.strerror}']) from error

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
            If one of them cannot be read.
        """
        for key in sorted(self.done()):
            path = self._results / "{:06}-{}-{:04}.parquet".format(*key)
            try:
                yield key, pl.read_parquet(path)
            except (OSError, pl.exceptions.PolarsError) as error:
                message = f'"{path}" cannot be read: it has been changed or cut off. Delete it, and run the study again'
                raise InputError([message]) from error


def versions() -> dict[str, str]:
    """Return what results depend on to the last bit, besides the inputs: versions of Headway and of what it computes with."""
    return {"headway": version("headway"), "python": python_version(), "numpy": version("numpy"), "numba": version("numba")}


def _key(match: re.Match[str]) -> Key:
    variant, seed, first = (int(part) for part in match.groups())
    return variant, seed, first
