"""The agenda: a heap of events by time, kind and sequence; so equal times have one order on every machine."""

from headway.jit import part
from headway.simulation.engine.tables import AGENDA_FULL, World


@part
def _earlier(w: World, a: int, b: int) -> bool:
    x, y = w.agenda[a], w.agenda[b]
    return x.time < y.time or (x.time == y.time and x.order < y.order)


@part
def _swap(w: World, a: int, b: int) -> None:
    x, y = w.agenda[a], w.agenda[b]
    time, order, kind, subject, version = x.time, x.order, x.kind, x.subject, x.version
    x.time, x.order, x.kind, x.subject, x.version = y.time, y.order, y.kind, y.subject, y.version
    y.time, y.order, y.kind, y.subject, y.version = time, order, kind, subject, version


@part
def push(w: World, time: float, kind: int, subject: int, version: int) -> None:
    """Enter an event."""
    clock = w.clock[0]
    i = clock.entries
    if i >= w.agenda.size:
        clock.status = AGENDA_FULL
        return
    event = w.agenda[i]
    clock.sequence += 1
    event.time, event.order, event.kind, event.subject, event.version = (
        time,
        (kind << 48) + clock.sequence,
        kind,
        subject,
        version,
    )
    clock.entries = i + 1
    while i > 0 and _earlier(w, i, (i - 1) // 2):
        _swap(w, i, (i - 1) // 2)
        i = (i - 1) // 2


@part
def drop_first(w: World) -> None:
    """Take the first event off."""
    clock = w.clock[0]
    n = clock.entries - 1
    clock.entries = n
    _swap(w, 0, n)
    i = 0
    while True:
        least = i
        for child in (2 * i + 1, 2 * i + 2):
            if child < n and _earlier(w, child, least):
                least = child
        if least == i:
            return
        _swap(w, i, least)
        i = least
