"""Measure plans of what to build and buy.

    python -m benchmarks.expansion [--only cases bracket flagship possessions] [--practices none best conventional]

- ``cases``: capital rationing (Lorie and Savage 1949), the corridor with lead times, and plans by chance: GSCIP against
  HiGHS on 100, and against an enumeration of all timings on 50.
- ``bracket``: the old line from Béchar to Bethioua with up to three loops in each of its sections, 25 years and train
  sets of 0.6 Mt/y each: what the proven bounds cost, what shares of them cost, and what a line costs on which timetables
  carry every stage.
- ``flagship``: the bundled plan under each practice: seconds of the master alone and of the whole plan, cost, bound, gap.
- ``possessions``: the mine railway at 50 Mt/y without possessions, and with each section shut for 8 h on 2
  and on 7 days a week.

All of it takes about 40 minutes on two cores, ``flagship`` most of that.
"""

import argparse

from benchmarks.expansion.bracket import bracket
from benchmarks.expansion.cases import cases
from benchmarks.expansion.flagship import flagship, possessions

_PARTS = {"cases": cases, "bracket": bracket, "flagship": flagship, "possessions": possessions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=list(_PARTS), default=list(_PARTS))
    parser.add_argument("--practices", nargs="*", default=["none", "best", "conventional"])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    for name in options.only:
        print(f"\n{name}", flush=True)
        _PARTS[name](options)


if __name__ == "__main__":
    main()
