"""Measure how soon work hears a cancel: set it from another thread at random moments, and see how long the work goes on.

    python -m benchmarks.start.cancel [--moments 10] [--most 20] [--only simulate] [--drop] [--where]

Each kind of work is done once first, for 20 s at most by default, so that its kernels are loaded. Then it is begun again and
again, and cancelled at moments that are spread over its time by chance. The benchmark prints the shortest, the middle
and the longest time until the work has ended, how often it came back with a result, and the share of the runs that had
ended before. With --where it shows what the work was doing if it went on for more than 0.3 s. Other work on the
machine counts in these times as well.
"""

import argparse
import random
import statistics
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import headway as hw
from headway.dispatch import solve
from headway.physics import LeastEnergy, LinearMargin, Pattern, train_runs
from headway.simulation import Record, Replanning, Rules, closure_of, compare, losses, recover
from headway.throughput import occupation
from headway.timetabling import compare_plans, repeating_day
from headway.work import Cancel, MaxRounds, MaxSeconds

_SOON_S = 0.3
_EXAMPLES = Path(__file__).parents[2] / "examples"

_LEG, _ENDS = "legs.western-mining-railway.places", ("Gara Djebilet", "Béchar")

LINE, BUSY = "gara-djebilet", "gara-djebilet-50mt"


def _work() -> dict[str, Callable[[], object]]:
    """Return what is cancelled, by name."""
    line, busy = hw.load(LINE), hw.load(BUSY)
    practised = hw.load(BUSY, practice="conventional")
    shut = closure_of(line, 300, 310, 48, line.starts_on + timedelta(days=20))
    choking = hw.changed(practised, {"fleets.mine-sets.sets": 40, **{f"{_LEG}.{end}.yard_trains": 40 for end in _ENDS}})
    long = MaxSeconds(30)
    year = partial(hw.simulate, practised, record=Record.TOTALS)
    return {
        "load": partial(hw.load, BUSY, practice="conventional"),
        "simulate a year": year,
        "simulate a year, all paths": partial(hw.simulate, practised),
        "simulate a year without chance": partial(year, chance=False),
        "simulate a year that chokes": partial(hw.simulate, choking, record=Record.TOTALS),
        "simulate 10 years, jobs=1": partial(year, replications=10),
        "simulate 10 years, jobs=2": partial(year, replications=10, jobs=2),
        "simulate, warm-up by MSER-5": partial(year, warm_up_days=None),
        "simulate, re-planning": partial(year, days=60, rules=Rules(replanning=Replanning(every_s=3600.0))),
        "losses": partial(losses, practised, practised.flows[0], replications=2),
        "compare": partial(compare, {"a": practised, "b": busy}, days=100, replications=5, losses=True, path_days=1),
        "recover": partial(recover, line, [shut], days=90, replications=10, jobs=2),
        "timetable, plain rule, a week": partial(hw.timetable, practised, days=7, stop=None),
        "timetable, a day": partial(hw.timetable, busy, stop=long),
        "timetable, a day, jobs=2": partial(hw.timetable, busy, stop=long, jobs=2),
        "timetable, 3 days": partial(hw.timetable, busy, days=3, stop=long),
        "timetable, 3 days, empty line": partial(hw.timetable, busy, days=3, empty_line=True, stop=long),
        "timetable, a week": partial(hw.timetable, busy, days=7, stop=long),
        "timetable, a week under practice": partial(hw.timetable, practised, days=7, stop=long),
        "repeating day": partial(repeating_day, busy, stop=long),
        "compare plans": partial(compare_plans, {"a": line, "b": busy}, stop=MaxRounds(5_000)),
        "dispatch, 20 trains": lambda: solve(_planned().problem(), stop=long),
        "dispatch, 20 trains, jobs=2": lambda: solve(_planned().problem(), stop=long, jobs=2),
        "capacity": partial(hw.capacity, practised),
        "occupation": lambda: occupation(busy, _planned().paths),
        "plan": partial(hw.expand, "gara-djebilet-oran", folder=None),
        "study": _studied,
        "train run, least energy": partial(hw.train_run, line, "ore-loaded", "Gara Djebilet", "Béchar", driving=LeastEnergy(0.1)),
        "train run, margin": partial(hw.train_run, line, "ore-loaded", "Gara Djebilet", "Béchar", driving=LinearMargin(0.1)),
        "train runs, 20,000": partial(train_runs, line, [Pattern("ore-loaded", "Gara Djebilet", "Béchar")] * 20_000),
    }


@cache
def _planned() -> hw.Timetable:
    """Return the day of the busy line by the plain rule."""
    return hw.timetable(BUSY, stop=None)


def _studied() -> object:
    with TemporaryDirectory() as folder:
        return hw.run_study(_EXAMPLES / "fleet.yaml", Path(folder) / "fleet")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=10, help="how often each kind of work is cancelled")
    parser.add_argument("--most", type=float, default=20.0, help="no work goes on for longer than this [s]")
    parser.add_argument("--only", default="", help="only work with this in its name")
    parser.add_argument("--drop", action="store_true", help="keep nothing of what has been found")
    parser.add_argument("--where", action="store_true", help="show what goes on for more than 0.3 s")
    options = parser.parse_args()
    rng = random.Random(1)
    print(f"{'min s':>7} {'median s':>9} {'max s':>7} {'kept':>5} {'over':>5} {'whole s':>8}  work")
    for name, work in _work().items():
        if options.only not in name:
            continue
        whole_s = _cancelled(work, options.most).at_s
        cancelled = partial(_cancelled, work, drops=options.drop, where=options.where)
        runs = [cancelled(rng.uniform(0, whole_s)) for _ in range(options.moments)]
        heard = sorted(run.heard_s for run in runs if not run.over) or [0.0]
        kept, over = sum(run.kept for run in runs), sum(run.over for run in runs)
        times = f"{heard[0]:7.2f} {statistics.median(heard):9.2f} {heard[-1]:7.2f}"
        print(f"{times} {kept:5} {over:5} {whole_s:8.1f}  {name}", flush=True)
        for run in runs:
            if run.where:
                print(f"--- {name}, cancelled after {run.at_s:.2f} s, heard after {run.heard_s:.2f} s\n{run.where}", flush=True)


@dataclass
class Run:
    """Work that was cancelled: when, how long it went on, whether it had a result, and whether it was over before [s]."""

    at_s: float = 0.0
    heard_s: float = 0.0
    kept: bool = False
    over: bool = False
    where: str = field(default="", repr=False)


def _cancelled(work: Callable[[], object], after_s: float, *, drops: bool = False, where: bool = False) -> Run:
    """Do work in a thread, and cancel it after some seconds."""
    cancel, run, failed = Cancel(), Run(), list[BaseException]()

    def do() -> None:
        try:
            with cancel.within():
                work()
            run.kept = cancel.is_set
        except KeyboardInterrupt:
            pass
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=do)
    began = perf_counter()
    thread.start()
    thread.join(after_s)
    run.over, run.at_s = not thread.is_alive(), perf_counter() - began
    cancel.set(keep=not drops)
    set_at = perf_counter()
    thread.join(_SOON_S)
    if where and thread.is_alive():
        frames = sys._current_frames()  # pyright: ignore[reportPrivateUsage]
        shown = [t for t in threading.enumerate() if t not in (threading.current_thread(), threading.main_thread())]
        stacks = [traceback.format_stack(frames[t.ident])[-6:] for t in shown if t.ident in frames]
        run.where = "\n".join("".join(stack) for stack in stacks)
    thread.join()
    run.heard_s = perf_counter() - set_at
    if failed:
        raise failed[0]
    return run


if __name__ == "__main__":
    main()
