"""Least delay on a single track: the proof against a slow twin, the rules and our search against the proof."""

import itertools

import numpy as np
import pytest
from benchmarks.timetable.min_delay import BEAM, MINUTE_S, case, problem, random_day, solution
from benchmarks.timetable.min_delay_plans import beam, day
from benchmarks.timetable.min_delay_proof import proof
from ortools.sat.python import cp_model

from headway.dispatch import verify


def test_two_trains_that_meet_halfway():
    """Two sections of 10 min, 5 min between trains: both are in the station at 10, neither leaves before 15."""
    meet = day([False, True], [0, 0], [[10, 10], [10, 10]], 5)
    found = proof(meet, beam(meet, 1))
    assert (found.arrivals, found.proven) == (25 + 25, True)


@pytest.mark.parametrize("seed", range(60))
def test_the_proof_equals_a_slow_one(seed):
    """Two to five trains on two to five sections, with headways longer and shorter than running times: CP-SAT finds the same."""
    rng = np.random.default_rng(seed)
    trains, sections = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    least = int(rng.integers(1, 8))
    run = rng.integers(least, least + int(rng.integers(1, 15)), (trains, sections))
    ready = rng.integers(0, int(rng.choice([10, 60])), trains)
    today = day((rng.random(trains) < 0.5).tolist(), ready.tolist(), run, int(rng.integers(7)))
    rule, kept = beam(today, 1), beam(today, BEAM)
    found = proof(today, rule)
    assert found.proven
    assert found.arrivals == _least(today)
    assert found.arrivals <= min(rule.arrivals, kept.arrivals)
    for plan in (rule, kept, found):
        played = solution(today, plan.order)
        assert verify(problem(today), played) == []
        assert played.objective == MINUTE_S * (plan.arrivals - int((today.ready + today.left[:, 0]).sum()))


def _least(today):
    """Return the least sum of arrivals by CP-SAT: a section is a machine that takes a train and a headway."""
    model = cp_model.CpModel()
    trains, sections = today.run.shape
    horizon = int(today.ready.max() + today.run.sum() + today.headway * today.run.size)
    held = [[] for _ in range(sections)]
    ends = []
    for i, j in itertools.product(range(trains), range(sections)):
        s = sections - 1 - j if today.down[i] else j
        run, before = int(today.run[i, j]), int(today.ready[i]) if j == 0 else ends.pop()
        start = model.new_int_var(0, horizon, "")
        model.add(start >= before)
        held[s].append(model.new_fixed_size_interval_var(start, run + today.headway, ""))
        ends.append(start + run)
    for intervals in held:
        model.add_no_overlap(intervals)
    model.minimize(sum(ends))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_our_search_is_never_below_the_proof():
    """A day of twelve trains on the line of 18 stations: every plan is sound, none is below the proven least, ours is at it."""
    found = case(random_day(np.random.default_rng(3), 12, 110, 5), 0.5, 1)
    assert found.proven
    assert found.least <= min(found.rule, found.beam, found.ours)
    assert found.above(found.ours)[1] <= 0.05


def test_a_dense_day_is_not_called_proven():
    """Twelve trains ten minutes apart: with a hundred partial plans kept some are left out, so nothing is proven."""
    dense = random_day(np.random.default_rng(3), 12, 10, 5)
    found = proof(dense, beam(dense, 1), [100])
    assert not found.proven
    assert verify(problem(dense), solution(dense, found.order)) == []
