"""How long until a project has paid for itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError

FOUR = [-1000, 400, 400, 400, 400]


def test_payback_plain_and_discounted_in_both_ways():
    """Case N8: 400 a year for 1000; the two discounted figures differ by less than a day."""
    assert ec.payback(FOUR) == pytest.approx(2.5, rel=1e-9)
    assert ec.discounted_payback(0.1, FOUR) == pytest.approx(3.01925, rel=1e-9)
    assert ec.discounted_payback(0.1, FOUR, ec.Within.CONTINUOUS) == pytest.approx(3.0183771874358234, rel=1e-9)


def test_rail_against_road_pays_back_in_some_years():
    """Case P2 (KWG/Tetra Tech 2013, 3 Mt a year): 509 M$ more for a railway, 50.28 $ less for each tonne."""
    more, less = 1561 - 1052, 60.78 - 10.5
    assert more / less == pytest.approx(10.123309466984884, rel=1e-9)
    flows = [-more, *[3 * less] * 10]
    assert ec.payback(flows) == pytest.approx(3.374436488994961, rel=1e-9)
    assert ec.discounted_payback(0.08, flows, ec.Within.CONTINUOUS) == pytest.approx(4.088419120515792, rel=1e-9)


def test_what_never_pays_back_has_none():
    """Nor has a project whose last flow throws it back under water."""
    assert ec.payback([-100, 30, 30]) is None
    assert ec.payback([-100, 150, -100]) is None
    assert ec.payback([100, 50]) == 0


@given(st.floats(0.0, 0.3), st.lists(st.floats(1, 100), min_size=3, max_size=12))
def test_discounting_makes_it_longer(rate, income):
    """Law: a discounted payback is no shorter than the plain one, and a continuous one no longer than a linear one."""
    flows = [-sum(income) / 3, *income]
    plain, linear = ec.payback(flows), ec.discounted_payback(rate, flows)
    if linear is not None:
        assert plain <= linear + 1e-9
        assert ec.discounted_payback(rate, flows, "continuous") <= linear + 1e-9


def test_draws_have_a_payback_each():
    """Not a number where there is none."""
    found = ec.payback_each(0.0, [FOUR, [-1000, 1, 1, 1, 1]])
    assert found[0] == 2.5
    assert np.isnan(found[1])


def test_what_is_not_the_flows_of_one_project_is_refused():
    """With the function to use instead."""
    with pytest.raises(InputError, match="for draws use payback_each"):
        ec.payback([FOUR])
