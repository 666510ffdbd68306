"""Compile the kernels before a clock starts; the first time on a machine this takes some seconds."""

from functools import cache
from importlib import import_module

from headway.dispatch.problem import DelayCost, Dispatching, Operation, Use
from headway.dispatch.search import Annealing, network_of, solution_of


@cache
def warm_up() -> None:
    """Compile every kernel by a search for the meet of three trains at a passing loop.

    One of the trains stands on the line at the beginning. The search runs in the calling thread, without other threads,
    so that Ctrl-C ends it at once. A second call does nothing.
    """
    # Importing what proofs need takes a second.
    import_module("headway.dispatch.search.exact")

    enters = (
        Operation(10, uses=(Use("a", 1),), successors=(1, 2)),
        Operation(1, uses=(Use("b"),), successors=(3,)),
        Operation(1, uses=(Use("c"),), successors=(3,)),
        Operation(0),
    )
    stands = (Operation(5, start_ub=0, uses=(Use("c"),), successors=(1,)), Operation(1, uses=(Use("a"),), successors=(2,)))
    trains = (enters, enters, (*stands, Operation(0)))
    problem = Dispatching(trains, tuple(DelayCost(k, len(train) - 1, 0, 1) for k, train in enumerate(trains)))
    network = network_of(problem)
    search = Annealing(problem, network, seed=1)
    search.begin(1, lambda: False)
    search.run_cycle(lambda _: False)
    search.take_over(solution_of(problem, network, search.best.start, search.best.after))
