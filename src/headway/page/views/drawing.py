"""The drawing of a plan, from the tables that reports draw from: a page and a report show the same.

A week of many trains has ten thousand calls, so they are plain dictionaries in the form of the models, which a test
holds them to: checking each once more would take longer than making them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from itertools import pairwise
from typing import Any

from headway.errors import InputError, did_you_mean
from headway.model import Scenario
from headway.report.tables import Axis, name_beside, pile_table, restrictions, ways, whole_trains
from headway.throughput import Blocking, blockings
from headway.timetabling import Call, Timetable, TrainPath
from headway.units import DAY_S

Json = dict[str, Any]


def way_of(scenario: Scenario, name: str) -> Axis:
    """Return a way by its name; the corridor for an empty one.

    Raises
    ------
    InputError
        If no way has this name.
    """
    known = {axis.name: axis for axis in ways(scenario)}
    if name and name not in known:
        raise InputError([f'"{name}" is not a way of the line. {did_you_mean(name, known)}'])
    return known[name] if name else next(iter(known.values()))


def graph(plan: Timetable, version: int, way: str, closing: Mapping[str, int]) -> Json:
    """Return everything on the train graph of a way.

    Parameters
    ----------
    plan, version
        The plan and its version.
    way
        Name of the way; empty for the corridor.
    closing
        The numbers of the edits that close the line, by the names of their possessions.
    """
    scenario, axis = plan.scenario, way_of(plan.scenario, way)
    until_s = plan.days * DAY_S
    to_s = whole_trains(plan.paths, 0, until_s)
    first = min((path.departs_s for path in plan.paths), default=0)
    midnight = datetime.combine(scenario.starts_on, time())

    def second(at: datetime) -> int:
        return round((at - midnight).total_seconds())

    shut = [
        {
            "kind": kind, "name": name, "begin_s": second(begins), "end_s": second(ends), "y0": y0, "y1": y1,
            "edit": closing.get(name),
        }
        for _, kind, name, begins, ends, y0, y1, _ in restrictions(plan, [axis], min(first, 0), to_s)
    ]  # fmt: skip
    return {
        "version": version,
        "midnight": midnight.isoformat(),
        "from_s": 0,
        "until_s": until_s,
        "to_s": to_s,
        "ways": [one.name for one in ways(scenario)],
        "way": {"name": axis.name, "km": axis.length_km, "places": list(_places(axis))},
        "trains": list(trains(plan, plan.paths, axis)),
        "restrictions": shut,
        "turnbacks": list(_turnbacks(plan, axis)),
    }


def _places(axis: Axis) -> Iterator[Json]:
    for place, km in zip(axis.places, axis.positions_km, strict=True):
        tracks = [{"name": track.name, "length_m": track.length_m} for track in place.tracks]
        yield {"name": place.name, "y": km, "post": f"{place.km:g}", "tracks": tracks}


def trains(plan: Timetable, paths: Iterable[TrainPath], axis: Axis) -> Iterator[Json]:
    """Yield some trains of a plan as lines on a way; calls off the way are left out, and trains that never touch it."""
    at_km = axis.positions()
    flows = {flow.name for flow in plan.scenario.flows}
    halts = {train.request.train: dict(train.request.halts) for train in plan.trains}
    for path in paths:
        least = halts.get(path.train, {})
        calls = [_call(call, at_km[call.place], least.get(call.place, 0)) for call in path.calls if call.place in at_km]
        if len(calls) > 1:
            yield {
                "name": path.train,
                "label": name_beside(path.train),
                "service": path.service,
                "train_class": path.train_class,
                "loaded": path.loaded,
                "ore": path.service in flows,
                "ready_s": path.ready_s,
                "latest_s": path.latest_s,
                "due_s": path.due_s,
                "before": path.ready_s < 0,
                "calls": calls,
            }


def _call(call: Call, y: float, least_s: int) -> Json:
    causes = [{"kind": c.kind.value, "until_s": c.until_s, "who": c.who, "where": c.where} for c in call.causes]
    return {
        "place": call.place, "y": y, "track": call.track, "arrives_s": call.arrives_s, "departs_s": call.departs_s,
        "stops": call.stops, "wait_s": call.wait_s, "least_s": int(least_s), "causes": causes,
    }  # fmt: skip


def _turnbacks(plan: Timetable, axis: Axis) -> Iterator[Json]:
    at_km = axis.positions()
    for turn in (turn for one in plan.circulations() for turn in one.turns if turn.place in at_km):
        yield {
            "train_set": turn.train_set, "train": turn.train, "then": turn.then, "place": turn.place, "y": at_km[turn.place],
            "begin_s": turn.arrives_s, "end_s": turn.then_departs_s,
        }  # fmt: skip


def ghost(plan: Timetable, version: int, old: Timetable, of: int, way: str) -> Json:
    """Return the old lines of the trains that run otherwise in a plan than in an old one, or no more at all."""
    now = {path.train: _run(path) for path in plan.paths}
    other = [path for path in old.paths if now.get(path.train) != _run(path)]
    return {"version": version, "of": of, "trains": list(trains(old, other, way_of(plan.scenario, way)))}


def _run(path: TrainPath) -> list[tuple[str, str, int, int]]:
    return [(call.place, call.track, call.arrives_s, call.departs_s) for call in path.calls]


def occupation(plan: Timetable, version: int, way: str) -> Json:
    """Return the blocking times on a way, and where two trains would hold a section at once."""
    line, ends = plan.scenario.line, way_of(plan.scenario, way).neighbours()
    blocks: list[Json] = []
    conflicts: list[Json] = []
    for (number, track), held in blockings(plan.scenario, plan.paths).items():
        section = line.sections[number]
        if (section.start, section.end) not in ends:
            continue
        low, high = sorted(ends[section.start, section.end])
        where = {"section": section.name, "y0": low, "y1": high}
        blocks += [where | {"train": b.train, "track": track, "begin_s": b.begins_s, "end_s": b.ends_s} for b in held]
        conflicts += [
            where | {"train": a.train, "other": b.train, "begin_s": max(a.begins_s, b.begins_s), "end_s": min(a.ends_s, b.ends_s)}
            for a, b in pairwise(held)
            if _clash(a, b)
        ]
    return {"version": version, "blocks": blocks, "conflicts": conflicts}


def _clash(first: Blocking, second: Blocking) -> bool:
    """Tell whether a train enters a section sooner after another than it may."""
    return second.enters_s - first.enters_s < first.headway_s(second)


def piles(plan: Timetable, version: int) -> Json:
    """Return the levels of the stockpiles through the time of a plan."""
    table = pile_table(plan)
    return {
        "version": version,
        "begins_s": 0,
        "ends_s": plan.days * DAY_S,
        "piles": [
            {
                "name": pile.name,
                "capacity_kt": pile.capacity_kt,
                "corners": [(round((at - table.begins).total_seconds()), level) for at, level in pile.corners],
            }
            for pile in table.piles
        ],
    }
