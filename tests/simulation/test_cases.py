"""Queues, fleets, stockpiles and closures through the kernel against closed forms; the long runs are in the benchmark."""

from datetime import date
from math import sqrt

import numpy as np
import pytest
from benchmarks.simulation import cases as cases

from headway.simulation.engine import run
from headway.simulation.engine import tables as t
from headway.simulation.engine.draft import Draft
from headway.simulation.statistics import batch_interval, interval, mser5, student


@pytest.mark.parametrize(
    "group",
    [
        lambda: [cases.single_run()],
        lambda: cases.open_queues(0.02),
        lambda: cases.fleets(0.1),
        lambda: cases.stockpiles(0.02),
        lambda: cases.availability(0.1),
        lambda: [cases.asymptotic_variance(0.5, 2e3, 100)],
        lambda: cases.sensitivity(0.0125),
    ],
    ids=["A0", "A", "B", "C", "D", "G1", "G4 and G5"],
)
def test_cases_are_met(group):
    """Exact ones to a billionth, random ones within three standard errors of thirty replications or more."""
    found = list(group())
    assert [str(c) for c in found if not c.ok] == []


@pytest.mark.parametrize("sets", [1, 5, 10, 11, 20])
@pytest.mark.parametrize("service", ["constant", "exponential", "lognormal"])
def test_a_fleet_keeps_the_bounds_of_operational_analysis(sets, service):
    """Case B7, whatever the laws."""
    assert cases.keeps_bounds(sets, service)


def test_littles_law_holds_exactly():
    """Over a closed time, train-seconds in the queue are the waits of those served and of those that still wait (G6)."""
    world = cases.station(0.8, ("exponential", 1.0, 1.0), length=5e3, replication=3)
    m, now = world.machines[0], world.clock[0]["now"]
    waiting, u = 0.0, m["head"]
    while u >= 0:
        waiting += now - world.units[u]["joined"]
        u = world.units[u]["next"]
    assert m["queue_s"] == pytest.approx(m["waited_s"] + waiting, rel=1e-9)


def test_a_pile_runs_empty_however_long_the_years():
    """3,000 years from zero the clock counts in 15 us, in which 4 g leave a pile; the last 2 g once held it up for ever."""
    used = [used_of_an_on_off_mine(begin) for begin in (-1e11, 0.0)]
    assert used[0] == pytest.approx(used[1], rel=1e-9)


def used_of_an_on_off_mine(begin):
    """What a plant uses in 10,000 h of the pile of case C3, which runs empty again and again."""
    hour = 3600.0
    draft = Draft()
    draft.pile()
    mine = draft.machine(t.MINE, rate=1.2e6 / hour, key="mine")
    draft.machine(t.PLANT, rate=1e6 / hour, key="plant")
    up, down = draft.law("exponential", 60 * hour, 1), draft.law("exponential", 20 * hour, 1)
    draft.breakdown(mine, up=up, down=down, wears=False, name="off")
    end = begin + 1e4 * hour
    world = draft.world(begin=begin, end=end, starts_on=date(9000, 1, 1))
    run(world, end)
    return world.machines["moved"][1]


def test_students_quantiles():
    assert student(0.95, 9) == pytest.approx(2.262157, abs=1e-6)
    assert student(0.95, 29) == pytest.approx(2.045230, abs=1e-6)


def test_an_interval_that_ignores_correlation_is_too_short():
    """AR(1) with phi 0.9 (G3): the mean of 1,000 values varies by 0.0991; the naive interval misses it, the batches do not."""
    rng = np.random.default_rng(3)
    naive = batched = 0
    means = []
    for _ in range(300):
        noise = rng.normal(0, sqrt(1 - 0.81), 1000)
        series = np.empty(1000)
        series[0] = rng.normal()
        for i in range(1, 1000):
            series[i] = 0.9 * series[i - 1] + noise[i]
        means.append(series.mean())
        naive += abs(series.mean()) <= interval(series).half_width
        batched += abs(series.mean()) <= batch_interval(series).half_width
    assert np.var(means) == pytest.approx(0.0990526 * 0.19, rel=0.25)
    assert naive / 300 < 0.6
    assert batched / 300 > 0.85


def test_the_warm_up_of_a_series_that_falls_to_its_level_is_cut_off():
    """100 values that fall from 10 to 0, then noise about 0: MSER-5 cuts about where the fall ends."""
    rng = np.random.default_rng(5)
    series = rng.normal(0, 1, 1000)
    series[:100] += np.linspace(10, 0, 100)
    assert 60 <= mser5(series) <= 160
    assert mser5(series[200:]) <= 100


def test_a_case_that_is_off_is_told():
    assert not cases.Case("x", 1.0, 1.1).ok
    assert not cases.Case("x", 1.0, 1.1, 0.03).ok
    assert "MISSED" in str(cases.Case("x", 1.0, 1.1))
