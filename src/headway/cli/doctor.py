"""What ``headway doctor`` prints: versions, the kernels, the speed of this machine."""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from time import perf_counter, process_time

from headway.cli.screen import say

_PACKAGES = ("numpy", "ortools", "numba", "polars", "pydantic", "ruamel.yaml", "bokeh", "matplotlib")


def print_doctor() -> None:
    """Print one screen about the installation and the machine."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    say(f"headway {version('headway')}, Python {platform.python_version()}, {machine}")
    say("  " + ", ".join(f"{name} {version(name)}" for name in _PACKAGES))
    from headway.io import bundled_names, load

    say(f"  scenarios   {', '.join(bundled_names())}")
    scenario = load("gara-djebilet-50mt")
    started = perf_counter()
    from headway.dispatch import warm_up
    from headway.jit import cache_folder, why_not_kept
    from headway.physics import train_run
    from headway.simulation import simulate
    from headway.timetabling import timetable

    timetable(load("three-loops"), stop=None)
    warm_up()
    kept = why_not_kept() or f"kept in {cache_folder()}"
    say(f"  kernels     ready in {perf_counter() - started:.1f} s, {kept}")
    run_s = best_cpu_s(lambda: train_run(scenario, "ore-loaded", "Gara Djebilet", "Béchar"), 20)
    say(f"  train run   {run_s * 1000:.1f} ms for 950 km with energy and fuel")
    plan_s = best_cpu_s(lambda: timetable(scenario, stop=None), 3)
    say(f"  timetable   {plan_s * 1000:.0f} ms for a day of 20 trains")
    week_s = best_cpu_s(lambda: simulate(scenario, days=7, warm_up_days=0), 1)
    say(f"  simulation  {week_s * 1000:.0f} ms for a week of 8 ore pairs a day, refereed")


def best_cpu_s(work: Callable[[], object], times: int = 30) -> float:
    """Return the least CPU time of several runs of a piece of work [s]."""
    best = float("inf")
    for _ in range(times):
        started = process_time()
        work()
        best = min(best, process_time() - started)
    return best
