"""Windows: when possessions and closures close sections to trains.

Windows of the same section may overlap. The section is closed while at least one of them closes it: their union counts,
not their sum.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import ceil, floor
from typing import NamedTuple

from headway.model import Closure, Possession, Scenario
from headway.units import DAY_S


class Window(NamedTuple):
    """A section is closed from ``begin`` until ``end`` [s]; `shutting` lists by ``number`` what closes it."""

    number: int
    section: int
    begin: int
    end: int


def shutting(scenario: Scenario) -> tuple[Possession | Closure, ...]:
    """Return everything that shuts the line at known times: first the possessions, then the closures.

    The number of a `Window` is its position here.
    """
    return (*scenario.possessions, *(d for d in scenario.disruptions if isinstance(d, Closure)))


def undated(scenario: Scenario) -> Scenario:
    """Return a scenario without the possessions and closures of given dates; those that recur stay."""
    return replace(
        scenario,
        possessions=tuple(p for p in scenario.possessions if not p.dated),
        disruptions=tuple(d for d in scenario.disruptions if not isinstance(d, Closure)),
    )


def windows(scenario: Scenario, from_s: int, to_s: int) -> Iterator[Window]:
    """Give every window that closes a section at some time between two moments.

    Windows may overlap, and may reach beyond the two moments. Anything new that closes sections at known times belongs
    here, under a number of its own: all other code asks this function.
    """
    for number, closes in enumerate(shutting(scenario)):
        sections = scenario.line.sections_between(*scenario.line.span_m(closes.leg, closes.from_km, closes.to_km))
        for day in _days(scenario, closes, from_s, to_s):
            begin = day * DAY_S + floor(closes.starts_at_s)
            end = day * DAY_S + ceil(closes.starts_at_s + closes.duration_s)
            if begin < to_s and end > from_s:
                yield from (Window(number, section, begin, end) for section in sections)


def _days(scenario: Scenario, closes: Possession | Closure, from_s: int, to_s: int) -> Iterator[int]:
    """Give the days, counted from the first, on which a possession or closure begins; some may lie outside the span."""
    if isinstance(closes, Closure):
        yield (closes.starts_on - scenario.starts_on).days
        return
    first = from_s // DAY_S - 1 - ceil(closes.duration_s / DAY_S)
    for day in range(first, to_s // DAY_S + 1):
        if closes.begins_on(scenario.starts_on + timedelta(days=day)):
            yield day


def closed_spans(scenario: Scenario, from_s: int, to_s: int) -> dict[int, list[Window]]:
    """Return the spans of time for which each section is closed between two moments, in order.

    Windows that overlap or touch make one span. It has the number of the window that ends last, since a train that
    waits for the end of the span waits for that window.
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
    """Return how long each section is closed between two moments [s]; sections that stay open are left out."""
    return {
        section: sum(min(span.end, to_s) - max(span.begin, from_s) for span in spans)
        for section, spans in closed_spans(scenario, from_s, to_s).items()
    }
