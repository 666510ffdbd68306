"""A day that repeats, and the train sets that it takes."""

from dataclasses import replace
from datetime import date

import pytest

import headway as hw
from headway.dispatch import MaxRounds
from headway.model import Possession
from headway.timetabling import Begins, Call, TrainPath, circulation
from headway.timetabling.assembly import judged
from headway.timetabling.insertion.book import Booking
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.requests import fixed_requests, ore_requests
from headway.timetabling.sets.turnback import turnaround_s
from headway.units import DAY_S, HOUR_S


@pytest.mark.parametrize("name", ["three-loops", "gara-djebilet-12mt", "gara-djebilet-50mt"])
def test_a_repeating_day_can_be_run_on_successive_days(name):
    """The referee judges three days in a row, with what runs past midnight."""
    plan = hw.repeating_day(hw.load(name), stop=MaxRounds(30))
    assert plan.violations == ()
    assert plan.bound_s <= plan.objective_s <= plan.plain_s
    assert all(sets.needed <= sets.there for sets in plan.circulations())


def test_a_day_that_is_planned_alone_does_not_repeat():
    """On the long-term day trains run past midnight into those of the next morning, which a plan of one day does not see."""
    plan = hw.timetable(hw.load("gara-djebilet-50mt"), empty_line=True, stop=None)
    assert plan.violations == ()
    assert judged(plan.scenario, list(plan.paths), 1, Begins.REPEATS)


def test_possessions_and_services_of_the_first_weekday_count_as_daily(small):
    monday = Possession(
        name="works", leg="main", from_km=12, to_km=15, starts_at_s=7 * 3600.0, duration_s=3 * 3600.0, weekdays=(0,)
    )
    up, down, ore = small.services
    scenario = replace(small, possessions=(monday,), services=(up, replace(down, weekdays=(1,)), ore))
    plan = hw.repeating_day(scenario, stop=MaxRounds(5))
    assert plan.violations == ()
    assert {path.service for path in plan.paths} == {up.name, ore.name}
    assert plan.path("morning-up day 1").arrives_s > 10 * 3600


def path(train, loaded, departs_s, arrives_s):
    calls = [
        Call(place=p, track="1", arrives_s=t, departs_s=t, stops=True, tail_s=0) for p, t in (("a", departs_s), ("b", arrives_s))
    ]
    return TrainPath(
        train=train, service="ore", consist="c", train_class="ore", loaded=loaded, calls=tuple(calls), ready_s=departs_s
    )


def test_sets_are_cycles_over_the_period(small):
    """One pair a day that comes back within the day takes one set; one that leaves an hour too early to be caught takes two."""
    (flow,) = small.flows
    turn = turnaround_s(small, flow, small.dumper(flow.dumper))
    there = turnaround_s(small, flow, small.load_out(flow.load_out))
    assert turn == 600 + 3600 + 1800 + 600
    assert there == 600 + 3600 + 600
    out = path("l", True, 0, 3600)
    back = path("e", False, 3600 + turn, 7200 + turn)
    assert circulation(small, flow, [out, back], DAY_S).needed == 1
    early = path("e", False, 3600 + turn - 60, 7200 + turn - 60)
    assert circulation(small, flow, [out, early], DAY_S).needed == 2
    assert circulation(small, flow, [out, back], 7200 + turn + there).needed == 1
    assert circulation(small, flow, [out, back], 7200 + turn + there - 60).needed == 2


def test_more_trains_take_more_sets(small):
    (flow,) = small.flows
    turn = turnaround_s(small, flow, small.dumper(flow.dumper))
    trains = [
        p
        for i in range(4)
        for p in (
            path(f"l{i}", True, i * 3600, i * 3600 + 3600),
            path(f"e{i}", False, i * 3600 + 3600 + turn, i * 3600 + 7200 + turn),
        )
    ]
    assert circulation(small, flow, trains, DAY_S).needed == 4


def test_trains_of_the_evening_before_are_those_of_day_minus_one(small):
    """Trains and days count from 1, and from -1 backwards: there is no day 0 and no train 0."""
    ore = {request.train for request in ore_requests(small, 1, before=1)}
    assert {"ore 1 loaded", "ore -1 loaded", "ore -1 empty"} <= ore
    fixed = [request.train for request in fixed_requests(small, range(-2, 2)) if request.service == "morning-up"]
    assert sorted(fixed) == ["morning-up day -1", "morning-up day -2", "morning-up day 1", "morning-up day 2"]
    assert not {name for name in ore if " 0 " in name}


def test_a_timetable_repeats_unless_its_days_differ_or_an_empty_line_is_asked_for(small):
    """Daily services give a day that repeats, weekday services a week; other days have the evening before; each says so."""
    up, down, ore = small.services
    weekly = replace(small, services=(replace(up, weekdays=(2,)), down, ore))
    found = {
        "repeats": (hw.timetable(small, stop=None), hw.timetable(weekly, days=7, stop=None)),
        "evening before": (hw.timetable(weekly, days=2, stop=None),),
        "empty": (hw.timetable(small, empty_line=True, stop=None),),
    }
    for begins, plans in found.items():
        assert all(plan.begins == begins and plan.violations == () for plan in plans)
    assert "can be run again and again" in found["repeats"][0].summary()
    assert "evening before" in found["evening before"][0].summary()
    assert "not on these days morning-up, which runs on Wed" in found["evening before"][0].summary()
    assert "empty line" in found["empty"][0].summary()


def test_a_day_that_repeats_names_the_possession_that_repeats(small):
    """Works of a date far ahead count for no such day, and no train says that it waits for them."""
    dated = Possession(
        name="renewal", leg="main", from_km=32, to_km=35, starts_at_s=0.0, duration_s=HOUR_S, starts_on=date(2029, 1, 1)
    )
    daily = Possession(name="works", leg="main", from_km=12, to_km=15, starts_at_s=8 * HOUR_S, duration_s=2 * HOUR_S)
    up, *others = small.services
    night = replace(up, name="night-up", departs_at_s=24 * HOUR_S - 600.0)
    plan = hw.timetable(replace(small, possessions=(dated, daily), services=(up, night, *others)), stop=None)
    named = {cause.who for path in plan.paths for call in path.calls for cause in call.causes if cause.kind == "possession"}
    assert plan.begins == "repeats"
    assert plan.violations == ()
    assert named == {"works"}


def test_no_train_of_a_day_that_repeats_stands_until_its_own_next_day(small):
    """Others hold a section all day, every day: who waited for the end of that would find itself on its track."""
    request = fixed_requests(small, range(1))[0]
    for period_s, found in ((None, True), (DAY_S, False)):
        planner = Planner(small, 0, DAY_S, period_s=period_s)
        row = int(planner.rows.section[2])
        planner.book.hold(Booking(row=row, begin=0, end=DAY_S, enter=0, leave=DAY_S, gap=0, direction=0, owner=1))
        assert (planner.earliest(planner.routes.of(request), request, 20 * DAY_S) is not None) is found


def test_sundays_trains_meet_mondays_in_a_week(small):
    """A train that leaves on Sunday at 23:50 and one of Monday 00:05 the other way meet in a week that repeats."""
    up, down, _ = small.services
    late = replace(up, departs_at_s=23 * 3600.0 + 3000, weekdays=(6,), arrives_at_s=None, stops=())
    early = replace(down, departs_at_s=300.0, weekdays=(0,), arrives_at_s=None, stops=())
    plan = hw.timetable(replace(small, services=(late, early), fleets=(), terminals=()), days=7, stop=None)
    assert plan.violations == ()
    assert sum(call.wait_s for path in plan.paths for call in path.calls) > 0


def test_days_on_which_no_service_runs_are_refused(small):
    """Instead of no trains, optimal, the services and their weekdays are named."""
    up, *_ = small.services
    scenario = replace(small, services=(replace(up, weekdays=(2,)),), fleets=(), terminals=())
    for plan in (lambda: hw.timetable(scenario), lambda: hw.repeating_day(scenario)):
        with pytest.raises(hw.InputError, match=r"none runs on .*Monday.*Wed"):
            plan()


def test_flows_above_their_target_and_idle_services_are_said(small):
    """A run names the share of a target that is exceeded, and services of which no train runs in its days."""
    up, down, ore = small.services
    modest = replace(ore, target_kg_s=ore.target_kg_s / 3)
    run = hw.simulate(replace(small, services=(replace(up, weekdays=(6,)), down, modest)), days=3, chance=False)
    assert "of its target" in run.kpis.sentence
    assert any(name == "morning-up" and "runs on Sun" in text for name, text in run.kpis.rows())
