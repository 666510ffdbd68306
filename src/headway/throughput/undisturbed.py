"""Undisturbed: how long trains take by themselves on a line, with nobody in their way but its possessions."""

from headway.model import Scenario
from headway.timetabling.insertion import Planned, Planner
from headway.timetabling.requests import Request
from headway.units import DAY_S


class Undisturbed:
    """Trains by themselves on a line whose possessions are kept, each ready when it is ready in a plan.

    What a possession asks of a train is no congestion: it asks the same of the only train of the day. What a train loses beyond
    that, it loses by others.

    Parameters
    ----------
    scenario, days
        The line, and the days on which trains are ready.
    """

    def __init__(self, scenario: Scenario, days: int) -> None:
        self._planner = Planner(scenario, 0, days * DAY_S)

    def taken_s(self, request: Request) -> int:
        """Return how long a train takes, from when its time counts [s].

        Raises
        ------
        InputError
            If the train finds no path even so.
        """
        _, steps = self._planner.find(request)
        return steps[-1].arrives - request.since_s(steps[0].departs)

    def delay_s(self, train: Planned) -> int:
        """Return how much longer a train of a plan takes than by itself [s]."""
        return _taken_s(train) - self.taken_s(train.request)

    def stretch(self, train: Planned) -> float:
        """Return how long a train of a plan takes, as a multiple of what it takes by itself."""
        return _taken_s(train) / self.taken_s(train.request)


def _taken_s(train: Planned) -> int:
    return train.steps[-1].arrives - train.request.since_s(train.steps[0].departs)
