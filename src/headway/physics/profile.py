"""The profile of a line as running sums, so that the work of grades and curves on a whole train is exact.

A train is a row of evenly laden blocks. The force of a grade on it is ``sum c_j E(x - x_j)``. E is the height of the
line, x the head, and ``c_j`` the change of the weight per metre at ``x_j`` behind the head. The work between two
positions of the head is the same sum over the integral of E. Curves add up in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from headway.jit import kernel
from headway.model import Consist, Line
from headway.physics.forces.resistance import CURVE_GRADE_M
from headway.units import GRAVITY_MS2

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RunningSum:
    """A quantity that adds up along a line: linear between knots, level beyond them.

    Parameters
    ----------
    knots_m
        Positions where its slope changes, in rising order.
    sums
        The value at these positions.
    areas
        The integral of the value up to these positions.
    """

    knots_m: Floats
    sums: Floats
    areas: Floats

    @classmethod
    def of(cls, knots_m: Floats, sums: Floats) -> "RunningSum":
        """Integrate a quantity that is given at knots."""
        steps = np.diff(knots_m) * (sums[1:] + sums[:-1]) / 2
        return cls(knots_m, sums, np.concatenate([[0.0], np.cumsum(steps)]))

    @classmethod
    def of_slopes(cls, stretches: Sequence[tuple[float, float, float]], length_m: float) -> "RunningSum":
        """Add up stretches of (from, to, slope), level between them."""
        knots, sums = [0.0], [0.0]
        for low, high, slope in sorted(stretches):
            if low > knots[-1]:
                knots.append(low)
                sums.append(sums[-1])
            if high > knots[-1]:
                sums.append(sums[-1] + slope * (high - knots[-1]))
                knots.append(high)
        if knots[-1] < length_m:
            knots.append(length_m)
            sums.append(sums[-1])
        return cls.of(np.array(knots), np.array(sums))

    def at(self, x_m: Floats) -> Floats:
        """Return the value at positions."""
        return np.interp(x_m, self.knots_m, self.sums)

    def reversed(self, length_m: float, *, rising: bool) -> "RunningSum":
        """Return the sum as met from the other end; a loss (not a height) keeps rising that way."""
        sums = self.sums[-1] - self.sums[::-1] if rising else self.sums[::-1].copy()
        return RunningSum.of(length_m - self.knots_m[::-1], sums)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Height and curve loss [m] along the line as one direction meets it, from its own start."""

    height: RunningSum
    curve: RunningSum
    length_m: float


@cache
def profile_of(line: Line, sign: int) -> Profile:
    """Add up the gradients and curves of all legs, as a train meets them with rising (1) or falling (-1) positions."""
    rises = [
        (*line.span_m(leg.name, g.from_km, g.to_km), g.grade_permille * leg.sign / 1000.0)
        for leg in line.legs
        for g in leg.gradients
    ]
    bends = [(*line.span_m(leg.name, c.from_km, c.to_km), CURVE_GRADE_M / c.radius_m) for leg in line.legs for c in leg.curves]
    height, curve = RunningSum.of_slopes(rises, line.length_m), RunningSum.of_slopes(bends, line.length_m)
    if sign < 0:
        height, curve = height.reversed(line.length_m, rising=False), curve.reversed(line.length_m, rising=True)
    return Profile(height, curve, line.length_m)


def elevation_m(line: Line, position_m: Floats) -> Floats:
    """Return the height of the line at positions [m], above sea level where a place gives its elevation."""
    known = [(x, p.elevation_m) for x, p in zip(line.positions_m, line.places, strict=True) if p.elevation_m is not None]
    height = profile_of(line, 1).height
    datum = known[0][1] - float(height.at(np.array(known[0][0]))) if known else 0.0
    return height.at(position_m) + datum


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weight of a train along its length: changes of the weight per metre [N/m] at places behind its head [m]."""

    behind_m: Floats
    change_n_m: Floats


def weights_of(consist: Consist) -> Weights:
    """Return how the weight of a train is spread along it; every vehicle is evenly laden."""
    ends = np.concatenate([[0.0], np.cumsum([block.length_m for block in consist.blocks])])
    density = [block.vehicle_mass_kg(loaded=consist.loaded) * GRAVITY_MS2 / block.vehicle.length_m for block in consist.blocks]
    return Weights(ends, np.diff([0.0, *density, 0.0]))


def work_j(sums: RunningSum, weights: Weights, head_m: Floats) -> Floats:
    """Return the work against a running sum from the first head position to each [J]; positions must rise."""
    total = np.zeros_like(head_m)
    _add_work(head_m, sums.knots_m, sums.sums, sums.areas, weights.behind_m, weights.change_n_m, total)
    return total - total[0]


@kernel
def _add_work(
    head_m: Floats, knots_m: Floats, sums: Floats, areas: Floats, behind_m: Floats, change_n_m: Floats, total: Floats
) -> None:
    """Add ``change x integral of the sum`` at every joint of the train, in one walk over the knots for each joint."""
    last = knots_m.size - 1
    for j in range(behind_m.size):
        c, k = change_n_m[j], 0
        for i in range(head_m.size):
            x = head_m[i] - behind_m[j]
            if x <= knots_m[0]:
                total[i] += c * sums[0] * (x - knots_m[0])
                continue
            if x >= knots_m[last]:
                total[i] += c * (areas[last] + sums[last] * (x - knots_m[last]))
                continue
            while knots_m[k + 1] < x:
                k += 1
            d = x - knots_m[k]
            slope = (sums[k + 1] - sums[k]) / (knots_m[k + 1] - knots_m[k])
            total[i] += c * (areas[k] + d * (sums[k] + 0.5 * slope * d))


def mean_grade_permille(sums: RunningSum, weights: Weights, head_m: Floats) -> Floats:
    """Return the mean grade under a train, by weight, at head positions [permille]."""
    force = np.sum([c * sums.at(head_m - x) for x, c in zip(weights.behind_m, weights.change_n_m, strict=True)], axis=0)
    weight = -float(weights.change_n_m @ weights.behind_m)
    return 1000.0 * np.asarray(force) / weight
