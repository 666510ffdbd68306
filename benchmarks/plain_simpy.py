"""The flagship written plainly in SimPy: the line, trains, rules and chance of the kernel, and none of its events.

Routes with their running times are read from the kernel's draft; what happens on them is written anew. A train is a
process. It sets off when the section and a track ahead are free, no other train had better go first, and the Banker finds
that all trains can still reach their ends. SimPy 4, https://simpy.readthedocs.io.
"""

import random
from bisect import insort
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from itertools import count
from math import ceil, inf, log, sqrt
from typing import Any

import simpy

import headway as hw
from headway.model import FixedPath, Line, Mine, Plant, Scenario, Station, Variation
from headway.simulation import Rules, Simulation
from headway.simulation.corridor import Corridor, drafted
from headway.simulation.engine.draft import Row

_DAY_S = 86_400.0
_LAST = 2
_GRAIN_S = 1e-6

Process = Generator[simpy.Event, Any, None]


def flagship(*, sets: int, faster: float = 1.0) -> Scenario:
    """Return the 50 Mt/y flagship with so many train sets, all terminals faster by a factor, and no chance but variation."""
    scenario = hw.load("gara-djebilet-50mt")
    (leg,) = scenario.line.legs
    places = tuple(replace(p, yard_trains=max(sets, p.yard_trains) if p.yard_trains else 0) for p in leg.places)
    return replace(
        scenario,
        line=Line(legs=(replace(leg, places=places),)),
        fleets=tuple(replace(f, sets=sets) for f in scenario.fleets),
        terminals=tuple(
            replace(t, rate_kg_s=faster * t.rate_kg_s) if isinstance(t, Mine | Plant | Station) else t for t in scenario.terminals
        ),
        disruptions=tuple(d for d in scenario.disruptions if isinstance(d, Variation)),
    )


# ---------------------------------------------------------------------- what is known beforehand


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A law of chance by its mean and its coefficient of variation."""

    mean: float
    cv: float

    def draw(self, rng: random.Random) -> float:
        variance = log(1 + self.cv * self.cv)
        return self.mean * rng.lognormvariate(-variance / 2, sqrt(variance))


@dataclass(frozen=True, slots=True)
class Step:
    """A place on a route, and the section behind it.

    Parameters
    ----------
    place, section
        Their numbers on the line.
    halt, dwell, clock
        Whether the train stops there, for how long at least, and when its timetable leaves after its start [s].
    ahead
        The time from the start to here if nothing holds the train [s].
    runs, tails
        ``runs[passing]``: the times over the section to a pass and to a stop; ``tails[passing]``: the time until the tail
        has left the place [s].
    """

    place: int
    section: int
    halt: bool
    dwell: float
    clock: float
    ahead: float
    runs: tuple[tuple[float, float], tuple[float, float]]
    tails: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a kind of train.

    Parameters
    ----------
    steps, last, end
        Its places, the number of the last step, and the place there.
    way, weight
        1 or -1 along the line; what a second of its delay weighs.
    ease, slower
        By which share it runs slower while it keeps its timetable, and the law of the share that chance adds.
    """

    steps: tuple[Step, ...]
    last: int
    end: int
    way: int
    weight: float
    ease: float
    slower: Lognormal


def route_of(corridor: Corridor, service: str, *, out: bool = True) -> Route:
    """Read the route of a service from the draft, out or back."""
    row = corridor.draft.routes[corridor.routes[service, out]]
    steps = tuple(_step(s) for s in corridor.draft.steps[row["step"] : row["step"] + row["steps"]])
    varies = variation(corridor.scenario, service)
    return Route(
        steps=steps,
        last=len(steps) - 1,
        end=steps[-1].place,
        way=row["way"],
        weight=row["weight"],
        ease=float(row["ease"]),
        slower=Lognormal(varies.slower, varies.cv),
    )


def _step(row: Row) -> Step:
    def s(name: str) -> float:
        return float(row.get(name, 0))

    return Step(
        place=row["place"],
        section=row.get("section", -1),
        halt=bool(row["halt"]),
        dwell=s("dwell"),
        clock=s("clock"),
        ahead=s("ahead"),
        runs=((s("stop_pass"), s("stop_stop")), (s("pass_pass"), s("pass_stop"))),
        tails=(s("tail_stop"), s("tail_pass")),
    )


def variation(scenario: Scenario, of: str) -> Variation:
    """Return how a service or a terminal varies."""
    found = (d for d in scenario.disruptions if isinstance(d, Variation) and d.of == of)
    return next(found, Variation(name="none", of=of, cv=0.0))


# ---------------------------------------------------------------------- the line


@dataclass(slots=True, eq=False)
class Trip:
    """A train on its way.

    Parameters
    ----------
    route, ready
        Its route, and before when it does not leave [s].
    slower
        By which factor it takes longer over each section than the table says.
    go
        Happens when a train that waits is sent on.
    k, tracks
        The step where it is or that it left last, and the number of its track at every step up to the furthest it holds.
    parked
        The place of the furthest track that it holds; -1 in the yard.
    next_k, next_at
        The step that it will leave or pass next if nothing holds it, and when [s]; infinite while it waits.
    to_pass, to_stop, arrives
        The times over the section that it asks for, and when it would be at the place behind [s].
    pass_at, stop_at
        When it can pass the next place, or comes to rest there [s].
    """

    route: Route
    ready: float
    slower: list[float]
    go: simpy.Event
    k: int = 0
    tracks: list[int] = field(default_factory=list[int])
    parked: int = -1
    next_k: int = 0
    next_at: float = inf
    to_pass: float = 0.0
    to_stop: float = 0.0
    arrives: float = 0.0
    pass_at: float = 0.0
    stop_at: float = 0.0

    def expected(self, place: int) -> float:
        """Return when the train would be at a place further on if nothing held it [s]."""
        steps, way = self.route.steps, self.route.way
        return self.next_at + steps[(place - steps[0].place) * way].ahead - steps[self.next_k].ahead

    def is_behind(self, places: set[int]) -> bool:
        """Tell whether one of these places lies before a parked train."""
        here, end = self.parked, self.route.end
        if self.route.way > 0:
            return any(here < place <= end for place in places)
        return any(end <= place < here for place in places)


class Alarm(simpy.Event):
    """Something to do at a time, when all else of that moment has happened."""

    def __init__(self, env: simpy.Environment, delay: float, act: Callable[[simpy.Event], None]) -> None:
        super().__init__(env)
        self._ok, self._value, self.callbacks = True, None, [act]
        env.schedule(self, _LAST, delay)


class Railway:
    """The line with the trains on it: single track, and tracks that every train fits.

    ``tracks[place]`` and ``sections`` say from when on each is clear, infinite while a train holds it [s]. ``free[place]``
    counts the tracks on which no train is parked, every train standing on the track that it holds furthest ahead.
    ``moves`` has the time and the place of every departure and pass.
    """

    def __init__(self, env: simpy.Environment, scenario: Scenario, rng: random.Random) -> None:
        self.env, self.rng = env, rng
        self.setting, self.clearing, self.yard = scenario.setting_s, scenario.clearing_s, scenario.yard_move_s
        self.tracks = [[-inf] * len(p.tracks) for p in scenario.line.places]
        self.sections = [-inf] * len(scenario.line.sections)
        self.free = [len(tracks) for tracks in self.tracks]
        self.online: list[Trip] = []
        self.waiting: list[Trip] = []
        self.alarms: set[float] = set()
        self.moves: list[tuple[float, int]] = []

    def travel(self, route: Route, ready: float, patience: float = inf) -> Process:
        """Let a train run from the yard at one end of a route to the other, or give up if it cannot leave in time [s]."""
        slower = [1 + route.slower.draw(self.rng) for _ in range(route.last)]
        trip = Trip(route, ready, slower, self.env.event())
        go = self.wait(trip)
        self.dispatch_at(self.env.now)
        yield go if patience == inf else go | self.env.timeout(patience)
        if not trip.tracks:
            self.waiting.remove(trip)
            return
        yield self.env.timeout(trip.next_at - self.env.now)
        if not self.sets_off(trip):
            yield self.wait(trip)
        while True:
            yield from self.run(trip)
            if trip.k == route.last:
                break
            yield from self.stand(trip)
        yield self.env.timeout(self.yard)
        self.tracks[route.end][trip.tracks[-1]] = self.env.now
        self.free[route.end] += 1
        self.online.remove(trip)
        self.dispatch_at(self.env.now)

    def run(self, trip: Trip) -> Process:
        """Run to the next stop; where the train would have to begin to brake for a place, it asks whether it may pass."""
        env, route = self.env, trip.route
        while trip.k + 1 < route.last and not route.steps[trip.k + 1].halt:
            yield env.timeout(max(0.0, 2 * trip.pass_at - trip.stop_at - env.now))
            if not self.asks(trip, trip.pass_at, passing=True):
                break
            trip.next_at = trip.pass_at
            yield env.timeout(trip.pass_at - env.now)
            trip.k += 1
            self.leave(trip, passing=True)
        yield env.timeout(trip.stop_at - env.now)
        self.sections[route.steps[trip.k].section] = env.now + self.clearing
        trip.k += 1
        trip.next_at = inf
        self.dispatch_at(env.now)

    def stand(self, trip: Trip) -> Process:
        """Stand at a place: for the dwell, until the timetable leaves, and until the train may go on."""
        step, now = trip.route.steps[trip.k], self.env.now
        dwell = max(step.dwell, trip.ready + step.clock - now) if step.halt else 0.0
        if dwell > 0:
            trip.next_at = now + dwell
            yield self.env.timeout(dwell)
        if dwell == 0 or not self.sets_off(trip):
            yield self.wait(trip)

    def wait(self, trip: Trip) -> simpy.Event:
        """Enter a train among those that want to go on, heavier ones first, then who waits longest."""
        trip.next_at = inf
        trip.go = self.env.event()
        insort(self.waiting, trip, key=lambda t: -t.route.weight)
        return trip.go

    def sets_off(self, trip: Trip) -> bool:
        """Let a train that stands leave if it may."""
        goes = self.asks(trip, self.env.now, passing=False)
        if goes:
            self.leave(trip, passing=False)
        return goes

    def leave(self, trip: Trip, *, passing: bool) -> None:
        """Leave or pass a place; its track, and the section behind a train that passes, are clear soon."""
        step, now = trip.route.steps[trip.k], self.env.now
        clear_at = now + step.tails[passing] + self.clearing
        self.tracks[step.place][trip.tracks[trip.k]] = clear_at
        if passing:
            self.sections[trip.route.steps[trip.k - 1].section] = clear_at
        trip.pass_at, trip.stop_at = now + trip.to_pass, now + trip.to_stop
        trip.next_k, trip.next_at = trip.k + 1, trip.stop_at
        self.moves.append((now, step.place))
        self.dispatch_at(now)

    # ------------------------------------------------------------------ who may go

    def dispatch_at(self, time: float) -> None:
        """Let whoever waits ask at a time."""
        if time < inf and time not in self.alarms:
            self.alarms.add(time)
            Alarm(self.env, time - self.env.now, self.dispatch)

    def dispatch(self, _: simpy.Event) -> None:
        """Send on those who wait and may go, until none may."""
        self.alarms.discard(self.env.now)
        sent = True
        while sent:
            sent = False
            for trip in list(self.waiting):
                if self.sets_off(trip) if trip.tracks else self.pulls_out(trip):
                    self.waiting.remove(trip)
                    trip.go.succeed()
                    sent = True

    def asks(self, trip: Trip, begin: float, *, passing: bool) -> bool:
        """Take the section and a track ahead for a train, to be entered at a time, if it may have them."""
        k, here, there = len(trip.tracks) - 1, trip.parked, trip.parked + trip.route.way
        later = self.later(trip, k, begin, passing=passing)
        if later > 0:
            if not passing:
                self.dispatch_at(self.env.now + later)
            return False
        if self.had_better_wait(trip, here, begin) or not self.parks(trip, there):
            return False
        self.sections[trip.route.steps[k].section] = inf
        self.take_track(trip, there)
        return True

    def pulls_out(self, trip: Trip) -> bool:
        """Take a train from its yard onto a running track if it could go on from there, and one track is left over."""
        now, place = self.env.now, trip.route.steps[0].place
        begin = max(ceil(now + self.yard), trip.ready)
        if begin > now + self.yard + 1:
            self.dispatch_at(begin - self.yard)
            return False
        if min(self.tracks[place]) > now:
            self.dispatch_at(min(self.tracks[place]))
            return False
        if self.free[place] < 2:
            return False
        later = self.later(trip, 0, begin, passing=False)
        if later > 0:
            self.dispatch_at(now + later)
            return False
        if self.had_better_wait(trip, place, begin) or not self.parks(trip, place):
            return False
        self.take_track(trip, place)
        trip.next_at = begin
        return True

    def take_track(self, trip: Trip, place: int) -> None:
        clear_at = self.tracks[place]
        track = clear_at.index(min(clear_at))
        clear_at[track] = inf
        trip.tracks.append(track)

    def later(self, trip: Trip, k: int, begin: float, *, passing: bool) -> float:
        """Return how much later the way from a step to the next place is free [s]: 0 now, infinite while others hold it."""
        route = trip.route
        step = route.steps[k]
        free_at = self.sections[step.section] + self.setting
        clear_at = min(self.tracks[step.place + route.way]) + self.setting
        if clear_at == inf:
            return inf
        if free_at > begin:
            return max(1.0, free_at - begin)
        share = trip.slower[k]
        if route.ease > 0 and begin <= trip.ready + step.clock + 1:
            share *= 1 + route.ease
        to_pass, to_stop = step.runs[passing]
        trip.to_pass, trip.to_stop = ceil(to_pass * share - _GRAIN_S), ceil(to_stop * share - _GRAIN_S)
        trip.arrives = begin + (trip.to_stop if k + 1 == route.last else trip.to_pass)
        return max(1.0, clear_at - trip.arrives) if clear_at > trip.arrives else 0.0

    def had_better_wait(self, trip: Trip, here: int, begin: float) -> bool:
        """Tell whether a train that comes the other way, or a heavier one behind, would lose more by waiting than this one."""
        way, weight = trip.route.way, trip.route.weight
        there, between = here + way, self.setting + self.clearing
        for other in self.online:
            if other is trip or other.next_at == inf:
                continue
            theirs = other.route
            if theirs.way != way:
                if (other.parked - there) * way < 0 or (theirs.end - here) * way > 0:
                    continue
                first, then = there, here
            else:
                if theirs.weight <= weight or (here - other.parked) * way < 0 or (theirs.end - there) * way <= 0:
                    continue
                first, then = here, there
            late = trip.arrives + between - other.expected(first)
            if late <= 0:
                continue
            wait = max(1.0, other.expected(then) + between - begin)
            if theirs.weight * late > weight * wait and self.room_beside(trip, here):
                return True
        return False

    def room_beside(self, trip: Trip, place: int) -> bool:
        """Tell whether another train finds a track at a place while this one stands there."""
        return self.free[place] > 0 or any(t.parked == place and t.next_k > t.k and t is not trip for t in self.online)

    # ------------------------------------------------------------------ safety

    def parks(self, trip: Trip, place: int) -> bool:
        """Park a train at a place if all trains can still reach their ends then."""
        before = trip.parked
        if before < 0:
            self.online.append(trip)
        else:
            self.free[before] += 1
        self.free[place] -= 1
        trip.parked = place
        if self.safe():
            return True
        self.free[place] += 1
        trip.parked = before
        if before < 0:
            self.online.remove(trip)
        else:
            self.free[before] -= 1
        return False

    def safe(self) -> bool:
        """Tell whether in some order each train can run to its end past those still parked: the Banker's test."""
        full = {place for place, free in enumerate(self.free) if free == 0}
        left = self.online
        while full:
            stuck: list[Trip] = []
            cleared: set[int] = set()
            for trip in left:
                if trip.is_behind(full):
                    stuck.append(trip)
                else:
                    cleared.add(trip.parked)
            if not cleared:
                return False
            full -= cleared
            left = stuck
        return True


# ---------------------------------------------------------------------- ore and the timetable


@dataclass(slots=True)
class Pile:
    """Ore that comes or goes at a steady rate [kg/s], never below nothing or above what the pile holds [kg]."""

    env: simpy.Environment
    level: float
    rate: float
    capacity: float
    at: float

    def now(self) -> float:
        """Return what lies there now [kg]."""
        self.level = min(self.capacity, max(0.0, self.level + self.rate * (self.env.now - self.at)))
        self.at = self.env.now
        return self.level

    def until(self, level: float) -> Process:
        """Wait until the pile has risen, or sunk, to a level [kg]."""
        while (level - self.now()) / self.rate > _GRAIN_S:
            yield self.env.timeout((level - self.level) / self.rate)


class Ore:
    """The ore flow: train sets load, run, dump, are inspected and run back.

    ``dumped`` is what is dumped from time 0 to the end [kg].
    """

    def __init__(self, railway: Railway, corridor: Corridor, end: float) -> None:
        scenario, env = corridor.scenario, railway.env
        (flow,), (mine,), (plant,) = scenario.flows, scenario.mines, scenario.plants
        self.railway, self.env, self.end, self.dumped = railway, env, end, 0.0
        self.out, self.back = (route_of(corridor, flow.name, out=out) for out in (True, False))
        self.loading, self.dumping = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
        self.loaders, self.dumpers = (simpy.Resource(env, s.trains) for s in (self.loading, self.dumping))
        self.pace = {s: Lognormal(1.0, variation(scenario, s.name).cv) for s in (self.loading, self.dumping)}
        piles = {p.name: p for p in scenario.stockpiles}
        mined, used = piles[mine.stockpile], piles[plant.stockpile]
        self.mined = Pile(env, mined.initial_kg, mine.rate_kg_s, mined.capacity_kg, env.now)
        self.used = Pile(env, used.initial_kg, -plant.rate_kg_s, used.capacity_kg, env.now)
        self.payload = scenario.train_consists(flow)[0].payload_kg
        fleet = scenario.fleet(flow.fleet)
        self.inspection = fleet.inspection_s
        for _ in range(fleet.sets):
            env.process(self.train_set())

    def train_set(self) -> Process:
        """Go round for good."""
        while True:
            with self.loaders.request() as turn:
                yield turn
                yield from self.load()
            yield from self.railway.travel(self.out, ceil(self.env.now + self.railway.yard))
            with self.dumpers.request() as turn:
                yield turn
                yield from self.dump()
            yield self.env.timeout(self.inspection)
            yield from self.railway.travel(self.back, ceil(self.env.now + self.railway.yard))

    def lasts(self, station: Station) -> float:
        """Draw how long a station loads or dumps a train [s]."""
        return max(0.05, self.pace[station].draw(self.railway.rng)) * self.payload / station.rate_kg_s

    def load(self) -> Process:
        """Wait for a train of ore, and load it."""
        yield from self.mined.until(self.payload)
        self.mined.level -= self.payload
        yield self.env.timeout(self.loading.positioning_s + self.lasts(self.loading))

    def dump(self) -> Process:
        """Wait for room for a train of ore, and dump it."""
        yield from self.used.until(self.used.capacity - self.payload)
        yield self.env.timeout(self.dumping.positioning_s)
        begin, lasts = self.env.now, self.lasts(self.dumping)
        counted = min(begin + lasts, self.end) - max(begin, 0.0)
        self.dumped += self.payload * max(0.0, counted) / lasts
        yield self.env.timeout(lasts)
        self.used.level = self.used.now() + self.payload


def timetabled(railway: Railway, corridor: Corridor, path: FixedPath, patience: float) -> Process:
    """Let the train of a fixed path come every day, late by chance, unless it is cancelled."""
    env, rng, varies = railway.env, railway.rng, variation(corridor.scenario, path.name)
    route, late, first = route_of(corridor, path.name), Lognormal(varies.late_s, varies.late_cv), env.now
    for day in count():
        departs = first + day * _DAY_S + path.departs_at_s
        yield env.timeout(departs - railway.yard - env.now)
        if rng.random() >= varies.cancelled:
            env.process(_train_of_the_day(railway, route, departs, ceil(late.draw(rng)), patience))


def _train_of_the_day(railway: Railway, route: Route, departs: float, late: float, patience: float) -> Process:
    yield railway.env.timeout(late)
    yield from railway.travel(route, departs, patience)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is dumped in the days that count [Mt/y], and all departures and passes: second and number of the place."""

    mt_y: float
    moves: list[tuple[int, int]]


def run(scenario: Scenario, days: int, seed: int = 0, warm_up_days: int = 7) -> Outcome:
    """Run the plain model."""
    lengths = [c.length_m for c in scenario.consists]
    if scenario.possessions or any(s.tracks > 1 for s in scenario.line.sections) or len(scenario.line.legs) > 1:
        raise ValueError("the plain model knows one leg of single track without possessions")
    if max(lengths) > min(t.length_m for p in scenario.line.places for t in p.tracks):
        raise ValueError("the plain model knows only tracks that every train fits")
    rules = Rules()
    corridor = drafted(scenario, rules, 0, 0)
    env = simpy.Environment(-warm_up_days * _DAY_S)
    railway = Railway(env, scenario, random.Random(seed))
    ore = Ore(railway, corridor, days * _DAY_S)
    for path in scenario.fixed_paths:
        env.process(timetabled(railway, corridor, path, rules.patience_s))
    env.run(until=days * _DAY_S)
    return Outcome(ore.dumped / 1e9 * 365 / days, sorted((round(at), place) for at, place in railway.moves))


def moves_of(simulation: Simulation) -> list[tuple[int, int]]:
    """Return all departures and passes of the kernel up to the last day: second and number of the place."""
    line, end = simulation.scenario.line, simulation.days * _DAY_S
    calls = (call for path in simulation.paths for call in path.calls[:-1])
    return sorted((call.departs_s, line.index(call.place)) for call in calls if call.departs_s < end)
