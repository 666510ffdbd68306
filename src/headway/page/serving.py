"""Serving: the server takes its port, says its address, opens the browser, and ends cleanly."""

import asyncio
import gc
import logging
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from headway.errors import InputError
from headway.page.app import application
from headway.page.folders import own_folder
from headway.page.office import Office, Told
from headway.page.settings import Settings
from headway.work import Progress

if TYPE_CHECKING:
    from headway.model import Scenario
    from headway.page.desk import Desk

_ANYWHERE = ("0.0.0.0", "::", "")
"""Addresses that stand for all addresses of this machine."""

_ASKS_WITHIN_S = 10.0
"""Within which time a connection has sent the head of its first request [s]."""

_LOG_BYTES = 1_000_000

_OBJECTS = 50_000
"""New objects after which garbage is collected; Python's own number is 700."""

_SWITCH_S = 0.001
"""How long a search computes before it lets an answer go on, which needs its turn some five times [s]; Python's own: 0.005."""


def serve(settings: Settings, say: Callable[[str], None], *, browser: bool = True) -> list[str]:
    """Serve the page until it is interrupted; return what kept it from opening, which is nothing as a rule.

    Parameters
    ----------
    settings
        What to open, and where.
    say
        Prints a line for the planner.
    browser
        Whether to open a browser.

    Raises
    ------
    InputError
        If the port is taken, or the folder of the runs cannot be written.
    """
    _keep_log(settings)
    bound = _bound(settings)
    port = bound.getsockname()[1]
    office = Office(settings)
    guard = application(office, hosts_of(settings.host, port))
    shown = "127.0.0.1" if settings.host in _ANYWHERE else settings.host
    door = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/?token="
    # Without a limit an open stream of events would hold the server at its end.
    config = uvicorn.Config(
        guard, log_config=None, log_level="critical", access_log=False, server_header=False, date_header=False,
        timeout_graceful_shutdown=1, lifespan="off", ws="none", http=_Connection,
    )  # fmt: skip
    server = _Server(config, office)
    say(f"{settings.name} is open at {door}{guard.token}")
    say("Ctrl-C ends it; the plan and all its steps are kept.")
    office.open(_read, _opened)
    threading.Thread(target=server.end_if_failed, name="headway-opening", daemon=True).start()
    if browser:
        threading.Thread(target=_browse, args=(door + guard.ticket(),), name="headway-browser", daemon=True).start()
    try:
        with suppress(KeyboardInterrupt):  # the usual end
            server.run(sockets=[bound])
    finally:
        office.close()
    return office.opening.problems if office.failed.is_set() and office.opening is not None else []


def _read(settings: Settings) -> "Scenario":
    from headway.io import load

    return load(settings.scenario)


def _opened(settings: Settings, scenario: "Scenario", told: Told, progress: Progress) -> "Desk":
    """Import the engine, which takes some seconds, and put the plan on a desk."""
    from headway.page.tasks import opened

    # Nobody else may run while garbage is collected. What was imported stays, and need not be gone through each time; and
    # a search makes so many objects that lasting ones would be gone through all the time. With these two lines a search of
    # three days takes half the time and stops the page once for more than 0.1 s, not twenty times (0.2 s each); 20,000 did
    # as well as 50,000.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    sys.setswitchinterval(_SWITCH_S)
    return opened(settings, scenario, told, progress)


def hosts_of(host: str, port: int) -> list[str]:
    """Return the names under which a server may be called, each with its port.

    A page of another site that has its own name resolved to this machine calls it by a name that is not among them.
    """
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    if host in _ANYWHERE:
        own = socket.gethostname()
        names |= {own, socket.getfqdn()}
        with suppress(OSError):
            names |= {str(found[4][0]) for found in socket.getaddrinfo(own, None, family=socket.AF_INET)}
    return sorted(f"{name}:{port}" for name in names if name and name not in ("[::]", "0.0.0.0"))


class _Connection(H11Protocol):
    """A connection that is closed if it asks for nothing: else a few hundred of them would keep everybody out."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Wait for its first request, but not for long."""
        super().connection_made(transport)
        self.loop.call_later(_ASKS_WITHIN_S, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.transport.close()


class _Server(uvicorn.Server):
    """A server that ends its streams before it waits for them."""

    def __init__(self, config: uvicorn.Config, office: Office) -> None:
        super().__init__(config)
        self._office = office

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take Ctrl-C."""
        self._end()
        super().handle_exit(sig, frame)

    def end_if_failed(self) -> None:
        """End the server if what it was asked for cannot be opened."""
        if self._office.opening is not None:
            self._office.opening.ended.wait()
            if self._office.failed.is_set():
                self._end()
                self.should_exit = True

    def _end(self) -> None:
        self._office.events.close()
        self._office.jobs.close()


def _bound(settings: Settings) -> socket.socket:
    """Return a socket that listens where it was asked to."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
        found.listen(128)
    except (OSError, OverflowError) as error:
        found.close()
        why = getattr(error, "strerror", None) or str(error)
        message = f"port {settings.port} of {settings.host} cannot be used: {why}. Name another: --port 0 takes any free one"
        raise InputError([message]) from None
    return found


def _keep_log(settings: Settings) -> None:
    """Keep what fails in a file beside the desks, since nobody is shown a traceback."""
    file = own_folder(settings.runs, ".desks") / "serve.log"
    keeper = _Log(file, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    keeper.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    for name in ("headway.page", "asyncio"):
        log = logging.getLogger(name)
        log.addHandler(keeper)
        log.propagate = False


class _Log(RotatingFileHandler):
    """A log that goes without a line that it cannot write, as on a full disk."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing."""


def _browse(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
