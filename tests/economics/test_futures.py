"""Closed forms: growth, prices that revert, what it is worth to know, and how much estimates grow."""

import numpy as np
import pytest

import headway.economics as ec
from headway.errors import InputError


def test_a_price_that_reverts_to_its_mean():
    """Case R6: the variance of the logarithm after 1 and 5 years and for ever, and the half-life."""
    found = ec.reverting_log_variance(0.3, 0.25, [1, 5, float("inf")])
    assert found == pytest.approx([0.04699878790687225, 0.09898051371168085, 0.10416666666666667], rel=1e-9)
    assert ec.half_life(0.3) == pytest.approx(2.3104906018664844, rel=1e-9)


def test_demand_that_grows_by_chance():
    """Case R7: 12 Mt a year after ten years of 5 % and 15 %; by draws within three standard errors."""
    mean, sd = ec.brownian_moments(12, 0.05, 0.15, 10)
    assert (mean, sd) == (pytest.approx(19.78465524840154, rel=1e-9), pytest.approx(9.938175517859174, rel=1e-9))
    shock = ec.draws({"z": ec.Normal(0, 1)}, 4096, seed=5)["z"]
    values = 12 * np.exp((0.05 - 0.15**2 / 2) * 10 + 0.15 * np.sqrt(10) * shock)
    assert values.mean() == pytest.approx(mean, abs=3 * sd / 64)


def test_what_it_is_worth_to_know_before_deciding():
    """Case R8: a value of 500 +- 800; the closed form against the mean loss avoided by draws."""
    assert ec.perfect_information(500.0, 800.0) == pytest.approx(129.53601031594974, rel=1e-9)
    assert ec.perfect_information(-500.0, 800.0) == pytest.approx(129.53601031594974, rel=1e-9)
    assert ec.Normal(500, 800).below(0) == pytest.approx(0.26598552904870054, rel=1e-9)
    values = ec.Normal(500, 800).quantile((np.arange(100_000) + 0.5) / 100_000)
    assert np.maximum(-values, 0).mean() == pytest.approx(129.53601031594974, rel=1e-3)


def test_a_budget_by_what_other_railways_have_cost():
    """Case R10 (Flyvbjerg 2004): 5,200 M$ becomes 7,280 at P50 and 8,164 at P80."""
    rail = {0.5: 0.4, 0.8: 0.57}
    assert ec.reference_class(5200.0, 0.5, rail) == pytest.approx(7280, rel=1e-12)
    assert ec.reference_class(5200.0, 0.8, rail) == pytest.approx(8164, rel=1e-12)
    assert 7280 < ec.reference_class(5200.0, 0.65, rail) < 8164


def test_unit_costs_of_published_works():
    """Cases P4 and P5: Simandou's 4.6 bn $ for 552 km, and 13.8 M A$ for the 1,520 m of the loop at Burilda."""
    assert pytest.approx(8.333333333333334, rel=1e-12) == 4600 / 552
    assert pytest.approx(9.078947368421053, rel=1e-12) == 13.8 / 1.520


def test_futures_out_of_range_are_refused():
    """Volatilities below zero, probabilities outside the class."""
    with pytest.raises(InputError) as caught:
        ec.brownian_moments(0, 0.05, -0.1, -1)
    assert [problem.where for problem in caught.value.problems] == ["start", "volatility", "years"]
    with pytest.raises(InputError, match=r"probability: 0.9 is outside those of the class, 0.5 to 0.8"):
        ec.reference_class(5200.0, 0.9, {0.5: 0.4, 0.8: 0.57})
    with pytest.raises(InputError, match="uplifts: give the uplift of one probability or more"):
        ec.reference_class(5200.0, 0.9, {})
    with pytest.raises(InputError, match="reversion: must be above zero, not 0"):
        ec.reverting_log_variance(0.0, 0.25, 1.0)
    with pytest.raises(InputError, match="sd: must be above zero, not 0"):
        ec.perfect_information(1.0, 0.0)
