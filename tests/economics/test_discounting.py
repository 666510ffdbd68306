"""Present values: spreadsheet examples in both conventions, weights of periods, and laws on generated flows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError

MINE = [-100000, -54672, -39161, 3054, 7128, 25927, 28838, 46088, 77076, 46726, 76852, 132332, 166047]
"""Thirteen flows of a mine-like project (test of the library croovy_finance)."""

rates = st.floats(-0.3, 0.6)
flows = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=25)


def test_the_spreadsheet_convention_discounts_the_first_flow_by_a_year():
    """Case N1: Microsoft publishes 1188.44 for NPV; with the first flow at once it would be a tenth more."""
    money = [-10000, 3000, 4200, 6800]
    assert ec.npv(0.1, money, ec.Timing.END) == pytest.approx(1188.4434123352216, rel=1e-9)
    assert ec.npv(0.1, money) == pytest.approx(1307.29, abs=0.005)


def test_an_investment_now_and_a_loss_in_year_six():
    """Case N2 (Microsoft's second example of NPV)."""
    money = [-40000, 8000, 9200, 10000, 12000, 14500]
    assert ec.npv(0.08, money) == pytest.approx(1922.0615549323647, rel=1e-9)
    assert ec.npv(0.08, [*money, -9000]) == pytest.approx(-3749.4650870155765, rel=1e-9)


def test_a_mine_with_three_years_of_investment():
    """Case N4: the library publishes 59832.766488911."""
    assert ec.npv(0.1, MINE, ec.Timing.END) == pytest.approx(59832.76648891096, rel=1e-9)


def test_the_example_of_numpy_financial():
    """Case N5."""
    assert ec.npv(0.05, [-15000, 1500, 2500, 3500, 4500, 6000]) == pytest.approx(122.89485495093959, rel=1e-9)


def test_the_ratio_of_benefits_to_costs():
    """Case N8: four times 400 for 1000 at 10 %."""
    assert ec.benefit_cost_ratio(0.1, [0, 400, 400, 400, 400], [1000, 0, 0, 0, 0]) == pytest.approx(1.267946178539717, rel=1e-9)


def test_weights_of_four_periods_of_ten_years():
    """Case T6, the convention of pathway models: the sum of the yearly factors of each period."""
    weights = [9.566017576008688, 8.659990919924459, 7.839776807567299, 7.097247671595278]
    assert ec.period_weights(0.01, [10] * 4) == pytest.approx(weights, rel=1e-9)


def test_mid_year_lies_between_start_and_end():
    """Half a year of discounting, at 21 % a factor of 1.1."""
    assert ec.factors(0.21, 1, ec.Timing.MID)[0] == pytest.approx(1 / 1.1)
    assert [timing.offset for timing in ec.Timing] == [0, 0.5, 1]


def test_draws_have_a_value_each():
    """Rates and flows of draws give what each draw gives by itself."""
    money = np.array([[-100, 60, 60], [-90, 50, 70]])
    each = [ec.npv(rate, one) for rate, one in zip([0.05, 0.1], money, strict=True)]
    assert ec.npv([0.05, 0.1], money) == pytest.approx(each)


@given(rates, flows, st.floats(-5, 5))
def test_the_present_value_is_linear_in_the_flows(rate, money, times):
    """Law: of a multiple the multiple, of a sum the sum."""
    doubled = np.array(money) * times + np.array(money[::-1])
    parts = ec.npv(rate, money) * times + ec.npv(rate, money[::-1])
    size = float(ec.npv(rate, np.abs(money) * abs(times) + np.abs(money[::-1])))
    assert ec.npv(rate, doubled) == pytest.approx(parts, abs=1e-9 * (1 + size))


def test_what_cannot_be_discounted_is_refused_in_words():
    """A rate of -100 %, flows that are not numbers, no years, and years that differ."""
    with pytest.raises(InputError, match=r"rate: -1 is not above -1 \(-100 %\); write 8 % a year as 0.08"):
        ec.npv(-1.0, [1, 2])
    with pytest.raises(InputError, match="flows: holds nan; every value must be a finite number"):
        ec.npv(0.1, [1, float("nan")])
    with pytest.raises(InputError, match="flows: holds something that is not a number"):
        ec.npv(0.1, ["a", 2])
    with pytest.raises(InputError, match="flows: must hold a value for each year"):
        ec.npv(0.1, 5.0)
    with pytest.raises(InputError, match="costs: 3 years, but benefits have 2"):
        ec.benefit_cost_ratio(0.1, [1, 2], [1, 2, 3])
    with pytest.raises(InputError, match="costs: are zero in every year"):
        ec.benefit_cost_ratio(0.1, [1, 2], [0, 0])
    with pytest.raises(InputError, match="years: 1 or more, not 0"):
        ec.factors(0.1, 0)
    with pytest.raises(InputError, match="lengths_y: must be whole years"):
        ec.period_weights(0.1, [10, 2.5])
    with pytest.raises(InputError, match="timing: 'noon'"):
        ec.npv(0.1, [1], "noon")


def test_two_wrong_values_are_told_at_once():
    """Every problem is listed, each with the name of its argument."""
    with pytest.raises(InputError) as caught:
        ec.npv(float("inf"), [1, float("-inf")])
    assert [problem.where for problem in caught.value.problems] == ["rate", "flows"]
