"""The result of a train run: times, speeds, forces, energy and fuel, as numbers, a text and a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.about import About, changes_of, nothing_of
from headway.arguments import public
from headway.errors import InputError
from headway.model import Change, Consist, Line
from headway.physics.cautions import cautions
from headway.physics.course import Course
from headway.physics.drive import Log
from headway.physics.driving import Driving, instructions_text, regime_table, regimes_of
from headway.physics.forces import STANDARD_AIR_KG_M3, formulas_of
from headway.physics.profile import elevation_m
from headway.physics.trip import Conditions, Trip
from headway.shown import Shown
from headway.units import GRAVITY_MS2, J_PER_KWH, hours_minutes

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]

_FAR_FROM_STOP_M = 15_000.0


@public
@dataclass(frozen=True, slots=True)
class Sampling:
    """The positions at which a run is kept, besides its totals.

    Parameters
    ----------
    every_m
        Distance between kept positions [m]; places are always kept. 0 keeps every node of the computation, infinity
        only the places.
    """

    every_m: float = 0.0

    def nodes(self, course: Course, halts: Nodes) -> Nodes:
        """Return the nodes to keep from the first halt to the last."""
        first, last = int(halts[0]), int(halts[-1])
        if self.every_m <= 0:
            return np.arange(first, last + 1)
        x = course.distance_m[first : last + 1]
        even = np.arange(x[0], x[-1], self.every_m) if np.isfinite(self.every_m) else np.empty(0)
        places = course.places[(course.places >= first) & (course.places <= last)]
        return np.union1d(first + np.searchsorted(x, even), places)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyUse:
    """Where the work at the wheel went [J].

    Parameters
    ----------
    traction_j
        Work of traction.
    resistance_j, curve_j, grade_j
        Work against resistance on level tangent track, against curves and against grades; falling grades give work
        back.
    braking_j, dynamic_j
        Work taken by all brakes, and the part of it that the dynamic brake took.
    kinetic_j
        Kinetic energy of helpers that left, less that of helpers that joined.
    drawn_j, returned_j
        Energy of electric locomotives, auxiliaries included, drawn from and returned to the contact wire.
    """

    traction_j: float
    resistance_j: float
    curve_j: float
    grade_j: float
    braking_j: float
    dynamic_j: float
    kinetic_j: float = 0.0
    drawn_j: float = 0.0
    returned_j: float = 0.0

    @property
    def given_j(self) -> float:
        """What moved the train: traction, and the height that it lost on balance [J]."""
        return self.traction_j + max(-self.grade_j, 0.0)

    @property
    def unbalanced(self) -> float:
        """The error of the balance, as a share of what moved the train."""
        spent = self.resistance_j + self.curve_j + self.grade_j + self.braking_j + self.kinetic_j
        return (self.traction_j - spent) / self.given_j


@dataclass(frozen=True, kw_only=True, repr=False)
class TrainRun(Shown):
    """The run of a train between two places.

    Arrays have one entry per kept node; forces are means over the step that follows the node (the last is zero).

    Parameters
    ----------
    title, changes
        The title of the scenario, and what was changed in it.
    consist, line, driving, conditions
        The train, its line, how it was driven, and the rail and the air.
    origin, destination
        Names of the first and the last place.
    calls
        Names of the places passed, with their times: ``(place, arrival, departure)`` [s].
    energy
        Where the work at the wheel went.
    fuel_l
        Diesel fuel [L], idling at stops included.
    co2_kg
        Carbon dioxide of diesel and of electricity [kg].
    course, trip, nodes, log
        The course and the trip that were computed, the kept nodes, and the kernel's record of them.
    planned
        The planned regime of the step behind every kept node, as numbers of `least_energy`, where the driver had a
        plan.
    """

    title: str
    changes: tuple[Change, ...]
    consist: Consist
    line: Line
    driving: Driving
    conditions: Conditions
    origin: str
    destination: str
    calls: tuple[tuple[str, float, float], ...]
    energy: EnergyUse
    fuel_l: float
    co2_kg: float
    course: Course
    trip: Trip
    nodes: Nodes
    log: Log
    planned: NDArray[np.uint8] | None = None

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        took = f"{hours_minutes(self.duration_s)}, {self.distance_m / 1000:,.1f} km, {self.driving}"
        return f"{self.train}, {self.origin} - {self.destination}: {took}"

    @property
    def train(self) -> str:
        """Name of the train."""
        return self.consist.name

    @property
    def duration_s(self) -> float:
        """Time from departure to arrival [s]."""
        return self.calls[-1][1]

    @property
    def distance_m(self) -> float:
        """Distance run [m]."""
        return float(self.course.distance_m[self.nodes[-1]] - self.course.distance_m[self.nodes[0]])

    @property
    def energy_j(self) -> float:
        """Work of traction at the wheel [J]."""
        return self.energy.traction_j

    @cached_property
    def position_m(self) -> Floats:
        """Position of the head on the line [m]."""
        return self.course.position_m[self.nodes]

    @cached_property
    def km(self) -> Floats:
        """Official km post of the head."""
        return np.array([self.line.km(float(x)) for x in self.position_m])

    @property
    def time_s(self) -> Floats:
        """Time since the departure, stops included [s]."""
        return self.log.t_s

    @property
    def speed_ms(self) -> Floats:
        """Speed [m/s]."""
        return self.log.v_ms

    @cached_property
    def limit_ms(self) -> Floats:
        """Speed limit; each limit holds until the tail has cleared it [m/s]."""
        limits = self.trip.way.limit_ms
        return limits[np.minimum(self.nodes, limits.size - 1)]

    @cached_property
    def _steps_m(self) -> Floats:
        return np.append(np.diff(self.course.distance_m[self.nodes]), np.inf)

    @cached_property
    def effort_n(self) -> Floats:
        """Effort at the wheel [N]."""
        return self.log.pull_j / self._steps_m

    @cached_property
    def brake_n(self) -> Floats:
        """Force of all brakes at the wheel [N]."""
        return self.log.brake_j / self._steps_m

    @cached_property
    def dynamic_n(self) -> Floats:
        """Force of the dynamic brake [N]."""
        return self.log.dynamic_j / self._steps_m

    @cached_property
    def grade_permille(self) -> Floats:
        """Gradient at the head in the direction of travel."""
        return self.course.grade_permille[self.nodes]

    @cached_property
    def curvature_per_km(self) -> Floats:
        """Curvature at the head: 1,000 over the radius [1/km]."""
        return self.course.curvature_per_km[self.nodes]

    @cached_property
    def ahead_m(self) -> Floats:
        """Distance from the origin [m]."""
        return self.course.distance_m[self.nodes] - self.course.distance_m[self.nodes[0]]

    @cached_property
    def used_kwh(self) -> Floats:
        """Energy at the wheel since the departure [kWh]."""
        return np.concatenate([[0.0], np.cumsum(self.log.pull_j[:-1])]) / J_PER_KWH

    @cached_property
    def mean_grade_permille(self) -> Floats:
        """Mean grade under the train, curves included, over the step that follows."""
        held = np.append(self.trip.way.held_n, 0.0)[self.nodes]
        return 1000.0 * held / (self.consist.mass_kg * GRAVITY_MS2)

    @cached_property
    def elevation_m(self) -> Floats:
        """Height of the line [m]."""
        return elevation_m(self.line, self.position_m)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """What the driver of this run must not count on: restarts that would fail, air brakes not yet recharged."""
        return tuple(cautions(self.line, self.consist, self.course, self.trip, self.log if self._whole else None))

    @property
    def _whole(self) -> bool:
        return self.nodes.size == self.nodes[-1] - self.nodes[0] + 1

    @property
    def instructed(self) -> bool:
        """Whether the run was planned in regimes that the driver is told, and every node is kept."""
        return self.planned is not None and self._whole

    @cached_property
    def hardest(self) -> str:
        """Where the speed falls furthest below the limit while the train pulls and no stop is near."""
        distance = self.course.distance_m[self.nodes]
        stands = distance[self.speed_ms == 0.0]
        nearest = np.searchsorted(stands, distance).clip(1, len(stands) - 1)
        away = np.minimum(np.abs(distance - stands[nearest - 1]), np.abs(stands[nearest] - distance))
        moving = away > _FAR_FROM_STOP_M
        if not moving.any():
            moving = self.speed_ms > 0
        pulling = moving & (self.speed_ms > 1.0) & (self.log.power_m > 0)
        deficit = np.where(pulling, self.limit_ms - self.speed_ms, -np.inf)
        i = int(np.argmax(deficit))
        if deficit[i] < 0.3:
            return "nowhere: it keeps the limit"
        km = self.line.km(float(self.position_m[i]))
        grade = f"{self.mean_grade_permille[i]:+.1f} permille under the train"
        return f"km {km:.1f}: {self.speed_ms[i] * 3.6:.0f} km/h on {grade}"

    @property
    def about(self) -> About:
        """What was run."""
        said = {
            "train": f"{self.train}, {self.origin} - {self.destination}",
            "stops": ", ".join(self._stops()) or "none",
            "driving": str(self.driving),
            "rail": str(self.conditions.rail),
        }
        practice = next((change.by for change in self.changes if change.by), "")
        filled = [("practice", f"{practice}, of which a train alone knows nothing")] if practice else []
        undisturbed = [*nothing_of("a train alone on an open line"), *filled, *changes_of(self.changes)]
        return About(title=self.title, said=(*said.items(), *undisturbed), values=said)

    def _stops(self) -> Iterator[str]:
        """Yield the places where the train stops on the way, each with its dwell."""
        names = dict(zip(self.course.places.tolist(), (place.name for place in self.line.places), strict=True))
        for node, dwell_s in list(zip(self.trip.halts.tolist(), self.trip.dwell_s.tolist(), strict=True))[1:-1]:
            yield f"{names[node]} ({hours_minutes(dwell_s)})" if dwell_s else names[node]

    def summary(self) -> str:
        """Return the run in a few lines."""
        kwh = self.energy_j / J_PER_KWH
        use, mean = self.energy, self.distance_m / self.duration_s
        spent = {"resistance": use.resistance_j, "curves": use.curve_j, "climbing": use.grade_j, "brakes": use.braking_j}
        split = ", ".join(f"{name} {j / use.given_j:.0%}" for name, j in spent.items() if j > 0.0)
        fallen = f", of which {-use.grade_j / use.given_j:.0%} from the fall of the line" if use.grade_j < 0 else ""
        lines = [
            f"{self.train}: {self.origin} - {self.destination}, {self.distance_m / 1000:,.1f} km",
            f"  time         {hours_minutes(self.duration_s)} ({self.driving})",
            f"  mean speed   {mean * 3.6:.1f} km/h, highest {self.speed_ms.max() * 3.6:.1f} km/h",
            f"  energy       {kwh:,.0f} kWh at the wheel ({kwh / self.distance_m * 1000:.1f} kWh/km)",
            f"  spent on     {split}{fallen}",
        ]
        if use.drawn_j > 0:
            back = f", {use.returned_j / J_PER_KWH:,.0f} kWh returned" if use.returned_j > 0 else ""
            lines.append(f"  electricity  {use.drawn_j / J_PER_KWH:,.0f} kWh drawn{back}")
        if self.fuel_l > 0:
            per_gross = self.fuel_l / (self.consist.mass_kg * self.distance_m) * 1e9
            lines.append(f"  fuel         {self.fuel_l:,.0f} L ({per_gross:.2f} L per 1,000 gross t-km)")
        if self.co2_kg > 0:
            lines.append(f"  CO2          {self.co2_kg / 1000:,.1f} t")
        air = self.conditions.air * STANDARD_AIR_KG_M3
        lines.append(
            f"  resistance   {formulas_of(self.consist)} x {self.consist.resistance_factor:.2f}, air {air:.3f} kg/m3, "
            f"{self.conditions.rail} rail"
        )
        lines.append(f"  hardest      {self.hardest}")
        return "\n".join([*lines, *(f"  caution      {text}" for text in self.cautions), *self.about.lines(12)])

    def to_frame(self) -> pl.DataFrame:
        """Return the run as a table, one row per kept node, units in the names."""
        return pl.DataFrame(
            {
                "position_m": self.position_m,
                "km": self.km,
                "time_s": self.time_s,
                "speed_km_h": self.speed_ms * 3.6,
                "limit_km_h": self.limit_ms * 3.6,
                "effort_kn": self.effort_n / 1000,
                "brake_kn": self.brake_n / 1000,
                "dynamic_brake_kn": self.dynamic_n / 1000,
                "grade_permille": self.grade_permille,
                "elevation_m": self.elevation_m,
                "energy_kwh": self.used_kwh,
            }
        )

    def regimes(self, *, shortest_m: float = 0.0) -> pl.DataFrame:
        """Return the run as the driver's instructions: from where to where to power, hold, coast and brake.

        Each has its lowest and highest speed, its time without stops, and the mean power at the wheel where the train
        pulls. Where the run was planned (`LeastEnergy`), a hold is a planned one: the driver keeps the speed with as
        much power as the grade takes, with none where it falls enough and all where it rises too much.

        Parameters
        ----------
        shortest_m
            Power, hold and coasting that take turns over less than this become one hold [m].

        Raises
        ------
        InputError
            If the run was sampled at chosen positions only.
        """
        if not self._whole:
            raise InputError(["the regimes of a run need every node of it. Run it with sampling=Sampling()"])
        found = regimes_of(self.log, self.ahead_m, shortest_m, self.planned)
        km = [np.array([self._km_at(x) for x in ends]) for ends in zip(*(piece[1:] for piece in found), strict=True)]
        stood = [dwell * (self.nodes >= halt) for halt, dwell in zip(self.trip.halts, self.trip.dwell_s, strict=True)]
        return regime_table(found, km, self.ahead_m, self.speed_ms, self.time_s - np.sum(stood, axis=0), self.log.pull_j)

    def instructions(self) -> str:
        """Return the regimes as lines of text for the driver; see `regimes`."""
        return instructions_text(self.regimes())

    def _km_at(self, ahead_m: float) -> float:
        distance_m = ahead_m + float(self.course.distance_m[self.nodes[0]])
        return self.line.km(distance_m if self.course.sign > 0 else self.line.length_m - distance_m)
