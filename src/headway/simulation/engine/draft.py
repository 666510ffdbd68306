"""A draft of a world: things are added one by one, and the arrays are made when all are known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.rng import stream
from headway.simulation.engine import tables as t
from headway.simulation.engine.duties import begin_duty
from headway.simulation.engine.laws import law_row
from headway.simulation.engine.loop import start

_DAY_S = 86_400
_LATE_MINUTES = 24 * 60
_STORMS = 64
_SEEN = 1 << 14
_DEPTH = 4096

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a run of the kernel records: train calls and weather; what units do, and the corners of piles' levels."""

    calls: bool = False
    acts: bool = False


@dataclass(slots=True, kw_only=True)
class Draft:
    """A world in the making; every method adds something and returns its number.

    Parameters
    ----------
    setting_s, clearing_s
        Times of the signalling [s].
    safety
        How moves are judged: one of `NO_TEST`, `SIMPLE`, `BANKER`, `EXACT`.
    exact_weight
        A train of this weight or more that the Banker refuses is given an exact search.
    alone
        Whether trains run as if no other were on the line.
    look
        Whether a train may wait for another one that would otherwise be delayed more.
    overdue_s
        A train waits for another only if that one is less late than this by the plan [s]; 0: no plan is followed.
    patience_s
        A train does not set out if what is shut would hold it on its way for longer than this [s].
    """

    setting_s: float = 0.0
    clearing_s: float = 0.0
    safety: int = t.BANKER
    exact_weight: float = inf
    most_states: int = 2_000
    alone: bool = False
    look: bool = True
    overdue_s: float = 0.0
    patience_s: float = inf
    laws: list[Row] = field(default_factory=list[Row])
    places: list[Row] = field(default_factory=list[Row])
    tracks: list[Row] = field(default_factory=list[Row])
    sections: list[Row] = field(default_factory=list[Row])
    vias: list[Row] = field(default_factory=list[Row])
    edges: list[float] = field(default_factory=list[float])
    windows: list[Row] = field(default_factory=list[Row])
    routes: list[Row] = field(default_factory=list[Row])
    steps: list[Row] = field(default_factory=list[Row])
    units: list[Row] = field(default_factory=list[Row])
    duties: list[Row] = field(default_factory=list[Row])
    tasks: list[Row] = field(default_factory=list[Row])
    sources: list[Row] = field(default_factory=list[Row])
    hubs: list[Row] = field(default_factory=list[Row])
    machines: list[Row] = field(default_factory=list[Row])
    slots: list[Row] = field(default_factory=list[Row])
    breakdowns: list[Row] = field(default_factory=list[Row])
    pools: list[Row] = field(default_factory=list[Row])
    weathers: list[Row] = field(default_factory=list[Row])
    seasons: list[tuple[float, ...]] = field(default_factory=list[tuple[float, ...]])
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def _add(self, rows: list[Row], row: Row) -> int:
        rows.append(row)
        return len(rows) - 1

    def law(self, kind: str, mean: float, cv: float = 0.0) -> int:
        """Add a law of chance by its name, mean and coefficient of variation; equal laws share one number."""
        row: Row = dict(zip(("kind", "mean", "shape"), law_row(kind, mean, cv), strict=True))
        return self.laws.index(row) if row in self.laws else self._add(self.laws, row)

    # ------------------------------------------------------------------ the line

    def place(self, lengths_m: Sequence[float], yard_s: float = 0.0) -> int:
        """Add a place with its tracks, and how long a train occupies one on its way from or to the yard [s]."""
        row = {"track": len(self.tracks), "tracks": len(lengths_m), "yard_s": yard_s}
        self.tracks += [
            {"length_m": m, "holder": t.NONE, "clear_at": -inf, "parked": t.NONE, "last": t.NONE, "left_at": -1}
            for m in lengths_m
        ]
        return self._add(self.places, row)

    def section(
        self, length_m: float, tracks: int = 1, edges: Sequence[float] = (), windows: Sequence[tuple[float, float, int]] = ()
    ) -> int:
        """Add the section behind the last place.

        ``edges`` are the edges of its blocks, as shares of its length from 0 to 1. ``windows`` say when it is shut, and
        by what.
        """
        row = {"via": len(self.vias), "vias": tracks, "edge": len(self.edges), "edges": len(edges), "slow": 1.0}
        row |= {"window": len(self.windows), "windows": len(windows), "length_m": length_m}
        self.vias += [{"clear_at": -inf, "holder": t.NONE, "last": t.NONE, "left_at": -1} for _ in range(tracks)]
        self.edges += list(edges)
        self.windows += [{"begin": a, "end": b, "name": name} for a, b, name in windows]
        return self._add(self.sections, row)

    def route(self, steps: Sequence[Row], *, direction: int, length_m: float, weight: float = 1.0, **more: float) -> int:
        """Add a route with a step for every place on the way; each step has the times over the section behind it."""
        row = {"step": len(self.steps), "steps": len(steps), "direction": direction, "length_m": length_m, "weight": weight}
        row |= {"law": t.NONE, "doing": t.RUNS_LOADED, "then": t.NONE} | more
        ahead = 0.0
        for step in steps:
            self.steps.append({**step, "ahead": ahead})
            ahead += step.get("pass_pass", 0.0) + step.get("dwell", 0.0)
        return self._add(self.routes, row)

    # ------------------------------------------------------------------ terminals

    def pile(self, *, capacity: float = inf, initial: float = 0.0, over: float = inf) -> int:
        """Add a stockpile; add its machines before the next hub."""
        row = {"capacity": capacity, "free": initial, "initial": initial, "pile": 1, "over": over}
        return self._add(self.hubs, row | {"machine": len(self.machines)})

    def machine(self, kind: int, *, rate: float = 0.0, slots: int = 0, room: int = -1, law: int = t.NONE, **more: Any) -> int:
        """Add a machine to the last hub; a `SERVER` makes a hub of its own.

        ``key`` names the machine's random stream. ``rate`` is in kg/s. ``slots`` is how many trains it serves at once,
        ``room`` how many may wait, -1 for any number. ``law`` draws how long a service takes, or by how much it is
        slower than the rate.
        """
        if kind == t.SERVER:
            self.hubs.append({"capacity": inf, "over": inf, "machine": len(self.machines)})
        h = len(self.hubs) - 1
        row = {"kind": kind, "hub": h, "rate": rate, "law": law, "slot": len(self.slots), "slots": slots, "room": room}
        row |= {"head": t.NONE, "share": 1.0, "waits": t.OTHER} | more
        self.hubs[h]["machines"] = self.hubs[h].get("machines", 0) + 1
        self.slots += [{"machine": len(self.machines), "unit": t.NONE} for _ in range(slots)]
        return self._add(self.machines, row)

    def breakdown(self, machine: int, *, up: int, down: int, wears: bool, name: str) -> int:
        """Add a way in which a machine breaks down: by its work or by the calendar."""
        row = {"machine": machine, "up_law": up, "down_law": down, "wears": int(wears), "key": name, "fuse": inf}
        return self._add(self.breakdowns, row)

    def pool(self, count: int) -> int:
        """Add a pool of locomotives."""
        return self._add(self.pools, {"count": count, "head": t.NONE})

    def weather(self, *, season: Sequence[float], name: str, **values: Any) -> int:
        """Add a kind of weather with twelve monthly factors, whose mean is 1."""
        self.seasons.append(tuple(season))
        row = {"season": len(self.seasons) - 1, "key": name, "closure_law": t.NONE, "slow": 1.0} | values
        return self._add(self.weathers, row)

    # ------------------------------------------------------------------ what moves

    def duty(self, tasks: Sequence[Row], **more: int) -> int:
        """Add a duty: tasks one after another, repeated for ever unless the last task is to leave."""
        row = {"task": len(self.tasks), "tasks": len(tasks)}
        laws = dict.fromkeys(("fail_law", "repair_law", "wagon_law", "set_out_law"), t.NONE)
        self.tasks += [{"law": t.NONE, "doing": t.OTHER, **task} for task in tasks]
        return self._add(self.duties, row | laws | more)

    def unit(self, duty: int, name: str, **more: Any) -> int:
        """Add a train set that is there from the beginning, when its duty begins."""
        return self._add(self.units, {"duty": duty, "key": name, **more})

    def source(self, duty: int, name: str, *, law: int = t.NONE, batch: int = 1, **more: Any) -> int:
        """Add a source of units, which come at intervals drawn by a law, or every ``period`` from ``first`` on."""
        row = {"duty": duty, "key": name, "law": law, "batch": batch, "late_law": t.NONE, "weight": 1.0, "patience_s": inf}
        return self._add(self.sources, row | {"weekdays": 127} | more)

    # ------------------------------------------------------------------ the world

    def world(
        self,
        *,
        seed: int = 0,
        replication: int = 0,
        begin: float = 0.0,
        end: float = 0.0,
        starts_on: date = date(2027, 1, 4),
        spare: int = 64,
        marks: Marks = Marks(),
    ) -> t.World:
        """Make the arrays and enter the first events.

        Parameters
        ----------
        seed, replication
            Name the random streams, together with the name of each thing.
        begin, end
            Times between which the world can run; counting begins at 0 [s].
        starts_on
            The date of the day that begins at 0.
        spare
            Rows for the units that come from sources.
        """
        units = len(self.units) + spare
        most = max([r["steps"] for r in self.routes], default=1)
        days = int((end - begin) // _DAY_S) + 2
        w = t.World(
            clock=_rows(t.CLOCK, [self._clock(begin, end)]),
            rule=_rows(t.RULE, [self._rule(marks)]),
            agenda=np.zeros(64 * (units + 64) + 64 * len(self.machines), t.EVENT),
            laws=_rows(t.LAW, self.laws),
            places=_rows(t.PLACE, self.places),
            tracks=_rows(t.TRACK, self.tracks),
            sections=_rows(t.SECTION, self.sections),
            vias=_rows(t.VIA, self.vias),
            edges=np.array([*self.edges, 0.0]),
            windows=_rows(t.WINDOW, self.windows),
            routes=_rows(t.ROUTE, self.routes),
            steps=_rows(t.STEP, self.steps),
            units=np.zeros(units, t.UNIT),
            legs=np.zeros((units, most), t.LEG),
            lists=np.zeros(3 * units + 3, t.LIST),
            duties=_rows(t.DUTY, self.duties),
            tasks=_rows(t.TASK, self.tasks),
            sources=_rows(t.SOURCE, self._keyed(self.sources, seed, replication)),
            hubs=_rows(t.HUB, self.hubs),
            machines=_rows(t.MACHINE, self._keyed(self.machines, seed, replication)),
            slots=_rows(t.SLOT, self.slots),
            breakdowns=_rows(t.BREAKDOWN, self._keyed(self.breakdowns, seed, replication)),
            pools=_rows(t.POOL, self.pools),
            weathers=_rows(t.WEATHER, self._keyed(self.weathers, seed, replication)),
            season=np.array(self.seasons or [(1.0,) * 12]),
            months=_months(starts_on, int(begin // _DAY_S), days),
            storms=_rows(t.STORM, [{"weather": t.NONE}] * _STORMS),
            calls=np.zeros(4096 if marks.calls else 0, t.CALL),
            waits=np.zeros(4096 if marks.calls else 0, t.WAIT),
            trips=np.zeros(512 if marks.calls else 0, t.TRIP),
            acts=np.zeros(4096 if marks.acts else 0, t.ACT),
            corners=np.zeros(4096 if marks.acts else 0, t.CORNER),
            spells=np.zeros(64 if marks.calls else 0, t.SPELL),
            daily=np.zeros((days, max(1, len(self.duties)))),
            levels=np.zeros((days, max(1, len(self.hubs)))),
            spent=np.zeros((max(1, len(self.duties)), len(t.DOINGS))),
            late=np.zeros((max(1, len(self.routes)), _LATE_MINUTES), np.int64),
            occupied=np.zeros((max(1, len(self.sections)), max(1, len(self.routes)))),
            moves=np.zeros((_DEPTH if self.places else 1, 6), np.int64),
            seen=np.zeros(_SEEN if self.places else 1, np.uint64),
            enters=np.full((units + len(self.sources), len(self.sections)), inf),
            comes=np.full((units + len(self.sources), len(self.places)), inf),
            onto=np.full((units + len(self.sources), len(self.places)), t.NONE),
        )
        self._settle_in(w, seed, replication)
        return w

    def _clock(self, begin: float, end: float) -> Row:
        return {"now": begin, "begin": begin, "end": end, "stirred": -inf, "free_unit": t.NONE}

    def _rule(self, marks: Marks) -> Row:
        times = {"setting_s": self.setting_s, "clearing_s": self.clearing_s}
        judged = {"safety": self.safety, "exact_weight": self.exact_weight, "most_states": self.most_states}
        return times | judged | {
            "alone": int(self.alone), "look": int(self.look), "follows": int(self.overdue_s > 0), "overdue_s": self.overdue_s,
            "record_calls": int(marks.calls), "record_acts": int(marks.acts),
            "patience_s": self.patience_s, "turns": len(self.units) + len(self.sources),
            "turns_back": int(any(route["then"] != t.NONE for route in self.routes)),
        }  # fmt: skip

    def _keyed(self, rows: list[Row], seed: int, replication: int) -> list[Row]:
        """Replace the names of random streams by their keys."""
        return [
            {k: np.uint64(stream(seed, v, k, replication)) if k.startswith("key") else v for k, v in row.items()} for row in rows
        ]

    def _settle_in(self, w: t.World, seed: int, replication: int) -> None:
        """Put the units where they begin, note where trains end, and enter the first events."""
        for i in range(w.units.size):
            w.units[i]["next"] = i + 1 if i + 1 < w.units.size else t.NONE
            w.units[i]["hold"] = t.NONE
        w.clock["free_unit"] = len(self.units) if len(self.units) < w.units.size else t.NONE
        for i, row in enumerate(self.units):
            key = {
                "key": stream(seed, row["key"], "runs", replication),
                "fail_key": stream(seed, row["key"], "fails", replication),
            }
            fixed = {"phase": t.AT_TERMINAL, "task": -1, "doing": t.OTHER, "since": w.clock[0]["begin"], "next": t.NONE}
            fixed |= {
                "ready": -inf,
                "wake_at": inf,
                "mended": -inf,
                "weight": 1.0,
                "source": t.NONE,
                "hold": t.NONE,
                "shop_at": w.clock[0]["begin"],
            }
            for name, value in (fixed | row | key).items():
                w.units[i][name] = value
        for route in self.routes:
            for k in range(route["steps"]):
                step = self.steps[route["step"] + k]
                if k == route["steps"] - 1 or step.get("halt"):
                    place = w.places[step["place"]]
                    place["need_m"] = max(place["need_m"], route["length_m"])
        start(w)
        for i in range(len(self.units)):
            begin_duty(w, i, w.clock[0]["begin"])


def _rows(dtype: np.dtype[np.void], rows: Sequence[Row]) -> NDArray[np.void]:
    """Make a table from rows; columns that are not given are zero."""
    array = np.zeros(len(rows), dtype)
    for i, row in enumerate(rows):
        for name, value in row.items():
            array[i][name] = value
    return array


def _months(starts_on: date, first_day: int, days: int) -> NDArray[np.int64]:
    """Return the month of each day from the first one on, 0 for January."""
    return np.array([(starts_on + timedelta(days=first_day + i)).month - 1 for i in range(days)])


def grown(w: t.World) -> t.World:
    """Return a copy of a world with twice the room in every list."""
    lists = ("calls", "waits", "trips", "acts", "corners", "spells")
    return w._replace(agenda=_doubled(w.agenda), **{name: _doubled(getattr(w, name)) for name in lists if getattr(w, name).size})


def _doubled(array: NDArray[np.void]) -> NDArray[np.void]:
    return np.concatenate([array, np.zeros_like(array)])
