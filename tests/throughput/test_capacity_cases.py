"""Capacity against numbers that others worked out: exact siding cases, and the shapes of published simulations."""

import numpy as np
import pytest
from benchmarks.capacity.cases import best_loops, crossing, double_track_delay, loop_penalties, r2, siding_delay

from headway.dispatch import MaxRounds


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


def test_about_half_of_the_loops_long_takes_the_penalty_of_long_trains_away():
    """Case C15: the cars of a day held constant, half of them in long trains; published is a threshold of roughly a half."""
    shares = (0.2, 0.4, 0.6, 0.7, 1.0)
    penalties = loop_penalties(shares, in_long=0.5)
    assert penalties == sorted(penalties, reverse=True)
    assert penalties[0] > 1.3
    assert 0.4 < crossing(shares, penalties) < 0.65


def test_a_plan_needs_fewer_long_loops_than_the_plain_rule():
    """Case C15 with planned meets: already with half of the loops long no penalty is left."""
    few, half = loop_penalties((0.2, 0.5), in_long=0.5, replications=4, stop=MaxRounds(300))
    assert few > 1.1
    assert half < 1.0
