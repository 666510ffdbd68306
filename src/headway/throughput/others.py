"""The other trains, besides those that are counted, and whether a plan keeps them."""

from collections import defaultdict
from collections.abc import Iterable

from headway.model import OreFlow, Scenario
from headway.throughput.bounds import others_than
from headway.throughput.undisturbed import Undisturbed
from headway.timetabling import Timetable, plan_requests
from headway.timetabling.insertion import Planned
from headway.timetabling.wording import words
from headway.units import hours_minutes
from headway.work import Stop


class Others:
    """The trains of all services but one ore flow, and how they run without that flow.

    A train with a due time is kept if it is not late; a train without one if it takes no more than ``level`` times its
    time by itself. Either is also kept if it is no later or slower than without any train of the flow, since then the
    flow is not to blame.

    Parameters
    ----------
    scenario, flow, days, level
        The corridor, the ore flow whose trains are counted, the days of a plan, and how long trains may take.
    stop, seed, jobs
        When the search stops, its seed and its threads, where the plain rule does not keep these trains even by
        themselves.
    """

    def __init__(
        self, scenario: Scenario, flow: OreFlow, days: int, level: float, *, stop: Stop | None, seed: int, jobs: int
    ) -> None:
        self.level = level
        self.undisturbed = Undisturbed(scenario, days)
        self.requests = others_than(scenario, flow, days)
        self.plan = plan_requests(scenario, self.requests, days, stop=None, seed=seed, jobs=jobs)
        if self._strained(self.plan) and stop is not None:
            found = plan_requests(scenario, self.requests, days, stop=stop, seed=seed, jobs=jobs)
            self.plan = min(self.plan, found, key=lambda plan: len(self._strained(plan)))
        self._known = {train.request.train: train for train in self.plan.trains}

    def kept(self, trains: Iterable[Planned]) -> bool:
        """Tell whether a plan keeps its trains that are not of the flow."""
        return all(
            self._in_time(train) or self._loss(train) <= self._loss(self._known[train.request.train])
            for train in trains
            if train.request.train in self._known
        )

    def unkept(self) -> tuple[str, ...]:
        """Say for every service which trains are late or slow even without the flow, and what holds the worst."""
        by_service: dict[str, list[Planned]] = defaultdict(list)
        for train in self._strained(self.plan):
            by_service[train.request.service].append(train)
        return tuple(self._in_words(service, trains) for service, trains in by_service.items())

    def _in_words(self, service: str, trains: list[Planned]) -> str:
        worst = max(trains, key=self._loss)
        of = sum(request.service == service for request in self.requests)
        if worst.request.due_s is None:
            how = f"takes {self._loss(worst):.2f} times its time alone"
        else:
            how = f"is {hours_minutes(int(self._loss(worst)))} late"
        chain = self.plan.chain(worst.request.train)
        why = ", ".join(f"at {link.place} {'that' if i else 'it'} {words(link.cause)}" for i, link in enumerate(chain))
        return f"{service}, {len(trains)} of {of} trains: {worst.request.train} {how}; {why or 'it is so even alone on the line'}"

    def _strained(self, plan: Timetable) -> list[Planned]:
        return [train for train in plan.trains if not self._in_time(train)]

    def _in_time(self, train: Planned) -> bool:
        return self._loss(train) <= (self.level if train.request.due_s is None else 0)

    def _loss(self, train: Planned) -> float:
        """Return how late a train with a due time is [s]; for other trains, their time as a multiple of that alone."""
        due_s = train.request.due_s
        return self.undisturbed.stretch(train) if due_s is None else max(0, train.steps[-1].arrives - due_s)
