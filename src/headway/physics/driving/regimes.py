"""The regimes of a run: where a driver powers, holds, coasts and brakes."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from headway.physics.drive import Log
from headway.physics.driving.least_energy import COAST, HOLD, POWER

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_SHORTEST_M = 1e-6

_STEADY = 0.01
"""A brake that changes the speed by a smaller share than this over a step holds the speed."""

Piece = tuple[str, float, float]
"""A regime with the distances at which it begins and ends."""


def regimes_of(log: Log, ahead_m: Floats, shortest_m: float, planned: Bytes | None = None) -> list[Piece]:
    """Return the regimes of a run in order; regimes that are too short, except braking, become part of a hold."""
    found = joined(pieces(log, ahead_m, planned))
    if planned is not None:
        found = joined(_idle(log, ahead_m, piece) for piece in found)
    return joined(softened for piece in found for softened in _softened(piece, shortest_m))


def _idle(log: Log, ahead_m: Floats, piece: Piece) -> Piece:
    """Turn a hold that needs neither power nor brake from end to end into coasting."""
    name, begin, end = piece
    part = slice(*np.searchsorted(ahead_m, (begin - _SHORTEST_M, end - _SHORTEST_M)))
    idle = part.stop > part.start and not log.pull_j[part].any() and not log.brake_j[part].any()
    return ("coast" if name == "hold" and idle else name), begin, end


def pieces(log: Log, ahead_m: Floats, planned: Bytes | None = None) -> Iterator[Piece]:
    """Yield the regimes of every step, in their order within the step; a halt separates them.

    Where the driver had a plan, a hold lasts as planned: a dip over which the train needs no power and a rise that
    takes all power are part of it.
    """
    before = "halt"
    for i in range(ahead_m.size - 1):
        at = float(ahead_m[i])
        if i > 0 and log.v_ms[i] == 0.0:
            before = "halt"
            yield before, at, at
        rest = float(ahead_m[i + 1]) - at - float(log.power_m[i] + log.hold_m[i] + log.coast_m[i])
        last = "brake" if log.brake_j[i] > 0.0 else "hold"
        for name, length in (("coast", log.coast_m[i]), ("power", log.power_m[i]), ("hold", log.hold_m[i]), (last, rest)):
            if length > _SHORTEST_M:
                before = name if planned is None else _told(log, planned, i, name, before)
                yield before, at, at + float(length)
                at += float(length)


def _told(log: Log, planned: Bytes, i: int, name: str, before: str) -> str:
    """Name what a driver with a plan does in a piece of a step."""
    if planned[i] == HOLD and name != "hold":
        # Power and coasting last until the speed that is held next is reached.
        arrives = name == before and name != "brake"
        steady = name != "brake" or abs(log.v_ms[i + 1] - log.v_ms[i]) < _STEADY * log.v_ms[i]
        return "hold" if steady and not arrives else name
    if planned[i] == POWER and planned[i + 1] == COAST and name == "hold":
        # The last step of power is a little below full power, to meet the time.
        return "power"
    return name


def joined(found: Iterable[Piece]) -> list[Piece]:
    """Join consecutive pieces of one regime; halts separate them and are left out."""
    whole: list[Piece] = []
    for name, begin, end in found:
        if whole and whole[-1][0] == name:
            whole[-1] = (name, whole[-1][1], end)
        else:
            whole.append((name, begin, end))
    return [piece for piece in whole if piece[0] != "halt"]


def _softened(piece: Piece, shortest_m: float) -> Iterator[Piece]:
    """Turn a short piece without braking into part of a hold."""
    name, begin, end = piece
    yield ("hold" if name != "brake" and end - begin < shortest_m else name), begin, end
