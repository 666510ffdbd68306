"""The whole account of a project: a case worked out by other means, replacements, residuals, tax, loans, and draws."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError

TONNES = np.array([0, 0, 4, 8, 12, 12, 12, 12.0])


def integrated(tariff=30.0, repayment="equal-principal", **terms):
    """Return the account of case I5: two years of works, six of operation, 60 % debt at 7 %, tax of 26 %."""
    debt = ec.Debt(share=0.6, rate=0.07, tenor_y=5, repayment=repayment)
    given = {"rate": 0.08, "equity_rate": 0.12, "residual": "none", "working_capital_days": 45, "tax": ec.Tax(rate=0.26)}
    return ec.Account(
        years=8,
        tonnes=TONNES,
        revenue=TONNES * np.asarray(tariff)[..., None],
        operating={"variable": 6 * TONNES, "fixed": 20.0 * (TONNES > 0)},
        capital=[ec.Capital(name="railway", spend=[600, 400, 0, 0, 0, 0, 0, 0], in_use=2, life_y=6)],
        terms=ec.Terms(**{**given, "debt": debt, **terms}),
        first_operating_year=2,
        first_year=2027,
    )


def exactly(values):
    return pytest.approx(values, rel=1e-9, abs=1e-9)


def test_a_whole_account_of_eight_years():
    """Case I5, checked by a workbook of live formulas: flows, tax, cover ratios and figures in every year."""
    made = ec.statement(integrated())
    rows = made.rows
    cash = [61.205479452054796, 157.2054794520548, 253.2054794520548, 268.0, 250.74258666666668, 287.12889497716895]
    owners = [-240.0, -160.0, -107.59852054794521, -2.84572054794522, 101.90707945205479, 125.45439999999998]
    assert float(np.sum(rows["capitalised_interest"])) == exactly(25.2)
    assert rows["debt"][1] == exactly(625.2)
    assert rows["tax"] == exactly([0, 0, 0, 0, 0, 0, 17.257413333333325, 25.254666666666665])
    assert rows["cfads"] == exactly([0, 0, *cash])
    assert rows["project"] == exactly([-600, -400, *cash])
    assert rows["equity"] == exactly([*owners, 116.94978666666667, 287.12889497716895])
    cover = [0.3625831108981706, 0.9822199361957599, 1.6735502784699294, 1.880100122346814, 1.8741112127608264]
    assert rows["dscr"][2:7] == exactly(cover)
    assert np.isnan(rows["dscr"][[0, 1, 7]]).all()
    assert made.min_dscr == exactly(0.3625831108981706)
    assert made.llcr == exactly(1.2546924947849543)
    assert made.equity_npv == exactly(-145.5766334272014)
    assert made.equity_irrs == exactly((0.04202211754858598,))
    assert made.project_irrs == exactly((0.0546215226252027,))
    assert made.project_npv == exactly(-99.04456096807485)
    assert made.levelised_cost == exactly(31.549148143436717)
    assert np.abs(rows["balance_check"]).max() < 1e-9


def test_a_cover_below_one_is_told_with_its_years():
    """Case I5: 0.36 in the first year of operation is not for the small print."""
    made = ec.statement(integrated())
    assert made.warnings == (
        "In year 2029 the debt service cover ratio is 0.36, below 1: the owners must pay in, or the loan must change.",
        "In year 2030 the debt service cover ratio is 0.98, below 1: the owners must pay in, or the loan must change.",
    )
    assert made.headline == "net present value -99.0446 at 8.00% (year-start)"
    assert made.warnings[0] in made.summary()
    assert made.to_frame()["year"].to_list() == [*range(2027, 2035)]
    assert made.to_frame()["cfads"][3] == made.rows["cfads"][3]


def test_several_rates_of_return_and_none_are_told():
    """Works in the last year turn the sign of the flows again."""
    works = ec.Capital(name="works", spend=[1000, 0, 0], in_use=0, life_y=3)
    end = ec.Capital(name="clearing", spend=[0, 0, 1540], in_use=2, life_y=1)
    terms = ec.Terms(rate=0.1, residual="none")
    made = ec.statement(ec.Account(years=3, tonnes=[0, 1, 1], revenue=[0, 2500, 0], capital=[works, end], terms=terms))
    assert made.rows["project"] == exactly([-1000, 2500, -1540])
    assert "The flows of the project have 2 internal rates of return, 10.00% and 40.00%: use the present value." in made.warnings
    loss = ec.statement(ec.Account(years=2, tonnes=[1, 1], revenue=[0, 0], operating={"all": [1, 1]}, terms=terms))
    assert "The flows of the owners have no internal rate of return: use the present value." in loss.warnings


def test_straight_depreciation_shields_profits_from_tax():
    """Case I3: t C / n times the annuity of ten years at 8 %; with enough profit every year the shield is used at once."""
    plain = {"years": 10, "tonnes": [1] * 10, "revenue": [500.0] * 10}
    terms = ec.Terms(rate=0.08, timing="year-end", tax=ec.Tax(rate=0.26))
    asset = ec.Capital(name="asset", spend=[1000.0, *[0] * 9], in_use=0, life_y=10)
    without, with_it = (ec.statement(ec.Account(**plain, capital=c, terms=terms)) for c in ([], [asset]))
    shield = float(ec.npv(0.08, without.rows["tax"] - with_it.rows["tax"], "year-end"))
    assert shield == exactly(174.4621163724775)
    assert 1000 - shield == exactly(825.5378836275224)


def test_working_capital_comes_back_and_costs_only_its_time():
    """Case I4: balances of 0, 10, 18, 30, 30 and 0 are flows that sum to nothing."""
    revenue = [0, 10, 18, 30, 30, 30]
    terms = ec.Terms(rate=0.1, working_capital_days=365)
    flows = ec.statement(ec.Account(years=6, tonnes=[1] * 6, revenue=revenue, terms=terms)).rows["working_capital"]
    assert flows == exactly([0, -10, -8, -12, 0, 30])
    assert ec.npv(0.1, flows) == exactly(-6.090617257887253)


def test_losses_are_carried_or_lost():
    """A loss of 100 before a profit of 150: tax on 50 or on 150."""
    plain = {"years": 2, "tonnes": [1, 1], "revenue": [0, 150], "operating": {"all": [100, 0]}}
    for carried, due in ((True, 5.0), (False, 15.0)):
        terms = ec.Terms(rate=0.1, tax=ec.Tax(rate=0.1, losses_carried=carried))
        assert ec.statement(ec.Account(**plain, terms=terms)).rows["tax"] == exactly([0, due])


def test_what_wears_out_is_bought_again_and_written_off_anew():
    """Bought in year 0 for 30 with a life of 3 years: again in years 3 and 6, and a third of the last is left over."""
    plain = {"years": 8, "tonnes": [1] * 8, "revenue": [0] * 8}
    set_ = ec.Capital(name="set", spend=[30, *[0] * 7], in_use=0, life_y=3)
    rows = ec.statement(ec.Account(**plain, capital=[set_], terms=ec.Terms(rate=0.0, residual="straight-line"))).rows
    assert rows["replacements"] == exactly([0, 0, 0, 30, 0, 0, 30, 0])
    assert rows["residual"] == exactly([0] * 7 + [10])
    assert rows["depreciation"] == exactly([10] * 8)
    once = replace(set_, replaced=False, depreciation_y=2)
    rows = ec.statement(ec.Account(**plain, capital=[once], terms=ec.Terms(rate=0.0))).rows
    assert rows["depreciation"] == exactly([15, 15, 0, 0, 0, 0, 0, 0])
    assert not rows["replacements"].any()
    assert not rows["residual"].any()


@given(st.integers(1, 40), st.data(), st.integers(1, 30), st.floats(0.0, 0.3), st.sampled_from([*ec.Timing]))
def test_purchases_less_residual_cost_the_equivalent_annual_cost_of_the_years_used(years, data, life, rate, timing):
    """Law: whatever the horizon, the life and the timing, the residual by annuity leaves the even cost of each year used."""
    start = data.draw(st.integers(0, years - 1))
    item = ec.Capital(name="set", spend=37.0 * (np.arange(years) == start), in_use=start, life_y=life)
    account = ec.Account(
        years=years, tonnes=[1] * years, revenue=[0] * years, capital=[item], terms=ec.Terms(rate=rate, timing=timing)
    )
    even = float(ec.equivalent_annual_cost(37.0, rate, life) * ec.annuity_factor(rate, years - start))
    assert -ec.statement(account).project_npv == pytest.approx(even / (1 + rate) ** (start + timing.offset), rel=1e-9)


@pytest.mark.parametrize("repayment", [*ec.Repayment])
@given(
    st.lists(st.floats(0, 50).map(lambda x: round(x, 2)), min_size=8, max_size=8),
    st.lists(st.floats(0, 500).map(lambda x: round(x, 2)), min_size=8, max_size=8),
    st.floats(0.0, 0.9).map(lambda x: round(x, 3)),
    st.integers(1, 5),
    st.integers(0, 1),
    st.integers(1, 9),
)
def test_the_balance_sheet_closes(repayment, tariffs, spend, share, tenor, grace, life):
    """Law: assets are debt and equity in every year, with replacements, several works, losses and each repayment."""
    first = ec.Capital(name="line", spend=[*spend[:3], 0, 0, 0, 0, 0], in_use=2, life_y=life, depreciation_y=4)
    more = ec.Capital(name="fleet", spend=[0, spend[3], 0, 0, 0, spend[4], 0, 0], in_use=5, life_y=2)
    debt = ec.Debt(share=share, rate=0.07, tenor_y=tenor, repayment=repayment, grace_y=grace)
    terms = ec.Terms(rate=0.08, working_capital_days=60, tax=ec.Tax(rate=0.3), debt=debt)
    account = ec.Account(
        years=8, tonnes=TONNES, revenue=TONNES * tariffs, operating={"all": 20 + TONNES}, capital=[first, more], terms=terms,
        first_operating_year=2,
    )  # fmt: skip
    made = ec.statement(account)
    size = 1 + sum(np.abs(made.rows[name]).max() for name in ("capital", "revenue", "debt", "equity"))
    assert np.abs(made.rows["balance_check"]).max() < 1e-9 * size
    if repayment != "sculpted" or made.llcr > 0.01:
        assert abs(made.rows["debt"][-1]) < 1e-6 * size


def test_a_sculpted_loan_covers_every_year_alike_after_tax():
    """The tax hangs on the interest and the interest on the cash after tax; both are settled."""
    made = ec.statement(integrated(tariff=45.0, repayment="sculpted"))
    assert made.rows["dscr"][2:7] == pytest.approx(float(made.llcr), rel=1e-9)
    assert made.rows["debt"][-1] == pytest.approx(0, abs=1e-9)
    assert made.rows["tax"].max() > 0


def drawn(count, repayment="annuity"):
    """Return an account of draws: tariffs, rates, shares of debt, tax and works that all vary."""
    rng = np.random.default_rng(7)
    works = np.array([600, 400, 0, 0, 0, 0, 0, 0]) * rng.uniform(0.8, 2, (count, 1))
    made = integrated(tariff=rng.uniform(20, 60, count), repayment=repayment)
    debt = replace(made.terms.debt, share=rng.uniform(0, 0.8, count), rate=rng.uniform(0.0, 0.1, count))
    terms = replace(
        made.terms, rate=rng.uniform(0.03, 0.12, count), equity_rate=None, debt=debt, tax=ec.Tax(rate=rng.uniform(0, 0.4, count)),
        residual="annuity", working_capital_days=rng.uniform(0, 90, count),
    )  # fmt: skip
    return replace(made, capital=[ec.Capital(name="railway", spend=works, in_use=2, life_y=4)], terms=terms)


def one_of(account, i):
    """Return the account of one draw."""
    terms = account.terms
    debt = replace(terms.debt, share=float(terms.debt.share[i]), rate=float(terms.debt.rate[i]))
    single = replace(
        terms, rate=float(terms.rate[i]), debt=debt, tax=ec.Tax(rate=float(terms.tax.rate[i])),
        working_capital_days=float(terms.working_capital_days[i]),
    )  # fmt: skip
    capital = [replace(item, spend=item.spend[i]) for item in account.capital]
    return replace(account, revenue=account.revenue[i], capital=capital, terms=single)


@pytest.mark.parametrize("repayment", [*ec.Repayment])
def test_draws_at_once_are_the_draws_one_by_one(repayment):
    """Twin: every row and every figure."""
    account = drawn(12, repayment)
    many = ec.statement(account)
    assert many.draws == 12
    figures = "project_npv equity_npv project_irr equity_irr levelised_cost min_dscr llcr payback discounted_payback"
    for i in range(12):
        one = ec.statement(one_of(account, i))
        for name, row in one.rows.items():
            assert many.rows[name][i] == pytest.approx(row, rel=1e-9, abs=1e-9, nan_ok=True), name
        for name in figures.split():
            assert getattr(many, name)[i] == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-9, nan_ok=True), name


def test_ten_thousand_draws_take_well_under_a_second():
    """A law of speed with much room: it takes a twentieth of this."""
    account = drawn(10_000)
    start = perf_counter()
    made = ec.statement(account)
    assert np.isfinite(made.project_npv).all()
    assert perf_counter() - start < 1.0
    assert "half of 10,000 draws" in made.headline
    assert "of the draws the debt service cover ratio falls below 1" in made.warnings[0]


def test_texts_do_as_well_as_their_members():
    """Timing, residual and repayment may be written; a loan drawn at mid-year bears half a year of interest on 360."""
    debt = ec.Debt(share=0.6, rate=0.07, tenor_y=5, repayment="annuity", timing="mid-year")
    rows = ec.statement(integrated(debt=debt, timing="year-end", residual="straight-line")).rows
    assert rows["capitalised_interest"][0] == exactly(360 * 0.035)
    with pytest.raises(InputError, match="repayment: 'balloon'"):
        ec.Debt(share=0.6, rate=0.07, tenor_y=5, repayment="balloon")


def test_a_table_of_draws_is_refused_with_what_to_do():
    """And so are all the rates of return of draws."""
    made = ec.statement(drawn(3))
    with pytest.raises(InputError, match="draws: 3 of them; ask for one account"):
        made.to_frame()
    with pytest.raises(InputError, match="draws: 3 of them"):
        _ = made.project_irrs


def test_an_account_tells_everything_that_does_not_fit_at_once():
    """Years, a name of a row, and a loan that outlives the account."""
    terms = ec.Terms(rate=0.1, debt=ec.Debt(share=0.5, rate=0.1, tenor_y=9))
    works = ec.Capital(name="works", spend=[1, 0], in_use=0, life_y=5)
    with pytest.raises(InputError) as caught:
        ec.Account(years=3, tonnes=[1, 1], revenue=[1, 1, 1], operating={"tax": [1, 1, 1]}, capital=[works], terms=terms)
    assert str(caught.value).split("\n") == [
        "tonnes: has 2 years, not the 3 of the account",
        "works: has 2 years, not the 3 of the account",
        "tax: is the name of a row of every statement; call this cost something else",
        "debt: the last repayment is in year 8, after the last of the account, 2; shorten the tenor or the grace, or add years",
    ]
    with pytest.raises(InputError, match="first_operating_year: 3 is not the index of one of the 3 years"):
        ec.Account(years=3, tonnes=[1] * 3, revenue=[1] * 3, terms=ec.Terms(rate=0.1), first_operating_year=3)
    with pytest.raises(InputError, match="give all that vary the same number of draws"):
        ec.Account(years=1, tonnes=[[1], [1]], revenue=[[1], [1], [1]], terms=ec.Terms(rate=0.1))


def test_works_and_terms_refuse_nonsense():
    """Lives of zero, spend after the first year of use, shares above one, rates of -100 %."""
    with pytest.raises(InputError) as caught:
        ec.Capital(name="line", spend=[1, 0, 2], in_use=1, life_y=0, depreciation_y=0)
    assert [problem.where for problem in caught.value.problems] == ["life_y", "depreciation_y", "spend"]
    with pytest.raises(InputError, match="in_use: 3 is not the index of one of the years of the spend of line; count from 0"):
        ec.Capital(name="line", spend=[1, 0, 2], in_use=3, life_y=1)
    with pytest.raises(InputError) as caught:
        ec.Debt(share=60.0, rate=-1.0, tenor_y=0, grace_y=-1)
    assert [problem.where for problem in caught.value.problems] == ["share", "rate", "tenor_y", "grace_y"]
    with pytest.raises(InputError, match=r"rate: must be a share from 0 to 1; write 26 % as 0.26"):
        ec.Tax(rate=26.0)
    with pytest.raises(InputError, match="working_capital_days: cannot be negative"):
        ec.Terms(rate=0.1, working_capital_days=-1.0)
