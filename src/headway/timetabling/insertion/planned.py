"""A planned train, and what it costs."""

from dataclasses import dataclass, replace

from headway.timetabling.insertion.search import Route
from headway.timetabling.insertion.steps import Step
from headway.timetabling.requests import Request


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned train: its request, its route with the running times of the plan, and its steps."""

    request: Request
    route: Route
    steps: list[Step]

    @property
    def cost(self) -> int:
        """What the train costs [weighted s]."""
        return cost_of(self.request, self.steps[0].departs, self.steps[-1].arrives)

    def settled(self) -> Request:
        """Return its request; a train that chose its departure within a window is then ready at that departure."""
        return replace(self.request, ready_s=self.steps[0].departs) if self.request.chooses else self.request


def cost_of(request: Request, departs: int, arrives: int) -> int:
    """Return the cost of a train: its weight times the seconds that count [weighted s].

    The seconds count from when the train is ready until it arrives, or until it is due if that is later: being early
    earns nothing. A train with a due time has a published departure as well, and leaving late costs as much as arriving
    late. Within a window no departure is late. With a window and a due time only late arrival adds to the cost; with a
    window alone the time counts from the departure.
    """
    since = request.since_s(departs)
    if request.due_s is None:
        return request.weight * (arrives - since)
    return request.weight * (max(arrives, request.due_s) - request.ready_s + departs - since)


def total(trains: list[Planned]) -> int:
    """Return the cost of all trains together [weighted s]."""
    return sum(train.cost for train in trains)
