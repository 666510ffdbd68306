"""Cautions of a run: restarts that the train could not make where it may wait, and air brakes not yet recharged."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from headway.model import Brakes, Consist, Line
from headway.physics.course import Course
from headway.physics.drive import Log, drive
from headway.physics.envelope import OK, Envelope, brake_before, command
from headway.physics.trip import Trip

Floats = NDArray[np.float64]

_MOST_NAMED = 4


def cautions(line: Line, consist: Consist, way: Course, trip: Trip, log: Log | None) -> Iterator[str]:
    """Yield the cautions of a run, as sentences; without a whole log, only those that need no log."""
    stuck = no_restart(line, consist, way, trip)
    if stuck:
        named = ", ".join(f'"{name}"' for name in stuck[:_MOST_NAMED])
        more = f" and {len(stuck) - _MOST_NAMED} more" if len(stuck) > _MOST_NAMED else ""
        yield f"could not start again at {named}{more}; let it wait elsewhere or help it with a locomotive"
    if log is not None and consist.brakes == Brakes.AIR:
        yield from _recharging(line, consist, way, trip, log)


def no_restart(line: Line, consist: Consist, way: Course, trip: Trip) -> list[str]:
    """Return the places on the way where the train can wait but from which it could not run on to its end."""
    first, last = int(trip.halts[0]), int(trip.halts[-1])
    top_w, status, _ = trip.ceiling_w()
    if status != OK:
        return []
    brake_before(trip.train, trip.way, first, last, top_w)
    goal = Envelope(np.full_like(top_w, np.inf), top_w, np.empty_like(top_w))
    command(trip.train, trip.way, first, first, last, goal)
    log = Log(*np.zeros((len(Log._fields), top_w.size)))
    found: list[str] = []
    for node, place in zip(way.places, line.places, strict=True):
        if first < node < last and place.longest_track_m >= consist.length_m:
            status, _, _ = drive(trip.train, trip.way, int(node), last, 0.0, 1.0, goal, log)
            if status != OK:
                found.append(place.name)
    return found


def _recharging(line: Line, consist: Consist, way: Course, trip: Trip, log: Log) -> Iterator[str]:
    """Yield each air brake application that comes before the brake has recharged and asks for more than it has."""
    start = int(trip.halts[0])
    air_n = (log.brake_j - log.dynamic_j)[:-1] / trip.way.ds_m[start : start + log.v_ms.size - 1]
    on = air_n > 0.01 * consist.air_brake_n
    begins = np.flatnonzero(on & ~np.append(False, on[:-1]))
    ends = np.flatnonzero(on & ~np.append(on[1:], False))
    short: list[str] = []
    for i, (end, begin) in enumerate(zip(ends[:-1], begins[1:], strict=True)):
        gap_s = float(log.t_s[begin] - log.t_s[end + 1])
        charged = min(gap_s / max(consist.brake_recharge_s, 1e-9), 1.0)
        asked = float(air_n[begin : ends[i + 1] + 1].max()) / consist.air_brake_n
        if asked > charged:
            km = line.km(float(way.position_m[start + begin]))
            short.append(f"km {km:.1f} ({gap_s:.0f} s after release: {charged:.0%} recharged, {asked:.0%} asked)")
    if short:
        more = f" and {len(short) - _MOST_NAMED} more" if len(short) > _MOST_NAMED else ""
        yield f"the air brake is needed before it is recharged at {', '.join(short[:_MOST_NAMED])}{more}"
