"""Made-up level lines for the benchmarks, with light quick trains or heavy freight trains.

Running times of the light trains are distance over speed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from headway.model import Consist, FixedPath, Leg, Line, Locomotive, Place, Scenario, Section, SpeedLimit, Track, Wagon

_LOCOMOTIVE = Locomotive(name="light", mass_kg=80_000, length_m=20, axles=4, max_effort_n=400_000, power_w=4e6, max_speed_ms=50.0)
_COACH = Wagon(name="coach", tare_kg=40_000, payload_kg=0, length_m=20, max_speed_ms=50.0)
_FREIGHT = Locomotive(
    name="freight", mass_kg=180_000, length_m=22, axles=6, max_effort_n=500_000, power_w=1.8e6, max_speed_ms=30.0
)
_CAR = Wagon(name="car", tare_kg=30_000, payload_kg=100_000, length_m=16.8, max_speed_ms=30.0)
_CARS_A_LOCOMOTIVE = 25
"""With it 0.52 kW a tonne at the rail: 0.78 hp a short ton at the engine, as the unit trains of RailTEC's simulations."""


@dataclass(frozen=True)
class Run:
    """A train: when it is ready [s], which way, how fast [m/s], and how long [m]; or of how many loaded cars."""

    ready_s: int
    rising: bool
    speed_ms: float = 60 / 3.6
    length_m: float = 100.0
    cars: int = 0

    @property
    def kind(self) -> str:
        """The name of its consist."""
        return f"train {self.speed_ms * 3.6:.0f} kmh " + (f"{self.cars} cars" if self.cars else f"{self.length_m:.0f} m")


def corridor(
    kms: Sequence[float],
    runs: Sequence[Run],
    *,
    setting_s: float = 60.0,
    clearing_s: float = 60.0,
    double: Sequence[bool] = (),
    loop_m: Sequence[float] = (),
    tracks: int = 2,
) -> Scenario:
    """Return a scenario of places at some posts, with yards at the ends, and of trains that all count the same.

    Parameters
    ----------
    kms
        Posts of the places.
    runs
        The trains, all from one end to the other.
    setting_s, clearing_s
        Times of the signalling.
    double
        Which sections have two tracks; none by default.
    loop_m
        Usable length of the second track of every place between the ends; all trains fit by default.
    tracks
        Tracks of a place between the ends.
    """
    last = len(kms) - 1
    lengths = {i: loop_m[i - 1] if loop_m else 1_000.0 for i in range(1, last)}
    places = tuple(
        Place(
            name=f"P{i}",
            km=km,
            tracks=tuple(Track(name=str(j + 1), length_m=4_000.0) for j in range(20))
            if i in (0, last)
            else (Track(name="1", length_m=lengths[i]), *(Track(name=str(j), length_m=lengths[i]) for j in range(2, tracks + 1))),
            yard_trains=100 if i in (0, last) else 0,
        )
        for i, km in enumerate(kms)
    )
    sections = tuple(Section(start=f"P{i}", end=f"P{i + 1}", tracks=2) for i, two in enumerate(double) if two)
    fastest = max(run.speed_ms for run in runs)
    leg = Leg(
        name="line",
        km_from=kms[0],
        km_to=kms[-1],
        places=places,
        sections=sections,
        speed_limits=(SpeedLimit(from_km=kms[0], to_km=kms[-1], speed_ms=fastest),),
    )
    kinds = {run.kind: run for run in runs}
    services = tuple(
        FixedPath(
            name=f"{'up' if run.rising else 'down'} {i + 1}",
            consist=run.kind,
            origin="P0" if run.rising else f"P{last}",
            destination=f"P{last}" if run.rising else "P0",
            departs_at_s=float(run.ready_s),
            priority=9,
        )
        for i, run in enumerate(sorted(runs, key=lambda run: run.ready_s))
    )
    return Scenario(
        title=f"{kms[-1] - kms[0]:.0f} km, {len(kms)} places, {len(runs)} trains",
        line=Line(legs=(leg,)),
        setting_s=setting_s,
        clearing_s=clearing_s,
        yard_move_s=60.0,
        locomotives=(_LOCOMOTIVE, _FREIGHT),
        wagons=(_COACH, _CAR),
        consists=tuple(_consist(run) for run in kinds.values()),
        services=services,
    )


def _consist(run: Run) -> Consist:
    locomotive, wagon = (_FREIGHT, _CAR) if run.cars else (_LOCOMOTIVE, _COACH)
    return Consist(
        name=run.kind,
        train_class="train",
        locomotives=((locomotive, -(-run.cars // _CARS_A_LOCOMOTIVE) or 1),),
        wagons=((wagon, run.cars or max(1, round(run.length_m / 20) - 1)),),
        loaded=run.cars > 0,
        braking_ms2=0.2 if run.cars else 1.0,
        max_speed_ms=run.speed_ms,
    )
