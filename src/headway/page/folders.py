"""Folders of the page's own, all below that of the runs; a link there would lead out of it, and is refused."""

from pathlib import Path

from headway.errors import InputError


def own_folder(runs: Path, *names: str) -> Path:
    """Return a folder below that of the runs, which is made where it is missing.

    Raises
    ------
    InputError
        If it cannot be written, or a link stands in its place.
    """
    folder = runs
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            folder = folder / name
            if folder.is_symlink():
                raise InputError([f'"{folder}" is a link, and links are not followed. Move it away'])
            folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError([f'"{folder}" cannot be written: {error.strerror}']) from None
    return folder
