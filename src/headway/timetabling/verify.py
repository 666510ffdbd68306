"""The referee judges any plan or event log against the rules of the line.

It shares no code with the planner and knows nothing of how a plan was made. It reads only the scenario and the train
paths, and says in words what is wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import NamedTuple

from headway.arguments import public
from headway.io import scenario_of
from headway.model import Closure, Consist, FixedPath, Line, OreFlow, Possession, Scenario
from headway.timetabling.paths import Call, Shut, TrainPath
from headway.work import heeding

_DAY_S = 86_400

_NOISE_S = 1e-6
"""Overlaps shorter than this are rounding noise: the planner keeps times to set and to clear in whole seconds [s]."""


class _Hold(NamedTuple):
    """A train holds a track from ``begin`` until ``end``, the end excluded [s]."""

    begin: float
    end: float
    train: str


class _Run(NamedTuple):
    """A train on a section: when its head enters and leaves [s].

    Its tail passes an intermediate signal ``length`` seconds after its head, and the end of the section ``tail``
    seconds after.
    """

    enter: int
    leave: int
    tail: int
    length: float
    direction: int
    train: str


@public
def verify(
    scenario: Scenario | str | Path,
    paths: Iterable[TrainPath],
    *,
    moved: Mapping[str, int] | None = None,
    shuts: Iterable[Shut] | None = None,
) -> list[str]:
    """Return every violation of a plan, in words; an empty list means that the plan can be run.

    It checks that:

    - places and times are in order;
    - no train is faster than the speed limits and its brakes allow;
    - trains fit the tracks on which they stop;
    - published departures, windows, weekdays and stops are kept;
    - ore trains run the right way, loaded or empty;
    - no train runs twice;
    - no two trains hold one track of a place, or one block of a section, at once, with the times to set and to clear;
    - no train is on a stretch during a possession or a closure of given dates.

    It does not check whether every train that should run does.

    ``moved`` gives the departures of trains that run at another time than published on purpose [s]. ``shuts``, even if
    empty, says that the paths are those of a run with disruptions. Then no train may enter a section that weather has
    shut, unless it was too late to hold the train before.
    """
    scenario = scenario_of(scenario)
    plan = list(paths)
    faults = {id(path): list(_structure(scenario, path)) for path in heeding(plan)}
    sound = [path for path in plan if not faults[id(path)]]
    return [
        *(fault for path in plan for fault in faults[id(path)]),
        *_twice(scenario, plan),
        *(
            fault
            for path in heeding(sound)
            for fault in _conduct(scenario, path, (moved or {}).get(path.train), run=shuts is not None)
        ),
        *_places(scenario, sound),
        *_sections(scenario, sound),
        *_possessions(scenario, sound),
        *_closures(scenario, sound),
        *(() if shuts is None else _weather(scenario, sound, list(shuts))),
    ]


def _structure(scenario: Scenario, path: TrainPath) -> Iterator[str]:
    """Check that a path is one: known names, neighbouring places, times that rise."""
    line = scenario.line
    names = {p.name: i for i, p in enumerate(line.places)}
    if len(path.calls) < 2:
        yield f"{path.train}: a path needs two places"
        return
    unknown = [c.place for c in path.calls if c.place not in names]
    if unknown:
        yield f"{path.train}: {unknown[0]} is not on the line"
        return
    if path.service not in {s.name for s in scenario.services}:
        yield f'{path.train}: "{path.service}" is not a service'
    if path.consist not in {c.name for c in scenario.consists}:
        yield f'{path.train}: "{path.consist}" is not a consist'
    if {names[b.place] - names[a.place] for a, b in pairwise(path.calls)} not in ({1}, {-1}):
        yield f"{path.train}: its places do not follow one another along the line"
        return
    for call in path.calls:
        if call.track not in {t.name for t in line.place(call.place).tracks}:
            yield f"{path.train} at {call.place}: there is no track {call.track}"
        if call.departs_s < call.arrives_s:
            arrives, departs = _at_time(call.arrives_s), _at_time(call.departs_s)
            yield f"{path.train} at {call.place}: leaves at {departs} before it arrives at {arrives}"
    for a, b in pairwise(path.calls):
        if b.arrives_s <= a.departs_s:
            yield f"{path.train}: reaches {b.place} at {_at_time(b.arrives_s)}, not after leaving {a.place}"
        tracks = next(s.tracks for s in line.sections if {s.start, s.end} == {a.place, b.place})
        if not 0 <= a.next_track < tracks:
            yield f"{path.train}: track {a.next_track + 1} of {a.place} - {b.place} does not exist"


def _twice(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """Check that no train runs twice, by its name or by the departure of its service."""
    for train, number in Counter(path.train for path in plan).items():
        if number > 1:
            yield f"{train}: is planned {number} times"
    fixed = {service.name for service in scenario.fixed_paths}
    published = Counter((path.service, path.ready_s) for path in plan if path.service in fixed)
    for (service, ready_s), number in published.items():
        if number > 1:
            yield f"{service}: the train of {_at_time(ready_s)} is planned {number} times"


def _conduct(scenario: Scenario, path: TrainPath, moved_s: int | None, *, run: bool) -> Iterator[str]:
    """Check one train by itself: speeds, stops, tracks, and whether it is the train of its service.

    In a run a train may leave after its window.
    """
    line, consist = scenario.line, scenario.consist(path.consist)
    if path.departs_s < path.ready_s:
        yield f"{path.train}: leaves at {_at_time(path.departs_s)}, before its time, {_at_time(path.ready_s)}"
    if path.latest_s is not None and path.departs_s > path.latest_s:
        yield f"{path.train}: leaves at {_at_time(path.departs_s)}, after its window, which ends at {_at_time(path.latest_s)}"
    if path.train_class != consist.train_class:
        yield f"{path.train}: is of class {consist.train_class}, not {path.train_class}"
    for a, b in pairwise(path.calls):
        yield from _between(line, consist, path, a, b)
    for i, call in enumerate(path.calls):
        yield from _at(line, consist, path, call, end=i in (0, len(path.calls) - 1))
    service = next(s for s in scenario.services if s.name == path.service)
    yield from _stops(service, path)
    if isinstance(service, FixedPath):
        yield from _published(service, path, scenario.starts_on.weekday(), moved_s, run=run)
    else:
        yield from _shuttle(scenario, service, path)


def _shuttle(scenario: Scenario, flow: OreFlow, path: TrainPath) -> Iterator[str]:
    """Check that an ore train runs loaded from the load-out to the dumper, or empty back."""
    fleet, ends = scenario.fleet(flow.fleet), scenario.ends(flow)
    run = path.calls[0].place, path.calls[-1].place
    if run not in (ends, ends[::-1]):
        yield f"{path.train}: does not run between the ends of {flow.name}"
    elif path.consist != (fleet.loaded if run == ends else fleet.empty):
        yield f"{path.train}: runs {run[0]} - {run[1]} as {path.consist}"
    elif path.loaded != (run == ends):
        yield f"{path.train}: says that it is {'loaded' if path.loaded else 'empty'}"


def _between(line: Line, consist: Consist, path: TrainPath, a: Call, b: Call) -> Iterator[str]:
    """Check the running time from one place to the next against the speeds allowed."""
    low, high = sorted((line.position_m(a.place), line.position_m(b.place)))
    travel = line.position_m(b.place) - line.position_m(a.place)
    shortest = _shortest_s(line, consist, low, high, travel > 0)
    if b.stops:
        # A train that comes to rest takes at least v/2b longer than at speed v all the way, at the best v.
        v = min(consist.top_speed_ms, (2 * consist.hardest_braking_ms2 * (high - low)) ** 0.5)
        shortest = max(shortest, (high - low) / v + v / (2 * consist.hardest_braking_ms2))
    if b.arrives_s - a.departs_s < shortest - 1e-6:
        yield (
            f"{path.train}: {a.place} - {b.place} in {b.arrives_s - a.departs_s} s, faster than the limits allow "
            f"({shortest:.0f} s)"
        )


def _shortest_s(line: Line, consist: Consist, low: float, high: float, rising: bool) -> float:
    """Return the time over a stretch at the speed limits, without inertia [s]: no train is faster."""
    edges = {low, high}
    limits: list[tuple[float, float, float]] = []
    for leg in line.legs:
        for limit in leg.speed_limits:
            along = (leg.km_to > leg.km_from) == rising
            if limit.train_class in ("", consist.train_class) and limit.direction in (
                "both",
                "increasing" if along else "decreasing",
            ):
                a, b = line.span_m(leg.name, limit.from_km, limit.to_km)
                limits.append((a, b, limit.speed_ms))
                edges |= {x for x in (a, b) if low < x < high}
    total = 0.0
    for a, b in pairwise(sorted(edges)):
        binding = [speed for start, end, speed in limits if start < (a + b) / 2 < end]
        total += (b - a) / min([consist.top_speed_ms, *binding])
    return total


def _at(line: Line, consist: Consist, path: TrainPath, call: Call, *, end: bool) -> Iterator[str]:
    """Check a train at a place: its times, its track, its length."""
    where = f"{path.train} at {call.place}"
    if not call.stops and call.departs_s != call.arrives_s:
        yield f"{where}: passes, but stays {call.departs_s - call.arrives_s} s"
    track = next(t for t in line.place(call.place).tracks if t.name == call.track)
    if call.stops and track.length_m < consist.length_m:
        yield f"{where}: {consist.length_m:,.0f} m of train wait on {track.length_m:,.0f} m of track {call.track}"
    if end and not call.stops:
        yield f"{where}: a path begins and ends at rest"
    if call is not path.calls[-1] and call.tail_s < consist.length_m / consist.top_speed_ms - 1e-6:
        yield f"{where}: its tail cannot clear in {call.tail_s} s"


def _published(service: FixedPath, path: TrainPath, first_weekday: int, moved_s: int | None, *, run: bool) -> Iterator[str]:
    """Check a fixed path against its published times, ends, consist and weekdays."""
    if (path.calls[0].place, path.calls[-1].place) != (service.origin, service.destination):
        yield f"{path.train}: runs {path.calls[0].place} - {path.calls[-1].place}, not {service.origin} - {service.destination}"
    if path.consist != service.consist:
        yield f"{path.train}: runs as {path.consist}, not as {service.consist}"
    day, clock_s = divmod(path.ready_s, _DAY_S)
    if moved_s is not None:
        if path.ready_s != moved_s:
            yield f"{path.train}: was moved to {_at_time(moved_s)}, not {_at_time(path.ready_s)}"
    elif clock_s != round(service.departs_at_s):
        yield f"{path.train}: is published for {_at_time(day * _DAY_S + service.departs_at_s)}, not {_at_time(path.ready_s)}"
    elif not run and service.latest_departure_at_s is not None and path.departs_s > day * _DAY_S + service.latest_departure_at_s:
        latest = _at_time(day * _DAY_S + service.latest_departure_at_s)
        yield f"{path.train}: leaves at {_at_time(path.departs_s)}, after its window, which ends at {latest}"
    if moved_s is None and service.weekdays and (first_weekday + day) % 7 not in service.weekdays:
        yield f"{path.train}: does not run on this weekday ({_at_time(path.ready_s)})"
    due_s = None if service.arrives_at_s is None else day * _DAY_S + round(service.arrives_at_s)
    if path.due_s != due_s:
        yield f"{path.train}: its due time is not the published one"


def _stops(service: FixedPath | OreFlow, path: TrainPath) -> Iterator[str]:
    """Check that a train stops where its service does, for at least as long."""
    called = {c.place: c for c in path.calls}
    for stop in service.stops:
        call = called.get(stop.place)
        if call is None or not call.stops or call.departs_s - call.arrives_s < stop.dwell_s:
            yield f"{path.train}: does not stop {stop.dwell_s:.0f} s at {stop.place}"


def _places(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """Check that no two trains hold one track of a place at once."""
    holds: dict[tuple[str, str], list[_Hold]] = defaultdict(list)
    turned = {service.then for service in scenario.fixed_paths if service.then}
    for path in heeding(plan):
        for i, call in enumerate(path.calls):
            begin = call.arrives_s - scenario.setting_s
            end = call.departs_s + call.tail_s + scenario.clearing_s
            if i == 0:
                # A train that turns back is there already; one from the yard since it came out onto its track.
                begin = min(call.arrives_s, path.ready_s if path.service in turned else call.arrives_s)
                begin -= scenario.yard_move_at(call.place)
            if i == len(path.calls) - 1:
                end = _gone_s(scenario, plan, path)
            holds[call.place, call.track].append(_Hold(begin, end, path.train))
    for (place, track), held in heeding(holds.items()):
        for a, b in pairwise(sorted(held)):
            if b.begin < a.end - _NOISE_S:
                yield f"{a.train} and {b.train} are both on track {track} of {place} at {_at_time(b.begin)}"


def _gone_s(scenario: Scenario, plan: list[TrainPath], path: TrainPath) -> float:
    """Return when a train leaves the track of its destination, for the yard or as its next train [s].

    A train that turns back without a yard stays until its next train takes over; if the plan has no such train, for
    good.
    """
    end = path.calls[-1]
    taken = end.arrives_s + scenario.yard_move_at(end.place)
    service = next(s for s in scenario.services if s.name == path.service)
    if not isinstance(service, FixedPath) or not service.then:
        return taken
    published = path.ready_s + scenario.turns_after_s(service)
    return next(
        (
            min(other.calls[0].arrives_s, other.ready_s) - scenario.yard_move_at(end.place)
            for other in plan
            if other.service == service.then and other.ready_s == published
        ),
        inf,
    )


def _sections(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """Check that no two trains hold one block of a section at once."""
    line = scenario.line
    order = {p.name: i for i, p in enumerate(line.places)}
    runs: dict[tuple[int, int], list[_Run]] = defaultdict(list)
    for path in heeding(plan):
        for a, b in pairwise(path.calls):
            direction, section = order[b.place] - order[a.place], min(order[a.place], order[b.place])
            share = scenario.consist(path.consist).length_m / (line.positions_m[section + 1] - line.positions_m[section])
            run = _Run(
                enter=a.departs_s,
                leave=b.arrives_s,
                tail=0 if b.stops else b.tail_s,
                length=share * (b.arrives_s - a.departs_s),
                direction=direction,
                train=path.train,
            )
            runs[section, a.next_track].append(run)
    for (section, _), found in runs.items():
        ends = line.positions_m[section], line.positions_m[section + 1]
        signals = [(s - ends[0]) / (ends[1] - ends[0]) for s in line.signals_m(section)]
        ordered = sorted(found)
        for i, a in heeding(enumerate(ordered)):
            for b in ordered[i + 1 :]:
                if b.enter - scenario.setting_s >= a.leave + a.tail + scenario.clearing_s - _NOISE_S:
                    break
                if a.direction != b.direction or not signals:
                    yield f"{a.train} and {b.train} are both between {line.sections[section].name} at {_at_time(b.enter)}"
                elif _too_close(scenario, a, b, [0.0, *signals, 1.0] if a.direction > 0 else [1.0, *signals[::-1], 0.0]):
                    yield f"{b.train} runs into {a.train} between {line.sections[section].name} after {_at_time(b.enter)}"


def _too_close(scenario: Scenario, a: _Run, b: _Run, edges: list[float]) -> bool:
    """Tell whether a train reaches any block before the train ahead has cleared it, both at steady speeds."""
    share = [abs(e - edges[0]) for e in edges]

    def head(run: _Run, at: float) -> float:
        return run.enter + at * (run.leave - run.enter)

    return any(
        head(b, near) - scenario.setting_s < head(a, far) + (a.tail if far == 1.0 else a.length) + scenario.clearing_s - _NOISE_S
        for near, far in pairwise(share)
    )


def _possessions(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """Check that no train is on a stretch during a possession."""
    for possession in scenario.possessions:
        for path, a, b, enter, leave in _over(scenario, plan, possession):
            for day in range(int(enter // _DAY_S) - 7, int(leave // _DAY_S) + 1):
                if not possession.begins_on(scenario.starts_on + timedelta(days=day)):
                    continue
                begin = day * _DAY_S + possession.starts_at_s
                if begin < leave - _NOISE_S and enter < begin + possession.duration_s - _NOISE_S:
                    yield f"{path.train} is on {a.place} - {b.place} during possession {possession.name}"


def _closures(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """Check that no train is on a stretch during a closure, which is known ahead."""
    for closure in scenario.disruptions:
        if not isinstance(closure, Closure):
            continue
        begin = (closure.starts_on - scenario.starts_on).days * _DAY_S + closure.starts_at_s
        for path, a, b, enter, leave in _over(scenario, plan, closure):
            if begin < leave - _NOISE_S and enter < begin + closure.duration_s - _NOISE_S:
                yield f"{path.train} is on {a.place} - {b.place} during closure {closure.name}"


def _over(
    scenario: Scenario, plan: list[TrainPath], stretch: Possession | Closure
) -> Iterator[tuple[TrainPath, Call, Call, float, float]]:
    """Give every run over a section that the closed stretch touches, and when the train holds the section [s]."""
    line = scenario.line
    low, high = line.span_m(stretch.leg, stretch.from_km, stretch.to_km)
    for path in heeding(plan):
        for a, b in pairwise(path.calls):
            x, y = sorted((line.position_m(a.place), line.position_m(b.place)))
            if x < high and y > low:
                enter = a.departs_s - scenario.setting_s
                yield path, a, b, enter, b.arrives_s + (0 if b.stops else b.tail_s) + scenario.clearing_s


def _weather(scenario: Scenario, plan: list[TrainPath], shuts: list[Shut]) -> Iterator[str]:
    """Check that no train enters a section that weather had shut while the train could still be held."""
    at: dict[frozenset[str], list[Shut]] = defaultdict(list)
    for shut in sorted(shuts, key=lambda one: one.begin_s):
        for section in scenario.line.sections:
            if section.name in shut.sections:
                at[frozenset((section.start, section.end))].append(shut)
    for path in plan:
        consist = scenario.consist(path.consist)
        freight = consist.payload_kg > 0 or not any(path.service == s.name for s in scenario.fixed_paths)
        for i, (a, b) in enumerate(pairwise(path.calls)):
            open_s = held_s(scenario, path, i)
            for shut in at[frozenset((a.place, b.place))]:
                if shut.begin_s <= open_s < shut.end_s and not (shut.passengers_only and freight):
                    open_s = shut.end_s
                    if open_s > a.departs_s:
                        yield f"{path.train} enters {a.place} - {b.place} at {_at_time(a.departs_s)}, shut by {shut.name}"
                        break


def held_s(scenario: Scenario, path: TrainPath, i: int) -> int:
    """Return when a train of a run could last be held before it entered the section after its i-th call [s].

    Where the train stood, this is when it left. Where it passed, it is when the train came in sight of the place, which
    may be any time after it left the place before. A train cannot be held on a track that is too short for it; then
    this is when it could last be held further back.
    """
    line, length_m = scenario.line, scenario.consist(path.consist).length_m
    while i > 0 and not path.calls[i].stops:
        call = path.calls[i]
        if next(t.length_m for t in line.place(call.place).tracks if t.name == call.track) >= length_m:
            return path.calls[i - 1].departs_s
        i -= 1
    return path.calls[i].departs_s


def _at_time(moment_s: float) -> str:
    whole = round(moment_s)
    day = whole // _DAY_S
    return f"day {day + 1 if day >= 0 else day} {whole % _DAY_S // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
