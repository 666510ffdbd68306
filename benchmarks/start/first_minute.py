"""Measure the first minute: how long a newcomer waits for each step, and how long once compiled kernels are kept.

    python -m benchmarks.start.first_minute [--install] [--against FOLDER]

Every step is a process of its own. Kernels are kept in a folder of the benchmark's own, which is empty at first. CPU
time is that of a process and its children, with the time that the system spends for them; wall time also contains other
work on the machine. With --against another checkout (its source folder, for example ``../before/src``) does the same
steps in turn with this one, so that ratios come from one run. --install does all that ``make demo`` does from nothing:
it makes a new environment of what pip finds in its usual place, and runs the demo in it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import headway

_ROOT = Path(__file__).parents[2]
_YEARS = 3
_AGAIN = 3
"""How often what is cached is started; the quickest counts."""

_DEMO = ("run", "gara-djebilet", "--days", "28")
_PLAN = "import headway as hw; hw.timetable(hw.load('gara-djebilet-50mt'), stop=None)"
_DAY = "import headway as hw; hw.simulate(hw.load('gara-djebilet-50mt'), days=1, warm_up_days=0)"
_YEARS_CPU = f"""
import time, headway as hw
scenario = hw.load('gara-djebilet-50mt')
hw.simulate(scenario, days=1, warm_up_days=0)
spent = []
for seed in range({_YEARS}):
    began = time.process_time()
    hw.simulate(scenario, days=365, seed=seed)
    spent.append(time.process_time() - began)
print(sum(spent))
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a step took: CPU and wall [s]."""

    cpu_s: float
    wall_s: float

    def __str__(self) -> str:
        return f"{self.cpu_s:7.2f} {self.wall_s:7.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="measure the installation as well; needs packages to be had")
    parser.add_argument("--against", type=Path, help="the source folder of another checkout to measure in turn with this one")
    options = parser.parse_args()
    sources = {"now": Path(headway.__file__).parents[1]} | ({"before": options.against} if options.against else {})
    found = {name: dict[str, Spent]() for name in sources}
    if options.install:
        found["now"] |= made_anew()
    with tempfile.TemporaryDirectory() as place:
        for step in STEPS:
            for name, source in sources.items():
                found[name][step] = STEPS[step](source.resolve(), Path(place) / name)
                print(f"  {name}: {step}: {found[name][step]}", file=sys.stderr, flush=True)
    print_table(found)


def made_anew() -> dict[str, Spent]:
    """Return what the Makefile takes to install what the demo needs, and with the demo in that environment."""
    with tempfile.TemporaryDirectory() as place:
        put = run(["make", "-C", str(_ROOT), f"VENV={place}/venv", f"{place}/venv/.runs"])
        kept, runs = Path(place) / "kernels", f"{place}/runs"
        ran = run([f"{place}/venv/bin/headway", *_DEMO, "--runs", runs], _environment(_ROOT / "src", kept))
    return {"install": put, "install and demo": Spent(put.cpu_s + ran.cpu_s, put.wall_s + ran.wall_s)}


def run(command: list[str], environment: dict[str, str] | None = None) -> Spent:
    """Run a command to its end and return what it took."""
    cpu, wall = _children_s(), perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return Spent(_children_s() - cpu, perf_counter() - wall)


def _children_s() -> float:
    """Return the CPU time of all children so far [s]."""
    times = os.times()
    return times.children_user + times.children_system


def _environment(source: Path, kept: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return others | {"PYTHONPATH": str(source), "XDG_CACHE_HOME": str(kept)}


def _python(code: str, source: Path, kept: Path) -> Spent:
    return run([sys.executable, "-c", code], _environment(source, kept))


def _headway(source: Path, kept: Path, *arguments: str) -> Spent:
    command = "import sys; from headway.cli.app import app; sys.argv[0] = 'headway'; app()"
    return run([sys.executable, "-c", command, *arguments], _environment(source, kept))


def _demo(source: Path, kept: Path) -> Spent:
    with tempfile.TemporaryDirectory() as runs:
        return _headway(source, kept, *_DEMO, "--runs", runs)


def _quickest(code: str, source: Path, kept: Path) -> Spent:
    return min((_python(code, source, kept) for _ in range(_AGAIN)), key=lambda spent: spent.cpu_s)


def _years(source: Path, kept: Path) -> Spent:
    """Return the least CPU of the years, which is told by the process itself, without its start."""
    least, began = float("inf"), perf_counter()
    for _ in range(_AGAIN):
        told = subprocess.run(
            [sys.executable, "-c", _YEARS_CPU],
            env=_environment(source, kept),
            check=True,
            capture_output=True,
            text=True,
        )
        least = min(least, float(told.stdout))
    return Spent(least, (perf_counter() - began) / _AGAIN)


STEPS = {
    "first --help": lambda source, kept: _headway(source, kept / "help", "--help"),
    "first plan": lambda source, kept: _python(_PLAN, source, kept / "plan"),
    "first simulated day": lambda source, kept: _python(_DAY, source, kept / "day"),
    "first demo": lambda source, kept: _demo(source, kept / "demo"),
    "plan again": lambda source, kept: _quickest(_PLAN, source, kept / "plan"),
    "simulated day again": lambda source, kept: _quickest(_DAY, source, kept / "day"),
    f"{_YEARS} simulated years": lambda source, kept: _years(source, kept / "day"),
}
"""Each step with an empty folder for kernels, or with the one of the step that it repeats."""


def print_table(found: dict[str, dict[str, Spent]]) -> None:
    """Print CPU and wall of every step, and beside another checkout how they compare."""
    before = found.get("before", {})
    print(f"{'':22} {'CPU s':>7} {'wall s':>7}" + (f"   {'before':>7} {'wall s':>7}   CPU ratio" if before else ""))
    for step, spent in found["now"].items():
        beside = f"   {before[step]}   {spent.cpu_s / before[step].cpu_s:9.2f}" if step in before else ""
        print(f"{step:22} {spent}{beside}")


if __name__ == "__main__":
    main()
