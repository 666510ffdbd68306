"""Jobs: long work in threads of its own, two at a time, with progress, time to go, and a way to cancel it."""

import logging
import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from headway.errors import InputError
from headway.page.events import Events
from headway.page.models import JobView, Said
from headway.page.refusals import FullError, StaleError
from headway.work import Cancel

MOST_RUNNING = 2
MOST_WAITING = 10
_MOST_REMEMBERED = 50
"""Most jobs that are over and still listed."""

_TOLD_EVERY_S = 0.1
_KNOWN_AFTER = 0.02
"""From which share on the time to go is told: before that it would be a guess."""

_log = logging.getLogger(__name__)


Work = Callable[["Job"], Any]
"""What a job does; it reports to the job, and returns the result of the job."""


class Job:
    """One piece of long work.

    Parameters
    ----------
    kind, title
        What is done, and how the page names it.
    work
        Does it.
    tell
        Is called with the job whenever its state changes.
    """

    def __init__(self, kind: str, title: Said, work: Work, tell: Callable[["Job"], None]) -> None:
        self.id = secrets.token_hex(6)
        self.kind, self.title, self.state = kind, title, "waiting"
        self.share, self.text = 0.0, ""
        self.result: Any = None
        self.problems: list[str] = []
        self.begun = datetime.now(UTC).isoformat(timespec="seconds")
        self.events = Events(most=100)
        self.cancel = Cancel()
        self.stopped = self.kept = False
        self._lock = threading.Lock()
        self.ended = threading.Event()
        self._work, self._tell = work, tell
        self._started_at = self._told_at = 0.0
        self._say()

    def progress(self, share: float, text: str, /) -> None:
        """Take how far the work is."""
        self.share, self.text = min(1.0, max(self.share, share)), text
        if perf_counter() - self._told_at > _TOLD_EVERY_S:
            self._told_at = perf_counter()
            self._say()

    def keep(self) -> None:
        """Note that the result is kept from here on: work that was cancelled before ends here, and later it cannot be."""
        with self._lock:
            if self.stopped:
                raise KeyboardInterrupt
            self.kept = True

    @property
    def to_go_s(self) -> float | None:
        """How long the work will still take [s]; None where nobody knows."""
        if self.state != "running" or self.share < _KNOWN_AFTER:
            return None
        return round((perf_counter() - self._started_at) * (1 - self.share) / self.share, 1)

    @property
    def over(self) -> bool:
        """Whether it is done, cancelled or failed."""
        return self.state not in ("waiting", "running")

    def view(self) -> JobView:
        """Return the job as it stands."""
        return JobView.model_validate(
            {
                "id": self.id, "kind": self.kind, "title": self.title, "state": self.state, "share": self.share,
                "text": self.text, "to_go_s": self.to_go_s, "result": self.result, "problems": self.problems, "begun": self.begun,
            }
        )  # fmt: skip

    def run(self) -> None:
        """Do the work; whatever happens to it is said in the job."""
        if self.over:
            return
        self.state, self._started_at = "running", perf_counter()
        self._say(tell=True)
        try:
            with self.cancel.within():
                result = self._work(self)
        except KeyboardInterrupt:
            self._end("cancelled")
        except Exception as error:
            if self.stopped:
                self._end("cancelled")
                return
            self._end("failed", _told(error, self.kind))
        else:
            if self.stopped and not self.kept:  # what is left of cancelled work is not what was asked for
                self._end("cancelled")
                return
            self.result, self.share = result, 1.0
            self._end("done")

    def stop(self) -> None:
        """Cancel it; work that runs hears it within 0.3 s."""
        with self._lock:
            if self.kept:
                return
            self.stopped = True
        self.cancel.set(keep=False)
        if self.state == "waiting":
            self._end("cancelled")

    def _end(self, state: str, problems: list[str] | None = None) -> None:
        self.state, self.problems = state, problems or []
        self._say(tell=True)
        self.events.close()
        self.ended.set()

    def _say(self, *, tell: bool = False) -> None:
        self.events.add(self.view().model_dump(mode="json"))
        if tell:
            self._tell(self)


def _told(error: Exception, kind: str) -> list[str]:
    """Say why a job failed; a fault of Headway goes into the log."""
    if isinstance(error, StaleError):
        return ["The plan was changed meanwhile, so this is of a plan that is no more. Ask again."]
    if isinstance(error, InputError):
        return [str(problem) for problem in error.problems]
    _log.error("the job %s failed", kind, exc_info=error)
    return ["This failed, which is a fault of Headway; the log of headway serve says more."]


class Jobs:
    """The jobs of a server.

    Parameters
    ----------
    events
        Is told whenever a job begins and ends.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self._all: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._running = 0
        self._lock = threading.Lock()

    def submit(self, kind: str, title: Said, work: Work) -> Job:
        """Take a job; it runs at once if fewer than two do.

        Raises
        ------
        FullError
            If ten jobs are waiting.
        """
        with self._lock:
            self._waiting = deque(job for job in self._waiting if not job.over)
            if self._running >= MOST_RUNNING and len(self._waiting) >= MOST_WAITING:
                raise FullError
            job = Job(kind, title, work, self._told)
            self._all[job.id] = job
            self._forget()
            self._waiting.append(job)
            begins = self._running < MOST_RUNNING
            self._running += begins
        self._told(job)
        if begins:
            threading.Thread(target=self._work, name="headway-job", daemon=True).start()
        return job

    def _work(self) -> None:
        """Run one waiting job after another until none is left."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                job = self._waiting.popleft()
            job.run()

    def _forget(self) -> None:
        """Forget the oldest jobs that are over."""
        over = [name for name, job in self._all.items() if job.over]
        for name in over[: max(0, len(over) - _MOST_REMEMBERED)]:
            del self._all[name]

    def _told(self, job: Job) -> None:
        self._events.add({"event": "job", "id": job.id})

    def all(self) -> list[JobView]:
        """Return all jobs that are remembered, the newest last."""
        return [job.view() for job in list(self._all.values())]

    def get(self, name: str) -> Job | None:
        """Return a job by its id; None where there is none."""
        return self._all.get(name)

    def close(self) -> None:
        """Cancel every job, for the end of the server."""
        for job in list(self._all.values()):
            if not job.over:
                job.stop()

    def wait(self, within_s: float) -> None:
        """Wait for every job to end, but no longer than some time: none should be cut off while it computes."""
        until = perf_counter() + within_s
        for job in list(self._all.values()):
            job.ended.wait(max(0.0, until - perf_counter()))
