"""Paths of trains that are booked: what each train waits for, once all have their places in the book."""

from dataclasses import dataclass

from headway.model import Closure, Scenario
from headway.timetabling.causes import Cause, CauseKind
from headway.timetabling.insertion.book import Book
from headway.timetabling.insertion.search import STOP, Route, Rules
from headway.timetabling.insertion.steps import Step, to_next_stop
from headway.timetabling.paths import Call, TrainPath
from headway.timetabling.requests import Request
from headway.timetabling.windows import shutting


@dataclass(frozen=True, slots=True)
class Explainer:
    """Turns the steps of trains into paths and says what they wait for, once all trains are booked.

    Parameters
    ----------
    scenario, book, rules
        Where the trains run.
    trains
        Names of the trains, by their numbers in the book.
    """

    scenario: Scenario
    book: Book
    rules: Rules
    trains: list[str]

    def path(self, request: Request, route: Route, steps: list[Step]) -> TrainPath:
        """Return the path of a train with its waits and their causes."""
        line = self.scenario.line
        first = line.index(request.origin)
        calls: list[Call] = []
        last = len(steps) - 1
        for k, step in enumerate(steps):
            place = line.places[first + k * route.direction]
            stops = step.mode == STOP
            wait = step.departs - step.arrives - int(route.dwell_s[k]) if stops and k < last else 0
            if k == 0:
                wait = step.departs - request.since_s(step.departs)
            calls.append(
                Call(
                    place=place.name,
                    track=place.tracks[step.track].name,
                    arrives_s=step.arrives if k else step.departs,
                    departs_s=step.departs,
                    stops=stops,
                    tail_s=int(route.tail_s[k, step.mode]) if k < last else 0,
                    next_track=step.via,
                    wait_s=wait,
                    causes=(self._cause(request, route, steps, k),) if wait > 0 else (),
                )
            )
        return TrainPath(
            train=request.train,
            service=request.service,
            consist=request.consist.name,
            train_class=request.consist.train_class,
            loaded=request.consist.loaded and request.consist.payload_kg > 0,
            calls=tuple(calls),
            ready_s=request.ready_s,
            latest_s=request.latest_s,
            due_s=request.due_s,
        )

    def _cause(self, request: Request, route: Route, steps: list[Step], k: int) -> Cause:
        """Return why a train stands at a place: what would be in its way first if it left a second sooner."""
        line, until_s = self.scenario.line, steps[k].departs
        first = line.index(request.origin)
        own = self.trains.index(request.train) if request.train in self.trains else -1 - len(self.trains) - 2**32
        for is_place, at, booking in to_next_stop(route, steps, self.rules, k, own):
            room, owner = self.book.binding(booking)
            if room > 0 or owner is None:
                continue
            here = first + at * route.direction
            where = line.places[here].name if is_place else line.sections[min(here, here + route.direction)].name
            if owner < 0:
                shut = shutting(self.scenario)[-1 - owner]
                kind = CauseKind.CLOSURE if isinstance(shut, Closure) else CauseKind.POSSESSION
                return Cause(kind=kind, until_s=until_s, who=shut.name, where=where)
            kind = CauseKind.TRACK if is_place else CauseKind.SECTION
            return Cause(kind=kind, until_s=until_s, who=self.trains[owner], where=where)
        if request.due_s is not None and steps[-1].arrives <= request.due_s:
            return Cause(kind=CauseKind.EARLY, until_s=until_s)
        return Cause(kind=CauseKind.EDIT, until_s=until_s)
