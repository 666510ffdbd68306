"""Why a train finds no path: the other trains, the possessions, its length or its window that leave it none."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from headway.model import Possession
from headway.timetabling.clashes import in_words, smallest
from headway.timetabling.insertion.booked import Booked
from headway.timetabling.insertion.search import Route
from headway.timetabling.insertion.steps import Step, bookings
from headway.timetabling.requests import Request
from headway.units import DAY_S, day_and_clock

_MOST_NAMED = 3

_LENGTH, _WINDOW = "length", "window"

_Part = str | int | Possession
"""Something that may be in a train's way: its own length or window, another train by its number, or a possession."""


def no_path(booked: Booked, request: Request, route: Route, most_s: int) -> str:
    """Say that a train finds no path, and name a smallest set of what is in its way.

    Parameters
    ----------
    booked, request, route
        The line with all that is booked on it, the train, and its route.
    most_s
        The search went this far beyond the train's fastest time [s].
    """
    parts: list[_Part] = [*range(len(booked.trains)), _LENGTH, *booked.scenario.possessions]
    if request.latest_s is not None:
        parts.append(_WINDOW)

    def shut(left: Sequence[_Part]) -> bool:
        return _path(booked, request, route, left, most_s) is None

    left = smallest(parts, shut)
    trains, possessions = [p for p in left if isinstance(p, int)], [p for p in left if isinstance(p, Possession)]
    reasons = [f"{booked.trains[train]}{_where(booked, request, route, left, train, most_s)}" for train in trains]
    reasons += [f"possession {p.name} on {_stretch(booked, p)}" for p in possessions]
    if _LENGTH in left:
        reasons.append(
            f"its length, {request.consist.length_m:,.0f} m, which fits no track of {_too_short(booked, request, route)}"
        )
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
    at = partial(day_and_clock, booked.scenario.starts_on)
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


def _path(booked: Booked, request: Request, route: Route, parts: Sequence[_Part], most_s: int) -> tuple[Route, list[Step]] | None:
    """Return a train's path when only these parts are in its way, or None."""
    possessions = tuple(part for part in parts if isinstance(part, Possession))
    other = booked.beside(possessions, [part for part in parts if isinstance(part, int)])
    if _LENGTH not in parts:
        route = route._replace(fits=np.ones_like(route.fits))
    asked = request if _WINDOW in parts else replace(request, latest_s=None)
    steps = other.earliest(route, asked, request.ready_s + int(route.run_s.max(axis=(1, 2)).sum() + route.dwell_s.sum()) + most_s)
    return None if steps is None else (route, steps)


def _where(booked: Booked, request: Request, route: Route, left: Sequence[_Part], train: int, most_s: int) -> str:
    """Say where another train first blocks the path that there would be without it."""
    found = _path(booked, request, route, [part for part in left if part != train], most_s)
    if found is None:
        return ""
    only, line, rows = booked.beside((), [train]), booked.scenario.line, booked.rows
    for booking in bookings(*found, booked.rules, len(booked.trains)):
        if only.book.clashes(booking):
            if booking.row >= rows.place[0]:
                return f" at {line.places[int(np.searchsorted(rows.place, booking.row, side='right')) - 1].name}"
            return f" on {line.sections[int(np.searchsorted(rows.section, booking.row, side='right')) - 1].name}"
    return ""


def _stretch(booked: Booked, possession: Possession) -> str:
    line = booked.scenario.line
    span = line.span_m(possession.leg, possession.from_km, possession.to_km)
    return ", ".join(line.sections[i].name for i in line.sections_between(*span))


def _too_short(booked: Booked, request: Request, route: Route) -> str:
    """Name the places on a train's route where it fits no track."""
    line = booked.scenario.line
    first = line.index(request.origin)
    names = [line.places[first + k * route.direction].name for k in np.flatnonzero(~route.fits.any(axis=1)).tolist()]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
