"""Keep compiled kernels in a folder of Headway's own, named after the source of all kernels.

numba's cache looks only at the file that holds a function. So after an edit in a file that the kernel calls, it would
silently return old numbers. The folder is therefore named after a hash of every kernel source of the package: any edit
compiles afresh.

What is kept is code that will be run. So the folder belongs to this user, no other user may enter it, and no link of
another user leads there. Where there can be no such folder, every process compiles in memory.
"""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache, _CacheLocator  # pyright: ignore[reportPrivateUsage]

from headway.jit.interruption import interruption_waits

_PACKAGE = Path(__file__).parents[1]


_DECORATED = re.compile(r"^from headway\.jit import .*\b(by_reference|inlined|kernel|lean|part)\b", re.MULTILINE)
_IMPORTED = re.compile(r"^from headway\.([\w.]+) import", re.MULTILINE)


def kernel_sources(package: Path = _PACKAGE) -> list[Path]:
    """Return the files that kernels are made of: those that hold kernels, the modules that these import, and this room.

    An imported module may hold a constant, which is compiled into the kernel; packages such as `headway.model` hold
    none.
    """
    text = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    held = [path for path in text if _DECORATED.search(text[path])]
    imported = {package.joinpath(*name.split(".")).with_suffix(".py") for path in held for name in _IMPORTED.findall(text[path])}
    return sorted({*held, *(imported & text.keys()), *(package / "jit").glob("*.py")})


def source_digest(package: Path = _PACKAGE) -> str:
    """Return a name that stands for exactly this source of all kernels."""
    digest = hashlib.sha256()
    for path in kernel_sources(package):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """Return the folder of compiled kernels for exactly this source; None if no such folder can be this user's alone.

    It lies below ``NUMBA_CACHE_DIR`` if that is set, else below ``XDG_CACHE_HOME`` or ``~/.cache``, else in the folder
    for temporary files, under a name of this user.
    """
    name = f"kernels-{source_digest()}"
    return next((base / name for base in _bases() if ours_alone(base) and ours_alone(base / name)), None)


def why_not_kept() -> str:
    """Return why compiled kernels are not kept, and what to do; empty if they are kept."""
    if cache_folder() is not None:
        return ""
    tried = " nor ".join(str(base) for base in _bases())
    return (
        f"compiled kernels are not kept, so every command compiles again: neither {tried} can be a folder of this user "
        "alone. Set XDG_CACHE_HOME to a folder of yours that can be written to"
    )


def _bases() -> Iterator[Path]:
    """Yield the folders below which kernels may be kept, the best first."""
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        given = Path(os.environ.get(name, ""))
        if given.is_absolute():
            yield given / "headway"
            break
    else:
        with suppress(RuntimeError):  # a user without a home
            yield Path.home() / ".cache" / "headway"
    yield Path(tempfile.gettempdir()) / f"headway-{_user()}"


def ours_alone(folder: Path) -> bool:
    """Tell whether a folder belongs to this user alone and can be written to.

    If need be it is made, or closed to other users.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _user() >= 0:
            above = folder.parent.stat().st_mode
            if above & stat.S_IWOTH and not above & stat.S_ISVTX:
                return False  # anyone might put another in its place
            if folder.lstat().st_uid != _user() or folder.stat().st_uid != _user():
                return False
            if stat.S_IMODE(folder.stat().st_mode) != 0o700:
                folder.chmod(0o700)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _user() -> int:
    """Return the number of this user; -1 on systems without such numbers.

    There the folders for temporary files are each user's own.
    """
    return os.geteuid() if hasattr(os, "geteuid") else -1


class _Folder(_CacheLocator):  # pyright: ignore[reportPrivateUsage]
    """Place and name of what is kept of a kernel."""

    def __init__(self, function: Callable[..., Any], source: str) -> None:
        self._name = f"{function.__module__}-{function.__code__.co_firstlineno}"
        self._stamp = hashlib.sha256(Path(source).read_bytes()).hexdigest()

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> "_Folder | None":
        return cls(py_func, py_file) if cache_folder() is not None and Path(py_file).is_file() else None

    def get_cache_path(self) -> Any:
        return str(cache_folder())

    def get_source_stamp(self) -> Any:
        return self._stamp

    def get_disambiguator(self) -> Any:
        return self._name


class _Kept(CompileResultCacheImpl):
    _locator_classes: ClassVar = [_Folder]


class KernelCache(FunctionCache):
    """numba's cache of one kernel, in Headway's folder; if it fails, the kernel is just compiled again."""

    _impl_class = _Kept

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            with interruption_waits():
                return super().load_overload(sig, target_context)
        except Exception:  # what was cut short may raise anything when it is unpickled
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):  # the disk is full, or the folder is gone
            super().save_overload(sig, data)


def cache_of(function: Callable[..., Any]) -> Any:
    """Return the cache of a kernel: in Headway's folder, or a cache that keeps nothing."""
    try:
        return KernelCache(function)
    except RuntimeError:  # there is no such folder, or the function stands in no file
        return NullCache()
