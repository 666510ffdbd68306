"""Line and fleet: every value, and changes that make a new scenario."""

from typing import Any

from fastapi import APIRouter, status

from headway.page.api.shared import REFUSED, Desked
from headway.page.models import Changes, NewScenario, ScenarioView, WrittenScenario

router = APIRouter(prefix="/scenario")


@router.get("")
def scenario(office: Desked) -> ScenarioView:
    """Return every value with its source and range, and the line as a map."""
    from headway.page import tasks, views

    return views.scenario_view(office.scenario(), office.settings.stem, tasks.extended_by(office.settings))


@router.post("/check", responses=REFUSED)
def check(office: Desked, asked: Changes) -> dict[str, Any]:
    """Check changes through the reader of scenarios; nothing is written."""
    from headway.page.tasks import check_changes

    check_changes(office.scenario(), asked.changes)
    return {}


@router.post("", status_code=status.HTTP_201_CREATED, responses=REFUSED)
def write(office: Desked, asked: NewScenario) -> WrittenScenario:
    """Write a new scenario that extends the one that is open; its own files stay as they are."""
    from headway.page.tasks import write_scenario

    return write_scenario(office.settings, office.scenario(), asked)
