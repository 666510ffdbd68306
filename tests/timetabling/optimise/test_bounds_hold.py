"""Bounds: no plan costs less than what is called the least, under the rules by which the referee judges."""

from dataclasses import replace

import numpy as np
import pytest

import headway as hw
from headway.dispatch import MaxRounds
from headway.dispatch import verify as verify_dispatching
from headway.model import Leg, Line, Track
from headway.timetabling.assembly import assembled
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.optimise.compile import compile_trains
from headway.timetabling.optimise.decode import solution_of
from headway.timetabling.optimise.search import alone_cost
from headway.timetabling.timetable import Begins

_BLOCKS = 10
_DAYS = 100
"""Random days of every block, so that blocks run beside each other: 1,000 in all."""


def day_of(number, lengths=(300.0, 800.0)):
    """A random morning of two to five trains, some longer than some loops of the three."""
    rng = np.random.default_rng([number, 17])
    small = hw.load("three-loops")
    (leg,) = small.line.legs
    places = tuple(
        replace(
            p, tracks=(Track(name="1", length_m=float(rng.choice(lengths))), Track(name="2", length_m=float(rng.choice(lengths))))
        )
        if k in (1, 3)
        else p
        for k, p in enumerate(leg.places)
    )
    line = Line(legs=(Leg(name=leg.name, km_from=0, km_to=40, places=places, speed_limits=leg.speed_limits),))
    up, down, _ = small.services
    trains = [
        replace(
            (up, down)[int(rng.integers(2))],
            name=f"train {n}",
            stops=(),
            arrives_at_s=None,
            consist=str(rng.choice(["railcar", "ore-loaded", "ore-empty"])),
            departs_at_s=60.0 * int(rng.integers(420, 480)),
            priority=int(rng.integers(1, 4)),
        )
        for n in range(int(rng.integers(2, 6)))
    ]
    return replace(small, line=line, services=tuple(trains), fleets=(), terminals=())


@pytest.mark.parametrize("block", range(_BLOCKS))
def test_no_bound_of_a_random_day_lies_above_its_plan(block):
    """Of 1,000 days with trains longer than loops none has a bound above its cost, and none a bound that had to be withdrawn."""
    for number in range(block * _DAYS, (block + 1) * _DAYS):
        plan = hw.timetable(day_of(number), stop=MaxRounds(400))
        assert plan.withdrawn_bound_s is None
        assert plan.bound_s <= plan.objective_s, number
        assert not plan.violations


@pytest.mark.parametrize("number", range(40))
def test_the_relaxed_problem_admits_every_plan_of_the_referee(number):
    """Each plan that the referee passes is a plan of the relaxed problem, at its own cost; so a bound of that is one for all."""
    scenario = replace(day_of(number), setting_s=(60.0, 90.0)[number % 2], yard_move_s=(600.0, 30.0)[number % 2])
    plan = hw.timetable(scenario, stop=MaxRounds(60))
    planner = Planner(scenario, 0, 86_400)
    requests = [train.request for train in plan.trains]
    relaxed = compile_trains(scenario, requests, [planner.routes.of(r) for r in requests], planner.rules, relaxed=True)
    assert relaxed.admits_all
    solution = solution_of(relaxed, [train.steps for train in plan.trains])
    assert verify_dispatching(relaxed.problem, solution) == []
    assert solution.objective + relaxed.fixed_cost == plan.objective_s


def test_a_bound_above_the_cost_is_withdrawn_and_said():
    """A plan that costs less than its bound says so instead of calling itself optimal, and is left with a bound that holds."""
    scenario = day_of(3)
    plan = hw.timetable(scenario, stop=None)
    planner = Planner(scenario, 0, 86_400)
    for train in plan.trains:
        planner.enter(train.request, train.route, train.steps)
    false = assembled(
        scenario, 1, planner, list(plan.trains), begins=Begins.EMPTY, bound=plan.objective_s + 1, plain_s=plan.objective_s
    )
    assert false.withdrawn_bound_s == plan.objective_s + 1
    assert false.bound_s == alone_cost(planner, list(plan.requests)) <= plan.objective_s
    assert "withdrawn" in false.status
