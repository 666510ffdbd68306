"""The running-time supplement: trains of timetables, capacity and simulations run slower, trains that run alone do not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.physics import conditions_of, section_times
from headway.throughput import line_bound


def test_every_time_is_longer_by_the_share(flagship):
    """8 % on 950 km: each whole second rounds up what 1.08 times the exact time is, so within a second of it."""
    slow = replace(flagship, running_supplement=0.08)
    line, consist = flagship.line, flagship.consist("ore-loaded")
    plain, more = (section_times(line, consist, 0, len(line.places) - 1, conditions_of(s)) for s in (flagship, slow))
    runs = plain.run_s >= 0
    assert np.array_equal(runs, more.run_s >= 0)
    assert np.all(np.abs(more.run_s[runs] - 1.08 * plain.run_s[runs]) <= 1.08)
    assert np.all(np.abs(more.tail_s - 1.08 * plain.tail_s) <= 1.08)
    assert hw.running_times(slow)["pass_pass_s"].sum() > hw.running_times(flagship)["pass_pass_s"].sum()


def test_a_train_that_runs_alone_has_none(small):
    slow = replace(small, running_supplement=0.2)
    runs = [hw.train_run(s, "ore-loaded", "Pit", "Port") for s in (small, slow)]
    assert runs[0].duration_s == runs[1].duration_s
    assert runs[0].energy_j == runs[1].energy_j


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_supplement_is_never_faster(small, one, other):
    """Law: no plan costs less than with less supplement, no line carries more, and the referees find nothing."""
    low, high = sorted((one, other))
    plans = [hw.timetable(replace(small, running_supplement=s), stop=None) for s in (low, high)]
    assert all(plan.violations == () for plan in plans)
    assert plans[0].bound_s <= plans[1].bound_s
    assert line_bound(plans[0].scenario, "ore") >= line_bound(plans[1].scenario, "ore")


def test_a_simulation_runs_with_it(small):
    """The cycle's running parts grow by the share, and the referee finds nothing."""
    years = [hw.simulate(s, days=20, record=hw.Record.PATHS) for s in (small, replace(small, running_supplement=0.25))]
    assert all(year.violations == () for year in years)
    loaded = [year.kpis.flows[0].cycle_h["runs loaded"] for year in years]
    assert loaded[1] / loaded[0] == pytest.approx(1.25, rel=0.03)


def test_a_supplement_out_of_range_is_refused():
    """-100 % and 108 % are slips; each gets one message that says what to write."""
    for value in (-1, 1.08):
        with pytest.raises(
            hw.InputError, match=r"running_supplement: .*It is a share of the shortest running time: 0.08 for 8 %"
        ):
            hw.changed("three-loops", {"running_supplement": value})
