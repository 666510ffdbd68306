"""Requirements: everything that a timetable must keep; each can be given up to see whether the others still clash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from headway.model import Consist, Line, Possession
from headway.timetabling.editing.bench import Bench
from headway.timetabling.editing.edit import Edit
from headway.timetabling.insertion import Routes
from headway.timetabling.requests import Request
from headway.units import day_and_clock

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A timetable must keep this: an edit, a possession, the window of a train, or the length of a consist.

    Parameters
    ----------
    text
        The requirement in words.
    edit, possession, windowed, consist
        The one that it is; the others are None. ``windowed`` is the request of a train with a window.
    """

    text: str
    edit: Edit | None = None
    possession: Possession | None = None
    windowed: Request | None = None
    consist: Consist | None = None


def requirements(plan: Bench, edits: Iterable[Edit]) -> list[Requirement]:
    """Return everything that a timetable with these edits must keep; the edits come last."""
    at = partial(day_and_clock, plan.scenario.starts_on)
    line, ore = plan.scenario.line, {flow.name for flow in plan.scenario.flows}
    consists = {train.request.consist.name: train.request.consist for train in plan.trains}
    short = {consist.name: _too_short(line, consist) for consist in consists.values()}
    return [
        *(
            Requirement(text=f"{name} trains ({consist.length_m:,.0f} m) fit no track of {short[name]}", consist=consist)
            for name, consist in consists.items()
            if short[name]
        ),
        *(Requirement(text=f"possession {p.name} is kept", possession=p) for p in plan.scenario.possessions),
        *(
            Requirement(text=f"{request.train} leaves between {at(request.ready_s)} and {at(request.latest_s)}", windowed=request)
            for request in (train.request for train in plan.trains)
            if request.latest_s is not None and request.service not in ore
        ),
        *(Requirement(text=str(edit), edit=edit) for edit in edits),
    ]


def relaxed(plan: Bench, kept: Sequence[Requirement]) -> Bench:
    """Return a plan of which only the possessions, windows and lengths of trains must be kept that are given."""
    consists = {r.consist.name for r in kept if r.consist is not None}
    windowed = {r.windowed.train for r in kept if r.windowed is not None}
    possessions = tuple(r.possession for r in kept if r.possession is not None)
    free = plan.anew(replace(plan.scenario, possessions=possessions), plan.trains)
    anywhere = {train.request.consist.name for train in plan.trains} - consists
    free.planner.routes = Routes(free.planner.scenario, free.planner.rows, anywhere)
    for number, train in enumerate(free.trains):
        request = train.request if train.request.train in windowed else replace(train.request, latest_s=None)
        route = train.route._replace(fits=free.planner.routes.of(request).fits)
        free.trains[number] = replace(train, request=request, route=route)
    return free


def _too_short(line: Line, consist: Consist) -> str:
    """Name the places of more than one track where a consist fits none."""
    names = [p.name for p in line.places if len(p.tracks) > 1 and p.longest_track_m < consist.length_m]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
