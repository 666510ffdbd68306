"""Jobs: what-ifs, simulations, plans anew; how far they are; events that are taken up where a line was lost."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Response, status
from fastapi.responses import StreamingResponse

from headway.errors import InputError
from headway.page.api.shared import REFUSED, Desked, as_json
from headway.page.events import Events
from headway.page.jobs import Job
from headway.page.models import AskedJob, JobView, WhatIfKind
from headway.page.office import Office

router = APIRouter()

LastEvent = Annotated[int | None, Header(alias="Last-Event-ID", ge=0)]

_MOST_LISTENING = 64
"""Most streams of events at once; each holds a connection, and a page needs two."""

_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}


def _stream(office: Office, events: Events, after: int) -> StreamingResponse:
    if office.listening >= _MOST_LISTENING:
        raise HTTPException(429, f"{_MOST_LISTENING} pages and programs listen already. Close one.")
    after = min(after, events.number)  # a number of another start is none of these
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_counted(office, events.stream(after)), media_type="text/event-stream", headers=headers)


async def _counted(office: Office, stream: AsyncGenerator[str]) -> AsyncGenerator[str]:
    office.listening += 1
    try:
        async with aclosing(stream):
            async for text in stream:
                yield text
    finally:
        office.listening -= 1


def _job(office: Office, name: str) -> Job:
    if (job := office.jobs.get(name)) is None:
        raise InputError([f'"{name[:40]}" is no job that is remembered'])
    return job


@router.get("/events", responses=_STREAM, response_class=StreamingResponse)
async def events(office: Desked, last: LastEvent = None) -> StreamingResponse:
    """Tell of new plans, bounds and jobs from now on, or from the last event that was heard."""
    return _stream(office, office.events, office.events.number if last is None else last)


@router.get("/jobs")
async def jobs(office: Desked) -> list[JobView]:
    """Return all jobs that are remembered, the newest last."""
    return office.jobs.all()


@router.get("/jobs/{name}", responses=REFUSED)
async def job(office: Desked, name: str) -> JobView:
    """Return a job as it stands."""
    return _job(office, name).view()


@router.delete("/jobs/{name}", responses=REFUSED)
async def cancel(office: Desked, name: str) -> JobView:
    """Cancel a job; this answers at once, and the work hears it within 0.3 s."""
    found = _job(office, name)
    found.stop()
    return found.view()


@router.get("/jobs/{name}/events", responses=_STREAM | REFUSED, response_class=StreamingResponse)
async def job_events(office: Desked, name: str, last: LastEvent = None) -> StreamingResponse:
    """Tell how far a job is, from the beginning or from the last event that was heard, until it has ended."""
    return _stream(office, _job(office, name).events, last or 0)


@router.post(
    "/jobs", status_code=status.HTTP_202_ACCEPTED, responses={202: {"model": JobView}, **REFUSED}, response_class=Response
)
def begin(office: Desked, asked: AskedJob) -> Response:
    """Begin a job; at most two run and ten wait."""
    from headway.page.tasks import task

    title, work = task(asked, office)
    answer = as_json(office.jobs.submit(asked.kind, title, work).view().model_dump(mode="json"))
    answer.status_code = status.HTTP_202_ACCEPTED
    return answer


@router.get("/what-ifs")
def what_ifs(office: Desked) -> list[WhatIfKind]:
    """Return what can be asked, with its parameters for this line."""
    from headway.page.tasks import what_if_kinds

    return what_if_kinds(office.scenario())
