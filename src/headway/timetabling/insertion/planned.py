"""Trains that are planned, and what they cost."""

from dataclasses import dataclass, replace

from headway.timetabling.insertion.search import Route
from headway.timetabling.insertion.steps import Step
from headway.timetabling.requests import Request


@dataclass(frozen=True, slots=True)
class Planned:
    """A train with its route, at the running times that it is planned for, and its steps."""

    request: Request
    route: Route
    steps: list[Step]

    @property
    def cost(self) -> int:
        """What it costs [weighted s]."""
        return cost_of(self.request, self.steps[0].departs, self.steps[-1].arrives)

    def settled(self) -> Request:
        """Return its request, with the departure that it has if it chose one."""
        return replace(self.request, ready_s=self.steps[0].departs) if self.request.chooses else self.request


def cost_of(request: Request, departs: int, arrives: int) -> int:
    """Cost of a train [weighted s].

    Time from when it is ready until it arrives, or until it is due: being early earns nothing. With a due time its
    departure is published as well, so that leaving late costs as much as arriving late. Within a window no departure is late:
    with a due time nothing but lateness there counts, without one the time from the departure.
    """
    since = request.since_s(departs)
    if request.due_s is None:
        return request.weight * (arrives - since)
    return request.weight * (max(arrives, request.due_s) - request.ready_s + departs - since)


def total(trains: list[Planned]) -> int:
    """What trains cost together [weighted s]."""
    return sum(train.cost for train in trains)
