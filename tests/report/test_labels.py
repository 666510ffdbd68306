"""Labels along an axis: apart, in order, near where they should stand, or left out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.report.tables.labels import spread

crowds = st.lists(st.tuples(st.floats(0, 1_000), st.integers(0, 3)), min_size=1, max_size=40).map(sorted)


@given(crowds, st.floats(1e-3, 300), st.floats(0.1, 5), st.booleans())
def test_labels_never_overlap_and_stay_near(crowd, room, rooms, bounded):
    """Two labels that stay have their room, their order and their bounds, and none is further than the reach from its place."""
    wanted, rank = [at for at, _ in crowd], [rank for _, rank in crowd]
    low, high = (0.0, 1_000.0) if bounded else (-1e9, 1e9)
    found = spread(wanted, room, reach=rooms * room, low=low, high=high, rank=rank)
    assert len(found) == len(wanted)
    kept = [at for at in found if at is not None]
    assert kept
    assert all(b - a >= room * (1 - 1e-6) for a, b in pairwise(kept))
    assert all(abs(at - want) <= rooms * room * (1 + 1e-5) for at, want in zip(found, wanted, strict=True) if at is not None)
    assert all(low - 1e-6 <= at <= high + 1e-6 for at in kept)


@given(crowds, st.floats(1e-3, 10))
def test_labels_that_have_their_room_stay_where_they_are(crowd, room):
    """Nothing is moved or left out without need."""
    apart = [number * (room + 1) for number, _ in enumerate(crowd)]
    assert spread(apart, room, reach=room) == pytest.approx(apart)


@given(crowds, st.floats(1, 300))
def test_the_most_important_label_always_stays(crowd, room):
    """Whatever the crowd, one label of rank 0 is never left out for one of a lower rank."""
    wanted = [at for at, _ in crowd]
    for chosen in range(len(wanted)):
        rank = [0.0 if i == chosen else 1.0 for i in range(len(wanted))]
        assert spread(wanted, room, reach=room, rank=rank)[chosen] is not None


def test_three_labels_by_hand():
    """Three at one point move by a room to both sides; if that is too far, the least important goes and two share the point."""
    assert spread([5.0, 5.0, 5.0], 2.0, reach=2.0) == [3.0, 5.0, 7.0]
    assert spread([5.0, 5.0, 5.0], 2.0, reach=1.0, rank=[0, 1, 0]) == [4.0, None, 6.0]
    assert spread([0.0, 1.0], 4.0, reach=4.0, low=0.0) == [0.0, 4.0]
