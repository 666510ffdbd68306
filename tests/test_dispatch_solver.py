"""The dispatching solver: against every order tried, and on the public instances."""

import csv
from dataclasses import replace

import pytest
from hypothesis import given, settings

import headway as hw
from headway.dispatch import MaxRounds, MaxSeconds, Operation, Use, anchored, read_problem, solve, verify
from tests.dispatching import meet, met, problems
from tests.naive import least_delay


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
