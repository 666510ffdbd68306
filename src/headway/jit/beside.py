"""Let another process compile kernels, while this one does work that needs other kernels."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from numba.core.typing.typeof import typeof

from headway.jit.cache import cache_folder

_MOST_S = 600
"""How long this process waits for the other one before it compiles by itself [s]."""


def compiled(kernel: Callable[..., object], *arguments: object) -> None:
    """Compile a kernel for given arguments without calling it, and keep it."""
    known: Any = kernel
    known.compile(tuple(typeof(argument) for argument in arguments))


@contextmanager
def compiled_beside(module: str, kernel: Callable[..., object], tell: Callable[[], object]) -> Generator[None]:
    """Let another process compile kernels while the block does something else, and wait for it at the end of the block.

    This is done once only, where kernels are kept and this one is not yet, and where there are two processors.

    Parameters
    ----------
    module
        The module whose function ``warm_up`` compiles the kernels.
    kernel
        The kernel that takes longest to compile.
    tell
        Is called when there is nothing left to do but wait.
    """
    if not sys.executable or _kept(kernel) or _processors() < 2:
        yield
        return
    command = [sys.executable, "-c", f"from {module} import warm_up; warm_up()"]
    other = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        tell()
        with suppress(subprocess.TimeoutExpired):
            other.wait(_MOST_S)
    finally:
        other.terminate()
        other.wait()


def _kept(kernel: Callable[..., object]) -> bool:
    """Tell whether a kernel has been compiled before, or whether no kernel can be kept."""
    file = getattr(getattr(kernel, "_cache", None), "_cache_file", None)
    return cache_folder() is None or file is None or Path(file._index_path).exists()


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
