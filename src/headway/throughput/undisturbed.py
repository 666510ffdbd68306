"""How long trains take by themselves on a line, with only its possessions in their way."""

from headway.model import Scenario
from headway.timetabling.insertion import Planned, Planner
from headway.timetabling.requests import Request
from headway.units import DAY_S


class Undisturbed:
    """Trains by themselves on a line with its possessions, each ready when it is ready in a plan.

    What a possession costs a train is not congestion: it costs the only train of the day the same. What a train loses
    beyond that, it loses to other trains.

    Parameters
    ----------
    scenario, days
        The line, and the days on which trains are ready.
    """

    def __init__(self, scenario: Scenario, days: int) -> None:
        self._planner = Planner(scenario, 0, days * DAY_S)

    def taken_s(self, request: Request) -> int:
        """Return how long a train takes, from when its time begins to count [s].

        Raises
        ------
        InputError
            If the train finds no path even by itself.
        """
        _, steps = self._planner.find(request)
        return steps[-1].arrives - request.since_s(steps[0].departs)

    def delay_s(self, train: Planned) -> int:
        """Return how much longer a train of a plan takes than it would by itself [s]."""
        return _taken_s(train) - self.taken_s(train.request)

    def stretch(self, train: Planned) -> float:
        """Return how long a train of a plan takes, as a multiple of its time by itself."""
        return _taken_s(train) / self.taken_s(train.request)


def _taken_s(train: Planned) -> int:
    return train.steps[-1].arrives - train.request.since_s(train.steps[0].departs)
