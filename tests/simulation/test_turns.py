"""Turns: nobody waits for good while others go round and round; and what ends on a place's only track does not vanish."""

from dataclasses import replace

import pytest

import headway as hw
from headway.model import Leg, Line, Place, Track
from headway.simulation import Record
from headway.timetabling import Begins

HOUR = 3600.0


@pytest.fixture(scope="module")
def starved(small):
    """A flow of one set from a small loop on the way of six others, whose trains leave it no gap: an idea of a bug report."""
    (leg,) = small.line.legs
    ore = small.flows[0]
    fleet = small.fleet(ore.fleet)
    crowd = replace(fleet, sets=8)
    yards = tuple(replace(p, yard_trains=20, tracks=p.tracks[:2]) if p.yard_trains else p for p in leg.places)
    terminals = tuple(
        replace(t, rate_kg_s=8 * t.rate_kg_s) if hasattr(t, "rate_kg_s") else replace(t, capacity_kg=20 * t.capacity_kg)
        for t in small.terminals
    )
    line = Line(legs=(replace(leg, places=yards),))
    return replace(
        small, line=line, fleets=(crowd,), terminals=terminals, services=(replace(ore, target_kg_s=8 * ore.target_kg_s),)
    )


def test_no_train_is_passed_over_more_often_than_the_rule_of_turns_says(starved):
    """However dense the traffic, a waiting train is passed over at most twice as often as there are trains."""
    for seed in range(4):
        (outcome,) = hw.simulate(starved, days=20, seed=seed, record=Record.TOTALS).outcomes
        assert outcome.passed_over <= outcome.passed_over_most == 2 * 8
        assert min(outcome.delivered_kg.values()) > 0


def test_a_run_prints_its_longest_wait_and_the_number_that_bounds_it(small):
    """The key figures name the longest wait, by how many trains it was passed over, and the most that the rule allows."""
    run = hw.simulate(small, days=5, chance=False)
    assert any(name == "longest wait" and "limit" in text for name, text in run.kpis.rows())


def terminus(small, *, tracks=1, yard=0, then="back"):
    """A line whose far end has few tracks and no yard; a railcar goes there and may go back as another train."""
    (leg,) = small.line.legs
    end = replace(leg.places[-1], tracks=tuple(Track(name=str(i + 1), length_m=800.0) for i in range(tracks)), yard_trains=yard)
    up, down, _ = small.services
    there = replace(up, name="there", departs_at_s=8 * HOUR, arrives_at_s=None, then=then, stops=())
    back = replace(down, name="back", departs_at_s=11 * HOUR, arrives_at_s=None, stops=())
    line = Line(legs=(replace(leg, places=(*leg.places[:-1], end)),))
    return replace(small, line=line, services=(there, back), fleets=(), terminals=())


def test_a_train_that_ends_on_an_only_track_without_a_yard_is_refused(small):
    """Where neither a yard nor a next working takes the train, the scenario is refused, and told what to do."""
    with pytest.raises(hw.InputError, match=r"only track.*yard_trains.*then"):
        terminus(small, then="")


@pytest.mark.parametrize("change", [{"yard": 4}, {"tracks": 2}])
def test_a_yard_or_a_second_track_takes_trains_and_needs_no_next_working(small, change):
    """With room elsewhere a train needs no next working, and one that is given is refused rather than ignored."""
    assert terminus(small, then="", **change)
    with pytest.raises(hw.InputError, match="then"):
        terminus(small, **change)


@pytest.mark.parametrize(("then", "fault"), [("bakc", "Did you mean"), ("there", "from")])
def test_a_next_working_must_be_one(small, then, fault):
    """What a train goes on as is a fixed path from where it ends, with its vehicles."""
    with pytest.raises(hw.InputError, match=fault):
        terminus(small, then=then)


def test_the_only_track_is_held_until_the_train_goes_back(small):
    """A second train that wants to come to the end meanwhile finds no path; after the first has gone back it does."""
    scenario = terminus(small)
    there, back = scenario.services
    other, home = (
        replace(there, name="other", departs_at_s=9 * HOUR, then="home"),
        replace(back, name="home", departs_at_s=15 * HOUR),
    )
    with pytest.raises(hw.InputError, match="finds no path"):
        hw.timetable(replace(scenario, services=(there, back, other, replace(home, departs_at_s=10.75 * HOUR))), stop=None)
    late = (there, back, replace(other, departs_at_s=11.5 * HOUR), home)
    plan = hw.timetable(replace(scenario, services=late), stop=None)
    assert plan.violations == ()
    assert plan.begins is Begins.REPEATS


def test_the_referee_finds_two_trains_on_an_only_track_where_one_waits_to_go_back(small):
    """A train that comes to the end while another stands there until it goes back is found."""
    scenario = terminus(small)
    there, back = scenario.services
    late = replace(there, name="other", departs_at_s=11.5 * HOUR, then="home")
    home = replace(back, name="home", departs_at_s=15 * HOUR)
    whole = replace(scenario, services=(there, back, late, home))
    plan = hw.timetable(whole, stop=None)
    sooner = [
        replace(
            p,
            ready_s=9 * 3600,
            calls=tuple(replace(c, arrives_s=c.arrives_s - 9000, departs_s=c.departs_s - 9000) for c in p.calls),
        )
        if p.service == "other"
        else p
        for p in plan.paths
    ]
    assert any("are both on track 1" in fault for fault in hw.verify(whole, sooner))


def test_a_run_turns_trains_back_on_the_only_track(small):
    """In a run the railcar stands at the end until it goes back, late if it came late, and is one with what it goes on as."""
    run = hw.simulate(terminus(small), days=6, chance=False)
    assert run.violations == ()
    assert run.balanced
    by = {path.train: path for path in run.paths}
    for day in range(1, 6):
        there, back = by[f"there day {day}"], by[f"back day {day}"]
        assert there.arrives_s < back.departs_s
        assert back.calls[0].track == there.calls[-1].track
    assert run.outcomes[0].services["back"].trains == run.outcomes[0].services["there"].trains


def test_a_cancelled_train_takes_with_it_what_it_would_have_gone_on_as(small):
    """Where every train is cancelled none goes back, and the people of both stay behind."""
    from headway.model import Variation

    scenario = terminus(small)
    services = tuple(replace(s, passengers=50) for s in scenario.services)
    scenario = replace(scenario, services=services, disruptions=(Variation(name="off", of="there", cancelled=1.0),))
    run = hw.simulate(scenario, days=4, seed=1)
    (outcome,) = run.outcomes
    assert outcome.services["back"].trains == 0
    assert outcome.services["back"].cancelled == outcome.services["there"].cancelled == 4
    assert outcome.services["back"].passengers.stayed == 200


def test_the_end_may_be_any_place_of_a_single_track(small):
    """A block post in the middle, too, keeps the train that ends there, so that others are held by it."""
    (leg,) = small.line.legs
    post = Place(name="Post", km=4.0, tracks=(Track(name="1", length_m=300.0),))
    line = Line(
        legs=(
            Leg(name=leg.name, km_from=0, km_to=40, places=(leg.places[0], post, *leg.places[1:]), speed_limits=leg.speed_limits),
        )
    )
    up, down, _ = small.services
    there = replace(up, name="there", destination="Post", departs_at_s=8 * HOUR, arrives_at_s=None, then="back", stops=())
    back = replace(down, name="back", origin="Post", destination=up.origin, departs_at_s=10 * HOUR, arrives_at_s=None, stops=())
    through = replace(up, name="through", departs_at_s=8.5 * HOUR, arrives_at_s=None, stops=(), priority=4)
    scenario = replace(small, line=line, services=(there, back, through), fleets=(), terminals=())
    plan = hw.timetable(scenario, stop=None)
    assert plan.violations == ()
    assert plan.path("through day 1").calls[1].departs_s > 10 * HOUR
    assert hw.simulate(scenario, days=5, chance=False).violations == ()
