"""Cancel work from another thread: a token that any thread sets, and that the work within it hears."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Cancel:
    """A token by which any thread ends work that another one does.

    >>> cancel = Cancel()
    >>> with cancel.within():
    ...     pass  # all Headway work here ends soon after another thread has called `cancel.set()`

    The work ends as by Ctrl-C: what has been found so far is returned, and says that it was interrupted. Where there is
    nothing to keep, `KeyboardInterrupt` is raised.
    """

    def __init__(self) -> None:
        self._is_set, self._drops = False, False

    @property
    def is_set(self) -> bool:
        """Whether the work shall end."""
        return self._is_set

    @property
    def drops(self) -> bool:
        """Whether it shall end without a result."""
        return self._drops

    def set(self, *, keep: bool = True) -> None:
        """End the work; from any thread, at any time, as often as one likes.

        What is kept may have to be judged first, which takes a second for the timetable of a week. With ``keep=False``
        nothing is kept, and `KeyboardInterrupt` is raised as soon as can be.
        """
        self._is_set, self._drops = True, self._drops or not keep

    @contextmanager
    def within(self) -> Generator[None]:
        """Let this token end the work of the block, and that of the threads which this work starts."""
        before = _CANCELS.set((*_CANCELS.get(), self))
        try:
            yield
        finally:
            _CANCELS.reset(before)


_CANCELS: ContextVar[tuple[Cancel, ...]] = ContextVar("cancels", default=())
"""The tokens that end what runs here."""


def cancels() -> tuple[Cancel, ...]:
    """Return the tokens that end what runs here, the outermost first."""
    return _CANCELS.get()


def cancelled() -> bool:
    """Tell whether what runs here shall end."""
    return any(cancel.is_set for cancel in _CANCELS.get())


class Keeper(Protocol):
    """Work that knows whether it has a result to keep if it is interrupted."""

    keeps: bool


KEEPER: ContextVar[Keeper | None] = ContextVar("keeper", default=None)
"""The work that goes on here."""


class Interrupted(KeyboardInterrupt):
    """Raised where work hears that it is cancelled."""


def kept() -> bool:
    """Tell whether the work that goes on here has a result to keep."""
    keeper = KEEPER.get()
    return keeper is not None and keeper.keeps and not any(cancel.drops for cancel in _CANCELS.get())


def heed() -> None:
    """Raise `Interrupted` if what runs here shall end and there is nothing to keep."""
    if cancelled() and not kept():
        raise Interrupted


def attempted(call: Callable[[], T], otherwise: T) -> T:
    """Return what a call returns, or something else if it is interrupted though there is something to keep.

    The call is to improve what is there already. Nothing of it is kept, so it ends wherever it hears an interruption.
    """
    keeper = KEEPER.set(None)
    try:
        return call()
    except Interrupted:
        pass
    finally:
        KEEPER.reset(keeper)
    heed()
    return otherwise


def heeding(items: Iterable[T]) -> Iterator[T]:
    """Yield some items, and heed an interruption before each."""
    for item in items:
        heed()
        yield item
