"""The regimes of a run: where a driver powers, holds, coasts and brakes."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from headway.physics.drive import Log

Floats = NDArray[np.float64]

_SHORTEST_M = 1e-6

Piece = tuple[str, float, float]
"""A regime with the distances where it begins and ends."""


def instructions(log: Log, ahead_m: Floats, shortest_m: float) -> list[Piece]:
    """Return the regimes of a run in order; those other than braking that are shorter are part of a hold."""
    return joined(softened for piece in joined(pieces(log, ahead_m)) for softened in _softened(piece, shortest_m))


def pieces(log: Log, ahead_m: Floats) -> Iterator[Piece]:
    """Give the regimes of every step, in the order in which they take turns within it; a halt parts them."""
    for i in range(ahead_m.size - 1):
        at = float(ahead_m[i])
        if i > 0 and log.v_ms[i] == 0.0:
            yield "halt", at, at
        rest = float(ahead_m[i + 1]) - at - float(log.power_m[i] + log.hold_m[i] + log.coast_m[i])
        last = "brake" if log.brake_j[i] > 0.0 else "hold"
        for name, length in (("coast", log.coast_m[i]), ("power", log.power_m[i]), ("hold", log.hold_m[i]), (last, rest)):
            if length > _SHORTEST_M:
                yield name, at, at + float(length)
                at += float(length)


def joined(found: Iterable[Piece]) -> list[Piece]:
    """Join pieces of one regime that follow one another; halts part them and are left out."""
    whole: list[Piece] = []
    for name, begin, end in found:
        if whole and whole[-1][0] == name:
            whole[-1] = (name, whole[-1][1], end)
        else:
            whole.append((name, begin, end))
    return [piece for piece in whole if piece[0] != "halt"]


def _softened(piece: Piece, shortest_m: float) -> Iterator[Piece]:
    """Take a short piece that does not brake for part of a hold."""
    name, begin, end = piece
    yield ("hold" if name != "brake" and end - begin < shortest_m else name), begin, end
