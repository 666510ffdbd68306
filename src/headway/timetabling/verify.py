"""The referee: judges any plan or event log against the line's own rules.

It shares no code with the planner and knows nothing of how a plan was made. It reads only the
scenario and the train paths, and says in words what is wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from headway.model import Consist, FixedPath, Line, Scenario
from headway.timetabling.paths import Call, TrainPath

_DAY_S = 86_400


class _Hold(NamedTuple):
    """A stretch of track held by a train, the end excluded."""

    begin: float
    end: float
    train: str


class _Run(NamedTuple):
    """A train on a section: its head enters and leaves, its tail is gone ``tail`` later."""

    enter: int
    leave: int
    tail: int
    way: int
    train: str


def verify(scenario: Scenario, paths: Iterable[TrainPath]) -> list[str]:
    """Return every violation of a plan, in words; an empty list means that it can be run.

    Checked are: the order of places and times; that no train is faster than its top speed and the speed limits
    allow; that trains fit the tracks on which they wait; published departures and stops; that no two trains hold one
    track of a place, or one block of a section, at once, setting and clearing times included; possessions.
    """
    plan = list(paths)
    violations = [v for path in plan for v in _one_train(scenario, path)]
    if violations:
        return violations
    return [*_places(scenario, plan), *_sections(scenario, plan), *_possessions(scenario, plan)]


def _one_train(scenario: Scenario, path: TrainPath) -> Iterator[str]:
    """Check a train by itself."""
    line, consist = scenario.line, scenario.consist(path.consist)
    names = {p.name: i for i, p in enumerate(line.places)}
    if len(path.calls) < 2:
        yield f"{path.train}: a path needs two places"
        return
    unknown = [c.place for c in path.calls if c.place not in names]
    if unknown:
        yield f"{path.train}: {unknown[0]} is not on the line"
        return
    steps = {names[b.place] - names[a.place] for a, b in pairwise(path.calls)}
    if steps not in ({1}, {-1}):
        yield f"{path.train}: its places do not follow one another along the line"
        return
    for a, b in pairwise(path.calls):
        yield from _between(line, consist, path, a, b)
    for i, call in enumerate(path.calls):
        yield from _at(line, consist, path, call, end=i in (0, len(path.calls) - 1))
    service = next((s for s in scenario.services if s.name == path.service), None)
    if service is None:
        yield f'{path.train}: "{path.service}" is not a service'
    elif isinstance(service, FixedPath):
        yield from _published(service, path)
    elif path.consist not in (scenario.fleet(service.fleet).loaded, scenario.fleet(service.fleet).empty):
        yield f"{path.train}: {path.consist} does not belong to {path.service}"
    elif {path.calls[0].place, path.calls[-1].place} != set(scenario.ends(service)):
        yield f"{path.train}: does not run between the ends of {path.service}"


def _between(line: Line, consist: Consist, path: TrainPath, a: Call, b: Call) -> Iterator[str]:
    """Check the run from one place to the next against the speeds allowed."""
    low, high = sorted((line.position_m(a.place), line.position_m(b.place)))
    travel = line.position_m(b.place) - line.position_m(a.place)
    if b.arrives_s <= a.departs_s:
        yield f"{path.train}: reaches {b.place} at {_at_time(b.arrives_s)}, not after leaving {a.place}"
        return
    shortest = _shortest_s(line, consist, low, high, travel > 0)
    if b.arrives_s - a.departs_s < shortest - 1e-6:
        yield (
            f"{path.train}: {a.place} - {b.place} in {b.arrives_s - a.departs_s} s, faster than the limits allow "
            f"({shortest:.0f} s)"
        )
    tracks = next(s.tracks for s in line.sections if {s.start, s.end} == {a.place, b.place})
    if not 0 <= a.next_track < tracks:
        yield f"{path.train}: track {a.next_track + 1} of {a.place} - {b.place} does not exist"


def _shortest_s(line: Line, consist: Consist, low: float, high: float, rising: bool) -> float:
    """Time over a stretch at the limits themselves, without inertia: no train is faster."""
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
    """Check a train at a place: times, track, length."""
    where = f"{path.train} at {call.place}"
    if call.departs_s < call.arrives_s:
        yield f"{where}: leaves at {_at_time(call.departs_s)} before it arrives at {_at_time(call.arrives_s)}"
    if not call.stops and call.departs_s != call.arrives_s:
        yield f"{where}: passes, but stays {call.departs_s - call.arrives_s} s"
    track = next((t for t in line.place(call.place).tracks if t.name == call.track), None)
    if track is None:
        yield f"{where}: there is no track {call.track}"
    elif call.stops and track.length_m < consist.length_m:
        yield f"{where}: {consist.length_m:,.0f} m of train wait on {track.length_m:,.0f} m of track {call.track}"
    if end and not call.stops:
        yield f"{where}: a path begins and ends at rest"
    if call is not path.calls[-1] and call.tail_s < consist.length_m / consist.top_speed_ms - 1e-6:
        yield f"{where}: its tail cannot clear in {call.tail_s} s"


def _published(service: FixedPath, path: TrainPath) -> Iterator[str]:
    """Check a fixed path against what is published."""
    if (path.calls[0].place, path.calls[-1].place) != (service.origin, service.destination):
        yield f"{path.train}: runs {path.calls[0].place} - {path.calls[-1].place}, not {service.origin} - {service.destination}"
    if path.consist != service.consist:
        yield f"{path.train}: runs as {path.consist}, not as {service.consist}"
    if (path.departs_s - service.departs_at_s) % _DAY_S > _DAY_S / 2:
        yield f"{path.train}: leaves at {_at_time(path.departs_s)}, before its time"
    called = {c.place: c for c in path.calls}
    for stop in service.stops:
        call = called.get(stop.place)
        if call is None or not call.stops or call.departs_s - call.arrives_s < stop.dwell_s:
            yield f"{path.train}: does not stop {stop.dwell_s:.0f} s at {stop.place}"


def _places(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """No two trains hold one track of a place at once."""
    holds: dict[tuple[str, str], list[_Hold]] = defaultdict(list)
    for path in plan:
        for i, call in enumerate(path.calls):
            begin = call.arrives_s - scenario.setting_s
            end = call.departs_s + call.tail_s + scenario.clearing_s
            if i == 0:
                begin = call.departs_s - scenario.yard_move_s
            if i == len(path.calls) - 1:
                end = call.arrives_s + scenario.yard_move_s
            holds[call.place, call.track].append(_Hold(begin, end, path.train))
    for (place, track), held in holds.items():
        for a, b in pairwise(sorted(held)):
            if b.begin < a.end:
                yield f"{a.train} and {b.train} are both on track {track} of {place} at {_at_time(b.begin)}"


def _sections(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """No two trains hold one block of a section at once."""
    line = scenario.line
    index = {p.name: i for i, p in enumerate(line.places)}
    runs: dict[tuple[int, int], list[_Run]] = defaultdict(list)
    for path in plan:
        for a, b in pairwise(path.calls):
            way = index[b.place] - index[a.place]
            tail = 0 if b.stops else b.tail_s
            runs[min(index[a.place], index[b.place]), a.next_track].append(_Run(a.departs_s, b.arrives_s, tail, way, path.train))
    for (section, _), found in runs.items():
        ends = line.positions_m[section], line.positions_m[section + 1]
        signals = [(s - ends[0]) / (ends[1] - ends[0]) for s in line.signals_m(section)]
        ordered = sorted(found)
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                if b.enter - scenario.setting_s >= a.leave + a.tail + scenario.clearing_s:
                    break
                if a.way != b.way or not signals:
                    yield f"{a.train} and {b.train} are both between {line.sections[section].name} at {_at_time(b.enter)}"
                elif _too_close(scenario, a, b, [0.0, *signals, 1.0] if a.way > 0 else [1.0, *signals[::-1], 0.0]):
                    yield f"{b.train} runs into {a.train} between {line.sections[section].name} after {_at_time(b.enter)}"


def _too_close(scenario: Scenario, a: _Run, b: _Run, edges: list[float]) -> bool:
    """Tell whether a follower reaches any block before the train ahead has cleared it, at steady speeds."""
    share = [abs(e - edges[0]) for e in edges]

    def head(run: _Run, at: float) -> float:
        return run.enter + at * (run.leave - run.enter)

    return any(
        head(b, near) - scenario.setting_s < head(a, far) + (a.tail if far == 1.0 else 0) + scenario.clearing_s
        for near, far in pairwise(share)
    )


def _possessions(scenario: Scenario, plan: list[TrainPath]) -> Iterator[str]:
    """No train is on a stretch under possession."""
    line, weekday = scenario.line, scenario.starts_on.weekday()
    for possession in scenario.possessions:
        low, high = line.span_m(possession.leg, possession.from_km, possession.to_km)
        for path in plan:
            for a, b in pairwise(path.calls):
                x, y = sorted((line.position_m(a.place), line.position_m(b.place)))
                if not (x < high and y > low):
                    continue
                enter = a.departs_s - scenario.setting_s
                leave = b.arrives_s + (0 if b.stops else b.tail_s) + scenario.clearing_s
                for day in range(int(enter // _DAY_S) - 7, int(leave // _DAY_S) + 1):
                    if possession.weekdays and (weekday + day) % 7 not in possession.weekdays:
                        continue
                    begin = day * _DAY_S + possession.starts_at_s
                    if begin < leave and enter < begin + possession.duration_s:
                        yield f"{path.train} is on {a.place} - {b.place} during possession {possession.name}"


def _at_time(moment_s: float) -> str:
    whole = round(moment_s)
    return f"day {whole // _DAY_S + 1} {whole % _DAY_S // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
