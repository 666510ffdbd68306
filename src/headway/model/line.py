"""The line: legs with official km posts, places with tracks, and the sections between them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from headway.errors import InputError, Problem, did_you_mean, require
from headway.model.checked import checked
from headway.model.naming import composed
from headway.model.profile import Curve, Gradient, SpeedLimit, Stretch

_KM = 1_000.0
_CLOSE_KM = 1e-6

MOST_TRACKS = 100
"""Most running tracks of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Track:
    """A running track of a place on which a train can stand.

    Parameters
    ----------
    name
        What the track is called at its place.
    length_m
        Usable length: the longest train that may wait here, clear of the turnouts [m].
    """

    name: str
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Place:
    """A station, a passing loop, a yard or a junction: where trains may wait, meet, start and end.

    Parameters
    ----------
    name
        Official name.
    km
        Official km post, on the leg that lists the place [km].
    tracks
        The running tracks, the main track first. One track makes a plain block post: no trains meet there.
    elevation_m
        Height above sea level [m]; the profile must agree with it where it is given.
    yard_trains
        How many trains can stand clear of the running tracks, in the yard of a terminal or depot.
    yard_move_s
        Time that a train which begins or ends here stands on a running track on its way from or to the yard, 1 or more;
        at a junction, from or to the other line [s]. None: as everywhere, see `Scenario`.
    turnout_speed_ms
        Highest speed of a train that enters or leaves the track on which it stops here [m/s]. None: as everywhere, see
        `Scenario`.
    latitude, longitude
        Where it lies on the earth, for maps and exports [degrees north and east]; both or neither.
    """

    name: str
    km: float
    tracks: tuple[Track, ...] = (Track(name="1", length_m=750.0),)
    elevation_m: float | None = None
    yard_trains: int = 0
    yard_move_s: float | None = None
    turnout_speed_ms: float | None = None
    latitude: float | None = None
    longitude: float | None = None

    def __post_init__(self) -> None:
        require(
            (1 <= len(self.tracks) <= MOST_TRACKS, f'tracks: place "{self.name}" needs 1 to {MOST_TRACKS} tracks'),
            (
                (self.latitude is None) == (self.longitude is None),
                f'latitude, longitude: place "{self.name}" needs both or neither',
            ),
            (
                len({t.name for t in self.tracks}) == len(self.tracks),
                f'tracks: two tracks of "{self.name}" have the same name',
            ),
        )

    @property
    def longest_track_m(self) -> float:
        """The longest train that may wait here [m]."""
        return max(track.length_m for track in self.tracks)


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Section:
    """The line between two neighbouring places.

    Parameters
    ----------
    start, end
        The names of the two places, in the order of the leg.
    tracks
        Number of parallel tracks; each may be used in either direction.
    signals_km
        Km posts of intermediate signals: trains of one direction may follow each other block by block.
    """

    start: str
    end: str
    tracks: int = 1
    signals_km: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """The name planners use: ``Abadla - Hammaguir``."""
        return f"{self.start} - {self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Leg:
    """A stretch of line with one run of km posts.

    Parameters
    ----------
    km_from, km_to
        The posts of its two ends; ``km_to`` may be the lower one.
    places
        From ``km_from`` to ``km_to``; the first and the last stand at the two ends.
    sections
        Only those that differ from plain single track between neighbours.
    gradients
        Without gap or overlap over the whole leg; none at all for a level leg.
    curves, speed_limits
        Where there are any.
    """

    name: str
    km_from: float
    km_to: float
    places: tuple[Place, ...]
    sections: tuple[Section, ...] = ()
    gradients: tuple[Gradient, ...] = ()
    curves: tuple[Curve, ...] = ()
    speed_limits: tuple[SpeedLimit, ...] = ()

    def __post_init__(self) -> None:
        problems = [*self._bad_places(), *self._bad_stretches(), *self._bad_gradients(), *self._bad_sections()]
        if problems:
            raise InputError(problems)

    @property
    def length_m(self) -> float:
        """Length of the leg [m]."""
        return abs(self.km_to - self.km_from) * _KM

    @property
    def sign(self) -> int:
        """1 where km posts rise along the line, -1 where they fall."""
        return 1 if self.km_to >= self.km_from else -1

    def offset_m(self, km: float) -> float:
        """Return the distance of a km post from the start of the leg [m]."""
        return (km - self.km_from) * self.sign * _KM

    def covers(self, km: float) -> bool:
        """Tell whether a km post lies on the leg."""
        low, high = sorted((self.km_from, self.km_to))
        return low - _CLOSE_KM <= km <= high + _CLOSE_KM

    def _bad_places(self) -> list[Problem]:
        span = f"km {self.km_from:g} to {self.km_to:g}"
        if self.km_from == self.km_to:
            return [Problem("a leg needs two different ends", where="km_to")]
        if len(self.places) < 2:
            return [Problem(f'leg "{self.name}" needs a place at each end', where="places")]
        problems = [
            Problem(
                f'place "{p.name}" at km {p.km:g} is off the line, which runs from {span}. Correct its km or the leg',
                where=f"places.{p.name}",
            )
            for p in self.places
            if not self.covers(p.km)
        ]
        on_line = [p for p in self.places if self.covers(p.km)]
        for a, b in pairwise(on_line):
            if self.offset_m(b.km) <= self.offset_m(a.km):
                problems.append(
                    Problem(
                        f'"{b.name}" (km {b.km:g}) must come after "{a.name}" (km {a.km:g}); sort the places by km',
                        where=f"places.{b.name}",
                    )
                )
        for end, km in ((on_line[:1], self.km_from), (on_line[-1:], self.km_to)):
            if end and abs(end[0].km - km) > _CLOSE_KM:
                problems.append(Problem(f"no place stands at the leg's end, km {km:g}; add one there", where="places"))
        return problems

    def _bad_stretches(self) -> list[Problem]:
        groups: dict[str, tuple[Stretch, ...]] = {
            "gradients": self.gradients,
            "curves": self.curves,
            "speed_limits": self.speed_limits,
        }
        return [
            Problem(
                f"km {s.from_km:g} to {s.to_km:g} reaches beyond the leg (km {self.km_from:g} to {self.km_to:g}). Cut it",
                where=f"{kind}.{number}",
            )
            for kind, stretches in groups.items()
            for number, s in enumerate(stretches)
            if not (self.covers(s.from_km) and self.covers(s.to_km))
        ]

    def _bad_gradients(self) -> list[Problem]:
        if not self.gradients:
            return []
        ordered = sorted(self.gradients, key=lambda g: g.from_km)
        low, high = sorted((self.km_from, self.km_to))
        ends = [(low, ordered[0].from_km)]
        ends += [(a.to_km, b.from_km) for a, b in pairwise(ordered)]
        ends += [(ordered[-1].to_km, high)]
        return [
            Problem(
                f"{'gap' if b > a else 'overlap'} between km {min(a, b):g} and {max(a, b):g}. "
                "Gradients must cover the leg once; write 0 for level track",
                where="gradients",
            )
            for a, b in ends
            if abs(a - b) > _CLOSE_KM
        ]

    def _bad_sections(self) -> list[Problem]:
        neighbours = {(a.name, b.name): (a.km, b.km) for a, b in pairwise(self.places)}
        problems: list[Problem] = []
        seen: set[str] = set()
        for number, section in enumerate(self.sections):
            ends = neighbours.get((section.start, section.end))
            where = f"sections.{number}"
            if section.name in seen:
                problems.append(Problem(f'section "{section.name}" is given twice; keep one', where=where))
            seen.add(section.name)
            if ends is None:
                problems.append(
                    Problem(f'"{section.name}" does not join two neighbouring places of leg "{self.name}"', where=where)
                )
            elif not all(min(ends) < km < max(ends) for km in section.signals_km):
                problems.append(Problem(f"signals_km must lie between km {ends[0]:g} and {ends[1]:g}", where=where))
        return problems


@dataclass(frozen=True, kw_only=True)
@checked
class Line:
    """A chain of legs; the last place of one leg is the first place of the next.

    A position is a distance from the start of the line [m]. Places and sections are numbered from there.
    """

    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if not self.legs:
            problems.append(Problem("a line needs at least one leg", where="legs"))
        for a, b in pairwise(self.legs):
            if a.places[-1].name != b.places[0].name:
                problems.append(
                    Problem(
                        f'leg "{a.name}" ends at "{a.places[-1].name}" but leg "{b.name}" starts at '
                        f'"{b.places[0].name}". Legs must form a chain',
                        where=f"legs.{b.name}",
                    )
                )
            else:
                problems += _contradictions(a, b)
        names = [p.name for leg in self.legs for p in leg.places]
        joints = [b.places[0].name for b in self.legs[1:]]
        for joint in joints:
            if joint in names:
                names.remove(joint)
        problems += [
            Problem(
                f'place "{name}" is listed more than once; names must be unique',
                where=f"legs.{self._last_leg(name)}.places.{name}",
            )
            for name in sorted({n for n in names if names.count(n) > 1})
        ]
        if problems:
            raise InputError(problems)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # A line of a thousand gradients is the key of many caches, so its hash is computed once.
        return hash(self.legs)

    def _last_leg(self, place: str) -> str:
        return next(leg.name for leg in reversed(self.legs) if any(p.name == place for p in leg.places))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place once, from the start of the line; a joint has the km post of the leg that begins there."""
        joints = [_joined(a.places[-1], b.places[0]) for a, b in pairwise(self.legs)]
        starts = [self.legs[0].places[0], *joints]
        first = [p for leg, start in zip(self.legs, starts, strict=True) for p in (start, *leg.places[1:-1])]
        return (*first, self.legs[-1].places[-1])

    @cached_property
    def positions_m(self) -> tuple[float, ...]:
        """Position of every place [m]."""
        first = [s + leg.offset_m(p.km) for leg, s in zip(self.legs, self.starts_m, strict=True) for p in leg.places[:-1]]
        return (*first, self.length_m)

    @cached_property
    def starts_m(self) -> tuple[float, ...]:
        """Position of the start of every leg [m]."""
        # Added up leg by leg, so that a post at the end of a leg lies exactly where the next leg starts.
        return tuple(accumulate((leg.length_m for leg in self.legs[:-1]), initial=0.0))

    @cached_property
    def length_m(self) -> float:
        """Length of the line [m]."""
        return self.starts_m[-1] + self.legs[-1].length_m

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The section between each place and the next."""
        listed = {(s.start, s.end): s for leg in self.legs for s in leg.sections}
        return tuple(listed.get((a.name, b.name)) or Section(start=a.name, end=b.name) for a, b in pairwise(self.places))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {place.name: i for i, place in enumerate(self.places)}

    def index(self, place: str) -> int:
        """Return the number of a place along the line; an `InputError` offers the nearest name."""
        if place not in self._index:
            place = composed(place)
        if place not in self._index:
            raise InputError([f'"{place}" is not a place of the line. {did_you_mean(place, self._index)}'])
        return self._index[place]

    def place(self, name: str) -> Place:
        """Return a place by its name."""
        return self.places[self.index(name)]

    def position_m(self, place: str) -> float:
        """Return the position of a place [m]."""
        return self.positions_m[self.index(place)]

    def leg(self, name: str) -> Leg:
        """Return a leg by its name."""
        for leg in self.legs:
            if leg.name == name:
                return leg
        raise InputError([f'"{name}" is not a leg. {did_you_mean(name, (leg.name for leg in self.legs))}'])

    def leg_of_section(self, section: int) -> Leg:
        """Return the leg in which a section lies."""
        return self.legs[bisect_right(self.starts_m, self.positions_m[section]) - 1]

    def span_m(self, leg: str, from_km: float, to_km: float) -> tuple[float, float]:
        """Return a stretch of km posts as positions, the lower one first [m]."""
        number = self.legs.index(self.leg(leg))
        ends = (self.legs[number].offset_m(km) + self.starts_m[number] for km in (from_km, to_km))
        low, high = sorted(ends)
        return low, high

    def signals_m(self, section: int) -> tuple[float, ...]:
        """Return the positions of a section's intermediate signals [m]."""
        leg = self.leg_of_section(section).name
        return tuple(sorted(self.span_m(leg, km, km)[0] for km in self.sections[section].signals_km))

    def sections_between(self, low_m: float, high_m: float) -> list[int]:
        """Return the sections that a stretch of the line touches."""
        return [i for i, (a, b) in enumerate(pairwise(self.positions_m)) if a < high_m and b > low_m]

    def km(self, position_m: float) -> float:
        """Return the official km post at a position."""
        number = max(0, bisect_right(self.starts_m, position_m) - 1)
        leg = self.legs[number]
        return leg.km_from + leg.sign * (position_m - self.starts_m[number]) / _KM


_WHERE_GIVEN = ("elevation_m", "yard_move_s", "turnout_speed_ms", "latitude", "longitude")
"""Fields that only one of the two legs of a joint need state."""


def _joined(ends: Place, begins: Place) -> Place:
    """Return the place that two legs share, with what either leg states of it."""
    missing = [name for name in _WHERE_GIVEN if getattr(begins, name) is None]
    return replace(begins, **{name: getattr(ends, name) for name in missing})


def _contradictions(before: Leg, after: Leg) -> Iterator[Problem]:
    """Two legs must state the same of the place that they share; only its km post may differ."""
    ends, begins = before.places[-1], after.places[0]
    for name, alike in (("tracks", _tracks), ("yard_trains", str), *((name, str) for name in _WHERE_GIVEN)):
        one, other = getattr(ends, name), getattr(begins, name)
        if one != other and not (name in _WHERE_GIVEN and None in (one, other)):
            yield Problem(
                f'"{begins.name}" has {name} {alike(one)} in leg "{before.name}", where it ends, and {alike(other)} in leg '
                f'"{after.name}", where it begins, but is one place. Write the same in both',
                where=f"legs.{after.name}.places.{begins.name}.{name}",
            )


def _tracks(tracks: tuple[Track, ...]) -> str:
    return ", ".join(f"{track.name} ({track.length_m:g} m)" for track in tracks)
