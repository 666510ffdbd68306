"""What a project is worth to a country: shadow prices, parity prices, users' gains, and the import bill."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError
from tests.economics.test_account import drawn, integrated


@pytest.mark.parametrize(
    ("traffic", "unit", "benefit", "published"),
    [
        (6.3, 3.58, 22.554, 22.6), (4.5, 1.79, 8.055, 8.1), (6.3, 6.27, 39.501, 39.5), (11.0, 3.14, 34.54, 34.4),
        (0.3, 5.16, 1.548, 1.6), (1.3, 2.58, 3.354, 3.3), (2.9, 2.58, 7.482, 7.4),
    ],
)  # fmt: skip
def test_the_railway_of_the_european_guide(traffic, unit, benefit, published):
    """Case E1 (EU Guide 2008, ch. 4.2): what each traffic saves; the guide rounds its inputs."""
    found = ec.rule_of_half(unit, 0.0, traffic, traffic)
    assert found == pytest.approx(benefit, rel=1e-9)
    assert found == pytest.approx(published, abs=0.15)
    assert ec.rule_of_half(unit, 0.0, 0.0, traffic) == pytest.approx(benefit / 2)


def test_domestic_ore_at_import_parity():
    """Case E2: 110 at the plant, 36.4 less for seven points of iron, 20 for the railway: 53.6 at the mine."""
    parity = ec.import_parity(100.0, 6.0, 4.0, 20.0, 0.65, 0.58, 5.2)
    assert (parity.at_plant, parity.quality_discount, parity.at_mine) == pytest.approx((110.0, 36.4, 53.6), rel=1e-9)


def test_the_tonnes_behind_an_import_bill():
    """Case E3: 1.2 bn $ a year is the whole bill of 2022; 12 Mt of feed at 100 $, or 24 Mt of ore at a yield of half."""
    found = ec.displaced_tonnes(1.2e9, [80.0, 100, 120, 130]) / 1e6
    assert found == pytest.approx([15, 12, 10, 9.23076923076923], rel=1e-9)
    assert ec.displaced_tonnes(1.2e9, [80.0, 100, 120, 130], 0.5) / 1e6 == pytest.approx(2 * found, rel=1e-9)


def test_foreign_exchange_at_its_shadow_price():
    """Case E4: with a premium of 10 % the net benefit is 37.2 instead of 30; 0.58 of home money earns one of foreign."""
    benefit = ec.at_shadow_exchange_rate(100.0, 1.0, 1.1)
    cost = ec.at_shadow_exchange_rate(70.0, 0.4, 1.1)
    assert benefit - cost == pytest.approx(37.2, rel=1e-9)
    drc = ec.domestic_resource_cost(100.0, 70.0, 1.0, 0.4)
    assert drc == pytest.approx(0.5833333333333334, rel=1e-9)
    assert drc < 1.1


def test_taxes_loans_and_working_capital_drop_out_and_costs_take_their_factors():
    """Revenue 360, labour 100 at 0.7 and fuel 20 at 3.3 leave 224 in the last year."""
    account = integrated()
    found = ec.economic(account, ec.Shadow(operating={"variable": 0.7, "fixed": 3.3}, capital={"railway": 0.9}, rate=0.05))
    tonnes = np.asarray(account.tonnes)
    by_hand = 30 * tonnes - 0.7 * 6 * tonnes - 3.3 * 20 * (tonnes > 0) - np.array([540, 360, 0, 0, 0, 0, 0, 0])
    assert found.statement.rows["project"] == pytest.approx(by_hand, rel=1e-9)
    assert found.npv == pytest.approx(float(ec.npv(0.05, by_hand)), rel=1e-9)
    assert found.irrs == pytest.approx(ec.irrs(by_hand), rel=1e-9)
    assert (found.benefit_cost_ratio > 1) == (found.npv > 0)


def test_benefits_to_users_and_carbon_count_beside_the_revenue():
    """Savings of 50 a year in place of the revenue, and 1 Mt of carbon at 40."""
    account = integrated()
    shadow = ec.Shadow(revenue=0.0)
    carbon = ec.carbon_cost([0.0, 0, 1, 1, 1, 1, 1, 1], 40.0)
    found = ec.economic(account, shadow, benefits={"users": [50.0] * 8}, costs={"carbon": carbon})
    assert found.statement.rows["revenue"] == pytest.approx([50.0] * 8)
    assert found.statement.rows["carbon"] == pytest.approx([0, 0, *[40.0] * 6])
    plain = ec.economic(account, shadow, benefits={"users": [50.0] * 8})
    assert plain.npv - found.npv == pytest.approx(float(ec.npv(0.08, carbon)))


@given(st.floats(0.5, 2), st.floats(0.5, 2))
def test_shadow_prices_of_one_are_the_account_without_transfers(tariff, factor):
    """Law: all factors at one give the project's own flows; a factor on everything multiplies the value."""
    bare = replace(integrated(30 * tariff).terms, tax=None, debt=None, working_capital_days=0.0)
    account = replace(integrated(30 * tariff), terms=bare)
    assert ec.economic(account, ec.Shadow()).npv == pytest.approx(float(ec.statement(account).project_npv))
    every = ec.Shadow(revenue=factor, operating={"variable": factor, "fixed": factor}, capital={"railway": factor})
    assert ec.economic(account, every).npv == pytest.approx(factor * float(ec.statement(account).project_npv), abs=1e-9)


def test_factors_may_vary_by_draw():
    """A factor for each draw of an account of draws."""
    found = ec.economic(drawn(3), ec.Shadow(operating={"fixed": [1.0, 2.0, 3.0]}))
    assert found.npv.shape == found.irr.shape == found.benefit_cost_ratio.shape == (3,)
    assert found.statement.rows["fixed"][:, -1] == pytest.approx([20, 40, 60])


def test_factors_of_unknown_costs_are_told_with_the_nearest():
    """All at once."""
    with pytest.raises(InputError) as caught:
        ec.economic(integrated(), ec.Shadow(operating={"fixd": 2.0}, capital={"tunnel": 1.0}), costs={"fixed": [0.0] * 8})
    assert str(caught.value).split("\n") == [
        'operating.fixd: "fixd" is not one of the operating costs of the account. Did you mean "fixed"?',
        'capital.tunnel: "tunnel" is not one of the things bought or built of the account. Known: railway.',
        "costs.fixed: is the name of a cost of the account already; call it something else",
    ]
    with pytest.raises(InputError, match="fuel: a factor cannot be negative; 1 leaves the market price"):
        ec.Shadow(operating={"fuel": -1.0})


def test_prices_out_of_range_are_refused():
    """Grades in per cent, yields above one, prices of zero, and projects that earn no foreign exchange."""
    with pytest.raises(InputError, match=r"grade_own: above 0 and at most 1, not 58; write 58 % as 0.58"):
        ec.import_parity(100.0, 6.0, 4.0, 20.0, 0.65, 58.0, 5.2)
    with pytest.raises(InputError, match="price: must be above zero, not 0 per tonne"):
        ec.displaced_tonnes(1e9, 0.0)
    with pytest.raises(InputError, match="benefit: earns no foreign exchange net"):
        ec.domestic_resource_cost(10.0, 70.0, 1.0, 0.4)
    with pytest.raises(InputError, match=r"factor: must be above zero, not 0; 1.1 is a premium of 10 %"):
        ec.at_shadow_exchange_rate(10.0, 1.0, 0.0)
    with pytest.raises(InputError, match="traffic_before: cannot be negative"):
        ec.rule_of_half(1.0, 0.5, -1.0, 2.0)
