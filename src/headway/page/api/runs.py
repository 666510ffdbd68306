"""What is kept: runs, studies and plans over years; their files, and the bin."""

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from headway.errors import InputError
from headway.page.api.shared import REFUSED, Desked, KeptName, as_file
from headway.page.models import BinNames, RunView

router = APIRouter(prefix="/runs")


@router.get("")
def runs(office: Desked) -> list[RunView]:
    """Return what is kept, the newest first."""
    from headway.page import views

    return views.runs(office.settings.runs)


@router.get("/{name}/download/{kind}", responses=REFUSED, response_class=FileResponse)
def download(
    office: Desked,
    name: KeptName,
    kind: Literal["html", "pdf", "xlsx", "gtfs"],
    url: Annotated[str, Query(max_length=300)] = "",
    timezone: Annotated[str, Query(max_length=60)] = "",
) -> FileResponse:
    """Return a file of something that is kept; GTFS needs the operator's page and a time zone."""
    from headway.page import views

    file, write = views.run_file(office.settings.runs, name, kind, url, timezone)
    return as_file(office, file, write)


@router.post("/bin", responses=REFUSED)
def to_bin(office: Desked, asked: BinNames) -> list[RunView]:
    """Throw runs or studies into the bin beside them, from which they can be taken out again; return what is left."""
    from headway.page import views
    from headway.store import bin_kept

    folders = [views.kept_folder(office.settings.runs, name) for name in asked.names]
    if office.settings.kind == "run" and (held := Path(office.settings.scenario).resolve().parent) in [
        folder.resolve() for folder in folders
    ]:
        raise InputError([f'"{held.name}" is open on this page, and its scenario is in it. Open another one first'])
    bin_kept(office.settings.runs, [folder.name for folder in folders])
    return views.runs(office.settings.runs)
