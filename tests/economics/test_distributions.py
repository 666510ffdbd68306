"""Distributions: closed forms of their quantiles, means and standard deviations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError

ALL = (
    ec.Triangular(0.9, 1, 3), ec.Triangular(1, 1, 2), ec.Pert(24, 30, 48), ec.Uniform(-1, 4), ec.Normal(45, 6),
    ec.LogNormal(100, 0.3),
)  # fmt: skip


def test_the_capital_cost_of_the_european_guide():
    """Case R1: a multiplier of the cost, triangular from 0.9 over 1 to 3."""
    cost = ec.Triangular(0.9, 1, 3)
    assert (cost.mean, cost.sd) == (pytest.approx(1.6333333333333335, rel=1e-9), pytest.approx(0.48362060428489695, rel=1e-9))
    quantiles = [1.550862325381056, 2.083484861008832, 2.351925930159214]
    assert cost.quantile([0.5, 0.8, 0.9]) == pytest.approx(quantiles, rel=1e-9)


def test_a_price_whose_logarithm_is_normal():
    """Case R5: a mean of 100; the median, the chance of less than 75, and what is earned above a floor of 80."""
    price = ec.LogNormal(100, 0.3)
    assert price.quantile(0.5) == pytest.approx(95.59974818331004, rel=1e-9)
    assert price.below(75) == pytest.approx(0.20927476019142177, rel=1e-9)
    assert price.excess(80) == pytest.approx(23.534390103173763, rel=1e-9)


def test_works_of_24_to_48_months():
    """Case R9: PERT, most likely 30."""
    works = ec.Pert(24, 30, 48)
    assert (works.mean, works.sd) == (pytest.approx(32.0, rel=1e-9), pytest.approx(4.27617987059879, rel=1e-9))


@pytest.mark.parametrize("one", ALL, ids=repr)
def test_quantiles_have_the_mean_and_spread_that_are_stated(one):
    """Twin: the mean and the standard deviation of many even quantiles."""
    values = one.quantile((np.arange(200_000) + 0.5) / 200_000)
    assert values.mean() == pytest.approx(one.mean, rel=1e-4)
    assert values.std() == pytest.approx(one.sd, rel=2e-3)
    assert (np.diff(values) > 0).all()


@given(st.floats(-100, 100), st.floats(0, 100), st.floats(0.1, 100), st.floats(0, 1), st.sampled_from([ec.Triangular, ec.Pert]))
def test_quantiles_lie_in_the_range(low, up, more, p, kind):
    """Law."""
    one = kind(low, low + up, low + up + more)
    assert low - 1e-9 <= one.quantile(p) <= low + up + more + 1e-9


def test_distributions_can_be_written():
    """In the words of a file, or as a range."""
    assert ec.from_text(" Triangular(0.9, 1, 3) ") == ec.Triangular(0.9, 1, 3)
    assert ec.from_text("lognormal(100,0.3)") == ec.LogNormal(100, 0.3)
    assert ec.from_range(1, 3, mode=2) == ec.Triangular(1, 2, 3)
    assert ec.from_range(1, 3) == ec.Uniform(1, 3)
    for wrong in ("gamma(1, 2)", "normal(1)", "normal(a, b)", "normal 1, 2"):
        with pytest.raises(InputError, match="is not a distribution; write one of triangular"):
            ec.from_text(wrong)


def test_ranges_out_of_order_and_probabilities_in_per_cent_are_refused():
    """With the value and the rule."""
    with pytest.raises(InputError, match="3, 1, 2 must be in this order, low below high"):
        ec.Triangular(3, 1, 2)
    with pytest.raises(InputError, match="sd: must be above zero, not 0"):
        ec.Normal(1, 0)
    with pytest.raises(InputError, match=r"p: a probability is from 0 to 1; write P80 as 0.8"):
        ec.Uniform(0, 1).quantile(80)
    with pytest.raises(InputError) as caught:
        ec.LogNormal(0, -1)
    assert [problem.where for problem in caught.value.problems] == ["mean", "sigma"]
    with pytest.raises(InputError, match="floor: must be above zero"):
        ec.LogNormal(1, 1).excess(0)
