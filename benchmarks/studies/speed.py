"""How fast a study is on threads and on the workers of a cluster, and what a task costs besides its years."""

import argparse
import json
import pickle
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from headway.store import StudyFolder
from headway.study import read_study, run_study
from headway.study.tasks import Done, Setting, Task, carried_out, figures_of, table_of

_PLACES = {"1 thread": (1, ""), "2 threads": (2, ""), "2 workers": (2, "local")}


def fleet_study(variants: int, years: int) -> dict[str, Any]:
    """Return a study of the 50 Mt/y flagship with so many variants of so many years."""
    return {
        "base": "gara-djebilet-50mt",
        "vary": {"fleets.mine-sets.sets": {"range": [14, 20]}, "setting": {"range": ["1 min", "2 min"]}},
        "points": {"latin-hypercube": variants},
        "replications": years,
    }


def speed(options: argparse.Namespace) -> None:
    """Run the same study in three places, each in a process of its own."""
    years = options.variants * options.years
    pace: dict[str, float] = {}
    print("| where | years a second | of 2 threads | memory of the study [MB] | of each worker [MB] |")
    print("|---|---|---|---|---|")
    for where in reversed(_PLACES):
        command = [sys.executable, "-m", "benchmarks.studies.speed", where, str(options.variants), str(options.years)]
        said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        pace[where] = years / said["seconds"]
        share = f"{pace[where] / pace['2 threads']:.2f}" if "2 threads" in pace else "see below"
        print(f"| {where} | {pace[where]:.2f} | {share} | {said['own_mb']:.0f} | {said['worker_mb'] or '-'} |", flush=True)
    print(f"2 workers reach {pace['2 workers'] / pace['2 threads']:.2f} of 2 threads")


def measured(where: str, variants: int, years: int) -> dict[str, Any]:
    """Run the study in one place, and return seconds and memory; compiling and starting workers are not counted."""
    jobs, cluster = _PLACES[where]
    study = fleet_study(variants, years)
    with TemporaryDirectory() as name:
        run_study(fleet_study(2, 1), Path(name) / "warm", jobs=jobs)
        workers: list[float] = []
        if not cluster:
            started = time.perf_counter()
            run_study(study, Path(name) / "s", jobs=jobs)
            seconds = time.perf_counter() - started
        else:
            from distributed import Client, LocalCluster

            with LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=":0") as local, Client(local) as client:
                run_study(fleet_study(4, 1), Path(name) / "warm-workers", cluster=client)
                started = time.perf_counter()
                run_study(study, Path(name) / "s", cluster=client)
                seconds = time.perf_counter() - started
                workers = list(client.run(peak_mb).values())
    return {"seconds": seconds, "own_mb": peak_mb(), "worker_mb": round(max(workers)) if workers else None}


def peak_mb() -> float:
    """Return the most memory that this process had [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def overhead(_options: argparse.Namespace) -> None:
    """Measure what a task of ten years costs besides them."""
    from distributed import Client, LocalCluster

    plan = read_study(fleet_study(8, 10))
    figures = tuple(figures_of(plan.base.scenario))
    setting = Setting(base=plan.base, days=365, warm_up_days=7, chance=True, figures=figures)
    point = plan.points.of(plan.axes, 0)[0]
    changes = {where: value for axis, one in zip(plan.axes, point, strict=True) for where, value in axis.changed(one).items()}
    task = Task(variant=0, seed=0, first=0, count=10, changes=changes)
    started = time.perf_counter()
    done = carried_out(setting, task)
    took_s = time.perf_counter() - started
    read_s = _seconds(lambda: plan.base.variant(changes), 20)
    with TemporaryDirectory() as name:
        store = StudyFolder(Path(name) / "s")
        store.begin({}, {})
        kept_s = _seconds(lambda: store.add(task.key, table_of(task, done, plan.axes, point, figures)), 50)
        few = Done(values=done.values[:, :3])
        few_s = _seconds(lambda: store.add((1, 0, 0), table_of(task, few, plan.axes, point, figures[:3])), 50)
        sizes = sorted(path.stat().st_size for path in (Path(name) / "s" / "results").iterdir())
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local, Client(local) as client:
        client.gather(client.map(_nothing, range(50)))
        started = time.perf_counter()
        client.gather(client.map(_nothing, range(50, 2_050)))
        handed_s = (time.perf_counter() - started) / 2_000
    print(f"sent to a worker once: {len(pickle.dumps(setting)) / 1000:.0f} kB")
    out, back = len(pickle.dumps(task)), len(pickle.dumps(done))
    print(f"a task: {out} bytes out, {back / 1000:.1f} kB back, {sizes[1] / 1000:.0f} kB on disk")
    print(f"a task of ten years: {took_s:.2f} s, of which reading the variant {1000 * read_s:.0f} ms")
    print(f"scheduler and study: {1000 * handed_s:.2f} ms to hand out, {1000 * kept_s:.1f} ms to keep all figures")
    print(f"with three figures: {1000 * few_s:.1f} ms to keep, {sizes[0] / 1000:.0f} kB on disk")
    for what, keeps_s in (("all figures", kept_s), ("three figures", few_s)):
        most = 1 / (handed_s + keeps_s)
        print(
            f"{what}: one study hands out and keeps {most:.0f} tasks a second, enough for {most * took_s:.0f} cores at this pace"
        )


def _nothing(number: int) -> int:
    return number


def _seconds(do: Any, times: int) -> float:
    do()
    started = time.perf_counter()
    for _ in range(times):
        do()
    return (time.perf_counter() - started) / times


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
