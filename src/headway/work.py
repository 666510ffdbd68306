"""Long work: when it stops, how far it is, and what an interruption does.

Every room asks the same `Stop` and reports to the same `Progress`. An interruption is one more reason to stop: what has
been found so far is returned. If nothing has been found, `KeyboardInterrupt` is raised as ever.

Work is interrupted by Ctrl-C, or by any thread that sets a `Cancel` within which it is done. Python hears neither while
a kernel or a solver runs. So kernels are called for parts of a tenth of a second at most, and solvers are watched
(`headway.parallel.solved`). Between such parts work calls `heed`, or asks whether it was interrupted.
"""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from types import FrameType
from typing import Protocol

from headway.arguments import public
from headway.cancel import KEEPER, Cancel, Interrupted, attempted, cancelled, cancels, heed, heeding, kept

__all__ = [
    "COMMAND",
    "Cancel",
    "Going",
    "Interrupted",
    "MaxRounds",
    "MaxSeconds",
    "Progress",
    "Stop",
    "attempted",
    "cancelled",
    "going",
    "heed",
    "heeding",
    "in_words",
    "interrupted",
    "keep",
    "kept",
    "late",
    "never",
    "say",
    "share_over",
]

COMMAND: ContextVar[str] = ContextVar("command", default="")
"""The command line that asked for the work; empty if a program did."""

_TOLD_EVERY_S = 0.1


class Stop(Protocol):
    """Tells when work has gone on for long enough."""

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        """Tell whether to stop after a number of rounds and seconds."""
        ...


class Progress(Protocol):
    """Is told how far work is."""

    def __call__(self, share: float, text: str, /) -> None:
        """Take the share that is done, 0 to 1, and what is being done, in words."""
        ...


@public
@dataclass(frozen=True, slots=True)
class MaxSeconds:
    """Stop after a time."""

    seconds: float

    def __call__(self, _rounds: int, seconds: float) -> bool:
        """Tell whether the time is over."""
        return seconds >= self.seconds

    def share(self, _rounds: int, seconds: float) -> float:
        """Return the share of the time that is over."""
        return seconds / self.seconds if self.seconds else 1.0

    def __str__(self) -> str:
        return f"{self.seconds:g} s"


@public
@dataclass(frozen=True, slots=True)
class MaxRounds:
    """Stop after a number of rounds of every job; with one job this repeats a search exactly."""

    rounds: int

    def __call__(self, rounds: int, _seconds: float) -> bool:
        """Tell whether the rounds are over."""
        return rounds >= self.rounds

    def share(self, rounds: int, _seconds: float) -> float:
        """Return the share of the rounds that is over."""
        return rounds / self.rounds if self.rounds else 1.0

    def __str__(self) -> str:
        return f"{self.rounds:,} rounds"


def share_over(stop: Stop, rounds: int, seconds: float) -> float:
    """Return the share of a criterion's time or rounds that is over, 0 to 1; 0 if the criterion does not say."""
    share = getattr(stop, "share", None)
    return 0.0 if share is None else min(1.0, share(rounds, seconds))


def never(_rounds: int, _seconds: float, /) -> bool:
    """Stop only when the work is done."""
    return False


def in_words(stop: Stop) -> str:
    """Say when a criterion stops, in its own words if it has any."""
    return str(stop) if type(stop).__str__ is not object.__str__ else "its caller's criterion"


class Going:
    """A criterion that stops when another one does, or when interrupted, and reports how far the work is when asked.

    Parameters
    ----------
    stop
        The other criterion.
    progress
        Is told what share of the other criterion's time or rounds is over, if it says so.

    Attributes
    ----------
    keeps
        Whether there is a result to keep. Until then an interruption raises `KeyboardInterrupt`.
    cancel
        What Ctrl-C sets.
    text
        What is being done, in words.
    """

    def __init__(self, stop: Stop, progress: Progress | None = None) -> None:
        self.stop, self.progress = stop, progress
        self.keeps, self.text, self.cancel = False, "", Cancel()
        self._told_at, self._began = 0.0, perf_counter()
        # A criterion may be asked in a thread of a solver, which knows nothing of the tokens here.
        self._cancels = (*cancels(), self.cancel)

    @property
    def interrupted(self) -> bool:
        """Whether the work has been interrupted."""
        return any(cancel.is_set for cancel in self._cancels)

    @property
    def late(self) -> bool:
        """Whether the other criterion's time is over since the work began, whatever its rounds."""
        return self.stop(0, perf_counter() - self._began)

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        """Tell whether to stop."""
        if self.progress is not None and perf_counter() - self._told_at > _TOLD_EVERY_S:
            self._told_at = perf_counter()
            self.progress(share_over(self.stop, rounds, seconds), self.text)
        return self.interrupted or self.stop(rounds, seconds)

    def __str__(self) -> str:
        return in_words(self.stop)


def say(stop: Stop | None, text: str) -> None:
    """Report what is being done from now on, in words."""
    if isinstance(stop, Going):
        if stop.progress is not None and not stop.text:
            stop.progress(0.0, text)
        stop.text = text


def keep(stop: Stop | None, *, nothing: bool = False) -> None:
    """Note that from now on there is a result to keep if the work is interrupted, or again nothing."""
    if isinstance(stop, Going):
        stop.keeps = not nothing


def interrupted(stop: Stop | None) -> bool:
    """Tell whether work was interrupted; if so, a caller leaves out what is not worth a second's wait."""
    return isinstance(stop, Going) and stop.interrupted


def late(stop: Stop | None) -> bool:
    """Tell whether the time of work is over; rounds are not counted, so a number of rounds repeats a search exactly."""
    return isinstance(stop, Going) and stop.late


@contextmanager
def going(stop: Stop, progress: Progress | None = None) -> Generator[Going]:
    """Yield a criterion that an interruption stops too, once there is a result to keep; a second Ctrl-C ends the block.

    Signals reach the main thread only. In other threads, and where a program handles signals itself, only a `Cancel`
    interrupts. Blocks may be nested: the outermost one takes the signal, and what it means to the inner ones.
    """
    if isinstance(stop, Going):
        yield stop
        return
    work = Going(stop, progress)
    outer = KEEPER.set(work)
    try:
        with work.cancel.within(), _pressed(work):
            yield work
    finally:
        KEEPER.reset(outer)


@contextmanager
def _pressed(work: Going) -> Generator[None]:
    """Let Ctrl-C interrupt work, if this thread can hear it and nobody else does."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield
        return

    def come(number: int, frame: FrameType | None) -> None:
        at_once = work.interrupted or not work.keeps
        work.cancel.set()
        if at_once:
            signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, come)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
