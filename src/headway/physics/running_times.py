"""Running times of a train over every section, started from rest or passing, ended at rest or passing."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError
from headway.model import Consist, Line
from headway.physics.course import Course, Floats, course
from headway.physics.kernel import OK, Traction, account, ceiling
from headway.physics.train_run import run_speeds, stall_message, traction
from headway.units import whole_seconds

STOP, PASS = 0, 1

CANNOT = -1
"""Running time of a train that cannot start from rest at the beginning of a section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTimes:
    """Whole seconds, rounded up, for one train in one direction.

    Parameters
    ----------
    origin, destination
        Numbers of the first and the last place.
    run_s
        ``run_s[k, start, end]``: time over the k-th section on the way, where start and end are `STOP` or `PASS`;
        `CANNOT` where the train cannot start.
    tail_s
        ``tail_s[k, start]``: time from the head's leaving the k-th place until the tail has left it.
    """

    origin: int
    destination: int
    run_s: NDArray[np.int64]
    tail_s: NDArray[np.int64]

    @property
    def fastest_s(self) -> int:
        """Time without a stop on the way [s]."""
        sections = len(self.run_s)
        return sum(int(self.run_s[k, int(k > 0), int(k < sections - 1)]) for k in range(sections))


def running_times(line: Line, consist: Consist, origin: int, destination: int) -> RunningTimes:
    """Compute the running times of a train from one place to another.

    A train that passes a place does so at the speed of the run without a stop. What a stop costs is counted whole: the
    section before it bears all of the braking, the section behind it all of the starting, until the train has caught up.

    Raises
    ------
    InputError
        If the train stalls even without a stop.
    """
    way = course(line, consist, origin, destination)
    model = traction(consist)
    n = way.distance_m.size
    top = ceiling(way.distance_m, way.limit_ms, 0.0, model.braking_ms2)
    status, through = run_speeds(model, way, 0, n - 1, 0.0, top)
    if status != OK:
        raise InputError([stall_message(line, consist, way, status)])
    passing = elapsed(model, way, 0, through)
    sections = len(way.nodes) - 1
    run_s = np.full((sections, 2, 2), CANNOT, dtype=np.int64)
    tail_s = np.zeros((sections, 2), dtype=np.int64)
    for k, (first, last) in enumerate(pairwise(way.nodes)):
        alone = passing[last] - passing[first]
        tail_s[k, PASS] = _tail_s(way, consist, first, passing[first:])
        if 0 < k < sections - 1:
            run_s[k, PASS, PASS] = whole_seconds(alone)
        if k > 0:
            run_s[k, PASS, STOP] = whole_seconds(alone + _stopping_loss_s(model, way, last, passing))
        status, started = run_speeds(model, way, first, n - 1, 0.0, top[first:])
        if status != OK:
            continue
        since = elapsed(model, way, first, started)
        tail_s[k, STOP] = _tail_s(way, consist, first, since)
        if k < sections - 1:
            # What starting costs, all the way until the train has caught up with the run without a stop.
            loss = since[-1] - (passing[-1] - passing[first])
            run_s[k, STOP, PASS] = whole_seconds(alone + loss)
        below = ceiling(way.distance_m[first : last + 1], way.limit_ms[first:last], 0.0, model.braking_ms2)
        status, v = run_speeds(model, way, first, last, 0.0, below)
        if status == OK:
            run_s[k, STOP, STOP] = whole_seconds(float(elapsed(model, way, first, v)[-1]))
    return RunningTimes(origin=origin, destination=destination, run_s=run_s, tail_s=tail_s)


def elapsed(model: Traction, way: Course, first: int, speeds: Floats) -> Floats:
    """Return the time since the first node of a run at every node of it [s]."""
    part = slice(first, first + speeds.size)
    t, force = np.zeros(speeds.size), np.zeros(speeds.size)
    account(model, way.distance_m[part], way.grade_force_n[part], speeds, t, force)
    return t


def _stopping_loss_s(model: Traction, way: Course, last: int, passing: Floats) -> float:
    """Time lost by coming to rest at a node, wherever the braking has to begin."""
    top = ceiling(way.distance_m[: last + 1], way.limit_ms[:last], 0.0, model.braking_ms2)
    _, v = run_speeds(model, way, 0, last, 0.0, top)
    return float(elapsed(model, way, 0, v)[-1] - passing[last])


def _tail_s(way: Course, consist: Consist, first: int, times: Floats) -> int:
    """Time from the head's leaving a node until it is a train's length further on, rounded up [s]."""
    beyond = way.distance_m[first:] - way.distance_m[first]
    return whole_seconds(float(np.interp(consist.length_m, beyond, times) - times[0]))
