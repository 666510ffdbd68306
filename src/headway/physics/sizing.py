"""What a train can do: ruling grade, balancing speed, trailing load."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from headway.arguments import public
from headway.io import scenario_of
from headway.model import Consist, Locomotive, Scenario
from headway.physics.course import course
from headway.physics.forces import DV_MS, Davis, effort_n, traction, vehicle_resistance
from headway.physics.profile import mean_grade_permille, profile_of, weights_of
from headway.physics.trip import Conditions
from headway.units import GRAVITY_MS2, exact_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingGrade:
    """The steepest mean grade under a train, curves included [permille], and the km post of its head there."""

    grade_permille: float
    km: float


@public
def ruling_grade(scenario: Scenario | str | Path, train: str, origin: str, destination: str) -> RulingGrade:
    """Return the ruling grade of a train from one place to another.

    Parameters
    ----------
    scenario, train
        The corridor and the name of a consist.
    origin, destination
        Names of places.

    Raises
    ------
    InputError
        If a name is unknown.
    """
    scenario = scenario_of(scenario)
    line, consist = scenario.line, scenario.consist(train)
    first, last = line.index(origin), line.index(destination)
    way = course(line, consist, 1 if last > first else -1)
    profile, weights = profile_of(line, way.sign), weights_of(consist)
    head_m = way.distance_m[way.node(first) : way.node(last) + 1]
    grade = mean_grade_permille(profile.height, weights, head_m) + mean_grade_permille(profile.curve, weights, head_m)
    i = int(np.argmax(grade))
    return RulingGrade(grade_permille=float(grade[i]), km=line.km(float(way.position_m[way.node(first) + i])))


@public
def balancing_speed(consist: Consist, grade_permille: float = 0.0, *, conditions: Conditions | None = None) -> float:
    """Return the speed at which effort and resistance are equal on an even grade [m/s].

    Design speed and limits do not count.

    Parameters
    ----------
    consist
        The train.
    grade_permille
        Mean grade under the train; curves may be added as 700 / radius.
    conditions
        Rail and air.

    Returns
    -------
    float
        The highest such speed; 0 if the train cannot keep moving at all.
    """
    conditions = conditions or Conditions()
    train = traction(consist, rail=conditions.rail, air=conditions.air)
    held_n = consist.mass_kg * GRAVITY_MS2 * grade_permille / 1000.0

    def spare_n(v_ms: float) -> float:
        speed = np.array([v_ms])
        effort = exact_sum(float(n * effort_n(loco, speed, conditions.rail)[0]) for loco, n in consist.locomotive_blocks)
        return effort - train.a_n[0] - (train.b_ns[0] + train.c_ns2[0] * v_ms) * v_ms - held_n

    speeds = np.arange(DV_MS, 300.0, DV_MS)
    above = next((v for v in speeds[::-1] if spare_n(float(v)) >= 0), None)
    if above is None:
        return 0.0
    low, high = float(above), float(above) + DV_MS
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if spare_n(middle) >= 0 else (low, middle)
    return low


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailingLoad:
    """The most that the locomotives of a train can haul.

    Parameters
    ----------
    wagons
        Number of whole wagons, in the train's own mix.
    trailing_kg
        Mass of these wagons.
    per_locomotive_kg
        Mass per locomotive.
    """

    wagons: int
    trailing_kg: float
    per_locomotive_kg: float


@public
def trailing_load(
    consist: Consist, grade_permille: float, speed_ms: float = 2.8, *, conditions: Conditions | None = None
) -> TrailingLoad:
    """Return the most that the locomotives of a train can haul up an even grade at a speed.

    ``wagons = (effort - locomotives) / wagon``, where ``locomotives`` and ``wagon`` are resistance and weight on the
    grade, of all locomotives and of one wagon.

    Parameters
    ----------
    consist
        The train; its wagons, laden as they are, are the ones to haul.
    grade_permille
        Mean grade under the train, curves included.
    speed_ms
        Lowest speed on the grade [m/s]; 10 km/h by default.
    conditions
        Rail and air.
    """
    conditions = conditions or Conditions()
    effort = locomotives = wagons = wagon_kg = 0.0
    count = 0
    for i, block in enumerate(consist.blocks):
        mass_kg = block.vehicle_mass_kg(loaded=consist.loaded)
        one = vehicle_resistance(block, consist, leading=False, air=conditions.air)
        lead = vehicle_resistance(block, consist, leading=True, air=conditions.air) if i == 0 else one
        held = _held_n(one, consist, speed_ms, mass_kg, grade_permille)
        if isinstance(block.vehicle, Locomotive):
            effort += block.number * float(effort_n(block.vehicle, np.array([speed_ms]), conditions.rail)[0])
            locomotives += (block.number - 1) * held + _held_n(lead, consist, speed_ms, mass_kg, grade_permille)
        else:
            wagons += block.number * held
            wagon_kg += block.number * mass_kg
            count += block.number
    number = max(int((effort - locomotives) / (wagons / count) + 1e-9), 0) if count and wagons > 0 else 0
    trailing = number * wagon_kg / max(count, 1)
    return TrailingLoad(wagons=number, trailing_kg=trailing, per_locomotive_kg=trailing / consist.locomotive_count)


def _held_n(davis: Davis, consist: Consist, speed_ms: float, mass_kg: float, grade_permille: float) -> float:
    """Return the resistance and the weight on a grade of one vehicle [N]."""
    return consist.resistance_factor * davis.at(speed_ms) + mass_kg * GRAVITY_MS2 * grade_permille / 1000.0
