"""What is lost when a study, or a worker of it, is killed: nothing."""

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from headway.study import run_study

_KILLS = 20
_STUDY = """\
base: gara-djebilet
vary:
  fleets.mine-sets.sets: 1..5
  setting: [1 min, 2 min]
  terminals.bechar-dumper.positioning: [15 min, 20 min, 30 min, 40 min, 60 min, 90 min]
replications: 20
days: 200
"""


def kills(_options: argparse.Namespace) -> None:
    """Kill a study again and again at moments drawn by chance, and let it end; compare it with a study in one go."""
    draw = random.Random("kills")
    with TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "killed.yaml"
        file.write_text(_STUDY, encoding="utf-8")
        command = [sys.executable, "-m", "headway", "study", "run", str(file), "--studies", name]
        at: list[int] = []
        for _ in range(_KILLS):
            running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0.5, 8.0))
            running.send_signal(signal.SIGKILL)
            running.wait()
            at.append(len(list((folder / "killed" / "results").glob("*.parquet"))))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        wanted = run_study(file, folder / "whole").to_frame()
        found = run_study(file, folder / "killed").to_frame()
        left = [path.name for path in (folder / "killed").rglob(".*")]
    print(f"killed {_KILLS} times, with {', '.join(map(str, at))} tasks done each time")
    print(f"in the end {'the same bits' if found.equals(wanted) else 'OTHER BITS'}, {len(left)} files left over")


def workers(_options: argparse.Namespace) -> None:
    """Kill a worker in the middle of its work; Dask starts another, and its tasks are run again."""
    from distributed import Client, LocalCluster

    with TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "study.yaml"
        file.write_text(_STUDY, encoding="utf-8")
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local, Client(local) as client:
            first = next(iter(client.run(os.getpid).values()))
            threading.Timer(12.0, os.kill, (first, signal.SIGKILL)).start()
            found = run_study(file, folder / "cluster", cluster=client).to_frame()
            alive = first in client.run(os.getpid).values()
        wanted = run_study(file, folder / "threads").to_frame()
    print(f"worker {'SURVIVED' if alive else 'killed'}: {'the same bits' if found.equals(wanted) else 'OTHER BITS'}")
