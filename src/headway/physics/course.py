"""The course: the line as one train meets it, in its direction, with its length, weight and class."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from headway.jit import kernel
from headway.model import Brakes, Consist, Direction, Helper, Line
from headway.physics.forces.kernel import Way
from headway.physics.forces.resistance import CURVE_GRADE_M
from headway.physics.profile import Profile, Weights, profile_of, weights_of, work_j
from headway.units import GRAVITY_MS2

Floats = NDArray[np.float64]
Limit = tuple[float, float, float]

SHORTEST_STEP_M, LONGEST_STEP_M, STEPS_TO_A_TRAIN = 50.0, 300.0, 7
"""Bounds of a step [m], and steps to a train: the grade under a train changes over the train's own length."""

LONGEST_WITH_RAMP_M = 100.0
"""Longest step for a train whose power builds up slowly [m]."""

_BEFORE_A_STOP_M = (15.0, 55.0)

NEAR_M = 1.0
"""Edges of limits that are this close to a place or to each other count as one [m]."""


@dataclass(frozen=True, eq=False)
class Course:
    """A whole line as a grid of head positions for one train in one direction.

    Parameters
    ----------
    line, sign
        The line, and its direction: 1 for rising or -1 for falling positions.
    distance_m
        Distance of the head from the start of the line in this direction, at every node; edges of limits and places are
        nodes.
    way
        Length, force of grades and curves, limit and unit of every step; a limit holds until the tail has cleared it.
    grade_j, curve_j
        Work against grades and curves on the whole train over every step; positive where it holds the train back.
    places
        The node of every place, in the order of the line.
    """

    line: Line
    sign: int
    distance_m: Floats
    way: Way
    grade_j: Floats
    curve_j: Floats
    places: NDArray[np.int64]

    @cached_property
    def position_m(self) -> Floats:
        """Positions on the line of all nodes [m]."""
        return self.distance_m if self.sign > 0 else self.line.length_m - self.distance_m

    @cached_property
    def grade_permille(self) -> Floats:
        """Gradient at the head in the direction of travel, at every node."""
        height = profile_of(self.line, self.sign).height
        ahead = height.at(self.distance_m + 0.5) - height.at(self.distance_m)
        return 2000.0 * ahead

    @cached_property
    def curvature_per_km(self) -> Floats:
        """Curvature at the head, at every node: 1,000 over the radius [1/km]."""
        loss = profile_of(self.line, self.sign).curve
        return (loss.at(self.distance_m + 0.5) - loss.at(self.distance_m)) * 2000.0 / CURVE_GRADE_M

    def node(self, place: int) -> int:
        """Return the node of a place."""
        return int(self.places[place])


@lru_cache(maxsize=256)
def course(line: Line, consist: Consist, sign: int, step_m: float = 0.0, marks_m: tuple[float, ...] = ()) -> Course:
    """Lay out a whole line for a train.

    Parameters
    ----------
    line, consist
        The line and the train.
    sign
        1 to run with rising positions, -1 with falling ones.
    step_m
        Longest step of the grid; by default a seventh of the train, within 50 m and 300 m.
    marks_m
        Distances from the start of the line in this direction where there shall be nodes as well [m].
    """
    places = np.array(line.positions_m if sign > 0 else [line.length_m - x for x in line.positions_m])
    slow_power = any(loco.power_ramp_w_s > 0 for loco, _ in consist.locomotive_blocks)
    longest_m = LONGEST_WITH_RAMP_M if slow_power else LONGEST_STEP_M
    step_m = step_m or min(max(consist.length_m / STEPS_TO_A_TRAIN, SHORTEST_STEP_M), longest_m)
    limits = list(_limits(line, consist, sign))
    pushed = [_span(line, helper, sign) for helper in consist.helpers]
    edges = np.array([*(x for limit in limits for x in limit[:2]), *(x for span in pushed for x in span), *marks_m])
    if consist.brakes != Brakes.STATED:
        # Where an air brake builds up, steps are short over the last metres before a stop or a lower limit.
        falls = np.array([*places, *(limit[0] for limit in limits)])
        edges = np.concatenate([edges, *(falls - x for x in _BEFORE_A_STOP_M)])
    distance = grid(np.sort(places), edges, step_m)
    profile, weights = profile_of(line, sign), weights_of(consist)
    grade_j, curve_j = works(profile, weights, distance)
    unit = np.zeros(distance.size - 1, dtype=np.uint8)
    middle = (distance[:-1] + distance[1:]) / 2
    for k, (helper, (low, high)) in enumerate(zip(consist.helpers, pushed, strict=True), start=1):
        on = (middle > low) & (middle < high)
        unit[on] = k
        more_grade, more_curve = works(profile, _behind(consist, helper), distance)
        grade_j, curve_j = grade_j + on * more_grade, curve_j + on * more_curve
    return Course(
        line=line,
        sign=sign,
        distance_m=distance,
        way=way_of(distance, grade_j + curve_j, ceilings(distance, limits, consist.top_speed_ms), unit),
        grade_j=grade_j,
        curve_j=curve_j,
        places=np.searchsorted(distance, places - NEAR_M / 1000).astype(np.int64),
    )


def way_of(distance_m: Floats, held_j: Floats, limit_ms: Floats, unit: NDArray[np.uint8] | None = None) -> Way:
    """Return the steps between nodes for the kernel."""
    steps = np.diff(distance_m)
    return Way(distance_m, steps, held_j / steps, limit_ms, np.zeros(steps.size, dtype=np.uint8) if unit is None else unit)


def works(profile: Profile, weights: Weights, distance_m: Floats) -> tuple[Floats, Floats]:
    """Return the work against grades and against curves over every step [J]."""
    return np.diff(work_j(profile.height, weights, distance_m)), np.diff(work_j(profile.curve, weights, distance_m))


def grid(stops: Floats, edges: Floats, step_m: float) -> Floats:
    """Return nodes at every stop and edge, spread evenly between them and at most a step apart; stops must rise.

    An edge closer than `NEAR_M` to a stop or to another edge is moved there, so that no step is tiny.
    """
    edges = edges[(edges > stops[0]) & (edges < stops[-1])]
    nearest = np.searchsorted(stops, edges).clip(1, len(stops) - 1)
    apart = np.minimum(np.abs(edges - stops[nearest - 1]), np.abs(edges - stops[nearest]))
    away = np.unique(edges[apart > NEAR_M])
    away = away[np.diff(away, prepend=-np.inf) > NEAR_M]
    fixed = np.union1d(stops, away)
    gaps = np.diff(fixed)
    parts = np.ceil(gaps / step_m - 1e-9).astype(int)
    nodes = np.concatenate([[0], np.cumsum(parts)])
    within = np.arange(nodes[-1]) - np.repeat(nodes[:-1], parts)
    return np.append(np.repeat(fixed[:-1], parts) + np.repeat(gaps / parts, parts) * within, fixed[-1])


def ceilings(distance_m: Floats, limits: Iterable[Limit], top_ms: float) -> Floats:
    """Return the speed limit on every step, given limits of the head as (from, to, speed)."""
    found = np.full(distance_m.size - 1, float(top_ms))
    table = np.array(list(limits), dtype=float).reshape(-1, 3)
    _cap(distance_m, table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), found)
    return found


@kernel
def _cap(distance_m: Floats, low_m: Floats, high_m: Floats, speed_ms: Floats, limit_ms: Floats) -> None:
    """Lower the limit on the steps of every stretch; a step belongs to the stretch that its middle lies in."""
    for j in range(low_m.size):
        i = max(np.searchsorted(distance_m, low_m[j]) - 1, 0)
        while i < limit_ms.size and distance_m[i] < high_m[j]:
            middle = 0.5 * (distance_m[i] + distance_m[i + 1])
            if low_m[j] < middle < high_m[j]:
                limit_ms[i] = min(limit_ms[i], speed_ms[j])
            i += 1


def _limits(line: Line, consist: Consist, sign: int) -> Iterator[Limit]:
    """Yield the limits that bind a train, as distances of its head: each holds until the tail has cleared it."""
    for leg in line.legs:
        travel = Direction.INCREASING if leg.sign * sign > 0 else Direction.DECREASING
        for limit in leg.speed_limits:
            if limit.train_class in ("", consist.train_class) and limit.direction in (Direction.BOTH, travel):
                low, high = _ahead(line, line.span_m(leg.name, limit.from_km, limit.to_km), sign)
                yield low, high + consist.length_m, limit.speed_ms


def _span(line: Line, helper: Helper, sign: int) -> tuple[float, float]:
    return _ahead(line, line.span_m(helper.leg, helper.from_km, helper.to_km), sign)


def _ahead(line: Line, span_m: tuple[float, float], sign: int) -> tuple[float, float]:
    """Return a stretch of the line as distances from the start of the line in a direction."""
    low, high = span_m
    return (low, high) if sign > 0 else (line.length_m - high, line.length_m - low)


def _behind(consist: Consist, helper: Helper) -> Weights:
    """Return the weight of helpers behind the tail."""
    length = helper.locomotive.length_m * helper.number
    density = helper.locomotive.mass_kg * GRAVITY_MS2 / helper.locomotive.length_m
    return Weights(np.array([consist.length_m, consist.length_m + length]), np.array([density, -density]))
