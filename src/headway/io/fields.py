"""How a field of the model is written in a file: keys, units, texts. Reading and writing share it.

The keys of a file are the fields of the model's dataclasses. A field that ends in an SI unit is a
quantity: ``length_m`` may be written ``length_m: 2135``, ``length_km: 2.135`` or ``length: 2135 m``.
"""

import dataclasses
import re
from functools import cache
from typing import Any, get_type_hints

from headway.model import Track
from headway.model.line import MOST_TRACKS
from headway.model.ranges import fault_of_range
from headway.model.weekdays import DAYS
from headway.units import dimension_of, key_suffix, parse_quantity, spelled, units_of

WEEKDAYS = tuple(day[:3] for day in DAYS)
_TRACKS = re.compile(r"(?:(\d+)\s*[xX]\s*)?(.+)")
_DIGITS_OF_A_COUNT = 9


@dataclasses.dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a model class, and the keys under which a file may give it."""

    name: str
    hint: Any
    required: bool
    base: str
    dimension: str

    @property
    def is_clock(self) -> bool:
        """Whether the field is a time of day, written HH:MM."""
        return self.dimension == "s" and self.base.endswith("_at")

    @property
    def keys(self) -> dict[str, str]:
        """The keys that are allowed, each with its unit; the bare key has none, since its value carries the unit."""
        if not self.dimension:
            return {self.name: ""}
        keys = {self.base + key_suffix(unit): unit for unit in units_of(self.dimension)}
        return {self.base: "", **keys} if not self.is_clock else {self.base: ""}

    @property
    def usual_key(self) -> str:
        """The key that a new file would use."""
        return self.base if self.is_clock or not self.dimension else self.base + key_suffix(units_of(self.dimension)[0])


@cache
def fields_of(cls: type) -> dict[str, FieldSpec]:
    """Return the fields of a model class by name."""
    hints = get_type_hints(cls)
    found: dict[str, FieldSpec] = {}
    for field in dataclasses.fields(cls):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        base, dimension = dimension_of(field.name) or (field.name, "")
        found[field.name] = FieldSpec(field.name, hints[field.name], required, base, dimension)
    return found


@cache
def keys_of(cls: type) -> dict[str, tuple[FieldSpec, str]]:
    """Return every key that a file may use for a class, with its field and its unit."""
    return {key: (spec, unit) for spec in fields_of(cls).values() for key, unit in spec.keys.items()}


def parse_tracks(text: str) -> tuple[Track, ...]:
    """Read the tracks of a place from a short text such as ``2 x 2500 m, 800 m``.

    Raises
    ------
    ValueError
        If it cannot be understood.
    """
    lengths: list[float] = []
    for part in text.split(","):
        match = _TRACKS.fullmatch(spelled(part).strip())
        if match is None:
            raise ValueError(f'"{text[:60]}" does not list tracks. Write, for example, "2 x 2500 m, 800 m"')
        count = int((match[1] or "1")[:_DIGITS_OF_A_COUNT])
        if not 1 <= len(lengths) + count <= MOST_TRACKS:
            raise ValueError(f'"{text[:60]}": {len(lengths) + count:,} tracks; a place has 1 to {MOST_TRACKS}')
        try:
            length_m = parse_quantity(match[2], "m")
        except ValueError as error:
            raise ValueError(f'"{text[:60]}" does not list tracks: {error} A list is "2 x 2500 m, 800 m"') from error
        if fault := fault_of_range(Track, "length_m", length_m):
            raise ValueError(f'"{text[:60]}": {fault}')
        lengths += [length_m] * count
    return tuple(Track(name=str(i + 1), length_m=length) for i, length in enumerate(lengths))


def write_tracks(tracks: tuple[Track, ...]) -> str | None:
    """Return the short text for tracks; None if the tracks have names of their own."""
    if any(track.name != str(i + 1) for i, track in enumerate(tracks)):
        return None
    groups: list[tuple[float, int]] = []
    for track in tracks:
        if groups and groups[-1][0] == track.length_m:
            groups[-1] = (track.length_m, groups[-1][1] + 1)
        else:
            groups.append((track.length_m, 1))
    text = ", ".join(f"{n} x {length:g} m" if n > 1 else f"{length:g} m" for length, n in groups)
    return text if parse_tracks(text) == tracks else None
