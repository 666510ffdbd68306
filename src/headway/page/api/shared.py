"""What all routes share: the office, answers that are ready as JSON, files that are gone once they are sent."""

import json
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from time import time
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from headway.errors import InputError, Problem
from headway.page.folders import own_folder
from headway.page.models import Problems, Stale
from headway.page.office import Office

_SCRATCH = ".page"
"""The folder, below that of the runs, in which files are made before they are sent."""

_OLD_S = 3_600
"""After an hour nobody is sent that file any more [s]."""

Way = Annotated[str, Query(max_length=300)]
Version = Annotated[int | None, Query(ge=1)]
KeptName = Annotated[str, InPath(min_length=1, max_length=80)]

REFUSED: dict[int | str, dict[str, Any]] = {422: {"model": Problems}}
STALE: dict[int | str, dict[str, Any]] = {409: {"model": Stale}}


def office_of(request: Request) -> Office:
    """Return the office of the server that is asked."""
    return request.app.state.office


Desked = Annotated[Office, Depends(office_of)]


def known_query(request: Request) -> None:
    """Refuse what a route does not know in a query, and what is given twice: it would be left out in silence."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    known = {field.alias for field in _queries(dependant)}
    given = [name for name, _ in request.query_params.multi_items()]
    lists = {field.alias for field in _queries(dependant) if "list" in str(field.field_info.annotation)}
    problems = [Problem("is not known here. Leave it out", where=name) for name in dict.fromkeys(given) if name not in known]
    problems += [
        Problem("is given twice. Keep one", where=name)
        for name in dict.fromkeys(given)
        if name in known - lists and given.count(name) > 1
    ]
    if problems:
        raise InputError(problems)


def _queries(dependant: Any) -> Iterable[Any]:
    if dependant is not None:
        yield from dependant.query_params
        for inner in dependant.dependencies:
            yield from _queries(inner)


def as_json(content: Any) -> Response:
    """Return content that has the form of its model already."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode(), media_type="application/json")


def as_file(office: Office, name: str, write: Callable[[Path], object]) -> FileResponse:
    """Write a file for one answer, below the folder of the runs; it is removed once it is sent."""
    base = own_folder(office.settings.runs, _SCRATCH)
    try:
        _clear(base)
        folder = Path(tempfile.mkdtemp(dir=base))
        try:
            write(folder / name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except (OSError, zlib.error) as error:  # on a full disk a PDF fails while it is packed
        why = getattr(error, "strerror", None) or "is the disk full?"
        raise InputError([f'"{name}" cannot be written below "{base}": {why}']) from None
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, filename=name, background=gone)


def _clear(base: Path) -> None:
    """Remove what servers left that were killed while they sent a file."""
    for left in base.iterdir():
        with suppress(OSError):
            if time() - left.stat().st_mtime > _OLD_S:
                shutil.rmtree(left)
