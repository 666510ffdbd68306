"""The rules of the line: gradients climb to the elevations, limits bind classes that run, and places have a use."""

from collections.abc import Iterator
from itertools import pairwise

from headway.errors import Problem, did_you_mean
from headway.model.rules.parts import Parts
from headway.model.rules.places import block_cutters
from headway.model.services import FixedPath
from headway.model.terminals import Station
from headway.units import exact_sum

_ELEVATION_TOLERANCE_M = 2.0


def profile(parts: Parts) -> Iterator[Problem]:
    """The gradients climb from each known elevation to the next."""
    if parts.line is None or not parts.whole_line:
        return
    heights = {place.name: place.elevation_m for place in parts.line.places}
    for leg in parts.line.legs:
        if not leg.gradients:
            continue
        known = [(p.name, p.km, height) for p in leg.places if (height := heights[p.name]) is not None]
        for (a, a_km, a_m), (b, b_km, b_m) in pairwise(known):
            low, high = sorted((a_km, b_km))
            climb = exact_sum(g.grade_permille * max(0.0, min(g.to_km, high) - max(g.from_km, low)) for g in leg.gradients) * (
                1 if b_km > a_km else -1
            )
            if abs(climb - (b_m - a_m)) > _ELEVATION_TOLERANCE_M:
                yield Problem(
                    f'the gradients climb {climb:.1f} m from "{a}" to "{b}", the elevations {b_m - a_m:.1f} m. '
                    f"Correct one of them (tolerance {_ELEVATION_TOLERANCE_M:g} m)",
                    where=f"legs.{leg.name}.gradients",
                )


def classes(parts: Parts) -> Iterator[Problem]:
    """A speed limit binds a class that some consist has."""
    classes = {consist.train_class for consist in parts.consists.values()}
    if not parts.complete("consists"):
        return
    for leg in parts.line.legs if parts.line else ():
        for name in sorted({limit.train_class for limit in leg.speed_limits if limit.train_class} - classes):
            yield Problem(
                f'a speed limit binds train class "{name}", which no consist has. {did_you_mean(name, classes)}',
                where=f"legs.{leg.name}.speed_limits",
            )


def places(parts: Parts) -> Iterator[Problem]:
    """No place stands on the line only to cut a block in two."""
    if parts.line is None or not (parts.whole_line and parts.complete("consists", "services", "terminals", "fleets")):
        return
    used = {fleet.inspection_at for fleet in parts.fleets.values()}
    used |= {terminal.place for terminal in parts.terminals.values() if isinstance(terminal, Station)}
    for service in parts.services.values():
        used |= {stop.place for stop in service.stops}
        used |= {service.origin, service.destination} if isinstance(service, FixedPath) else set()
    yield from block_cutters(parts.line, parts.consists.values(), used)
