"""Capacity against numbers that others worked out: exact siding cases, and the shapes of published simulations."""

import numpy as np
import pytest
from benchmarks.capacity import best_loops, double_track_delay, loop_delay, r2, siding_delay


@pytest.mark.parametrize(
    ("offset", "count", "delay", "where"),
    [
        (0, 1, 360, [(60,)]),
        (0, 2, 240, [(40, 80)]),
        (20, 1, 420, [(60,)]),
        (20, 2, 180, [(40, 80)]),
    ],
)
def test_the_best_one_and_two_loops(offset, count, delay, where):
    """Case C10: every choice of posts tried, every plan proven."""
    assert best_loops(offset, count) == (delay, where)


@pytest.mark.parametrize(("offset", "posts", "delay"), [(0, (30, 60, 90), 0), (20, (30, 60, 90), 60), (20, (40, 70, 100), 60)])
def test_the_best_three_loops(offset, posts, delay):
    """Case C10; that no other choice is better is tried in the benchmark."""
    assert siding_delay(posts, offset) == delay


def test_double_track_takes_delay_away_evenly():
    """Case C15: linear in the share of double track at fixed volume."""
    shares = np.linspace(0, 1, 6)
    delays = [double_track_delay(share) for share in shares]
    assert delays[-1] < 0.1 * delays[0]
    assert r2(shares, delays) > 0.95


def test_half_of_the_loops_long_is_nearly_as_good_as_all():
    """Shape of case C15: over-length trains cost much with few long loops, less than half as much more with half of them.

    The published threshold, no penalty at all from about a half, is not reached here: the plain rule still loses some.
    """
    few, half, every = (loop_delay(share, long_share=0.5) for share in (0.2, 0.5, 1.0))
    assert few > 1.3 * every
    assert half < few
    assert half - every < 0.5 * (few - every)
