"""The event loop: train sets cycle between load-out and dumper, the piles rise and fall.

Every train gets its path when it is ready, through what is booked by then; fixed trains are booked
ahead. A path is free of conflict from end to end, so a train on the line always reaches its end.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from math import ceil

from headway.errors import InputError
from headway.model import Consist, Dumper, Fleet, LoadOut, OreFlow, Scenario, Station
from headway.simulation.pile import ZERO, Flow, Pile
from headway.simulation.result import Activity, Amounts, Simulation, StockPoint
from headway.timetabling import Planner, TrainPath, verify
from headway.timetabling.requests import Request, fixed_requests, halts_of
from headway.units import DAY_S, YEAR_S, whole_seconds

Progress = Callable[[float, str], None]
"""Called with the share done and a text."""

_Account = tuple[str, str]
"""A terminal and a flow."""

_LOOKAHEAD_DAYS = 3
_MOST_DAYS = 3_660


def simulate(
    scenario: Scenario,
    *,
    days: int = 365,
    seed: int = 0,
    warm_up_days: int = 7,
    progress: Progress | None = None,
) -> Simulation:
    """Run the corridor through a number of days.

    All train sets begin empty in the yard of their load-out, the piles at their initial level; the warm-up that
    follows is run but not counted.

    Parameters
    ----------
    scenario
        The corridor.
    days
        Days that count, 1 or more.
    seed
        Seed of the chance processes, kept with the result. None of this version's processes is random: every seed
        gives the same days.
    warm_up_days
        Days run before those that count.
    progress
        Called as the days go by.

    Raises
    ------
    InputError
        If days is below 1, warm_up_days below 0, or a train finds no path.
    """
    problems: list[str] = []
    if not 1 <= days <= _MOST_DAYS:
        problems.append(f"days: simulate 1 to {_MOST_DAYS} days, not {days}")
    if not 0 <= warm_up_days <= _MOST_DAYS:
        problems.append(f"warm_up_days: 0 to {_MOST_DAYS} days, not {warm_up_days}")
    if problems:
        raise InputError(problems)
    return _Run(scenario, days, seed, warm_up_days, progress).result()


@dataclass(slots=True, eq=False)
class _Server:
    """A load-out or a dumper with its pile and the train sets that wait for it."""

    terminal: Station
    pile: Pile
    busy: int = 0
    short: bool = False
    queue: deque["_TrainSet"] = field(default_factory=deque["_TrainSet"])
    trains: dict[str, "_TrainSet"] = field(default_factory=dict[str, "_TrainSet"])

    @property
    def flows(self) -> dict[str, Flow]:
        """The flows of its trains at the pile, among others."""
        return self.pile.loads if isinstance(self.terminal, LoadOut) else self.pile.fills

    @property
    def wait(self) -> str:
        """What the trains in its queue wait for."""
        if isinstance(self.terminal, Dumper):
            return "waits for dumper"
        return "waits for ore" if self.short else "waits for load-out"


@dataclass(slots=True, eq=False)
class _Shuttle:
    """An ore flow with its fleet."""

    flow: OreFlow
    fleet: Fleet
    loaded: Consist
    empty: Consist
    load_out: _Server
    dumper: _Server

    @property
    def payload(self) -> Fraction:
        return Fraction(round(self.loaded.payload_kg))


@dataclass(slots=True, eq=False)
class _TrainSet:
    """A train set: what it is doing, and since when."""

    name: str
    shuttle: _Shuttle
    since: int
    doing: str = ""
    trips: int = 0


class _Run:
    """One simulation in progress."""

    def __init__(self, scenario: Scenario, days: int, seed: int, warm_up_days: int, progress: Progress | None) -> None:
        self.scenario, self.days, self.seed, self.warm_up_days = scenario, days, seed, warm_up_days
        self.progress = progress
        self.begin, self.end = -warm_up_days * DAY_S, days * DAY_S
        self.events: list[tuple[int, int, Callable[[int], None]]] = []
        self.sequence = count()
        self.planner = Planner(scenario, self.begin, self.end)
        self.paths: list[TrainPath] = []
        self.activities: list[Activity] = []
        self.piles = {
            p.name: Pile(capacity=Fraction(round(p.capacity_kg)), free=Fraction(round(p.initial_kg)), now=Fraction(self.begin))
            for p in scenario.stockpiles
        }
        self.initial = sum((pile.level for pile in self.piles.values()), ZERO)
        for mine in scenario.mines:
            self.piles[mine.stockpile].fills[mine.name] = Flow(_exact(mine.rate_kg_s))
        for plant in scenario.plants:
            self.piles[plant.stockpile].draws[plant.name] = Flow(_exact(plant.rate_kg_s))
        self.stations = {t.name: _Server(t, self.piles[t.stockpile]) for t in scenario.terminals if isinstance(t, Station)}
        self.done: defaultdict[_Account, Fraction] = defaultdict(Fraction)
        self.lost: defaultdict[_Account, Fraction] = defaultdict(Fraction)
        self.at_start: dict[_Account, tuple[Fraction, Fraction]] = {}
        self.train_sets: list[_TrainSet] = []
        self.on_trains = ZERO
        self.settled = dict.fromkeys(self.piles, 0)

    # ------------------------------------------------------------------ the loop

    def result(self) -> Simulation:
        for request in fixed_requests(self.scenario, range(-self.warm_up_days, self.days + _LOOKAHEAD_DAYS)):
            self.paths.append(self.planner.plan(request))
        for flow in self.scenario.flows:
            self._start(flow)
        for day in range(-self.warm_up_days, self.days + 1):
            self.at(day * DAY_S, self._midnight)
        while self.events and self.events[0][0] <= self.end:
            time, _, happen = heapq.heappop(self.events)
            happen(time)
        return self._result()

    def at(self, time: int, happen: Callable[[int], None]) -> None:
        """Let something happen at a time; what is entered first happens first."""
        heapq.heappush(self.events, (time, next(self.sequence), happen))

    def _midnight(self, now: int) -> None:
        for pile in self.piles.values():
            pile.advance(Fraction(now))
        if now == 0:
            self.at_start = self._totals()
        if self.progress is not None:
            share = (now - self.begin) / (self.end - self.begin)
            self.progress(share, f"day {now // DAY_S}" if now > 0 else "warm-up")

    def _start(self, flow: OreFlow) -> None:
        loaded, empty = self.scenario.train_consists(flow)
        fleet = self.scenario.fleet(flow.fleet)
        shuttle = _Shuttle(flow, fleet, loaded, empty, self.stations[flow.load_out], self.stations[flow.dumper])
        for i in range(fleet.sets):
            train_set = _TrainSet(name=f"{fleet.name} {i + 1}", shuttle=shuttle, since=self.begin)
            self.train_sets.append(train_set)
            self.at(self.begin, lambda now, t=train_set: self._join(t.shuttle.load_out, t, now))

    # ------------------------------------------------------------------ the cycle of a train set

    def _did(self, train_set: _TrainSet, kind: str, now: int) -> None:
        """Enter what a train set has been doing until now."""
        if now > train_set.since:
            self.activities.append(
                Activity(
                    train_set=train_set.name,
                    fleet=train_set.shuttle.fleet.name,
                    flow=train_set.shuttle.flow.name,
                    kind=kind,
                    begin_s=train_set.since,
                    end_s=now,
                )
            )
        train_set.since = now

    def _join(self, station: _Server, train_set: _TrainSet, now: int) -> None:
        """Join the queue of a load-out or a dumper."""
        station.queue.append(train_set)
        self._settle(station.terminal.stockpile, now)

    def _settle(self, name: str, now: int) -> None:
        """Bring a pile and its stations up to date, and come back when something will have changed by itself."""
        pile = self.piles[name]
        pile.advance(Fraction(now))
        stations = [s for s in self.stations.values() if s.pile is pile]
        for station in stations:
            self._release(station, now)
        for station in stations:
            self._serve(station, now)
        moments = [pile.next_finish(), *(pile.when_free(s.queue[0].shuttle.payload) for s in stations if s.short)]
        following = min((m for m in moments if m is not None), default=None)
        self.settled[name] += 1
        if following is not None:
            turn = self.settled[name]
            self.at(max(now + 1, ceil(following)), lambda t: self._settle(name, t) if self.settled[name] == turn else None)

    def _serve(self, station: _Server, now: int) -> None:
        """Begin with the trains in the queue as long as there is room, and for loading enough ore."""
        loading = isinstance(station.terminal, LoadOut)
        while station.queue and station.busy < station.terminal.trains:
            train_set = station.queue[0]
            if loading and station.pile.free < train_set.shuttle.payload:
                self._call_short(station, True, now)
                return
            self._did(train_set, station.wait, now)
            station.queue.popleft()
            station.busy += 1
            train_set.doing = "loading" if loading else "unloading"
            if loading:
                station.pile.promise(train_set.name, train_set.shuttle.payload)
            begin = now + whole_seconds(station.terminal.positioning_s)
            self.at(begin, lambda t, s=station, x=train_set: self._transfer(s, x, t))
        self._call_short(station, False, now)

    def _call_short(self, station: _Server, short: bool, now: int) -> None:
        """Note whether the trains in a queue wait for ore or for room; enter what they waited for so far."""
        if station.short != short:
            for train_set in station.queue:
                self._did(train_set, station.wait, now)
            station.short = short

    def _transfer(self, station: _Server, train_set: _TrainSet, now: int) -> None:
        """Begin to move ore between train and pile."""
        station.pile.advance(Fraction(now))
        rate = _exact(station.terminal.rate_kg_s)
        station.trains[train_set.name] = train_set
        if isinstance(station.terminal, LoadOut):
            station.pile.loads[train_set.name].rate = rate
        else:
            station.pile.fills[train_set.name] = Flow(rate, left=train_set.shuttle.payload)
        self._settle(station.terminal.stockpile, now)

    def _release(self, station: _Server, now: int) -> None:
        """Let go of the trains that have finished at a station."""
        flows = station.flows
        for name in [n for n in station.trains if not flows[n].active]:
            flow = flows.pop(name)
            train_set = station.trains.pop(name)
            account = station.terminal.name, train_set.shuttle.flow.name
            self.done[account] += flow.moved
            self.lost[account] += flow.hindered_s
            station.busy -= 1
            if isinstance(station.terminal, LoadOut):
                self._loaded(train_set, now)
            else:
                self._emptied(train_set, now)

    def _loaded(self, train_set: _TrainSet, now: int) -> None:
        """Send a loaded train to the dumper."""
        self._did(train_set, train_set.doing, now)
        self.on_trains += train_set.shuttle.payload
        train_set.trips += 1
        self._run(train_set, now, loaded=True)

    def _emptied(self, train_set: _TrainSet, now: int) -> None:
        """Send an empty train back to the load-out, after its inspection if that is done here."""
        self._did(train_set, train_set.doing, now)
        self.on_trains -= train_set.shuttle.payload
        self._inspect(train_set, train_set.shuttle.dumper, now, lambda t: self._run(train_set, t, loaded=False))

    def _inspect(self, train_set: _TrainSet, station: _Server, now: int, then: Callable[[int], None]) -> None:
        """Inspect the set if this is the end where it is done, and go on."""
        fleet = train_set.shuttle.fleet
        if station.terminal.place != fleet.inspection_at or fleet.inspection_s == 0:
            then(now)
            return
        train_set.doing = "inspection"

        def inspected(time: int) -> None:
            self._did(train_set, train_set.doing, time)
            then(time)

        self.at(now + whole_seconds(fleet.inspection_s), inspected)

    def _run(self, train_set: _TrainSet, now: int, *, loaded: bool) -> None:
        """Plan the run to the other end and make it."""
        shuttle, state = train_set.shuttle, "loaded" if loaded else "empty"
        ends = self.scenario.ends(shuttle.flow)
        origin, destination = ends if loaded else ends[::-1]
        yard_s = whole_seconds(self.scenario.yard_move_s)
        path = self.planner.plan(
            Request(
                train=f"{train_set.name} trip {train_set.trips} {state}",
                service=shuttle.flow.name,
                consist=shuttle.loaded if loaded else shuttle.empty,
                origin=origin,
                destination=destination,
                ready_s=now + yard_s,
                halts=halts_of(shuttle.flow),
            )
        )
        self.paths.append(path)
        self._did(train_set, "yard moves", now + yard_s)
        self._did(train_set, "waits for path", path.departs_s)
        self._did(train_set, f"runs {state}", path.arrives_s - path.wait_s)
        self._did(train_set, "waits on line", path.arrives_s)
        self._did(train_set, "yard moves", path.arrives_s + yard_s)

        def arrived(time: int) -> None:
            if loaded:
                self._join(shuttle.dumper, train_set, time)
            else:
                self._inspect(train_set, shuttle.load_out, time, lambda t: self._join(shuttle.load_out, train_set, t))

        self.at(path.arrives_s + yard_s, arrived)

    # ------------------------------------------------------------------ the books

    def _totals(self) -> dict[_Account, tuple[Fraction, Fraction]]:
        """Return what every terminal has moved for every flow, and the time it has lost, until now."""
        moved, lost = self.done.copy(), self.lost.copy()
        for name, station in self.stations.items():
            for train, train_set in station.trains.items():
                moved[name, train_set.shuttle.flow.name] += station.flows[train].moved
                lost[name, train_set.shuttle.flow.name] += station.flows[train].hindered_s
        for terminal in (*self.scenario.mines, *self.scenario.plants):
            pile = self.piles[terminal.stockpile]
            flow = pile.fills.get(terminal.name) or pile.draws[terminal.name]
            moved[terminal.name, ""], lost[terminal.name, ""] = flow.moved, flow.hindered_s
        return {account: (moved[account], lost[account]) for account in moved}

    def _close(self) -> None:
        """Enter what every train set is doing at the end."""
        for station in self.stations.values():
            for train_set in station.queue:
                self._did(train_set, station.wait, self.end)
        for train_set in self.train_sets:
            self._did(train_set, train_set.doing, self.end)

    def _result(self) -> Simulation:
        self._close()
        totals = self._totals()
        mined = sum((totals[m.name, ""][0] for m in self.scenario.mines), ZERO)
        used = sum((totals[p.name, ""][0] for p in self.scenario.plants), ZERO)
        moving = ZERO
        for station in self.stations.values():
            sign = 1 if isinstance(station.terminal, LoadOut) else -1
            moving += sum((sign * station.flows[n].moved for n in station.trains), ZERO)
        levels = sum((pile.level for pile in self.piles.values()), ZERO)
        unbalanced = self.initial + mined - used - levels - self.on_trains - moving
        ordered = sorted((p for p in self.paths if p.departs_s < self.end), key=lambda p: (p.departs_s, p.train))
        return Simulation(
            scenario=self.scenario,
            days=self.days,
            warm_up_days=self.warm_up_days,
            seed=self.seed,
            paths=tuple(ordered),
            activities=tuple(sorted(self.activities, key=lambda a: (a.begin_s, a.train_set))),
            stocks=tuple(
                StockPoint(stockpile=name, time_s=float(time), level_t=float(level) / 1000)
                for name, pile in self.piles.items()
                for time, level in pile.history
            ),
            amounts=tuple(
                Amounts(
                    terminal=name,
                    flow=flow,
                    moved_kg=float(moved - self.at_start.get((name, flow), (ZERO, ZERO))[0]),
                    hindered_s=float(lost - self.at_start.get((name, flow), (ZERO, ZERO))[1]),
                )
                for (name, flow), (moved, lost) in sorted(totals.items())
            ),
            unbalanced_kg=float(unbalanced),
            violations=tuple(verify(self.scenario, ordered)),
        )


def _exact(rate_kg_s: float) -> Fraction:
    """Return a rate as the fraction that was meant: 4 Mt/y is 4e9 kg / 31,536,000 s."""
    return Fraction(rate_kg_s).limit_denominator(YEAR_S)
