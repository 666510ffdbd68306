"""Edits: the rest is planned around them, every plan passes the referee, and clashes are named."""

import pytest

import headway as hw
from headway.errors import InputError
from headway.timetabling import Depart, Lock, Meet, NoMeet, UseTrack, broken, edit


@pytest.fixture(scope="module")
def plan():
    return hw.timetable(hw.load("gara-djebilet-12mt"))


def meeting_places(plan, train, other):
    one, two = ({c.place: c for c in plan.path(name).calls} for name in (train, other))
    return [p for p in one if p in two and one[p].arrives_s <= two[p].departs_s and two[p].arrives_s <= one[p].departs_s]


def test_two_trains_meet_where_they_are_told_to(plan):
    """Wherever on their way: they meet there, once, and the referee agrees."""
    for place in ("Km 211", "Tabelbala", "Km 540"):
        changed = edit(plan, Meet("ore 1 loaded", "ore 1 empty", place))
        assert meeting_places(changed, "ore 1 loaded", "ore 1 empty") == [place]
        assert changed.violations == ()


def test_a_forbidden_meet_moves_elsewhere(plan):
    (present,) = meeting_places(plan, "ore 1 loaded", "ore 1 empty")
    changed = edit(plan, NoMeet("ore 1 loaded", "ore 1 empty", present))
    assert present not in meeting_places(changed, "ore 1 loaded", "ore 1 empty")
    assert changed.violations == ()


def test_a_track_is_used(plan):
    call = next(c for c in plan.path("ore 1 loaded").calls if c.place == "Km 409")
    other = {"1": "2", "2": "1"}[call.track]
    changed = edit(plan, UseTrack("ore 1 loaded", "Km 409", other))
    assert next(c for c in changed.path("ore 1 loaded").calls if c.place == "Km 409").track == other


def test_a_locked_train_keeps_its_path_while_others_move(plan):
    """The goods train leaves an hour earlier; the locked ore train runs as before, to the second."""
    moved = Depart("goods-south day 1", 20 * 3600)
    changed = edit(plan, Lock("ore 2 loaded"), Lock("passenger-north day 1"), moved)
    for name in ("ore 2 loaded", "passenger-north day 1"):
        before, after = plan.path(name), changed.path(name)
        assert [(c.place, c.track, c.arrives_s, c.departs_s) for c in before.calls] == [
            (c.place, c.track, c.arrives_s, c.departs_s) for c in after.calls
        ]
    assert changed.path("goods-south day 1").departs_s >= 20 * 3600
    assert changed.violations == ()


def test_ore_trains_choose_their_departures_anew(plan):
    """An ore train that must meet elsewhere leaves at another time of its window instead of waiting out on the line."""
    changed = edit(plan, Meet("ore 1 loaded", "ore 1 empty", "Km 211"))
    moved = [path for path in changed.paths if path.service == "ore" and path.departs_s != plan.path(path.train).departs_s]
    assert moved
    assert all(path.latest_s is None or path.ready_s <= path.departs_s <= path.latest_s for path in moved)
    assert changed.violations == ()


def test_edits_are_kept_by_later_ones(plan):
    first = edit(plan, Meet("ore 1 loaded", "ore 1 empty", "Km 211"))
    second = edit(first, Depart("ore 2 empty", 17 * 3600))
    assert len(second.edits) == 2
    assert broken(second.edits, second) == []


def test_a_clash_names_the_edits_that_make_it(plan):
    """Two meets of the same trains cannot both be; the lock of a third has nothing to do with it."""
    with pytest.raises(InputError) as caught:
        edit(
            plan,
            Lock("goods-north day 1"),
            Meet("ore 1 loaded", "ore 1 empty", "Km 211"),
            Meet("ore 1 loaded", "ore 1 empty", "Km 540"),
        )
    assert "ore 1 loaded and ore 1 empty meet at Km 211" in str(caught.value)
    assert "ore 1 loaded and ore 1 empty meet at Km 540" in str(caught.value)
    assert "goods-north" not in str(caught.value)


def test_every_wrong_name_is_listed(plan):
    with pytest.raises(InputError) as caught:
        edit(
            plan,
            Meet("ore 1 loadd", "ore 1 empty", "Km 211"),
            UseTrack("ore 1 loaded", "Km 540", "9"),
            Meet("ore 1 loaded", "ore 2 loaded", "Km 211"),
            NoMeet("ore 1 loaded", "passenger-south day 1", "Gara Djebilet"),
            UseTrack("ore 1 loaded", "Nowhere", "1"),
        )
    text = str(caught.value)
    for part in (
        'Did you mean "ore 1 loaded"?',
        'Km 540 has no track "9"',
        "run the same way",
        "passenger-south day 1 does not come through Gara Djebilet",
        '"Nowhere" is not a place',
    ):
        assert part in text
