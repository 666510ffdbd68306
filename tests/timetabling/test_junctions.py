"""Junctions: places where trains of another line come on and go off, and hold a track for as long as that takes."""

from dataclasses import replace

import pytest

import headway as hw
from headway.dispatch import MaxRounds
from headway.errors import InputError
from headway.model import Line, Track
from headway.simulation import Record
from headway.units import HOUR_S


def with_junction(small, *, move_s, tracks=2, **services):
    """The middle loop is a junction; the railcars run as given: name = (origin, destination, departure)."""
    (leg,) = small.line.legs
    named = tuple(Track(name=str(i + 1), length_m=800.0) for i in range(tracks))
    places = tuple(replace(p, tracks=named, yard_move_s=move_s) if p.name == "Loop B" else p for p in leg.places)
    up, _, ore = small.services
    fixed = [
        replace(up, name=name, origin=origin, destination=destination, departs_at_s=float(at_s), stops=())
        for name, (origin, destination, at_s) in services.items()
    ]
    return replace(small, line=Line(legs=(replace(leg, places=places),)), services=(*fixed, ore))


@pytest.mark.parametrize("stop", [None, MaxRounds(500)])
@pytest.mark.parametrize("move_s", [60.0, 300.0])
def test_a_train_that_goes_off_frees_the_track_as_soon_as_its_move_is_over(small, stop, move_s):
    """On one track the next train comes in after the move of the first and the setting time: 1 min here, 5 elsewhere."""
    scenario = with_junction(small, move_s=move_s, tracks=1, off=("Port", "Loop B", 8 * HOUR_S), on=("Pit", "Loop B", 8 * HOUR_S))
    plan = hw.timetable(scenario, stop=stop)
    assert plan.violations == ()
    first, second = sorted((plan.path("off day 1").arrives_s, plan.path("on day 1").arrives_s))
    assert second - first == move_s + small.setting_s


def test_a_train_that_comes_on_holds_the_track_before_it_leaves(small):
    """It leaves ten minutes after the through train has passed at the earliest; with longer moves the referee objects."""
    branch = {"branch": ("Loop B", "Port", 9 * HOUR_S), "through": ("Pit", "Port", 8 * HOUR_S)}
    plan = hw.timetable(with_junction(small, move_s=600.0, tracks=1, **branch))
    assert plan.violations == ()
    (passed,) = (call for call in plan.path("through day 1").calls if call.place == "Loop B")
    assert plan.path("branch day 1").departs_s - 600 >= passed.departs_s
    slow = with_junction(small, move_s=2 * HOUR_S, tracks=1, **branch)
    assert any("both on track 1 of Loop B" in fault for fault in hw.verify(slow, plan.paths))


def test_two_lines_share_a_trunk(small):
    """Trains of the branch and of the main line, planned and simulated: everybody arrives, nobody is in another's way."""
    scenario = with_junction(
        small,
        move_s=60.0,
        branch_out=("Port", "Loop B", 8 * HOUR_S),
        branch_back=("Loop B", "Port", 8.5 * HOUR_S),
        main_out=("Port", "Pit", 8.25 * HOUR_S),
        main_back=("Pit", "Port", 8.25 * HOUR_S),
    )
    plan = hw.timetable(scenario, stop=MaxRounds(1_000))
    assert plan.violations == ()
    ran = hw.simulate(scenario, days=2, warm_up_days=0, chance=False, record=Record.PATHS)
    assert hw.verify(scenario, ran.paths) == []
    for name in ("branch_out", "branch_back", "main_out", "main_back"):
        assert sum(path.service == name for path in ran.paths) == 2


def test_trains_of_a_simulation_hold_the_track_as_long_as_the_place_says(small):
    """The second of two trains that go off over one track comes when the first has gone."""
    arrivals = []
    for move_s in (60.0, 300.0):
        scenario = with_junction(
            small, move_s=move_s, tracks=1, off=("Port", "Loop B", 8 * HOUR_S), on=("Pit", "Loop B", 8 * HOUR_S)
        )
        ran = hw.simulate(scenario, days=1, warm_up_days=0, chance=False, record=Record.PATHS)
        assert hw.verify(scenario, ran.paths) == []
        arrivals.append(sorted(path.arrives_s for path in ran.paths if path.service in ("off", "on")))
    (gap, longer) = (second - first for first, second in arrivals)
    assert longer - gap >= 240 - 60


def test_files_keep_the_move_of_a_place(small, tmp_path):
    """Written and read again; a move of no time is refused by name."""
    scenario = with_junction(small, move_s=90.0, off=("Port", "Loop B", 8 * HOUR_S))
    hw.save(scenario, tmp_path / "junction")
    assert hw.load(tmp_path / "junction") == scenario
    with pytest.raises(InputError, match='"Loop B": 0 min is out of range'):
        with_junction(small, move_s=0.0)


def with_one_track(small, length_m, *, joint=False, **changes):
    """Loop B has one track; as a joint, the posts run on from 500 beyond it."""
    (leg,) = small.line.legs
    track = (Track(name="1", length_m=length_m),)
    places = tuple(replace(p, tracks=track) if p.name == "Loop B" else p for p in leg.places)
    if not joint:
        return replace(small, line=Line(legs=(replace(leg, places=places),)), **changes)
    first = replace(leg, name="first", km_to=20, places=places[:3], speed_limits=())
    beyond = tuple(replace(p, km=p.km + 480) for p in places[2:])
    second = replace(leg, name="second", km_from=500, km_to=520, places=beyond, speed_limits=())
    return replace(small, line=Line(legs=(first, second)), **changes)


@pytest.mark.parametrize(
    ("joint", "length_m", "what"), [(False, 1.0, "shortest vehicle (12 m)"), (True, 60.0, "shortest train (70 m)")]
)
def test_a_place_that_only_cuts_a_block_is_refused(small, joint, length_m, what):
    """On two sections of 10 km trains follow each other in half the time of one of 20, whether the posts jump there or not."""
    up, down, ore = (replace(s, stops=()) for s in small.services)
    with pytest.raises(InputError) as caught:
        with_one_track(small, length_m, joint=joint, services=(up, down, ore))
    (problem,) = caught.value.problems
    assert problem.where == f"legs.{'second' if joint else 'main'}.places.Loop B"
    assert f'"Loop B" has one track of {length_m:g} m, too short for the {what}' in problem.message
    assert 'the block from "Loop A" to "Loop C"' in problem.message
    assert "Take it away, and write real block signals as signals_km" in problem.message


@pytest.mark.parametrize(("joint", "length_m"), [(False, 60.0), (False, 300.0), (True, 70.0), (True, 300.0)])
def test_a_place_where_something_can_stand_is_no_mere_cut(small, joint, length_m):
    """A track for a vehicle makes a post, one for the railcar a joint of two legs; ore trains of 520 m pass."""
    up, down, ore = (replace(s, stops=()) for s in small.services)
    scenario = with_one_track(small, length_m, joint=joint, services=(up, down, ore))
    assert hw.timetable(scenario, stop=None).violations == ()


def test_a_train_that_stops_on_too_short_a_track_is_told_that_alone(small):
    """Where trains stop the place is no mere cut: its track is too short for them."""
    with pytest.raises(InputError) as caught:
        with_one_track(small, 1.0)
    assert len(caught.value.problems) == 2
    assert all('longer than every track of "Loop B" (1 m), where it stops' in p.message for p in caught.value.problems)
