"""What a run wrote down: train paths, what every train set did, the corners of the piles' levels."""

from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor

from headway.model import HeatOrder, Storm
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World
from headway.simulation.engine import tables as t
from headway.timetabling import TrainPath
from headway.timetabling.paths import Call, Shut
from headway.units import DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What a train set did for a while.

    Parameters
    ----------
    train_set, fleet, flow
        Names.
    kind
        One of `KINDS`.
    begin_s, end_s
        From when until when [s].
    """

    train_set: str
    fleet: str
    flow: str
    kind: str
    begin_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPoint:
    """A corner of a stockpile's level: between two corners the level is a straight line.

    Parameters
    ----------
    stockpile
        Name.
    time_s
        From the midnight that begins the first day; negative in the warm-up [s].
    level_t
        What lies there [t].
    """

    stockpile: str
    time_s: float
    level_t: float


def paths_of(corridor: Corridor, w: World, end_s: float) -> tuple[TrainPath, ...]:
    """Return the paths of all trains that departed before the end and have arrived, in the order of departure."""
    calls = w.calls[: w.clock[0]["calls"]]
    order = calls["trip"].argsort(kind="stable")
    found = [
        _path(corridor, w, int(trip), [calls[i] for i in rows]) for trip, rows in groupby(order, key=lambda i: calls["trip"][i])
    ]
    return tuple(sorted((p for p in found if p is not None and p.departs_s < end_s), key=lambda p: (p.departs_s, p.train)))


def _path(corridor: Corridor, w: World, trip: int, rows: list[t.Any]) -> TrainPath | None:
    scenario, row = corridor.scenario, w.trips[trip]
    if len(rows) < w.routes[row["route"]]["steps"]:
        return None
    name, loaded = next(key for key, route in corridor.routes.items() if route == row["route"])
    service = scenario.service(name)
    consists = scenario.train_consists(service)
    consist = consists[0 if loaded or len(consists) == 1 else 1]
    ready = int(row["ready"])
    due = int(w.routes[row["route"]]["due_s"])
    return TrainPath(
        train=train_name(corridor, w, trip),
        service=name,
        consist=consist.name,
        train_class=consist.train_class,
        loaded=consist.loaded and consist.payload_kg > 0,
        calls=tuple(_call(corridor, w, row["route"], call, last=i == len(rows) - 1) for i, call in enumerate(rows)),
        ready_s=ready,
        due_s=ready + due if due else None,
    )


def train_name(corridor: Corridor, w: World, trip: int) -> str:
    """Return the name of the train of a trip."""
    row = w.trips[trip]
    if row["source"] != t.NONE:
        return f"{corridor.sources[row['source']]} day {int(row['ready'] // DAY_S) + 1}"
    state = "loaded" if next(key for key, route in corridor.routes.items() if route == row["route"])[1] else "empty"
    return f"{corridor.unit_names[row['unit']]} trip {row['number'] + 1} {state}"


def _call(corridor: Corridor, w: World, route: int, call: t.Any, *, last: bool) -> Call:
    line = corridor.scenario.line
    step = w.steps[w.routes[route]["step"] + call["step"]]
    place = line.places[step["place"]]
    wait = 0 if last else round(float(call["wait"]))
    who, reason = _reason(corridor, w, int(call["cause"]), int(call["who"])) if wait > 0 else ("", "")
    return Call(
        place=place.name,
        track=place.tracks[call["track"] - w.places[step["place"]]["track"]].name,
        arrives_s=round(float(call["arrives"])),
        departs_s=round(float(call["departs"])),
        stops=bool(call["stops"]),
        tail_s=0 if last else round(float(call["tail"])),
        next_track=0 if last else int(call["via"] - w.sections[step["section"]]["via"]),
        wait_s=wait,
        reason=reason,
        waits_for=who,
    )


_FIRST = {t.BY_PRIORITY: " to go first", t.BY_PLAN: " to go first, as planned"}

_WORDS = {
    t.BY_PLAN: "waits for a train that is planned to go first",
    t.BY_TRACK: "waits for a free track ahead",
    t.BY_CLOSURE: "waits until the line is open again",
    t.BY_POSSESSION: "waits for a possession",
    t.BY_SAFETY: "waits so that trains do not block one another",
}


def _reason(corridor: Corridor, w: World, cause: int, who: int) -> tuple[str, str]:
    """Say whom a train waited for, and why."""
    if cause in (t.BY_TRAIN, t.BY_PRIORITY, t.BY_PLAN) and who != t.NONE:
        other = corridor.unit_names[who] if who < len(corridor.unit_names) else corridor.sources[w.units[who]["source"]]
        return other, f"waits for {other}" + _FIRST.get(cause, "")
    return "", _WORDS.get(cause, "waits for a train ahead to draw away")


def shuts_of(corridor: Corridor, w: World) -> tuple[Shut, ...]:
    """Return what weather shut, in the order of time, in the whole seconds within which nobody may enter."""
    weathers = [d for d in corridor.scenario.disruptions if isinstance(d, Storm | HeatOrder)]
    sections = corridor.scenario.line.sections
    return tuple(
        Shut(
            name=weathers[row["weather"]].name,
            sections=tuple(section.name for section in sections[row["first"] : row["last"] + 1]),
            begin_s=ceil(row["begin"]),
            end_s=floor(row["end"]),
            passengers_only=bool(w.weathers[row["weather"]]["passengers_only"]),
        )
        for row in w.shuts[: w.clock[0]["shuts"]]
    )


def activities_of(corridor: Corridor, w: World, end_s: float) -> tuple[Activity, ...]:
    """Return what every train set did, in the order of time."""
    sets = len(corridor.unit_names)
    flows = {f.name: f for f in corridor.scenario.flows}
    found = [
        Activity(
            train_set=corridor.unit_names[act["unit"]],
            fleet=flows[corridor.unit_flows[act["unit"]]].fleet,
            flow=corridor.unit_flows[act["unit"]],
            kind=t.DOINGS[act["doing"]],
            begin_s=float(act["begin"]),
            end_s=float(act["end"]),
        )
        for act in w.acts[: w.clock[0]["acts"]]
        if act["unit"] < sets and act["begin"] < end_s
    ]
    return tuple(sorted(found, key=lambda a: (a.begin_s, a.train_set)))


def stocks_of(corridor: Corridor, w: World, end_s: float) -> tuple[StockPoint, ...]:
    """Return the corners of the piles' levels."""
    names = {h: name for name, h in corridor.piles.items()}
    return tuple(
        StockPoint(stockpile=names[int(c["hub"])], time_s=float(c["time"]), level_t=float(c["level"]) / 1000)
        for c in w.corners[: w.clock[0]["corners"]]
        if c["time"] <= end_s
    )
