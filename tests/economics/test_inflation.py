"""Real and nominal money, and the weighted cost of capital."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError


def test_real_money_at_the_real_rate_is_inflated_money_at_the_nominal_rate():
    """Case I1: 8 % real and 3 % inflation are 11.24 % nominal; the value is the same on both sides."""
    money = [-100, *[15] * 12]
    nominal = ec.nominal_rate(0.08, 0.03)
    assert nominal == pytest.approx(0.11240000000000006, rel=1e-9)
    assert ec.npv(0.08, money) == pytest.approx(13.041170253876547, rel=1e-9)
    assert ec.npv(nominal, ec.inflated(money, 0.03)) == pytest.approx(13.041170253876547, rel=1e-9)


def test_the_cost_of_capital_of_a_published_model():
    """Case I2 (NREL's ProFAST): 0.0832112, and a capital recovery factor of 0.1042981 over twenty years."""
    ratio = 0.919458823
    found = ec.wacc(ratio / (1 + ratio), 0.082953591, 0.109284877, 0.33874403)
    assert found == pytest.approx(0.0832112, abs=1e-7)
    assert found == pytest.approx(0.08321119593800433, rel=1e-12)
    assert ec.capital_recovery_factor(found, 20) == pytest.approx(0.1042981, abs=1e-7)


@given(st.floats(-0.5, 1), st.floats(-0.2, 0.5), st.lists(st.floats(-100, 100), min_size=1, max_size=20))
def test_there_and_back(real, inflation, money):
    """Law (Fisher): the nominal rate of a real one has that real rate, and money is worth the same either way."""
    nominal = ec.nominal_rate(real, inflation)
    assert ec.real_rate(nominal, inflation) == pytest.approx(real, abs=1e-12)
    size = float(ec.npv(real, np.abs(money)))
    assert ec.npv(nominal, ec.inflated(money, inflation)) == pytest.approx(ec.npv(real, money), abs=1e-9 * (1 + size))


def test_shares_and_rates_out_of_range_are_refused_at_once():
    """26 % is 0.26, not 26."""
    with pytest.raises(InputError) as caught:
        ec.wacc(60.0, -1.0, 0.1, 26.0)
    assert [problem.where for problem in caught.value.problems] == ["debt_share", "tax_rate", "debt_rate"]
    assert "write 26 % as 0.26" in str(caught.value)
