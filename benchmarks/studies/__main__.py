"""Measure studies.

    python -m benchmarks.studies [--only speed overhead kills workers search] [--variants 200] [--years 10]

- ``speed``: variants of the 50 Mt/y flagship for some years each, on 1 thread, 2 threads and 2 workers of a local Dask
  cluster: years a second, the share of the threads' speed that the workers reach, and the memory of the processes.
- ``overhead``: what a task costs besides its years: bytes that go out and come back, time at the scheduler, on disk,
  and where it is read; from these, how many tasks a second one study can hand out.
- ``kills``: a study killed at 20 moments drawn by chance, gone on with each time: the bits of a study in one go.
- ``workers``: one of two workers killed in the middle: the same bits.
- ``search``: a study of 600 points a hundred times over: how often the search finds the fewest train sets for some
  tonnes, and the most tonnes; with which share of the runs. The runs are drawn from those of the whole study, kept in
  ``studies/benchmark-search``. And of hills with one top.

All of it takes about an hour on two cores; ``speed`` half of that.
"""

import argparse

from benchmarks.studies.lost import kills, workers
from benchmarks.studies.searches import search
from benchmarks.studies.speed import overhead, speed

_PARTS = {"speed": speed, "overhead": overhead, "kills": kills, "workers": workers, "search": search}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=list(_PARTS), default=list(_PARTS))
    parser.add_argument("--variants", type=int, default=200)
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args()
    for name in options.only:
        print(f"\n{name}", flush=True)
        _PARTS[name](options)


if __name__ == "__main__":
    main()
