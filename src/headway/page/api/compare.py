"""Plans, runs and studies side by side."""

from typing import Annotated

from fastapi import APIRouter, Query

from headway.page.api.shared import REFUSED, Desked
from headway.page.models import Choice, Comparison

router = APIRouter(prefix="/compare")

Name = Annotated[str, Query(min_length=1, max_length=100)]
More = Annotated[str, Query(max_length=100)]


@router.get("", responses=REFUSED)
def compare(office: Desked, a: Name, b: Name, c: More = "", d: More = "", e: More = "", f: More = "") -> Comparison:
    """Put two to six side by side; the first is what the others are compared with."""
    from headway.page import views

    names = [a, b, *(name for name in (c, d, e, f) if name)]
    return views.comparison(office.desk.plan, office.desk.version, office.settings.runs, names)


@router.get("/choices")
def choices(office: Desked) -> list[Choice]:
    """Return what can be compared."""
    from headway.page import views

    return views.choices(office.desk.versions(), office.settings.runs)
