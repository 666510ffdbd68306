"""Train sets: who runs which train, with the fewest sets, and a referee that catches every planted violation."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway as hw
from headway.timetabling import circulation, verify_sets
from headway.timetabling.sets.turnback import turnaround_s
from headway.units import DAY_S, HOUR_S
from tests.timetabling.test_repeating import path


@pytest.fixture(scope="module")
def plan():
    return hw.timetable(hw.load("gara-djebilet-50mt"), stop=None)


def real(small, name, loaded, departs_s, arrives_s):
    """A path between the ends of the line, as the consist that it is."""
    ends = small.ends(small.flows[0])
    way = ends if loaded else ends[::-1]
    found = path(name, loaded, departs_s, arrives_s)
    calls = tuple(replace(call, place=place) for call, place in zip(found.calls, way, strict=True))
    return replace(found, calls=calls)


@st.composite
def days(draw):
    """One to four pairs of trains at any time, some of which take more than a day."""
    small = hw.load("three-loops")
    return small, [
        real(small, f"{'loaded' if loaded else 'empty'} {i}", loaded, at, at + takes)
        for i in range(draw(st.integers(1, 4)))
        for loaded in (True, False)
        for at, takes in [(draw(st.integers(0, DAY_S - 1)), draw(st.integers(HOUR_S, 30 * HOUR_S)))]
    ]


@given(days())
def test_no_assignment_takes_fewer_sets(day):
    """All ways to join arrivals and departures are tried; each takes whole sets, and none fewer."""
    small, trains = day
    (flow,) = small.flows
    found = circulation(small, flow, trains, DAY_S)
    assert verify_sets(small, trains, [found], DAY_S) == []
    loaded, empty = [t for t in trains if t.loaded], [t for t in trains if not t.loaded]

    def least(arriving, leaving, station):
        turn = turnaround_s(small, flow, station)
        return min(
            sum(turn + (b.departs_s - a.arrives_s - turn) % DAY_S for a, b in zip(arriving, order, strict=True))
            for order in permutations(leaving)
        )

    stands = least(loaded, empty, small.dumper(flow.dumper)) + least(empty, loaded, small.load_out(flow.load_out))
    assert found.needed * DAY_S == sum(t.transit_s for t in trains) + stands


def test_sets_that_follow_one_another_run_the_same_trains_day_after_day(plan):
    """Run for 30 days, every set's trains follow one another in time and place, and the sets are as many as are counted."""
    (found,) = plan.circulations()
    by_train = {turn.train: turn for turn in found.turns}
    runs = {}
    for first in found.turns:
        turn, at = first, first.departs_s
        owner = first.train_set
        while at < 30 * DAY_S:
            key = (turn.train, at)
            assert runs.setdefault(key, owner) == owner
            at += turn.then_departs_s - turn.departs_s
            turn = by_train[turn.then]
    duties = defaultdict(list)
    for (train, at), owner in runs.items():
        duties[owner].append((at, train))
    for own in duties.values():
        ordered = sorted(own)
        assert all(by_train[a].then == b for (_, a), (_, b) in pairwise(ordered))
    assert len(duties) <= found.needed


def test_the_table_has_a_row_for_every_ore_train(plan, tmp_path):
    table = plan.train_sets()
    assert set(table["train"]) == {p.train for p in plan.paths if p.service == "ore"}
    assert table["spare_s"].min() >= 0
    assert table.height == 16 >= table["train_set"].n_unique()
    written = hw.report.write_train_sets(plan, tmp_path / "sets.csv").read_text()
    assert "mine-sets 1,ore 1 loaded" in written
    assert "turnback" in hw.report.write_plan_page(plan, tmp_path / "plan.html").read_text()


def test_a_set_that_comes_back_within_the_day_runs_several_trains(small):
    plan = hw.timetable(small, stop=None)
    (found,) = plan.circulations()
    assert found.needed == 2 < len(found.turns)
    first = [turn for turn in found.turns if turn.train_set == "shuttle 1"]
    assert [turn.then for turn in first[:-1]] == [turn.train for turn in first[1:]]
    assert plan.violations == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"train": "ore 2 loaded"}, "ore 1 loaded: is run by 0 sets, not one"),
        ({"train": "ore 9 loaded"}, "ore 9 loaded: is not a train of ore"),
        ({"then": "ore 1 loaded"}, "ore 1 loaded: is what goes on of 2 sets, not one"),
        ({"then": "ore 1 loaded"}, "is loaded as ore 1 loaded and as ore 1 loaded"),
        ({"then": "ore 1 loaded"}, "and goes on as ore 1 loaded from"),
        ({"arrives_s": 1}, "ore 1 loaded: runs at other times than"),
        ({"then_departs_s": 1}, "does not depart when"),
        ({"then_departs_s": 1}, "s at Port between ore 1 loaded and"),
        ({"then_departs_s": 9 * DAY_S}, "its turns take"),
        ({"train_set": "shuttle 2"}, "shuttle 2: goes on as"),
    ],
)
def test_the_referee_catches_a_bad_turn(small, values, message):
    plan = hw.timetable(small, stop=None)
    (found,) = plan.circulations()
    turns = tuple(replace(turn, **values) if turn.train == "ore 1 loaded" else turn for turn in found.turns)
    faults = verify_sets(small, plan.paths, [replace(found, turns=turns)], DAY_S)
    assert any(message in fault for fault in faults), faults


def test_the_referee_counts_the_sets_and_knows_the_flows(small):
    plan = hw.timetable(small, stop=None)
    (found,) = plan.circulations()
    assert "not 1" in verify_sets(small, plan.paths, [replace(found, needed=1)], DAY_S)[0]
    assert "is not an ore flow" in verify_sets(small, plan.paths, [replace(found, flow="coal")], DAY_S)[0]
