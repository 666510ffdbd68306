"""Published results and closed forms: every case within its tolerance. ``python -m benchmarks.physics`` prints them."""

import pytest
from benchmarks.physics import cases


@pytest.mark.parametrize("group", [cases.closed_forms, cases.osrd, cases.optimal_control])
def test_cases_with_few_numbers_are_met(group):
    """Closed forms; OSRD's transitions and MARECO; the optima of TRAINF, TTOBench and OptimalTrainControl.jl."""
    checks = list(group())
    assert len(checks) >= 10
    assert [str(c) for c in checks if not c.ok] == []


@pytest.mark.parametrize("group", [cases.formulas, cases.trainruns, cases.altrios])
def test_cases_of_the_reference_data_are_met(group, reference):
    """Resistance rows by formula; the eight cases of TrainRuns.jl with their points; the ore line of ALTRIOS."""
    checks = list(group(reference / "physics"))
    assert len(checks) >= 4
    assert [str(c) for c in checks if not c.ok] == []


def test_a_check_that_is_off_is_told():
    """The checks themselves can fail."""
    assert not cases.Check("x", 1.01, 1.0, 0.001, "s").ok
    assert not cases.Check("x", 1.01, 1.0, 0.005, "s", absolute=True).ok
    assert "MISSED" in str(cases.Check("x", 1.01, 1.0, 0.001, "s"))
