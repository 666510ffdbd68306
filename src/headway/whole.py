"""Files and folders that are there whole or not at all.

Until a file is whole, it has a hidden name with the number of the writing process. If that process is killed, the next
one that writes the same file clears what it left.
"""

import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from pathlib import Path

from headway.errors import InputError

_LONGEST = 255
"""Most bytes of a file's name on every common file system."""

_ROOM = 32
"""Bytes that a hidden name needs besides the name."""

_numbers = count()


def target_problems(path: Path, suffixes: Iterable[str] = ()) -> list[str]:
    """Say what keeps a file from being written, in words, before anything is computed.

    Parameters
    ----------
    path
        The file. There may be a plain file already, or nothing.
    suffixes
        Endings that its name may have; any, if none are given.
    """
    ends = list(suffixes)
    try:
        if len(os.fsencode(path.name)) > _LONGEST - _ROOM:
            return [f'"{path.name[:40]}..." is too long a name. Keep below {_LONGEST - _ROOM} bytes']
        if not path.name:
            return [f'"{path}" names no file']
        if "\0" in str(path):
            return ["a name of a file cannot hold a null character"]
        if path.is_dir():
            return [f'"{path}" is a folder. Name a file in it']
        if not path.parent.is_dir():
            return [f'"{path.parent}" is not a folder. Make it first']
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            return [f'"{path}" is no plain file, and would be lost. Name another']
        if not os.access(path.parent, os.W_OK | os.X_OK):
            return [f'"{path.parent}" cannot be written. Choose another folder']
    except (OSError, ValueError) as error:
        return [f'"{str(path)[:100]}" cannot be a file: {getattr(error, "strerror", None) or error}']
    if ends and not path.name.lower().endswith(tuple(ends)):
        return [f'"{path}" is of another kind than what is written there. End its name with {" or ".join(ends)}']
    return []


def targets_problems(files: Sequence[tuple[Path, Iterable[str]]]) -> list[str]:
    """Say what keeps files from being written, each with its endings, and also that two of them are the same."""
    often = Counter(path for path, _ in files)
    found = [problem for path, suffixes in files for problem in target_problems(path, suffixes)]
    return found + [f'"{path}" is named {n} times, and one would be lost. Name another' for path, n in often.items() if n > 1]


def check_targets(files: Sequence[tuple[Path, Iterable[str]]]) -> None:
    """Refuse files that cannot be written, or that have the same name, before anything is computed.

    Raises
    ------
    InputError
        With every such file.
    """
    if problems := targets_problems(files):
        raise InputError(problems)


def whole(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Write a file under a hidden name with the same ending, and rename it once it is whole; return its path.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = Path(path)
    if problems := target_problems(target):
        raise InputError(problems)
    part = part_of(target)
    try:
        write(part)
        part.replace(target)
    except OSError as error:
        raise InputError([f'"{target}" cannot be written: {error.strerror or error}']) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def part_of(path: Path) -> Path:
    """Return the hidden name for a file while it is written, and clear what killed writers of the same file left."""
    for left in path.parent.glob(f".{_escaped(path.stem)}-*.part{_escaped(path.suffix)}"):
        owner = left.name.removeprefix(f".{path.stem}-").split("-")[0]
        if owner.isdigit() and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    return path.with_name(f".{path.stem}-{os.getpid()}-{next(_numbers)}.part{path.suffix}")


def _escaped(text: str) -> str:
    """Return a text that matches itself in a pattern of file names."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def _runs(process: int) -> bool:
    """Tell whether a process exists; if asking would end it, it counts as existing."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
