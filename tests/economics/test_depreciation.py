"""Depreciation: the examples of spreadsheets and of the United States' tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError


def test_straight_line_and_sum_of_years_digits():
    """Case D1 (Microsoft's SLN and SYD): 30,000 to 7,500 in ten years."""
    assert ec.straight_line(30_000, 7_500, 10) == pytest.approx([2250] * 10, rel=1e-9)
    digits = ec.sum_of_years_digits(30_000, 7_500, 10)
    assert (digits[0], digits[-1]) == (pytest.approx(4090.909090909091, rel=1e-9), pytest.approx(409.09090909090907, rel=1e-9))


@pytest.mark.parametrize(
    ("life", "start", "end", "factor", "exact", "published"),
    [
        (3650, 0, 1, 2, 1.3150684931506849, 1.32),
        (120, 0, 1, 2, 40.0, 40.0),
        (10, 0, 1, 2, 480.0, 480.0),
        (120, 6, 18, 2, 396.3060532647509, 396.31),
        (120, 6, 18, 1.5, 311.8089366582341, 311.81),
        (10, 0, 0.875, 1.5, 315.0, 315.0),
    ],
)
def test_declining_balances_by_day_month_and_part_year(life, start, end, factor, exact, published):
    """Case D2 (Microsoft's VDB): a machine of 2,400 with 300 left after ten years."""
    found = ec.variable_declining(2400, 300, life, start, end, factor)
    assert found == pytest.approx(exact, rel=1e-9)
    assert found == pytest.approx(published, abs=0.005)


def test_a_fixed_rate_with_seven_months_in_the_first_year():
    """Case D3 (Microsoft's DB): the rate is rounded to 0.319."""
    years = [186083.33333333334, 259639.41666666666, 176814.44275000002, 120410.63551274998, 81999.64278418274]
    years += [55841.75673602846, 15845.098473848071]
    assert ec.fixed_declining(1_000_000, 100_000, 6, months=7) == pytest.approx(years, abs=0.005)
    assert len(ec.fixed_declining(1_000_000, 100_000, 6)) == 6


def test_the_table_of_rolling_stock():
    """Case D4 (IRS Publication 946, table A-1, seven years)."""
    table = [14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46]
    assert 100 * ec.half_year_table(7) == pytest.approx(table, abs=0.01)


@given(st.floats(1, 1e6), st.floats(0, 1), st.integers(1, 40), st.floats(0.5, 3))
def test_a_whole_life_writes_off_all_but_what_is_left(cost, left, life, factor):
    """Law: every method that reaches the end of a life sums up to price less salvage."""
    salvage = cost * left
    expected = pytest.approx(cost - salvage, rel=1e-9, abs=1e-9 * cost)
    assert float(np.sum(ec.straight_line(cost, salvage, life))) == expected
    assert float(np.sum(ec.sum_of_years_digits(cost, salvage, life))) == expected
    assert ec.variable_declining(cost, salvage, life, 0, life, factor) == expected
    assert float(np.sum(ec.half_year_table(life, factor))) == pytest.approx(1)


def test_what_cannot_be_written_off_is_refused():
    """All problems at once, with the value and the rule."""
    with pytest.raises(InputError) as caught:
        ec.straight_line(-5, 10, 0)
    assert [problem.where for problem in caught.value.problems] == ["cost", "salvage", "life_y"]
    with pytest.raises(InputError, match="start, end: 3 to 2 must lie in the life of 10, in order"):
        ec.variable_declining(100, 0, 10, 3, 2)
    with pytest.raises(InputError, match="a fixed rate never reaches nothing"):
        ec.fixed_declining(100, 0, 10)
    with pytest.raises(InputError, match="months: 1 to 12, not 13"):
        ec.fixed_declining(100, 10, 10, months=13)
