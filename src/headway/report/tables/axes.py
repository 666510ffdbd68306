"""The axes of a train graph: named stretches of line, each with positions of its own."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from headway.errors import InputError, did_you_mean
from headway.model import Place, Scenario
from headway.report.tables.labels import spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A run of places that a train graph shows one above another.

    Whatever a graph shows belongs to an axis, named by it, with positions on it. So the code that draws a graph need
    not know how many lines there are, or how they are connected.

    Parameters
    ----------
    name
        Name of the corridor or the leg.
    places
        The places, from the start of the axis.
    positions_km
        Distances of the places from the start of the axis, rising [km].
    """

    name: str
    places: tuple[Place, ...]
    positions_km: tuple[float, ...]

    @property
    def length_km(self) -> float:
        """Length of the axis [km]."""
        return self.positions_km[-1]

    def positions(self) -> dict[str, float]:
        """Return the position of every place, by its name [km]."""
        return {place.name: km for place, km in zip(self.places, self.positions_km, strict=True)}

    def neighbours(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return where the two ends of every section lie on the axis, for both orders of the ends [km]."""
        found: dict[tuple[str, str], tuple[float, float]] = {}
        for (a, x), (b, y) in pairwise(zip(self.places, self.positions_km, strict=True)):
            found[a.name, b.name] = x, y
            found[b.name, a.name] = y, x
        return found

    def labels(self, room_km: float, reach_km: float) -> list["PlaceLabel"]:
        """Return the names of the places that have room; where there is too little, the larger places keep theirs.

        Parameters
        ----------
        room_km
            Space that a label takes along the axis [km].
        reach_km
            How far a label may stand from its place [km].
        """
        sizes = [(-place.yard_trains, place.elevation_m is None, -len(place.tracks)) for place in self.places]
        order = {size: rank for rank, size in enumerate(sorted(set(sizes)))}
        at = spread(self.positions_km, room_km, reach=reach_km, rank=[order[size] for size in sizes])
        return [
            PlaceLabel(km, stands, _label(km, place.name))
            for km, stands, place in zip(self.positions_km, at, self.places, strict=True)
            if stands is not None
        ]


class PlaceLabel(NamedTuple):
    """The name of a place beside an axis: where the place is [km], where the name stands [km], and its text."""

    km: float
    stands_km: float
    text: str


def corridor(scenario: Scenario) -> Axis:
    """Return the whole line of a scenario, with all its legs one after another, as one axis."""
    line = scenario.line
    name = f"{line.places[0].name} - {line.places[-1].name}"
    return Axis(name=name, places=line.places, positions_km=tuple(x / 1000 for x in line.positions_m))


def legs(scenario: Scenario) -> tuple[Axis, ...]:
    """Return every leg of a scenario as an axis of its own."""
    return tuple(
        Axis(name=leg.name, places=leg.places, positions_km=tuple(leg.offset_m(place.km) / 1000 for place in leg.places))
        for leg in scenario.line.legs
    )


def ways(scenario: Scenario) -> tuple[Axis, ...]:
    """Return every way through a line that can be drawn: the corridor, and its legs where there are several."""
    parts = legs(scenario)
    return (corridor(scenario), *(parts if len(parts) > 1 else ()))


def axis_of(scenario: Scenario, name: str) -> Axis:
    """Return an axis by its name: the corridor for an empty name, else a leg.

    Raises
    ------
    InputError
        If no leg has this name.
    """
    whole = corridor(scenario)
    known = {axis.name: axis for axis in (whole, *legs(scenario))}
    if not name:
        return whole
    if name not in known:
        raise InputError([f'axis: "{name}" is not a leg of the line. {did_you_mean(name, known)}'])
    return known[name]


def _label(km: float, name: str) -> str:
    """Return a name with its distance, unless the name says it already."""
    number = f"{km:,.0f}"
    return name if number in name.split() else f"{name}  {number}"
