"""Trains and lines that several tests of the physics share."""

from dataclasses import replace

import headway as hw
from headway.model import Consist, FixedPath, ForcePoint, Gradient, Leg, Line, Locomotive, Place, SpeedLimit, Track, Wagon

LOCO = Locomotive(name="loco", mass_kg=195e3, length_m=22, axles=6, max_effort_n=700e3, power_w=3e6, max_speed_ms=30.0)
WAGON = Wagon(name="wagon", tare_kg=30e3, payload_kg=100e3, length_m=12.0, brake_loaded_n=40e3, brake_empty_n=12e3)
DYNAMIC = (
    ForcePoint(speed_ms=0, force_n=0),
    ForcePoint(speed_ms=3, force_n=300e3),
    ForcePoint(speed_ms=10, force_n=300e3),
    ForcePoint(speed_ms=30, force_n=100e3),
)


def ore_train(locos=2, wagons=60, *, loaded=True, power=3e6, loco=LOCO, wagon=WAGON, **changes):
    """A train of 195 t locomotives and 130 t wagons."""
    settings = {"name": "train", "train_class": "ore", "loaded": loaded, "braking_ms2": 0.2} | changes
    return Consist(locomotives=((replace(loco, power_w=power), locos),), wagons=((wagon, wagons),), **settings)


def line_of(grades, limits=(), km=1.0, places=()):
    """A line of one leg with a place at each end and a gradient per kilometre; more places by name and km."""
    end = len(grades) * km
    two = (Track(name="1", length_m=5000.0), Track(name="2", length_m=5000.0))
    middle = tuple(Place(name=name, km=at, tracks=two) for name, at in places)
    return Line(
        legs=(
            Leg(
                name="leg", km_from=0.0, km_to=end,
                places=(Place(name="A", km=0.0, tracks=two), *middle, Place(name="B", km=end, tracks=two)),
                gradients=tuple(Gradient(from_km=i * km, to_km=(i + 1) * km, grade_permille=g) for i, g in enumerate(grades)),
                speed_limits=tuple(SpeedLimit(from_km=a, to_km=b, speed_ms=v) for a, b, v in limits),
            ),
        )
    )  # fmt: skip


def corridor(line, *consists):
    """A scenario of a line and trains, the first of which runs once a day."""
    path = FixedPath(name="path", consist=consists[0].name, origin="A", destination="B", departs_at_s=8 * 3600.0)
    return hw.Scenario(title="test", line=line, consists=consists, services=(path,))


def run(line, consist, origin="A", destination="B", **how):
    """Run a train over a line."""
    return hw.train_run(corridor(line, consist), consist.name, origin, destination, **how)
