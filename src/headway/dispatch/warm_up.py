"""Compiling the kernels before a clock starts; the first time on a machine this takes some seconds."""

from headway.dispatch.problem import DelayCost, Dispatching, Operation, Use
from headway.dispatch.solve import solve
from headway.work import MaxRounds


def warm_up() -> None:
    """Solve a meet of three trains at a loop, one of which stands on the line, so that every kernel is there."""
    enters = (
        Operation(10, uses=(Use("a", 1),), successors=(1, 2)),
        Operation(1, uses=(Use("b"),), successors=(3,)),
        Operation(1, uses=(Use("c"),), successors=(3,)),
        Operation(0),
    )
    stands = (Operation(5, start_ub=0, uses=(Use("c"),), successors=(1,)), Operation(1, uses=(Use("a"),), successors=(2,)))
    trains = (enters, enters, (*stands, Operation(0)))
    solve(Dispatching(trains, tuple(DelayCost(k, len(train) - 1, 0, 1) for k, train in enumerate(trains))), stop=MaxRounds(128))
