"""Orders: whether two plans run the same trains in the same orders on the same tracks."""

from itertools import pairwise

from headway.timetabling import Timetable


def kept_orders(before: Timetable, after: Timetable) -> bool:
    """Tell whether the trains of both plans keep their orders on every section, and their tracks."""
    common = {path.train for path in before.paths} & {path.train for path in after.paths}
    return _orders(before, common) == _orders(after, common) and _tracks(before, common) == _tracks(after, common)


def _orders(plan: Timetable, trains: set[str]) -> dict[tuple[str, str, int], list[str]]:
    """Return the trains of every track of every section in the order in which they enter it."""
    found: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
    for path in plan.paths:
        if path.train in trains:
            for call, then in pairwise(path.calls):
                low, high = sorted((call.place, then.place))
                found.setdefault((low, high, call.next_track), []).append((call.departs_s, path.train))
    return {section: [train for _, train in sorted(entered)] for section, entered in found.items()}


def _tracks(plan: Timetable, trains: set[str]) -> dict[tuple[str, str], str]:
    return {(path.train, call.place): call.track for path in plan.paths if path.train in trains for call in path.calls}
