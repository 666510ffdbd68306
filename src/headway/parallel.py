"""Work in parallel: a function over many items, on threads of this machine or on any other executor.

Kernels do not hold the interpreter's lock, so threads are enough; they start at once and share what they read. Any
executor of `concurrent.futures` can replace them, such as ``distributed.Client(...).get_executor()`` for a cluster.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


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
    with nullcontext(executor) if executor is not None else ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()
