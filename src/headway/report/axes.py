"""The axes of a train graph: stretches of line by name, each with positions of its own."""

from dataclasses import dataclass
from itertools import pairwise

from headway.errors import InputError, did_you_mean
from headway.model import Place, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A run of places that a train graph shows above one another.

    Whatever a graph shows belongs to an axis by its name, with positions on it; so nothing that draws a graph has to know how
    many lines there are, or how they hang together.

    Parameters
    ----------
    name
        Of the corridor or the leg.
    places
        The places, from the start of the axis.
    positions_km
        Their distances from the start of the axis [km], rising.
    """

    name: str
    places: tuple[Place, ...]
    positions_km: tuple[float, ...]

    @property
    def length_km(self) -> float:
        """Length of the axis [km]."""
        return self.positions_km[-1]

    def positions(self) -> dict[str, float]:
        """Return the position of every place by its name [km]."""
        return {place.name: km for place, km in zip(self.places, self.positions_km, strict=True)}

    def neighbours(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return for the ends of every section, in both orders, where they lie on the axis [km]."""
        found: dict[tuple[str, str], tuple[float, float]] = {}
        for (a, x), (b, y) in pairwise(zip(self.places, self.positions_km, strict=True)):
            found[a.name, b.name] = x, y
            found[b.name, a.name] = y, x
        return found

    def labels(self, least_share: float) -> list[tuple[float, str]]:
        """Return (position, label) of the places that have room for a label, the larger ones first.

        Parameters
        ----------
        least_share
            The room that a label takes, as a share of the axis.
        """
        order = sorted(
            zip(self.positions_km, self.places, strict=True),
            key=lambda at: (-at[1].yard_trains, at[1].elevation_m is None, -len(at[1].tracks), at[0]),
        )
        chosen: list[tuple[float, str]] = []
        for km, place in order:
            if all(abs(km - other) >= least_share * self.length_km for other, _ in chosen):
                chosen.append((km, _label(km, place.name)))
        return sorted(chosen)


def corridor(scenario: Scenario) -> Axis:
    """Return the whole line of a scenario, all its legs one after another, as one axis."""
    line = scenario.line
    name = f"{line.places[0].name} - {line.places[-1].name}"
    return Axis(name=name, places=line.places, positions_km=tuple(x / 1000 for x in line.positions_m))


def legs(scenario: Scenario) -> tuple[Axis, ...]:
    """Return every leg of a scenario as an axis of its own."""
    return tuple(
        Axis(name=leg.name, places=leg.places, positions_km=tuple(leg.offset_m(place.km) / 1000 for place in leg.places))
        for leg in scenario.line.legs
    )


def axis_of(scenario: Scenario, name: str) -> Axis:
    """Return an axis by its name: the corridor for an empty text, otherwise a leg.

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


def room_between(times: list[float], least: float) -> list[float]:
    """Move moments apart by as much as their labels need, each as little as can be, and keep their order.

    Parameters
    ----------
    times
        Where the labels should stand, sorted.
    least
        The room that a label takes.

    Returns
    -------
    list of float
        Where they stand: neighbours at least that far apart. Labels that touch form a group around the mean of where its members
        should stand.

    Examples
    --------
    >>> room_between([0.0, 1.0, 50.0], 10.0)
    [-4.5, 5.5, 50.0]
    """
    # Pool adjacent violators: what each label would have without the room of those before it must not fall.
    groups: list[tuple[float, int]] = []
    for number, time in enumerate(times):
        mean, count = time - number * least, 1
        while groups and groups[-1][0] > mean:
            before, members = groups.pop()
            mean, count = (before * members + mean * count) / (members + count), members + count
        groups.append((mean, count))
    found = [mean for mean, count in groups for _ in range(count)]
    return [place + number * least for number, place in enumerate(found)]


def _label(km: float, name: str) -> str:
    """Return a name with its distance, unless the name says it already."""
    number = f"{km:,.0f}"
    return name if number in name.split() else f"{name}  {number}"
