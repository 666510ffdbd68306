"""The outcome of one run: what was delivered, what everything did, how late trains were."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.shown import Shown
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World, balance_kg, balance_people
from headway.simulation.engine import tables as t
from headway.simulation.recorded.waits import cause_of
from headway.timetabling.causes import Cause
from headway.units import DAY_S

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Amounts:
    """What a terminal did in the days that count.

    Parameters
    ----------
    moved_kg
        Ore mined, loaded, dumped or used [kg].
    hindered_s
        Time lost because a pile was full (mine, dumper) or empty (plant) [s at full rate].
    busy_s, down_s
        Time at work, as seconds at the full rate, and broken down [s].
    queue_s, waited_s, served
        Train-seconds in the terminal's queue, how long the trains that it served had waited [s], and their number.
    """

    moved_kg: float
    hindered_s: float
    busy_s: float
    down_s: float
    queue_s: float
    waited_s: float
    served: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passengers:
    """The people who travel by a service.

    Parameters
    ----------
    came, carried, stayed
        Who came for its trains, who arrived, and who stayed behind because a train was cancelled. The others wait or
        are on the way at the end of the run, less those who were so at the beginning.
    late_s
        Delay of all people carried, added up: after the due time, or, where none is published, after the arrival of a
        train alone on the line that left when it should [s].
    """

    came: int
    carried: int
    stayed: int
    late_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceOutcome:
    """How the trains of a service ran.

    Parameters
    ----------
    trains, cancelled
        Trains that arrived, and trains that were cancelled.
    late_min
        How many trains were late by each number of minutes: after their due time, or, where none is published, after
        the time of a train alone on the line.
    late_s
        Delay of all trains, added up [s].
    punctual
        How many trains arrived at most 5 minutes after their due time.
    timed
        Whether the trains have a due time.
    departed, departed_punctual
        Trains of the timetable that left their origin, and how many of them left at most 5 minutes after their
        published time or window.
    passengers
        The people who wanted to travel by these trains.
    """

    trains: int
    cancelled: int
    late_min: NDArray[np.int64]
    late_s: float
    punctual: int
    timed: bool
    departed: int
    departed_punctual: int
    passengers: Passengers

    def late_quantile_min(self, share: float) -> float:
        """Return the delay that this share of the trains does not exceed [min]."""
        total = self.late_min.sum()
        return float(np.searchsorted(np.cumsum(self.late_min), share * total)) if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Outcome(Shown):
    """One run in figures, over the days that count.

    Parameters
    ----------
    replication
        Its number.
    delivered_kg, loaded_kg
        Ore dumped and loaded by each flow [kg].
    dumped_kg
        ``dumped_kg[flow][day]``: ore dumped on each day, the warm-up included [kg].
    stock_kg
        ``stock_kg[pile][day]``: ore on each pile at each midnight, from the beginning of the warm-up on [kg].
    spent_s
        Train-set seconds of each flow by what the sets were doing [s].
    trips
        Loaded trips ended, by flow.
    amounts
        What each terminal did.
    services
        How each service ran; the loaded and empty trains of an ore flow count together.
    occupied
        ``occupied[section][service]``: share of the time that the service holds a section, setting and clearing times
        included.
    failures, set_outs, storms
        How often trains failed, wagons were set out, storms came.
    unbalanced_kg
        Ore mined plus ore there at the beginning, less ore used, ore on piles and ore on trains [kg].
    unbalanced_people
        People who came, less those carried, those who stayed behind, and those who wait or are on trains.
    still_s, holdup
        How long nothing had moved on the line at the end [s], and what held the trains that wanted to move: what shuts
        the line ahead of one of them, or else what most of them wait for. None where no train waits.
    longest_wait_s
        The longest that a train waited for its next move, in its yard or on the line [s].
    passed_over, passed_over_most
        The most trains that were let onto the line while one train waited for something that is not shut; and the
        number that the rule of turns never lets this exceed.
    events
        Number of events that the kernel handled.
    """

    replication: int
    delivered_kg: dict[str, float]
    loaded_kg: dict[str, float]
    dumped_kg: dict[str, Floats]
    stock_kg: dict[str, Floats]
    spent_s: dict[str, dict[str, float]]
    trips: dict[str, int]
    amounts: dict[str, Amounts]
    services: dict[str, ServiceOutcome]
    occupied: dict[int, dict[str, float]]
    failures: int
    set_outs: int
    storms: int
    unbalanced_kg: float
    unbalanced_people: int
    still_s: float
    holdup: Cause | None
    longest_wait_s: float
    passed_over: int
    passed_over_most: int
    events: int

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        ore = ", ".join(f"{flow} {kg / 1e6:,.1f} kt" for flow, kg in self.delivered_kg.items())
        return f"run {self.replication}: {ore or 'no ore'} delivered, {self.failures} failures, {self.storms} storms"


def outcome_of(corridor: Corridor, w: World, replication: int, days: int) -> Outcome:
    """Read the outcome of a run from its world at the end."""
    flows = [f.name for f in corridor.scenario.flows]
    duty = {name: corridor.duties[name] for name in flows}
    clock = w.clock[0]
    last = int((clock["end"] - clock["begin"]) // DAY_S) + 1
    return Outcome(
        replication=replication,
        delivered_kg={n: float(w.duties[d]["dumped"] - w.duties[d]["dumped_0"]) for n, d in duty.items()},
        loaded_kg={n: float(w.duties[d]["loaded"] - w.duties[d]["loaded_0"]) for n, d in duty.items()},
        dumped_kg={n: np.diff(w.daily[:last, d]) for n, d in duty.items()},
        stock_kg={n: w.levels[:last, h].copy() for n, h in corridor.piles.items()},
        spent_s={n: {k: float(s) for k, s in zip(t.DOINGS, w.spent[d], strict=True) if s} for n, d in duty.items()},
        trips={n: int(w.duties[d]["trips"] - w.duties[d]["trips_0"]) for n, d in duty.items()},
        amounts={n: _amounts(w.machines[m]) for n, m in corridor.machines.items()},
        services=_services(corridor, w),
        occupied=_occupied(corridor, w, days * DAY_S),
        failures=int(w.duties["failures"].sum()),
        set_outs=int(w.duties["set_outs"].sum()),
        storms=int(clock["storms"]),
        unbalanced_kg=float(balance_kg(w)),
        unbalanced_people=int(balance_people(w)),
        still_s=float(clock["now"] - clock["moved_at"]) if clock["waiting"] else 0.0,
        holdup=_holdup(corridor, w),
        longest_wait_s=_longest_wait_s(w),
        passed_over=int(clock["most_passed"]),
        passed_over_most=2 * int(w.rule[0]["turns"]),
        events=int(clock["events"]),
    )


def _amounts(m: np.void) -> Amounts:
    return Amounts(
        moved_kg=float(m["moved"] - m["moved_0"]),
        hindered_s=float(m["hindered_s"] - m["hindered_0"]),
        busy_s=float(m["busy_s"] - m["busy_0"]),
        down_s=float(m["down_s"] - m["down_0"]),
        queue_s=float(m["queue_s"] - m["queue_0"]),
        waited_s=float(m["waited_s"] - m["waited_0"]),
        served=int(m["served"] - m["served_0"]),
    )


def _services(corridor: Corridor, w: World) -> dict[str, ServiceOutcome]:
    found: dict[str, ServiceOutcome] = {}
    for service in corridor.scenario.services:
        routes = [r for (name, _), r in corridor.routes.items() if name == service.name]
        rows = w.routes[routes]
        found[service.name] = ServiceOutcome(
            trains=int(rows["runs"].sum()),
            cancelled=int(rows["cancelled"].sum()),
            late_min=w.late[routes].sum(axis=0),
            late_s=float(rows["late_s"].sum()),
            punctual=int(rows["punctual"].sum()),
            timed=bool(rows["due_s"].max() > 0),
            departed=int(rows["left"].sum()),
            departed_punctual=int(rows["left_punctual"].sum()),
            passengers=_passengers(rows),
        )
    return found


def _passengers(rows: np.ndarray) -> Passengers:
    return Passengers(
        came=int((rows["came"] - rows["came_0"]).sum()),
        carried=int((rows["carried"] - rows["carried_0"]).sum()),
        stayed=int((rows["stayed"] - rows["stayed_0"]).sum()),
        late_s=float(rows["people_late_s"].sum()),
    )


def _occupied(corridor: Corridor, w: World, window_s: float) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for s in range(len(corridor.scenario.line.sections)):
        by: dict[str, float] = {}
        for (name, _), route in corridor.routes.items():
            if w.occupied[s, route] > 0:
                by[name] = by.get(name, 0.0) + float(w.occupied[s, route]) / window_s
        if by:
            found[s] = by
    return found


def _waiting(w: World) -> list[int]:
    """Return the units that want to go on at the end of the run."""
    return [int(w.lists[i]["waiting"]) for i in range(w.clock[0]["waiting"])]


def _longest_wait_s(w: World) -> float:
    """Return the longest wait [s]; waits that have not ended count too."""
    clock = w.clock[0]
    since = [max(float(w.units[u]["arrived"]), 0.0) for u in _waiting(w)]
    return max([float(clock["longest_wait_s"]), *(float(clock["now"]) - begin for begin in since)])


def _holdup(corridor: Corridor, w: World) -> Cause | None:
    """Return what holds the trains that want to go on.

    What shuts the line comes first, since other trains only wait behind it.
    """
    causes = [int(w.units[u]["cause"]) for u in _waiting(w)]
    held = [(u, cause) for u, cause in zip(_waiting(w), causes, strict=True) if cause != t.NOTHING]
    if not held:
        return None
    shut = [(u, cause) for u, cause in held if cause in (t.BY_WINDOW, t.BY_WEATHER)]
    unit, code = max(shut or held, key=lambda one: causes.count(one[1]))
    who = int(w.units[unit]["who"]) if code == t.BY_WINDOW else t.NONE
    return cause_of(corridor, w, code, who, int(w.units[unit]["where"]), round(float(w.clock[0]["now"])))
