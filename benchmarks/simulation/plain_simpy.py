"""Simulate the flagship plainly in SimPy, with the line, trains, rules and chance of the kernel but none of its events.

It has single track with loops and yards, and tracks and sections that clear behind the tail of a train. A train asks to
pass a place before it would have to brake, trains wait for others by weight, and the Banker's test keeps them from
deadlock. Train sets load, run, dump and are inspected. There are stockpiles, the timetable, and the variation of
running, loading, dumping and departures. It leaves out breakdowns, failures on the way, bad-order wagons, weather, and
all records but the tonnes. Running times come from the kernel's draft.

SimPy 4, https://simpy.readthedocs.io.
"""

import random
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from itertools import count
from math import ceil, inf, log, sqrt
from typing import Any

import simpy
from simpy.events import EventPriority

import headway as hw
from headway.model import FixedPath, Line, Mine, Plant, Scenario, Station, Variation
from headway.simulation import Rules
from headway.simulation.corridor import Corridor, drafted

_DAY_S = 86_400.0
_GRAIN_S = 1e-6
_LAST = EventPriority(2)
"""The priority of what happens after all else of a moment."""
_YARD = -1
"""Where a train is parked that is not on the line."""

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was dumped in the days that count [Mt/y], and every departure and pass: the second and the number of the place."""

    mt_y: float
    moves: list[tuple[int, int]]


def run(scenario: Scenario, days: int, seed: int = 0, warm_up_days: int = 7) -> Outcome:
    """Run the plain model."""
    line, rules = scenario.line, Rules()
    if scenario.possessions or any(s.tracks > 1 for s in line.sections):
        raise ValueError("the plain model knows single track without possessions")
    if max(c.length_m for c in scenario.consists) > min(t.length_m for p in line.places for t in p.tracks):
        raise ValueError("the plain model knows only tracks that every train fits")
    corridor = drafted(scenario, rules, 0, 0)
    env = simpy.Environment(-warm_up_days * _DAY_S)
    railway = Railway(env, scenario, random.Random(seed))
    ore = Ore(railway, corridor, days * _DAY_S)
    for path in scenario.fixed_paths:
        env.process(timetabled(railway, corridor, path, rules.patience_s))
    env.run(until=days * _DAY_S)
    return Outcome(ore.dumped / 1e9 * 365 / days, sorted(railway.moves))


def variation(scenario: Scenario, of: str) -> Variation:
    """Return how a service or a terminal varies."""
    found = (d for d in scenario.disruptions if isinstance(d, Variation) and d.of == of)
    return next(found, Variation(name="none", of=of, cv=0.0))


def lognormal(rng: random.Random, mean: float, cv: float) -> float:
    """Draw by the mean and the coefficient of variation."""
    variance = log(1 + cv * cv)
    return mean * rng.lognormvariate(-variance / 2, sqrt(variance))


# ---------------------------------------------------------------------- trains


@dataclass(frozen=True, slots=True)
class Step:
    """A place on a route, and the section behind it.

    ``runs[passing]`` are the times over the section to a pass and to a stop, ``tails[passing]`` the time until the tail
    has left the place, ``clock`` when the timetable leaves, and ``ahead`` when a train would be here that nothing
    holds, both after the start of the route [s].
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
    """The way of a kind of train: 1 or -1 along the line; its weight; by which share it runs easily, or by chance slower."""

    steps: list[Step]
    way: int
    weight: float
    ease: float
    slower: tuple[float, float]

    @property
    def last(self) -> int:
        return len(self.steps) - 1

    @property
    def end(self) -> int:
        return self.steps[-1].place


def route_of(corridor: Corridor, service: str, *, out: bool = True) -> Route:
    """Read the route of a service from the kernel's draft, out or back."""
    row = corridor.draft.routes[corridor.routes[service, out]]
    steps: list[Step] = []
    for step in corridor.draft.steps[row["step"] : row["step"] + row["steps"]]:
        s = defaultdict(float, {name: float(value) for name, value in step.items()})  # nothing lies behind the last place
        runs = (s["stop_pass"], s["stop_stop"]), (s["pass_pass"], s["pass_stop"])
        tails = s["tail_stop"], s["tail_pass"]
        place, section, halt = int(s["place"]), int(s["section"]), bool(s["halt"])
        steps.append(Step(place, section, halt, s["dwell"], s["clock"], s["ahead"], runs, tails))
    varies = variation(corridor.scenario, service)
    return Route(steps, row["direction"], row["weight"], float(row["ease"]), (varies.slower, varies.cv))


class Train:
    """A train on its way.

    ``k`` is the step where it is or that it left last, ``held`` the furthest whose track it holds, ``parked`` the place
    there. ``next_k`` and ``next_at`` are the step that it will leave or pass next if nothing holds it, and when;
    infinite while it waits, until ``go`` happens. Over the section that it asks for it would take ``to_pass`` or
    ``to_stop`` and be at the place behind when it ``arrives``; the one where it runs it leaves at ``pass_at``, or at
    ``stop_at`` if it stops there.
    """

    go: simpy.Event

    def __init__(self, route: Route, ready: float, slower: list[float]) -> None:
        self.route, self.ready, self.slower = route, ready, slower
        self.k, self.held, self.next_k = 0, 0, 0
        self.parked = _YARD
        self.next_at = inf
        self.to_pass = self.to_stop = self.arrives = self.pass_at = self.stop_at = 0.0

    def ahead(self) -> range:
        """Return the places before the train where it is parked."""
        way = self.route.way
        return range(self.parked + way, self.route.end + way, way)

    def expected(self, place: int) -> float:
        """Return when the train would be at a place further on if nothing held it [s]."""
        steps = self.route.steps
        return self.next_at + steps[abs(place - steps[0].place)].ahead - steps[self.next_k].ahead


# ---------------------------------------------------------------------- the line


class Alarm(simpy.Event):
    """Something to do at a time, when all else of that moment has happened."""

    def __init__(self, env: simpy.Environment, delay: float, act: Callable[[simpy.Event], None]) -> None:
        super().__init__(env)
        self._ok, self._value, self.callbacks = True, None, [act]
        env.schedule(self, _LAST, delay)


class Railway:
    """The line with the trains on it: single track, and tracks that every train fits.

    ``clear[place]`` says for every track that no train holds, and ``sections`` for every section, from when on it is
    clear; a section that a train holds is never [s]. ``free[place]`` counts the tracks where no train is parked, every
    train standing on the track that it holds furthest ahead. ``moves`` has the time and the place of every departure
    and pass.
    """

    def __init__(self, env: simpy.Environment, scenario: Scenario, rng: random.Random) -> None:
        self.env, self.rng = env, rng
        self.setting, self.clearing, self.yard = scenario.setting_s, scenario.clearing_s, scenario.yard_move_s
        self.clear = [[-inf] * len(p.tracks) for p in scenario.line.places]
        self.free = [len(p.tracks) for p in scenario.line.places]
        self.sections = [-inf] * len(scenario.line.sections)
        self.online: list[Train] = []
        self.waiting: list[Train] = []
        self.alarms: set[float] = set()
        self.moves: list[tuple[int, int]] = []

    def travel(self, route: Route, ready: float, patience: float = inf) -> Process:
        """Let a train run from the yard at one end of a route to the other, or give up if it cannot leave in time [s]."""
        env = self.env
        train = Train(route, ready, [1 + lognormal(self.rng, *route.slower) for _ in range(route.last)])
        go = self.wait(train)
        self.dispatch_at(env.now)
        yield go if patience == inf else go | env.timeout(patience)
        if train.parked == _YARD:
            self.waiting.remove(train)
            return
        yield env.timeout(train.next_at - env.now)
        if not self.sets_off(train):
            yield self.wait(train)
        yield from self.run(train)
        while train.k < route.last:
            yield from self.stand(train)
            yield from self.run(train)
        yield env.timeout(self.yard)
        self.clear[route.end].append(env.now)
        self.park(train, _YARD)
        self.dispatch_at(env.now)

    def run(self, train: Train) -> Process:
        """Run to the next stop; where the train would have to begin to brake for a place, it asks whether it may pass."""
        env, steps = self.env, train.route.steps
        while train.k + 1 < train.route.last and not steps[train.k + 1].halt:
            yield env.timeout(max(0.0, 2 * train.pass_at - train.stop_at - env.now))
            if not self.asks(train, train.pass_at, passing=True):
                break
            train.next_at = train.pass_at
            yield env.timeout(train.pass_at - env.now)
            train.k += 1
            self.leave(train, passing=True)
        yield env.timeout(train.stop_at - env.now)
        self.sections[steps[train.k].section] = env.now + self.clearing
        train.k += 1
        train.next_at = inf
        self.dispatch_at(env.now)

    def stand(self, train: Train) -> Process:
        """Stand at a place: for the dwell, until the timetable leaves, and until the train may go on."""
        step, now = train.route.steps[train.k], self.env.now
        dwell = max(step.dwell, train.ready + step.clock - now) if step.halt else 0.0
        if dwell > 0:
            train.next_at = now + dwell
            yield self.env.timeout(dwell)
        if dwell == 0 or not self.sets_off(train):
            yield self.wait(train)

    def wait(self, train: Train) -> simpy.Event:
        """Enter a train among those that want to go on, heavier ones first, then who waits longest."""
        train.next_at = inf
        train.go = self.env.event()
        insort(self.waiting, train, key=lambda t: -t.route.weight)
        return train.go

    def leave(self, train: Train, *, passing: bool) -> None:
        """Leave or pass a place; its track, and the section behind a train that passes, are clear soon."""
        step, now = train.route.steps[train.k], self.env.now
        clear_at = now + step.tails[passing] + self.clearing
        self.clear[step.place].append(clear_at)
        if passing:
            self.sections[train.route.steps[train.k - 1].section] = clear_at
        train.pass_at, train.stop_at = now + train.to_pass, now + train.to_stop
        train.next_k, train.next_at = train.k + 1, train.stop_at
        self.moves.append((round(now), step.place))
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
            for train in list(self.waiting):
                if self.pulls_out(train) if train.parked == _YARD else self.sets_off(train):
                    self.waiting.remove(train)
                    train.go.succeed()
                    sent = True

    def sets_off(self, train: Train) -> bool:
        """Let a train that stands leave if it may."""
        goes = self.asks(train, self.env.now)
        if goes:
            self.leave(train, passing=False)
        return goes

    def asks(self, train: Train, begin: float, *, passing: bool = False) -> bool:
        """Take the section and a track ahead for a train, to be entered at a time, if it may have them."""
        step, there = train.route.steps[train.held], train.parked + train.route.way
        goes = self.finds_way(train, begin, passing) and not self.had_better_wait(train, begin) and self.parks(train, there)
        if goes:
            self.sections[step.section] = inf
            self.take_track(there)
            train.held += 1
        return goes

    def pulls_out(self, train: Train) -> bool:
        """Take a train from its yard onto a running track if it could go on from there, and one track is left over."""
        now, place = self.env.now, train.route.steps[0].place
        begin = max(ceil(now + self.yard), train.ready)
        clear_at = min(self.clear[place], default=inf)
        if begin > now + self.yard + 1 or clear_at > now:
            self.dispatch_at(begin - self.yard if begin > now + self.yard + 1 else clear_at)
            return False
        if self.free[place] < 2 or not self.finds_way(train, begin) or self.had_better_wait(train, begin):
            return False
        goes = self.parks(train, place)
        if goes:
            self.take_track(place)
            train.next_at = begin
        return goes

    def take_track(self, place: int) -> None:
        self.clear[place].remove(min(self.clear[place]))

    def finds_way(self, train: Train, begin: float, passing: bool = False) -> bool:
        """Tell whether section and place ahead are free in time; if not, a train at rest asks again when they are."""
        route, k = train.route, train.held
        step = route.steps[k]
        free_at = self.sections[step.section] + self.setting
        clear_at = min(self.clear[step.place + route.way], default=inf) + self.setting
        if free_at == inf or clear_at == inf:
            return False
        later = free_at - begin
        if later <= 0:
            share = train.slower[k]
            if route.ease > 0 and begin <= train.ready + step.clock + 1:
                share *= 1 + route.ease
            train.to_pass, train.to_stop = (ceil(s * share - _GRAIN_S) for s in step.runs[passing])
            train.arrives = begin + (train.to_stop if k + 1 == route.last else train.to_pass)
            later = clear_at - train.arrives
        if later > 0 and not passing:
            self.dispatch_at(self.env.now + max(1.0, later))
        return later <= 0

    def had_better_wait(self, train: Train, begin: float) -> bool:
        """Tell whether a train that comes the other way, or a heavier one behind, would lose more by waiting than this one."""
        way, weight = train.route.way, train.route.weight
        here, between = train.route.steps[train.held].place, self.setting + self.clearing
        there = here + way
        for other in self.online:
            theirs = other.route
            if other is train or other.next_at == inf:
                continue
            if theirs.way != way:
                concerned = (other.parked - there) * way >= 0 >= (theirs.end - here) * way
                first, then = there, here
            else:
                follows = (here - other.parked) * way >= 0 and (theirs.end - there) * way > 0
                concerned = follows and theirs.weight > weight
                first, then = here, there
            if concerned:
                late = train.arrives + between - other.expected(first)
                wait = max(1.0, other.expected(then) + between - begin)
                if late > 0 and theirs.weight * late > weight * wait and self.room_beside(train, here):
                    return True
        return False

    def room_beside(self, train: Train, place: int) -> bool:
        """Tell whether another train finds a track at a place while this one stands there."""
        return self.free[place] > 0 or any(t.parked == place and t.next_k > t.k and t is not train for t in self.online)

    # ------------------------------------------------------------------ safety

    def park(self, train: Train, place: int) -> None:
        """Move a train from where it is parked to a track of a place, or into its yard."""
        if train.parked == _YARD:
            self.online.append(train)
        else:
            self.free[train.parked] += 1
        if place == _YARD:
            self.online.remove(train)
        else:
            self.free[place] -= 1
        train.parked = place

    def parks(self, train: Train, place: int) -> bool:
        """Park a train at a place if all trains can still reach their ends then."""
        before = train.parked
        self.park(train, place)
        if self.safe():
            return True
        self.park(train, before)
        return False

    def safe(self) -> bool:
        """Tell whether in some order each train can run to its end past those still parked: the Banker's test."""
        free, left = list(self.free), self.online
        while not all(free):
            able = [train for train in left if all(free[place] for place in train.ahead())]
            if not able:
                return False
            for train in able:
                free[train.parked] += 1
            left = [train for train in left if train not in able]
        return True


# ---------------------------------------------------------------------- ore and the timetable


class Pile:
    """Ore that comes or goes at a steady rate [kg/s], never below nothing or above what the pile holds [kg]."""

    def __init__(self, env: simpy.Environment, initial: float, rate: float, capacity: float) -> None:
        self.env, self.level, self.rate, self.capacity, self.at = env, initial, rate, capacity, env.now

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
    """The ore flow: train sets load, run, dump, are inspected and run back; ``dumped`` from time 0 to the end [kg]."""

    def __init__(self, railway: Railway, corridor: Corridor, end: float) -> None:
        scenario, env = corridor.scenario, railway.env
        (flow,), (mine,), (plant,) = scenario.flows, scenario.mines, scenario.plants
        self.railway, self.env, self.end, self.dumped = railway, env, end, 0.0
        self.out, self.back = (route_of(corridor, flow.name, out=out) for out in (True, False))
        self.loading, self.dumping = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
        self.loaders, self.dumpers = (simpy.Resource(env, s.trains) for s in (self.loading, self.dumping))
        self.pace_cv = {s.name: variation(scenario, s.name).cv for s in (self.loading, self.dumping)}
        piles = {p.name: p for p in scenario.stockpiles}
        mined, used = piles[mine.stockpile], piles[plant.stockpile]
        self.mined = Pile(env, mined.initial_kg, mine.rate_kg_s, mined.capacity_kg)
        self.used = Pile(env, used.initial_kg, -plant.rate_kg_s, used.capacity_kg)
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
        return max(0.05, lognormal(self.railway.rng, 1.0, self.pace_cv[station.name])) * self.payload / station.rate_kg_s

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
        self.dumped += self.payload * max(0.0, min(begin + lasts, self.end) - max(begin, 0.0)) / lasts
        yield self.env.timeout(lasts)
        self.used.level = self.used.now() + self.payload


def timetabled(railway: Railway, corridor: Corridor, path: FixedPath, patience: float) -> Process:
    """Let the train of a fixed path come every day, late by chance, unless it is cancelled."""
    env, rng, varies = railway.env, railway.rng, variation(corridor.scenario, path.name)
    route, first = route_of(corridor, path.name), env.now

    def train(departs: float) -> Process:
        yield env.timeout(ceil(lognormal(rng, varies.late_s, varies.late_cv)))
        yield from railway.travel(route, departs, patience)

    for day in count():
        departs = first + day * _DAY_S + path.departs_at_s
        yield env.timeout(departs - railway.yard - env.now)
        if rng.random() >= varies.cancelled:
            env.process(train(departs))
