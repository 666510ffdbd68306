"""Operations: what a train may do from its origin to its destination, as operations of a dispatching problem.

At every place it stops or passes, on a track; over every section it runs from rest or passing, to rest or passing. What
it holds meanwhile is said in `resources`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from headway.dispatch import Operation, Use
from headway.model import Scenario
from headway.timetabling.insertion import PASS, STOP, Route, Rules
from headway.timetabling.optimise.resources import Resources
from headway.timetabling.requests import Request

_DEPARTURES_S = 300
"""The search chooses among departures within a window that lie this far apart [s]."""


class Kind(Enum):
    """What a train does in an operation."""

    ENTER = "comes into being"
    CHOOSE = "chooses when to leave"
    READY = "draws out of the yard"
    STAND = "stands"
    DEPART = "departs"
    PASS = "passes"
    RUN = "runs"
    ARRIVE = "arrives at its end"
    LEAVE = "is gone"


@dataclass(frozen=True, slots=True)
class Doing:
    """The meaning of an operation.

    Parameters
    ----------
    kind
        What the train does.
    place
        The place of its route, counted from its origin: where it is, or that it last left.
    track
        The track of the place; -1 on the line.
    via
        The track of the section ahead; -1 at rest.
    start, end
        How it runs over the section: from and to `STOP` or `PASS`.
    block
        The block of the section, or the number of the departure that it chooses.
    """

    kind: Kind
    place: int
    track: int = -1
    via: int = -1
    start: int = STOP
    end: int = STOP
    block: int = 0


class TrainOperations:
    """Builds the operations of one train.

    Parameters
    ----------
    scenario, request, route, rules
        The corridor, the train, its route and the times of the signalling.
    zero
        The moment that is time 0 of the problem [s].
    relaxed
        Whether the operations admit all that the referee admits; see `compile_trains`.

    Attributes
    ----------
    resources
        What the train may use on its way.
    doings
        The meaning of every operation, once they are built.
    """

    def __init__(self, scenario: Scenario, request: Request, route: Route, rules: Rules, zero: int, *, relaxed: bool) -> None:
        self.request, self.route, self.rules, self.zero = request, route, rules, zero
        self.resources = Resources(scenario, request.origin, route, rules, relaxed=relaxed)
        self.doings: list[Doing] = []
        self._built: list[Operation] = []
        self._successors: dict[int, list[int]] = defaultdict(list)
        self._drawing_s = max(0, route.from_yard_s - rules.setting_s)

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations in topological order."""
        begun = self._enter()
        if self.request.chooses:
            begun = self._choose_departure(begun)
        here = self._ready(begun)
        for k in range(self.resources.last):
            runs = self._run(k, self._depart(k, here))
            here = [*self._stand(k + 1, runs[STOP]), *self._pass(k + 1, runs[PASS])]
        self._leave(here)
        return tuple(replace(operation, successors=tuple(self._successors.get(i, ()))) for i, operation in enumerate(self._built))

    @property
    def admits_all(self) -> bool:
        """Whether every path that the referee admits is one of these operations.

        They are not if the train chooses its departure: only some departures of its window have an operation.
        """
        return self.resources.admits_all and not self.request.chooses

    # One method for every kind of operation: it takes those that may come before, and returns those that it adds.

    def _enter(self) -> list[int]:
        """The train comes into being, at no place yet."""
        return [self._add(Doing(Kind.ENTER, 0), ())]

    def _choose_departure(self, begun: list[int]) -> list[int]:
        """The train chooses one of the departures of its window."""
        return [
            self._add(Doing(Kind.CHOOSE, 0, block=number), begun, earliest=at - self._drawing_s)
            for number, at in enumerate(departures(self.request))
        ]

    def _ready(self, begun: list[int]) -> list[int]:
        """The train stands on a track of its origin, from the yard or from where it ended as another train.

        It holds the track for some time after it has left, until the route is set anew for others.
        """
        earliest, stands_from_s = self.request.ready_s - self._drawing_s, self.request.stands_from_s
        latest = None if stands_from_s is None else max(earliest, stands_from_s + self.rules.setting_s)
        ready: list[int] = []
        for track in self.resources.tracks(0, STOP):
            doing, uses = Doing(Kind.READY, 0, track), (self.resources.at_rest(0, track),)
            ready.append(self._add(doing, begun, self._drawing_s, uses, earliest=earliest, latest=latest))
        return ready

    def _depart(self, k: int, here: list[int]) -> dict[tuple[int, int], list[int]]:
        """A train at rest departs onto a track of the section ahead; one that passes the place is on its way already.

        The operations are returned by how they start, from `STOP` or `PASS`, and by the track of the section.
        """
        leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
        tail_s, latest = int(self.route.tail_s[k, STOP]), self.request.latest_s if k == 0 else None
        for before in here:
            at = self.doings[before]
            if at.kind == Kind.PASS:
                leaving[PASS, at.via].append(before)
                continue
            for via, uses in self.resources.leaving(k, at.track):
                doing = Doing(Kind.DEPART, k, at.track, via)
                leaving[STOP, via].append(self._add(doing, [before], tail_s, uses, latest=latest))
        return leaving

    def _run(self, k: int, leaving: dict[tuple[int, int], list[int]]) -> dict[int, list[int]]:
        """The train runs over a section.

        The last operations of the runs are returned by how they end, at `STOP` or `PASS`.
        """
        runs: dict[int, list[int]] = {STOP: [], PASS: []}
        for (start, via), before in leaving.items():
            for end in (STOP, PASS):
                if self.resources.may_run(k, start, end):
                    runs[end] += self._run_by_blocks(k, via, start, end, before)
        return runs

    def _run_by_blocks(self, k: int, via: int, start: int, end: int, before: list[int]) -> list[int]:
        """The train runs over one block of a section after another; the last operation is returned."""
        for block, (run_s, use) in enumerate(self.resources.running(k, via, start, end)):
            before = [self._add(Doing(Kind.RUN, k, -1, via, start, end, block), before, run_s, (use,))]
        return before

    def _stand(self, k: int, runs: list[int]) -> list[int]:
        """The train comes to rest on a track that it fits, and stands for its dwell; at its destination it arrives."""
        if not runs:
            return []
        if k == self.resources.last:
            return [self._arrive(track, runs) for track in self.resources.tracks(k, STOP)]
        dwell_s = int(self.route.dwell_s[k])
        return [
            self._add(Doing(Kind.STAND, k, track), runs, dwell_s, (self.resources.at_rest(k, track),))
            for track in self.resources.tracks(k, STOP)
        ]

    def _arrive(self, track: int, runs: list[int]) -> int:
        """The train comes to rest at its destination, then draws into the yard or stays to go on as another train."""
        stays_until_s, to_yard_s = self.request.stays_until_s, self.route.to_yard_s
        latest = None if stays_until_s is None else stays_until_s - to_yard_s
        doing, uses = Doing(Kind.ARRIVE, self.resources.last, track), (self.resources.at_end(track),)
        return self._add(doing, runs, to_yard_s, uses, latest=latest)

    def _pass(self, k: int, runs: list[int]) -> list[int]:
        """The train passes a place on a track, onto a track of the section ahead."""
        if not runs:
            return []
        tail_s = int(self.route.tail_s[k, PASS])
        return [
            self._add(Doing(Kind.PASS, k, track, via, PASS), runs, tail_s, uses)
            for track in self.resources.tracks(k, PASS)
            for via, uses in self.resources.leaving(k, track)
        ]

    def _leave(self, arrived: list[int]) -> None:
        """The train is gone: into the yard, or on its way as another train."""
        self._add(Doing(Kind.LEAVE, self.resources.last), arrived, earliest=self.request.stays_until_s)

    def _add(
        self,
        doing: Doing,
        after: Iterable[int],
        duration: int = 0,
        uses: tuple[Use, ...] = (),
        *,
        earliest: int | None = None,
        latest: int | None = None,
    ) -> int:
        """Add an operation that may follow each of some others.

        Its earliest and latest start are times of day, not of the problem [s].
        """
        lower = 0 if earliest is None else max(0, earliest - self.zero)
        upper = None if latest is None else max(lower, latest - self.zero)
        self.doings.append(doing)
        self._built.append(Operation(min_duration=duration, start_lb=lower, start_ub=upper, uses=uses))
        added = len(self._built) - 1
        for before in after:
            self._successors[before].append(added)
        return added


def departures(request: Request) -> list[int]:
    """Return the departures that a train may choose from, the last of its window among them [s]."""
    last = request.latest_s or request.ready_s
    return [*range(request.ready_s, last, _DEPARTURES_S), last]
