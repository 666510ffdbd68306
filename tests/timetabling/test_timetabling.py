"""Plans: hand cases, the brute-force twin of the search, laws, and a referee that catches every planted violation."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.dispatch import MaxRounds
from headway.model import Leg, Line, Possession, Section, Stop, Track
from headway.timetabling.insertion import search as kernel
from headway.timetabling.insertion.search import Bookings, Labels, Route, Rules
from tests import naive
from tests.conftest import BUNDLED


def path_of(plan, train):
    return next(p for p in plan.paths if p.train == train)


# ---------------------------------------------------------------------- hand


def test_two_railcars_meet_at_the_loop_where_both_stop(small):
    """Both leave at 08:00 and stop at Loop B for 2 minutes; they meet there and neither waits for the other."""
    plan = hw.timetable(small)
    up, down = path_of(plan, "morning-up day 1"), path_of(plan, "morning-down day 1")
    assert up.departs_s == down.departs_s == 8 * 3600
    calls = [next(c for c in p.calls if c.place == "Loop B") for p in (up, down)]
    assert calls[0].track != calls[1].track
    assert [c.departs_s - c.arrives_s for c in calls] == [120, 120]
    assert up.wait_s == down.wait_s == 0


def test_a_train_waits_at_the_loop_for_the_one_it_meets(small):
    """The up railcar leaves 10 minutes later: the first to reach the loop before the section waits, and says for whom."""
    up, down, ore = small.services
    later = replace(small, services=(replace(up, stops=(), departs_at_s=8 * 3600 + 600.0), replace(down, stops=()), ore))
    plan = hw.timetable(later)
    trains = [path_of(plan, "morning-up day 1"), path_of(plan, "morning-down day 1")]
    waits = [c for p in trains for c in p.calls if c.wait_s]
    assert len(waits) == 1
    assert waits[0].binds.who.startswith("morning-")
    assert plan.violations == ()


def test_a_meet_costs_what_the_signals_and_the_stop_cost(small):
    """The waiting train restarts one setting time after the section is free: clearing 60 s after the other's arrival."""
    up, down, ore = small.services
    plan = hw.timetable(
        replace(small, services=(replace(up, stops=(), departs_at_s=8 * 3600 + 600.0), replace(down, stops=()), ore))
    )
    trains = [path_of(plan, "morning-up day 1"), path_of(plan, "morning-down day 1")]
    waiting, other = sorted(trains, key=lambda p: -p.wait_s)
    stop = next(c for c in waiting.calls if c.wait_s)
    meets = next(c for c in other.calls if c.place == stop.place)
    tail = 0 if meets.stops else meets.tail_s
    assert stop.departs_s == meets.arrives_s + tail + 60 + 60


def test_long_trains_pass_short_loops_but_do_not_wait_there(small):
    """Loop C has 300 m; the 520 m ore trains never stop there, however dense the traffic."""
    plan = hw.timetable(small, days=2)
    ore = [c for p in plan.paths if p.train_class == "ore" for c in p.calls if c.place == "Loop C"]
    assert len(ore) > 10
    assert not any(c.stops for c in ore)


def test_nothing_runs_during_a_possession(small):
    """From 07:00 to 10:00 km 12 to 15 are closed: the railcars wait before it, the first says so; the referee agrees."""
    closed = Possession(name="rail grinding", leg="main", from_km=12, to_km=15, starts_at_s=7 * 3600.0, duration_s=3 * 3600.0)
    plan = hw.timetable(replace(small, possessions=(closed,)))
    assert plan.violations == ()
    for train in ("morning-up day 1", "morning-down day 1"):
        path = path_of(plan, train)
        a, b = (next(c for c in path.calls if c.place == p) for p in ("Loop A", "Loop B"))
        assert min(a.departs_s, b.departs_s) >= 10 * 3600
    assert "waits for possession rail grinding on Loop A - Loop B" in plan.explain()


def test_a_possession_on_some_weekdays_closes_only_those(small):
    """The first day is a Monday: a closure on Tuesdays delays the second day's railcars only."""
    closed = Possession(
        name="inspection", leg="main", from_km=12, to_km=15, starts_at_s=7 * 3600.0, duration_s=3 * 3600.0, weekdays=(1,)
    )
    plan = hw.timetable(replace(small, possessions=(closed,)), days=2)
    late = [path_of(plan, f"morning-up day {day}").arrives_s - (day - 1) * 86_400 for day in (1, 2)]
    assert late[0] < 9 * 3600 < 10 * 3600 < late[1]


def test_the_passenger_train_keeps_its_published_time(flagship):
    """Béchar 08:00, Tindouf 19:20 with five stops on the way: 11 h 20; a search may bring it in sooner, never later."""
    for name, stop in product(BUNDLED[:4], (None, MaxRounds(3_000))):
        plan = hw.timetable(hw.load(name), days=2, empty_line=True, stop=stop)
        for day in (1, 2):
            path = path_of(plan, f"passenger-south day {day}")
            assert path.departs_s == (day - 1) * 86_400 + 8 * 3600
            assert path.due_s - path.departs_s == 11 * 3600 + 20 * 60
            assert path.arrives_s <= path.due_s
            assert stop is not None or path.arrives_s >= path.due_s - 300
            stops = [c for c in path.calls[1:-1] if c.stops and c.departs_s - c.arrives_s >= 300]
            assert {"Abadla", "Hammaguir", "Tabelbala", "Hassi Khebi", "Oum El Assel"} <= {c.place for c in stops}


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_plan_passes_the_referee(name):
    plan = hw.timetable(hw.load(name), days=3)
    assert plan.violations == ()
    assert plan.objective_s >= plan.bound_s > 0
    assert "no violation" in plan.summary()


def test_the_long_term_day_has_eight_loaded_trains():
    """50 Mt/y are 8 loaded trains of 17,000 t a day, and 8 empty ones back."""
    scenario = hw.load("gara-djebilet-50mt")
    plan = hw.timetable(scenario)
    ore = [p for p in plan.paths if p.service == "ore"]
    assert sum(p.loaded for p in ore) == 8
    assert len(ore) == 16
    assert scenario.consist("ore-loaded").payload_kg == 17_000_000


def test_ore_trains_change_crews_on_the_way(small):
    """Every ore train stops 10 minutes at Loop B, planned and simulated; the referee catches one that does not."""
    up, down, ore = small.services
    scenario = replace(small, services=(up, down, replace(ore, stops=(Stop(place="Loop B", dwell_s=600),))))
    plan = hw.timetable(scenario, stop=MaxRounds(200))
    run = hw.simulate(scenario, days=2, warm_up_days=0)
    assert plan.violations == run.violations == ()
    for path in (*plan.paths, *run.paths):
        call = next(c for c in path.calls if c.place == "Loop B")
        assert call.stops or path.service != "ore"
        if path.service == "ore":
            assert call.departs_s - call.arrives_s >= 600
    quick = hw.timetable(small, stop=None)
    assert "does not stop 600 s at Loop B" in " ".join(hw.verify(scenario, quick.paths))


def test_bad_stops_of_ore_trains_are_listed(small):
    up, down, ore = small.services
    stops = tuple(Stop(place=p, dwell_s=60) for p in ("Loop B", "Loop B", "Port", "Loop C", "Nowhere"))
    with pytest.raises(hw.InputError) as caught:
        replace(small, services=(up, down, replace(ore, stops=stops)))
    text = str(caught.value)
    for part in ('"Loop B" is listed twice', '"Port" does not lie between', 'every track of "Loop C" (300 m)', '"Nowhere"'):
        assert part in text


def test_bad_days_are_refused(small):
    with pytest.raises(hw.InputError, match="covers 1 to 366 days, not 0"):
        hw.timetable(small, days=0)


def test_a_line_that_is_open_too_shortly_says_which_train_finds_no_path(small):
    """The 10 km take 500 s at 72 km/h, and the section is open for 300 s a day."""
    closed = Possession(name="washed out", leg="main", from_km=12, to_km=15, starts_at_s=0, duration_s=86_400.0 - 300)
    with pytest.raises(hw.InputError, match=r'train "morning-.* day 1" finds no path.*Shorten the possessions'):
        hw.timetable(replace(small, possessions=(closed,)))


def test_possessions_that_together_leave_too_little_time_are_named_and_no_others(small):
    """One closes the morning, one the afternoon, but for 5 min; the third, elsewhere for an hour, has nothing to do with it."""
    morning, evening, other = (
        Possession(name=name, leg="main", from_km=km, to_km=km + 1, starts_at_s=start, duration_s=length)
        for name, km, start, length in (
            ("morning works", 32, 0.0, 42_900.0),
            ("evening works", 32, 43_200.0, 42_900.0),
            ("inspection", 22, 0.0, 3_600.0),
        )
    )
    with pytest.raises(hw.InputError) as caught:
        hw.timetable(replace(small, possessions=(other, morning, evening)))
    assert "in its way are possession morning works on Loop C - Pit and possession evening works on Loop C - Pit. " in str(
        caught.value
    )
    assert "inspection" not in str(caught.value)


# ---------------------------------------------------------------------- laws


def mirrored(scenario):
    """The same corridor seen from its other end: positions and directions turned round."""
    (leg,) = scenario.line.legs
    turned = Leg(
        name=leg.name,
        km_from=leg.km_to,
        km_to=leg.km_from,
        places=leg.places[::-1],
        speed_limits=leg.speed_limits,
    )
    return replace(scenario, line=Line(legs=(turned,)))


def test_the_mirrored_line_gives_the_mirrored_plan(small):
    """Counting the same line from its other end changes no time and no track."""
    plan, mirror = hw.timetable(small, days=2), hw.timetable(mirrored(small), days=2)
    assert [p.calls for p in plan.paths] == [p.calls for p in mirror.paths]


def test_trains_follow_one_another_past_intermediate_signals(small):
    """Signals every 2.5 km let a second train follow before the first has left the section; the referee agrees."""
    (leg,) = small.line.legs
    signals = tuple(
        Section(start=a.name, end=b.name, signals_km=(a.km + 2.5, a.km + 5, a.km + 7.5)) for a, b in pairwise(leg.places)
    )
    up, _, ore = small.services
    second = replace(up, name="second-up", departs_at_s=up.departs_at_s + 240)

    def plan(sections):
        line = Line(legs=(replace(leg, sections=sections),))
        return hw.timetable(replace(small, line=line, services=(up, second, ore)))

    with_signals, without = plan(signals), plan(())
    assert with_signals.violations == without.violations == ()
    arrival = [path_of(p, "second-up day 1").arrives_s for p in (with_signals, without)]
    assert arrival[0] < arrival[1]


def test_a_second_track_lets_trains_pass_between_places(small):
    """With two tracks everywhere the two railcars run through without a wait wherever they meet."""
    (leg,) = small.line.legs
    double = tuple(Section(start=a.name, end=b.name, tracks=2) for a, b in pairwise(leg.places))
    up, down, ore = small.services
    services = (replace(up, stops=(), departs_at_s=8 * 3600 + 600.0), replace(down, stops=()), ore)
    plan = hw.timetable(replace(small, line=Line(legs=(replace(leg, sections=double),)), services=services))
    assert plan.violations == ()
    assert sum(p.wait_s for p in plan.paths if p.train_class == "passenger") == 0


# ---------------------------------------------------------------------- twin


@st.composite
def small_routes(draw):
    """A line of two or three sections in seconds small enough to try them all, with bookings of other trains."""
    sections = draw(st.integers(2, 3))
    runs = [
        {(s, e): draw(st.integers(2, 4)) + (s == "stop") + (e == "stop") for s in ("stop", "pass") for e in ("stop", "pass")}
        for _ in range(sections)
    ]
    tails = [{"stop": 2, "pass": 1} for _ in range(sections)] + [{"stop": 0, "pass": 0}]

    def holds():
        spans, at = [], draw(st.integers(-3, 6))
        for _ in range(draw(st.integers(0, 2))):
            length = draw(st.integers(1, 6))
            spans.append(naive.Hold(at, at + length))
            at += length + draw(st.integers(0, 8))
        return spans

    section_tracks = [[holds() for _ in range(draw(st.integers(1, 2)))] for _ in range(sections)]
    place_tracks = [[holds() for _ in range(draw(st.integers(1, 2)))] for _ in range(sections + 1)]
    fits = [[True] * len(tracks) for tracks in place_tracks]
    for i in range(1, sections):
        fits[i] = [draw(st.booleans()) for _ in place_tracks[i]]
    return runs, tails, section_tracks, place_tracks, fits


@settings(max_examples=300)
@given(case=small_routes(), ready=st.integers(0, 4))
def test_the_search_finds_what_trying_every_second_finds(case, ready):
    """The earliest arrival by safe intervals is the earliest of all, or there is none within the bound for either."""
    runs, tails, section_tracks, place_tracks, fits = case
    bound, setting, clearing, out, into = 40, 1, 1, 2, 3
    slow = naive.earliest_arrival(
        run_s=runs, tail_s=tails, sections=section_tracks, places=place_tracks, fits=fits,
        setting_s=setting, clearing_s=clearing, from_yard_s=out, to_yard_s=into, ready_s=ready,
        bound_s=bound,
    )  # fmt: skip
    rows = [track for tracks in (*section_tracks, *place_tracks) for track in tracks]
    begin, end = (np.zeros((len(rows), 4), dtype=np.int64) for _ in range(2))
    for i, row in enumerate(rows):
        begin[i, : len(row)] = [h.begin for h in row]
        end[i, : len(row)] = [h.end for h in row]
    none = np.zeros_like(begin)
    book = Bookings(np.array([len(r) for r in rows]), begin, end, begin, end, none, none, none)
    counts = [len(t) for t in (*section_tracks, *place_tracks)]
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    n = len(section_tracks)
    order = ("stop", "pass")
    route = Route(
        direction=1,
        run_s=np.array([[[r[s, e] for e in order] for s in order] for r in runs]),
        tail_s=np.array([[t[m] for m in order] for t in tails[:n]]),
        block=np.zeros(n),
        cover=np.zeros(n),
        section=first[:n],
        section_tracks=np.array(counts[:n]),
        place=first[n:],
        place_tracks=np.array(counts[n:]),
        fits=np.array([[*row, False][:2] for row in fits]),
        halt=np.zeros(n + 1, dtype=np.bool_),
        dwell_s=np.zeros(n + 1, dtype=np.int64),
        from_yard_s=out,
        to_yard_s=into,
    )
    labels = Labels(*(np.zeros(5000, dtype=np.int64) for _ in range(6)))
    best = kernel.search(book, route, Rules(setting, clearing), labels, ready, kernel.FOREVER, bound)
    assert (None if best < 0 else int(labels.lo[best])) == slow


def test_signals_never_make_a_follower_later(small):
    """A fast train behind a slow one: with one signal it arrives no later than without, by the plain rule."""
    (leg,) = small.line.legs
    up, _, ore = small.services
    slow = replace(small.consist("railcar"), name="slow", max_speed_ms=5.0)
    services = (replace(up, name="slow-up", consist="slow", stops=()), replace(up, departs_at_s=up.departs_at_s + 1200), ore)

    def arrival(km):
        signals = tuple(Section(start=a.name, end=b.name, signals_km=(a.km + km,)) for a, b in pairwise(leg.places)) if km else ()
        line = Line(legs=(replace(leg, sections=signals),))
        plan = hw.timetable(replace(small, line=line, consists=(*small.consists, slow), services=services), stop=None)
        assert plan.violations == ()
        return path_of(plan, "morning-up day 1").arrives_s

    assert max(arrival(1), arrival(5)) <= arrival(None)


def test_trains_that_hold_a_track_for_an_instant_confuse_nothing(small):
    """With no setting and clearing time and the shortest yard moves the plan stays sound."""
    bare = replace(small, setting_s=0.0, clearing_s=0.0, yard_move_s=1.0)
    assert hw.timetable(bare, days=3).violations == ()


def test_a_line_without_loops_still_has_a_plan(small):
    """With one track at every place between, trains pass each other only at the ends, and none waits on the way."""
    (leg,) = small.line.legs
    one = (Track(name="1", length_m=2500.0),)
    places = tuple(replace(p, tracks=one) if p.name.startswith("Loop") else p for p in leg.places)
    plan = hw.timetable(replace(small, line=Line(legs=(replace(leg, places=places),))))
    assert plan.violations == ()
    assert all(path.wait_s == 0 for path in plan.paths if path.train_class == "ore")
