"""The rule for places by themselves: no place stands on the line only to cut a block in two."""

from collections.abc import Iterable, Iterator

from headway.errors import Problem
from headway.model.consist import Consist
from headway.model.line import Line


def block_cutters(line: Line, consists: Iterable[Consist], used: set[str]) -> Iterator[Problem]:
    """A place has a track on which a train or a vehicle can stand, or a train begins, ends or stops there.

    Any other place ends a block where there is no signal, so that trains follow each other too closely. Such places
    come from lines whose km posts jump inside a block, written as two legs, and from turnouts at which nothing ever
    stands.
    """
    trains = list(consists)
    if not trains:
        return
    train_m = min(consist.length_m for consist in trains)
    vehicle_m = min(block.vehicle.length_m for consist in trains for block in consist.blocks)
    joints = {leg.places[0].name: leg.name for leg in line.legs[1:]}
    names = [place.name for place in line.places]
    for number, place in enumerate(line.places[1:-1], start=1):
        least, what = (train_m, "shortest train") if place.name in joints else (vehicle_m, "shortest vehicle")
        if len(place.tracks) > 1 or place.longest_track_m >= least or place.name in used:
            continue
        leg = joints.get(place.name) or next(leg.name for leg in line.legs if place in leg.places)
        before, behind = names[number - 1], names[number + 1]
        yield Problem(
            f'"{place.name}" has one track of {place.longest_track_m:g} m, too short for the {what} ({least:,.0f} m): it would '
            f'only cut the block from "{before}" to "{behind}" in two, and trains would follow each other too closely. '
            "Take it away, and write real block signals as signals_km; a jump of the km posts inside a block cannot be "
            "expressed yet",
            where=f"legs.{leg}.places.{place.name}",
        )
