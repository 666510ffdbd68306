"""Compiled kernels: the only module that imports numba.

numba's cache looks only at the file that holds a function, so an edit in a file that the kernel
calls would silently return old numbers. The cache folder is therefore named after a hash of every
kernel source of the package: any edit compiles afresh.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def kernel_sources() -> list[Path]:
    """Return the files that hold kernels: every module of the package that imports this one."""
    package = Path(__file__).parent
    return [p for p in sorted(package.rglob("*.py")) if "headway.jit" in p.read_text(encoding="utf-8")]


def cache_folder() -> Path:
    """Return the folder of compiled kernels for exactly this source."""
    digest = hashlib.sha256()
    for path in kernel_sources():
        digest.update(path.read_bytes())
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    if not os.access(_nearest_existing(base), os.W_OK):
        base = Path(tempfile.gettempdir())
    return base / "headway" / f"kernels-{digest.hexdigest()[:16]}"


def _nearest_existing(path: Path) -> Path:
    return path if path.exists() else _nearest_existing(path.parent)


os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))

import numba  # noqa: E402  the cache folder must be set before numba is read

_compile: Any = numba.njit


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers to machine code, once, and keep it on disk."""
    return cast("Callable[P, R]", _compile(cache=True, error_model="numpy", nogil=True)(function))


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that allocates nothing.

    numba counts the references to every array of a tuple at every call and every access, which costs five times what a
    step of a train run does; a kernel that makes no array does without. What it calls must be lean as well.
    """
    return cast("Callable[P, R]", _compile(cache=True, error_model="numpy", nogil=True, _nrt=False)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a lean function into the kernels that call it.

    A call passes a tuple of arrays by value: seven or nine numbers for each array, 280 for the world of a simulation, which
    took more than half of its time. Not for what many call and few need: it would be compiled once for each of them.
    """
    return cast("Callable[P, R]", _compile(cache=True, error_model="numpy", nogil=True, forceinline=True, _nrt=False)(function))
