"""Waits and their causes: as long as trains stand, for who holds what they need, until then; and a referee that can tell."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

import headway as hw
from headway.model import BadOrder, Possession, Storm, Variation
from headway.simulation import Rules, closure_at
from headway.simulation.recorded.events import paths_of, unfinished_of
from headway.timetabling import Cause, CauseKind, verify_causes, words
from headway.timetabling.wording import in_turn


@pytest.fixture(scope="module")
def busy(small):
    """Three loops with everything that lets trains wait: storms, late trains, bad wagons, works, a closure of a day."""
    up, _, ore = small.services
    works = Possession(name="grinding", leg="main", from_km=12, to_km=15, starts_at_s=8 * 3600.0, duration_s=2 * 3600.0)
    chance = (
        Storm(
            name="sand", leg="main", from_km=0, to_km=40, per_year=150, extent_m=15e3, lasts_s=6 * 3600, closes=0.5, closed_s=7200
        ),
        Variation(name="late", of=up.name, late_s=900.0),
        BadOrder(name="wagons", of=ore.name, every_wagon_m=5e6, lasts_s=1800),
    )
    scenario = replace(small, possessions=(works,), disruptions=chance)
    return closure_at(scenario, 23, 28, 24, scenario.starts_on + timedelta(days=9))


@pytest.fixture(scope="module")
def run(busy):
    return hw.simulate(busy, days=30, seed=4)


def judged(run, paths):
    """What the referee of waits finds wrong with some paths of a run."""
    every, unfinished = paths_of(run.corridor, run.world, float("inf")), unfinished_of(run.corridor, run.world)
    return verify_causes(run.scenario, paths, among=every, unfinished=unfinished, shuts=run.shuts)


def test_every_kind_of_cause_comes_up_in_a_busy_month_and_all_are_confirmed(run):
    """The referee confirms every cause of a month with storms, works, a closure, late trains and bad wagons."""
    assert run.violations == ()
    kinds = set(run.waits()["cause"])
    assert {"section", "possession", "closure", "weather", "late", "set-out"} <= kinds


def test_trains_leave_in_whole_seconds_whatever_the_weather_does(run):
    """Storms end at any moment; signals know whole seconds, and a headway that is kept in them is kept in the record."""
    calls = run.world.calls[: run.world.clock[0]["calls"]]
    assert (run.world.spells[: run.world.clock[0]["spells"]]["shut_until"] % 1 != 0).any()
    assert (calls["departs"] % 1 == 0).all()
    assert (calls["arrives"] % 1 == 0).all()


def test_a_train_is_ready_when_it_could_first_leave_its_yard(small):
    """One came out of the yard a billionth of a second after 18:02:48: ready then, it left a second later, for no cause."""
    run = hw.simulate(replace(small, yard_move_s=3_000.0), days=4, warm_up_days=1, seed=1)
    assert run.violations == ()
    assert len(run.paths) > 40


def test_waits_are_what_the_graph_shows(run):
    """A pass has no wait, no wait is longer than the stand, and stands are the dwell of the service and waits."""
    dwells = {s.name: {stop.place: stop.dwell_s for stop in s.stops} for s in run.scenario.services}
    for path in run.paths:
        for call in path.calls[1:-1]:
            stands = call.departs_s - call.arrives_s
            assert call.stops or call.wait_s == stands == 0
            assert stands == call.wait_s + (dwells[path.service].get(call.place, 0) if call.stops else 0)
            assert bool(call.causes) == (call.wait_s > 0)


def test_the_table_of_waits_adds_up_to_them(run):
    """Every wait is the sum of its causes, one after another."""
    table = run.waits()
    assert table["wait_s"].sum() == sum(call.wait_s for path in run.paths for call in path.calls)
    assert (table["until_s"] - table["from_s"] == table["wait_s"]).all()
    assert table.filter(pl.col("wait_s") <= 0).is_empty()


def test_a_late_departure_has_its_wait_and_its_cause(run):
    """Who leaves after its published time waits from then on, in its yard, for what is named."""
    late = [
        path for path in run.paths if path.service in {s.name for s in run.scenario.fixed_paths} and path.departs_s > path.ready_s
    ]
    assert late
    assert all(path.calls[0].wait_s == path.departs_s - path.ready_s and path.calls[0].causes for path in late)


def test_departures_have_a_punctuality_of_their_own(run):
    """The share that leaves in time stands beside the share that arrives in time, and is what the paths say."""
    first = run.scenario.fixed_paths[0]
    left = [p.departs_s - p.ready_s for p in run.paths if p.service == first.name and p.departs_s > 0]
    share = sum(late <= 300 for late in left) / len(left)
    assert run.kpis.departs_punctual[first.name] == pytest.approx(share, abs=0.04)
    assert any("leave" in text for name, text in run.kpis.rows() if name.startswith("punctuality"))


@pytest.mark.parametrize("kind", [CauseKind.SECTION, CauseKind.TRACK, CauseKind.POSSESSION, CauseKind.WEATHER, CauseKind.EARLY])
def test_the_referee_finds_false_causes(run, kind):
    """A wait that names someone who is not there, or what does not shut the line, is found."""
    path = next(p for p in run.paths if any(c.binds and c.binds.kind is CauseKind.SECTION for c in p.calls[1:-1]))
    k = next(i for i, c in enumerate(path.calls[1:-1], 1) if c.binds and c.binds.kind is CauseKind.SECTION)
    call = path.calls[k]
    far = run.paths[-1] if run.paths[0].train == path.train else run.paths[0]
    who = {CauseKind.POSSESSION: "grinding", CauseKind.WEATHER: "sand"}.get(kind, far.train)
    false = replace(call, causes=(Cause(kind=kind, until_s=call.departs_s, who=who, where=call.binds.where),))
    assert judged(run, [replace(path, calls=(*path.calls[:k], false, *path.calls[k + 1 :]))])


def test_the_referee_finds_waits_that_are_not_as_long_as_the_stand(run):
    """A wait that is repeated at a pass, longer than the stand, or without a cause is found."""
    path = next(p for p in run.paths if any(c.wait_s for c in p.calls[1:-1]))
    k = next(i for i, c in enumerate(path.calls[1:-1], 1) if c.wait_s)
    call = path.calls[k]
    for false in (replace(call, wait_s=call.wait_s + 1), replace(call, causes=()), replace(call, wait_s=0)):
        assert judged(run, [replace(path, calls=(*path.calls[:k], false, *path.calls[k + 1 :]))])


@pytest.mark.parametrize("rules", [Rules(), Rules(safety="exact"), Rules(look_ahead=False)])
def test_causes_are_confirmed_whatever_the_rules(busy, rules):
    """Each way of judging moves leaves waits that the referee confirms."""
    assert hw.simulate(busy, days=14, seed=1, rules=rules).violations == ()


def test_a_plan_names_who_holds_what_until_the_train_leaves(small):
    """Each wait of a plan is for a train that would be met if the waiting one left a second sooner."""
    up, down, ore = small.services
    plan = hw.timetable(replace(small, services=(replace(up, departs_at_s=up.departs_at_s + 600), down, ore)), stop=None)
    waits = [call for path in plan.paths for call in path.calls if call.causes]
    assert waits
    assert all(call.binds.until_s == call.departs_s and call.binds.who for call in waits)
    assert plan.violations == ()


def test_nothing_is_stored_in_words(run):
    """Tables hold kinds and names; sentences are made where they are shown."""
    frame = run.to_frame()
    assert "reason" not in frame.columns
    assert set(frame["cause"]) <= {"", *(kind.value for kind in CauseKind)}
    cause = Cause(kind=CauseKind.SECTION, until_s=10, who="ore 1", where="A - B")
    assert words(cause) == "waits for ore 1 on A - B"
    assert in_turn((cause, replace(cause, kind=CauseKind.EARLY))).endswith("then is early against its published times")


def test_weather_that_shuts_a_section_is_called_weather():
    """At the end of a run no train is to blame for what a storm shut."""
    assert words(Cause(kind=CauseKind.WEATHER, until_s=0, where="A - B")) == "waits until A - B is open again, shut by weather"


def test_time_to_spare_is_not_stood_out_in_the_desert(small):
    """A train that is due much later than it could arrive runs easily, and stands on the way for no one."""
    up, down, ore = small.services
    slow = replace(up, arrives_at_s=up.departs_at_s + 6 * 3600.0)
    for services in ((slow, down, ore), (slow, ore)):
        plan = hw.timetable(replace(small, services=services))
        assert not any(call.binds.kind is CauseKind.EARLY for path in plan.paths for call in path.calls[1:-1] if call.causes)
