"""Measure the first sign of life: run every command of the README on a terminal, and see how soon it shows something.

    python -m benchmarks.start.first_sign [--interrupt 8] [--only simulate]

The commands run one after another in a folder of their own, as a newcomer types them. The benchmark prints the wall
time until something is shown, the wall time until the command ends, and its exit code: 0, or 130 for an interrupted
command. With --interrupt it presses Ctrl-C after so many seconds and prints the wall time until the command has ended;
it leaves a command alone that has ended before. Other work on the machine counts in these times as well.
"""

import argparse
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import headway

_README = Path(__file__).parents[2] / "README.md"
_COMMAND = re.compile(r"^    (headway [^#\n]*)", re.MULTILINE)
_PROBLEM = "headway timetable three-loops --displib problem.json"
"""Writes the problem that the README's dispatching command reads."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a command did: walls until its first sign, from Ctrl-C to its end, and until its end [s]."""

    first_s: float | None
    ending_s: float | None
    whole_s: float
    code: int
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interrupt", type=float, help="press Ctrl-C after so many seconds")
    parser.add_argument("--only", default="", help="only commands with this in them")
    options = parser.parse_args()
    found = [command.strip() for command in _COMMAND.findall(_README.read_text(encoding="utf-8"))]
    print(f"{'first sign s':>12} {'Ctrl-C s':>9} {'whole s':>9} {'exit':>5}  command")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        run(_PROBLEM, Path(folder), None)
        for command in found:
            if options.only not in command:
                continue
            shown = run(command, Path(folder), options.interrupt)
            print(f"{_of(shown.first_s):>12} {_of(shown.ending_s):>9} {shown.whole_s:9.2f} {shown.code:5}  {command}", flush=True)
            if shown.code not in (0, 130):
                failed = True
                print(shown.text[-2000:])
    sys.exit(failed)


def run(command: str, folder: Path, interrupt_s: float | None) -> Shown:
    """Run a command on a terminal of 100 columns, and press Ctrl-C after some seconds if asked to."""
    ours, theirs = pty.openpty()
    typed, _, into = command.partition(">")
    name, *rest = shlex.split(typed)
    path = os.pathsep.join([str(Path(headway.__file__).parents[1]), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    size = {"COLUMNS": "100", "LINES": "40", "TERM": "xterm-256color"}
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", name, *rest],
        cwd=folder,
        env=os.environ | size | {"PYTHONPATH": path},
        stdin=theirs,
        stdout=subprocess.DEVNULL if into else theirs,
        stderr=theirs,
    )
    os.close(theirs)
    first_s, pressed_s, text = None, None, b""
    while process.poll() is None:
        if interrupt_s is not None and pressed_s is None and perf_counter() - began > interrupt_s:
            pressed_s = perf_counter()
            process.send_signal(signal.SIGINT)
        if select.select([ours], [], [], 0.01)[0]:
            with suppress(OSError):  # the terminal is gone once the command is
                text += os.read(ours, 65_536)
                first_s = perf_counter() - began if first_s is None else first_s
    ended = perf_counter()
    while select.select([ours], [], [], 0.0)[0]:
        try:
            text += os.read(ours, 65_536)
        except OSError:
            break
    os.close(ours)
    if first_s is None and text:
        first_s = ended - began
    ending_s = None if pressed_s is None else ended - pressed_s
    return Shown(first_s, ending_s, ended - began, process.returncode, text.decode(errors="replace"))


def _of(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"


if __name__ == "__main__":
    main()
