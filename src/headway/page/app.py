"""The application: routes, the files of the page, and the guard before all of it."""

import logging
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from headway.errors import InputError
from headway.page.api import ROUTERS, known_query
from headway.page.guard import Guard
from headway.page.jobs import MOST_RUNNING, MOST_WAITING
from headway.page.models import KINDS
from headway.page.office import Office
from headway.page.packed import PackedFiles
from headway.page.refusals import FullError, NotReadyError, StaleError

STATIC = Path(__file__).parent / "static"
_PACKED = 5
"""How hard answers are packed; harder takes three times as long for a few hundredths less."""

_SAID = {404: "There is nothing at this address.", 405: "This address does not take that method."}

_log = logging.getLogger(__name__)


def application(office: Office, hosts: Iterable[str]) -> Guard:
    """Return the guarded application of a server.

    Parameters
    ----------
    office
        What its routes share.
    hosts
        The names under which it may be called, each with its port.
    """
    app = routes()
    guard = Guard(app, hosts)
    app.state.office = office
    app.state.change_token = lambda: guard.change_token
    return guard


def routes() -> FastAPI:
    """Return all routes with the files of the page; there are no pages of documentation."""
    app = FastAPI(
        title="Headway", version="1", openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(known_query)]
    )
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=_PACKED)
    for router in ROUTERS:
        app.include_router(router, prefix="/api/1")

    @app.get("/", include_in_schema=False)
    def shell() -> FileResponse:
        return FileResponse(STATIC / "index.html", headers={"cache-control": "no-cache"})

    app.mount("/static", PackedFiles(STATIC), name="static")
    _refusals(app)
    return app


def _refusals(app: FastAPI) -> None:
    """Say what is wrong in words: every problem, and never a traceback."""

    @app.exception_handler(InputError)
    async def _input(_request: Request, error: InputError) -> JSONResponse:
        return _problems(422, *((problem.where, problem.message) for problem in error.problems))

    @app.exception_handler(RequestValidationError)
    async def _form(_request: Request, error: RequestValidationError) -> JSONResponse:
        return _problems(422, *((_where(one["loc"]), str(one["msg"])) for one in error.errors()))

    @app.exception_handler(NotReadyError)
    async def _not_ready(_request: Request, _error: NotReadyError) -> JSONResponse:
        answer = _problems(503, ("", "The first plan is being made; ask again in a second."))
        answer.headers["retry-after"] = "1"
        return answer

    @app.exception_handler(FullError)
    async def _full(_request: Request, _error: FullError) -> JSONResponse:
        text = f"{MOST_RUNNING} jobs are running and {MOST_WAITING} wait. Cancel one, or ask again later."
        answer = _problems(429, ("", text))
        answer.headers["retry-after"] = "10"
        return answer

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        said = str(error.detail)
        if said == HTTPStatus(error.status_code).phrase:
            said = _SAID.get(error.status_code, "This cannot be done.")
        return _problems(error.status_code, ("", said))

    @app.exception_handler(StaleError)
    async def _stale(_request: Request, error: StaleError) -> JSONResponse:
        return JSONResponse({"problem": "stale", "version": error.version}, 409)

    @app.exception_handler(Exception)
    async def _fault(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %r failed", request.method, request.url.path, exc_info=error)
        return _problems(500, ("", "This failed, which is a fault of Headway; the log of headway serve says more."))


def _where(found: Sequence[str | int]) -> str:
    """Return the address of a field in a request: ``edits.0.at_s``; the kind by which a model was chosen is no part of it."""
    parts = found[1:]
    kept = [part for i, part in enumerate(parts) if part not in KINDS or (i > 0 and not isinstance(parts[i - 1], int))]
    return ".".join(map(str, kept))


def _problems(status: int, *problems: tuple[str, str]) -> JSONResponse:
    content: dict[str, Any] = {"problems": [{"where": _text(where), "message": _text(message)} for where, message in problems]}
    return JSONResponse(content, status)


def _text(given: str) -> str:
    """Return a text that can be sent: one that a problem quotes may hold half a character."""
    return given.encode(errors="replace").decode()
