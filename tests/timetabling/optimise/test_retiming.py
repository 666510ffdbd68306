"""Retiming: all trains move together to the best times of their orders, and nothing else changes."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.timetabling.insertion.explainer import Explainer
from headway.timetabling.insertion.planned import total
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.optimise.beginning import plain
from headway.timetabling.optimise.polishing import booked
from headway.timetabling.optimise.retiming import retimed
from headway.timetabling.requests import fixed_requests, ore_requests
from headway.timetabling.verify import verify
from headway.units import DAY_S
from tests.timetabling.optimise.test_optimise import corridors


def planned(scenario):
    planner = Planner(scenario, 0, DAY_S)
    return planner, plain(planner, [*fixed_requests(scenario, range(1)), *ore_requests(scenario, 1, free=True)])


def judged(scenario, trains):
    """Book trains on an empty line and let the referee see them."""
    planner = Planner(scenario, 0, DAY_S)
    assert booked(planner, trains) == []
    explainer = Explainer(scenario, planner.book, planner.rules, [train.request.train for train in trains])
    return verify(scenario, [explainer.path(train.request, train.route, train.steps) for train in trains])


def later(train, by):
    return replace(train, steps=[replace(step, arrives=step.arrives + by, departs=step.departs + by) for step in train.steps])


@settings(max_examples=60, deadline=None)
@given(corridors(windows=st.booleans()))
def test_no_plan_gets_worse_or_unsound(scenario):
    """Tracks and stops stay, no train clashes, none leaves its window, and a second time nothing is left to gain."""
    planner, trains = planned(scenario)
    found = retimed(trains, planner.book, planner.rules)
    assert total(found) <= total(trains)
    for old, new in zip(trains, found, strict=True):
        assert [(s.mode, s.track, s.via) for s in old.steps] == [(s.mode, s.track, s.via) for s in new.steps]
    assert judged(scenario, found) == []
    assert total(retimed(found, planner.book, planner.rules)) == total(found)


@settings(max_examples=30, deadline=None)
@given(corridors(), st.integers(1, 5_000))
def test_trains_that_are_all_late_are_brought_back_together(scenario, by):
    """No train alone could move back by so much: those behind and against it hold it."""
    scenario = replace(scenario, possessions=())
    planner, trains = planned(scenario)
    assert total(retimed([later(train, by) for train in trains], planner.book, planner.rules)) <= total(trains)


def test_several_departures_move_at_once_on_the_long_term_line():
    """With its orders as they are, the plain rule's plan is an hour of waiting better at other departures."""
    scenario = hw.load("gara-djebilet-50mt")
    planner, trains = planned(scenario)
    found = retimed(trains, planner.book, planner.rules)
    assert total(found) < total(trains) - 3_600
    assert judged(scenario, found) == []
