"""A cancel that another thread sets ends work soon: with what was found, or with `KeyboardInterrupt`."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

import headway as hw
from headway.cancel import attempted
from headway.dispatch import solve
from headway.parallel import Workers, mapped, solved
from headway.simulation import Record, losses
from headway.work import Cancel, Going, Interrupted, MaxSeconds, cancelled, going, heed, heeding, keep, kept, never

LONG = MaxSeconds(600)
SOON_S = 20
"""Far longer than a cancel takes, and far shorter than the work would: the machine may be busy."""


class CancelledWhen:
    """Cancels work as soon as some text has been told so often; from another thread, as a page would."""

    def __init__(self, cancel, part, times):
        self.cancel, self.part, self.left = cancel, part, times

    def __call__(self, _share, text, /):
        self.left -= self.part in text
        if self.left == 0:
            other = threading.Thread(target=self.cancel.set)
            other.start()
            other.join()


def ended(work, cancel, after_s):
    """Do work in a thread, cancel it after a while, and return its result, or None if it was interrupted."""

    def within():
        with cancel.within():
            return work()

    with ThreadPoolExecutor(1) as pool:
        task = pool.submit(within)
        sleep(after_s)
        cancel.set()
        try:
            return task.result(timeout=SOON_S)
        except KeyboardInterrupt:
            return None


def test_work_ends_where_it_heeds_a_cancel():
    """Outside its block a token ends nothing; within, all tokens around are heard, and outer ones in inner blocks too."""
    outer, inner = Cancel(), Cancel()
    with outer.within(), inner.within():
        heed()
        outer.set()
        assert cancelled()
        with pytest.raises(KeyboardInterrupt):
            heed()
    heed()
    with inner.within():
        heed()


def test_work_with_something_to_keep_is_told_and_goes_on():
    """As after Ctrl-C: the criterion says that it is over, and whatever comes after may finish."""
    cancel = Cancel()
    with cancel.within(), going(never) as work:
        keep(work)
        assert not work(0, 0.0)
        cancel.set()
        assert work.interrupted
        assert work(0, 0.0)
        heed()


def test_a_cancel_that_keeps_nothing_ends_even_that():
    """The page asks for this where nobody wants to see what was found."""
    cancel = Cancel()
    with cancel.within(), going(never) as work:
        keep(work)
        cancel.set(keep=False)
        assert not kept()
        with pytest.raises(Interrupted):
            heed()


def test_an_attempt_leaves_what_was_there():
    """It ends wherever it hears of the cancel; with nothing to keep outside it raises as ever."""
    cancel, done = Cancel(), []

    def better():
        for number in heeding(range(10)):
            done.append(number)
            if number == 3:
                cancel.set()
        return "better"

    with cancel.within(), going(never) as work:
        keep(work)
        assert attempted(better, "good") == "good"
        assert done == [0, 1, 2, 3]
    with cancel.within(), pytest.raises(KeyboardInterrupt):
        attempted(better, "good")


def test_a_criterion_hears_a_cancel_in_any_thread():
    """Solvers ask in threads of their own, which know nothing of the token."""
    cancel = Cancel()
    with cancel.within():
        work = Going(never)
    cancel.set()
    asked = []
    other = threading.Thread(target=lambda: asked.append(work(0, 0.0)))
    other.start()
    other.join()
    assert asked == [True]


def test_threads_hear_the_cancel_of_their_caller():
    """All items that run end, and those that wait never begin."""
    cancel, begun = Cancel(), []

    def endless(number):
        begun.append(number)
        while True:
            sleep(0.001)
            if len(begun) == 2:
                cancel.set()
            heed()

    with cancel.within(), pytest.raises(KeyboardInterrupt):
        list(mapped(endless, range(100), jobs=2))
    assert sorted(begun) == [0, 1]


def test_threads_end_when_their_caller_fails():
    """Ctrl-C reaches the caller only; what its threads do would otherwise have to come to its end."""
    heard, begun = threading.Event(), threading.Event()

    def endless():
        begun.set()
        try:
            while True:
                sleep(0.001)
                heed()
        finally:
            heard.set()

    def failing():
        with Workers(2) as pool:
            pool.submit(endless)
            begun.wait(SOON_S)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert heard.is_set()


def test_a_solver_is_asked_to_end_until_it_does():
    """One that has only begun may not hear the first time."""
    asked, end = [], threading.Event()

    def ask():
        asked.append(1)
        if len(asked) > 2:
            end.set()

    assert solved(lambda: end.wait(SOON_S), ask, lambda: True)
    assert len(asked) >= 3


@pytest.mark.parametrize("jobs", [1, 2])
def test_replications_that_are_whole_are_kept(small, jobs):
    cancel = Cancel()
    progress = CancelledWhen(cancel, " of 4000,", 2)
    with cancel.within():
        run = hw.simulate(small, days=60, replications=4_000, record=Record.TOTALS, jobs=jobs, progress=progress)
    assert run.interrupted
    assert 1 <= len(run.outcomes) < 4_000
    again = hw.simulate(small, days=60, replications=len(run.outcomes), record=Record.TOTALS)
    assert [one.delivered_kg for one in run.outcomes] == [one.delivered_kg for one in again.outcomes]


def test_a_year_ends_within_it(small):
    """Before the first replication is whole there is nothing to keep: a hundred years end at once."""
    cancel = Cancel()
    with cancel.within(), pytest.raises(KeyboardInterrupt):
        hw.simulate(small, days=36_500, progress=CancelledWhen(cancel, " Mt", 30))


def test_losses_and_pilots_end_within_a_run(small):
    long = {"days": 36_500, "record": Record.TOTALS}
    assert ended(lambda: hw.simulate(small, replications=100, jobs=2, warm_up_days=None, **long), Cancel(), 0.3) is None
    assert ended(lambda: losses(small, small.flows[0], days=36_500), Cancel(), 0.3) is None


def test_the_best_plan_until_a_cancel_is_kept(flagship):
    """It is sound, says that it was interrupted, and costs no more than the plain rule's."""
    rng = random.Random(5)
    for _ in range(3):
        plan = ended(lambda: hw.timetable(flagship, stop=LONG), Cancel(), 1.0 + rng.uniform(0, 4))
        if plan is not None:
            assert plan.interrupted
            assert plan.violations == ()
            assert plan.objective_s <= plan.plain_s
            assert plan.bound_s <= plan.objective_s


def test_days_that_are_planned_together_hear_a_cancel(flagship):
    """Three days take seconds to compile, to build models for, and to decode."""
    rng = random.Random(6)
    for _ in range(3):
        plan = ended(lambda: hw.timetable(flagship, days=3, stop=LONG), Cancel(), rng.uniform(0, 6))
        assert plan is None or (plan.interrupted and plan.violations == ())


def test_a_search_of_orders_hears_a_cancel(flagship):
    problem = hw.timetable(flagship, stop=None).problem()
    found = ended(lambda: solve(problem, stop=LONG, jobs=2), Cancel(), 2.0)
    assert found is None or found.interrupted


def test_a_capacity_and_least_energy_hear_a_cancel(flagship):
    assert ended(lambda: hw.capacity(flagship, days=8, stop=LONG), Cancel(), 1.0) is None
    driving = hw.LeastEnergy(0.1)

    def runs():
        return [hw.train_run(flagship, "ore-loaded", "Gara Djebilet", "Béchar", driving=driving) for _ in range(500)]

    assert ended(runs, Cancel(), 1.0) is None
    batch = [hw.Pattern("ore-loaded", "Gara Djebilet", "Béchar")] * 200_000
    assert ended(lambda: hw.train_runs(flagship, batch), Cancel(), 1.0) is None
