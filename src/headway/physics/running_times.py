"""Running times of a train over every section, started from rest or passing, ended at rest or passing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError
from headway.model import Consist, Line
from headway.physics.course import course
from headway.physics.kernel import OK, account, ceiling
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

    A train that passes a place does so at the speed of the run without a stop; a train that has stopped is taken to
    have reached that speed by the next place.

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
    sections = len(way.nodes) - 1
    run_s = np.full((sections, 2, 2), CANNOT, dtype=np.int64)
    tail_s = np.zeros((sections, 2), dtype=np.int64)
    for k, (first, last) in enumerate(zip(way.nodes, way.nodes[1:], strict=False)):
        part = slice(first, last + 1)
        distance, grade = way.distance_m[part], way.grade_force_n[part]
        for end in (STOP, PASS):
            end_ms = 0.0 if end == STOP else float(through[last])
            below = ceiling(distance, way.limit_ms[first:last], end_ms, model.braking_ms2)
            for start in (STOP, PASS):
                start_ms = 0.0 if start == STOP else float(through[first])
                if (start == PASS and start_ms == 0.0) or (end == PASS and end_ms == 0.0):
                    continue
                status, v = run_speeds(model, way, first, last, start_ms, below)
                if status != OK:
                    continue
                t, force = np.zeros(v.size), np.zeros(v.size)
                account(model, distance, grade, v, t, force)
                run_s[k, start, end] = whole_seconds(float(t[-1]))
                behind = np.interp(consist.length_m, distance - distance[0], t)
                tail_s[k, start] = max(tail_s[k, start], whole_seconds(float(behind)))
    return RunningTimes(origin=origin, destination=destination, run_s=run_s, tail_s=tail_s)
