"""Compiling: the trains of a timetable as a dispatching problem.

At every place a train stops or passes, on a track; over every section it runs from rest or passing, to rest or passing.
From its departure until its tail is clear it holds the track and the section ahead, then the section alone, until it has
arrived. Before a place where it cannot stand it holds the way to the next where it can. Intermediate signals cut a section into
blocks. What shuts the line is a train that holds its sections at a fixed time.

That is at times stricter than the referee: a way need not be held before it is entered. A plan may be searched for so, but a
bound may not be taken from it. So the same trains are compiled in a *relaxed* way as well, which admits every plan that the
referee does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import pairwise, product
from math import ceil

from headway.dispatch import DelayCost, Dispatching, Operation, Train, Use
from headway.model import Scenario
from headway.timetabling.insertion import PASS, STOP, Planned, Route, Rules, fastest_s, rules_of
from headway.timetabling.requests import Request
from headway.timetabling.windows import closed_spans
from headway.units import DAY_S, whole_seconds

_DEPARTURES_S = 300
"""Departures within a window that a search chooses from lie so far apart."""

_POSSESSIONS_S = 4 * DAY_S
"""How far beyond the last train's fastest arrival possessions are compiled."""


class Kind(Enum):
    """What a train does in an operation."""

    ENTER = "comes into being"
    CHOOSE = "chooses when to leave"
    READY = "draws out of the yard"
    STAND = "stands"
    DEPART = "departs"
    PASS = "passes"
    RUN = "runs"
    ARRIVE = "arrives at its end"
    LEAVE = "is gone"


@dataclass(frozen=True, slots=True)
class Doing:
    """The meaning of an operation.

    Parameters
    ----------
    kind
        What the train does.
    place
        The place of its route, counted from its origin: where it is, or that it last left.
    track
        The track of the place; -1 on the line.
    via
        The track of the section ahead; -1 at rest.
    start, end
        How it runs over the section: from and to `STOP` or `PASS`.
    block
        The block of the section, or the number of the departure that it chooses.
    """

    kind: Kind
    place: int
    track: int = -1
    via: int = -1
    start: int = STOP
    end: int = STOP
    block: int = 0


@dataclass(frozen=True)
class Compiled:
    """A timetable's dispatching problem and what its operations mean.

    Parameters
    ----------
    problem
        The problem; its trains are those of the requests, then the possessions.
    requests, routes
        The trains and their ways.
    doings
        The meaning of every train's operations.
    zero_s
        The moment that is time 0 of the problem [s].
    fixed_cost
        What no plan can avoid: weighted seconds from when trains are ready until they could arrive, or are due.
    admits_all
        Whether every plan of these trains that the referee admits is one of the problem, so that its bound is one for all.
    """

    problem: Dispatching
    requests: tuple[Request, ...]
    routes: tuple[Route, ...]
    doings: tuple[tuple[Doing, ...], ...]
    zero_s: int
    fixed_cost: int
    admits_all: bool


def compile_trains(
    scenario: Scenario, requests: list[Request], routes: list[Route], rules: Rules, *, relaxed: bool = False
) -> Compiled:
    """Compile trains with their routes, and the possessions of their time, into a dispatching problem.

    Delay costs count from a train's earliest arrival alone on the line, or from when it is due, if that is later; with a due time
    its departure counts as well, unless it has a window, which it must leave in. A train that chooses its departure has one
    operation for each that it may choose, which costs what all later ones would spare it.

    ``relaxed`` admits all that the referee does: no way is held beyond a place where a train cannot stand, which it passes on any
    track; times of blocks are rounded in its favour; and a track is free for who draws out of a yard as soon as it is for that.
    """
    begins = (request.ready_s - route.from_yard_s for request, route in zip(requests, routes, strict=True))
    zero = min(begins) - rules.setting_s
    trains: list[tuple[Operation, ...]] = []
    costs: list[DelayCost] = []
    doings: list[tuple[Doing, ...]] = []
    fixed, admits_all = 0, not any(request.chooses for request in requests)
    for number, (request, route) in enumerate(zip(requests, routes, strict=True)):
        builder = _Train(scenario, request, route, rules, zero, relaxed)
        trains.append(builder.operations())
        admits_all = admits_all and (relaxed or builder.admits_all)
        doings.append(tuple(builder.doings))
        soonest = request.ready_s + fastest_s(route)
        target = soonest if request.due_s is None else max(soonest, request.due_s)
        fixed += request.weight * (target - request.ready_s)
        # Who stays where it ends is gone only when it goes on as another train: it is late by when it arrives.
        stays = request.stays_until_s is not None
        ends = [i for i, doing in enumerate(builder.doings) if doing.kind == (Kind.ARRIVE if stays else Kind.LEAVE)]
        threshold = target - zero + (0 if stays else route.to_yard_s)
        costs += [DelayCost(train=number, operation=end, threshold=threshold, coeff=request.weight) for end in ends]
        if request.chooses:
            choices = departures(request)
            fixed -= request.weight * (choices[-1] - request.ready_s)
            costs += [
                DelayCost(number, operation, increment=request.weight * (choices[-1] - choices[doing.block]))
                for operation, doing in enumerate(builder.doings)
                if doing.kind == Kind.CHOOSE
            ]
        if request.due_s is not None and request.latest_s is None:
            costs += [
                DelayCost(number, operation, threshold=request.ready_s - zero, coeff=request.weight)
                for operation, doing in enumerate(builder.doings)
                if doing.kind == Kind.DEPART and doing.place == 0
            ]
    last = max(request.ready_s + fastest_s(route) for request, route in zip(requests, routes, strict=True))
    trains += _possessions(scenario, rules, zero, last + _POSSESSIONS_S)
    problem = Dispatching(trains=tuple(trains), costs=tuple(costs))
    return Compiled(problem, tuple(requests), tuple(routes), tuple(doings), zero, fixed, admits_all)


def problem_of(scenario: Scenario, trains: Sequence[Planned]) -> Dispatching:
    """Return planned trains, with the departures that they chose, and the possessions of their time as a dispatching problem."""
    requests, routes = [train.settled() for train in trains], [train.route for train in trains]
    return compile_trains(scenario, requests, routes, rules_of(scenario)).problem


def departures(request: Request) -> list[int]:
    """Return the departures that a train may choose from, the last of its window among them [s]."""
    last = request.latest_s or request.ready_s
    return [*range(request.ready_s, last, _DEPARTURES_S), last]


def blocks_of(scenario: Scenario, route: Route, first: int, k: int) -> list[float]:
    """Return the blocks of the k-th section of a route as shares of it, in the order of the run."""
    section = min(first + k * route.way, first + (k + 1) * route.way)
    line = scenario.line
    edges = [line.positions_m[section], *line.signals_m(section), line.positions_m[section + 1]]
    shares = [(b - a) / (edges[-1] - edges[0]) for a, b in pairwise(edges)]
    return shares if route.way > 0 else shares[::-1]


@dataclass
class _Train:
    """Builds the operations of one train."""

    scenario: Scenario
    request: Request
    route: Route
    rules: Rules
    zero: int
    relaxed: bool = False
    doings: list[Doing] = field(default_factory=list[Doing])
    built: list[Operation] = field(default_factory=list[Operation])
    follows: dict[int, list[int]] = field(default_factory=dict[int, list[int]])

    def __post_init__(self) -> None:
        line, route = self.scenario.line, self.route
        self.first = line.index(self.request.origin)
        self.last = len(route.place) - 1
        self.names = [line.places[self.first + k * route.way].name for k in range(self.last + 1)]
        self.blocks = [blocks_of(self.scenario, route, self.first, k) for k in range(self.last)]
        self.stands = [k in (0, self.last) or self._may_stand(k) for k in range(self.last + 1)]

    @property
    def admits_all(self) -> bool:
        """Whether every path that the referee admits is one of these operations."""
        quick = any(self._yard_s(k) < self.rules.setting_s for k in range(self.last + 1))
        return all(self.stands) and all(len(blocks) == 1 for blocks in self.blocks) and not quick

    def _yard_s(self, k: int) -> int:
        return whole_seconds(self.scenario.yard_move_at(self.names[k]))

    def _setting_s(self, k: int) -> int:
        """How long before the next train a track of a place is let go of."""
        setting = self.rules.setting_s
        return min(setting, self._yard_s(k)) if self.relaxed else setting

    def _may_stand(self, k: int) -> bool:
        return bool(self.route.fits[k].any()) and self.route.run_s[k, STOP].max() >= 0

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations in topological order."""
        enter = self._add(Doing(Kind.ENTER, 0))
        begun = self._chosen(enter) if self.request.chooses else [enter]
        here = [(STOP, track, self._ready(begun, track)) for track in self._tracks(0, STOP)]
        for k in range(self.last):
            here = self._onwards(k, here)
        leave = self._add(Doing(Kind.LEAVE, self.last), earliest=self.request.stays_until_s)
        for _, _, arrived in here:
            self._join(arrived, leave)
        return tuple(replace(operation, successors=tuple(self.follows.get(i, ()))) for i, operation in enumerate(self.built))

    def _chosen(self, enter: int) -> list[int]:
        """The train chooses when to leave."""
        chosen: list[int] = []
        before = max(0, self.route.from_yard_s - self.rules.setting_s)
        for number, at in enumerate(departures(self.request)):
            chosen.append(self._add(Doing(Kind.CHOOSE, 0, block=number), earliest=at - before))
            self._join(enter, chosen[-1])
        return chosen

    def _ready(self, begun: list[int], track: int) -> int:
        """The train stands on a track of its origin before it departs: a while later for others the route is set anew."""
        drawing_s = max(0, self.route.from_yard_s - self.rules.setting_s)
        earliest, stands = self.request.ready_s - drawing_s, self.request.stands_from_s
        ready = self._add(
            Doing(Kind.READY, 0, track),
            drawing_s,
            (Use(self._track_name(0, track), self.rules.clearing_s + self._setting_s(0)),),
            earliest=earliest,
            latest=None if stands is None else max(earliest, stands + self.rules.setting_s),
        )
        for before in begun:
            self._join(before, ready)
        return ready

    def _onwards(self, k: int, here: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Add all ways from a place to the next; the ways to be there are given as mode, track and operation."""
        behind: dict[tuple[int, int], list[int]] = {}
        for mode, track, at in here:
            if mode == PASS:
                behind.setdefault((PASS, self.doings[at].via), []).append(at)
                continue
            for via, ahead in self._ways(k):
                doing, uses = Doing(Kind.DEPART, k, track, via), self._clearing(k, track, via, ahead)
                leaves = self._add(doing, int(self.route.tail_s[k, STOP]), uses, latest=self.request.latest_s if k == 0 else None)
                self._join(at, leaves)
                behind.setdefault((STOP, via), []).append(leaves)
        arrived: list[tuple[int, int, int]] = []
        runs: dict[int, list[int]] = {}
        for (start, via), leaving in behind.items():
            for end in (STOP, PASS):
                if self._may(k, start, end):
                    run = self._run(k, via, start, end, leaving)
                    runs.setdefault(end, []).append(run)
        if STOP in runs:
            arrived += [(STOP, track, self._stand(k + 1, track, runs[STOP])) for track in self._tracks(k + 1, STOP)]
        if PASS in runs:
            for track, (via, ahead) in product(self._tracks(k + 1, PASS), self._ways(k + 1)):
                doing = Doing(Kind.PASS, k + 1, track, via, PASS)
                uses = self._clearing(k + 1, track, via, ahead)
                passes = self._add(doing, int(self.route.tail_s[k + 1, PASS]), uses)
                for run in runs[PASS]:
                    self._join(run, passes)
                arrived.append((PASS, track, passes))
        return arrived

    def _may(self, k: int, start: int, end: int) -> bool:
        """Whether the train may run over a section in a way."""
        if end == PASS and (k + 1 == self.last or self.route.halt[k + 1]):
            return False
        if end == STOP and not self.stands[k + 1]:
            return False
        return int(self.route.run_s[k, start, end]) >= 0

    def _ways(self, k: int) -> Iterator[tuple[int, tuple[Use, ...]]]:
        """Give the tracks of the section ahead, each with what must be held beyond it: the way to where the train may stand."""
        beyond = k + 1
        while not (self.stands[beyond] or self.relaxed):
            beyond += 1
        vias = [range(int(self.route.section_tracks[j])) for j in range(k, beyond)]
        for via, *rest in product(*vias):
            ahead: list[Use] = []
            for j, track in enumerate(rest, k + 1):
                ahead.append(Use(self._track_name(j, 0)))
                ahead += [Use(self._section_name(j, track, block)) for block in range(len(self.blocks[j]))]
            yield via, tuple(ahead)

    def _clearing(self, k: int, track: int, via: int, ahead: tuple[Use, ...]) -> tuple[Use, ...]:
        """What a train holds while it draws out of a place."""
        free = self.rules.clearing_s + self._setting_s(k)
        return (Use(self._track_name(k, track), free), Use(self._section_name(k, via, 0)), *ahead)

    def _run(self, k: int, via: int, start: int, end: int, leaving: list[int]) -> int:
        """Add the run over a section, block by block; return the last part."""
        run, tail = int(self.route.run_s[k, start, end]), int(self.route.tail_s[k, start])
        free = self.rules.clearing_s + self.rules.setting_s
        cover = int(self.route.cover[k] * run) if self.relaxed else ceil(self.route.cover[k] * run)
        done, share, before = tail, 0.0, leaving
        for block, length in enumerate(self.blocks[k]):
            share += length
            last = block == len(self.blocks[k]) - 1
            until = run if last else max(done, int(share * run))
            after = cover if not last else int(self.route.tail_s[k + 1, PASS]) if end == PASS else 0
            part = self._add(
                Doing(Kind.RUN, k, -1, via, start, end, block),
                max(0, until - done - (self.relaxed and len(self.blocks[k]) > 1)),
                (Use(self._section_name(k, via, block), after + free),),
            )
            for at in before:
                self._join(at, part)
            before, done = [part], max(done, until)
        return before[0]

    def _stand(self, k: int, track: int, runs: list[int]) -> int:
        """The train comes to rest."""
        if k == self.last:
            use = Use(self._track_name(k, track), self._setting_s(k))
            until = self.request.stays_until_s
            latest = None if until is None else until - self.route.to_yard_s
            stands = self._add(Doing(Kind.ARRIVE, k, track), self.route.to_yard_s, (use,), latest=latest)
        else:
            use = Use(self._track_name(k, track), self.rules.clearing_s + self._setting_s(k))
            stands = self._add(Doing(Kind.STAND, k, track), int(self.route.dwell_s[k]), (use,))
        for run in runs:
            self._join(run, stands)
        return stands

    def _tracks(self, k: int, mode: int) -> list[int]:
        """Return the tracks on which the train may be: where it fits at rest, any when it passes where it could also stop."""
        if mode == STOP:
            return [i for i in range(int(self.route.place_tracks[k])) if self.route.fits[k, i]]
        return list(range(int(self.route.place_tracks[k]))) if self.stands[k] or self.relaxed else [0]

    def _track_name(self, k: int, track: int) -> str:
        return track_name(self.scenario, self.names[k], track)

    def _section_name(self, k: int, via: int, block: int) -> str:
        line = self.scenario.line
        section = line.sections[min(self.first + k * self.route.way, self.first + (k + 1) * self.route.way)]
        name = section.name if section.tracks == 1 else f"{section.name}, track {via + 1}"
        blocks = len(self.blocks[k])
        number = block if self.route.way > 0 else blocks - 1 - block
        return name if blocks == 1 else f"{name}, block {number + 1}"

    def _add(
        self,
        doing: Doing,
        duration: int = 0,
        uses: tuple[Use, ...] = (),
        *,
        earliest: int | None = None,
        latest: int | None = None,
    ) -> int:
        """Add an operation; its earliest and latest start are times of day, not of the problem [s]."""
        lower = 0 if earliest is None else max(0, earliest - self.zero)
        upper = None if latest is None else max(lower, latest - self.zero)
        self.doings.append(doing)
        self.built.append(Operation(min_duration=duration, start_lb=lower, start_ub=upper, uses=uses))
        return len(self.built) - 1

    def _join(self, before: int, after: int) -> None:
        self.follows.setdefault(before, []).append(after)


def _possessions(scenario: Scenario, rules: Rules, zero: int, until: int) -> Iterator[Train]:
    """Give a train for every span of possessions: it holds all tracks of the sections that are closed just then.

    One for every window would not do: two trains cannot hold a section together where windows overlap.
    """
    closures: dict[tuple[int, int], list[int]] = {}
    for section, spans in closed_spans(scenario, zero, until).items():
        for span in spans:
            closures.setdefault((span.begin, span.end), []).append(section)
    for (begin, end), sections in sorted(closures.items()):
        # A train lets go of a section only a setting time after it is free, which a possession does not need.
        start = max(0, begin - zero + rules.setting_s)
        uses = [Use(name, rules.setting_s) for section in sections for name in section_names(scenario, section)]
        yield holding(uses, start, max(0, end - zero - start))


def holding(uses: Iterable[Use], start: int, lasts: int) -> Train:
    """Return a train that holds resources from a time of the problem on, for a while, and does nothing else."""
    held = Operation(lasts, start_lb=start, start_ub=start, uses=tuple(uses), successors=(2,))
    return Operation(0, successors=(1,)), held, Operation(0)


def track_name(scenario: Scenario, place: str, track: int) -> str:
    """Return the name of the resource of a track of a place."""
    return f"{place}: {scenario.line.place(place).tracks[track].name}"


def section_names(scenario: Scenario, section: int) -> Iterator[str]:
    """Give the names of the resources of a section."""
    found = scenario.line.sections[section]
    blocks = len(scenario.line.signals_m(section)) + 1
    for via in range(found.tracks):
        name = found.name if found.tracks == 1 else f"{found.name}, track {via + 1}"
        for block in range(blocks):
            yield name if blocks == 1 else f"{name}, block {block + 1}"
