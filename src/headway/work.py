"""Long work: when it stops, how far it is, and what an interruption does.

Every room asks the same `Stop` and tells the same `Progress`. An interruption (Ctrl-C) is one more reason to stop: what has been
found until then is returned, and where nothing has, `KeyboardInterrupt` goes on as ever.
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

COMMAND: ContextVar[str] = ContextVar("command", default="")
"""The command line that asked for the work that goes on; empty where a program did."""

_TOLD_EVERY_S = 0.1


class Stop(Protocol):
    """Says when work has gone on for long enough."""

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        """Whether to stop after so many rounds and seconds."""
        ...


class Progress(Protocol):
    """Is told how far work is."""

    def __call__(self, share: float, text: str, /) -> None:
        """Take the share that is done, 0 to 1, and what is done now, in words."""
        ...


@public
@dataclass(frozen=True, slots=True)
class MaxSeconds:
    """Stop after a time."""

    seconds: float

    def __call__(self, _rounds: int, seconds: float) -> bool:
        """Whether the time is over."""
        return seconds >= self.seconds

    def share(self, _rounds: int, seconds: float) -> float:
        """How much of the time is over."""
        return seconds / self.seconds if self.seconds else 1.0

    def __str__(self) -> str:
        return f"{self.seconds:g} s"


@public
@dataclass(frozen=True, slots=True)
class MaxRounds:
    """Stop after a number of rounds of every job, which with one job repeats a search exactly."""

    rounds: int

    def __call__(self, rounds: int, _seconds: float) -> bool:
        """Whether the rounds are over."""
        return rounds >= self.rounds

    def share(self, rounds: int, _seconds: float) -> float:
        """How much of the rounds is over."""
        return rounds / self.rounds if self.rounds else 1.0

    def __str__(self) -> str:
        return f"{self.rounds:,} rounds"


def share_over(stop: Stop, rounds: int, seconds: float) -> float:
    """Return the share of its time or rounds that is over for a criterion, 0 to 1; 0 for one that does not say."""
    share = getattr(stop, "share", None)
    return 0.0 if share is None else min(1.0, share(rounds, seconds))


def never(_rounds: int, _seconds: float, /) -> bool:
    """Stop only when the work is done."""
    return False


def in_words(stop: Stop) -> str:
    """Say when a criterion stops: in its own words if it has any."""
    return str(stop) if type(stop).__str__ is not object.__str__ else "its caller's criterion"


class Going:
    """A criterion that stops as another one does, or once Ctrl-C has been pressed, and tells how far the work is when asked.

    Parameters
    ----------
    stop
        The other one.
    progress
        Is told the share of its time or rounds that is over, if it knows that.

    Attributes
    ----------
    keeps
        Whether there is something to keep. Until then Ctrl-C raises `KeyboardInterrupt` at once.
    interrupted
        Whether Ctrl-C has been pressed since.
    text
        What is done now, in words.
    """

    def __init__(self, stop: Stop, progress: Progress | None = None) -> None:
        self.stop, self.progress = stop, progress
        self.keeps, self.interrupted, self.text = False, False, ""
        self._told_at = 0.0

    def __call__(self, rounds: int, seconds: float, /) -> bool:
        """Whether to stop."""
        if self.progress is not None and perf_counter() - self._told_at > _TOLD_EVERY_S:
            self._told_at = perf_counter()
            self.progress(share_over(self.stop, rounds, seconds), self.text)
        return self.interrupted or self.stop(rounds, seconds)

    def __str__(self) -> str:
        return in_words(self.stop)


def say(stop: Stop | None, text: str) -> None:
    """Say what is done from now on, in words."""
    if isinstance(stop, Going):
        if stop.progress is not None and not stop.text:
            stop.progress(0.0, text)
        stop.text = text


def keep(stop: Stop | None) -> None:
    """Say that from now on there is something to keep when the work is interrupted."""
    if isinstance(stop, Going):
        stop.keeps = True


def interrupted(stop: Stop | None) -> bool:
    """Tell whether work was interrupted, so that what is worth less than a second's wait is left out."""
    return isinstance(stop, Going) and stop.interrupted


@contextmanager
def going(stop: Stop, progress: Progress | None = None) -> Generator[Going]:
    """Give a criterion that Ctrl-C stops as well, once there is something to keep; a second Ctrl-C ends the block at once.

    Signals reach the main thread only: elsewhere, and where a program handles them itself, it is the criterion that was given.
    Blocks may lie within one another: the outermost takes the signal.
    """
    if isinstance(stop, Going):
        yield stop
        return
    work = Going(stop, progress)
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield work
        return

    def come(number: int, frame: FrameType | None) -> None:
        if work.interrupted or not work.keeps:
            signal.default_int_handler(number, frame)
        work.interrupted = True

    signal.signal(signal.SIGINT, come)
    try:
        yield work
    finally:
        signal.signal(signal.SIGINT, before)
