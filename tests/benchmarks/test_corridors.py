"""Random corridors: the short form of ``python -m benchmarks.attack.corridors``."""

import pytest
from benchmarks.attack.corridors import corridor, faults_of


@pytest.mark.parametrize("block", range(8))
def test_random_corridors_are_planned_and_run_without_a_fault(block):
    """Of 40 corridors none has a violation, a cause that is not so, a false bound, lost tonnes, or a train beyond its turns."""
    faults = {number: faults_of(number, 8) for number in range(5 * block, 5 * block + 5)}
    slow = "took"
    assert {n: [f for f in found if slow not in f] for n, found in faults.items() if any(slow not in f for f in found)} == {}


@pytest.mark.parametrize("number", [117, 196, 300, 400, 457, 878, 1269, 1543, 1681])
def test_corridors_that_once_had_a_fault_have_none(number):
    """Each of its kind: short tracks under long trains, times off whole seconds, who left the yard, easy running, a day's end."""
    assert [fault for fault in faults_of(number) if "took" not in fault] == []


def test_a_corridor_is_the_same_by_its_number():
    """The draw of a corridor depends on its number alone."""
    assert corridor(7) == corridor(7)
    assert corridor(7) != corridor(8)
