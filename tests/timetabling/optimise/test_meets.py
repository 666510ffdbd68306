"""Meets chosen together: what comes back can be booked and costs no more; and what a meet costs at least, by hand."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.dispatch import MaxRounds
from headway.model import FixedPath
from headway.timetabling.insertion.planned import total
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.optimise.beginning import plain
from headway.timetabling.optimise.meets import Effort, meet_anew
from headway.timetabling.optimise.polishing import booked, remove
from headway.timetabling.optimise.search import bound_of
from headway.timetabling.requests import fixed_requests, ore_requests
from headway.units import DAY_S, HOUR_S
from tests.timetabling.optimise.test_optimise import corridors


def begun(scenario, period_s=None):
    """The plan of the plain rule, booked, and its bound."""
    planner = Planner(scenario, 0, DAY_S, period_s=period_s)
    requests = [*fixed_requests(scenario, range(1)), *ore_requests(scenario, 1, free=True)]
    return planner, plain(planner, requests), bound_of(planner, requests)


def anew(planner, trains, bound, work=0.2, free=None, reach_s=3600):
    free = range(len(trains)) if free is None else free
    return meet_anew(planner, trains, free, Effort(reach_s, bound, work, jobs=1, seed=1, over=lambda: False))


def clashing(planner, trains):
    """The trains that cannot be booked beside those before them."""
    remove(planner, trains)
    return [trains[number].request.train for number in booked(planner, trains)]


def too_fast(train, planner):
    """The sections over which a train runs faster than it can."""
    route = planner.routes.of(train.request)
    for k, (step, ahead) in enumerate(pairwise(train.steps)):
        if ahead.arrives - step.departs < route.run_s[k, step.mode, ahead.mode]:
            yield f"{train.request.train}, section {k}"


def slowness(train, planner):
    """By how much a train is slower than it could be, over each section [s]."""
    run_s = planner.routes.of(train.request).run_s
    return [b.arrives - a.departs - run_s[k, a.mode, b.mode] for k, (a, b) in enumerate(pairwise(train.steps))]


@settings(max_examples=20, deadline=None)
@given(corridors(windows=st.booleans()))
def test_trains_that_meet_anew_cost_no_more_and_can_be_booked(scenario):
    """Loops too short for some, double track, signals and possessions included."""
    planner, trains, bound = begun(scenario)
    found = anew(planner, trains, bound)
    assert bound <= total(found) <= total(trains)
    for train, before in zip(found, trains, strict=True):
        pairs = zip(slowness(train, planner), slowness(before, planner), strict=True)
        assert all(now <= max(0, was) for now, was in pairs)
    assert not [name for train in found for name in too_fast(train, planner)]
    assert clashing(planner, found) == []


def test_trains_that_stay_as_they_are_are_met_where_they_wait():
    """Of the long-term day four trains at a time may move; others wait for longer, and some run slower than they could."""
    planner, trains, bound = begun(hw.load("gara-djebilet-50mt"))
    for first in range(0, len(trains), 2):
        free = {number % len(trains) for number in range(first, first + 4)}
        found = anew(planner, trains, bound, free=free, reach_s=1800)
        assert total(found) <= total(trains)
        assert all(found[n].steps[-1].arrives == trains[n].steps[-1].arrives for n in range(len(trains)) if n not in free)
        assert clashing(planner, found) == []


@settings(max_examples=20, deadline=None)
@given(corridors(windows=st.just(False)), st.sets(st.integers(0, 5), min_size=1), st.sampled_from([60, 600]))
def test_few_trains_that_can_hardly_move_cost_no_more(scenario, free, reach_s):
    """Presolve leaves little of such a model, or nothing."""
    planner, trains, bound = begun(scenario)
    found = anew(planner, trains, bound, free={number % len(trains) for number in free}, reach_s=reach_s)
    assert bound <= total(found) <= total(trains)
    assert clashing(planner, found) == []


@pytest.mark.parametrize("name", ["three-loops", "gara-djebilet-50mt"])
def test_trains_of_a_day_that_repeats_meet_those_of_the_days_around(name):
    """What comes back can be booked on all days; on the long-term day, of 528 h at first, hours are saved."""
    planner, trains, bound = begun(hw.load(name), period_s=DAY_S)
    found = anew(planner, trains, bound, work=2.0)
    assert total(found) < total(trains) - (HOUR_S if name != "three-loops" else -1)
    assert clashing(planner, found) == []


def test_many_meets_move_at_once():
    """Of the long-term day's first eight ore trains, a short search of all meets saves a third of what the plain rule loses."""
    drag = {"wagons.ore-130.drag_loaded": 4.2, "wagons.ore-130.drag_empty": 12}  # slower empty trains meet less well
    planner, trains, _ = begun(hw.changed("gara-djebilet-50mt", drag))
    remove(planner, trains)
    requests = [train.request for train in trains if train.request.service.startswith("ore")][:8]
    plan, bound = plain(planner, requests), bound_of(planner, requests)
    found = anew(planner, plan, bound, work=3.0)
    assert total(found) - bound < (total(plan) - bound) * 2 / 3
    assert not [name for train in found for name in too_fast(train, planner)]
    assert anew(planner, plan, bound, work=3.0) == found


def single(small, *services):
    """The hand line with every loop long enough, and some trains."""
    (leg,) = small.line.legs
    places = tuple(replace(p, tracks=tuple(replace(t, length_m=800.0) for t in p.tracks)) for p in leg.places)
    line = replace(small.line, legs=(replace(leg, places=places),))
    return replace(small, line=line, services=services)


def path(name, origin, destination, at_h, **more):
    return FixedPath(
        name=name, consist="ore-empty", origin=origin, destination=destination, departs_at_s=at_h * HOUR_S, priority=9, **more
    )


def test_a_meet_costs_at_least_one_stop_and_the_setting_and_clearing_on_both_sides(small):
    """Alike on level track, so that the cheapest is one stop: its loss, two settings and clearings, and the other's tail."""
    scenario = single(small, path("up", "Port", "Pit", 8.0), path("down", "Pit", "Port", 8.0))
    planner, trains, bound = begun(scenario)
    (up, down) = trains
    alone = bound_of(planner, [up.request]) + bound_of(planner, [down.request])
    run, tail = up.route.run_s, down.route.tail_s
    losses = [int(run[k - 1, 1, 0] + run[k, 0, 1] - run[k - 1, 1, 1] - run[k, 1, 1]) if k == 2 else None for k in range(1, 4)]
    assert bound - alone == pytest.approx(losses[1] + 2 * (60 + 60) + tail[2, 1], abs=3)


def test_trains_that_share_a_part_of_their_ways_meet_on_it(small):
    """One runs from Loop A on, one only as far as that; where the other has long gone the meet is not counted."""
    up, down = path("up", "Loop A", "Pit", 8.0), path("down", "Pit", "Port", 8.0)
    meeting = single(_with_yard(small), up, down)
    planner, _, bound = begun(meeting)
    requests = fixed_requests(meeting, range(1))
    alone = sum(bound_of(planner, [request]) for request in requests)
    assert bound > alone
    later = single(_with_yard(small), replace(up, departs_at_s=10 * HOUR_S), down)
    planner, _, bound = begun(later)
    assert bound == sum(bound_of(planner, [request]) for request in fixed_requests(later, range(1)))


def test_trains_that_run_past_midnight_meet_those_of_the_next_day(small):
    """Two meet at midnight; where the day repeats, the one that comes from beyond it meets the first train of the day as well."""
    up, down, early = path("up", "Port", "Pit", 23.7), path("down", "Pit", "Port", 23.8), path("early", "Pit", "Port", 0.0)
    late = begun(single(small, up, down))[2]
    alone = begun(single(small, early))[2]
    once, again = (begun(single(small, up, down, early), period_s)[2] for period_s in (None, DAY_S))
    assert once == late + alone
    meet = late - begun(single(small, up))[2] - begun(single(small, down))[2]
    assert again == once + meet > once


def test_meets_of_other_days_make_none_of_this_day_cost_less(small):
    """A train may be late for a meet on its way by other meets, but not by those of days before it leaves."""
    meeting = single(_with_yard(small), path("up", "Port", "Pit", 8.0), path("down", "Pit", "Loop A", 8.0))
    planner, _, bound = begun(meeting)
    requests = fixed_requests(meeting, range(1))
    assert bound > sum(bound_of(planner, [request]) for request in requests)
    assert bound_of(planner, fixed_requests(meeting, range(7))) == 7 * bound


def _with_yard(small):
    """The hand line with a yard at Loop A."""
    (leg,) = small.line.legs
    places = tuple(replace(p, yard_trains=4) if p.name == "Loop A" else p for p in leg.places)
    return replace(small, line=replace(small.line, legs=(replace(leg, places=places),)))


@st.composite
def journeys(draw):
    """Trains of several kinds between any two places of the hand line, with windows and due times."""
    small = hw.load("three-loops")
    (leg,) = small.line.legs
    names = [place.name for place in leg.places]
    services = []
    for number in range(draw(st.integers(2, 5))):
        origin, destination = draw(st.permutations(range(5)))[:2]
        at_s = 60.0 * draw(st.integers(440, 520))
        services.append(
            FixedPath(
                name=f"train {number}",
                consist=draw(st.sampled_from(["railcar", "ore-loaded", "ore-empty"])),
                origin=names[origin],
                destination=names[destination],
                departs_at_s=at_s,
                latest_departure_at_s=draw(st.sampled_from([None, at_s + 1200, at_s + 3600])),
                arrives_at_s=draw(st.sampled_from([None, None, at_s + 5400])),
                priority=draw(st.integers(1, 4)),
            )
        )
    places = tuple(
        replace(p, yard_trains=8, tracks=tuple(replace(t, length_m=800.0, name=str(i)) for i, t in enumerate(p.tracks * 2)))
        for p in leg.places
    )
    return replace(small, line=replace(small.line, legs=(replace(leg, places=places),)), services=tuple(services))


@settings(max_examples=40, deadline=None)
@given(journeys())
def test_no_plan_of_trains_between_any_two_places_is_below_the_bound(scenario):
    plan = hw.timetable(scenario, stop=MaxRounds(400))
    assert plan.violations == ()
    assert plan.bound_s <= plan.objective_s <= plan.plain_s
