"""The present state of a running corridor as a dispatching problem, with the trains where they are."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

import numpy as np

from headway.dispatch import DelayCost, Dispatching, Operation, Train, Use
from headway.model import FixedPath
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World
from headway.simulation.engine import tables as t
from headway.simulation.replanning.foresight import Trip
from headway.timetabling.editing import barred
from headway.timetabling.insertion import PASS, STOP, Route, Routes, Rows, onward, rules_of
from headway.timetabling.optimise import Compiled, Doing, Kind, compile_trains, holding, section_names, track_name
from headway.timetabling.requests import Request, halts_of

_LONG_S = 48 * 3600
"""How long a train holds what it is not foreseen to leave [s]."""

_WEIGHT = 10
"""Costs of the dispatching problem are whole numbers: this many for a second of delay of a train of weight 1."""


class Present:
    """Compiles dispatching problems from the state of the kernel.

    Parameters
    ----------
    corridor
        The corridor that runs.
    buffer_s
        What a plan adds to the setting time, so that a passing train learns of its route before it would brake [s].
    """

    def __init__(self, corridor: Corridor, buffer_s: float) -> None:
        self.scenario = corridor.scenario
        times, routes = rules_of(self.scenario), Routes(self.scenario, Rows(self.scenario.line))
        self.times = times._replace(setting_s=times.setting_s + round(buffer_s))
        self.wanted = {number: self._wanted(*key) for key, number in corridor.routes.items()}
        self.routes = {number: routes.of(request) for number, request in self.wanted.items()}

    def _wanted(self, name: str, loaded: bool) -> Request:
        """Return what a train of a route wants, from end to end."""
        service = self.scenario.service(name)
        if isinstance(service, FixedPath):
            consist, ends = self.scenario.consist(service.consist), (service.origin, service.destination)
        else:
            consist, ends = self.scenario.train_consists(service)[not loaded], self.scenario.ends(service)[:: 1 if loaded else -1]
        halts = halts_of(service)
        return Request(train=name, service=name, consist=consist, origin=ends[0], destination=ends[1], ready_s=0, halts=halts)

    def _request(self, world: World, trip: Trip) -> Request:
        """Return what a train wants from where its granted way ends."""
        route = world.routes[trip.route]
        wanted = self.wanted[trip.route]
        return replace(
            wanted,
            train=f"{wanted.train} {trip.row}",
            origin=self.scenario.line.places[world.steps[route["step"] + trip.first]["place"]].name,
            ready_s=int(trip.ready_s),
            due_s=int(trip.due_s) if trip.due_s else None,
            weight=max(1, round(_WEIGHT * float(route["weight"]))),
        )

    def _route(self, world: World, trip: Trip) -> Route:
        """Return the rest of a route, at the speeds that are to be expected now."""
        rest, route = onward(self.routes[trip.route], trip.first), world.routes[trip.route]
        sections = world.steps["section"][route["step"] + trip.first : route["step"] + route["steps"] - 1]
        slower = 1.0 + (float(world.laws[route["law"]]["mean"]) if route["law"] != t.NONE else 0.0)
        share = slower * (1.0 + float(route["ease"])) * world.sections["slow"][sections]
        run_s = np.where(rest.run_s < 0, rest.run_s, np.ceil(rest.run_s * share[:, None, None]))
        if trip.passes:
            run_s[0, STOP] = run_s[0, PASS]
        return rest._replace(run_s=run_s.astype(np.int64))

    def _hold(self, world: World, trip: Trip, held: dict[str, int]) -> None:
        """Note until when a train holds the way that it has been granted."""
        unit, begin = world.units[trip.unit], world.routes[trip.route]["step"]
        for k in range(int(unit["k"]), trip.first):
            arrives = float(trip.calls[k + 1]["arrives"]) if k + 1 in trip.calls else trip.ready_s + _LONG_S
            tail_s = float(world.steps[begin + k + 1]["tail_pass"]) if k + 1 < trip.first or trip.passes else 0.0
            until = int(np.ceil(arrives + tail_s)) + self.times.clearing_s + self.times.setting_s
            for name in self._names(world, trip, k):
                held[name] = max(held.get(name, until), until)
            if k + 1 < trip.first:
                held[self._track(world, trip, k + 1)] = until
            elif k + 1 == world.routes[trip.route]["steps"] - 1:
                held[self._track(world, trip, k + 1)] = until + self.routes[trip.route].to_yard_s

    def _names(self, world: World, trip: Trip, k: int) -> list[str]:
        """Return the resources of the track that a train takes in the section behind a step."""
        section = int(world.steps[world.routes[trip.route]["step"] + k]["section"])
        names = list(section_names(self.scenario, section))
        blocks = len(names) // self.scenario.line.sections[section].tracks
        via = int(world.legs[trip.unit, k]["via"] - world.sections[section]["via"])
        return names[via * blocks : (via + 1) * blocks]

    def _track(self, world: World, trip: Trip, k: int) -> str:
        """Return the resource of the track that a train takes at the place of a step."""
        place = world.steps[world.routes[trip.route]["step"] + k]["place"]
        track = int(world.legs[trip.unit, k]["track"] - world.places[place]["track"])
        return track_name(self.scenario, self.scenario.line.places[place].name, track)

    def problem(self, world: World, on_line: list[Trip], trips: list[Trip]) -> Compiled:
        """Return the dispatching problem of some trips, given all trains that are on the line and all that is shut."""
        requests, routes = zip(*((self._request(world, trip), self._route(world, trip)) for trip in trips), strict=True)
        compiled = compile_trains(self.scenario, list(requests), list(routes), self.times)
        trains = [list(train) for train in compiled.problem.trains]
        for train, trip, doings in zip(trains, trips, compiled.doings, strict=False):
            if trip.on_line:
                self._place(train, doings, self._track(world, trip, trip.first))
            self._keep_time(world, trip, train, doings, compiled.zero_s)
        costs = tuple(cost for cost in compiled.problem.costs if not _has_left(compiled, trips, cost))
        closed = self._closed(world, on_line, compiled.zero_s)
        return replace(compiled, problem=Dispatching(trains=(*map(tuple, trains), *closed), costs=costs))

    def _closed(self, world: World, on_line: list[Trip], zero_s: int) -> Iterator[Train]:
        """Yield dummy trains that hold what is held now or shut by weather, each until its last holder lets go."""
        held: dict[str, int] = {}
        for name, end in self._shut(world):
            held[name] = max(held.get(name, end), end)
        for trip in on_line:
            self._hold(world, trip, held)
        for name, end in held.items():
            if end > zero_s:
                yield holding([Use(name)], 0, end - zero_s)

    def _place(self, train: list[Operation], doings: tuple[Doing, ...], track: str) -> None:
        """Put a train on the track that it holds from the beginning."""
        for i, doing in enumerate(doings):
            if doing.kind == Kind.ENTER:
                train[i] = replace(train[i], start_lb=1, start_ub=1, uses=(Use(track),))
            elif doing.kind == Kind.READY and train[i].uses[0].resource != track:
                train[i] = barred(train[i])

    def _keep_time(self, world: World, trip: Trip, train: list[Operation], doings: tuple[Doing, ...], zero_s: int) -> None:
        """Forbid a train of the timetable to leave a stop before its published time."""
        begin = int(world.routes[trip.route]["step"]) + trip.first
        for i, doing in enumerate(doings):
            step = world.steps[begin + doing.place]
            if doing.kind == Kind.DEPART and step["halt"] and step["clock"] > 0:
                train[i] = replace(train[i], start_lb=max(train[i].start_lb, ceil(trip.wanted_s + step["clock"]) - zero_s))

    def _shut(self, world: World) -> Iterator[tuple[str, int]]:
        """Yield what weather shuts now for all trains: the resources, and until when."""
        for storm in world.storms[world.storms["weather"] != t.NONE]:
            if storm["shut_until"] > world.clock[0]["now"] and not world.weathers[storm["weather"]]["passengers_only"]:
                for section in range(storm["first"], storm["last"] + 1):
                    yield from ((name, int(storm["shut_until"])) for name in section_names(self.scenario, section))


def _has_left(compiled: Compiled, trips: list[Trip], cost: DelayCost) -> bool:
    """Tell whether a cost is for leaving late, of a train that has already left its origin."""
    return trips[cost.train].on_line and compiled.doings[cost.train][cost.operation].kind == Kind.DEPART
