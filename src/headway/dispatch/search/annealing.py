"""One thread of the search: annealing in cycles, each longer than the last, from changing heats."""

from collections.abc import Callable

import numpy as np

from headway.dispatch.problem import Dispatching
from headway.dispatch.search.chance import stream
from headway.dispatch.search.construction import construct
from headway.dispatch.search.descent import Best, improve, save
from headway.dispatch.search.insertion import gaps_of
from headway.dispatch.search.network import NEVER, Network
from headway.dispatch.search.plan import adopt, solution_of
from headway.dispatch.search.schedule import COST, NONE, cost_at, empty_schedule
from headway.dispatch.solution import Solution
from headway.dispatch.verify import verify
from headway.errors import InputError

_AT_ONCE = 64
"""Rounds between two looks at the clock."""

_FIRST = 100
"""Rounds of the first cycle for each train.

With half and twice as many the orders of random days cost 2 to 3 % more after 15,000 rounds, where of these three
only the cycles of this value have just come to an end (`python -m benchmarks.constants --only search.annealing.FIRST`).
"""

_GROWTH = 1.5
"""A cycle is so much longer than the one before it.

From 1.2 to 2 the orders of random days cost the same within 1 % on average
(`python -m benchmarks.constants --only search.annealing.GROWTH`).
"""

_HOT = (0.5, 2.0, 4.0, 2.0)
"""Heats at which cycles begin in turn, in mean losses of a late train.

From half to twice these the orders of random days cost the same within 1 % on average
(`python -m benchmarks.constants --only search.annealing.HOT`).
"""

_COLD = 0.02
"""Heat at which a cycle ends, in the same unit.

It matters: the orders of random days cost 3 % more with half and with twice of it
(`python -m benchmarks.constants --only search.annealing.COLD`).
"""


_MOST_OUT = 6
"""Trains taken out at once.

From 4 to 12 the orders of random days cost the same within 1.5 % on average; with 12 they cost most
(`python -m benchmarks.constants --only search.annealing.MOST_OUT`).
"""


class Annealing:
    """A schedule that annealing improves.

    Parameters
    ----------
    problem, network
        The problem to solve.
    seed
        Chooses the random numbers.
    """

    def __init__(self, problem: Dispatching, network: Network, seed: int) -> None:
        self.problem, self.network = problem, network
        self.schedule, self.gaps, self.state = empty_schedule(network), gaps_of(network), stream(seed)
        self.best = Best(self.schedule.start.copy(), self.schedule.after.copy(), np.full(1, NEVER, dtype=np.int64))
        self.rounds = 0
        self.cycle = 0
        self._out = np.zeros(_MOST_OUT, dtype=np.int64)

    def begin(self, starts: int, stopped: Callable[[], bool]) -> bool:
        """Make a first schedule; false if none was found, or if stopped.

        After a failure it may be called again, with other random numbers.
        """
        if not construct(self.network, self.schedule, self.gaps, self.state, starts, stopped):
            return False
        save(self.schedule, self.best)
        return True

    def begin_with(self, plan: Solution) -> None:
        """Take over a first schedule.

        Raises
        ------
        InputError
            If it is not a path of every train, or its orders cannot be kept.
        """
        adopt(self.problem, self.network, self.schedule, plan)
        taken_up = solution_of(self.problem, self.network, self.schedule.start, self.schedule.after)
        if faults := verify(self.problem, taken_up):
            raise InputError([f"the orders of the plan to start from cannot be kept: {faults[0]}"])
        save(self.schedule, self.best)

    def take_over(self, plan: Solution) -> None:
        """Continue from a better plan of another thread."""
        self.schedule = empty_schedule(self.network)
        adopt(self.problem, self.network, self.schedule, plan)
        if self.schedule.n[COST] < self.best.cost[0]:
            save(self.schedule, self.best)

    def run_cycle(self, report: Callable[["Annealing"], bool]) -> None:
        """Anneal once from hot to cold, unless the report says to break off."""
        loss = _mean_loss(self)
        hot, cold = _HOT[self.cycle % len(_HOT)] * loss, _COLD * loss
        length = int(_FIRST * (self.network.train_at.size - 1) * _GROWTH**self.cycle)
        for done in range(0, length, _AT_ONCE):
            heat = hot * (cold / hot) ** (done / length)
            improve(self.network, self.schedule, self.gaps, self.best, self.state, self._out, _AT_ONCE, heat)
            self.rounds += _AT_ONCE
            if report(self):
                return
        self.cycle += 1


def _mean_loss(annealing: Annealing) -> float:
    """Return the mean cost of late operations beyond what they cost with the line to themselves; at least one."""
    network, schedule = annealing.network, annealing.schedule
    losses = [
        cost_at(network, o, int(schedule.start[o])) - cost_at(network, o, int(network.soonest[o]))
        for o in network.costly.tolist()
        if schedule.before[o] != NONE
    ]
    late = [loss for loss in losses if loss > 0]
    return max(1.0, sum(late) / len(late)) if late else 1.0
