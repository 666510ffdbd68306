"""Planning together: the compiled problem means what the planner means, and no plan beats its bound."""

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.dispatch import MaxRounds, MaxSeconds, solve
from headway.dispatch import verify as verify_dispatching
from headway.model import Leg, Line, Possession, Section, Track
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.optimise.beginning import plain
from headway.timetabling.optimise.compile import Kind, compile_trains
from headway.timetabling.optimise.decode import solution_of, steps_of
from headway.timetabling.requests import fixed_requests, ore_requests, weight_of
from headway.units import DAY_S
from tests.conftest import BUNDLED


def compiled(scenario, days=1):
    planner = Planner(scenario, 0, days * DAY_S)
    trains = plain(planner, [*fixed_requests(scenario, range(days)), *ore_requests(scenario, days)])
    problem = compile_trains(scenario, [t.settled() for t in trains], [t.route for t in trains], planner.rules)
    return planner, trains, problem


@pytest.mark.parametrize("name", BUNDLED)
def test_every_plan_of_the_planner_is_a_plan_of_the_compiled_problem(name):
    """The referee of dispatching accepts the planner's paths as they are, at the same cost."""
    _, trains, problem = compiled(hw.load(name))
    solution = solution_of(problem, [train.steps for train in trains])
    assert verify_dispatching(problem.problem, solution) == []
    assert solution.objective + problem.fixed_cost == sum(train.cost for train in trains)


@pytest.mark.parametrize("name", ["three-loops", "gara-djebilet-50mt"])
def test_decoding_a_compiled_plan_gives_no_later_arrivals(name):
    """Times set anew from the same orders are as early as these allow, or as the plan was."""
    planner, trains, problem = compiled(hw.load(name))
    for number in range(len(trains)):
        planner.book.remove(number)
    found = steps_of(problem, solution_of(problem, [train.steps for train in trains]), planner.rules, planner.book)
    assert all(new[-1].arrives <= old.steps[-1].arrives for new, old in zip(found, trains, strict=True))


@st.composite
def corridors(draw, lengths=(300.0, 800.0), windows=st.just(False)):  # noqa: B008
    """Three loops with other loops, tracks, signals, trains and possessions; Loop B is always long."""
    small = hw.load("three-loops")
    (leg,) = small.line.legs
    places = tuple(
        replace(p, tracks=tuple(Track(name=str(i + 1), length_m=draw(st.sampled_from(lengths))) for i in range(2)))
        if k in (1, 3)
        else p
        for k, p in enumerate(leg.places)
    )
    sections = tuple(
        Section(
            start=a.name,
            end=b.name,
            tracks=draw(st.sampled_from([1, 1, 2])),
            signals_km=draw(st.sampled_from([(), (), (a.km + 4,), (a.km + 3, a.km + 7)])),
        )
        for a, b in zip(leg.places, leg.places[1:], strict=False)
    )
    line = Line(legs=(Leg(name=leg.name, km_from=0, km_to=40, places=places, sections=sections, speed_limits=leg.speed_limits),))
    up, down, ore = small.services
    fixed = [
        replace(
            draw(st.sampled_from([up, down])),
            name=f"train {n}",
            stops=(),
            consist=draw(st.sampled_from(["railcar", "ore-loaded", "ore-empty"])),
            departs_at_s=60.0 * draw(st.integers(400, 560)),
            priority=draw(st.integers(1, 4)),
        )
        for n in range(draw(st.integers(2, 7)))
    ]
    fixed = [
        replace(f, latest_departure_at_s=f.departs_at_s + 60.0 * draw(st.integers(60, 180))) if draw(windows) else f
        for f in fixed
    ]
    closed = Possession(
        name="works", leg="main", from_km=12, to_km=15, starts_at_s=60.0 * draw(st.integers(400, 560)), duration_s=3600.0
    )
    possessions = (closed,) if draw(st.booleans()) else ()
    return replace(small, line=line, services=(*fixed, ore), possessions=possessions)


@settings(max_examples=25, deadline=None)
@given(corridors())
def test_plans_of_generated_corridors_are_sound_and_between_bound_and_plain_rule(scenario):
    plan = hw.timetable(scenario, stop=MaxRounds(500))
    assert plan.violations == ()
    assert plan.bound_s <= plan.objective_s <= plan.plain_s
    assert {path.train for path in plan.paths} == {request.train for request in plan.requests}


@settings(max_examples=25, deadline=None)
@given(corridors(lengths=(800.0,)))
def test_plain_plans_of_generated_corridors_are_plans_of_the_compiled_problem(scenario):
    """Where every train fits everywhere; elsewhere the compiled problem is stricter, since it holds the way ahead early."""
    _, trains, problem = compiled(scenario)
    assert verify_dispatching(problem.problem, solution_of(problem, [train.steps for train in trains])) == []


def test_planning_together_beats_the_plain_rule():
    """On the long-term day a short search is half a percent better, with the same trains."""
    plan = hw.timetable(hw.load("gara-djebilet-50mt"), stop=MaxRounds(6_000))
    assert plan.objective_s < 0.995 * plan.plain_s
    assert plan.objective_s == sum(_cost(plan, path) for path in plan.paths)


def _cost(plan, path):
    request = next(r for r in plan.requests if r.train == path.train)
    late = max(path.arrives_s, path.due_s or 0) - path.since_s
    return request.weight * (late + (path.departs_s - path.ready_s if path.due_s else 0))


def test_four_trains_prove_themselves_and_end():
    """Four trains within an hour, which do not fit every loop: the plan is proven best, and the search ends."""
    small = hw.load("three-loops")
    (leg,) = small.line.legs
    lengths = {1: (800.0, 300.0), 3: (800.0, 800.0)}
    places = tuple(
        replace(p, tracks=tuple(Track(name=str(i + 1), length_m=length) for i, length in enumerate(lengths[k])))
        if k in lengths
        else p
        for k, p in enumerate(leg.places)
    )
    up, down, _ = small.services
    trains = [(up, "railcar", 418, 4), (down, "ore-loaded", 402, 3), (down, "railcar", 452, 1), (up, "ore-empty", 470, 3)]
    four = tuple(
        replace(service, name=f"train {n}", stops=(), consist=consist, departs_at_s=60.0 * minute, priority=priority)
        for n, (service, consist, minute, priority) in enumerate(trains)
    )
    began = perf_counter()
    plan = hw.timetable(
        replace(small, line=replace(small.line, legs=(replace(leg, places=places),)), services=four), stop=MaxSeconds(300)
    )
    assert plan.bound_s == plan.objective_s
    assert perf_counter() - began < 150


def test_a_problem_with_windows_is_proven_as_it_is_written():
    """Trains that choose their departures cost at least what each does alone: with that the day of three loops is proven."""
    _, _, problem = compiled(hw.load("three-loops"))
    found = solve(problem.problem, stop=MaxSeconds(60))
    assert found.bound == found.objective


def test_the_same_seed_gives_the_same_plan():
    plans = [hw.timetable(hw.load("gara-djebilet-12mt"), stop=MaxRounds(1_000), seed=3) for _ in range(2)]
    assert plans[0].paths == plans[1].paths


def test_a_long_train_holds_the_way_beyond_a_loop_where_it_cannot_stand(small):
    """Loop C has 300 m: an ore train leaves Loop B only when the way through Loop C is held as well."""
    _, trains, problem = compiled(small)
    number = next(i for i, train in enumerate(trains) if train.request.train == "ore 1 empty")
    doings, operations = problem.doings[number], problem.problem.trains[number]
    leaving = [operations[i] for i, d in enumerate(doings) if d.kind in (Kind.DEPART, Kind.PASS) and d.place == 2]
    assert leaving
    for operation in leaving:
        assert {"Loop B - Loop C", "Loop C: 1", "Loop C - Pit"} <= {use.resource for use in operation.uses}
    assert not any(d.kind == Kind.STAND and d.place == 3 for d in doings)


def test_weights_halve_with_priority():
    assert [weight_of(p) for p in (1, 2, 3, 4, 9)] == [8, 4, 2, 1, 1]
