"""Edits in the engine: a drag of five minutes with the rest held, and the first reason for a clash."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

import headway as hw
from headway.errors import InputError
from headway.timetabling import Depart, Meet, Timetable, edit
from headway.work import MaxSeconds

SCENARIO = "gara-djebilet-50mt"
_DRAG_S = 300
_MOST = 24
"""Trains that are dragged, evenly chosen of all."""


def measured() -> Iterator[str]:
    """Yield a line for a day and for a week."""
    for days, seconds in ((1, 5.0), (7, 10.0)):
        plan = hw.timetable(hw.load(SCENARIO), days=days, stop=MaxSeconds(seconds))
        yield from (_drags(plan), _clash(plan))


def _drags(plan: Timetable) -> str:
    trains = plan.paths[:: max(1, len(plan.paths) // _MOST)]
    edit(plan, Depart(trains[0].train, trains[0].departs_s + _DRAG_S))
    spent, moved, kept, unsound = [], [], 0, 0
    for path in trains:
        began = perf_counter()
        changed = edit(plan, Depart(path.train, path.departs_s + _DRAG_S))
        spent.append(perf_counter() - began)
        moved.append(len(changed.moved))
        kept += changed.kept_orders
        unsound += bool(changed.violations)
    assert edit(plan) is plan
    return (
        f"{plan.days} days, {len(plan.paths)} trains: a drag of 5 min answers in {median(spent):.2f} s "
        f"(at most {max(spent):.2f}); {median(moved):.0f} trains move (at most {max(moved)}); "
        f"{kept} of {len(trains)} keep all orders; {unsound} not sound"
    )


def _clash(plan: Timetable) -> str:
    """Two meets of the same trains at two places cannot be; measure how long the reason takes."""
    loaded, empty = ("ore 1 loaded", "ore 2 empty")
    began = perf_counter()
    try:
        edit(plan, Meet(loaded, empty, "Km 211"), Meet(loaded, empty, "Km 540"))
    except InputError as error:
        return f"{plan.days} days: a reason for two contradictory meets after {perf_counter() - began:.2f} s: {error}"
    return f"{plan.days} days: two contradictory meets were both kept, which is a fault"
