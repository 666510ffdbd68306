"""Weather: seasonal storms that cover a stretch and slow trains down or shut the line, and heat at set hours."""

import numpy as np

from headway.jit import part
from headway.rng import uniform
from headway.simulation.engine.agenda import push
from headway.simulation.engine.laws import PHASES, draw
from headway.simulation.engine.line.waiting import stir
from headway.simulation.engine.tables import AGAIN, LOG_FULL, NONE, STORM_BEGINS, STORM_ENDS, World

_DAY_S = 86_400.0
_MOST = 64
"""Most draws for one onset by thinning; with monthly factors so many refusals in a row do not happen."""


@part
def month(w: World, time: float) -> int:
    """Return the month of a time, 0 for January."""
    day = int((time - w.clock[0].begin) // _DAY_S)
    return w.months[min(max(day, 0), w.months.size - 1)]


@part
def foresee(w: World, i: int, now: float) -> None:
    """Enter the next onset of a kind of weather.

    Storms are a Poisson process with a rate by month, drawn by thinning. Heat comes on each day by the chance of its
    month.
    """
    weather = w.weathers[i]
    if weather.rate <= 0:
        return
    most = 0.0
    for m in range(12):
        most = max(most, w.season[weather.season, m])
    time = now
    for _ in range(_MOST):
        if weather.daily:
            time = (time // _DAY_S + 1) * _DAY_S + weather.at
            chance = weather.rate * w.season[weather.season, month(w, time)]
        else:
            first = uniform(weather.key, weather.draws * PHASES)
            time += -np.log(first) / (weather.rate * most)
            chance = w.season[weather.season, month(w, time)] / most
        kept = uniform(weather.key, weather.draws * PHASES + 1) < chance
        weather.draws += 1
        if time > w.clock[0].end:
            return
        if kept:
            push(w, time, STORM_BEGINS, i, NONE)
            return
    push(w, time, STORM_BEGINS, i, AGAIN)


@part
def begin(w: World, i: int, now: float) -> None:
    """Let a storm begin: draw where it is, how long it lasts, and whether it shuts the line."""
    weather, clock = w.weathers[i], w.clock[0]
    key, n = weather.key, weather.draws
    weather.draws += 4
    weather.count += 1
    lasts = draw(w, weather.duration_law, key, n)
    shut = draw(w, weather.closure_law, key, n + 1) if uniform(key, (n + 2) * PHASES) < weather.closes else 0.0
    centre = weather.low + (weather.high - weather.low) * uniform(key, (n + 3) * PHASES)
    low = max(weather.low, centre - weather.extent_m / 2)
    high = min(weather.high, centre + weather.extent_m / 2)
    for s in range(w.storms.size):
        storm = w.storms[s]
        if storm.weather == NONE:
            storm.weather, storm.until, storm.shut_until = i, now + max(lasts, shut), now + shut
            storm.first, storm.last = _sections(w, low, high)
            push(w, storm.until, STORM_ENDS, s, NONE)
            if 0 < shut < lasts:
                push(w, storm.shut_until, STORM_ENDS, s, AGAIN)
            clock.storms += 1
            clock.storm_s += max(lasts, shut)
            _note(w, s, now)
            break
    restrict(w, now)
    foresee(w, i, now)


@part
def _note(w: World, s: int, now: float) -> None:
    """Record a storm that begins."""
    clock, storm = w.clock[0], w.storms[s]
    if not w.rule[0].record_calls:
        return
    i = clock.spells
    spell = w.spells[i]
    spell.weather, spell.first, spell.last = storm.weather, storm.first, storm.last
    spell.begin, spell.shut_until, spell.until = now, storm.shut_until, storm.until
    clock.spells = i + 1
    if i + 8 > w.spells.size:
        clock.status = LOG_FULL


@part
def _sections(w: World, low: float, high: float) -> tuple[int, int]:
    """Return the first and the last section that a stretch of the line touches."""
    first, last = w.sections.size, NONE
    position = 0.0
    for s in range(w.sections.size):
        beyond = position + w.sections[s].length_m
        if position < high and beyond > low:
            first, last = min(first, s), s
        position = beyond
    return first, last


@part
def end(w: World, s: int, part: int, now: float) -> None:
    """Let a storm end, or only the closure that it caused."""
    if part == NONE:
        w.storms[s].weather = NONE
    restrict(w, now)
    stir(w, now)


@part
def restrict(w: World, now: float) -> None:
    """Set what all present storms together do to each section: the lowest speed, and which trains are shut out."""
    w.clock[0].disturbed = 1
    for i in range(w.sections.size):
        section = w.sections[i]
        section.slow, section.shut, section.shut_passengers = 1.0, 0, 0
    for s in range(w.storms.size):
        storm = w.storms[s]
        if storm.weather == NONE:
            continue
        weather = w.weathers[storm.weather]
        for i in range(storm.first, storm.last + 1):
            section = w.sections[i]
            section.slow = max(section.slow, weather.slow)
            if storm.shut_until > now:
                section.shut_passengers += 1
                section.shut += not weather.passengers_only
