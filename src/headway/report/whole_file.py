"""Files that are there whole or not at all: written under a hidden name and renamed; after a failure nothing is left."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def whole_file(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        The file.
    write
        Writes it under the name that it is given, in the same folder and with the same ending.

    Raises
    ------
    OSError
        If the folder cannot be written; whatever `write` raises goes on, and no draft is left.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=".headway-", suffix=f".part{target.suffix}", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        write(draft)
        draft.chmod(0o644)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target
