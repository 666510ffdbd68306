"""The server in a process of its own: how soon it is up, and how long it takes to answer while it searches."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

SCENARIO = "gara-djebilet-50mt"


class Server:
    """A server on the runs of a folder, and a client that has come in."""

    def __init__(self, runs: Path, *options: str) -> None:
        command = [sys.executable, "-m", "headway", "serve", SCENARIO, "--no-browser", "--port=0", f"--runs={runs}", *options]
        self.began = perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1)
        said = ""
        while not (found := re.search(r"(http://\S+)/\?token=(\S+)", said)):
            assert self.process.stdout is not None
            said += self.process.stdout.readline()
        self.base, self.token = found[1], found[2]
        self.open = build_opener(HTTPCookieProcessor()).open
        self.open(f"{self.base}/?token={self.token}").read()
        self.up_s = perf_counter() - self.began

    def get(self, path: str) -> Any:
        """Return what a route answers."""
        return json.loads(self.open(f"{self.base}/api/1/{path}").read())

    def post(self, path: str, **body: Any) -> Any:
        """Return what a change answers."""
        headers = {"x-headway-token": self.get("session")["token"], "origin": self.base, "content-type": "application/json"}
        return json.loads(self.open(Request(f"{self.base}/api/1/{path}", json.dumps(body).encode(), headers)).read())

    def opened(self) -> None:
        """Wait until the first plan is there."""
        while any(job["kind"] == "opening" and job["state"] in ("waiting", "running") for job in self.get("jobs")):
            sleep(0.1)

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()


def timed(call: Any) -> float:
    """Return how long a call takes [s]."""
    began = perf_counter()
    call()
    return perf_counter() - began


def starting(runs: Path) -> Iterator[str]:
    """Yield how soon the server is up and its shell is served."""
    up, shell = [], []
    for _ in range(3):
        server = Server(runs)
        up.append(server.up_s)
        shell.append(timed(lambda server=server: server.open(server.base).read()))
        server.opened()
        server.end()
    yield f"server up and token taken in {median(up):.2f} s; the shell then in {1000 * median(shell):.0f} ms"


def answering(server: Server) -> Iterator[str]:
    """Yield how long answers take while jobs run."""
    jobs = {
        "a search for a plan of three days": {"kind": "plan_anew", "days": 3, "repeat": False, "seconds": 10},
        "a what-if": {"kind": "what_if", "what": "set", "parameters": {}, "days": 365, "replications": 4},
    }
    for name, asked in jobs.items():
        job = server.post("jobs", **asked)
        took = []
        while server.get(f"jobs/{job['id']}")["state"] in ("waiting", "running") and len(took) < 400:
            took.append(timed(lambda: server.get("plan")))
            sleep(0.02)
        stopped = perf_counter()
        if server.get(f"jobs/{job['id']}")["state"] == "running":
            headers = {"x-headway-token": server.get("session")["token"], "origin": server.base}
            server.open(Request(f"{server.base}/api/1/jobs/{job['id']}", headers=headers, method="DELETE"))
            while server.get(f"jobs/{job['id']}")["state"] == "running":
                sleep(0.01)
        took.sort()
        most = [1000 * took[int(share * (len(took) - 1))] for share in (0.5, 0.99, 1.0)]
        yield (
            f"during {name}: {len(took)} answers, median {most[0]:.0f} ms, 99 % {most[1]:.0f} ms, at most {most[2]:.0f} ms; "
            f"a cancel is heard in {perf_counter() - stopped:.2f} s"
        )


def dragging(server: Server) -> Iterator[str]:
    """Yield how long a drag of five minutes and its undo take from the page's side."""
    drags, undos = [], []
    before = server.get("plan/graph")
    for train in before["trains"][::2][:12]:
        version = server.get("plan")["version"]
        change = {"kind": "depart", "train": train["name"], "at_s": train["calls"][0]["departs_s"] + 300}
        drags.append(timed(lambda v=version, c=change: server.post("plan/edits", version=v, edits=[c], rest="hold")))
        version = server.get("plan")["version"]
        undos.append(timed(lambda v=version: server.post("plan/undo", version=v)))
    same = server.get("plan/graph")["trains"] == before["trains"]
    yield (
        f"{server.get('plan')['days']} days over the network: a drag {median(drags):.2f} s (at most {max(drags):.2f}), an undo "
        f"{median(undos):.2f} s; the plan after all undos is {'the same' if same else 'ANOTHER'}"
    )
