"""The office: what all routes share. The engine is imported and the first plan made in a thread, after the page is up."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from headway.errors import InputError
from headway.page.events import Events
from headway.page.jobs import Job, Jobs
from headway.page.refusals import NotReadyError
from headway.page.said import said
from headway.page.settings import Settings
from headway.work import Progress

if TYPE_CHECKING:
    from headway.model import Scenario
    from headway.page.desk import Desk


Told = Callable[[int, int | None], None]
"""Is told the version of the plan and its bound; None until the bound is known."""

Read = Callable[[Settings], "Scenario"]
"""Reads the scenario that was asked for."""

Opened = Callable[[Settings, "Scenario", Told, Progress], "Desk"]
"""Puts the plan of a scenario on a desk."""


_END_WITHIN_S = 2.0
"""How long the end of the server waits for work that was cancelled, which hears it within 0.3 s [s]."""


class Office:
    """What all routes share: the desk, the jobs and the events of a server.

    Parameters
    ----------
    settings
        What the server was asked to open.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.events = Events()
        self.jobs = Jobs(self.events)
        self.failed = threading.Event()
        self.opening: Job | None = None
        self.listening = 0
        self._scenario: Scenario | None = None
        self._desk: Desk | None = None
        self._read = threading.Event()

    def open(self, read: Read, opened: Opened) -> None:
        """Begin to open what was asked for, in a thread; both steps import what they need."""

        def work(job: Job) -> None:
            try:
                job.progress(0.0, "reading the scenario")
                self._scenario = read(self.settings)
                self._read.set()
                job.progress(0.0, "starting the engine")
                self._desk = opened(self.settings, self._scenario, self.told, job.progress)
                self.told(self._desk.version, None)
            except BaseException:
                self.failed.set()
                self._read.set()
                raise

        self.opening = self.jobs.submit("opening", said("job.opening", name=self.settings.name), work)

    def told(self, version: int, bound_s: int | None) -> None:
        """Tell the page that the plan has changed, or that its bound is known."""
        event = {"event": "plan", "version": version}
        self.events.add(event if bound_s is None else {"event": "bound", "version": version, "bound_s": bound_s})

    @property
    def desk(self) -> "Desk":
        """The desk.

        Raises
        ------
        NotReadyError
            While the first plan is being made.
        InputError
            If it could not be made.
        """
        if self._desk is None:
            self._refuse_failed()
            raise NotReadyError
        return self._desk

    def scenario(self, within_s: float = 10.0) -> "Scenario":
        """Return the scenario that is open; it is read within a second or two.

        Raises
        ------
        NotReadyError
            If it was not read within some time.
        InputError
            If it could not be read.
        """
        self._read.wait(within_s)
        if self._scenario is None:
            self._refuse_failed()
            raise NotReadyError
        return self._scenario

    def _refuse_failed(self) -> None:
        if self.failed.is_set() and self.opening is not None:
            self.opening.ended.wait(1.0)
            raise InputError(self.opening.problems or ["what was asked for could not be opened"])

    def close(self) -> None:
        """End all work, and let another server have the desk."""
        self.events.close()
        self.jobs.close()
        self.jobs.wait(_END_WITHIN_S)
        if self._desk is not None:
            self._desk.close()
