"""The referee of waits judges how long trains say that they wait, and for what, against the paths of all trains.

It shares no code with the parts that plan, simulate or explain. It reads only the scenario and the paths. If a train
names another, the other must hold the section or place until the moment named: had the train gone on a second sooner,
it would have met the other there.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from headway.arguments import public
from headway.io import scenario_of
from headway.model import BadOrder, Closure, FixedPath, HeatOrder, Possession, Scenario, Storm, Variation
from headway.timetabling.causes import Cause, CauseKind
from headway.timetabling.paths import Call, Shut, TrainPath
from headway.timetabling.verify import held_s
from headway.units import whole_seconds
from headway.work import heeding

_DAY_S = 86_400


@public
def verify_causes(
    scenario: Scenario | str | Path,
    paths: Iterable[TrainPath],
    *,
    among: Iterable[TrainPath] | None = None,
    unfinished: Collection[str] = (),
    shuts: Iterable[Shut] | None = None,
    dwells: Mapping[tuple[str, str], int] | None = None,
) -> list[str]:
    """Return everything that is wrong about the waits of some trains, in words.

    It checks that:

    - a train waits only where it stands, for as long as it stands beyond the dwell of its service;
    - at its origin it waits from when its time counts;
    - every wait has causes, which follow each other until the train leaves;
    - every cause is true.

    Parameters
    ----------
    scenario, paths
        The corridor and the trains whose waits are judged.
    among
        All trains of the line; by default ``paths``. One name may stand for the trains of several days.
    unfinished
        Names of trains that are still on the line at the end of a recorded run. Their paths are not whole, so a cause
        that names them cannot be judged.
    shuts
        The sections that weather shut, if the paths are those of a run.
    dwells
        For how long trains shall stop, by their names and the places [s], where a planner wants more than their services.
    """
    scenario = scenario_of(scenario)
    plan = list(paths)
    judge = _Judge(scenario, plan if among is None else list(among), unfinished, None if shuts is None else list(shuts))
    judge.dwells = dict(dwells or {})
    return [fault for path in heeding(plan) for i in range(len(path.calls)) for fault in judge.call(path, i)]


class _Judge:
    """Judges the waits of one train after another; knows the paths of all."""

    def __init__(self, scenario: Scenario, every: list[TrainPath], unfinished: Collection[str], shuts: list[Shut] | None) -> None:
        self.scenario, self.line, self.unfinished, self.shuts = scenario, scenario.line, unfinished, shuts
        self.named: dict[str, list[TrainPath]] = defaultdict(list)
        self.of_service: dict[str, list[TrainPath]] = defaultdict(list)
        for path in every:
            self.named[path.train].append(path)
            self.of_service[path.service].append(path)
        self.setting_s, self.clearing_s = whole_seconds(scenario.setting_s), whole_seconds(scenario.clearing_s)
        self.services = {service.name: service for service in scenario.services}
        weather = (d.slows_to for d in scenario.disruptions if isinstance(d, Storm | HeatOrder))
        self.dwells: dict[tuple[str, str], int] = {}
        self.slowest = 1.0 if shuts is None else 1.0 / min(weather, default=1.0)

    def call(self, path: TrainPath, i: int) -> Iterator[str]:
        """Judge the wait of a train at one of its places."""
        call, last = path.calls[i], len(path.calls) - 1
        where = f"{path.train} at {call.place}"
        if i == 0:
            stands = call.departs_s - path.since_s
        else:
            stands = call.departs_s - call.arrives_s - self._dwell_s(path, call.place) if call.stops and i < last else 0
        if call.wait_s != max(0, stands):
            yield f"{where}: says that it waits {call.wait_s} s, and waits {max(0, stands)} s"
        if call.wait_s > 0 and not call.causes:
            yield f"{where}: waits {call.wait_s} s for no cause"
        if call.wait_s <= 0 and call.causes:
            yield f"{where}: does not wait, but says why"
        moments = [call.departs_s - call.wait_s, *(cause.until_s for cause in call.causes)]
        if call.causes and (moments[-1] != call.departs_s or any(a >= b for a, b in pairwise(moments))):
            yield f"{where}: its causes do not follow each other until it leaves"
        for since_s, cause in zip(moments, call.causes, strict=False):
            if not self._is_so(path, i, since_s, cause):
                yield f"{where}: it is not so that it waited until {cause.until_s} s for {cause.kind} {cause.who} {cause.where}"

    def _yard_s(self, place: str) -> int:
        return whole_seconds(self.scenario.yard_move_at(place))

    def _dwell_s(self, path: TrainPath, place: str) -> int:
        if (path.train, place) in self.dwells:
            return self.dwells[path.train, place]
        stops = self.services[path.service].stops if path.service in self.services else ()
        return next((whole_seconds(stop.dwell_s) for stop in stops if stop.place == place), 0)

    def _is_so(self, path: TrainPath, i: int, since_s: int, cause: Cause) -> bool:
        kind = cause.kind
        if kind in (CauseKind.POSSESSION, CauseKind.CLOSURE):
            return self._shut(path, i, cause)
        if kind is CauseKind.WEATHER:
            return self._weather(cause.who, cause.where, cause.until_s)
        if kind is CauseKind.YARD and self._weather(cause.who, cause.where, cause.until_s - self._yard_s(path.calls[0].place)):
            return i == 0
        if kind is CauseKind.EARLY:
            return self._early(path, i)
        if kind in (CauseKind.LATE, CauseKind.SET_OUT):
            hit = Variation if kind is CauseKind.LATE else BadOrder
            may = any(isinstance(d, hit) and d.of == path.service for d in self.scenario.disruptions)
            return may and self.shuts is not None and (i == 0) == (kind is CauseKind.LATE)
        if kind is CauseKind.EDIT:
            return self.shuts is None
        if cause.who in self.unfinished or (kind is CauseKind.ORDER and not cause.who):
            # Nobody can judge a cause that names a train without a whole path, nor an order to wait that names nobody.
            return True
        others = self.named.get(cause.who, []) or (self.of_service.get(cause.who, []) if kind is CauseKind.ORDER else [])
        return any(other is not path and self._holds(path, i, since_s, cause, other) for other in others)

    def _holds(self, path: TrainPath, i: int, since_s: int, cause: Cause, other: TrainPath) -> bool:
        """Tell whether another train holds the section or place that a train waits for."""
        kind, until_s = cause.kind, cause.until_s
        # A train in its yard asks for its path a yard move before it would leave.
        draws_s = self._yard_s(path.calls[0].place) if i == 0 and self.shuts is not None else 0
        begins = other.calls[0].arrives_s - self._yard_s(other.calls[0].place)
        ends = other.arrives_s + self._yard_s(other.calls[-1].place)
        if kind is CauseKind.SECTION:
            return self._on_section(path, i, cause, other)
        if kind is CauseKind.TRACK:
            return self._at_place(path, i, cause, other)
        if kind is CauseKind.YARD:
            # It began to move out of the yard a yard move before it left, as soon as the other had made way.
            decided = replace(cause, until_s=until_s - self._yard_s(path.calls[0].place))
            return i == 0 and (self._on_section(path, i, decided, other) or self._at_place(path, i, decided, other))
        if kind is CauseKind.PRIORITY:
            # The other must be on its way here, and must not have left here before the wait began.
            call = next((c for c in other.calls if c.place == cause.where), None)
            return call is not None and begins <= until_s and call.departs_s + call.tail_s + draws_s >= since_s
        if kind is CauseKind.ORDER:
            return other.arrives_s >= since_s
        if kind is CauseKind.DEADLOCK:
            return begins <= until_s <= ends + self.clearing_s + self.setting_s + draws_s
        # The train whose turn it is waits as well, at its origin or on its way.
        waits = ((c.departs_s - c.wait_s, c.departs_s) for c in other.calls if c.wait_s > 0)
        return any(begin < until_s and end + draws_s + 1 >= since_s for begin, end in waits)

    def _on_section(self, path: TrainPath, i: int, cause: Cause, other: TrainPath) -> bool:
        """Tell whether another train is on a section, or has not cleared it, if a train entered it a second sooner."""
        sooner = path.calls[i].departs_s - cause.until_s + 1
        run = _run(path, cause.where, i)
        theirs = _run(other, cause.where)
        if run is None or theirs is None:
            return False
        (a, b), (c, d) = run, theirs
        need = a.departs_s - sooner - self.setting_s
        frees = d.arrives_s + (0 if d.stops else d.tail_s) + self.clearing_s
        # In a run a train asks for all its route at once, and may go when the other leaves, though it comes later.
        granted = held_s(self.scenario, other, other.calls.index(c)) - self.setting_s
        leaves = self.shuts is not None and granted < cause.until_s <= frees + self.setting_s + 1
        signals = next(s.signals_km for s in self.line.sections if s.name == cause.where)
        if signals and (c.place, d.place) == (a.place, b.place) and c.departs_s < a.departs_s:
            # A plan keeps the longest headway that there may be between two trains that follow each other.
            frees += d.arrives_s - c.departs_s
        return leaves or (c.departs_s - self.setting_s < b.arrives_s and need < frees)

    def _at_place(self, path: TrainPath, i: int, cause: Cause, other: TrainPath) -> bool:
        """Tell whether another train is at a place, or has not cleared it, if a train came there a second sooner."""
        calls = {call.place: (number, call) for number, call in enumerate(other.calls)}
        own = next((call for call in path.calls[i:] if call.place == cause.where), None)
        if own is None or cause.where not in calls:
            return False
        number, call = calls[cause.where]
        sooner = path.calls[i].departs_s - cause.until_s + 1
        yard_s = self._yard_s(cause.where)
        comes = own.arrives_s - self.setting_s if own is not path.calls[0] else own.departs_s - yard_s
        begins = call.arrives_s - yard_s if number == 0 else call.arrives_s - self.setting_s
        ends = call.departs_s + call.tail_s + self.clearing_s
        if number == len(other.calls) - 1:
            ends = call.arrives_s + yard_s
            service = self.services.get(other.service)
            if isinstance(service, FixedPath) and service.then:
                ends = other.ready_s + int(self.scenario.turns_after_s(service)) - yard_s
        granted = min(begins, held_s(self.scenario, other, max(0, number - 1)))
        leaves = self.shuts is not None and granted < cause.until_s <= ends + self.setting_s + 1
        return leaves or (begins < own.departs_s and comes - sooner < ends)

    def _shut(self, path: TrainPath, i: int, cause: Cause) -> bool:
        """Tell whether a possession or closure shuts a section ahead of a train until its wait ends or longer.

        During weather that slows trains, a train reckons with its slower run; it may go as soon as the weather ends.
        """
        run = _run(path, cause.where, i)
        if run is None:
            return False
        for closes in (*self.scenario.possessions, *(d for d in self.scenario.disruptions if isinstance(d, Closure))):
            if closes.name == cause.who and cause.where in self._touched(closes):
                runs_s = run[1].arrives_s + run[1].tail_s - path.calls[i].departs_s
                gone = path.calls[i].departs_s + self.slowest * runs_s + self.clearing_s
                return any(
                    begin < gone and end + self.setting_s >= cause.until_s
                    for begin, end in self._windows(closes, cause.until_s, gone)
                )
        return False

    def _weather(self, name: str, section: str, until_s: int) -> bool:
        """Tell whether weather of this name shuts a section until this moment."""
        named = (shut for shut in self.shuts or () if shut.name == name and section in shut.sections)
        return any(shut.begin_s < until_s <= shut.end_s + 1 for shut in named)

    def _touched(self, closes: Possession | Closure) -> set[str]:
        low, high = self.line.span_m(closes.leg, closes.from_km, closes.to_km)
        ends = pairwise(self.line.positions_m)
        return {s.name for s, (a, b) in zip(self.line.sections, ends, strict=True) if a < high and b > low}

    def _windows(self, closes: Possession | Closure, from_s: int, to_s: float) -> Iterator[tuple[float, float]]:
        """Give when a possession or closure shuts the line; some of these times may lie before ``from_s``."""
        first = self.scenario.starts_on
        if isinstance(closes, Closure):
            days = range((closes.starts_on - first).days, (closes.starts_on - first).days + 1)
        else:
            days = range(from_s // _DAY_S - 9, int(to_s // _DAY_S) + 1)
        for day in days:
            if isinstance(closes, Closure) or closes.begins_on(first + timedelta(days=day)):
                begin = day * _DAY_S + closes.starts_at_s
                yield begin, begin + closes.duration_s

    def _early(self, path: TrainPath, i: int) -> bool:
        """Tell whether a train is early: in a plan it arrives in time, in a run it stands at a published stop."""
        service = self.services.get(path.service)
        if self.shuts is None:
            return path.due_s is not None and path.arrives_s <= path.due_s
        stops = [stop.place for stop in service.stops] if isinstance(service, FixedPath) else []
        return path.due_s is not None and path.calls[i].place in stops


def _run(path: TrainPath, section: str, first: int = 0) -> tuple[Call, Call] | None:
    """Return a train's calls at the ends of a section, from its ``first`` call on; None if it does not run there."""
    ends = ((a, b) for a, b in pairwise(path.calls[first:]) if section in (f"{a.place} - {b.place}", f"{b.place} - {a.place}"))
    return next(ends, None)
