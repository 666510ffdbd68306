"""The bundled plan of the flagship: seconds, cost, bound and gap under each practice, and what possessions change."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from headway.errors import InputError
from headway.expansion import Expansion, expand, read_plan, solve
from headway.expansion.asking.kinds import Loop
from headway.expansion.asking.shutting import Shut
from headway.expansion.result import PARTS

_PLAN = "gara-djebilet-oran"


def flagship(options: Namespace) -> None:
    """Print the plan of each practice in short."""
    for practice in options.practices:
        with TemporaryDirectory() as folder:
            began = perf_counter()
            found = expand(_PLAN, practice=practice, folder=Path(folder) / "plan", jobs=options.jobs)
            took = perf_counter() - began
        began = perf_counter()
        solve(found.programme)
        print(f"{practice}: {took:.0f} s, of which the master alone {perf_counter() - began:.2f} s", flush=True)
        _told(found)


def possessions(given: Namespace) -> None:
    """Print the line works of the mine railway at 50 Mt/y without possessions, and with 8 h in each section on some days.

    Up to three loops may be built in a section, since one in each is not enough for the last.
    """
    for shut in (None, Shut(duration_s=8 * 3600.0, days_a_week=2), Shut(duration_s=8 * 3600.0)):
        asked = read_plan(_PLAN, "none")
        options = tuple(replace(o, most=3) if isinstance(o, Loop) else o for o in asked.options)
        asked = replace(asked, shut=shut, options=options)
        print("no possessions" if shut is None else f"8 h on {shut.days_a_week} days a week in every section", flush=True)
        try:
            _told(expand(asked, jobs=given.jobs))
        except InputError as error:
            print(f"  {error}")


def _told(found: Expansion) -> None:
    parts, least = found.parts(), found.parts(found.lower)
    for part in PARTS:
        print(f"  {part}: {parts[part]:,.1f} M USD, at least {least[part]:,.1f}")
    print(f"  together: {found.cost:,.1f} M USD, at least {found.lower.bound:,.1f}; gap {found.gap:.1%}; holds: {found.holds}")
    mine = [p for p in found.purchases if p.part == "line" and p.option.startswith("mine")]
    print(f"  line works of the mine railway: {sum(p.count for p in mine)}")
    for reason in found.found.reasons[-6:]:
        print(f"    {reason}", flush=True)
