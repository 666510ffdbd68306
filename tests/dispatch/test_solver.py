"""The dispatching solver: against every order tried, and on the public instances."""

import csv
import os
import signal
from dataclasses import replace
from importlib import import_module
from threading import Event, Thread
from time import perf_counter, sleep

import pytest
from hypothesis import given, settings

import headway as hw
from headway.dispatch import (
    DelayCost,
    Dispatching,
    MaxRounds,
    MaxSeconds,
    Operation,
    Use,
    anchored,
    read_problem,
    solve,
    verify,
    warm_up,
)
from headway.dispatch.deadlock import Outlook
from headway.dispatch.search.annealing import Annealing
from headway.dispatch.search.exact import ExactModel
from tests.dispatching import loops, meet, met, problems
from tests.naive import least_delay

dispatch_solve = import_module("headway.dispatch.solve")


@settings(max_examples=150)
@given(problem=problems())
def test_the_solver_finds_and_proves_what_trying_every_order_finds(problem):
    """On tiny problems, stuck ones included: the same least cost, with a proof, and a plan that the referee passes."""
    found, least = solve(problem, stop=MaxRounds(3_000)), least_delay(problem)
    assert found.objective == least
    if found.solution is None:
        assert found.infeasible
        assert "Infeasible" in found.status
    else:
        assert verify(problem, found.solution) == []
        assert found.status.startswith("Optimal")
        assert found.bound == least


def test_trains_that_stand_face_to_face_are_stuck():
    """Each stands where the other must go: there is no plan, and that is proven."""
    train = (
        Operation(1, start_ub=0, uses=(Use("a"),), successors=(1,)),
        Operation(1, uses=(Use("b"),), successors=(2,)),
        Operation(0),
    )
    other = (
        Operation(1, start_ub=0, uses=(Use("b"),), successors=(1,)),
        Operation(1, uses=(Use("a"),), successors=(2,)),
        Operation(0),
    )
    found = solve(hw.dispatch.Dispatching((train, other)), stop=MaxSeconds(5))
    assert found.infeasible
    assert found.stuck == (0, 1)
    assert "trains 0 and 1 are bound to deadlock" in found.summary()


def test_the_meet_costs_nothing():
    """Both reach the loop at 10 and leave at once: no delay, which is the bound."""
    found = solve(meet(), stop=MaxSeconds(5))
    assert (found.objective, found.bound, found.gap) == (0, 0, 0.0)


def test_one_seed_and_one_job_give_one_plan(reference):
    problem = read_problem(reference / "displib" / "instances" / "nor2_3.json.gz")
    once, again = (solve(problem, stop=MaxRounds(5_000), seed=4) for _ in range(2))
    assert once.solution == again.solution
    assert solve(problem, stop=MaxRounds(5_000), seed=5).history != once.history


def test_a_plan_is_taken_up_after_a_disturbance():
    """The first train enters 7 late: the plan's paths and orders stand, and the delay is what it must be."""
    late = [list(train) for train in meet().trains]
    late[0][0] = replace(late[0][0], start_lb=7)
    problem = replace(meet(), trains=tuple(map(tuple, late)))
    found = solve(problem, stop=MaxRounds(64), start=met())
    assert verify(problem, found.solution) == []
    assert found.objective == 14


def test_a_plan_that_is_none_is_refused():
    broken = replace(met(), events=met().events[1:])
    with pytest.raises(hw.InputError, match="no path of train 0"):
        solve(meet(), start=broken)
    # The second train would have to pass the first on the open line.
    order = [met().events[i] for i in (0, 2, 4, 6, 1, 3, 5, 7)]
    found = solve(meet(), start=replace(met(), events=tuple(order)), stop=MaxRounds(64))
    assert found.objective == 0


def test_an_anchored_plan_keeps_its_tracks():
    """With a charge for leaving the plan the trains stay on their tracks of the loop; without, either is as good."""
    tied = anchored(meet(), met(), 100)
    found = solve(tied, stop=MaxRounds(3_000))
    used = {(event.train, event.operation) for event in found.solution.events}
    assert used == {(event.train, event.operation) for event in met().events}
    assert found.solution.repriced(meet()).objective == 0


@pytest.mark.parametrize(
    "name",
    ["nor1_full_8", "nor2_5", "nor3_1", "nor5_small_3", "smi_close_8", "smi_headway_2", "swi_3", "wab_small_1", "wab_large_9"],
)
def test_every_family_has_a_verified_plan_at_once(name, reference):
    """A plan within the first rounds, deadlock included, and never below the bound."""
    problem = read_problem(reference / "displib" / "instances" / f"{name}.json.gz")
    found = solve(problem, stop=MaxRounds(500))
    assert verify(problem, found.solution) == []
    assert found.bound <= found.objective


def test_small_reference_problems_are_solved_to_the_published_optimum(reference):
    folder = reference / "capacity" / "rescheduling"
    with (folder / "best_known.csv").open() as file:
        best = {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}
    for name in ("origB2_delay", "origA5_steps", "trackB5_delay", "trackA6_steps"):
        found = solve(read_problem(folder / f"{name}.json.gz"), stop=MaxSeconds(20), jobs=2)
        assert (found.objective, found.bound) == (best[name], best[name])


def test_an_interruption_ends_the_search_and_keeps_the_plan(reference):
    """Ctrl-C during the search: the best plan so far comes back, with its bound."""
    problem = read_problem(reference / "displib" / "instances" / "nor2_3.json.gz")

    def interrupted(rounds: int, seconds: float) -> bool:
        if rounds >= 640:
            raise KeyboardInterrupt
        return False

    found = solve(problem, stop=interrupted, jobs=2)
    assert verify(problem, found.solution) == []
    assert found.status.startswith("Feasible")


def hard():
    """Nine trains that meet on eleven loops: a plan is found at once, a proof takes CP-SAT many seconds."""
    return loops(*["<."] * 2, ">>", "<.", "<<", *[".>"] * 2, *["><"] * 4)


def told_once(begun, seconds):
    """A criterion that says to stop a while after something has begun, and when that was."""
    begun_at = []

    def stop(_rounds, _seconds):
        if begun.is_set() and not begun_at:
            begun_at.append(perf_counter())
        return bool(begun_at) and perf_counter() >= begun_at[0] + seconds

    return stop, begun_at


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("phase", ["annealing", "proof", "no plan"])
def test_a_search_stops_within_a_second_when_told(phase, jobs, monkeypatch):
    """Whatever it does just then: annealing, proving, or looking for a first plan where none is found."""
    begun = entered(phase, monkeypatch)
    stop, begun_at = told_once(begun, 0.2)
    found = solve(hard(), stop=stop, jobs=jobs)
    assert begun_at
    assert perf_counter() - begun_at[0] < 1.2
    assert (found.solution is None) == (phase == "no plan")
    assert not found.interrupted


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("phase", ["annealing", "proof", "no plan"])
def test_an_interruption_ends_any_search_within_a_second(phase, jobs, monkeypatch):
    """Ctrl-C in the main thread, while CP-SAT or the search for deadlocks runs in others as well: what was found is kept."""
    begun = entered(phase, monkeypatch)
    sent = []

    def interrupt():
        begun.wait(60)
        sleep(0.2)
        sent.append(perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    Thread(target=interrupt, daemon=True).start()
    if phase == "no plan":
        with pytest.raises(KeyboardInterrupt):
            solve(hard(), stop=MaxSeconds(60), jobs=jobs)
    else:
        found = solve(hard(), stop=MaxSeconds(60), jobs=jobs)
        assert found.interrupted
        assert verify(hard(), found.solution) == []
        assert "interrupted before a proof" in found.status
    assert perf_counter() - sent[0] < 1.0


def entered(phase, monkeypatch):
    """Return a signal that is set when a search comes to a phase; where there shall be no plan, none is found in any way."""
    begun = Event()

    def noticed(owner, name, result=None):
        true = getattr(owner, name)

        def wrapped(*args, **kwargs):
            begun.set()
            return true(*args, **kwargs) if result is None else result(*args, **kwargs)

        monkeypatch.setattr(owner, name, wrapped)

    warm_up()
    if phase == "annealing":
        noticed(Annealing, "run_cycle")
    elif phase == "proof":
        noticed(ExactModel, "solve")
    else:
        monkeypatch.setattr(Annealing, "begin", lambda *_: False)
        noticed(dispatch_solve, "foresee", wait_until_told)
    return begun


def wait_until_told(_network, stopped, states):
    """Look at states that never end."""
    while not stopped():
        sleep(0.01)
    return Outlook((), None, states)


def test_the_time_is_kept_while_there_is_no_plan(monkeypatch):
    """Where neither chance nor states nor CP-SAT find a plan they take turns until the time is over, and no longer."""
    monkeypatch.setattr(Annealing, "begin", lambda *_: False)
    monkeypatch.setattr(ExactModel, "solve", lambda *_args, **_kwargs: False)
    monkeypatch.setattr(dispatch_solve, "foresee", lambda *_: Outlook((), None, 0))
    found = solve(hard(), stop=MaxSeconds(1.5))
    assert found.solution is None
    assert not found.infeasible
    assert 1.5 <= found.runtime_s < 2.5


def test_rounds_end_a_search_for_a_first_plan(monkeypatch):
    """Tries by CP-SAT stand for rounds while there is no plan, so that a number of rounds ends that as well."""
    monkeypatch.setattr(Annealing, "begin", lambda *_: False)
    monkeypatch.setattr(ExactModel, "solve", lambda *_args, **_kwargs: False)
    monkeypatch.setattr(dispatch_solve, "foresee", lambda *_: Outlook((), None, 0))
    assert solve(hard(), stop=MaxRounds(100_000)).solution is None


def test_an_order_of_the_search_of_states_is_a_plan(monkeypatch):
    """Where trains cannot be put in one by one, the order that brings all to their exits is gone on from."""
    monkeypatch.setattr(Annealing, "begin", lambda *_: False)
    found = solve(hard(), stop=MaxRounds(500))
    assert verify(hard(), found.solution) == []


def test_what_goes_wrong_in_a_criterion_is_raised():
    """An error in the caller's criterion comes out of the search, from the threads of the proof as well."""

    def broken(_rounds, seconds):
        if seconds > 0.5:
            raise RuntimeError("broken")
        return False

    with pytest.raises(RuntimeError, match="broken"):
        solve(hard(), stop=broken, jobs=2)


def test_a_release_time_is_kept_by_a_train_that_holds_on():
    """The first of two operations on one resource takes 100 to release it, the second nothing: others wait for the first."""
    first = (Operation(5, uses=(Use("r", 100),), successors=(1,)), Operation(5, uses=(Use("r"),), successors=(2,)), Operation(0))
    second = (Operation(5, start_lb=11, uses=(Use("r"),), successors=(1,)), Operation(0))
    problem = Dispatching((first, second), (DelayCost(0, 2, 0, 9), DelayCost(1, 1, 0, 1)))
    found = solve(problem, stop=MaxSeconds(20))
    assert verify(problem, found.solution) == []
    assert found.status.startswith("Optimal")
    assert found.solution.objective == least_delay(problem)
