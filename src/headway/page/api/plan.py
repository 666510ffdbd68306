"""The plan: its figures, its drawing, its trains and files, and the steps that change it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response, status
from fastapi.responses import FileResponse

from headway.page.api.shared import REFUSED, STALE, Desked, Version, Way, as_file, as_json
from headway.page.models import (
    EditAnswer,
    EditRequest,
    Ghost,
    Graph,
    JobView,
    Occupation,
    OnVersion,
    Piles,
    PlanView,
    TrainDetail,
)
from headway.page.said import said

router = APIRouter(prefix="/plan")


def _model(model: Any) -> dict[int | str, dict[str, Any]]:
    """Describe an answer that is made as JSON of this model."""
    return {200: {"model": model}, **REFUSED}


@router.get("")
def plan(office: Desked) -> PlanView:
    """Return the present plan: five figures, what limits the tonnage, and what was wanted."""
    return office.desk.view()


@router.get("/graph", responses=_model(Graph), response_class=Response)
def graph(office: Desked, way: Way = "", version: Version = None) -> Response:
    """Return everything on the train graph of a way."""
    from headway.page import views

    desk = office.desk
    number = desk.version if version is None else version
    return as_json(views.graph(desk.plan(number), number, way, desk.closing(number)))


@router.get("/ghost", responses=_model(Ghost), response_class=Response)
def ghost(office: Desked, way: Way = "", of: Version = None) -> Response:
    """Return the old lines of the trains that ran otherwise in an earlier version; by default the one before."""
    from headway.page import views

    desk, number = office.desk, office.desk.version
    old = of or desk.before(number) or number
    return as_json(views.ghost(desk.plan(number), number, desk.plan(old), old, way))


@router.get("/occupation", responses=_model(Occupation), response_class=Response)
def occupation(office: Desked, way: Way = "", version: Version = None) -> Response:
    """Return the blocking times beneath the lines, and conflicts."""
    from headway.page import views

    number = version or office.desk.version
    return as_json(views.occupation(office.desk.plan(number), number, way))


@router.get("/piles", responses=_model(Piles), response_class=Response)
def piles(office: Desked, version: Version = None) -> Response:
    """Return the stockpiles through the time of the plan."""
    from headway.page import views

    number = version or office.desk.version
    return as_json(views.piles(office.desk.plan(number), number))


@router.get("/trains/{name}", responses=REFUSED)
def train(office: Desked, name: str, way: Way = "") -> TrainDetail:
    """Return a train in detail."""
    from headway.page import views

    desk = office.desk
    before = desk.before()
    return views.train_detail(desk.plan(), None if before is None else desk.plan(before), name, way)


@router.get("/download/{kind}", responses=REFUSED, response_class=FileResponse)
def download(
    office: Desked,
    kind: Literal["svg", "pdf", "xlsx", "csv", "html", "gtfs", "displib"],
    url: Annotated[str, Query(max_length=300)] = "",
    timezone: Annotated[str, Query(max_length=60)] = "",
) -> FileResponse:
    """Return the plan as a file; GTFS needs the operator's page and a time zone."""
    from headway.page import views

    name, write = views.plan_file(office.desk.plan(), office.settings.stem, kind, url, timezone)
    return as_file(office, name, write)


@router.post(
    "/edits", responses={**_model(EditAnswer), 202: {"model": JobView}, **STALE}, response_model=None, response_class=Response
)
def edits(office: Desked, asked: EditRequest) -> Response:
    """Change the plan: hold the rest and answer at once, or plan around as a job."""
    desk = office.desk
    if asked.rest == "hold":
        return as_json(desk.edit(asked).model_dump(mode="json"))
    desk.need(asked.version)
    title = said("job.around", count=len(asked.edits))
    job = office.jobs.submit("around", title, lambda job: desk.edit(asked, job.progress, job.keep).model_dump(mode="json"))
    answer = as_json(job.view().model_dump(mode="json"))
    answer.status_code = status.HTTP_202_ACCEPTED
    return answer


@router.post("/undo", responses={**STALE, **REFUSED})
def undo(office: Desked, asked: OnVersion) -> EditAnswer:
    """Go back to the version before, to the same bits."""
    return office.desk.undo(asked.version)


@router.post("/redo", responses={**STALE, **REFUSED})
def redo(office: Desked, asked: OnVersion) -> EditAnswer:
    """Go on to the version that was undone last."""
    return office.desk.redo(asked.version)
