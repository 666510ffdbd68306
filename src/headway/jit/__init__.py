"""Compiled kernels: the only room that imports numba.

A *kernel* is called from Python and may make arrays. A *lean* kernel makes none. A *part* is called by kernels and by
other parts, and is compiled into each kernel that needs it. Kernels are kept on disk (`cache`); parts need not be.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from numba.core import config
from numba.core.registry import CPUDispatcher

from headway.jit.beside import compiled, compiled_beside
from headway.jit.cache import cache_folder, cache_of, kernel_sources, why_not_kept
from headway.jit.compiling import compiling
from headway.jit.parts import KernelCompiler, Part
from headway.jit.references import by_reference

__all__ = [
    "by_reference",
    "cache_folder",
    "compiled",
    "compiled_beside",
    "compiling",
    "inlined",
    "kernel",
    "kernel_sources",
    "lean",
    "part",
    "why_not_kept",
]

P = ParamSpec("P")
R = TypeVar("R")

_COMMON: dict[str, Any] = {
    "nopython": True,
    "boundscheck": None,
    "error_model": "numpy",
    "nogil": True,
    "no_cfunc_wrapper": True,
}
_AS_PYTHON: bool = cast("Any", config).DISABLE_JIT
"""Whether ``NUMBA_DISABLE_JIT`` asks for plain Python, to look for a fault."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers to machine code, once, and keep it on disk."""
    return _kept(function, {})


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that allocates nothing.

    At every call and every access numba counts the references to every array of a tuple, which costs five times what a
    step of a train run does. A kernel that makes no array does without. Whatever it calls must be lean as well, or a
    part.
    """
    return _kept(function, {"_nrt": False})


def part(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a lean function as a part of the kernels that call it: once, and optimised with the kernel as a whole.

    LLVM decides whether a call stays a call, so arguments should be cheap to pass: numbers, arrays, and tuples of
    arrays that go `by_reference`. A part does not call itself and raises nothing.
    """
    return _part(function, {"_nrt": False})


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part into every place that calls it.

    Use it for what is called often with a tuple of many arrays. Passed by value, such a tuple is seven or nine numbers
    for each array, which took more than half of a run's time. Do not use it for what many call and few need: it would
    be compiled once for each of them.
    """
    return _part(function, {"_nrt": False, "forceinline": True})


def _kept(function: Callable[P, R], options: dict[str, Any]) -> Callable[P, R]:
    if _AS_PYTHON:
        return function
    found: Any = CPUDispatcher(function, targetoptions=_COMMON | options, pipeline_class=KernelCompiler)
    found._cache = cache_of(function)
    return cast("Callable[P, R]", found)


def _part(function: Callable[P, R], options: dict[str, Any]) -> Callable[P, R]:
    if _AS_PYTHON:
        return function
    return cast("Callable[P, R]", Part(function, {}, _COMMON | {"no_cpython_wrapper": True} | options))
