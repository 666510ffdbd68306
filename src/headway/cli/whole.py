"""Files that are there whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from headway.errors import InputError


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a hidden name and rename it, so that it is there whole or not at all."""
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        write(part)
        part.rename(path)
    except OSError as error:
        raise InputError([f'"{path}" cannot be written: {error.strerror}']) from error
    finally:
        part.unlink(missing_ok=True)
