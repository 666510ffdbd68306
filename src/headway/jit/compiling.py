"""What is told while kernels are compiled, and that nothing else is done meanwhile."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from numba.core.event import Event, Listener, install_listener

_ROOMS = {"physics": "the running of trains", "timetabling": "the planning of paths", "simulation": "the simulation"}
_SAID: set[str] = set()


@contextmanager
def compiling(tell: Callable[[str], object]) -> Generator[None]:
    """Tell what is compiled while this lasts: a text for every function that is compiled.

    >>> with compiling(print):
    ...     pass  # compiling the simulation, once: 57 functions
    """
    with install_listener("numba:compile", _Teller(tell)):
        yield


class _Teller(Listener):
    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._functions = 0

    def on_start(self, event: Event) -> None:
        data: Any = event.data
        room = str(data["dispatcher"].py_func.__module__).split(".")[1:2]
        self._functions += 1
        what = _ROOMS.get("".join(room), "kernels")
        self._tell(f"compiling {what}, once: {self._functions} functions")

    def on_end(self, event: Event) -> None:
        pass
