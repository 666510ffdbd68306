"""The causes of the waits of a run: what each train waited for, and for whom.

For each refusal the kernel records its kind, the train in the way, the place or section, and until when it lasted. This
module adds which part of a wait in a yard is the yard move itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import ceil

from headway.model import Closure
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World
from headway.simulation.engine import tables as t
from headway.simulation.recorded.spells import shuts_of
from headway.timetabling.causes import Cause, CauseKind
from headway.timetabling.paths import Shut
from headway.timetabling.windows import shutting
from headway.units import DAY_S, day_number

_KINDS = {
    t.BY_TRAIN: CauseKind.SECTION,
    t.BY_TRACK: CauseKind.TRACK,
    t.BY_ROOM: CauseKind.TRACK,
    t.BY_WEATHER: CauseKind.WEATHER,
    t.BY_SAFETY: CauseKind.DEADLOCK,
    t.BY_PRIORITY: CauseKind.PRIORITY,
    t.BY_PLAN: CauseKind.ORDER,
    t.BY_TURN: CauseKind.TURN,
    t.IS_LATE: CauseKind.LATE,
    t.IS_EARLY: CauseKind.EARLY,
    t.SETS_OUT: CauseKind.SET_OUT,
}

_AT_PLACES = (t.BY_TRACK, t.BY_ROOM, t.BY_SAFETY, t.BY_PRIORITY)

Where = tuple[str, int]
"""What a train waits to have cleared: a place, the tracks of a place, or a section, by its row in the world."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of a run.

    Parameters
    ----------
    corridor, world
        What ran.
    trips
        The recorded calls of every trip.

    Attributes
    ----------
    rows
        The recorded waits, by trip and step.
    clears
        When every trip has cleared each section, and its track at each place, for other trains; and when it leaves each
        place [s].
    """

    corridor: Corridor
    world: World
    trips: dict[int, list[t.Any]]
    rows: dict[tuple[int, int], list[t.Any]] = field(default_factory=lambda: defaultdict(list))
    clears: dict[tuple[int, Where], float] = field(default_factory=dict[tuple[int, Where], float])

    def __post_init__(self) -> None:
        for row in self.world.waits[: self.world.clock[0]["waits"]]:
            self.rows[int(row["trip"]), int(row["step"])].append(row)
        for trip, calls in self.trips.items():
            self.clears.update({(trip, where): clear for where, clear in self._clears(trip, calls)})

    def _clears(self, trip: int, calls: list[t.Any]) -> Iterator[tuple[Where, float]]:
        w = self.world
        route = w.routes[w.trips[trip]["route"]]
        first, clearing_s = route["step"], float(w.rule[0]["clearing_s"])
        between = clearing_s + float(w.rule[0]["setting_s"])
        for i, call in enumerate(calls):
            place = int(w.steps[first + call["step"]]["place"])
            if call["step"] < route["steps"] - 1:
                yield ("place", place), float(call["departs"])
                yield ("track", place), float(call["departs"] + call["tail"]) + clearing_s
            elif route["then"] == t.NONE:
                gone = float(call["arrives"] + w.places[place]["yard_s"])
                yield from ((("place", place), gone), (("track", place), gone))
            if i > 0:
                tail = 0.0 if call["stops"] else float(call["tail"])
                yield ("section", int(w.steps[first + call["step"] - 1]["section"])), float(call["arrives"]) + tail + between

    def causes(self, trip: int, step: int, since_s: int, departs_s: int) -> Iterator[Cause]:
        """Yield the causes of a wait, one after another; what held a train for no time is left out.

        A train in its yard decides to draw out before it leaves, a yard move's time ahead, by what it expects then.
        Where it could have left sooner, the rest of its wait is put down to the yard move.
        """
        for row in self.rows[trip, step]:
            until_s = min(departs_s, ceil(row["until"] - 1e-6))
            if until_s <= since_s:
                continue
            code, clear_s = int(row["cause"]), float(until_s)
            who = int(row["who"]) if code != t.BY_PLAN else self._ahead(int(row["who"]), since_s)
            cause = cause_of(self.corridor, self.world, code, who, int(row["where"]), until_s)
            if step == 0 and code == t.BY_WEATHER:
                clear_s = max(one.end_s for one in _over(self.corridor, self.world, cause.where, until_s))
            elif step == 0 and code in (t.BY_TRAIN, t.BY_TRACK, t.BY_ROOM):
                clear_s = self.clears.get((who, self._where(trip, row)), float(until_s))
            if ceil(clear_s) < until_s:
                if ceil(clear_s) > since_s:
                    yield replace(cause, until_s=ceil(clear_s))
                cause = replace(cause, kind=CauseKind.YARD)
            yield cause
            since_s = until_s

    def _ahead(self, who: int, since_s: int) -> int:
        """Return the trip that a plan puts first: of a train set whose last trip is over, the next one."""
        if who < 0 or who not in self.trips or self.trips[who][-1]["arrives"] >= since_s:
            return who
        unit = self.world.trips[who]["unit"]
        later = (trip for trip in range(who + 1, len(self.world.trips)) if self.world.trips[trip]["unit"] == unit)
        return next((trip for trip in later if trip in self.trips), t.NONE)

    def _where(self, trip: int, row: t.Any) -> Where:
        """Return what a train waits for.

        Where the train stands itself, it waits for a clear track; elsewhere for another train to leave the place.
        """
        w, where = self.world, int(row["where"])
        if row["cause"] == t.BY_TRAIN:
            return "section", where
        here = int(w.steps[w.routes[w.trips[trip]["route"]]["step"]]["place"])
        return "track" if row["cause"] == t.BY_TRACK and where == here else "place", where


def cause_of(corridor: Corridor, w: World, code: int, who: int, where: int, until_s: int) -> Cause:
    """Translate a cause from the kernel's numbers."""
    line = corridor.scenario.line
    at = "" if where == t.NONE else line.places[where].name if code in _AT_PLACES else line.sections[where].name
    if code == t.BY_WINDOW:
        shut = shutting(corridor.scenario)[who]
        kind = CauseKind.CLOSURE if isinstance(shut, Closure) else CauseKind.POSSESSION
        return Cause(kind=kind, until_s=until_s, who=shut.name, where=at)
    name = ""
    if code == t.BY_WEATHER:
        name = max(_over(corridor, w, at, until_s), key=lambda one: one.end_s).name if w.spells.size else ""
    elif who < t.NONE:
        name = corridor.sources[-who - 2]
    elif who != t.NONE:
        name = train_name(corridor, w, who)
    return Cause(kind=_KINDS[code], until_s=until_s, who=name, where=at)


def _over(corridor: Corridor, w: World, section: str, until_s: int) -> list[Shut]:
    """Return what weather shut of a section within the day before a given time."""
    return [s for s in shuts_of(corridor, w) if section in s.sections and s.begin_s < until_s and s.end_s >= until_s - DAY_S]


def train_name(corridor: Corridor, w: World, trip: int) -> str:
    """Return the name of the train that runs a trip."""
    row = w.trips[trip]
    service, loaded = next(key for key, route in corridor.routes.items() if route == row["route"])
    if row["source"] != t.NONE:
        return f"{service} day {day_number(row['ready'])}"
    state = "loaded" if loaded else "empty"
    return f"{corridor.unit_names[row['unit']]} trip {row['number'] + 1} {state}"
