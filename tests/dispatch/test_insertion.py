"""Putting trains into a schedule."""

import pytest

from headway.dispatch import DelayCost, Dispatching, Operation, Use, verify
from headway.dispatch.search.insertion import PLAIN, gaps_of, insert
from headway.dispatch.search.network import TICKS, network_of
from headway.dispatch.search.plan import solution_of
from headway.dispatch.search.schedule import empty_schedule


@pytest.mark.parametrize("salt", range(8))
def test_a_train_whose_cheapest_way_closes_a_circle_takes_another(salt):
    """The third train looks cheapest on Q before the first and on P behind the second: but the second waits for the first.

    It may go on Q behind the first or on P before the second; which, the salt chooses.
    """

    def train(*names: str, start: int = 0) -> tuple[Operation, ...]:
        runs = [Operation(10, start, uses=(Use(name),), successors=(i + 1,)) for i, name in enumerate(names)]
        return (*runs, Operation(0))

    problem = Dispatching((train("R", "Q"), train("P", "R"), train("Q", "P", start=5)), (DelayCost(1, 2, 20, 1),))
    network = network_of(problem)
    schedule, gaps = empty_schedule(network), gaps_of(network)
    assert all(insert(network, schedule, gaps, k, 1_000, PLAIN) for k in range(2))
    assert insert(network, schedule, gaps, 2, 1_000, PLAIN._replace(reach=100 * TICKS, salt=salt))
    assert verify(problem, solution_of(problem, network, schedule.start, schedule.after)) == []
