"""Refusals that help: where a train cannot do what is asked of it, why, and what would cure it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError
from headway.model import Block, Consist, Line, Locomotive
from headway.physics.brakes import stopping
from headway.physics.course import Course
from headway.physics.drive import Log
from headway.physics.envelope import CANNOT_HOLD, CANNOT_START, CANNOT_STOP, OK, STALLS
from headway.physics.trip import Conditions, Drive, Trip, trip_of
from headway.units import GRAVITY_MS2

Floats = NDArray[np.float64]

_MOST_LOCOMOTIVES = 6
_WALKING_MS = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A train that cannot run, to be compared with changed trains that could."""

    line: Line
    consist: Consist
    calls: list[int]
    dwell_s: list[float]
    conditions: Conditions
    share: float

    def runs(self, consist: Consist, top_ms: float = np.inf) -> bool:
        """Tell whether a train runs, below a top speed."""
        _, trip = trip_of(self.line, consist, self.calls, self.dwell_s, self.conditions)
        return trip.drive(share=self.share, limit_ms=np.minimum(trip.way.limit_ms, top_ms)).status == OK

    def cures(self, status: int) -> Iterator[str]:
        """Name the changes that would let the train run."""
        for more in range(1, _MOST_LOCOMOTIVES + 1):
            if self.runs(with_vehicles(self.consist, locomotives=more)):
                yield "one more locomotive" if more == 1 else f"{more} more locomotives"
                break
        wagons = self.consist.wagon_count
        fewer = least(lambda n: self.runs(with_vehicles(self.consist, wagons=-n)), wagons - 1)
        if fewer:
            yield "1 wagon fewer" if fewer == 1 else f"{fewer} wagons fewer"
        if status in (CANNOT_HOLD, CANNOT_STOP):
            top = round(self.consist.top_speed_ms * 3.6)
            lower = least(lambda n: self.runs(self.consist, (top - n) / 3.6), top - 5)
            if lower:
                yield f"a limit of {top - lower} km/h"


def refuse(
    line: Line,
    consist: Consist,
    calls: list[int],
    dwell_s: list[float],
    conditions: Conditions,
    driven: Drive,
    share: float = 1.0,
) -> NoReturn:
    """Raise an `InputError` that says where a train fails, why, and what would cure it.

    The train uses a share of its effort.
    """
    way, trip = trip_of(line, consist, calls, dwell_s, conditions)
    cures = list(_Case(line, consist, calls, dwell_s, conditions, share).cures(driven.status))
    cure = f"It would run with {_or(cures)}" if cures else "Ease the grade, lower the limit or change the train"
    raise InputError([f"{_failure(line, consist, way, trip, driven, share)}. {cure}"])


def _failure(line: Line, consist: Consist, way: Course, trip: Trip, driven: Drive, share: float) -> str:
    """Say where a train fails, on which grade, at which speed, and with which force."""
    i, train = driven.where, trip.train
    unit, held_n = int(trip.way.unit[i]), float(trip.way.held_n[i])
    v = float(driven.log.v_ms[i])
    grade = 1000.0 * held_n / (consist.mass_kg * GRAVITY_MS2)
    where = f"km {line.km(float(way.position_m[i])):.1f}"
    name = f'train "{consist.name}"'
    if driven.status in (CANNOT_START, STALLS):
        at = 0.0 if driven.status == CANNOT_START else max(v, _WALKING_MS)
        effort = share * float(np.interp(at * train.per_ms, np.arange(train.effort_n.shape[1]), train.effort_n[unit]))
        need = train.a_n[unit] + (train.b_ns[unit] + train.c_ns2[unit] * at) * at + held_n
        what = "cannot start" if driven.status == CANNOT_START else "stalls"
        pace = "at rest" if at == 0 else f"at {at * 3.6:.0f} km/h"
        return (
            f"{name} {what} at {where}: {grade:+.1f} permille under the train, curves included, hold it back with "
            f"{need / 1000:,.0f} kN, and it pulls {effort / 1000:,.0f} kN {pace}"
        )
    v = 0.0 if driven.status == CANNOT_STOP else v or float(trip.way.limit_ms[i])
    drawn = -held_n - train.a_n[unit] - (train.b_ns[unit] + train.c_ns2[unit] * v) * v
    force = f"{grade:+.1f} permille under the train draw it with {drawn / 1000:,.0f} kN"
    pace = "near rest" if driven.status == CANNOT_STOP else f"at {v * 3.6:.0f} km/h"
    brake = f"its brakes hold {_brakes_n(trip, unit, v) / 1000:,.0f} kN {pace}"
    if driven.status == CANNOT_STOP:
        halt = int(trip.halts[np.searchsorted(trip.halts, i, side="right")])
        place = line.places[int(np.flatnonzero(way.places == halt)[0])].name
        return f'{name} cannot stop at "{place}", coming from {where}: {force}, and {brake}'
    return f"{name} cannot hold {v * 3.6:.0f} km/h at {where}: {force}, and {brake}"


def _brakes_n(trip: Trip, unit: int, v_ms: float) -> float:
    """Return the greatest force of all brakes together at a speed."""
    train = trip.train
    dynamic = float(np.interp(v_ms * train.per_ms, np.arange(train.dynamic_n.shape[1]), train.dynamic_n[unit]))
    return dynamic + train.air_n


def refuse_signals(line: Line, consist: Consist, way: Course, trip: Trip, log: Log) -> None:
    """Raise an `InputError` where a train passes a signal too fast to stop before the next one."""
    problems: list[str] = []
    for start_m, end_m in _blocks(line, way, trip):
        a, b = np.searchsorted(way.distance_m, [start_m, end_m])
        held_n = float(np.average(trip.way.held_n[a:b], weights=trip.way.ds_m[a:b])) if b > a else 0.0
        v = float(np.interp(start_m, way.distance_m, log.v_ms))
        room_m = end_m - start_m
        distance_m, _ = stopping(trip.train, v, held_n)
        if distance_m <= room_m:
            continue
        slower = least(lambda n, v=v, h=held_n, r=room_m: stopping(trip.train, v - n / 3.6, h)[0] <= r, int(v * 3.6) - 5)
        cure = f"A limit of {v * 3.6 - slower:.0f} km/h there would do" if slower else "Move the signals apart"
        km = line.km(start_m if way.sign > 0 else line.length_m - start_m)
        problems.append(
            f'train "{consist.name}" cannot stop before the signal after km {km:.1f}: at {v * 3.6:.0f} km/h on '
            f"{1000 * held_n / (consist.mass_kg * GRAVITY_MS2):+.1f} permille it needs {distance_m:,.0f} m and has "
            f"{room_m:,.0f} m. {cure}, or stronger brakes"
        )
    if problems:
        raise InputError(problems)


def _blocks(line: Line, way: Course, trip: Trip) -> Iterator[tuple[float, float]]:
    """Yield the stretches between intermediate signals, and on to the end of the section, as distances run."""
    first, last = way.distance_m[trip.halts[0]], way.distance_m[trip.halts[-1]]
    for k, section in enumerate(line.sections):
        if not section.signals_km:
            continue
        ends = [*line.signals_m(k), line.positions_m[k + 1] if way.sign > 0 else line.positions_m[k]]
        run_m = sorted(x if way.sign > 0 else line.length_m - x for x in ends)
        yield from ((a, b) for a, b in pairwise(run_m) if first <= a and b <= last)


def with_vehicles(consist: Consist, *, locomotives: int = 0, wagons: int = 0) -> Consist:
    """Return a train with more locomotives in front, or more wagons of its main kind; negative numbers remove."""
    blocks = list(consist.blocks)
    first = next(i for i, b in enumerate(blocks) if isinstance(b.vehicle, Locomotive))
    longest = max(range(len(blocks)), key=lambda i: -1 if isinstance(blocks[i].vehicle, Locomotive) else blocks[i].number)
    changes = {longest: wagons} | {first: locomotives}
    changed: list[Block] = []
    for i, block in enumerate(blocks):
        number = block.number + changes.get(i, 0)
        if number > 0:
            changed.append(replace(block, number=number))
    return replace(consist, locomotives=(), wagons=(), formation=tuple(changed))


def least(holds: Callable[[int], bool], most: int) -> int:
    """Return the least number from 1 to a most for which a condition holds; 0 if there is none.

    The condition is taken to hold for all numbers above the least.
    """
    if most < 1 or not holds(most):
        return 0
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _or(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"
