"""The ceiling of a run, compiled: limits, braking curves backwards from their falls, and where the driver must act.

The unknown is the square of the speed, ``w``, whose derivative in distance is twice the acceleration.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, lean
from headway.physics.forces.kernel import Train, Way, braking_n, resistance

Floats = NDArray[np.float64]

OK, STALLS, CANNOT_START, CANNOT_HOLD, CANNOT_STOP = 0, 1, 2, 3, 4
"""Status of a run; every status but `OK` comes with the step at which the run ends."""

_PARTS = 2
"""How many points of a braking curve there are in a step."""

_NONE = -1.0
"""Stands for no point of the curve ahead."""


class Envelope(NamedTuple):
    """Squares of speeds at every node of a run.

    Attributes
    ----------
    aim_w
        Below it the train pulls; above it the train coasts.
    top_w
        The braking curve: from here the fully applied brake keeps all limits ahead.
    cue_w
        The curve of command: here the driver acts, so that the brake is on when the train meets the braking curve.
    """

    aim_w: Floats
    top_w: Floats
    cue_w: Floats


@lean
def ceiling(train: Train, way: Way, first: int, last: int, end_ms: float, top_w: Floats) -> tuple[int, int]:
    """Fill in the square of the highest speed at every node at which all limits ahead and the end can be kept."""
    top_w[last] = min(end_ms, way.limit_ms[last - 1]) ** 2
    status = CANNOT_STOP if end_ms == 0.0 else CANNOT_HOLD
    for i in range(last - 1, first - 1, -1):
        here = way.limit_ms[i] if i == first else min(way.limit_ms[i], way.limit_ms[i - 1])
        here_w = here * here
        if top_w[i + 1] >= here_w and train.air_n >= train.service_n + max(-way.held_n[i], 0.0):
            # Brakes that hold the grade and give the service force as well never let the train come in too fast.
            top_w[i], status = here_w, CANNOT_HOLD
            continue
        w = top_w[i + 1] + way.ds_m[i] * falling(train, way, i, top_w[i + 1])
        if w <= 0.0:
            return status, i
        if w >= here_w:
            w, status = here_w, CANNOT_HOLD
        top_w[i] = w
    return OK, last


@lean
def brake_before(train: Train, way: Way, first: int, last: int, top_w: Floats) -> tuple[int, int]:
    """Lower a ceiling so that the train comes to rest at a node, back to where the braking curve meets it."""
    top_w[last] = 0.0
    for i in range(last - 1, first - 1, -1):
        w = top_w[i + 1] + way.ds_m[i] * falling(train, way, i, top_w[i + 1])
        if w <= 0.0:
            return CANNOT_STOP, i
        if w >= top_w[i]:
            return OK, i
        top_w[i] = w
    return OK, first


@inlined
def falling(train: Train, way: Way, i: int, w: float) -> float:
    """Return how fast the square of the speed falls over a step under planned braking that ends at ``w`` [m/s2]."""
    if train.retardation_ms2 > 0.0:
        return 2.0 * train.retardation_ms2
    k = int(way.unit[i])
    v = np.sqrt(w)
    held = way.held_n[i]
    slope = 2.0 * (braking_n(train, k, held, v, 1.0) + resistance(train, k, v) + held) / train.mass_kg[k]
    v = np.sqrt(max(w + 0.5 * slope * way.ds_m[i], 0.0))
    return 2.0 * (braking_n(train, k, held, v, 1.0) + resistance(train, k, v) + held) / train.mass_kg[k]


@lean
def command(train: Train, way: Way, start: int, first: int, last: int, goal: Envelope) -> None:
    """Fill in the curve of command of a ceiling between two nodes, and lower it before them, back to the start.

    Every point of a braking curve is followed back in time through the build-up of the air brake. The end of the curve
    is also followed back through parts of the build-up, for brakings that are over before the brake is fully on.
    """
    top_w, cue_w = goal.top_w, goal.cue_w
    for i in range(first, last + 1):
        cue_w[i] = top_w[i]
    if train.shares.size == 0:
        return
    ahead_x, ahead_w = _NONE, _NONE
    for i in range(last, first, -1):
        if top_w[i - 1] <= top_w[i]:
            ahead_x = _NONE
            continue
        x, w = way.distance_m[i], top_w[i]
        if ahead_x < 0.0:
            # A braking ends here: it may be over before the brake is fully on.
            ahead_x, ahead_w = x, w
            for on in range(1, train.shares.size):
                ahead_x, ahead_w = _acts(train, way, start, i, x, w, on, ahead_x, ahead_w, cue_w)
        # The curve over the step before the node, up to the limit if it meets the limit there.
        reach = min(way.ds_m[i - 1], (top_w[i - 1] - w) / max(falling(train, way, i - 1, w), 1e-9))
        for part in range(_PARTS):
            at = part * reach / _PARTS
            now_w = w + (top_w[i - 1] - w) * part / _PARTS
            ahead_x, ahead_w = _acts(train, way, start, i, x - at, now_w, train.shares.size, ahead_x, ahead_w, cue_w)
        if reach < way.ds_m[i - 1] or i - 1 == first or top_w[i - 2] <= top_w[i - 1]:
            ahead_x, ahead_w = _acts(train, way, start, i, x - reach, top_w[i - 1], train.shares.size, ahead_x, ahead_w, cue_w)


@lean
def _acts(
    train: Train, way: Way, start: int, node: int, x: float, w: float, on: int, ahead_x: float, ahead_w: float, cue_w: Floats
) -> tuple[float, float]:
    """Find where the driver acts for a point of a braking curve, and lower the curve of command from there on."""
    before_x, before_w = _acted(train, way, start, node, x, w, on)
    _lower(way, start, node, before_x, before_w, ahead_x, ahead_w, cue_w)
    return before_x, before_w


@lean
def _acted(train: Train, way: Way, start: int, node: int, x: float, w: float, on: int) -> tuple[float, float]:
    """Return where and at what squared speed the driver acts to meet a point some pieces of time later."""
    v, i = np.sqrt(w), node - 1
    dt = train.piece_s
    for piece in range(on - 1, -1, -1):
        while i > start and way.distance_m[i] > x:
            i -= 1
        k = int(way.unit[i])
        held = way.held_n[i]
        force = braking_n(train, k, held, v, train.shares[piece]) + resistance(train, k, v) + held
        before = min(max(v + force / train.mass_kg[k] * dt, 0.0), way.limit_ms[i])
        x -= 0.5 * (v + before) * dt
        v = before
    return x, v * v


@lean
def _lower(way: Way, start: int, node: int, x0: float, w0: float, x1: float, w1: float, cue_w: Floats) -> None:
    """Lower the curve of command at the nodes between two of its points, both of which lie before a node."""
    i = node
    while i > start and way.distance_m[i] >= x1:
        i -= 1
    slope = (w1 - w0) / max(x1 - x0, 1e-9)
    while i >= start and way.distance_m[i] >= x0:
        cue_w[i] = min(cue_w[i], max(w0 + slope * (way.distance_m[i] - x0), 0.0))
        i -= 1
