"""The session, and the description of these routes for programs."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from headway.page.api.shared import Desked
from headway.page.models import Opened, Session

router = APIRouter()

DESCRIPTION = Path(__file__).parent.parent / "openapi.json"


@router.get("/session")
def session(request: Request, office: Desked) -> Session:
    """Return what a page must know at first."""
    from headway import __version__

    settings, scenario = office.settings, office.scenario()
    return Session(
        version=__version__,
        token=request.app.state.change_token(),
        opened=Opened.model_validate({"kind": settings.kind, "name": settings.name}),
        title=scenario.title,
        starts_on=scenario.starts_on.isoformat(),
        has_expansion=settings.plan_file is not None,
        language=settings.language or None,
    )


@router.get("/openapi.json", include_in_schema=False)
def description() -> Response:
    """Return the description of all routes (OpenAPI)."""
    return Response(_described(), media_type="application/json")


@cache
def _described() -> bytes:
    return DESCRIPTION.read_bytes()
