"""Internal rates of return: one, two, none, negative; and the modified one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError
from tests.economics.test_discounting import MINE

FIVE = [-70000, 12000, 15000, 18000, 21000, 26000]


@pytest.mark.parametrize(("years", "rate"), [(6, 0.08663094803653149), (5, -0.021244848273410888), (3, -0.44350694133474056)])
def test_a_shop_after_five_four_and_two_years(years, rate):
    """Case N3 (Microsoft's IRR): the rate is negative while the shop has not earned back its cost."""
    assert ec.irrs(FIVE[:years]) == (pytest.approx(rate, abs=1e-9),)
    assert ec.irr(FIVE[:years]) == pytest.approx(rate, abs=1e-9)


def test_the_mine_earns_fourteen_per_cent():
    """Case N4."""
    assert ec.irr(MINE) == pytest.approx(0.14084544175123329, rel=1e-9)


def test_where_no_rate_exists_none_is_given():
    """Case N6: the discriminant is -1 750 000."""
    assert ec.irrs([1000, -1500, 1000]) == ()
    assert ec.irr([1000, -1500, 1000]) is None
    assert ec.irrs([100, 50]) == ec.irrs([0, 0]) == ec.irrs([0, -5]) == ()


def test_two_rates_are_both_given_and_neither_is_the_one():
    """Case N7: 10 % and 40 %, between them the project gains; the modified rate is single."""
    money = [-1000, 2500, -1540]
    assert ec.irrs(money) == pytest.approx((0.1, 0.4), abs=1e-9)
    assert ec.irr(money) is None
    assert ec.npv(0.25, money) == pytest.approx(14.4)
    assert ec.mirr(money, 0.12, 0.12) == pytest.approx(0.12112168280490887, rel=1e-9)
    assert ec.mirr([1, 2], 0.1, 0.1) is None


def test_a_rate_at_which_flows_touch_zero_counts_once():
    """(x - 1.1)^2 of yearly factors: the value is never below zero, and zero at 10 %."""
    assert ec.irrs([-1, 2.2, -1.21]) == (pytest.approx(0.1, abs=1e-6),)


def test_years_without_money_before_and_after_change_nothing():
    """A project that starts later has the same rate."""
    assert ec.irrs([0, 0, *FIVE, 0]) == pytest.approx(ec.irrs(FIVE))


def test_the_rates_of_draws_are_those_of_each():
    """Not a number where there are two or none."""
    found = ec.irr_each([[-1000, 600, 700], [-1000, 2500, -1540], [1000, -1500, 1000], [1, 2, 3]])
    assert found[0] == pytest.approx(ec.irr([-1000, 600, 700]), abs=1e-12)
    assert np.isnan(found[1:]).all()


@given(st.lists(st.floats(-1000, 1000).map(lambda x: round(x, 2)), min_size=2, max_size=20))
def test_flows_are_worth_nothing_at_each_of_their_rates(money):
    """Law: the net present value at every rate found is zero, to what a float can tell."""
    found = ec.irrs(money)
    assert [*found] == sorted(found)
    for rate in found:
        if -0.9 < rate < 100:
            size = float(ec.npv(rate, np.abs(money)))
            assert abs(float(ec.npv(rate, money))) <= 1e-9 * size


@given(st.lists(st.floats(0.02, 1.5), min_size=1, max_size=5, unique_by=lambda r: round(r * 20)))
def test_every_rate_that_flows_were_made_of_is_found(made):
    """Twin: flows multiplied out of known rates have these rates and no others."""
    money = np.array([1.0])
    for rate in made:
        money = np.convolve(money, [-1.0, 1 + rate])
    assert ec.irrs(money) == pytest.approx(sorted(made), abs=1e-6)


def test_flows_of_many_projects_are_pointed_to_the_right_function():
    """And rates that no bank has are refused."""
    with pytest.raises(InputError, match="flows: must be a list of the years of one project; for draws use irr_each"):
        ec.irrs([[1, 2], [3, 4]])
    with pytest.raises(InputError, match="reinvest_rate: -2 is not above -1"):
        ec.mirr([-1, 2], 0.1, -2.0)
