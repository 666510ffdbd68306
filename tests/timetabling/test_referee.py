"""The referee: it accepts good plans and catches every planted violation."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

import headway as hw
from headway.model import Closure, Line, Possession, Section
from headway.timetabling import Shut
from tests.timetabling.test_timetabling import path_of


@pytest.fixture(scope="module")
def plan():
    return hw.timetable(hw.load("three-loops"))


def change(plan, train, at, **values):
    """The plan's paths with one call of one train changed."""
    paths = []
    for path in plan.paths:
        calls = tuple(replace(c, **values) if (path.train, c.place) == (train, at) else c for c in path.calls)
        paths.append(replace(path, calls=calls))
    return paths


def shifted(plan, train, seconds):
    """The plan's paths with one train earlier or later; an ore train may be ready at any time."""
    paths = []
    for path in plan.paths:
        if path.train != train:
            paths.append(path)
            continue
        calls = tuple(replace(c, arrives_s=c.arrives_s + seconds, departs_s=c.departs_s + seconds) for c in path.calls)
        paths.append(replace(path, calls=calls, ready_s=-(10**6) if path.train_class == "ore" else path.ready_s))
    return paths


def test_the_referee_accepts_a_good_plan(plan):
    assert hw.verify(plan.scenario, plan.paths) == []


@pytest.mark.parametrize(
    ("values", "train", "place", "message"),
    [
        ({"place": "Nowhere"}, "morning-up day 1", "Loop A", "Nowhere is not on the line"),
        ({"place": "Loop C"}, "morning-up day 1", "Loop A", "do not follow one another"),
        ({"track": "9"}, "morning-up day 1", "Loop A", "there is no track 9"),
        ({"arrives_s": 0}, "morning-up day 1", "Loop B", "not after leaving Loop A"),
        ({"departs_s": 0}, "morning-up day 1", "Loop B", "before it arrives"),
        ({"stops": False}, "morning-up day 1", "Loop B", "passes, but stays 120 s"),
        ({"next_track": 1}, "morning-up day 1", "Loop B", "track 2 of Loop B - Loop C does not exist"),
        ({"tail_s": 0}, "morning-up day 1", "Loop B", "its tail cannot clear in 0 s"),
        ({"stops": True}, "ore 1 loaded", "Loop C", "520 m of train wait on 300 m of track"),
    ],
)
def test_the_referee_catches_a_bad_call(plan, values, train, place, message):
    found = hw.verify(plan.scenario, change(plan, train, place, **values))
    assert any(message in v for v in found), found


def test_the_referee_catches_a_train_that_is_too_fast(plan):
    """10 km at 72 km/h take 500 s; 480 s are too few."""
    path = path_of(plan, "morning-up day 1")
    departs = next(c.departs_s for c in path.calls if c.place == "Loop A")
    found = hw.verify(plan.scenario, change(plan, path.train, "Loop B", arrives_s=departs + 480))
    assert any("Loop A - Loop B in 480 s, faster than the limits allow (500 s)" in v for v in found)


def test_the_referee_catches_two_trains_on_one_section(plan):
    """The ore train moved onto the down railcar's way meets it between two places."""
    loaded = next(p for p in plan.paths if p.loaded and p.departs_s > 8 * 3600)
    railcar = path_of(plan, "morning-down day 1")
    found = hw.verify(plan.scenario, shifted(plan, loaded.train, railcar.departs_s - loaded.departs_s + 60))
    assert any("are both between" in v for v in found), found
    against = next(p for p in plan.paths if p.train_class == "ore" and not p.loaded and p.departs_s > 8 * 3600)
    found = hw.verify(plan.scenario, shifted(plan, against.train, railcar.departs_s - against.departs_s + 60))
    assert any("are both between" in v for v in found), found


def test_the_referee_catches_two_trains_on_one_track(plan):
    """Both railcars on the same track of Loop B."""
    track = next(c.track for c in path_of(plan, "morning-down day 1").calls if c.place == "Loop B")
    found = hw.verify(plan.scenario, change(plan, "morning-up day 1", "Loop B", track=track))
    assert any(f"are both on track {track} of Loop B" in v for v in found)


def test_the_referee_catches_an_early_departure_and_a_missed_stop(plan):
    found = hw.verify(plan.scenario, shifted(plan, "morning-up day 1", -60))
    assert any("before its time" in v for v in found)
    path = path_of(plan, "morning-up day 1")
    arrives = next(c.arrives_s for c in path.calls if c.place == "Loop B")
    found = hw.verify(plan.scenario, change(plan, path.train, "Loop B", departs_s=arrives, stops=False))
    assert any("does not stop 120 s at Loop B" in v for v in found)


def test_the_referee_catches_a_train_in_a_possession(plan):
    closed = Possession(name="grinding", leg="main", from_km=12, to_km=15, starts_at_s=8 * 3600.0, duration_s=3600.0)
    found = hw.verify(replace(plan.scenario, possessions=(closed,)), plan.paths)
    assert any("morning-up day 1 is on Loop A - Loop B during possession grinding" in v for v in found)


def test_the_referee_catches_a_train_in_a_closure(plan):
    """Closures of given dates are known ahead: neither a run nor a plan is on a stretch during one."""
    closed = Closure(name="flood", leg="main", from_km=12, to_km=15, starts_on=plan.scenario.starts_on, starts_at_s=28_800.0,
                     duration_s=3600.0)  # fmt: skip
    shut = replace(plan.scenario, disruptions=(closed,))
    found = hw.verify(shut, plan.paths, shuts=())
    assert any("morning-up day 1 is on Loop A - Loop B during closure flood" in v for v in found)
    assert hw.verify(shut, plan.paths) == found
    assert hw.verify(replace(shut, starts_on=plan.scenario.starts_on + timedelta(days=1)), plan.paths, shuts=()) == []


def test_the_referee_catches_a_train_that_enters_what_is_shut(plan):
    """The railcar passes Loop A and stops at Loop B: it could last be held on its way to the one, and at the other.

    So weather that begins behind Port does not hold it at Loop A, and at Loop B any does that has begun before it leaves.
    """
    up = path_of(plan, "morning-up day 1")
    port, a, b, *_ = up.calls
    assert (a.stops, b.stops) == (False, True)

    def enters(section, begin_s, end_s, **values):
        sand = Shut(name="sand", sections=(section,), begin_s=begin_s, end_s=end_s, **values)
        found = hw.verify(plan.scenario, plan.paths, shuts=[sand])
        assert all("shut by sand" in v for v in found)
        return any(f"{up.train} enters {section}" in v for v in found)

    assert enters("Loop A - Loop B", port.departs_s, a.departs_s + 1)
    assert not enters("Loop A - Loop B", port.departs_s, a.departs_s)
    assert not enters("Loop A - Loop B", port.departs_s + 1, a.departs_s + 1)
    assert enters("Loop B - Loop C", b.departs_s, b.departs_s + 1)
    assert enters("Loop B - Loop C", b.departs_s, b.departs_s + 1, passengers_only=True)
    assert not enters("Loop B - Loop C", b.departs_s + 1, b.departs_s + 600)


def test_the_referee_holds_long_trains_before_short_loops_and_joins_what_is_shut(plan):
    """The loaded ore train does not fit Loop C: it is held at Pit or not at all. Two storms that overlap are one."""
    loaded = path_of(plan, "ore 1 loaded")
    pit, c = loaded.calls[:2]

    def faults(*times, **values):
        shuts = [Shut(name="sand", sections=("Loop B - Loop C",), begin_s=x, end_s=y, **values) for x, y in times]
        return hw.verify(plan.scenario, [loaded], shuts=shuts)

    assert not c.stops
    assert faults((pit.departs_s, c.departs_s + 1))
    assert not faults((pit.departs_s + 1, c.departs_s + 1))
    middle = (pit.departs_s + c.departs_s) // 2
    assert len(faults((pit.departs_s, middle + 1), (middle, c.departs_s + 1))) == 1
    assert not faults((pit.departs_s, middle), (middle + 1, c.departs_s + 1))
    assert not faults((pit.departs_s, c.departs_s + 1), passengers_only=True)


@pytest.mark.parametrize(("track_m", "held"), [(800, True), (300, False)])
def test_a_train_cannot_be_held_on_a_track_that_is_too_short_for_it(plan, track_m, held):
    """Of two storms behind Pit the one beyond Loop B holds the ore train there only if it fits the track on which it passes."""
    loaded = path_of(plan, "ore 1 loaded")
    pit, _, b = loaded.calls[:3]
    assert not b.stops
    line = plan.scenario.line
    tracks = tuple(replace(t, length_m=track_m if t.name == b.track else 800) for t in line.place("Loop B").tracks)
    places = tuple(replace(p, tracks=tracks) if p.name == "Loop B" else p for p in line.places)
    scenario = replace(plan.scenario, line=Line(legs=(replace(line.legs[0], places=places),)))
    sand = Shut(name="sand", sections=("Loop A - Loop B",), begin_s=pit.departs_s + 1, end_s=b.departs_s + 1)
    assert bool(hw.verify(scenario, [loaded], shuts=[sand])) is held


def test_the_referee_catches_the_wrong_train_for_a_service(plan):
    up = path_of(plan, "morning-up day 1")
    assert "runs as ore-loaded, not as railcar" in " ".join(hw.verify(plan.scenario, [replace(up, consist="ore-loaded")]))
    ore = path_of(plan, "ore 1 loaded")
    assert "does not run between the ends" in " ".join(hw.verify(plan.scenario, [replace(ore, calls=ore.calls[:3])]))
    assert "runs Pit - Port as ore-empty" in " ".join(hw.verify(plan.scenario, [replace(ore, consist="ore-empty")]))
    assert "says that it is empty" in " ".join(hw.verify(plan.scenario, [replace(ore, loaded=False)]))
    assert "is of class ore, not tram" in " ".join(hw.verify(plan.scenario, [replace(ore, train_class="tram")]))
    assert "is planned 2 times" in " ".join(hw.verify(plan.scenario, [ore, ore]))
    assert '"tram" is not a service' in " ".join(hw.verify(plan.scenario, [replace(up, service="tram")]))
    assert "runs Port - Loop B, not Port - Pit" in " ".join(hw.verify(plan.scenario, [replace(up, calls=up.calls[:3])]))


def test_the_referee_catches_a_follower_too_close_to_the_train_ahead(small):
    """With a signal half-way the next train may enter when the first block is clear, not before."""
    (leg,) = small.line.legs
    halved = tuple(Section(start=a.name, end=b.name, signals_km=(a.km + 5,)) for a, b in pairwise(leg.places))
    up, _, ore = small.services
    second = replace(up, name="second-up", departs_at_s=up.departs_at_s + 60)
    scenario = replace(small, line=Line(legs=(replace(leg, sections=halved),)), services=(up, second, ore))
    plan = hw.timetable(scenario)
    ahead, behind = path_of(plan, "morning-up day 1"), path_of(plan, "second-up day 1")
    assert plan.violations == ()
    gap = behind.departs_s - ahead.departs_s
    closer = shifted(plan, behind.train, -(gap - 90))
    assert any("runs into" in v or "both on track" in v for v in hw.verify(scenario, closer))


def test_the_referee_knows_the_day_of_a_train(small):
    """A train held for 13 hours is late, not early; one that leaves 13 hours before its time is early; Monday is not Tuesday."""
    closed = Possession(name="works", leg="main", from_km=1, to_km=2, starts_at_s=7 * 3600.0, duration_s=14 * 3600.0)
    held = hw.timetable(replace(small, possessions=(closed,)))
    assert path_of(held, "morning-up day 1").departs_s > 20 * 3600
    assert held.violations == ()
    plan = hw.timetable(small)
    assert any("before its time" in v for v in hw.verify(small, shifted(plan, "morning-up day 1", -13 * 3600)))
    tuesdays = replace(small, services=(replace(small.services[0], weekdays=(1,)), *small.services[1:]))
    assert any("does not run on this weekday" in v for v in hw.verify(tuesdays, plan.paths))


def test_a_broken_train_does_not_hide_the_conflicts_of_others(plan):
    down, up = path_of(plan, "morning-down day 1"), path_of(plan, "morning-up day 1")
    paths = [*plan.paths, replace(down, train="ghost"), replace(up, train="torn", calls=up.calls[:1])]
    found = " ".join(hw.verify(plan.scenario, paths))
    assert "torn: a path needs two places" in found
    assert "ghost and morning-down day 1 are both" in found or "morning-down day 1 and ghost are both" in found


def test_the_referee_knows_the_tail_at_a_signal(small):
    """A follower enters a block when the tail of the train ahead has left it, 520 m behind its head, not when the head has."""
    (leg,) = small.line.legs
    halved = tuple(Section(start=a.name, end=b.name, signals_km=(a.km + 5,)) for a, b in pairwise(leg.places))
    scenario = replace(small, line=Line(legs=(replace(leg, sections=halved),)))
    ahead = path_of(hw.timetable(scenario), "ore 1 loaded")

    def follower(gap_s):
        calls = tuple(replace(c, arrives_s=c.arrives_s + gap_s, departs_s=c.departs_s + gap_s) for c in ahead.calls)
        return replace(ahead, train="follower", calls=calls, ready_s=ahead.ready_s + gap_s)

    first, second = ahead.calls[:2]
    half = (second.arrives_s - first.departs_s) / 2
    tail = 520 / 10_000 * 2 * half
    too_close, enough = (round(half + 60 + 60 + x) for x in (tail / 2, tail + 120))
    assert any("runs into" in v for v in hw.verify(scenario, [ahead, follower(too_close)]))
    assert not any("runs into" in v for v in hw.verify(scenario, [ahead, follower(enough)]))
