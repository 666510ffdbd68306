"""Long work: one criterion for when it stops, one way to tell how far it is, and what Ctrl-C keeps."""

import signal

import pytest

import headway as hw
from headway.simulation import Record, losses
from headway.timetabling.insertion.planned import total
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.optimise.beginning import plain
from headway.timetabling.optimise.polishing import moved_together, polished, remove
from headway.timetabling.requests import fixed_requests, ore_requests
from headway.units import DAY_S
from headway.work import Going, MaxRounds, MaxSeconds, going, in_words, keep, never


class PressedWhen:
    """Keeps what is told of the progress, and presses Ctrl-C as soon as some texts have been told."""

    def __init__(self, part, times=1):
        self.part, self.left = part, times
        self.told = []

    def __call__(self, share, text, /):
        self.told.append((share, text))
        self.left -= self.part in text
        if self.left == 0 and self.part in text:
            signal.raise_signal(signal.SIGINT)


def test_ctrl_c_raises_until_there_is_something_to_keep():
    """Before, it is the interruption that it always was; after, one more reason to stop; and the second ends it at once."""
    with pytest.raises(KeyboardInterrupt), going(never):
        signal.raise_signal(signal.SIGINT)
    with going(never) as work:
        keep(work)
        assert not work(0, 0.0)
        signal.raise_signal(signal.SIGINT)
        assert work(0, 0.0)
        assert work.interrupted
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_blocks_within_one_another_are_one():
    """Work that is a part of other work stops with it."""
    with going(never) as outer, going(outer) as inner:
        assert inner is outer


def test_a_criterion_says_in_words_when_it_stops():
    assert in_words(MaxSeconds(10)) == "10 s"
    assert in_words(MaxRounds(5_000)) == "5,000 rounds"
    assert in_words(Going(MaxRounds(5))) == "5 rounds"
    assert in_words(lambda rounds, seconds: True) == "its caller's criterion"


def test_whoever_asks_whether_to_stop_tells_how_far_it_is():
    told = []
    work = Going(MaxRounds(10), lambda share, text, /: told.append((share, text)))
    work.text = "searching"
    assert not work(5, 0.0)
    assert told == [(0.5, "searching")]


def test_replications_that_are_whole_are_kept(small):
    """Interrupted after the second of many, the run has those that were whole by then, and says so."""
    progress = PressedWhen(" of 400,", times=2)
    run = hw.simulate(small, days=60, replications=400, record=Record.TOTALS, progress=progress)
    assert run.interrupted
    assert 2 <= len(run.outcomes) < 400
    shares = [share for share, _ in progress.told]
    assert shares == sorted(shares)
    assert shares[-1] < 1


def test_a_simulation_stops_when_it_is_told(small):
    """As the searches do: after some replications, or some time."""
    assert len(hw.simulate(small, days=2, replications=9, stop=MaxRounds(3)).outcomes) == 3
    assert not hw.simulate(small, days=2, replications=9, stop=MaxRounds(3)).interrupted


def test_the_best_plan_is_kept(flagship):
    """Interrupted in its search, a timetable is the best plan until then: sound, and no worse than the plain rule's."""
    plan = hw.timetable(flagship, days=2, stop=MaxSeconds(120), progress=PressedWhen("searching"))
    assert plan.interrupted
    assert plan.violations == ()
    assert plan.plain_s is None or plan.objective_s <= plan.plain_s
    assert "interrupted" in plan.summary()


def test_polishing_ends_with_what_it_has_when_it_is_interrupted(flagship):
    """Every train looking for something better takes seconds for a day of many trains; what is booked is a plan all along."""
    planner = Planner(flagship, 0, DAY_S)
    trains = plain(planner, [*fixed_requests(flagship, range(1)), *ore_requests(flagship, 1, free=True)])
    remove(planner, trains)
    with going(never) as work:
        keep(work)
        planner.stop = work
        work.cancel.set()
        assert moved_together(planner, polished(planner, trains)) == trains
    planner.stop = None
    remove(planner, trains)
    assert total(moved_together(planner, polished(planner, trains))) < total(trains)


def test_losses_tell_their_steps(small):
    told = []
    found = losses(small, small.flows[0], days=2, replications=2, progress=lambda share, text, /: told.append((share, text)))
    assert found.by_cause
    assert told[0][1] == "with all causes"
    assert told[-1] == (1.0, "without mine empty")
    assert [share for share, _ in told] == sorted(share for share, _ in told)
