"""Interrupt or kill real commands at some moment, and check what they leave behind.

An interrupted command must end soon, with exit code 130 and one line; every file in its folder must then be whole. A
killed command may leave part of a file under a hidden name, which the next command removes. It must never leave a
broken file under the name that was asked for.
"""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.attack.mutants import RICH, small_problem

_SOON_S = 2.0
"""How soon an interrupted command must end [s]."""

_YOUNG_S = 0.3
"""Until then Python itself begins, and what an interruption does is not Headway's to say [s]."""

_LONGEST_S = 120.0
"""How long a command that nobody stops may take, compiling included [s]."""

_FILES = "--html page.html --csv table.csv"

COMMANDS: tuple[str, ...] = (
    "run {rich} --days 3 --warm-up-days 1",
    "run {rich} --days 3 --warm-up-days 1 --name year",
    f"timetable {{rich}} --time 0 {_FILES} --pdf graph.pdf --excel book.xlsx --sets sets.csv --displib day.json.gz"
    " --gtfs feed.zip --url https://example.org --timezone Africa/Algiers",
    "timetable gara-djebilet --time 3 --html page.html --excel book.xlsx",
    f"simulate {{rich}} --days 20 --warm-up-days 1 --replications 2 {_FILES}",
    f"simulate gara-djebilet --days 60 --replications 2 {_FILES}",
    "simulate {rich} --days 3 --warm-up-days 1 --replications 1 --losses --html page.html",
    f"run-train {{rich}} ore-loaded --from Port --to Pit {_FILES} --figure speed.pdf",
    f"run-train gara-djebilet ore-loaded --from Béchar --to Tindouf --eco 10% {_FILES} --figure speed.png",
    "capacity {rich} --time 1 --csv table.csv",
    "init line --from gara-djebilet",
    "dispatch solve problem.json --time 2 -o solution.json.gz",
    "check gara-djebilet",
)
"""What is stopped. {rich} is a scenario."""


def patience() -> float:
    """Return how much longer things may take since the machine is busy with more than it has processors for."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)) if hasattr(os, "getloadavg") else 1.0


def command_of(number: int) -> str:
    """Return the command of a number, and how it is stopped, in words."""
    draw = random.Random(f"kill {number}")
    command, how = draw.choice(COMMANDS), draw.choice(("interrupted", "interrupted", "killed"))
    return f"headway {command} is {how}"


def faults_of_killed(number: int) -> list[str]:
    """Stop the command of a number at its moment, and return what is wrong with what it did and left."""
    draw = random.Random(f"kill {number}")
    command, how = draw.choice(COMMANDS), draw.choice((signal.SIGINT, signal.SIGINT, signal.SIGKILL))
    # half of them are stopped when the first file appears, for that is when something can be left
    at_file = draw.random() < 0.5
    moment_s = draw.uniform(0.0, 0.3) if at_file else draw.choice((2.0, 5.0, 12.0)) * draw.random()
    faults = stopped_command(command, how, moment_s, at_file=at_file, draw=draw)
    return [f"{fault}  ({command}, {moment_s:.2f} s{' after the first file' if at_file else ''})" for fault in faults]


def stopped_command(command: str, how: signal.Signals, moment_s: float, *, at_file: bool, draw: random.Random) -> list[str]:
    """Stop a command so long after it began, or after its first file, and return what is wrong with what it did and left."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "work").mkdir()
        (folder / "temporary").mkdir()
        rich = folder / "rich.yaml"
        rich.write_bytes(RICH.read_bytes())
        (folder / "work" / "problem.json").write_text(json.dumps(small_problem(draw)))
        place = _Place(folder, str(rich))
        faults = place.stopped(command, how, moment_s, at_file=at_file)
        faults += [f"after {how.name}: {fault}" for fault in place.broken(parts_may_stay=how == signal.SIGKILL)]
        if how == signal.SIGKILL:
            code, said = place.whole(command)
            if code != 0 and "exists already" not in said:  # it was whole before it was killed
                faults.append(f"after {how.name}: the next command ends with {code}: {said[-200:]!r}")
            faults += [f"after the command that followed {how.name}: {fault}" for fault in place.broken(parts_may_stay=False)]
        return faults


class _Place:
    """A folder in which commands run, with a temporary folder of its own."""

    def __init__(self, folder: Path, rich: str) -> None:
        self.work, self.temporary, self.rich = folder / "work", folder / "temporary", rich
        self.given = {path.name for path in self.work.iterdir()}

    def begun(self, command: str) -> subprocess.Popen[str]:
        """Begin a command in a group of its own, as a terminal does."""
        words = command.format(rich=self.rich).split(" ")
        headway = Path(sys.executable).with_name("headway")
        call = [str(headway)] if headway.exists() else [sys.executable, "-m", "headway.cli.app"]
        return subprocess.Popen(
            [*call, *words],
            cwd=self.work,
            env={**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def stopped(self, command: str, how: signal.Signals, moment_s: float, *, at_file: bool) -> list[str]:
        """Run a command, stop it at its moment, and return what is wrong with how it ended."""
        began = time.monotonic()
        with self.begun(command) as process:
            try:
                if at_file:
                    while process.poll() is None and not self.found() and time.monotonic() < began + _LONGEST_S * patience():
                        time.sleep(0.002)
                time.sleep(max(moment_s, began + _YOUNG_S * patience() - time.monotonic()))
                if process.poll() is None:
                    os.killpg(process.pid, how)
                sent = time.monotonic()
                try:
                    _, said = process.communicate(timeout=20)
                except subprocess.TimeoutExpired:
                    return [f"{how.name}: it goes on for 20 s and more"]
                if how == signal.SIGKILL or process.returncode == 0:
                    return []
                return _ended_badly(process.returncode, said, time.monotonic() - sent)
            finally:
                _end(process)

    def whole(self, command: str) -> tuple[int, str]:
        """Run a command to its end; return its exit code and what it said on the error stream."""
        with self.begun(command) as process:
            try:
                _, said = process.communicate(timeout=_LONGEST_S * patience())
            except subprocess.TimeoutExpired:
                return -1, f"it takes more than {_LONGEST_S:.0f} s"
            finally:
                _end(process)
            return process.returncode, said

    def found(self) -> list[Path]:
        """Return the files and folders that commands made, down to what is in folders of runs."""
        made = [path for path in self.work.iterdir() if path.name not in self.given]
        return sorted([*made, *(path for folder in made if folder.name == "runs" for path in folder.iterdir())])

    def broken(self, *, parts_may_stay: bool) -> list[str]:
        """Return what is left behind or broken."""
        faults: list[str] = []
        for path in self.found():
            if path.name.startswith(".") or ".part" in path.name:
                faults += [] if parts_may_stay else [f"left behind: {path.relative_to(self.work)}"]
            elif fault := _broken(path):
                faults.append(f"broken: {path.relative_to(self.work)}: {fault}")
        if not parts_may_stay:
            faults += [f"left in the temporary folder: {path.name}" for path in sorted(self.temporary.iterdir())]
        return faults


def _end(process: "subprocess.Popen[str]") -> None:
    """End what is left of a command, with all that it began."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _ended_badly(code: int, said: str, after_s: float) -> list[str]:
    """Return what is wrong with how an interrupted command ended."""
    if code == -signal.SIGINT and not said.strip():
        return []  # Python itself was about to begin or to end; a shell calls this 130 too
    faults: list[str] = []
    if code != 130:
        faults.append(f"SIGINT: it ends with {code}, not with 130")
    lines = said.strip().splitlines()
    if len(lines) != 1:
        faults.append(f"SIGINT: it says {len(lines)} lines, not one: {said.strip()[-160:]!r}")
    if after_s > _SOON_S * patience():
        faults.append(f"SIGINT: it goes on for {after_s:.1f} s")
    return faults


def _broken(path: Path) -> str:
    """Return why a file or folder is not whole; nothing if it is."""
    try:
        if path.is_dir():
            return _broken_folder(path)
        data = path.read_bytes()
        if path.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                return f"{bad} is damaged" if (bad := archive.testzip()) else ""
        if path.suffix in (".json", ".gz"):
            json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        ends = {".html": b"</html>", ".pdf": b"%%EOF", ".png": b"IEND\xaeB`\x82", ".svg": b"</svg>"}.get(path.suffix, b"")
        if not data.strip().endswith(ends) or not data:
            return f"ends with {data[-20:]!r}"
        return "its last line is cut off" if path.suffix == ".csv" and not data.endswith(b"\n") else ""
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        return f"{type(error).__name__}: {error}"


def _broken_folder(folder: Path) -> str:
    """Return why a folder is not whole: a run holds its report and tables, a scenario its file."""
    names = {path.name for path in folder.iterdir()}
    if folder.name == "runs":
        return ""
    needed = {"report.html", "run.json", "scenario"} if folder.parent.name == "runs" else {"scenario.yaml", "README.md"}
    if missing := needed - names:
        return f"lacks {', '.join(sorted(missing))}"
    return next((why for path in sorted(folder.iterdir()) if path.is_file() and (why := _broken(path))), "")
