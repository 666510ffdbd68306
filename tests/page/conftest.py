"""A server of a small line without a port, and what speaks to it as a page does."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

import headway as hw
from headway.page import Settings
from headway.page.app import application
from headway.page.office import Office
from headway.page.tasks import opened

HOST = "127.0.0.1:8765"


def in_a_thread(function, *args):
    """Run an asynchronous function in a thread of its own: Playwright leaves its loop running in that of the tests."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, function, *args).result()


class Server:
    """An office with its guard, and a client that has come in by the token."""

    def __init__(self, runs, scenario="three-loops", **settings):
        self.settings = Settings(
            kind="scenario", name=str(scenario), scenario=str(scenario), runs=runs, **{"seconds": 0.0, **settings}
        )
        self.office = Office(self.settings)
        self.office.open(lambda settings: hw.load(settings.scenario), opened)
        self.guard = application(self.office, [HOST])
        self.client = self.visitor()
        self.client.get(f"/?token={self.guard.token}")
        self.client.headers["x-headway-token"] = self.guard.change_token
        assert self.office.opening.ended.wait(120)
        assert self.office.opening.state == "done", self.office.opening.problems

    def visitor(self):
        """Return somebody who has no token yet."""
        return TestClient(self.guard, base_url=f"http://{HOST}", raise_server_exceptions=False)

    def get(self, path, **query):
        answer = self.client.get(f"/api/1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, status=200, **body):
        answer = self.client.post(f"/api/1{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused(self, path, status=422, **body):
        """Return the problems of a request that is refused."""
        return [(one["where"], one["message"]) for one in self.post(path, status, **body)["problems"]]

    def edit(self, *edits, status=200, rest="hold", **more):
        return self.post("/plan/edits", status, version=self.version, edits=[*edits], rest=rest, **more)

    @property
    def version(self):
        return self.get("/plan")["version"]

    def done(self, job, within=120):
        """Wait until a job is over, and return it."""
        until = monotonic() + within
        while (job := self.get(f"/jobs/{job['id']}"))["state"] in ("waiting", "running"):
            assert monotonic() < until, job
            sleep(0.02)
        return job

    def close(self):
        self.office.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of a small line, shared by the tests of a file."""
    found = Server(tmp_path_factory.mktemp("page") / "runs")
    yield found
    found.close()


@pytest.fixture
def fresh(tmp_path):
    """Makes servers that only one test uses."""
    made = []

    def make(runs=None, **settings):
        made.append(Server(runs or tmp_path / "runs", **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def started(tmp_path):
    """Starts real servers, and ends those that are left."""
    running = []

    def start(*args):
        command = [
            sys.executable,
            "-m",
            "headway",
            "serve",
            *args,
            "--port",
            "0",
            "--no-browser",
            "--runs",
            str(tmp_path / "runs"),
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"}
        )
        running.append(process)
        line = process.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address, line + process.stderr.read()
        base, _, token = address[0].partition("/?token=")
        client = httpx2.Client(base_url=base, timeout=60)
        client.get(f"/?token={token}")
        client.headers["x-headway-token"] = client.get("/api/1/session").json()["token"]
        until = monotonic() + 120
        while (answer := client.get("/api/1/plan")).status_code == 503:
            assert monotonic() < until
            sleep(0.1)
        assert answer.status_code == 200, answer.text
        client.address = address[0]
        return process, client

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
