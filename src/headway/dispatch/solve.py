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
from headway.dispatch.verify import verify
from headway.work import MaxSeconds, Stop

Progress = Callable[[Improvement, int], None]
"""Called with the latest improvement and the bound, now and then."""

_A_MINUTE = MaxSeconds(60)

_PROOF_EVERY = 3
"""Cycles of annealing between two tries for a proof; after a try that was worth its while the next comes a cycle later."""

_PROOF_WORK = 0.25
"""Length of the first try for a proof [deterministic seconds of CP-SAT]; each is twice as long as the one before it."""

FIRST_WORK = 60.0
"""The same, where no plan was found: for one, or for a proof that there is none; by default."""

_WORTH = 0.1
"""Share of the gap that a try must close to be worth its while."""


def solve(
    problem: Dispatching,
    *,
    stop: Stop = _A_MINUTE,
    seed: int = 1,
    jobs: int = 1,
    start: Solution | None = None,
    progress: Progress | None = None,
    first_work: float = FIRST_WORK,
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
    first_work
        How long to look for a first plan where none is easily found, or for a proof that there is none [deterministic seconds of
        CP-SAT].

    Raises
    ------
    InputError
        If the plan to begin with is not one of this problem, or its orders cannot be kept.
    """
    search = _Search(problem, stop, seed, progress, first_work)
    search.run(jobs, start)
    return search.result()


class _Search:
    """What the threads of one search share."""

    def __init__(self, problem: Dispatching, stop: Stop, seed: int, progress: Progress | None, first_work: float) -> None:
        self.began, self.first_work = perf_counter(), first_work
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
        """Search until it is time to stop; an interruption ends the search and keeps what was found."""
        with ThreadPoolExecutor(jobs) as pool:
            try:
                self.improve(pool, self.begin(pool, jobs, plan), jobs)
            except KeyboardInterrupt:
                if self.best is None:
                    raise
            finally:
                self.over.set()

    def improve(self, pool: ThreadPoolExecutor, threads: list[Annealing], jobs: int) -> None:
        """Anneal, a cycle at a time, and try for a proof in between."""
        work, next_try = _PROOF_WORK, _PROOF_EVERY
        while threads and not self.over.is_set():
            for task in [pool.submit(thread.run_cycle, self.report) for thread in threads]:
                task.result()
            cycle = threads[0].cycle
            if cycle < next_try or self.over.is_set():
                continue
            cost = self.cost
            worth_it = pool.submit(self.prove, work, jobs).result()
            work, next_try = 2 * work, cycle + (1 if worth_it else _PROOF_EVERY)
            if self.best is not None and self.cost != cost:
                threads[0].take_over(solution_of(self.problem, self.network, *self.best))

    def begin(self, pool: ThreadPoolExecutor, jobs: int, plan: Solution | None) -> list[Annealing]:
        """Return threads with a first plan; none if there is none or none was found."""
        threads = [Annealing(self.problem, self.network, self.seed * 1_000_003 + job) for job in range(jobs)]
        begun = [task.result() for task in [pool.submit(thread.begin, plan) for thread in threads]]
        if not any(begun):
            pool.submit(self.prove, self.first_work, jobs).result()
            if self.best is None:
                return []
            plan = solution_of(self.problem, self.network, *self.best)
            begun = [thread.begin(plan) for thread in threads]
        threads = [thread for thread, good in zip(threads, begun, strict=True) if good]
        for thread in threads:
            self.report(thread)
        return threads

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

    def prove(self, work: float, jobs: int) -> bool:
        """Try to prove that nothing is better, or to find what is; return whether that closed some of the gap."""
        from headway.dispatch.exact import MOST_PAIRS, ExactModel, windows

        space = windows(self.network, self.cost)
        if len(space.pairs) > MOST_PAIRS:
            return False
        model = ExactModel(self.problem, self.network, space)
        if self.best is not None:
            model.hint(self.best[0], path_of(self.network, self.best[1]))
        before, cost = self.bound, self.cost

        def better(plan: Solution) -> None:
            if (self.cost is None or plan.objective < self.cost) and not verify(self.problem, plan):
                thread = Annealing(self.problem, self.network, self.seed)
                thread.begin(plan)
                self.report(thread)

        def raised(bound: int) -> bool:
            with self.lock:
                if bound > self.bound:
                    self.bound = bound
                    self._tell()
                return self._done()

        ended = model.solve(work=work, workers=jobs, seed=self.seed, found=better, bound=raised)
        self.infeasible = ended and self.cost is None
        raised(self.cost if ended and self.cost is not None else self.bound)
        return cost is not None and self.bound - before >= _WORTH * (cost - before)

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
