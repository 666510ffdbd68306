"""Loans: construction with capitalised interest, grace, level and sculpted repayment, cover ratios."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway.economics as ec
from headway.errors import InputError

CASH = [300.0, 420, 560, 610, 610, 610]


def test_a_construction_loan_with_grace_and_level_payments():
    """Case L3: drawn in the middle of three years at 6 %, two years of interest alone, fifteen level payments."""
    loan = ec.construction_loan([1000, 1500, 1000], 0.06, 15, grace_y=2)
    assert float(np.sum(loan.capitalised)) == pytest.approx(325.00800000000004, rel=1e-9)
    assert loan.balance[2] == pytest.approx(3825.008, rel=1e-9)
    assert loan.service[3:5] == pytest.approx([229.50048] * 2, rel=1e-9)
    assert loan.service[5:] == pytest.approx([393.83339583118254] * 15, rel=1e-9)
    assert float(np.sum(loan.interest)) == pytest.approx(2541.493897467743, rel=1e-9)
    assert loan.balance[9] == pytest.approx(2898.6480770717685, rel=1e-9)
    assert ec.npv(0.06, loan.service[3:], ec.Timing.END) == pytest.approx(3825.008, rel=1e-9)
    assert loan.to_frame()["year"].to_list() == [*range(20)]


def test_debt_sculpted_to_a_cover_of_1_30():
    """Case L4: every year pays the same share of its cash, and the cover of the loan's life is the same at every date."""
    debt = ec.sculpted_debt(CASH, 1.3, 0.07)
    assert debt == pytest.approx(1854.6933185164826, rel=1e-9)
    loan = ec.construction_loan([debt], 0.07, 6, ec.Repayment.SCULPTED, timing=ec.Timing.END, cfads=CASH)
    principal = [100.94069847307699, 200.31423967388463, 322.0285441433643, 383.03208069493826, 409.84432634358393]
    assert loan.principal[1:] == pytest.approx([*principal, 438.5334291876348], rel=1e-9)
    assert ec.cover_ratios(CASH, loan.service[1:]) == pytest.approx([1.3] * 6, rel=1e-9)
    lives = [ec.loan_life_cover(CASH[i:], 0.07, loan.balance[i]) for i in range(6)]
    assert lives == pytest.approx([1.3] * 6, rel=1e-9)


@given(st.lists(st.floats(1, 1e3), min_size=1, max_size=20), st.floats(0.0, 0.2), st.floats(1.05, 3))
def test_sculpting_keeps_the_cover_of_the_life_and_of_each_year_equal(cash, rate, dscr):
    """Law: LLCR equals DSCR, and the loan ends at nothing."""
    debt = float(ec.sculpted_debt(cash, dscr, rate))
    loan = ec.construction_loan([debt], rate, len(cash), "sculpted", timing="year-end", cfads=cash)
    assert ec.cover_ratios(cash, loan.service[1:]) == pytest.approx(dscr, rel=1e-9)
    assert ec.loan_life_cover(cash, rate, debt) == pytest.approx(dscr, rel=1e-9)
    assert abs(loan.balance[-1]) < 1e-9 * debt * len(cash)


@given(
    st.lists(st.floats(0, 1e3), min_size=1, max_size=5),
    st.floats(0.0, 0.2),
    st.integers(1, 20),
    st.integers(0, 3),
    st.sampled_from(["equal-principal", "annuity"]),
    st.sampled_from([*ec.Timing]),
)
def test_what_is_paid_is_worth_what_is_owed(draws, rate, tenor, grace, repayment, timing):
    """Law: the service at the interest rate is worth the balance at the end of works, and nothing is owed at the end."""
    loan = ec.construction_loan(draws, rate, tenor, repayment, grace, timing)
    owed = loan.balance[len(draws) - 1]
    assert ec.npv(rate, loan.service[len(draws) :], "year-end") == pytest.approx(owed, rel=1e-9, abs=1e-9)
    assert loan.balance[-1] == pytest.approx(0, abs=1e-9 * (1 + owed))


def test_loans_of_draws_are_those_of_each():
    """Twin: three rates and sums at once."""
    draws, rates = np.array([[100.0, 50], [80, 80], [10, 0]]), [0.05, 0.0, 0.1]
    many = ec.construction_loan(draws, rates, 4)
    for i in range(3):
        one = ec.construction_loan(draws[i], rates[i], 4)
        assert many.balance[i] == pytest.approx(one.balance, abs=1e-9)


def test_loans_that_make_no_sense_are_refused():
    """Tenor, grace, cash flows of other years, and tables of draws."""
    with pytest.raises(InputError) as caught:
        ec.construction_loan([100], -1.0, 0, grace_y=-1)
    assert [problem.where for problem in caught.value.problems] == ["rate", "tenor_y", "grace_y"]
    with pytest.raises(InputError, match="cfads: give it for sculpted repayment, and for no other"):
        ec.construction_loan([100], 0.1, 5, "sculpted")
    with pytest.raises(InputError, match="cfads: must have the 5 years of repayment"):
        ec.construction_loan([100], 0.1, 5, "sculpted", cfads=[1, 2])
    with pytest.raises(InputError, match="dscr: must be above zero, not 0"):
        ec.sculpted_debt(CASH, 0.0, 0.1)
    with pytest.raises(InputError, match="loan: has an axis of draws"):
        ec.construction_loan([[100.0], [50.0]], 0.1, 5).to_frame()
