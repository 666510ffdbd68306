"""What lies ahead: the world run on as if chance did what it does on average, and the trains that there will be."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import inf

import numpy as np

from headway.simulation.engine import World, copied, grown, run
from headway.simulation.engine import tables as t
from headway.timetabling.insertion import PASS, STOP, Step

ON_LINE = (t.PULLING_OUT, t.HALTED, t.WAITING, t.RUNNING)

_UNFORESEEN = (t.BREAKS, t.STORM_BEGINS)
"""Kinds of events that nobody can foresee."""

_ODD, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""An odd number; its multiples keep the random streams of the futures apart."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip that is under way, or is foreseen to begin.

    Parameters
    ----------
    unit, route
        Rows of the unit and of the route in the world.
    row
        Row in the plan of the world: that of the unit, or, for a train of the timetable that has not come yet, of its
        source.
    on_line
        Whether the train is on the line: on a running track or in a section.
    first
        The step of the route up to which the train's way is granted; 0 in the yard.
    passes
        Whether the train may pass that place without a stop.
    ready_s
        The earliest time at which the train can go on from there [s].
    wanted_s
        When the train wanted to leave its origin [s].
    due_s
        When the train is due at its end [s]; 0 where no due time is published.
    calls
        The train's calls to come, by the number of the step: rows of `CALL`.
    """

    unit: int
    route: int
    row: int
    on_line: bool
    first: int
    passes: bool
    ready_s: float
    wanted_s: float
    due_s: float
    calls: dict[int, t.Any]


def foreseen(world: World, until: float) -> Iterator[Trip]:
    """Yield the trips that are under way or will begin before a time, if chance does what it does on average.

    The world is left as it is. Each train set and each service has one trip at most, the next one.
    """
    ahead, under_way = _ahead(world, until)
    calls = ahead.calls[: ahead.clock[0]["calls"]]
    order = calls["trip"].argsort(kind="stable")
    seen: set[int] = set()
    for number, rows in groupby(order, key=lambda i: int(calls["trip"][i])):
        path = {int(calls[i]["step"]): calls[i] for i in rows}
        trip = _trip(world, ahead.trips[number], path, known=number < under_way)
        if trip.row not in seen:
            seen.add(trip.row)
            yield trip


def _ahead(world: World, until: float, *, follows: bool = False, future: int = 0) -> tuple[World, int]:
    """Run a copy of the world ahead, and return it with all calls recorded.

    Also return how many trips are under way now; they are the first ones. Nothing fails in the copy. In future 0 chance
    does what it does on average; in the other futures trains run by draws of that future's own.
    """
    lists = {"calls": np.zeros(4096, t.CALL), "waits": np.zeros(4096, t.WAIT), "trips": np.zeros(512, t.TRIP)}
    w = copied(world)._replace(**lists)
    if future:
        for table, name in ((w.units, "key"), (w.sources, "key"), (w.sources, "key_out"), (w.machines, "key")):
            table[name] ^= np.uint64(future * _ODD & _MASK)
    else:
        w.laws["kind"] = t.CONSTANT
    w.units["fuse_m"], w.units["wagon_fuse_m"], w.breakdowns["fuse"] = inf, inf, inf
    w.duties["fail_law"], w.duties["wagon_law"] = t.NONE, t.NONE
    w.sources["cancelled"], w.weathers["rate"] = 0.0, 0.0
    rule, clock = w.rule[0], w.clock[0]
    rule["record_calls"], rule["record_acts"], rule["follows"] = 1, 0, follows
    events = w.agenda[: clock["entries"]]
    kept = np.sort(events[~np.isin(events["kind"], _UNFORESEEN)], order=("time", "order"))
    w.agenda[: kept.size] = kept
    clock["entries"], clock["calls"], clock["waits"] = kept.size, 0, 0
    under_way = np.flatnonzero(np.isin(w.units["phase"], (t.IN_YARD, *ON_LINE)))
    for number, u in enumerate(under_way):
        for name in ("duty", "route", "source", "ready"):
            w.trips[number][name] = w.units[u][name]
        w.trips[number]["unit"], w.units[u]["turn"] = u, number
    clock["trips"] = under_way.size
    while (status := run(w, until)) != t.DONE:
        w = w if status == t.DISTURBED else grown(w)
    return w, under_way.size


def delay_cost(world: World, until: float, *, future: int) -> float:
    """Return by how much all trains together are late if the world goes on by its orders up to a time [weighted s].

    A train that has not arrived by then is taken to run on freely.
    """
    ahead, _ = _ahead(world, until, follows=True, future=future)
    calls, clock = ahead.calls, ahead.clock[0]
    last = np.full(int(clock["trips"]), t.NONE)
    last[calls["trip"][: clock["calls"]]] = np.arange(clock["calls"])
    cost = 0.0
    for trip, i in zip(ahead.trips, last.tolist(), strict=False):
        route = world.routes[trip["route"]]
        free = world.steps["ahead"][route["step"] : route["step"] + route["steps"]]
        at, k = max(until, float(trip["ready"])), 0
        if i != t.NONE:
            at, k = float(calls[i]["departs"]), int(calls[i]["step"])
            if k + 1 < route["steps"] and at + free[k + 1] - free[k] < until:
                at, k = until, k + 1
        due = float(trip["ready"]) + float(route["due_s"] if route["due_s"] > 0 else free[-1])
        cost += float(route["weight"]) * max(0.0, at + float(free[-1] - free[k]) - due)
    return cost


def _trip(world: World, row: t.Any, calls: dict[int, t.Any], *, known: bool) -> Trip:
    unit, route = world.units[row["unit"]], world.routes[row["route"]]
    now = float(world.clock[0]["now"])
    on_line = known and unit["phase"] != t.IN_YARD
    first = int(unit["hold"]) if on_line else 0
    step = world.steps[route["step"] + first]
    from_yard_s = float(world.places[world.steps[route["step"]]["place"]]["yard_s"])
    ready_s = max(now + from_yard_s, float(row["ready"]))
    passes = False
    if on_line:
        ready_s = max(now, float(unit["ready_at"])) if unit["phase"] != t.WAITING else now
        if unit["phase"] == t.RUNNING and first in calls:
            ready_s = float(calls[first]["arrives"]) + (float(step["dwell"]) if step["halt"] else 0.0)
            passes = first < route["steps"] - 1 and not step["halt"]
            if passes and calls[first]["stops"]:
                behind = world.steps[route["step"] + first - 1]
                ready_s -= float(behind["pass_stop"] - behind["pass_pass"])
    waits = unit["phase"] != t.FREE and unit["source"] == row["source"] and unit["ready"] == row["ready"]
    there = known or row["source"] == t.NONE or waits
    return Trip(
        unit=int(row["unit"]),
        route=int(row["route"]),
        row=int(row["unit"]) if there else world.units.size + int(row["source"]),
        on_line=on_line,
        first=first,
        passes=passes,
        ready_s=float(np.ceil(ready_s)),
        wanted_s=float(row["ready"]),
        due_s=float(row["ready"] + route["due_s"]) if route["due_s"] > 0 else 0.0,
        calls=calls,
    )


def steps_of(world: World, trip: Trip) -> list[Step]:
    """Return the steps of a trip from where its granted way ends; none if the train does not reach its end."""
    route, steps = world.routes[trip.route], list[Step]()
    last = int(route["steps"]) - 1
    for k in range(trip.first, last + 1):
        if k not in trip.calls:
            return []
        call, step = trip.calls[k], world.steps[route["step"] + k]
        via = int(call["via"] - world.sections[step["section"]]["via"]) if k < last else 0
        track = int(call["track"] - world.places[step["place"]]["track"])
        arrives, departs = int(call["arrives"]), int(call["departs"])
        begins = k == trip.first
        mode = STOP if call["stops"] or begins else PASS
        steps.append(Step(departs if begins else arrives, departs if k < last else arrives, mode, track, via))
    return steps
