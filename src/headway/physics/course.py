"""The course: the line as one train meets it, in its direction, with its length and class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from headway.model import Consist, Direction, Line
from headway.physics.resistance import CURVE_GRADE_M, weight_n

Floats = NDArray[np.float64]

STEP_M = 50.0
"""Longest integration step [m]."""

NEAR_M = 1.0
"""Edges of the profile this close to a place or to one another are one [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A stretch of line as a grid of head positions for one train.

    Parameters
    ----------
    distance_m
        Distance of the head from the origin at every node, rising; limit edges and places are nodes.
    position_m
        The same as positions on the line.
    grade_force_n
        Force of grades and curves on the whole length of the train, at every node; positive holds it back.
    grade_permille
        Gradient at the head in the direction of travel, at every node.
    limit_ms
        Speed limit on every step (one fewer than nodes), held until the tail has cleared.
    places, nodes
        The places passed, by number, and the node of each.
    """

    distance_m: Floats
    position_m: Floats
    grade_force_n: Floats
    grade_permille: Floats
    limit_ms: Floats
    places: tuple[int, ...]
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Profile:
    """Elevation and curve loss along the line, as running sums at knots [m]."""

    knots_m: Floats
    elevation_m: Floats
    curve_knots_m: Floats
    curve_m: Floats


@cache
def _profile(line: Line) -> _Profile:
    """Add up the gradients and curves of all legs along the line."""
    knots, elevation = [0.0], [0.0]
    curve_knots, curve = [0.0], [0.0]
    for leg, start in zip(line.legs, line.starts_m, strict=True):
        for low, high, g in _along(line, leg.name, [(g.from_km, g.to_km, g.grade_permille) for g in leg.gradients]):
            _extend(knots, elevation, low, high, g * leg.sign / 1000.0)
        for low, high, radius in _along(line, leg.name, [(c.from_km, c.to_km, c.radius_m) for c in leg.curves]):
            _extend(curve_knots, curve, low, high, CURVE_GRADE_M / radius)
        _extend(knots, elevation, start + leg.length_m, start + leg.length_m, 0.0)
    _extend(curve_knots, curve, line.length_m, line.length_m, 0.0)
    return _Profile(np.array(knots), np.array(elevation), np.array(curve_knots), np.array(curve))


def _along(line: Line, leg: str, stretches: Sequence[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    """Give stretches of km posts as positions, in the order of the line."""
    yield from sorted((*line.span_m(leg, a, b), value) for a, b, value in stretches)


def _extend(knots: list[float], sums: list[float], low: float, high: float, slope: float) -> None:
    if low > knots[-1]:
        knots.append(low)
        sums.append(sums[-1])
    if high > knots[-1]:
        sums.append(sums[-1] + slope * (high - knots[-1]))
        knots.append(high)


def elevation_m(line: Line, position_m: Floats) -> Floats:
    """Return the height of the line at positions, above the sea where a place gives its elevation [m]."""
    profile = _profile(line)
    known = [(x, p.elevation_m) for x, p in zip(line.positions_m, line.places, strict=True) if p.elevation_m is not None]
    height = np.interp(position_m, profile.knots_m, profile.elevation_m)
    if known:
        height += known[0][1] - np.interp(known[0][0], profile.knots_m, profile.elevation_m)
    return height


def course(line: Line, consist: Consist, origin: int, destination: int) -> Course:
    """Lay out the line from one place to another for a train.

    Parameters
    ----------
    line, consist
        The line and the train.
    origin, destination
        Numbers of places along the line; either may be the larger.
    """
    sign = 1 if destination > origin else -1
    places = tuple(range(origin, destination + sign, sign))
    start = line.positions_m[origin]
    stops = np.array([abs(line.positions_m[p] - start) for p in places])
    length = stops[-1]
    limits = list(_limits(line, consist, start, sign))
    edges = np.array([e for low, high, _ in limits for e in (low, high)])
    edges = edges[(edges > 0) & (edges < length)]
    profile = _profile(line)
    knots = np.abs(profile.knots_m - start)[(profile.knots_m - start) * sign >= 0]
    distance, nodes = _grid(stops, np.concatenate([edges, knots[knots < length]]))
    head = start + sign * distance
    tail = head - sign * consist.length_m
    middle = (distance[:-1] + distance[1:]) / 2
    ceiling = np.full(len(middle), consist.top_speed_ms)
    for low, high, speed in limits:
        ceiling[(middle > low) & (middle < high)] = np.minimum(ceiling[(middle > low) & (middle < high)], speed)
    weight = weight_n(consist)
    rise = sign * _mean_slope(profile.knots_m, profile.elevation_m, head, tail)
    bend = _mean_slope(profile.curve_knots_m, profile.curve_m, head, tail)
    ahead = head + sign * 0.5
    slope = sign * _mean_slope(profile.knots_m, profile.elevation_m, ahead, head)
    return Course(
        distance_m=distance,
        position_m=head,
        grade_force_n=weight * (rise + bend),
        grade_permille=1000.0 * slope,
        limit_ms=ceiling,
        places=places,
        nodes=tuple(int(n) for n in nodes),
    )


def _grid(stops: Floats, edges: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return nodes at every stop and edge, at most `STEP_M` apart and four to a gap, and the nodes of the stops.

    An edge closer than `NEAR_M` to a stop or to another edge is taken to be there, so that no step is tiny.
    """
    nearest = np.searchsorted(stops, edges).clip(1, len(stops) - 1)
    apart = np.minimum(np.abs(edges - stops[nearest - 1]), np.abs(edges - stops[nearest]))
    away = np.unique(edges[apart > NEAR_M])
    away = away[np.diff(away, prepend=-np.inf) > NEAR_M]
    fixed = np.union1d(stops, away)
    gaps = np.diff(fixed)
    parts = np.maximum(np.ceil(gaps / STEP_M - 1e-9), 4).astype(int)
    nodes = np.concatenate([[0], np.cumsum(parts)])
    within = np.arange(nodes[-1]) - np.repeat(nodes[:-1], parts)
    distance = np.append(np.repeat(fixed[:-1], parts) + np.repeat(gaps / parts, parts) * within, fixed[-1])
    return distance, nodes[np.searchsorted(fixed, stops)]


def _mean_slope(knots: Floats, sums: Floats, head: Floats, tail: Floats) -> Floats:
    """Mean slope between tail and head, exactly, from the running sum; the line's ends are taken as level."""
    return (np.interp(head, knots, sums) - np.interp(tail, knots, sums)) / (head - tail)


def _limits(line: Line, consist: Consist, start: float, sign: int) -> Iterator[tuple[float, float, float]]:
    """Give the limits that bind a train as head distances: each holds until the tail has cleared."""
    for leg in line.legs:
        travel = Direction.INCREASING if leg.sign * sign > 0 else Direction.DECREASING
        for limit in leg.speed_limits:
            if limit.train_class not in ("", consist.train_class) or limit.direction not in (Direction.BOTH, travel):
                continue
            ends = line.span_m(leg.name, limit.from_km, limit.to_km)
            low, high = sorted((end - start) * sign for end in ends)
            yield low, high + consist.length_m, limit.speed_ms
