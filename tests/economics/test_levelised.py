"""Levelised cost: published values of both conventions, and a ramp-up of tonnes."""

import numpy as np
import pytest

import headway.economics as ec
from headway.errors import InputError


@pytest.mark.parametrize(
    ("capital", "opex", "output", "years", "rate", "start", "end"),
    [
        (5e8, 2.5e7, 2e9, 20, 0.07, 0.03455442190262984, 0.03609823143581392),
        (1_413_073, 51_030.0, 810_000, 3, 0.05, 0.6731028901224777, 0.7036080346286013),
    ],
)
def test_the_convention_moves_a_levelised_cost_by_four_per_cent(capital, opex, output, years, rate, start, end):
    """Cases T1 and T3b: one library (willu47/lcoe) publishes 0.03609823143581392 by year end and 0.673 by year start."""
    costs, tonnes = [opex] * years, [output] * years
    assert ec.levelised_cost(costs, tonnes, rate, ec.Timing.START, capital) == pytest.approx(start, rel=1e-9)
    assert ec.levelised_cost(costs, tonnes, rate, ec.Timing.END, capital) == pytest.approx(end, rel=1e-9)
    assert start < 0.958 * end


def test_a_ramp_up_from_4_over_12_to_50_million_tonnes():
    """Case T2: 5,000 M$ at the start and 1,500 in year 9, 8 $ a tonne, paid and carried at year end from year 1 on."""
    tonnes = np.array([4.0] * 3 + [12] * 6 + [50] * 21)
    assert ec.npv(0.08, tonnes, ec.Timing.END) == pytest.approx(304.890650645834, rel=1e-9)
    capital = 5000 + 1500 / 1.08**9
    assert ec.levelised_cost(8 * tonnes, tonnes, 0.08, ec.Timing.END, capital) == pytest.approx(26.860445338407303, rel=1e-9)


def test_a_railway_that_stays_at_4_million_tonnes_costs_119_a_tonne():
    """Case T3: the capital recovery factor of 30 years at 8 % times 5,000 / 4, and 8 $ a tonne."""
    found = ec.levelised_cost([32.0] * 30, [4.0] * 30, 0.08, "year-end", 5000)
    assert found == pytest.approx(119.03429173409046, rel=1e-9)
    assert found == pytest.approx(ec.capital_recovery_factor(0.08, 30) * 5000 / 4 + 8, rel=1e-9)


def test_a_cost_per_tonne_needs_tonnes_of_the_same_years():
    """Zero or negative tonnes, and lengths that differ."""
    with pytest.raises(InputError, match="tonnes: are zero in every year; a cost per tonne needs tonnes"):
        ec.levelised_cost([1, 2], [0, 0], 0.1, "year-end")
    with pytest.raises(InputError, match="tonnes: 3 years, but costs have 2"):
        ec.levelised_cost([1, 2], [1, 2, 3], 0.1, "year-end")
    with pytest.raises(InputError, match="tonnes: cannot be negative in any year"):
        ec.levelised_cost([1, 2], [-1, 2], 0.1, "year-end")
