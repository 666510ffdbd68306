"""The events of a run, from its record: train paths, what every train set did, the corners of the piles' levels."""

from dataclasses import dataclass
from itertools import groupby

from headway.simulation.corridor import Corridor
from headway.simulation.engine import World
from headway.simulation.engine import tables as t
from headway.simulation.recorded.waits import Waits, train_name
from headway.timetabling import TrainPath
from headway.timetabling.paths import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing that a train set did for some time.

    Parameters
    ----------
    train_set, fleet, flow
        Names of the train set, its fleet and its ore flow.
    kind
        One of `KINDS`.
    begin_s, end_s
        Time at which it began and ended [s].
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
        Time from the midnight that begins the first day; negative in the warm-up [s].
    level_t
        Ore on the stockpile [t].
    """

    stockpile: str
    time_s: float
    level_t: float


def paths_of(corridor: Corridor, w: World, end_s: float) -> tuple[TrainPath, ...]:
    """Return the paths of all trains that departed before the end and have arrived, in the order of departure."""
    calls = w.calls[: w.clock[0]["calls"]]
    order = calls["trip"].argsort(kind="stable")
    trips = {int(trip): [calls[i] for i in rows] for trip, rows in groupby(order, key=lambda i: calls["trip"][i])}
    waits = Waits(corridor, w, trips)
    found = [_path(corridor, w, trip, rows, waits) for trip, rows in trips.items()]
    return tuple(sorted((p for p in found if p is not None and p.departs_s < end_s), key=lambda p: (p.departs_s, p.train)))


def unfinished_of(corridor: Corridor, w: World) -> frozenset[str]:
    """Return the names of the trains that have not arrived, or have not left their yard."""
    arrived = {
        int(call["trip"])
        for call in w.calls[: w.clock[0]["calls"]]
        if call["step"] == w.routes[w.trips[call["trip"]]["route"]]["steps"] - 1
    }
    return frozenset(train_name(corridor, w, trip) for trip in range(w.clock[0]["trips"]) if trip not in arrived)


def _path(corridor: Corridor, w: World, trip: int, rows: list[t.Any], waits: Waits) -> TrainPath | None:
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
        calls=tuple(_call(corridor, w, trip, call, waits, ready) for call in rows),
        ready_s=ready,
        due_s=ready + due if due else None,
    )


def _call(corridor: Corridor, w: World, trip: int, call: t.Any, waits: Waits, ready_s: int) -> Call:
    line = corridor.scenario.line
    route, k = w.routes[w.trips[trip]["route"]], int(call["step"])
    step, last = w.steps[route["step"] + k], k == route["steps"] - 1
    place = line.places[step["place"]]
    arrives_s, departs_s = round(float(call["arrives"])), round(float(call["departs"]))
    wait = 0
    if k == 0:
        wait = departs_s - ready_s
    elif call["stops"] and not last:
        wait = departs_s - arrives_s - round(float(step["dwell"]))
    return Call(
        place=place.name,
        track=place.tracks[call["track"] - w.places[step["place"]]["track"]].name,
        arrives_s=arrives_s,
        departs_s=departs_s,
        stops=bool(call["stops"]),
        tail_s=0 if last else round(float(call["tail"])),
        next_track=0 if last else int(call["via"] - w.sections[step["section"]]["via"]),
        wait_s=wait,
        causes=tuple(waits.causes(trip, k, departs_s - wait, departs_s)) if wait > 0 else (),
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
