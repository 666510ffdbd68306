"""Capacity: the published formulae, compression by hand, bounds that no plan beats, and what loops and longer trains do."""

from dataclasses import replace

import numpy as np
import pytest

import headway as hw
from headway.errors import InputError
from headway.model import Possession, Section
from headway.throughput import (
    Balanced,
    Blocking,
    capacity,
    least_headways,
    meets_per_train,
    new_loops,
    occupation,
    occupied_s,
    scott,
    section_bounds,
    train_lengths,
    uic_405,
    with_loop,
)
from headway.timetabling.requests import pairs


def test_the_ideal_balanced_line():
    """Case C7: 40 sections, 23.75 min, 5 min lost: 25.0435 pairs a day, 1,145 min from end to end."""
    line = Balanced(sections=40, running_s=23.75 * 60, lost_s=300)
    assert line.pairs_per_day == pytest.approx(1440 / (2 * 28.75), abs=1e-9)
    assert line.pairs_per_day == pytest.approx(25.0435, abs=5e-5)
    assert line.transit_s / 60 == pytest.approx(1145, abs=1e-6)


@pytest.mark.parametrize("t", [1425.0, 900.0, 2040.0])
def test_mean_wait_of_a_full_balanced_line_is_the_time_lost(t):
    """Trains each way in step, every section shifted anyhow: the two waits at a loop sum up to 2 s, modulo the period."""
    s = 300.0
    period = 2 * (t + s)
    for shift in np.linspace(0, period, 37):
        waits = (shift - t) % period + (-shift - t) % period
        assert waits % period == pytest.approx(2 * s, abs=1e-6)


@pytest.mark.parametrize(("slowest", "block", "efficiency", "trains"), [(20, 100, 0.75, 9), (10, 2, 0.9, 108)])
def test_scott_of_the_literature(slowest, block, efficiency, trains):
    """Case C14, exact."""
    assert scott(60 * slowest, 60 * block, efficiency) == pytest.approx(trains, rel=1e-12)


def test_uic_405_of_a_day_and_of_a_peak_hour():
    assert uic_405(600) == pytest.approx(86_400 / (600 * 1.67))
    assert uic_405(600, blocks=2, margin=0.33, period_s=3600) == pytest.approx(3600 / (600 * 1.33 + 30))


def test_meets_do_not_depend_on_who_waits():
    """Case C8: random trains, 12 opposing a day, 19.08 h each way: 19.08 meets a train, within 2 % over ten thousand trains."""
    rng = np.random.default_rng(8)
    days = 1_000
    departures = np.sort(rng.uniform(0, days * 24, 12 * days))
    own = rng.uniform(24, (days - 1) * 24, 10_000)
    met = np.searchsorted(departures, own + 19.08) - np.searchsorted(departures, own - 19.08)
    assert meets_per_train(12, 19.08 * 3600, 19.08 * 3600) == pytest.approx(19.08)
    assert met.mean() == pytest.approx(meets_per_train(12, 19.08 * 3600, 19.08 * 3600), rel=0.02)


def alternating(count, held_s):
    return [
        Blocking(
            train=f"{i}", way=1 if i % 2 else -1, begins_s=-60, enters_s=0, leaves_s=held_s - 120, ends_s=held_s - 60, gap_s=0
        )
        for i in range(count)
    ]


def test_uic_406_on_a_single_track_section():
    """Case C9: 24 trains of 28.75 min each occupy 690 min of the day, 47.92 %."""
    busy = occupied_s(alternating(24, int(28.75 * 60)))
    assert busy / 60 == pytest.approx(690, abs=0.01)
    assert busy / 86_400 == pytest.approx(0.4792, abs=1e-4)


def test_trains_that_follow_past_signals_take_less():
    trains = [replace(b, way=1, gap_s=300) for b in alternating(5, 1_725)]
    assert occupied_s(trains) == 5 * 300
    assert occupied_s(trains, again=False) == 4 * 300 + 1_725
    slow_first = [replace(trains[0], leaves_s=3_000, ends_s=3_060), trains[1]]
    assert slow_first[0].headway_s(slow_first[1]) == 300 + 3_000 - (1_725 - 120)


def test_compressing_a_plan(small):
    """No section of a plan is held by two trains at once, so pushed together they take less than the day."""
    plan = hw.timetable(small, stop=None)
    found = occupation(small, plan.paths, additional=0.43)
    assert set(found.table["section"]) == {s.name for s in small.line.sections}
    assert (found.table["occupation"] < 1).all()
    for row in found.table.iter_rows(named=True):
        assert row["consumption"] == pytest.approx(1.43 * row["occupied_s"] / 86_400)
    assert found.tightest["section"] in found.summary()


def test_possessions_count_as_occupied(small):
    closed = Possession(name="works", leg="main", from_km=12, to_km=15, starts_at_s=0.0, duration_s=3 * 3600.0)
    scenario = replace(small, possessions=(closed,))
    plan = hw.timetable(scenario, stop=None)
    row = occupation(scenario, plan.paths).table.filter(section="Loop A - Loop B").row(0, named=True)
    assert row["closed_s"] == 3 * 3600


def test_headways_are_running_clearing_and_setting(small):
    """Without signals the section must be free: the run, the tail where the train passes, clearing and setting."""
    table = least_headways(small).filter(section="Loop A - Loop B", first="ore loaded", second="ore empty")
    times = hw.running_times(small).filter(train="ore-loaded", **{"from": "Loop B"}).row(0, named=True)
    assert table["headway_s"][0] > times["pass_pass_s"] + 120
    assert not table["same_direction"][0]


def test_no_plan_beats_the_bound(small):
    found = capacity(small, days=2)
    assert 1 <= found.pairs <= found.bound
    assert found.plan.violations == ()
    assert found.mt_per_year == pytest.approx(found.pairs * 3_200 * 365 / 1e6)
    for text in (found.binding, "UIC 406", "Scott", "one more loop", "no violation"):
        assert text in found.summary()
    with pytest.raises(InputError, match='"or" is not an ore flow'):
        capacity(small, flow="or")


def test_the_bound_of_a_section_by_hand(small):
    """A day less the other trains' and possessions' time, over a pair's."""
    (flow,) = small.flows
    bare = replace(small, services=(flow,))
    row = section_bounds(bare, flow).filter(section="Loop A - Loop B").row(0, named=True)
    assert row["others_s"] == 0
    assert row["bound"] == pytest.approx(86_400 / (row["loaded_s"] + row["empty_s"]))
    closed = Possession(name="works", leg="main", from_km=12, to_km=15, starts_at_s=0.0, duration_s=6 * 3600.0, weekdays=(0,))
    with_works = section_bounds(replace(bare, possessions=(closed,)), flow).filter(section="Loop A - Loop B")
    assert with_works["others_s"][0] == pytest.approx(6 * 3600 / 7)


def test_a_new_loop_helps_where_the_line_binds(small):
    """A loop anywhere else changes nothing; in the binding section the bound rises to that of the next."""
    (flow,) = small.flows
    bounds, gains = section_bounds(small, flow).sort("bound"), new_loops(small, flow)
    best = gains.sort("gain", descending=True).row(0, named=True)
    assert best["section"] == bounds["section"][0]
    assert (gains.filter(gains["section"] != best["section"])["gain"].abs() < 1e-9).all()
    assert best["bound"] == pytest.approx(bounds["bound"][1], rel=0.01)


def test_a_new_loop_keeps_tracks_and_signals(small):
    (leg,) = small.line.legs
    double = Section(start="Loop A", end="Loop B", tracks=2, signals_km=(12.0, 17.0))
    line = replace(small.line, legs=(replace(leg, sections=(double,)),))
    halves = [s for s in with_loop(line, 1).sections if s.tracks == 2]
    assert [(s.start, s.end, s.signals_km) for s in halves] == [
        ("Loop A", "New loop km 15", (12.0,)),
        ("New loop km 15", "Loop B", (17.0,)),
    ]


def test_longer_trains_carry_more_until_they_fit_nowhere(small):
    (flow,) = small.flows
    table = train_lengths(small, flow, factors=(0.5, 1.0, 1.5, 20.0))
    assert table["wagons"].to_list() == [20, 40, 60]
    assert table["mt_per_year"].is_sorted()
    assert table["length_m"][1] == small.consist("ore-loaded").length_m


def test_pairs_are_spread_evenly(small):
    (flow,) = small.flows
    ready = [r.ready_s for r in pairs(small, flow, 1, 6) if r.consist.loaded]
    assert set(np.diff(ready)) == {14_400}
