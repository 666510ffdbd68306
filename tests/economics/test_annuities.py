"""Even payments: spreadsheet examples, unequal lives, what is left at the horizon, and the published road test."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError


def test_level_payments_of_loans_and_savings():
    """Case L1 (Microsoft's PMT): 10,000 in ten months at 8 % a year, and 50,000 saved in 18 years at 6 %."""
    assert ec.payment(0.08 / 12, 10, 10_000) == pytest.approx(-1037.0320893591636, rel=1e-9)
    assert ec.payment(0.08 / 12, 10, 10_000, timing=ec.Timing.START) == pytest.approx(-1030.1643271779772, rel=1e-9)
    assert ec.payment(0.06 / 12, 18 * 12, 0, 50_000) == pytest.approx(-129.0811608679954, rel=1e-9)


def test_interest_and_principal_of_the_second_year():
    """Case L2 (Microsoft's CUMIPMT and CUMPRINC): payments 13 to 24 of 360 at 9 % a year."""
    assert ec.cumulative_interest(0.09 / 12, 360, 125_000, 13, 24) == pytest.approx(-11135.232130750841, rel=1e-9)
    assert ec.cumulative_principal(0.09 / 12, 360, 125_000, 13, 24) == pytest.approx(-934.1071234208782, rel=1e-9)


def test_recovery_without_interest_is_an_even_share():
    """At a rate of zero ten years recover a tenth each."""
    assert ec.capital_recovery_factor(0.0, 10) == pytest.approx(0.1)
    assert ec.annuity_factor([0.0, 0.08], 30) == pytest.approx([30, 11.257783343127485])


def test_train_sets_of_unequal_lives():
    """Case T4: 37 M$ for 20 years is cheaper a year than 42.55 M$ for 25, which could cost 8.7 % more at most."""
    a, b = ec.equivalent_annual_cost(37, 0.08, 20), ec.equivalent_annual_cost(42.55, 0.08, 25)
    assert (a, b) == (pytest.approx(3.768531726456571, rel=1e-9), pytest.approx(3.986032048661243, rel=1e-9))
    ratio = ec.capital_recovery_factor(0.08, 20) / ec.capital_recovery_factor(0.08, 25)
    assert ratio == pytest.approx(1.0872495335005194, rel=1e-9)


def test_a_chain_of_replacements_over_a_hundred_years_costs_the_same():
    """Case T4, the other way: five sets of 20 years and four of 25 both span a century."""
    for price, life in ((37, 20), (42.55, 25)):
        chain = np.zeros(100)
        chain[::life] = price
        yearly = ec.npv(0.08, chain) * ec.capital_recovery_factor(0.08, 100)
        assert yearly == pytest.approx(ec.equivalent_annual_cost(price, 0.08, life), rel=1e-9)


def test_what_is_left_of_a_train_set_at_the_horizon():
    """Case T5: bought in year 12 for 20 years, two are left at year 30."""
    line = ec.residual(37, 20, 18, 0.08, ec.Residual.STRAIGHT_LINE)
    even = ec.residual(37, 20, 18, 0.08)
    assert (line, even) == (pytest.approx(3.7, rel=1e-9), pytest.approx(6.7202897728306565, rel=1e-9))
    assert line / 1.08**30 == pytest.approx(0.36769613043426436, rel=1e-9)
    assert even / 1.08**30 == pytest.approx(0.66784447158562, rel=1e-9)
    assert ec.residual(37, 20, 18, 0.08, "none") == ec.residual(37, 20, 25, 0.08) == 0


@given(st.floats(0.0, 0.3), st.integers(1, 60), st.integers(0, 60))
def test_price_less_residual_is_the_cost_of_the_years_used(rate, life, used):
    """Law: with the residual by annuity the horizon does not bias when to buy."""
    used = min(used, life)
    net = 37 - ec.residual(37, life, used, rate) / (1 + rate) ** used
    assert net == pytest.approx(ec.equivalent_annual_cost(37, rate, life) * ec.annuity_factor(rate, used), rel=1e-9, abs=1e-9)


@given(st.floats(0.0, 0.3), st.floats(0.001, 0.3), st.floats(1, 60))
def test_a_higher_rate_makes_an_annuity_worth_less(rate, more, years):
    """Law."""
    assert ec.annuity_factor(rate + more, years) < ec.annuity_factor(rate, years)


def bonds(row):
    """Return the outputs of the road test of TMIP-EMAT: capacity expanded with bonds or paid as one goes."""
    wide = 100 + row["expand_capacity"]
    before, after = (60 * (1 + row["alpha"] * (row["input_flow"] / width) ** row["beta"]) for width in (100, wide))
    rate, curve = (0.03, 0.01) if row["interest_rate_lock"] else (row["interest_rate"], row["yield_curve"])
    rate = {"Rev Bond": rate, "GO Bond": rate - 0.0025, "Paygo": 0.0}[row["debt_type"]]
    years = row["amortization_period"]
    price = row["unit_cost_expansion"] * row["expand_capacity"]
    cost = float(ec.equivalent_annual_cost(price, rate + curve * (years - 15) / 35, years))
    benefit = row["value_of_time"] * (before - after) * row["input_flow"]
    return {
        "no_build_travel_time": before,
        "build_travel_time": after,
        "value_of_time_savings": benefit,
        "present_cost_expansion": price,
        "cost_of_capacity_expansion": cost,
        "net_benefits": benefit - cost,
    }


INPUTS = (
    "alpha", "beta", "input_flow", "value_of_time", "unit_cost_expansion", "interest_rate", "yield_curve", "expand_capacity",
    "amortization_period", "debt_type", "interest_rate_lock",
)  # fmt: skip
ROWS = (
    (
        0.1846816670145363, 5.237142510956185, 115.0, 0.05950979930264097, 118.21346591748166, 0.03164543982658362,
        0.015658949407503793, 18.22479332645895, 38.0, "Rev Bond", False,
    ),
    (
        0.16613278491739703, 4.121962711180703, 129.0, 0.10777242356296564, 141.32269585052092, 0.03761214785930907,
        0.0073070330696873124, 87.52578954350214, 36.0, "Paygo", True,
    ),
    (
        0.1989372790840305, 4.719838003267544, 105.0, 0.040879433097654225, 97.78332022723664, 0.02844461347293446,
        -0.0015451597214144529, 45.69804777390607, 44.0, "GO Bond", False,
    ),
    (
        0.1587579325172282, 4.915815558400163, 113.0, 0.18251695164871823, 127.2249007559457, 0.036234071844503675,
        0.004342151856213346, 51.29754578008252, 42.0, "GO Bond", True,
    ),
)  # fmt: skip
"""The first rows of TMIP-EMAT's test database (test_database__df.csv, BSD-3-Clause)."""

FOUND = (
    (83.03871627783458, 69.58678897437589, 92.05997181719243, 2154.4159847505025, 114.35087680596064, -22.290904988768204),
    (88.47431320482617, 62.13258321636341, 366.2196585390269, 12369.380534733056, 383.06267236343547, -16.84301382440856),
    (75.02717981102238, 62.54332783282608, 53.58494313308786, 4468.506839235416, 167.57335501286886, -113.988411879781),
    (77.37042815112032, 62.268768340788235, 311.4629072162083, 6526.32517089458, 299.92334664008234, 11.53956057612595),
)


@pytest.mark.parametrize(("given", "found"), [*zip(ROWS, FOUND, strict=True)])
def test_four_published_rows_of_a_road_paid_by_bonds(given, found):
    """Case X13: travel times by the BPR curve, and a yearly cost at a rate that rises with the years of the bond."""
    assert [*bonds(dict(zip(INPUTS, given, strict=True))).values()] == pytest.approx([*found], rel=1e-9)


def test_all_published_rows_of_the_road(reference):
    """Case X13: every row of the table, if it is beside the project."""
    path = reference / "economics" / "emat_road_test.csv"
    if not path.is_file():
        pytest.skip("the table of the road test is not in the folder of reference data")
    text = {"debt_type", "interest_rate_lock"}
    with path.open(newline="") as file:
        rows = [{k: v if k in text else float(v) for k, v in row.items()} for row in csv.DictReader(file)]
    assert len(rows) == 110
    for row in rows:
        row["interest_rate_lock"] = row["interest_rate_lock"] == "True"
        for name, value in bonds(row).items():
            assert value == pytest.approx(row[name], rel=1e-9, abs=1e-9)


def test_payments_that_make_no_sense_are_refused():
    """Lives of zero, middle of a period, payments out of order."""
    with pytest.raises(InputError, match="life_y: must be above zero, not 0 y"):
        ec.equivalent_annual_cost(37, 0.08, 0)
    with pytest.raises(InputError, match="years: must be above zero, not -3 y"):
        ec.capital_recovery_factor(0.08, -3)
    with pytest.raises(InputError, match="years: cannot be negative, but the least is -3"):
        ec.annuity_factor(0.08, -3)
    with pytest.raises(InputError, match="timing: payments are at the start or the end"):
        ec.payment(0.01, 10, 100, timing="mid-year")
    with pytest.raises(InputError, match="first, last: 24 to 13 are not payments of 1 to 360, in order"):
        ec.cumulative_interest(0.01, 360, 100, 24, 13)
    with pytest.raises(InputError) as caught:
        ec.residual(37, 0, -1, -1.5)
    assert [problem.where for problem in caught.value.problems] == ["life_y", "used_y", "rate"]
