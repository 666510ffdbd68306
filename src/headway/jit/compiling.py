"""Report what is being compiled."""

import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from typing import Any

from numba.core.event import Event, Listener, install_listener, register

from headway.cancel import heed
from headway.jit.cache import why_not_kept

_ROOMS = {"physics": "the run of a train", "timetabling": "the planner", "simulation": "the simulation"}


@contextmanager
def compiling(tell: Callable[[str], object] | None) -> Generator[None]:
    """Report what is being compiled while the block runs, with a text for every function.

    >>> with compiling(print):
    ...     pass  # compiling the simulation, once: function 57
    """
    with nullcontext() if tell is None else install_listener("numba:compile", _Teller(tell)):
        yield


class _Teller(Listener):
    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._functions = 0

    def on_start(self, event: Event) -> None:
        room = _room(event)
        if room is not None:
            self._functions += 1
            self._tell(f"compiling {_ROOMS.get(room, 'kernels')}, once: function {self._functions}")

    def on_end(self, event: Event) -> None:
        pass


class _Heeder(Listener):
    """Lets an interruption from another thread end a compilation between two functions."""

    def on_start(self, event: Event) -> None:  # noqa: ARG002
        heed()

    def on_end(self, event: Event) -> None:
        pass


class _Warner(Listener):
    """Warns once, at the first compilation, if kernels cannot be kept, so that every process compiles them again."""

    def __init__(self) -> None:
        self._said = False

    def on_start(self, event: Event) -> None:
        if not self._said and _room(event) is not None:
            self._said = True
            if why := why_not_kept():
                warnings.warn(why, RuntimeWarning, stacklevel=2)

    def on_end(self, event: Event) -> None:
        pass


def _room(event: Event) -> str | None:
    """Return the room of the function that an event is about; None if it is no function of Headway."""
    data: Any = event.data
    package, *rooms = str(data["dispatcher"].py_func.__module__).split(".")
    return "".join(rooms[:1]) if package == "headway" else None


register("numba:compile", _Warner())
register("numba:compile", _Heeder())
