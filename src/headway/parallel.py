"""Work in parallel: a function over many items, on threads of this machine or on any other executor.

Kernels do not hold the interpreter's lock, so threads are enough; they start at once and share what they read. Any
executor of `concurrent.futures` can replace them, such as ``distributed.Client(...).get_executor()`` for a cluster.

Threads do a part of their caller's work, so what ends the caller ends them: they hear its `Cancel`, and they end soon
after it left them by an exception, as Ctrl-C raises one.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from contextvars import copy_context
from functools import partial
from time import perf_counter
from types import TracebackType
from typing import ParamSpec, TypeVar

from headway.cancel import Cancel, Interrupted, cancelled, heed

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_LOOK_S = 0.05
"""Time between two looks at whether to stop [s]."""


class Workers(ThreadPoolExecutor):
    """Threads that do a part of the work of the thread that makes them."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs)
        self._over = Cancel()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Begin a call as soon as there is room."""
        return super().submit(copy_context().run, self._within, partial(fn, *args, **kwargs))

    def _within(self, call: Callable[[], R]) -> R:
        with self._over.within():
            heed()
            return call()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        """Wait for all calls; after an exception let them end soon, and do not begin those that wait."""
        if kind is not None:
            self._over.set()
            self.shutdown(wait=False, cancel_futures=True)
        return super().__exit__(kind, error, traceback)


def mapped(function: Callable[[T], R], items: Iterable[T], *, jobs: int = 1, executor: Executor | None = None) -> Iterator[R]:
    """Yield the result of a function for every item, in the order of the items, as results become available.

    Items that have not begun are cancelled when the caller stops early.

    Parameters
    ----------
    function, items
        The function and its items; an executor on other machines must be able to pickle both.
    jobs
        How many items to work on at once; 1 works in the caller's own thread.
    executor
        Works on the items, in place of threads of this machine.
    """
    if executor is None and jobs == 1:
        yield from map(function, items)
        return
    with nullcontext(executor) if executor is not None else Workers(jobs) as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            for future in futures:
                while not future.done():
                    first_done([future])
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def first_done(futures: Iterable[Future[R]], seconds: float = float("inf")) -> set[Future[R]]:
    """Wait until one of some futures is done, for some seconds at most; return all that are done.

    Raises
    ------
    KeyboardInterrupt
        If the caller is cancelled meanwhile.
    """
    began, waiting = perf_counter(), list(futures)
    while True:
        done = wait(waiting, _LOOK_S, return_when=FIRST_COMPLETED).done
        if done or perf_counter() - began >= seconds:
            return done
        if cancelled():
            raise Interrupted


def solved(solve: Callable[[], R], end: Callable[[], object], over: Callable[[], bool] = cancelled) -> R:
    """Let a solver work in a thread of its own, and end it when it is time to, or when the caller is interrupted.

    Parameters
    ----------
    solve
        Runs the solver, which must let go of the interpreter's lock.
    end
        Asks the solver to end; called again and again until it has ended, since a solver that only begins may not hear.
    over
        Tells whether it is time to end it; asked about every twentieth of a second.
    """
    with ThreadPoolExecutor(1) as pool:
        task = pool.submit(copy_context().run, solve)
        try:
            while wait([task], _LOOK_S).not_done:
                if over():
                    end()
        finally:
            while wait([task], _LOOK_S).not_done:
                end()
        return task.result()
