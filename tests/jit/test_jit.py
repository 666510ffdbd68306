"""Kernels: where they are kept, who may touch them, what is told while they are compiled, and what they are made of."""

import os
import pickle
import shutil
import signal
import stat
import subprocess
import sys
from ctypes import CFUNCTYPE
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numba.core.codegen import JITCodeLibrary

import headway
from headway.jit import by_reference, cache_folder, compiling, inlined, kernel, kernel_sources, lean, part
from headway.jit.cache import ours_alone, source_digest

PACKAGE = Path(headway.__file__).parent
ONLY_POSIX = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no owners here")


@by_reference
class Shelf(NamedTuple):
    """Two arrays of different kinds, as a kernel reads them."""

    weights: np.ndarray
    counts: np.ndarray


@part
def heaviest(shelf: Shelf) -> float:
    most = 0.0
    for weight in shelf.weights:
        most = max(most, weight)
    return 2.0 * most


@inlined
def note(shelf: Shelf, row: int, count: int) -> None:
    shelf.counts[row, 1] += count


@part
def notes(shelf: Shelf, count: int) -> int:
    for row in range(shelf.counts.shape[0]):
        note(shelf, row, count)
    return shelf.counts.shape[0]


@lean
def weigh(shelf: Shelf, count: int) -> float:
    return heaviest(shelf) + notes(shelf, count)


@kernel
def doubled(shelf: Shelf) -> np.ndarray:
    return shelf.weights * heaviest(shelf)


def shelf() -> Shelf:
    return Shelf(np.array([1.0, 5.0, 3.0]), np.zeros((4, 2), np.int64))


def kept_in(environment: dict[str, str], *more: str) -> str:
    """Return what a process of its own says about where it keeps kernels."""
    lines = [*more, "from headway.jit import cache_folder, why_not_kept", "print(cache_folder(), why_not_kept(), sep=chr(10))"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, env=os.environ | environment, check=True
    )
    return done.stdout


def test_a_kernel_with_parts_and_a_tuple_by_reference_does_what_python_would():
    """Parts read and write the arrays of the tuple that Python holds, called from a kernel or from Python."""
    found = shelf()
    assert weigh(found, 3) == 14.0
    assert found.counts.tolist() == [[0, 3]] * 4
    assert doubled(found).tolist() == [10.0, 50.0, 30.0]
    assert heaviest(found) == 10.0
    note(found, 2, 4)
    assert found.counts[2, 1] == 7


def test_a_kernel_holds_its_arrays_no_longer_than_it_runs():
    """Neither a lean kernel nor one that counts references keeps an array of a tuple alive."""
    found = shelf()
    before = sys.getrefcount(found.weights)
    for _ in range(100):
        weigh(found, 1)
        doubled(found)
    after = sys.getrefcount(found.weights)
    assert after == before


@part
def steps_to_one(number: int, unused: float, odd: int) -> int:
    steps = 0
    while number != 1 and steps < 1_000:
        number = odd * number + 1 if number % 2 else number // 2
        steps += 1
    return steps


@lean
def steps_of_both(one: int, other: int) -> int:
    return steps_to_one(one, 0.0, 3) + steps_to_one(other, 0.0, 3)


def test_a_part_of_one_kernel_is_never_taken_for_that_of_another():
    """A kernel may leave out what its copies of a part do not need; whoever else calls the part gets it whole."""
    assert steps_of_both(27, 6) == 111 + 8
    assert steps_to_one(27, 0.5, 3) == 111
    assert steps_to_one(1, 0.5, 5) == 0
    library = next(iter(steps_of_both.overloads.values())).library
    names = [f.name for f in library._final_module.functions if not f.is_declaration and f.linkage.name != "private"]
    assert not [name for name in names if "steps_to_one" in name]


def test_kernels_and_parts_can_be_sent_to_another_process():
    """An executor pickles what it is given: a kernel and a part arrive as what they were."""
    for function in (weigh, heaviest):
        assert pickle.loads(pickle.dumps(function)).py_func.__name__ == function.py_func.__name__


def test_a_tuple_of_other_arrays_is_another_type():
    """The same kernel meets arrays of whole numbers after arrays of fractions, and mistakes none for the other."""
    whole = Shelf(np.array([1, 5, 3]), np.zeros((4, 2), np.int64))
    assert weigh(shelf(), 1) == 14.0
    assert weigh(whole, 1) == 14.0


def test_the_kernel_cache_is_named_after_every_kernel_source(tmp_path):
    """Editing any file that holds kernels, or compiles them, not only the one that is called, moves the cache."""
    names = {p.relative_to(PACKAGE).with_suffix("").as_posix() for p in kernel_sources()}
    assert {"physics/drive", "physics/forces/kernel", "timetabling/insertion/search", "units"} <= names
    assert {"jit/parts", "simulation/engine/tables", "simulation/engine/terminals/piles", "dispatch/search/insertion"} <= names
    assert not {"timetabling/planning", "timetabling/repeating", "cli/app"} & names
    copy = tmp_path / "headway"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert source_digest(copy) == source_digest()
    source = copy / "physics" / "drive.py"
    source.write_text(source.read_text().replace("STALL_W = 0.0025", "STALL_W = 0.0026"))
    assert source_digest(copy) != source_digest()


def test_numba_read_before_headway_does_not_move_the_cache(tmp_path):
    """A notebook that has imported numba for its own kernels keeps Headway's where they belong, and its own where they were."""
    environment = {"XDG_CACHE_HOME": str(tmp_path), "NUMBA_CACHE_DIR": ""}
    plain = kept_in(environment)
    assert plain.startswith(str(tmp_path / "headway" / "kernels-"))
    assert kept_in(environment, "import numba", "numba.njit(lambda: 1)()") == plain
    assert kept_in(environment, "import headway.jit, numba", "assert not numba.config.CACHE_DIR") == plain


@ONLY_POSIX
def test_the_cache_is_shut_to_others(tmp_path):
    """Kernels are code that will be run: others may neither read nor write them, even where an older folder was open."""
    (tmp_path / "headway").mkdir(mode=0o775)
    (tmp_path / "headway").chmod(0o777)
    folder = Path(kept_in({"XDG_CACHE_HOME": str(tmp_path), "NUMBA_CACHE_DIR": ""}).splitlines()[0])
    for path in (folder, folder.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


@ONLY_POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root can make folders of others")
def test_a_folder_of_somebody_else_is_not_used(tmp_path):
    """Whoever makes the folder in a shared place first would have their code run: it is passed over, and so is a link to it."""
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o777)
    os.chown(theirs, 4242, 4242)
    link = tmp_path / "link"
    link.symlink_to(theirs)
    assert not ours_alone(theirs)
    assert not ours_alone(link)
    assert theirs.stat().st_uid == 4242
    assert ours_alone(tmp_path / "ours")


@ONLY_POSIX
def test_a_folder_that_anyone_may_exchange_is_not_used(tmp_path):
    """Below a folder that all may write to without the sticky bit, another could be put in the place of ours."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    assert not ours_alone(shared / "headway")
    shared.chmod(0o1777)
    assert ours_alone(shared / "headway")


def test_without_a_folder_kernels_are_compiled_in_memory_and_it_is_said_once(tmp_path):
    """Where nothing can be kept, kernels run all the same; one warning says why and what to do."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    work = "from headway.rng import uniforms; import numpy as np; uniforms(np.uint64(1), 3); uniforms(np.uint64(1), 3)"
    done = subprocess.run(
        [sys.executable, "-c", work], capture_output=True, text=True, check=True,
        env=os.environ | {"XDG_CACHE_HOME": str(blocked), "NUMBA_CACHE_DIR": "", "TMPDIR": str(blocked)},
    )  # fmt: skip
    if "not kept" in done.stderr:
        assert done.stderr.count("compiled kernels are not kept") == 1
        assert "Set XDG_CACHE_HOME" in done.stderr
    else:
        assert "headway-" in kept_in({"XDG_CACHE_HOME": str(blocked), "NUMBA_CACHE_DIR": "", "TMPDIR": str(blocked)})


def test_a_kept_kernel_that_is_cut_short_is_compiled_again(tmp_path):
    """A disk that filled up while a kernel was written costs the time to compile it, and no traceback."""
    environment = {"XDG_CACHE_HOME": str(tmp_path), "NUMBA_CACHE_DIR": ""}
    work = "from headway.rng import uniforms; import numpy as np; print(uniforms(np.uint64(7), 2).tolist())"

    def run() -> str:
        command = [sys.executable, "-c", work]
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=True).stdout

    first = run()
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert run() == first
    for path in files:
        path.write_bytes(b"not a kernel")
    assert run() == first


def test_ctrl_c_in_a_call_back_from_llvm_is_not_lost(monkeypatch):
    """What is raised in such a call is thrown away, and the kernel with it: the interruption waits until LLVM is done."""
    pressed = CFUNCTYPE(None)(lambda: signal.raise_signal(signal.SIGINT))
    finalize = JITCodeLibrary._finalize_specific

    def interrupted(library):
        pressed()
        finalize(library)

    monkeypatch.setattr(JITCodeLibrary, "_finalize_specific", interrupted)

    @kernel
    def twice(number):
        return 2 * number

    with pytest.raises(KeyboardInterrupt):
        twice(21)
    monkeypatch.undo()
    assert twice(21) == 42
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_compiling_is_told_and_then_no_more():
    """Who waits for kernels is told what is compiled; the second time there is nothing to wait for."""
    told: list[str] = []
    fresh = Shelf(np.zeros(3, np.float32), np.zeros((1, 2), np.int32))
    with compiling(told.append):
        inner = part(lambda shelf: shelf.weights[0] + shelf.counts[0, 0])
        inner.py_func.__module__ = "headway.simulation.engine.example"
        assert inner(fresh) == 0.0
    assert told[-1].startswith("compiling the simulation, once: function ")
    before = len(told)
    with compiling(told.append):
        assert inner(fresh) == 0.0
    assert len(told) == before


def test_the_cache_of_the_tests_is_ours():
    """The folder that this process uses is one that it would choose again."""
    folder = cache_folder()
    assert folder is None or ours_alone(folder)
