"""Trains that are bound to deadlock: found by a search of states, which agrees with trying every order."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.dispatch import MaxSeconds, Use, solve, verify
from headway.dispatch.deadlock import foresee
from headway.dispatch.search.network import network_of
from tests.dispatching import loops, problems
from tests.naive import least_delay


def never():
    return False


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_who_is_said_to_be_stuck_is_stuck_in_every_order(problem):
    """Twin: trying every order finds no plan where trains are said to be stuck, and an order is found where there is a plan."""
    outlook = foresee(network_of(problem), never)
    least = least_delay(problem)
    assert not (outlook.stuck and least is not None)
    assert outlook.order is not None or least is None


@settings(max_examples=100, deadline=None)
@given(problem=problems(), kept=st.lists(st.sampled_from(["", "a", "b"]), min_size=3, max_size=3))
def test_who_keeps_a_resource_for_ever_goes_last(problem, kept):
    """Twin: the same where trains stay at their exits, so that those who need the place must go before."""
    trains = [
        (*train[:-1], replace(train[-1], uses=(Use(name),) if name else ()))
        for train, name in zip(problem.trains, kept, strict=False)
    ]
    staying = replace(problem, trains=tuple(trains))
    outlook = foresee(network_of(staying), never)
    least = least_delay(staying)
    assert not (outlook.stuck and least is not None)
    assert outlook.order is not None or least is None


def test_a_train_that_cannot_be_in_time_is_named():
    """It must leave its loop by 5 and come to its exit by 50, which is 110 away."""
    problem = loops(">.", "..")
    due = replace(problem.trains[0][-1], start_ub=50)
    found = solve(replace(problem, trains=((*problem.trains[0][:-1], due),)), stop=MaxSeconds(10))
    assert found.status == "Infeasible: train 0 cannot come to its exit in time, whatever the others do."


@settings(max_examples=15, deadline=None)
@given(problem=problems())
def test_without_latest_starts_the_search_is_exact(problem):
    """Twin: where no train must hurry, an order is a plan, and without one the trains are stuck."""
    patient = replace(problem, trains=tuple(tuple(replace(o, start_ub=None) for o in train) for train in problem.trains))
    outlook = foresee(network_of(patient), never)
    least = least_delay(patient)
    assert (outlook.order is None) == (least is None) == bool(outlook.stuck)


@pytest.mark.parametrize(
    ("headings", "stuck"),
    [
        ((">>", "<<"), (0, 1, 2, 3)),
        (("<>", "<>", ">>", "<<", "<>", "<>"), (4, 5, 6, 7)),
        ((*["<>"] * 10, ">>", "<<", *["<>"] * 10), (20, 21, 22, 23)),
        ((*["<."] * 4, ">>", "><", "><", "<<", *[".>"] * 4), (4, 5, 6, 7, 8, 9, 10, 11)),
    ],
)
def test_full_loops_that_face_each_other_are_stuck(headings, stuck):
    """Two loops full of trains towards each other can never be left that way; forty others on the line change nothing.

    All four of them block each other: without any one of them there is a free track to meet on.
    """
    found = solve(loops(*headings), stop=MaxSeconds(20))
    assert found.infeasible
    assert found.stuck == stuck
    assert "are bound to deadlock, whatever is done" in found.status
    assert found.runtime_s < 10


@pytest.mark.parametrize("headings", [(">>", "<."), (">>", "<.", "<<"), (">.", "><", ".<"), ("<>",) * 6])
def test_one_free_track_is_enough(headings):
    """With room to meet there is an order for all trains, and the plan passes the referee."""
    problem = loops(*headings)
    outlook = foresee(network_of(problem), never)
    assert outlook.stuck == ()
    assert outlook.order is not None
    found = solve(problem, stop=MaxSeconds(2))
    assert verify(problem, found.solution) == []


def test_a_search_that_may_not_look_far_leaves_the_question_open():
    """Bound: with one state to look at nobody is said to be stuck, and no order is given."""
    few = foresee(network_of(loops(">>", "><", "><", "<<")), never, 1)
    assert (few.stuck, few.order) == ((), None)


def test_a_train_that_must_leave_too_late_blocks_who_must_pass_before():
    """Times count where they settle an order: a train that stays until 500 at least holds the only section of one due at 50."""
    problem = loops(">.", "<.")
    late = replace(problem.trains[0][1], start_lb=500)
    due = replace(problem.trains[1][-1], start_ub=50)
    trains = ((problem.trains[0][0], late, *problem.trains[0][2:]), (*problem.trains[1][:-1], due))
    found = solve(replace(problem, trains=trains), stop=MaxSeconds(10))
    assert found.infeasible
