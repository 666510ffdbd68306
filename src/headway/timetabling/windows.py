"""Windows: when sections are closed to trains, each window by itself and all of a section together.

A section is closed while one window or several close it: their union counts, not their sum.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from headway.model import Scenario
from headway.units import DAY_S


class Window(NamedTuple):
    """A section closed from a moment until another [s], by the possession of that number."""

    number: int
    section: int
    begin: int
    end: int


def windows(scenario: Scenario, from_s: int, to_s: int) -> Iterator[Window]:
    """Give every window that closes a section at some time between two moments; they may overlap, and reach beyond these.

    Whatever else closes sections at known times belongs here, under numbers of its own: all others ask this function.
    """
    first_weekday = scenario.starts_on.weekday()
    for number, p in enumerate(scenario.possessions):
        sections = scenario.line.sections_between(*scenario.line.span_m(p.leg, p.from_km, p.to_km))
        for day in range(from_s // DAY_S - 7, to_s // DAY_S + 1):
            if p.weekdays and (first_weekday + day) % 7 not in p.weekdays:
                continue
            begin = day * DAY_S + round(p.starts_at_s)
            end = begin + round(p.duration_s)
            if begin < to_s and end > from_s:
                yield from (Window(number, section, begin, end) for section in sections)


def closed_spans(scenario: Scenario, from_s: int, to_s: int) -> dict[int, list[Window]]:
    """Return when every section is closed at some time between two moments, one span after another.

    Windows that overlap or touch are one span, under the number of the one that ends last: a train that waits for the end of
    the span waits for that one.
    """
    found: dict[int, list[Window]] = defaultdict(list)
    for window in sorted(windows(scenario, from_s, to_s), key=lambda w: (w.begin, w.end, -w.number)):
        spans = found[window.section]
        if not spans or window.begin > spans[-1].end:
            spans.append(window)
        elif window.end > spans[-1].end:
            spans[-1] = window._replace(begin=spans[-1].begin)
    return dict(found)


def closed_s(scenario: Scenario, from_s: int, to_s: int) -> dict[int, int]:
    """Return for how long every section is closed between two moments; sections that never are, are left out [s]."""
    return {
        section: sum(min(span.end, to_s) - max(span.begin, from_s) for span in spans)
        for section, spans in closed_spans(scenario, from_s, to_s).items()
    }
