"""A trip: one train from halt to halt over its course, ready to be driven in any way."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headway.arguments import public
from headway.io import scenario_of
from headway.model import Consist, Line, Scenario
from headway.physics.course import Course, course
from headway.physics.drive import Log, run
from headway.physics.envelope import OK, Envelope, ceiling, command
from headway.physics.forces import STANDARD_AIR_KG_M3, Rail, Train, Way, air_density_kg_m3, traction
from headway.units import exact_sum
from headway.work import heed

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of a run besides the line.

    Parameters
    ----------
    rail
        Condition of the rail.
    air
        Density of the air as a share of the standard density.
    supplement
        Share by which running times between places are longer than the shortest, 0 to 1; no run of a train alone is.
    turnout_ms
        Highest speed over the turnouts of every place of the line, infinite where it is that of the line; empty where
        it is everywhere [m/s]. It holds for running times between places; a train that runs alone stops on the main
        track.
    """

    rail: Rail = Rail.DRY
    air: float = 1.0
    supplement: float = 0.0
    turnout_ms: tuple[float, ...] = ()


@lru_cache(maxsize=64)
def _air(line: Line, temperature_c: float | None) -> float:
    if temperature_c is None:
        return 1.0
    heights = [place.elevation_m for place in line.places if place.elevation_m is not None]
    return air_density_kg_m3(exact_sum(heights) / len(heights) if heights else 0.0, temperature_c) / STANDARD_AIR_KG_M3


@public
def conditions_of(scenario: Scenario | str | Path, rail: Rail = Rail.DRY) -> Conditions:
    """Return the conditions on a corridor: the air at the mean height of its places, and a condition of the rail."""
    scenario = scenario_of(scenario)
    air = _air(scenario.line, scenario.air_temperature_c)
    speeds = [scenario.turnout_speed_at(place.name) for place in scenario.line.places]
    turnouts = tuple(inf if speed is None else speed for speed in speeds) if any(speeds) else ()
    return Conditions(rail=rail, air=air, supplement=scenario.running_supplement, turnout_ms=turnouts)


@dataclass(frozen=True, slots=True, eq=False)
class Drive:
    """A trip as it was driven.

    Parameters
    ----------
    status, where
        Status of the kernel, and the step that it belongs to.
    fuel_l
        Diesel fuel, idling at halts included.
    log
        The kernel's record, for the nodes of the whole course.
    time_s
        Time from the first halt to the last; infinite where the train did not arrive.
    regime
        The planned regime of every step, where the driver had a plan; see `least_energy`.
    """

    status: int
    where: int
    fuel_l: float
    log: Log
    time_s: float
    regime: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trip:
    """A train on a course.

    Parameters
    ----------
    train, way
        The train and the steps of its course, for the kernel.
    halts, dwell_s
        The nodes at which the train is at rest, ends included, and for how long.
    returned
        How many joules of traction at the wheel a joule of the dynamic brake is worth; 0 without regeneration.
    """

    train: Train
    way: Way
    halts: Nodes
    dwell_s: Floats
    returned: float = 0.0

    @property
    def standing_s(self) -> float:
        """Time at rest on the way [s]."""
        return float(self.dwell_s[1:-1].sum())

    def ceiling_w(self, limit_ms: Floats | None = None) -> tuple[Floats, int, int]:
        """Return the squares of the highest speeds of a run without a stop, with the kernel's status and its step."""
        way = self.way if limit_ms is None else self.way._replace(limit_ms=limit_ms)
        top_w = np.zeros(way.distance_m.size)
        status, where = ceiling(self.train, way, self.halts[0], self.halts[-1], np.inf, top_w)
        return top_w, status, where

    def drive(
        self, aim_w: Floats | None = None, *, share: float = 1.0, limit_ms: Floats | None = None, brake_w: Floats | None = None
    ) -> Drive:
        """Drive the trip.

        Parameters
        ----------
        aim_w
            Square of the speed at which the driver stops pulling, at every node; by default as high as can be.
        share
            Share of the effort that the driver uses.
        limit_ms
            Limits on every step, in place of those of the line.
        brake_w
            Square of the speed at which the driver brakes, where it is below the ceiling.
        """
        heed()
        nodes = self.way.distance_m.size
        log = Log(*np.zeros((len(Log._fields), nodes)))
        top_w, status, where = self.ceiling_w(limit_ms)
        if status != OK:
            return Drive(status, where, 0.0, log, np.inf)
        if brake_w is not None:
            top_w = np.minimum(top_w, brake_w)
        way = self.way if limit_ms is None else self.way._replace(limit_ms=limit_ms)
        goal = Envelope(np.full(nodes, np.inf) if aim_w is None else aim_w, top_w, np.empty(nodes))
        command(self.train, way, self.halts[0], self.halts[0], self.halts[-1], goal)
        status, where, fuel = run(self.train, way, self.halts, self.dwell_s, share, goal, log)
        return Drive(status, where, fuel, log, float(log.t_s[self.halts[-1]]) if status == OK else np.inf)


def trip_of(
    line: Line,
    consist: Consist,
    calls: list[int],
    dwell_s: list[float],
    conditions: Conditions | None = None,
    *,
    step_m: float = 0.0,
    marks_m: tuple[float, ...] = (),
) -> tuple[Course, Trip]:
    """Return the course and the trip of a train.

    Parameters
    ----------
    line, consist
        The line and the train.
    calls, dwell_s
        Numbers of the places where the train is at rest, in the order of the run, and for how long.
    conditions
        Condition of the rail and air; by default dry and standard.
    step_m, marks_m
        Longest step, and where there shall be nodes as well; see `course`.
    """
    conditions = conditions or Conditions()
    way = course(line, consist, 1 if calls[-1] > calls[0] else -1, step_m, marks_m)
    train = traction(consist, rail=conditions.rail, air=conditions.air)
    powers = [(loco.rated_power_w * n, loco.regeneration * loco.efficiency) for loco, n in consist.locomotive_blocks]
    returned = exact_sum(p * worth for p, worth in powers) / exact_sum(p for p, _ in powers)
    trip = Trip(train=train, way=way.way, halts=way.places[calls], dwell_s=np.array(dwell_s, dtype=float), returned=returned)
    return way, trip
