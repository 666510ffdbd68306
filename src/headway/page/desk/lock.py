"""A lock on a folder: one server at a time; it goes with the process that holds it, even if that is killed."""

import os
from pathlib import Path

from headway.errors import InputError

_FILE = "lock"


class FolderLock:
    """Holds a folder for this process until it is released.

    Parameters
    ----------
    folder
        The folder, which is there.

    Raises
    ------
    InputError
        If another process holds it, or it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            raise InputError([f'"{folder}" cannot be written: {error.strerror}']) from None
        try:
            _hold(self._file)
        except OSError:
            holder = os.read(self._file, 20).decode(errors="replace").strip()
            os.close(self._file)
            message = (
                f"this scenario is open already, by process {holder or 'unknown'} of this machine. "
                "Use its page, end it, or keep other runs: --runs FOLDER"
            )
            raise InputError([message]) from None
        self._held = True
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let others have the folder."""
        if self._held:
            self._held = False
            os.close(self._file)


if os.name == "posix":
    import fcntl

    def _hold(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

else:
    import msvcrt

    def _hold(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # pyright: ignore[reportAttributeAccessIssue]
