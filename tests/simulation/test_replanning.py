"""Re-planning: orders are kept as long as they can be, the present compiles, and whoever plans is late less than the rule."""

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.dispatch import MaxRounds, solve
from headway.simulation import Record, Replanning, Rules, closure_at
from headway.simulation.corridor import drafted
from headway.simulation.engine import copied, run
from headway.simulation.engine.draft import Marks
from headway.simulation.engine.tables import DONE
from headway.simulation.replanning.foresight import delay_cost, foreseen, steps_of
from headway.simulation.replanning.present import Present
from headway.timetabling.optimise.decode import solution_of
from headway.units import DAY_S, HOUR_S

_RULES = Rules(replanning=Replanning(every_s=2 * HOUR_S, rounds=200, futures=2))


def world_of(scenario, until):
    """Return a corridor without chance that follows orders, and its world at a time."""
    corridor = drafted(replace(scenario, disruptions=()), _RULES, 0, 2 * DAY_S)
    world = corridor.draft.world(
        seed=1, replication=0, begin=0, end=2 * DAY_S, starts_on=scenario.starts_on, spare=64, marks=Marks(calls=True)
    )
    assert run(world, until) == DONE
    return corridor, world


def calls_of(world, trip, hours=12):
    """Return the calls of the next train of a route as the world goes on, by the number of the step."""
    w = copied(world)
    known = int(w.clock[0]["trips"])
    assert run(w, float(w.clock[0]["now"]) + hours * HOUR_S) == DONE
    number = known + int(np.flatnonzero(w.trips["route"][known : w.clock[0]["trips"]] == trip.route)[0])
    calls = w.calls[: w.clock[0]["calls"]]
    return {int(call["step"]): call for call in calls[calls["trip"] == number]}


def entries(world, trips, section):
    """Return when the next trains of the routes of some trips enter a section."""
    found = []
    for trip in trips:
        route = world.routes[trip.route]
        sections = world.steps["section"][route["step"] : route["step"] + route["steps"] - 1]
        found.append(float(calls_of(world, trip)[int(np.flatnonzero(sections == section)[0])]["departs"]))
    return found


@pytest.fixture
def morning(small):
    """A world before two railcars leave the ends of the line for each other, their trips, and a section of both."""
    world = world_of(small, 7.5 * HOUR_S)[1]
    trips = [trip for trip in foreseen(world, 20 * HOUR_S) if trip.row >= world.units.size]
    assert len(trips) == 2
    return world, trips, 1


def test_orders_turn_the_order_of_two_trains(morning):
    """Who came second by the rule goes first by orders, and the other waits for it."""
    world, trips, section = morning
    rule = entries(world, trips, section)
    first, second = np.argsort(rule)
    world.enters[trips[second].row, section] = rule[first]
    world.enters[trips[first].row, section] = rule[first] + 60
    planned = entries(world, trips, section)
    assert planned[second] < planned[first]


def test_nobody_waits_for_a_train_that_is_long_overdue(morning):
    """Orders of hours ago bind nobody."""
    world, trips, section = morning
    rule = entries(world, trips, section)
    first, second = np.argsort(rule)
    world.enters[trips[second].row, section] = 4 * HOUR_S
    world.enters[trips[first].row, section] = rule[first]
    assert entries(world, trips, section) == rule


def test_a_train_takes_the_track_of_its_orders(morning):
    """Where a train would stand on one track, orders put it on the other."""
    world, (trip, _), _ = morning
    calls = calls_of(world, trip)
    step = next(k for k, call in calls.items() if k and call["stops"])
    place = int(world.steps[world.routes[trip.route]["step"] + step]["place"])
    tracks = int(world.places[place]["track"]) + np.arange(world.places[place]["tracks"])
    other = next(int(track) for track in tracks if track != calls[step]["track"])
    world.onto[trip.row, place], world.comes[trip.row, place] = other, float(calls[step]["arrives"])
    assert calls_of(world, trip)[step]["track"] == other


@pytest.mark.parametrize("hour", [3.0, 11.5, 20.0, 31.0])
def test_the_present_compiles_and_the_rule_is_a_plan_of_it(hour):
    """Wherever trains are, what they would do by the rule is a plan of the problem that the present is compiled to."""
    corridor, world = world_of(hw.load("gara-djebilet-50mt"), hour * HOUR_S)
    everyone = list(foreseen(world, (hour + 56) * HOUR_S))
    ways = [(trip, steps) for trip in everyone if len(steps := steps_of(world, trip)) > 1]
    on_line = [trip for trip in everyone if trip.on_line]
    problem = Present(corridor, 60.0).problem(world, on_line, [trip for trip, _ in ways])
    found = solve(problem.problem, start=solution_of(problem, [steps for _, steps in ways]), stop=MaxRounds(1))
    assert found.solution is not None
    assert any(trip.on_line for trip, _ in ways)


def test_looking_ahead_leaves_the_world_as_it_is(morning):
    world = morning[0]
    before = copied(world)
    assert delay_cost(world, 20 * HOUR_S, future=3) >= 0
    assert all(np.array_equal(a, b) for a, b in zip(before, world, strict=True))


def test_a_replanned_run_is_sound_and_the_same_again(small):
    """The referee finds nothing, the books balance, and a run is the same twice, with a closure in it."""
    shut = closure_at(small, 10, 20, 5, small.starts_on, 6 * HOUR_S)
    runs = [hw.simulate(shut, days=3, seed=4, rules=_RULES, record=Record.PATHS) for _ in range(2)]
    assert runs[0].violations == ()
    assert runs[0].balanced
    assert [path.arrives_s for path in runs[0].paths] == [path.arrives_s for path in runs[1].paths]


def test_whoever_plans_ahead_is_late_less_than_the_rule():
    """On the long-term line without chance: a part of the lateness is saved, and the plans are followed soundly."""
    scenario = hw.load("gara-djebilet-50mt")

    def late(rules):
        run = hw.simulate(scenario, days=2, warm_up_days=1, rules=rules, chance=False, record=Record.PATHS)
        assert run.violations == ()
        services = run.outcomes[0].services
        weight = {path.name: rules.weight_of(path) for path in scenario.fixed_paths}
        return sum(weight.get(name, 1.0) * service.late_s for name, service in services.items())

    planned = Rules(replanning=Replanning(every_s=2 * HOUR_S, futures=1))
    assert late(planned) < 0.95 * late(Rules())


def test_bad_replanning_is_told_whole():
    with pytest.raises(hw.InputError) as told:
        Replanning(every_s=0, horizon_s=0, rounds=0, futures=0, outlook_s=0, buffer_s=-1, overdue_s=0)
    names = ("every_s", "horizon_s", "rounds", "futures", "outlook_s", "buffer_s", "overdue_s")
    assert all(name in str(told.value) for name in names)


def test_the_command_plans_ahead():
    done = CliRunner().invoke(app, ["simulate", "three-loops", "--days", "2", "--replications", "1", "--replan", "4"])
    assert done.exit_code == 0, done.output
    refused = CliRunner().invoke(app, ["simulate", "three-loops", "--days", "2", "--replan", "-1"])
    assert refused.exit_code != 0
    assert "--replan" in refused.output
