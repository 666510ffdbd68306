"""How far ahead to build, and which works a budget buys."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

import headway.economics as ec
from headway.errors import InputError


@pytest.mark.parametrize(
    ("scale", "u"),
    [
        (0.5, 1.2564312086261695), (0.6, 0.9474048816151491), (0.7, 0.6754715929321078), (0.8, 0.43084220978425936),
        (0.9, 0.207146502944251),
    ],
)  # fmt: skip
def test_years_of_growth_to_build_ahead(scale, u):
    """Case X3 (Manne 1961): at 10 % and a scale of 0.7, demand of 6.75 years."""
    assert ec.best_step(scale, 0.1) * 0.1 == pytest.approx(u, rel=1e-6)
    assert ec.best_step(scale, 0.1, growth=3.0) == pytest.approx(3 * ec.best_step(scale, 0.1))


@given(st.floats(0.2, 0.95), st.floats(0.02, 0.2), st.floats(0.3, 3))
def test_no_other_step_costs_less(scale, rate, other):
    """Law."""
    best = ec.best_step(scale, rate)
    assert ec.cost_of_steps(best, 1.0, scale, rate) <= ec.cost_of_steps(best * other, 1.0, scale, rate) * (1 + 1e-12)


def test_which_of_nine_projects_two_budgets_buy():
    """Case X1 (Lorie and Savage 1955; Weingartner 1963): 70 of whole projects, 70.27 if parts could be bought."""
    outlays = np.array([[12, 54, 6, 6, 30, 6, 48, 36, 18], [3, 7, 6, 2, 35, 6, 4, 3, 3]])
    values, budgets = np.array([14, 17, 17, 15, 40, 12, 14, 10, 12]), np.array([50, 20])
    plans = np.array([*product((0, 1), repeat=9)])
    within = plans[((plans @ outlays.T) <= budgets).all(axis=1)]
    best = within[np.argmax(within @ values)]
    assert best @ values == 70
    assert [int(i) + 1 for i in np.flatnonzero(best)] == [1, 3, 4, 6, 9]
    assert -linprog(-values, A_ub=outlays, b_ub=budgets, bounds=(0, 1)).fun == pytest.approx(70.27272727272728, rel=1e-9)


def test_growth_without_scale_or_interest_is_refused():
    """All at once, with the reason."""
    with pytest.raises(InputError) as caught:
        ec.best_step(1.0, 0.0, growth=0.0)
    assert [problem.where for problem in caught.value.problems] == ["scale", "rate", "growth"]
    assert "at 1 and above, small steps are always best" in str(caught.value)
    with pytest.raises(InputError, match="step: must be above zero, not 0"):
        ec.cost_of_steps(0.0, 1.0, 0.7, 0.1)
