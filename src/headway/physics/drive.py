"""Drive a train below its ceiling, compiled.

Steps carry the exact work of grades and curves. Within a step the kernel solves for the places where power, hold and
brake take turns, so a long step stays exact. The unknown is the square of the speed, ``w``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, lean
from headway.physics.envelope import CANNOT_HOLD, CANNOT_START, OK, STALLS, Envelope, brake_before, command, falling
from headway.physics.forces.kernel import Train, Way, braking_n, read, resistance

Floats = NDArray[np.float64]

STALL_W = 0.0025
"""Square of the speed [m2/s2] below which a train that still slows down counts as stalled."""

_START_W = 0.25
_CHANGE = 0.15
"""A step is cut so that the square of the speed changes by at most this share, or from rest to `_START_W`."""

_SLOW_MS = 0.5
"""Below this speed [m/s] a train starts against its brakes: its power is up, and no time is estimated from it."""

_RAMP_S = 4.0
"""A step is cut to this time while the power builds up [s]."""

_ALMOST = 1e-6
"""Share of a piece of time by which rounding may miss the end of the piece."""

_NEVER = -1.0
"""Stands for the time since the driver's action while no brake is on."""


class Log(NamedTuple):
    """The record of a run: speed and time at every node; works [J] and lengths of regimes [m] of every step.

    What a step has besides power, hold and coasting is braking.
    """

    v_ms: Floats
    t_s: Floats
    pull_j: Floats
    brake_j: Floats
    dynamic_j: Floats
    drag_j: Floats
    power_m: Floats
    hold_m: Floats
    coast_m: Floats


class Step(NamedTuple):
    """The outcome of one step; `w` is not positive after a stall, and `since_s` counts from the driver's action."""

    w: float
    v_ms: float
    dt_s: float
    pull_j: float
    brake_j: float
    dynamic_j: float
    drag_j: float
    power_m: float
    hold_m: float
    coast_m: float
    power_w: float
    since_s: float


@inlined
def advance(
    train: Train, k: int, held_n: float, w: float, v: float, h_m: float, share: float, power_w: float
) -> tuple[float, float, float, float, float, float]:
    """Move a train over a step with a share of the full effort (0 to coast).

    Returns the speed squared and plain, the time, the work of traction and of resistance, and the power at the end.
    After a stall the square is not positive.
    """
    left, t, pull, drag = h_m, 0.0, 0.0, 0.0
    twice = 2.0 / train.mass_kg[k]
    ramp = train.ramp_w_s
    while left > 0.0:
        f, h = 0.0, left
        if share > 0.0:
            f = share * read(train.effort_n, k, train.per_ms, v)
            if ramp > 0.0 and v > _SLOW_MS and power_w < f * v:
                f = power_w / v
                h = min(h, v * _RAMP_S)
        slope = twice * (f - resistance(train, k, v) - held_n)
        most = max(_CHANGE * w, _START_W)
        if abs(slope) * h > most:
            h = most / abs(slope)
        w0, v0 = w, v
        w += 0.5 * slope * h
        if w <= 0.0:
            break
        v = np.sqrt(w)
        if share > 0.0:
            f = share * read(train.effort_n, k, train.per_ms, v)
            if ramp > 0.0 and v > _SLOW_MS:
                f = min(f, (power_w + 0.5 * ramp * h / v) / v)
        r = resistance(train, k, v)
        w = w0 + twice * (f - r - held_n) * h
        if w <= 0.0:
            break
        v = np.sqrt(w)
        t += 2.0 * h / (v0 + v)
        pull += f * h
        drag += r * h
        power_w = f * v
        left -= h
    return w, v, t, pull, drag, power_w


@inlined
def _braked(train: Train, way: Way, i: int, held_n: float, w0: float, w1: float, h_m: float) -> Step:
    """Brake from one speed to another over a distance, with the dynamic brake first.

    Where the train would slow down too much without a brake it pulls, and where its effort is not enough it slows down
    more.
    """
    k = int(way.unit[i])
    v0 = np.sqrt(w0)
    v1 = np.sqrt(w1)
    vm = 0.5 * (v0 + v1)
    drag = resistance(train, k, vm) * h_m
    work = -(0.5 * train.mass_kg[k] * (w1 - w0) + drag + held_n * h_m)
    if -work > h_m * read(train.effort_n, k, train.per_ms, vm):
        w, v, t, pull, drag, _ = advance(train, k, held_n, w0, v0, h_m, 1.0, np.inf)
        return Step(max(w, 0.0), v, t, pull, 0.0, 0.0, drag, 0.0, 0.0, 0.0, 0.0, _NEVER)
    dynamic = min(max(work, 0.0), h_m * read(train.dynamic_n, k, train.per_ms, vm))
    return Step(w1, v1, h_m / vm, max(-work, 0.0), max(work, 0.0), dynamic, drag, 0.0, 0.0, 0.0, 0.0, _NEVER)


@inlined
def _held(train: Train, way: Way, i: int, held_n: float, w: float, h_m: float) -> Step:
    """Hold a speed over a distance by pulling or braking; `w` is not positive where the brakes are too weak."""
    k = int(way.unit[i])
    v = np.sqrt(w)
    r = resistance(train, k, v)
    force = r + held_n
    dynamic = min(max(-force, 0.0), read(train.dynamic_n, k, train.per_ms, v))
    end = -1.0 if -force - dynamic > train.air_n else w
    pull, brake = max(force, 0.0) * h_m, max(-force, 0.0) * h_m
    return Step(end, v, h_m / v, pull, brake, dynamic * h_m, r * h_m, 0.0, h_m, 0.0, max(force, 0.0) * v, _NEVER)


@lean
def _braking_ends(goal: Envelope, i: int, last: int) -> int:
    """Return the node at which the braking ahead of a node ends."""
    while i < last and goal.top_w[i + 1] <= goal.top_w[i]:
        if goal.cue_w[i] >= goal.top_w[i] and goal.top_w[i + 1] >= goal.top_w[i]:
            break
        i += 1
    return i


@lean
def _building(
    train: Train, way: Way, i: int, last: int, held_n: float, w: float, h_m: float, since_s: float, goal: Envelope
) -> Step:
    """Brake over the rest of a step while the air brake builds up, until the braking curve is met or ends."""
    k = int(way.unit[i])
    ends = _braking_ends(goal, i + 1, last)
    low_w, floor_w = goal.top_w[i + 1], goal.top_w[ends]
    beyond_m = way.distance_m[ends] - way.distance_m[i + 1]
    m, full_s = train.mass_kg[k], train.piece_s * train.shares.size
    left, t, v = h_m, 0.0, np.sqrt(w)
    brake, dynamic, drag, pull = 0.0, 0.0, 0.0, 0.0
    while left > 0.0 and since_s < full_s * (1.0 - _ALMOST) and v * v > floor_w:
        piece = int(since_s / train.piece_s + _ALMOST)
        dt = (piece + 1) * train.piece_s - since_s
        force = braking_n(train, k, held_n, v, train.shares[piece])
        r = resistance(train, k, v)
        # Brake no more than brings the train evenly to where the braking ends.
        needed = 0.5 * m * (v * v - floor_w) / (beyond_m + left) - r - held_n
        force = min(force, max(needed, 0.0))
        a = -(force + r + held_n) / m
        x = min((v + 0.5 * a * dt) * dt, left)
        if v + a * dt <= 0.0 or v * v + 2.0 * a * x <= floor_w:
            break
        before, v = v, np.sqrt(v * v + 2.0 * a * x)
        dt = 2.0 * x / (before + v)
        if v > way.limit_ms[i]:
            # A train that is held at its limit on a falling grade already has its brakes on.
            v = way.limit_ms[i]
            force = -(0.5 * m * (v * v - before * before) / x + r + held_n)
        brake += force * x
        dynamic += min(force, read(train.dynamic_n, k, train.per_ms, v)) * x
        drag += r * x
        left, t, since_s = left - x, t + dt, since_s + dt
    end = v * v
    if left > 0.0:
        # Below the braking curve the driver releases the brake until the curve is met.
        rest_w, _, rest_t, _, rest_drag, _ = advance(train, k, held_n, end, v, left, 0.0, 0.0)
        if 0.0 < rest_w <= low_w:
            end, t, drag = rest_w, t + rest_t, drag + rest_drag
        else:
            rest = _braked(train, way, i, held_n, end, min(end, low_w), left)
            t, brake, pull = t + rest.dt_s, brake + rest.brake_j, rest.pull_j
            dynamic, drag, end = dynamic + rest.dynamic_j, drag + rest.drag_j, rest.w
        since_s = full_s
    elif end > low_w:
        # A little more brake takes away what the pieces of time leave above the ceiling.
        brake += 0.5 * m * (end - low_w)
        end = low_w
    return Step(end, np.sqrt(end), t, pull, brake, dynamic, drag, 0.0, 0.0, 0.0, 0.0, since_s)


@lean
def _turning(
    train: Train, way: Way, i: int, last: int, held_n: float, w: float, rise: float, coasted: float, goal: Envelope
) -> Step:
    """Pull, then hold at the lower of limit and aim, then brake, each as far as it goes within a step.

    A train above its aim pulls a little where coasting would take it below, and brakes where coasting would take it too
    far.
    """
    k = int(way.unit[i])
    h, limit_w = way.ds_m[i], way.limit_ms[i] ** 2
    end = min(goal.cue_w[i + 1], limit_w)
    level = min(limit_w, goal.aim_w[i + 1])
    # A train that is above its aim and nothing else needs no air brake to come down to it.
    builds = goal.cue_w[i + 1] < goal.top_w[i + 1] and (w <= level or level >= end or coasted > end)
    if builds:
        # Where the curve of command leaves the limit within the step, it falls as steeply as in the next step.
        fall = max((goal.cue_w[i] - goal.cue_w[i + 1]) / h, 0.0)
        if i + 1 < last:
            fall = max(fall, (goal.cue_w[i + 1] - goal.cue_w[i + 2]) / way.ds_m[i + 1])
    else:
        fall = max(falling(train, way, i, end), 0.0)
    x1 = max((level - w) / rise, 0.0) if rise > 0.0 else h
    meet = max((end + fall * h - w) / (rise + fall), 0.0) if rise + fall > 0.0 else h
    if w > level or meet <= x1:
        x1 = min(meet, h) if w <= level else 0.0
        peak = w + rise * x1
        x3 = h - x1
    else:
        x1 = min(x1, h)
        peak = min(level, w + rise * x1)
        x3 = min(max(peak - end, 0.0) / fall, h - x1) if fall > 0.0 else 0.0
    x2 = h - x1 - x3
    pull = drag = t = power = brake = dynamic = 0.0
    since = _NEVER
    if x1 > 0.0:
        vm = 0.5 * (np.sqrt(w) + np.sqrt(peak))
        drag = resistance(train, k, vm) * x1
        pull = 0.5 * train.mass_kg[k] * (peak - w) + drag + held_n * x1
        t = x1 / vm
        power = pull / x1 * np.sqrt(peak)
    w = peak
    if x2 > 0.0:
        part = _held(train, way, i, held_n, peak, x2)
        w, t, power = part.w, t + part.dt_s, part.power_w
        pull, brake, dynamic, drag = pull + part.pull_j, part.brake_j, part.dynamic_j, drag + part.drag_j
    if x3 > 0.0 and w > 0.0:
        if builds:
            part = _building(train, way, i, last, held_n, peak, x3, 0.0, goal)
        else:
            part = _braked(train, way, i, held_n, peak, min(peak, end, max(level, coasted)), x3)
        w, t, power, since = part.w, t + part.dt_s, 0.0, part.since_s
        pull, brake, dynamic, drag = pull + part.pull_j, brake + part.brake_j, dynamic + part.dynamic_j, drag + part.drag_j
    return Step(w, np.sqrt(max(w, 0.0)), t, pull, brake, dynamic, drag, x1, x2, 0.0, power, since)


@inlined
def _step(
    train: Train,
    way: Way,
    i: int,
    last: int,
    held_n: float,
    w: float,
    v: float,
    power_w: float,
    since_s: float,
    share: float,
    goal: Envelope,
) -> Step:
    """Drive one step."""
    k, h = int(way.unit[i]), way.ds_m[i]
    if since_s >= 0.0 and w > goal.top_w[_braking_ends(goal, i + 1, last)]:
        return _building(train, way, i, last, held_n, w, h, since_s, goal)
    limit_w = way.limit_ms[i] ** 2
    end = min(goal.cue_w[i + 1], limit_w)
    cap = min(goal.aim_w[i + 1], end)
    if w == cap:
        force = resistance(train, k, v) + held_n
        if 0.0 <= force <= share * read(train.effort_n, k, train.per_ms, v) or (force < 0.0 and cap == limit_w):
            return _held(train, way, i, held_n, w, h)
    pulled, v1, t, pull, drag, power = advance(train, k, held_n, w, v, h, share, power_w)
    if pulled <= cap:
        return Step(pulled, v1, t, pull, 0.0, 0.0, drag, h, 0.0, 0.0, power, _NEVER)
    coasted = 0.0
    if cap < end:
        coasted, v1, t, _, drag, _ = advance(train, k, held_n, w, v, h, 0.0, 0.0)
        if cap < coasted <= end:
            return Step(coasted, v1, t, 0.0, 0.0, 0.0, drag, 0.0, 0.0, h, 0.0, _NEVER)
    return _turning(train, way, i, last, held_n, w, (pulled - w) / h, coasted, goal)


@lean
def drive(
    train: Train, way: Way, first: int, last: int, start_ms: float, share: float, goal: Envelope, log: Log
) -> tuple[int, int, float]:
    """Drive from one node to another with a share of the effort; return the status, its step, and the fuel.

    The log is filled from ``first`` on; its time continues from the time that is there.
    """
    w = min(start_ms * start_ms, goal.top_w[first])
    v = np.sqrt(w)
    log.v_ms[first] = v
    power, air, since_s, fuel = 0.0, 0.0, _NEVER, 0.0
    for i in range(first, last):
        h = way.ds_m[i]
        k = int(way.unit[i])
        mean = 0.0
        if air > 0.0:
            # The driver releases early enough for the fading brake not to slow down a train that pulls.
            spare = share * read(train.effort_n, k, train.per_ms, v) - resistance(train, k, v) - way.held_n[i]
            air = min(air, max(spare, 0.0))
            mean = _mean_fading(train, air, h / max(v, _SLOW_MS))
        step = _step(train, way, i, last, way.held_n[i] + mean, w, v, power, since_s, share, goal)
        if step.w < 0.0 and step.power_m < h:
            return CANNOT_HOLD, i, fuel
        if step.w <= STALL_W and step.w <= w and (step.power_m == h or i < last - 1):
            return (CANNOT_START if w == 0.0 else STALLS), i, fuel
        brake = step.brake_j + mean * h
        if train.release_s > 0.0 and (air > 0.0 or step.brake_j > 0.0):
            air = _fading(train, air, step, h)
        w, v, power, since_s = step.w, step.v_ms, step.power_w, step.since_s
        fuel += step.dt_s * read(train.fuel_l_s, k, train.per_w, step.pull_j / step.dt_s)
        log.v_ms[i + 1] = v
        log.t_s[i + 1] = log.t_s[i] + step.dt_s
        log.pull_j[i], log.brake_j[i], log.dynamic_j[i], log.drag_j[i] = step.pull_j, brake, step.dynamic_j, step.drag_j
        log.power_m[i], log.hold_m[i], log.coast_m[i] = step.power_m, step.hold_m, step.coast_m
    return OK, last, fuel


@inlined
def _mean_fading(train: Train, air_n: float, dt_s: float) -> float:
    """Return the mean force of a released air brake over a time.

    The force fades evenly, from full to nothing in the release time.
    """
    if air_n <= 0.0:
        return 0.0
    left_s = air_n / train.air_n * train.release_s
    return air_n * (1.0 - 0.5 * dt_s / left_s) if dt_s < left_s else 0.5 * air_n * left_s / dt_s


@inlined
def _fading(train: Train, air_n: float, step: Step, h_m: float) -> float:
    """Return how much of a released air brake is left after a step."""
    if step.since_s >= 0.0:
        return 0.0
    if step.brake_j > step.dynamic_j and step.hold_m == 0.0:
        return (step.brake_j - step.dynamic_j) / h_m
    return max(air_n - train.air_n * step.dt_s / train.release_s, 0.0)


@lean
def run(
    train: Train, way: Way, halts: NDArray[np.int64], dwell_s: Floats, share: float, goal: Envelope, log: Log
) -> tuple[int, int, float]:
    """Run over the nodes ``halts``, at rest at each for its dwell; return the status, its step, and the fuel.

    The envelope holds the ceiling and the curve of command of a run without a stop; both are lowered before every halt.
    """
    fuel = 0.0
    log.t_s[halts[0]] = 0.0
    for j in range(halts.size - 1):
        first, last = halts[j], halts[j + 1]
        status, where = brake_before(train, way, first, last, goal.top_w)
        if status != OK:
            return status, where, fuel
        command(train, way, first, where, last, goal)
        status, where, burnt = drive(train, way, first, last, 0.0, share, goal, log)
        if status != OK:
            return status, where, fuel
        fuel += burnt
        if j < halts.size - 2:
            log.t_s[last] += dwell_s[j + 1]
            fuel += dwell_s[j + 1] * train.fuel_l_s[0, 0]
    return OK, halts[-1], fuel
