"""Why a train finds no path: a smallest set of other trains, possessions, its length and its window that leave it none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from headway.model import Possession
from headway.timetabling.clashes import in_words, smallest
from headway.timetabling.requests import Request
from headway.timetabling.search import Route
from headway.timetabling.steps import Step, bookings
from headway.units import DAY_S, day_and_clock

if TYPE_CHECKING:
    from headway.timetabling.planner import Planner

_MOST_NAMED = 3

_LENGTH, _WINDOW = "length", "window"

_Part = str | int | Possession
"""Its length or its window, the number of a train, a possession."""


def no_path(planner: Planner, request: Request, most_s: int) -> str:
    """Say that a train finds no path through what is booked, and name a smallest set of what is in its way.

    Parameters
    ----------
    planner, request
        Where it was looked for, and the train.
    most_s
        How long beyond its fastest time it was looked for [s].
    """
    parts: list[_Part] = [*range(len(planner.trains)), _LENGTH, *planner.scenario.possessions]
    if request.latest_s is not None:
        parts.append(_WINDOW)

    def shut(left: Sequence[_Part]) -> bool:
        return _path(planner, request, left, most_s) is None

    left = smallest(parts, shut)
    trains, possessions = [p for p in left if isinstance(p, int)], [p for p in left if isinstance(p, Possession)]
    reasons = [f"{planner.trains[train]}{_where(planner, request, left, train, most_s)}" for train in trains]
    reasons += [f"possession {p.name} on {_stretch(planner, p)}" for p in possessions]
    if _LENGTH in left:
        reasons.append(f"its length, {request.consist.length_m:,.0f} m, which fits no track of {_too_short(planner, request)}")
    cures = [
        text
        for needed, text in (
            (_WINDOW in left, "widen its window"),
            (trains, "move the other trains"),
            (possessions, "shorten the possessions"),
            (_LENGTH in left, "lengthen tracks"),
        )
        if needed
    ]
    at = partial(day_and_clock, planner.scenario.starts_on)
    asked = f"within {most_s // DAY_S} days of {at(request.ready_s)}"
    if request.latest_s is not None:
        asked = f"leaving between {at(request.ready_s)} and {at(request.latest_s)}"
    alone = "" if trains else ", even alone on the line"
    because = f": in its way are {in_words(reasons)}" if reasons else ""
    advice = " or ".join(cures)
    return (
        f'train "{request.train}" finds no path from "{request.origin}" to "{request.destination}" {asked}{alone}{because}. '
        f"{advice[:1].upper()}{advice[1:]}"
    )


def _path(planner: Planner, request: Request, parts: Sequence[_Part], most_s: int) -> tuple[Route, list[Step]] | None:
    """Return a path through some of what is in a train's way, or None."""
    possessions = tuple(part for part in parts if isinstance(part, Possession))
    other = planner.beside(possessions, [part for part in parts if isinstance(part, int)])
    route = planner.routes.of(request)
    if _LENGTH not in parts:
        route = route._replace(fits=np.ones_like(route.fits))
    asked = request if _WINDOW in parts else replace(request, latest_s=None)
    steps = other.earliest(route, asked, request.ready_s + int(route.run_s.max(axis=(1, 2)).sum() + route.dwell_s.sum()) + most_s)
    return None if steps is None else (route, steps)


def _where(planner: Planner, request: Request, left: Sequence[_Part], train: int, most_s: int) -> str:
    """Say where a train is first in the way of the path that there would be without it."""
    found = _path(planner, request, [part for part in left if part != train], most_s)
    if found is None:
        return ""
    only, line, rows = planner.beside((), [train]), planner.scenario.line, planner.rows
    for booking in bookings(*found, planner.rules, len(planner.trains)):
        if only.book.clashes(booking):
            if booking.row >= rows.place[0]:
                return f" at {line.places[int(np.searchsorted(rows.place, booking.row, side='right')) - 1].name}"
            return f" on {line.sections[int(np.searchsorted(rows.section, booking.row, side='right')) - 1].name}"
    return ""


def _stretch(planner: Planner, possession: Possession) -> str:
    line = planner.scenario.line
    span = line.span_m(possession.leg, possession.from_km, possession.to_km)
    return ", ".join(line.sections[i].name for i in line.sections_between(*span))


def _too_short(planner: Planner, request: Request) -> str:
    """Name the places on a train's way where it fits no track."""
    line, route = planner.scenario.line, planner.routes.of(request)
    first = line.index(request.origin)
    names = [line.places[first + k * route.way].name for k in np.flatnonzero(~route.fits.any(axis=1)).tolist()]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
