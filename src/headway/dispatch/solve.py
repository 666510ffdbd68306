"""Solving a dispatching problem: annealing on as many threads as are given, and a proof where one is in reach."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from threading import Lock
from time import perf_counter

from headway.dispatch.annealing import Annealing
from headway.dispatch.network import Network, network_of
from headway.dispatch.plan import path_of, solution_of
from headway.dispatch.problem import Dispatching
from headway.dispatch.result import Improvement, Result
from headway.dispatch.schedule import Ints, cost_at
from headway.dispatch.solution import Solution
from headway.dispatch.stop import MaxSeconds, Stop
from headway.dispatch.verify import verify

Progress = Callable[[Improvement, int], None]
"""Called with the latest improvement and the bound, now and then."""

_A_MINUTE = MaxSeconds(60)

_PROOF_FROM = 2
"""Cycles of annealing before the first try for a proof."""

_PROOF_WORK = 4.0
"""Length of the first try for a proof [deterministic seconds of CP-SAT]."""

_WORTH = 0.1
"""Share of the gap that a try must close, or else find a better plan, for another one of twice its length."""


def solve(
    problem: Dispatching,
    *,
    stop: Stop = _A_MINUTE,
    seed: int = 1,
    jobs: int = 1,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find a plan of least delay cost.

    Parameters
    ----------
    stop
        When to end: `MaxSeconds`, `MaxRounds`, or any call of (rounds, seconds). A plan that costs no more than the bound ends
        the search at once.
    seed
        Chooses the random numbers. With one job the same seed takes the same way, however fast the machine is; where it
        ends, `stop` says.
    jobs
        Threads that search.
    start
        A plan to begin with, such as that of before a disturbance: its paths and orders, with every event as early as the
        problem allows.
    progress
        Called with every improvement and the bound.

    Raises
    ------
    InputError
        If the plan to begin with is not one of this problem, or its orders cannot be kept.
    """
    search = _Search(problem, stop, seed, progress)
    search.run(jobs, start)
    return search.result()


class _Search:
    """What the threads of one search share."""

    def __init__(self, problem: Dispatching, stop: Stop, seed: int, progress: Progress | None) -> None:
        self.began = perf_counter()
        self.problem, self.stop, self.seed, self.progress = problem, stop, seed, progress
        self.network = network_of(problem)
        self.bound = _free_running(self.network)
        self.cost: int | None = None
        self.best: tuple[Ints, Ints] | None = None
        self.history: list[Improvement] = []
        self.rounds = 0
        self.infeasible = False
        self.lock = Lock()
        self.over = Signal()

    def run(self, jobs: int, plan: Solution | None) -> None:
        """Search until it is time to stop."""
        threads = [Annealing(self.problem, self.network, self.seed * 1_000_003 + job) for job in range(jobs)]
        with ThreadPoolExecutor(jobs) as pool:
            begun = [task.result() for task in [pool.submit(thread.begin, plan) for thread in threads]]
            threads = [thread for thread, good in zip(threads, begun, strict=True) if good]
            for thread in threads:
                self.report(thread)
            work: float | None = _PROOF_WORK
            if not threads:
                self.prove(4 * _PROOF_WORK, jobs)
                return
            while not self.over.is_set():
                for task in [pool.submit(thread.run_cycle, self.report) for thread in threads]:
                    task.result()
                if work is not None and threads[0].cycle >= _PROOF_FROM and not self.over.is_set():
                    found = self.prove(work, jobs)
                    work = 2 * work if found is not None else None
                    if found:
                        threads[0].take_over(found[-1])

    def report(self, thread: Annealing) -> bool:
        """Take over a thread's best plan if it is better; say whether to stop."""
        with self.lock:
            self.rounds = max(self.rounds, thread.rounds)
            if self.cost is None or thread.best.cost[0] < self.cost:
                self._improved(int(thread.best.cost[0]), thread.best.start.copy(), thread.best.after.copy())
            return self._done()

    def _improved(self, cost: int, start: Ints, after: Ints) -> None:
        self.cost, self.best = cost, (start, after)
        self.history.append(Improvement(perf_counter() - self.began, self.rounds, cost))
        self._tell()

    def _tell(self) -> None:
        if self.progress and self.history:
            self.progress(self.history[-1], self.bound)

    def _done(self) -> bool:
        proven = self.cost is not None and self.cost <= self.bound
        if proven or self.stop(self.rounds, perf_counter() - self.began):
            self.over.set()
        return self.over.is_set()

    def prove(self, work: float, jobs: int) -> list[Solution] | None:
        """Try to prove that nothing is better; return the better plans found, or None if another try is not worth it."""
        from headway.dispatch.exact import MOST_PAIRS, ExactModel, windows

        space = windows(self.network, self.cost)
        if len(space.pairs) > MOST_PAIRS:
            return None
        model = ExactModel(self.problem, self.network, space)
        if self.best is not None:
            model.hint(self.best[0], path_of(self.network, self.best[1]))
        found: list[Solution] = []
        before, cost = self.bound, self.cost

        def better(plan: Solution) -> None:
            if (self.cost is None or plan.objective < self.cost) and not verify(self.problem, plan):
                thread = Annealing(self.problem, self.network, self.seed)
                thread.begin(plan)
                found.append(plan)
                self.report(thread)

        def raised(bound: int) -> bool:
            with self.lock:
                if bound > self.bound:
                    self.bound = bound
                    self._tell()
                return self._done()

        ended = model.solve(work=work, workers=jobs, seed=self.seed, found=better, bound=raised)
        if ended and self.cost is None:
            self.infeasible = True
        if ended and self.cost is not None:
            self.bound = self.cost
        raised(self.bound)
        if self.cost is None or cost is None:
            return None
        closed = (self.bound - before) >= _WORTH * (cost - before)
        return found if found or closed else None

    def result(self) -> Result:
        """Return what was found."""
        return Result(
            solution=None if self.best is None else solution_of(self.problem, self.network, *self.best),
            bound=self.bound,
            infeasible=self.infeasible,
            seed=self.seed,
            rounds=self.rounds,
            runtime_s=perf_counter() - self.began,
            history=tuple(self.history),
        )


def _free_running(network: Network) -> int:
    """Cost of trains that have the line to themselves: no plan costs less."""
    certain = network.costly[network.certain == 1]
    return sum(cost_at(network, o, int(network.soonest[o])) for o in certain.tolist())
