"""Changes that add a place or a section to a leg, at its place in the order of the others."""

import pytest

import headway as hw
from headway.errors import InputError


def test_a_new_place_stands_at_its_km_post(small):
    """A place that a change adds is a row like any other, between its neighbours, and divides their section."""
    other = hw.changed(small, {"legs.main.places.New loop": {"km": 15, "tracks": "2 x 800 m"}})
    assert [place.name for place in other.line.places] == ["Port", "Loop A", "New loop", "Loop B", "Loop C", "Pit"]
    assert str(other.changes[0]) == "legs.main.places.New loop: {km: 15, tracks: 2 x 800 m}, stated nowhere before"


def test_a_new_place_fits_a_leg_whose_posts_fall():
    """On the leg from Oran's coast, whose posts fall along the line, places stay in order too."""
    leg = "oued-tlelat-bethioua"
    other = hw.changed("gara-djebilet-oran", {f"legs.{leg}.places.New": {"km": 49.0, "tracks": "2 x 700 m"}})
    posts = [place.km for place in other.line.leg(leg).places]
    assert 49.0 in posts
    assert posts in (sorted(posts), sorted(posts, reverse=True))


def test_a_section_is_known_by_its_two_places(small):
    """A section that no file lists is added by a change, and one that is listed is changed by the same address."""
    other = hw.changed(small, {"legs.main.sections.Loop A - Loop B": {"tracks": 2}})
    assert [section.tracks for section in other.line.sections] == [1, 2, 1, 1]
    again = hw.changed(other, {"legs.main.sections.Loop A - Loop B": {"tracks": 1, "signals_km": [15]}})
    assert again.line.sections[1].signals_km == (15.0,)
    assert again.changes[0].was == ""


def test_a_place_without_a_mapping_is_no_new_place(small):
    """A misspelt name is refused as ever, and a new place needs its km post."""
    with pytest.raises(InputError, match='there is no "Loop D"'):
        hw.changed(small, {"legs.main.places.Loop D": 3})
    with pytest.raises(InputError, match='there is no "Loop D"'):
        hw.changed(small, {"legs.main.places.Loop D.km": 15})
    with pytest.raises(InputError, match='"km" is missing'):
        hw.changed(small, {"legs.main.places.Loop D": {"tracks": "2 x 800 m"}})


def test_a_saved_scenario_with_a_new_place_is_the_same(small, tmp_path):
    """A scenario with added rows is written and read again without loss."""
    other = hw.changed(
        small,
        {"legs.main.places.New loop": {"km": 15, "tracks": "2 x 800 m"}, "legs.main.sections.Loop C - Pit": {"tracks": 2}},
    )
    hw.save(other, tmp_path / "copy")
    assert hw.load(tmp_path / "copy").line == other.line
