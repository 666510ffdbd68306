"""Damaged inputs and stopped commands: the short form of ``python -m benchmarks.attack``."""

import os
import random
import signal
import time

import pytest
from benchmarks.attack.inputs import Child, displib_attack, kind_of, scenario_attack
from benchmarks.attack.kills import _broken, _ended_badly
from benchmarks.attack.mutants import SCENARIO, base_of, mutated_problem, mutated_scenario

import headway as hw


def faults_of(attack, numbers):
    """Return the faults of attacks, by number."""
    found = {}
    for number in numbers:
        attack(number, lambda kind, text, number=number: found.setdefault(number, []).append(text) if kind == "fault" else None)
    return found


@pytest.mark.filterwarnings("ignore")
def test_damaged_scenarios_are_used_or_refused_in_a_sentence():
    """Of the small ones none ends in a traceback, is unsound, or leaves a part, whether read, planned, simulated or reported."""
    small = [n for n in range(1, 25) if kind_of(n) == "scenario" and base_of(n) in ("rich", "three-loops")]
    assert faults_of(scenario_attack, small) == {}


def test_damaged_dispatching_problems_are_solved_or_refused_in_a_sentence():
    """Each of 26 is refused, or has a plan that the referee passes and no bound above it."""
    assert faults_of(displib_attack, range(3, 107, 4)) == {}


def test_a_mutant_is_the_same_by_its_number(tmp_path):
    """What is damaged, and how, depends on the number alone; some can still be read, some cannot."""
    assert mutated_scenario(7) == mutated_scenario(7)
    assert mutated_problem(7) == mutated_problem(7)
    assert mutated_scenario(7) != mutated_scenario(8)
    read = 0
    for number in range(100, 115):
        folder = tmp_path / str(number)
        folder.mkdir()
        mutated_scenario(number).write(folder)
        try:
            hw.load(folder / SCENARIO)
            read += 1
        except hw.InputError:
            pass
    assert 0 < read < 15


def misbehave(number, tell):
    """Do what no attack should find: hang, die, fail."""
    tell("step", "plan")
    if number == 1:
        time.sleep(60)
    elif number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    elif number == 3:
        tell("fault", "plan: unsound")


def test_hangs_and_deaths_are_counted_and_the_next_attack_goes_on():
    """A child that hangs is ended, one that dies is begun again, and what was told before is kept."""
    child = Child(misbehave, longest_s=0.5)
    try:
        assert child.faults_of(0) == []
        assert child.faults_of(1) == ["plan: takes more than 0.5 s"]
        assert child.faults_of(2) == ["plan: the process died, exit code -9"]
        assert child.faults_of(3) == ["plan: unsound"]
        assert child.faults_of(0) == []
    finally:
        child.end()


def test_the_attack_sees_what_is_broken(tmp_path):
    """Half a page, half a workbook, half a table, half a run; a traceback, a wrong code, a slow end."""
    for name, whole, half in (
        ("a.html", b"<html></html>\n", b"<html>"),
        ("a.csv", b"a,b\n1,2\n", b"a,b\n1"),
        ("a.json", b"{}", b"{"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), b"PK\x05"),
        ("a.pdf", b"%PDF %%EOF\n", b"%PDF"),
    ):
        (tmp_path / name).write_bytes(whole)
        assert _broken(tmp_path / name) == ""
        (tmp_path / name).write_bytes(half)
        assert _broken(tmp_path / name)
    (tmp_path / "runs" / "x").mkdir(parents=True)
    assert "lacks" in _broken(tmp_path / "runs" / "x")
    assert _ended_badly(130, "Interrupted; nothing was kept.\n", 0.1) == []
    assert len(_ended_badly(1, "Traceback\nKeyboardInterrupt\n", 1_000.0)) == 3


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to groups of processes")
def test_an_interrupted_command_says_so_in_a_line_and_leaves_nothing(tmp_path):
    """Ctrl-C while a run is made: exit code 130, one line, no folder."""
    from benchmarks.attack.kills import stopped_command

    faults = stopped_command("run {rich} --days 3 --warm-up-days 1", signal.SIGINT, 3.0, at_file=False, draw=random.Random(0))
    assert faults == []
