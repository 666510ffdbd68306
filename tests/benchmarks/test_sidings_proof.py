"""The proof that trains on the line with 40 sidings must be late refutes no plan, and refutes what meets alone cost."""

import pytest
from benchmarks.timetable.days import with_sidings
from benchmarks.timetable.sidings_proof import line_of, meets, none_within

import headway as hw
from headway.dispatch import MaxRounds


@pytest.mark.parametrize(("count", "speed"), [(2, 60), (4, 60), (3, 70)])
def test_no_plan_is_refuted_and_less_than_its_meets_cost_is(count, speed):
    plan = hw.timetable(with_sidings(count, speed, free=False), empty_line=True, stop=MaxRounds(1_000))
    delay = sum(plan.delay_s(path) for path in plan.paths)
    line = line_of(count, speed)
    least = sum(meets(*line).values()) * line[0].meet
    assert least == delay - (plan.objective_s - plan.bound_s) <= delay
    assert not none_within(delay, *line, seconds=20, jobs=1)
    assert none_within(least - 1, *line, seconds=20, jobs=1)
