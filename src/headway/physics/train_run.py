"""The run of one train: how long it takes, how fast it goes, what it burns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.errors import InputError
from headway.model import Consist, Line, Scenario, Stop
from headway.physics.course import Course, course, elevation_m
from headway.physics.kernel import OK, Traction, account, ceiling, effort, fastest
from headway.physics.resistance import train_resistance
from headway.units import hours_minutes

Floats = NDArray[np.float64]

_EFFORT_STEP_MS = 0.05
_J_PER_KWH = 3.6e6


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRun:
    """The minimum-time run of a train between two places.

    All arrays have one entry per node of the run; forces belong to the step that follows the node (the last is zero).

    Parameters
    ----------
    train, origin, destination
        Names.
    position_m, km
        Position of the head on the line and its official post.
    time_s
        Time since the departure, stops included.
    speed_ms, limit_ms
        Speed and speed limit.
    effort_n, brake_n
        Force at the wheel that drives and that brakes, both positive.
    grade_permille, elevation_m
        Gradient at the head in the direction of travel, and height of the line.
    calls
        Names of the places passed, with their times: ``(place, arrival, departure)`` [s].
    fuel_l
        Diesel, idling at stops included.
    hardest
        A sentence that says where the run is hardest.
    """

    train: str
    origin: str
    destination: str
    position_m: Floats
    km: Floats
    time_s: Floats
    speed_ms: Floats
    limit_ms: Floats
    effort_n: Floats
    brake_n: Floats
    grade_permille: Floats
    elevation_m: Floats
    calls: tuple[tuple[str, float, float], ...]
    fuel_l: float
    hardest: str

    @property
    def duration_s(self) -> float:
        """Time from departure to arrival [s]."""
        return float(self.time_s[-1])

    @property
    def distance_m(self) -> float:
        """Distance run [m]."""
        return float(abs(self.position_m[-1] - self.position_m[0]))

    @property
    def energy_j(self) -> float:
        """Work of traction at the wheel [J]."""
        return float(np.sum(self.effort_n[:-1] * np.abs(np.diff(self.position_m))))

    def summary(self) -> str:
        """Return the run in a few lines."""
        kwh = self.energy_j / _J_PER_KWH
        mean = self.distance_m / self.duration_s
        return "\n".join(
            [
                f"{self.train}: {self.origin} - {self.destination}, {self.distance_m / 1000:,.1f} km",
                f"  time         {hours_minutes(self.duration_s)}",
                f"  mean speed   {mean * 3.6:.1f} km/h, highest {self.speed_ms.max() * 3.6:.1f} km/h",
                f"  energy       {kwh:,.0f} kWh at the wheel ({kwh / self.distance_m * 1000:.1f} kWh/km)",
                f"  fuel         {self.fuel_l:,.0f} L",
                f"  hardest      {self.hardest}",
            ]
        )

    def to_frame(self) -> pl.DataFrame:
        """Return the run as a table, one row per node, units in the names."""
        return pl.DataFrame(
            {
                "position_m": self.position_m,
                "km": self.km,
                "time_s": self.time_s,
                "speed_km_h": self.speed_ms * 3.6,
                "limit_km_h": self.limit_ms * 3.6,
                "effort_kn": self.effort_n / 1000,
                "brake_kn": self.brake_n / 1000,
                "grade_permille": self.grade_permille,
                "elevation_m": self.elevation_m,
            }
        )


@lru_cache(maxsize=64)
def traction(consist: Consist) -> Traction:
    """Return what the kernel needs of a train: mass, resistance by the CN formula, effort by speed, braking."""
    davis = train_resistance(consist)
    speeds = np.arange(0.0, consist.top_speed_ms + 2 * _EFFORT_STEP_MS, _EFFORT_STEP_MS)
    total = np.zeros_like(speeds)
    for loco, number in consist.locomotives:
        total += number * np.minimum(loco.max_effort_n, loco.power_w / np.maximum(speeds, 1e-9))
    return Traction(
        mass_kg=consist.mass_kg + consist.rotating_mass_kg,
        a_n=davis.a_n,
        b_ns=davis.b_ns,
        c_ns2=davis.c_ns2,
        effort_n=total,
        dv_ms=_EFFORT_STEP_MS,
        braking_ms2=consist.braking_ms2,
    )


def run_speeds(train: Traction, way: Course, first: int, last: int, start_ms: float, top_ms: Floats) -> tuple[int, Floats]:
    """Run part of a course below a ceiling; return the status of the kernel and the speed at every node."""
    speeds = np.zeros(last - first + 1)
    part = slice(first, last + 1)
    status = fastest(train, way.distance_m[part], way.grade_force_n[part], top_ms, start_ms, speeds)
    return (status if status == OK else first + status), speeds


def stall_message(line: Line, consist: Consist, way: Course, step: int) -> str:
    """Say where a train stalls, why, and what would help."""
    km, grade = line.km(float(way.position_m[step])), float(max(way.grade_force_n[step : step + 2]))
    per_mille = 1000 * grade / (consist.mass_kg * 9.80665)
    effort_kn = effort(traction(consist), 1.0) / 1000
    need_kn = (grade + traction(consist).a_n) / 1000
    return (
        f'train "{consist.name}" stalls at km {km:.1f}: a mean grade of {per_mille:.1f} permille under the train needs '
        f"{need_kn:,.0f} kN, its locomotives pull {effort_kn:,.3g} kN at 1 m/s. Add a locomotive, take wagons off, or ease "
        "the grade"
    )


def train_run(scenario: Scenario, train: str, origin: str, destination: str, *, stops: Sequence[str | Stop] = ()) -> TrainRun:
    """Run a train from one place to another in the shortest time.

    Parameters
    ----------
    scenario
        The corridor.
    train
        Name of a consist.
    origin, destination
        Names of places.
    stops
        Places at which it stops on the way, in order, with a dwell or without.

    Raises
    ------
    InputError
        If a name is unknown, or if the train stalls.
    """
    line, consist = scenario.line, scenario.consist(train)
    if origin == destination:
        raise InputError([f'origin and destination are both "{origin}"; a run needs two places'])
    way = course(line, consist, line.index(origin), line.index(destination))
    halts = [stop if isinstance(stop, Stop) else Stop(place=stop, dwell_s=0.0) for stop in stops]
    cuts = _cuts(line, way, halts)
    model = traction(consist)
    n = way.distance_m.size
    speed, time, wheel, limit = np.zeros(n), np.zeros(n), np.zeros(n), np.append(way.limit_ms, way.limit_ms[-1])
    arrivals: dict[int, float] = {}
    clock_s = 0.0
    for (first, dwell_s), (last, _) in pairwise(cuts):
        clock_s += dwell_s
        part = slice(first, last + 1)
        top = ceiling(way.distance_m[part], way.limit_ms[first:last], 0.0, model.braking_ms2)
        status, v = run_speeds(model, way, first, last, 0.0, top)
        if status != OK:
            raise InputError([stall_message(line, consist, way, status)])
        t, f = np.zeros(v.size), np.zeros(v.size)
        account(model, way.distance_m[part], way.grade_force_n[part], v, t, f)
        speed[part], time[part], wheel[first:last] = v, clock_s + t, f[:-1]
        clock_s += float(t[-1])
        arrivals[last] = clock_s
    departures = {node: arrivals.get(node, 0.0) + dwell for node, dwell in cuts}
    calls = tuple(
        (line.places[p].name, arrivals.get(node, float(time[node])), departures.get(node, float(time[node])))
        for p, node in zip(way.places, way.nodes, strict=True)
    )
    effort_n, brake_n = np.maximum(wheel, 0.0), np.maximum(-wheel, 0.0)
    energy_kwh = float(np.sum(effort_n[:-1] * np.diff(way.distance_m))) / _J_PER_KWH
    return TrainRun(
        train=train,
        origin=origin,
        destination=destination,
        position_m=way.position_m,
        km=np.array([line.km(float(x)) for x in way.position_m]),
        time_s=time,
        speed_ms=speed,
        limit_ms=limit,
        effort_n=effort_n,
        brake_n=brake_n,
        grade_permille=way.grade_permille,
        elevation_m=elevation_m(line, way.position_m),
        calls=calls,
        fuel_l=_fuel_l(consist, energy_kwh, clock_s),
        hardest=_hardest(line, way, [node for node, _ in cuts], speed, limit),
    )


def _cuts(line: Line, way: Course, halts: Sequence[Stop]) -> list[tuple[int, float]]:
    """Return the nodes at which the train stands, with the dwell there, ends included."""
    node = dict(zip(way.places, way.nodes, strict=True))
    cuts = [(way.nodes[0], 0.0)]
    for halt in halts:
        place = line.index(halt.place)
        if place not in node or not cuts[-1][0] < node[place] < way.nodes[-1]:
            raise InputError([f'stop "{halt.place}" does not lie on the way, or not in this order. Correct the stops'])
        cuts.append((node[place], halt.dwell_s))
    return [*cuts, (way.nodes[-1], 0.0)]


def _fuel_l(consist: Consist, energy_kwh: float, duration_s: float) -> float:
    """Fuel by the share of power of each locomotive, with idling all the way."""
    power_w = sum(loco.power_w * n for loco, n in consist.locomotives)
    return sum(
        energy_kwh * loco.power_w * n / power_w * loco.fuel_l_per_kwh + loco.idle_l_per_h * n * duration_s / 3600
        for loco, n in consist.locomotives
    )


def _hardest(line: Line, way: Course, cuts: list[int], speed: Floats, limit: Floats) -> str:
    """Say where the speed falls furthest below the limit without a stop near."""
    distance = way.distance_m
    moving = np.abs(distance[:, None] - distance[cuts][None, :]).min(axis=1) > 15_000
    if not moving.any():
        moving = speed > 0
    deficit = np.where(moving & (speed > 1.0), limit - speed, -np.inf)
    i = int(np.argmax(deficit))
    if deficit[i] < 0.3:
        return "nowhere: it keeps the limit"
    return f"km {line.km(float(way.position_m[i])):.1f}: {speed[i] * 3.6:.0f} km/h on {way.grade_permille[i]:+.1f} permille"
