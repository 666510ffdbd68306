"""The plan over years, where the scenario has a plan file."""

from fastapi import APIRouter, HTTPException

from headway.page.api.shared import Desked
from headway.page.models import ExpansionView, Problems

router = APIRouter(prefix="/expansion")


@router.get("", responses={404: {"model": Problems}})
def expansion(office: Desked) -> ExpansionView:
    """Return the plan over years as it was found; where it was not planned yet, what it asks."""
    if office.settings.plan_file is None:
        raise HTTPException(404, "No plan over years stands beside this scenario: there is no plan.yaml.")
    from headway.page.tasks import kept_expansion

    return kept_expansion(office.settings)
