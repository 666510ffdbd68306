"""Routes: the places and sections of a train in order, with its running times and the tracks that it fits."""

from collections.abc import Collection
from itertools import pairwise

import numpy as np

from headway.errors import InputError
from headway.model import Scenario
from headway.physics import conditions_of, section_times
from headway.timetabling.insertion.book import Rows
from headway.timetabling.insertion.search import PASS, STOP, Route, Rules
from headway.timetabling.requests import Request
from headway.units import whole_seconds

_Key = tuple[str, str, str, tuple[tuple[str, int], ...]]


class Routes:
    """The routes of a scenario's trains; trains that run alike share one.

    Parameters
    ----------
    scenario
        The corridor.
    rows
        The numbers of the line's resources.
    anywhere
        Names of consists that are taken to fit every track, to see what their length is in the way of.
    """

    def __init__(self, scenario: Scenario, rows: Rows, anywhere: Collection[str] = ()) -> None:
        self.scenario, self.rows, self.anywhere = scenario, rows, anywhere
        self.conditions = conditions_of(scenario)
        self._known: dict[_Key, Route] = {}

    def of(self, request: Request) -> Route:
        """Return the route of a train.

        Raises
        ------
        InputError
            If the train cannot run the route, or cannot start again at its origin or at a place where it must stop.
        """
        key = (request.consist.name, request.origin, request.destination, request.halts)
        if key not in self._known:
            self._known[key] = self._made(request)
        route = self._known[key]
        if request.stands_from_s is not None:
            route = route._replace(stands_from_s=request.stands_from_s)
        if request.stays_until_s is not None:
            route = route._replace(stays_until_s=request.stays_until_s)
        return route

    def _made(self, request: Request) -> Route:
        line, rows = self.scenario.line, self.rows
        first, last = line.index(request.origin), line.index(request.destination)
        times = section_times(line, request.consist, first, last, self.conditions)
        direction = 1 if last > first else -1
        places = np.arange(first, last + direction, direction)
        sections = np.minimum(places[:-1], places[1:])
        most = max(len(line.places[p].tracks) for p in places)
        fits = np.zeros((len(places), most), dtype=np.bool_)
        for i, p in enumerate(places):
            for j, track in enumerate(line.places[p].tracks):
                fits[i, j] = track.length_m >= request.consist.length_m or request.consist.name in self.anywhere
        halts = dict(request.halts)
        names = [line.places[p].name for p in places]
        for k, name in enumerate(names[:-1]):
            if (k == 0 or name in halts) and times.run_s[k, STOP].max() < 0:
                raise InputError(
                    [
                        f'train "{request.train}" cannot start again at "{name}" on the grade ahead. Add a locomotive, take '
                        "wagons off, or let it pass there"
                    ]
                )
        return Route(
            direction=direction,
            run_s=times.run_s,
            tail_s=times.tail_s,
            block=np.array([_longest_block(self.scenario, int(s)) for s in sections]),
            cover=np.array([request.consist.length_m / (line.positions_m[s + 1] - line.positions_m[s]) for s in sections]),
            section=rows.section[sections],
            section_tracks=np.array([line.sections[s].tracks for s in sections], dtype=np.int64),
            place=rows.place[places],
            place_tracks=np.array([len(line.places[p].tracks) for p in places], dtype=np.int64),
            fits=fits,
            halt=np.array([name in halts for name in names]),
            dwell_s=np.array([halts.get(name, 0) for name in names], dtype=np.int64),
            from_yard_s=whole_seconds(self.scenario.yard_move_at(names[0])),
            to_yard_s=whole_seconds(self.scenario.yard_move_at(names[-1])),
        )


def rules_of(scenario: Scenario) -> Rules:
    """Return the times to set and to clear a route, in whole seconds."""
    return Rules(*(whole_seconds(t) for t in (scenario.setting_s, scenario.clearing_s)))


def fastest_s(route: Route) -> int:
    """Return how long a train takes alone on the line, with its halts [s]; it is no faster in any plan."""
    sections = range(len(route.section))
    ends = [STOP, *(STOP if route.halt[k] else PASS for k in list(sections)[1:]), STOP]
    return sum(int(route.run_s[k, ends[k], ends[k + 1]]) for k in sections) + int(route.dwell_s.sum())


def easiest(route: Route, request: Request) -> float:
    """Return by what share a train alone on the line may run longer and still arrive when due; 0 without a due time."""
    if request.due_s is None:
        return 0.0
    dwell = int(route.dwell_s.sum())
    return max(0.0, (request.due_s - request.ready_s - dwell) / (fastest_s(route) - dwell) - 1.0)


def onward(route: Route, first: int) -> Route:
    """Return the rest of a route from one of its places on; the train is ready there and need not stop first."""
    halt, dwell_s = route.halt[first:].copy(), route.dwell_s[first:].copy()
    halt[0], dwell_s[0] = False, 0
    return Route(
        direction=route.direction,
        run_s=route.run_s[first:],
        tail_s=route.tail_s[first:],
        block=route.block[first:],
        cover=route.cover[first:],
        section=route.section[first:],
        section_tracks=route.section_tracks[first:],
        place=route.place[first:],
        place_tracks=route.place_tracks[first:],
        fits=route.fits[first:],
        halt=halt,
        dwell_s=dwell_s,
        from_yard_s=route.from_yard_s,
        to_yard_s=route.to_yard_s,
        stays_until_s=route.stays_until_s,
    )


def stretched(route: Route, share: float) -> Route:
    """Return a route on which all running times are longer by a share."""
    run = np.where(route.run_s < 0, route.run_s, np.floor(route.run_s * (1 + share)))
    return route._replace(run_s=run.astype(np.int64), tail_s=np.ceil(route.tail_s * (1 + share)).astype(np.int64))


def _longest_block(scenario: Scenario, section: int) -> float:
    """Return the longest block of a section as a share of the section's length; 0 without intermediate signals."""
    line = scenario.line
    signals = line.signals_m(section)
    if not signals:
        return 0.0
    edges = (line.positions_m[section], *signals, line.positions_m[section + 1])
    return max(b - a for a, b in pairwise(edges)) / (edges[-1] - edges[0])
