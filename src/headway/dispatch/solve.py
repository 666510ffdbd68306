"""Solve a dispatching problem: annealing on several threads, and a proof where one is in reach."""

from concurrent.futures import Future, wait
from contextlib import suppress
from math import inf
from pathlib import Path
from threading import Event as Signal
from threading import Lock
from time import perf_counter
from typing import TypeVar

from headway.arguments import public
from headway.dispatch.deadlock import MOST_STATES, foresee
from headway.dispatch.displib import problem_of
from headway.dispatch.problem import Dispatching
from headway.dispatch.result import Improvement, Result
from headway.dispatch.search import Annealing, Ints, network_of, path_of, solution_of
from headway.dispatch.solution import Event, Solution
from headway.dispatch.verify import verify
from headway.dispatch.warm_up import warm_up
from headway.errors import InputError
from headway.parallel import Workers
from headway.work import MaxSeconds, Progress, Stop, cancelled, heed, kept, share_over

R = TypeVar("R")

_LOOK_S = 0.1
"""Time between two looks for an interruption [s]."""

_DEFAULT_STOP = MaxSeconds(60)

_PROOF_EVERY = 3
"""Cycles of annealing between two tries for a proof; after a worthwhile try the next one comes a cycle later.

With 1 the orders of random days cost 1.5 % more on average in nearly three times the CPU; with 6 they cost the same
(`python -m benchmarks.constants --only dispatch.solve.PROOF_EVERY`).
"""

_PROOF_WORK = 0.25
"""Length of the first try for a proof [deterministic seconds of CP-SAT].

Each try is twice as long as the one before it, or four times after a worthwhile try, since every try begins anew. With
a quarter of it the orders of random days cost the same, with four times of it 1.6 % more
(`python -m benchmarks.constants --only dispatch.solve.PROOF_WORK`).
"""

_FIRST_PLAN = ((10, 3_000), (200, MOST_STATES))
"""Fresh starts for trains on the line to make way for each other, and then states to look at; few at first."""

_FIRST_PLAN_WORK = 2.0
"""Length of the first try by CP-SAT where these fail [deterministic seconds]; each next one is twice as long."""

_ROUNDS_OF_WORK = 3_000
"""Rounds that a deterministic second of CP-SAT counts for while there is no plan: about as many as fit into it."""

_WORTH = 0.1
"""Share of the gap that a try must close to be worthwhile.

From a quarter to four times of it the orders of random days cost the same
(`python -m benchmarks.constants --only dispatch.solve.WORTH`).
"""


_SMALL = 1_000
"""Pairs of a model for which a try is always worthwhile: four trains have some hundred, a full day has thousands."""


@public
def solve(
    problem: Dispatching | str | Path,
    *,
    stop: Stop = _DEFAULT_STOP,
    seed: int = 1,
    jobs: int = 1,
    start: Solution | None = None,
    progress: Progress | None = None,
    first_work: float = inf,
) -> Result:
    """Find a plan of least delay cost.

    Parameters
    ----------
    problem
        The problem, or the path of its file.
    stop
        When to end: `MaxSeconds`, `MaxRounds`, or any call of (rounds, seconds), which is asked about every tenth of a
        second. The search ends at once if a plan costs no more than the bound, or if it is proven that there is no
        plan. An interruption (Ctrl-C, or a `headway.work.Cancel`) ends it as well; the result is then what was found so
        far, and says that it was interrupted.
    seed
        Chooses the random numbers. With one job the same seed searches the same way, however fast the machine is;
        `stop` decides where it ends.
    jobs
        How many threads search.
    start
        A plan to begin with, such as that of before a disturbance. Its paths and orders are kept, with every event as
        early as the problem allows.
    progress
        Is told what share of the time or the rounds has passed, the cost of the best plan, the bound, and the gap.
    first_work
        How long CP-SAT may look for a first plan where none is easily found, or for a proof that there is none
        [deterministic seconds]; by default as long as `stop` allows.

    Raises
    ------
    InputError
        If the plan to begin with does not belong to this problem, or its orders cannot be kept.
    KeyboardInterrupt
        If the search is interrupted before there is a plan.
    """
    problem = problem_of(problem)
    # The time that compiling takes does not count as time of the search.
    warm_up()
    search = _Search(problem, stop, seed, progress, first_work)
    search.run(jobs, start)
    return search.result()


class _Search:
    """What the threads of one search share."""

    def __init__(self, problem: Dispatching, stop: Stop, seed: int, progress: Progress | None, first_work: float) -> None:
        self.began, self.first_work = perf_counter(), first_work
        self.problem, self.stop, self.seed, self.progress = problem, stop, seed, progress
        self.network = network_of(problem)
        self.bound = int(self.network.alone.sum())
        self.cost: int | None = None
        self.best: tuple[Ints, Ints] | None = None
        self.history: list[Improvement] = []
        self.told_at = -inf
        self.rounds = 0
        self.infeasible = self.interrupted = False
        self.stuck: tuple[int, ...] = ()
        self.lock = Lock()
        self.over = Signal()

    def run(self, jobs: int, plan: Solution | None) -> None:
        """Search until it is time to stop; an interruption ends the search and keeps what was found so far."""
        with Workers(jobs) as pool:
            try:
                self.improve(pool, self.begin(pool, jobs, plan), jobs)
                if self.best is None:
                    heed()
            except KeyboardInterrupt:
                self.interrupted = True
                if self.best is None:
                    raise
            finally:
                self.over.set()
        # Who has something to keep ends by its own criterion, and goes on with what was found.
        self.interrupted = self.interrupted or (cancelled() and not kept())

    def improve(self, pool: Workers, threads: list[Annealing], jobs: int) -> None:
        """Anneal cycle by cycle, and try for a proof in between."""
        work, next_try = _PROOF_WORK, _PROOF_EVERY
        while threads and not self.over.is_set():
            _results([pool.submit(thread.run_cycle, self.report) for thread in threads])
            cycle = threads[0].cycle
            if cycle < next_try or self.over.is_set():
                continue
            cost = self.cost
            (worth_it,) = _results([pool.submit(self.prove, work, jobs)])
            work, next_try = (4 * work, cycle + 1) if worth_it else (2 * work, cycle + _PROOF_EVERY)
            if self.best is not None and self.cost != cost:
                threads[0].take_over(solution_of(self.problem, self.network, *self.best))

    def begin(self, pool: Workers, jobs: int, plan: Solution | None) -> list[Annealing]:
        """Return threads that have a first plan; none if there is no plan or none was found."""
        threads = [Annealing(self.problem, self.network, self.seed * 1_000_003 + job) for job in range(jobs)]
        if plan is None:
            begun = self.find(pool, threads, jobs)
        else:
            for thread in threads:
                thread.begin_with(plan)
            begun = threads
        for thread in begun:
            self.report(thread)
        return begun

    def find(self, pool: Workers, threads: list[Annealing], jobs: int) -> list[Annealing]:
        """Find a plan, or a proof that there is none.

        It tries train by train, then the states of the trains, and in the end also CP-SAT.
        """
        for starts, states in _FIRST_PLAN:
            if begun := self.construct(pool, threads, starts):
                return begun
            if not self.over.is_set():
                _results([pool.submit(self.look_ahead, states)])
            if self.best is not None or self.over.is_set():
                return self.taken_over(threads)
        spent, work = 0.0, min(_FIRST_PLAN_WORK, self.first_work)
        while spent < self.first_work:
            _results([pool.submit(self.prove, work, jobs)])
            self.rounds += int(work * _ROUNDS_OF_WORK)
            for thread in threads:
                thread.rounds = self.rounds
            spent, work = spent + work, min(2 * work, self.first_work - spent - work)
            if self.best is not None or self.check():
                break
            if begun := self.construct(pool, threads, _FIRST_PLAN[-1][0]):
                return begun
        return self.taken_over(threads)

    def taken_over(self, threads: list[Annealing]) -> list[Annealing]:
        """Return threads that go on from the best plan; none if there is no plan."""
        if self.best is None:
            return []
        for thread in threads:
            thread.take_over(solution_of(self.problem, self.network, *self.best))
        return threads

    def construct(self, pool: Workers, threads: list[Annealing], starts: int) -> list[Annealing]:
        """Let every thread make a first plan, train by train; return those that succeed."""
        made = _results([pool.submit(thread.begin, starts, self.check) for thread in threads])
        return [thread for thread, good in zip(threads, made, strict=True) if good]

    def look_ahead(self, states: int) -> None:
        """Find out whether trains are bound to deadlock.

        An order that brings all trains to their exits gives a plan, if it is in time.
        """
        outlook = foresee(self.network, self.check, states)
        if outlook.stuck:
            self.stuck, self.infeasible = outlook.stuck, True
            self.over.set()
        elif outlook.order is not None:
            thread = Annealing(self.problem, self.network, self.seed)
            events = tuple(Event(0, k, o) for k, o in outlook.order)
            # The order may be too late, since the search for it does not look at times.
            with suppress(InputError):
                thread.begin_with(Solution(0, events))
                self.report(thread)

    def check(self) -> bool:
        """Tell whether to stop."""
        with self.lock:
            return self._done()

    def report(self, thread: Annealing) -> bool:
        """Take over a thread's best plan if it is better, and tell whether to stop."""
        with self.lock:
            self.rounds = max(self.rounds, thread.rounds)
            if self.cost is None or thread.best.cost[0] < self.cost:
                self._improved(int(thread.best.cost[0]), thread.best.start.copy(), thread.best.after.copy())
            return self._done()

    def _improved(self, cost: int, start: Ints, after: Ints) -> None:
        self.cost, self.best = cost, (start, after)
        self.history.append(Improvement(perf_counter() - self.began, self.rounds, cost))

    def _tell(self) -> None:
        if self.progress is None or perf_counter() - self.told_at < _LOOK_S:
            return
        self.told_at = perf_counter()
        text = "looking for a first plan"
        if self.cost is not None:
            gap = max(0.0, 1 - self.bound / self.cost) if self.cost else 0.0
            text = f"cost {self.cost:,}, at least {self.bound:,}, gap {gap:.1%}"
        self.progress(share_over(self.stop, self.rounds, perf_counter() - self.began), text)

    def _done(self) -> bool:
        self._tell()
        proven = self.cost is not None and self.cost <= self.bound
        if proven or cancelled() or self.stop(self.rounds, perf_counter() - self.began):
            self.over.set()
        return self.over.is_set()

    def prove(self, work: float, jobs: int) -> bool:
        """Try to prove that no plan is better, or to find a better one; tell whether the try was worthwhile."""
        from headway.dispatch.search.exact import MOST_PAIRS, ExactModel, windows

        space = windows(self.network, self.cost)
        if len(space.pairs) > MOST_PAIRS:
            return False
        if self.check():
            return False
        model = ExactModel(self.problem, self.network, space)
        if self.best is not None:
            model.hint(self.best[0], path_of(self.network, self.best[1]))
        before, cost = self.bound, self.cost

        def better(plan: Solution) -> None:
            if (self.cost is None or plan.objective < self.cost) and not verify(self.problem, plan):
                thread = Annealing(self.problem, self.network, self.seed)
                thread.begin_with(plan)
                self.report(thread)

        def raised(bound: int) -> bool:
            with self.lock:
                self.bound = max(self.bound, bound)
                return self._done()

        ended = model.solve(work=work, workers=jobs, seed=self.seed, found=better, bound=raised)
        if ended and self.cost is None:
            self.infeasible = True
            self.over.set()
        raised(self.cost if ended and self.cost is not None else self.bound)
        return cost is not None and (len(space.pairs) <= _SMALL or self.bound - before >= _WORTH * (cost - before))

    def result(self) -> Result:
        """Return what was found."""
        return Result(
            solution=None if self.best is None else solution_of(self.problem, self.network, *self.best),
            bound=self.bound,
            infeasible=self.infeasible,
            stuck=self.stuck,
            interrupted=self.interrupted,
            seed=self.seed,
            rounds=self.rounds,
            runtime_s=perf_counter() - self.began,
            history=tuple(self.history),
        )


def _results(tasks: list[Future[R]]) -> list[R]:
    """Return the results of tasks; an interruption is noticed meanwhile, whichever thread the system tells of it."""
    while wait(tasks, timeout=_LOOK_S).not_done:
        pass
    return [task.result() for task in tasks]
