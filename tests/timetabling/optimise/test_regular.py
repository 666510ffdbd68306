"""Regular plans: trains that do not mind each other are given meets, and the plan can be booked."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.timetabling.insertion.planned import total
from headway.timetabling.insertion.search import PASS, STOP
from headway.timetabling.insertion.steps import bookings
from headway.timetabling.optimise.meets import Effort, meet_near
from headway.timetabling.optimise.regular import evenly, regular
from headway.units import DAY_S, HOUR_S
from tests.timetabling.optimise.test_meets import begun, clashing, too_fast
from tests.timetabling.optimise.test_optimise import corridors


def effort(bound, work=0.3, over=False):
    return Effort(3600, bound, work, jobs=1, seed=1, over=lambda: over)


@settings(max_examples=20, deadline=None)
@given(corridors(windows=st.booleans()))
def test_a_regular_plan_can_be_booked_and_costs_no_more_than_the_one_begun_with(scenario):
    planner, trains, bound = begun(scenario)
    best = regular(planner, trains, effort(bound, work=0.5))
    assert bound <= total(best) <= total(trains)
    assert clashing(planner, best) == []


@settings(max_examples=20, deadline=None)
@given(corridors(windows=st.booleans()))
def test_trains_that_do_not_mind_each_other_are_given_meets(scenario):
    """Where meets are found, no two trains clash, and none runs faster than it can."""
    planner, trains, bound = begun(scenario)
    alone = [evenly(planner, train.request, 1.1) for train in trains]
    found = meet_near(planner, alone, effort(bound)) or trains
    assert clashing(planner, found) == []
    assert not [name for train in found for name in too_fast(train, planner)]


def test_a_slowed_train_leaves_in_the_middle_of_its_window_and_takes_so_much_longer():
    planner, trains, _ = begun(hw.load("gara-djebilet-50mt"))
    train = next(train for train in trains if train.request.chooses)
    slowed = evenly(planner, train.request, 1.25)
    run_s = planner.routes.of(train.request).run_s
    shortest = sum(int(run[run >= 0].min()) for run in run_s)
    assert slowed.steps[0].departs == (train.request.ready_s + train.request.latest_s) // 2
    assert slowed.steps[-1].arrives - slowed.steps[0].departs == pytest.approx(1.25 * shortest, abs=len(run_s))
    assert [step.mode for step in slowed.steps] == [STOP, *[PASS] * (len(run_s) - 1), STOP]


def test_the_long_term_day_repeats_with_half_the_losses_of_the_plain_rule():
    """The plain rule loses 94 h above the bound; the plan is the same again from the same seed."""
    scenario = hw.load("gara-djebilet-50mt")
    planner, trains, bound = begun(scenario, period_s=DAY_S)
    best = regular(planner, trains, effort(bound, work=5.0))
    assert total(best) - bound < (total(trains) - bound) / 2
    assert clashing(planner, best) == []
    planner, trains, bound = begun(scenario, period_s=DAY_S)
    again = regular(planner, trains, effort(bound, work=5.0))
    assert [train.steps for train in again] == [train.steps for train in best]


def test_when_it_is_time_to_stop_the_plan_begun_with_stays():
    planner, trains, bound = begun(hw.load("gara-djebilet-50mt"))
    assert regular(planner, trains, effort(bound, over=True)) is trains
    assert any(planner.book.clashes(held) for held in bookings(trains[0].route, trains[0].steps, planner.rules, len(trains)))


def test_trains_that_can_meet_nowhere_within_reach_are_given_no_plan(small):
    """At 08:10 the up railcar would meet the down one of 08:00 between two loops, both minutes away."""
    up, down, _ = small.services
    scenario = replace(small, services=(replace(up, stops=(), departs_at_s=8 * HOUR_S + 600.0), replace(down, stops=())))
    planner, trains, bound = begun(scenario)
    alone = [evenly(planner, train.request, 1.0) for train in trains]
    assert clashing(planner, alone)
    assert meet_near(planner, alone, replace(effort(bound), reach_s=60)) is None
    assert clashing(planner, meet_near(planner, alone, effort(bound))) == []
