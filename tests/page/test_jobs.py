"""Jobs: what-ifs with progress and cancel, simulations, repeats; events that are taken up where a line was lost."""

import json
import threading
from itertools import pairwise
from time import monotonic, sleep

import anyio
import pytest

from headway.errors import InputError
from headway.page import models
from headway.page.events import Events
from headway.page.jobs import MOST_RUNNING, Jobs
from headway.page.said import SAID, said
from tests.page.conftest import in_a_thread

TITLE = said("job.expansion")


def until(holds, within=10.0):
    """Wait until something holds."""
    end = monotonic() + within
    while not holds():
        assert monotonic() < end
        sleep(0.01)


def events_of(client, path, last=None):
    """Return all events of a stream that ends, each with its number."""
    answer = client.get(f"/api/1{path}", headers={} if last is None else {"last-event-id": str(last)})
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "id" in fields:
            found.append((int(fields["id"]), json.loads(fields["data"])))
    return found


def test_every_what_if_can_be_asked_as_it_is(server):
    """With its defaults each runs, its figures have intervals around the change, and its sentence is one that is listed."""
    kinds = server.get("/what-ifs")
    assert [kind["key"] for kind in kinds] == ["loop", "closed", "locomotive", "set", "practice"]
    for kind in kinds:
        given = {one["key"]: one["default"] for one in kind["parameters"]}
        asked = server.post("/jobs", 202, kind="what_if", what=kind["key"], parameters=given, days=7, replications=2)
        job = server.done(asked)
        assert job["state"] == "done", job
        assert (job["title"]["key"], job["share"]) == (f"job.{kind['key']}", 1.0)
        result = models.WhatIfResult.model_validate(job["result"])
        assert result.sentence.key in SAID
        assert any(figure.name == "ore, delivered" for figure in result.figures)
        for figure in result.figures:
            assert figure.low <= figure.change <= figure.high
            assert abs(figure.then - figure.now - figure.change) < 1e-6


def test_a_longer_closure_loses_tonnes_with_the_same_chance_in_both(server):
    """Nine days of ten shut: far fewer tonnes, by more than chance may explain."""
    asked = server.post("/jobs", 202, kind="what_if", what="closed", parameters={"hours": 216}, days=10, replications=2)
    result = server.done(asked)["result"]
    assert result["sentence"]["key"] == "what_if.less"
    delivered = next(figure for figure in result["figures"] if figure["name"] == "ore, delivered")
    assert delivered["high"] < -1.0


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"what": "loop", "parameters": {"section": "nowhere"}}, "parameters.section"),
        ({"what": "loop", "parameters": {"x": 1}}, "parameters.x"),
        ({"what": "closed", "parameters": {"hours": 0}}, "parameters.hours"),
        ({"what": "set", "replications": 1}, "replications"),
        ({"what": "flood"}, "what"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_it_waits(server, asked, where):
    (problem,) = server.refused("/jobs", kind="what_if", **asked)
    assert problem[0] == where


def test_a_job_is_cancelled_and_says_so(server):
    job = server.post("/jobs", 202, kind="what_if", what="set", days=3_650, replications=200)
    until(lambda: server.get(f"/jobs/{job['id']}")["share"] > 0)
    begun = monotonic()
    server.client.delete(f"/api/1/jobs/{job['id']}")
    found = server.done(job)
    assert (found["state"], found["result"]) == ("cancelled", None)
    assert monotonic() - begun < 1.5  # 0.3 s on a quiet machine, which benchmarks/page.py measures


def test_a_cancelled_search_leaves_the_plan_as_it_was(server):
    version = server.version
    job = server.edit(
        {"kind": "lock", "train": server.get("/plan/graph")["trains"][0]["name"]}, status=202, rest="around", seconds=600
    )
    server.client.delete(f"/api/1/jobs/{job['id']}")
    found = server.done(job)
    assert found["state"] in ("cancelled", "done")
    assert (server.version == version) == (found["state"] == "cancelled")


def test_the_events_of_a_job_end_with_it_and_are_taken_up_where_they_were_lost(server):
    job = server.post("/jobs", 202, kind="what_if", what="set", days=7, replications=2)
    every = events_of(server.client, f"/jobs/{job['id']}/events")
    assert [number for number, _ in every] == [*range(1, len(every) + 1)]
    assert every[0][1]["state"] in ("waiting", "running")
    assert every[-1][1]["state"] == "done"
    assert all(a["share"] <= b["share"] for (_, a), (_, b) in pairwise(every))
    assert events_of(server.client, f"/jobs/{job['id']}/events", last=every[1][0]) == every[2:]


def test_events_are_told_to_all_who_listen_and_to_those_who_come_back():
    """Two listen while a thread adds; one begins later, after a number; both hear all that is theirs, in order."""
    events = Events(most=5)
    heard = {0: [], 2: []}

    async def listen(after):
        async for text in events.stream(after):
            heard[after] += [line for line in text.splitlines() if line.startswith("data")]

    async def main():
        async with anyio.create_task_group() as group:
            for after in heard:
                group.start_soon(listen, after)
            await anyio.sleep(0.05)
            await anyio.to_thread.run_sync(lambda: [events.add(n) for n in range(1, 5)])
            await anyio.sleep(0.05)
            events.close()

    in_a_thread(main)
    assert heard == {0: ["data: 1", "data: 2", "data: 3", "data: 4"], 2: ["data: 3", "data: 4"]}
    for n in range(5, 10):
        events.add(n)
    assert [number for number, _ in events.after(0)] == [5, 6, 7, 8, 9]


def test_two_jobs_run_and_the_others_wait_their_turn():
    jobs, go, begun = Jobs(Events()), threading.Event(), []

    def work(job):
        begun.append(job.id)
        go.wait(10)
        return 1

    every = [jobs.submit("x", TITLE, work) for _ in range(4)]
    until(lambda: len(begun) == MOST_RUNNING)
    assert [job.state for job in every] == ["running", "running", "waiting", "waiting"]
    every[2].stop()
    assert every[2].state == "cancelled"
    go.set()
    assert all(job.ended.wait(10) for job in every)
    assert [job.state for job in every] == ["done", "done", "cancelled", "done"]


def test_a_job_that_fails_says_why_and_a_fault_goes_into_the_log(caplog):
    jobs = Jobs(Events())

    def refused(_job):
        raise InputError(["one", "two"])

    first, second = jobs.submit("x", TITLE, refused), jobs.submit("x", TITLE, lambda _: 1 / 0)
    assert first.ended.wait(10)
    assert second.ended.wait(10)
    assert (first.state, first.problems) == ("failed", ["one", "two"])
    assert second.state == "failed"
    assert "a fault of Headway" in second.problems[0]
    assert "ZeroDivisionError" not in second.problems[0]
    assert "division by zero" in caplog.text


def test_time_to_go_is_told_once_it_is_known():
    jobs, told, go = Jobs(Events()), threading.Event(), threading.Event()

    def work(job):
        sleep(0.1)
        job.progress(0.5, "half")
        told.set()
        go.wait(10)

    job = jobs.submit("x", TITLE, work)
    assert told.wait(10)
    assert 0.05 < job.to_go_s < 2
    go.set()
    assert job.ended.wait(10)
    assert job.to_go_s is None


def test_a_simulation_becomes_a_run_that_is_listed_downloaded_compared_and_repeated(server):
    """The whole life of a run, from the page."""
    job = server.done(server.post("/jobs", 202, kind="simulate", days=2, warm_up_days=1))
    assert job["state"] == "done", job
    name = job["result"]["run"]
    (run,) = server.get("/runs")
    assert (run["name"], run["kind"], run["fault"]) == (name, "run", "")
    assert run["figures"][0]["unit"] == "Mt/y"
    for kind, begins in (("html", b"<!DOCTYPE"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = server.client.get(f"/api/1/runs/{name}/download/{kind}")
        assert answer.content.startswith(begins), kind
    assert f"run:{name}" in {choice["name"] for choice in server.get("/compare/choices")}
    found = models.Comparison.model_validate(server.get("/compare", a="plan:now", b=f"run:{name}"))
    assert found.columns == ["plan:now", f"run:{name}"]
    delivered = next(row for row in found.rows if row.name == "ore, delivered")
    assert None not in delivered.values
    again = server.done(server.post("/jobs", 202, kind="repeat", run=name))
    assert again["result"] == {"run": name, "differs": []}
    assert server.post("/runs/bin", names=[name]) == []
    assert (server.settings.runs / ".bin" / name / "run.json").is_file()


def test_two_versions_of_the_plan_are_compared(server):
    train = server.get("/plan/graph")["trains"][0]["name"]
    server.edit({"kind": "lock", "train": train})
    found = server.get("/compare", a="plan:1", b="plan:now")
    assert found["ghost"]
    assert any(row["name"] == "trains" and row["values"][0] == row["values"][1] for row in found["rows"])
    for wrong in ("plan:99", "plan:x", "tree:now", "run:nothing", "plan:"):
        assert server.client.get("/api/1/compare", params={"a": "plan:now", "b": wrong}).status_code == 422


def test_the_page_hears_of_new_plans_and_bounds(fresh):
    server = fresh()
    server.edit({"kind": "lock", "train": server.get("/plan/graph")["trains"][0]["name"]})
    version = server.version
    until(lambda: server.get("/plan")["bound_s"] is not None)
    told = [json.loads(text) for _, text in server.office.events.after(0)]
    assert {"event": "plan", "version": version} in told
    assert any(event["event"] == "bound" and event["version"] == version for event in told)
