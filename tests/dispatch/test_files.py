"""Dispatching problems and solutions: files, mistakes, and the referee."""

import gzip
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

import headway as hw
from headway.dispatch import (
    DelayCost,
    Dispatching,
    Event,
    Operation,
    Use,
    read_problem,
    read_solution,
    solve,
    verify,
    write_problem,
    write_solution,
)
from tests.dispatching import meet, met, problems


@given(problem=problems())
def test_a_problem_is_read_as_it_was_written(problem, tmp_path_factory):
    path = tmp_path_factory.mktemp("displib") / "problem.json.gz"
    write_problem(problem, path)
    assert read_problem(path) == problem


def test_a_solution_is_read_as_it_was_written(tmp_path):
    write_solution(met(), tmp_path / "solution.json")
    assert read_solution(tmp_path / "solution.json") == met()


def operation(**changes):
    return {"min_duration": 5, "successors": [1], **changes}


def _packed():
    with tempfile.TemporaryDirectory() as folder:
        write_problem(meet(), Path(folder) / "problem.json.gz")
        return (Path(folder) / "problem.json.gz").read_bytes()


PACKED = _packed()

EXIT = {"min_duration": 0, "successors": []}


@pytest.mark.parametrize(
    ("trains", "objective", "words"),
    [
        ([[operation(successors=[2]), operation(successors=[0]), EXIT]], [], "trains.0.1: successor 0 stands before it"),
        ([[operation(), operation(successors=[0, 2]), EXIT]], [], "trains.0.1: successor 0 leads back to it: a circle"),
        (
            [[operation(successors=[7]), EXIT]],
            [],
            "trains.0.0: successor 7 does not exist; the operations of the train are 0 to 1",
        ),
        ([[operation(successors=[1, 1]), EXIT]], [], "successor 1 is named twice"),
        ([[operation(min_duration=-4), EXIT]], [], "min_duration -4 is negative"),
        ([[operation(start_lb=-4), EXIT]], [], "start_lb -4 is negative; times begin at 0"),
        ([[operation(start_lb=9, start_ub=3), EXIT]], [], "start_ub 3 is before start_lb 9"),
        ([[operation(min_duration=1.5), EXIT]], [], "min_duration 1.5 is not a whole number"),
        ([[operation(resources=[{"resource": 7}]), EXIT]], [], "resource 7 is not a name"),
        ([[operation(resources=[{"resource": "r", "release_time": -1}]), EXIT]], [], "release_time -1 of resource"),
        ([[operation(minduration=4), EXIT]], [], 'unknown key "minduration". Did you mean "min_duration"?'),
        ([[{"successors": [1]}, EXIT]], [], 'trains.0.0: key "min_duration" is missing'),
        ([[operation(), operation(), EXIT]], [], "trains.0.2: no operation before it leads here"),
        ([[operation(), EXIT, EXIT]], [], "trains.0.1: it has no successors, which only the last operation"),
        ([[]], [], "trains.0: a train needs at least one operation"),
        ([], [], "there are no trains"),
        ([7], [], "trains.0: 7 is not a list"),
        ([[operation(), EXIT]], [{"type": "speed", "train": 0, "operation": 1}], 'type "speed" is unknown'),
        ([[operation(), EXIT]], [{"type": "op_delay", "train": 3, "operation": 1}], "train 3 does not exist"),
        ([[operation(), EXIT]], [{"type": "op_delay", "train": 0, "operation": 9}], "operation 9 of train 0 does not exist"),
        ([[operation(), EXIT]], [{"type": "op_delay", "train": 0, "operation": 1, "coeff": -1}], "coeff -1: an early arrival"),
    ],
)
def test_every_mistake_of_a_problem_is_named(trains, objective, words, tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps({"trains": trains, "objective": objective}))
    with pytest.raises(hw.InputError) as error:
        read_problem(path)
    assert words in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"trains": [], "trains": []}', 'key "trains" stands twice'),
        (b'{"trains": [', "this is not JSON"),
        (b"\xff\xfe", "this is not JSON"),
        (gzip.compress(b"{}", mtime=0)[:-9], "it is damaged"),
        (b"[]", "is not an object"),
        (b"", "this is not JSON"),
        (b"7" * 5_000, "7777777... .5000 digits. is not an object"),
        (b"[" * 100_000, "lists stand inside lists too deep"),
        (b'{"trains":' * 5_000, "lists stand inside lists too deep"),
        (b'{"trains": NaN}', "NaN is not a number of JSON"),
        (b'{"trains": [-Infinity]}', "-Infinity is not a number of JSON"),
        (b'{"trains": [], "\\udfff": 1}', "unknown key"),
        (PACKED[:20] + bytes(4) + PACKED[24:], "it is damaged"),
        (PACKED[:-8] + bytes(4) + PACKED[-4:], "it is damaged"),
        (PACKED[:-9], "it is damaged"),
    ],
)
def test_what_is_no_problem_is_refused(content, words, tmp_path):
    """Whatever the bytes are, both readers refuse them in words that can be printed."""
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    with pytest.raises(hw.InputError, match=words) as error:
        read_problem(path)
    str(error.value).encode()
    with pytest.raises(hw.InputError):
        read_solution(path)


@pytest.mark.parametrize("length", range(0, len(PACKED), 7))
def test_a_packed_file_is_whole_or_refused(length, tmp_path):
    """Cut anywhere, or with one byte wrong, it is refused, or still says the same."""
    path = tmp_path / "problem.json.gz"
    for content in (PACKED[:length], PACKED[:length] + bytes([PACKED[length] ^ 0xFF]) + PACKED[length + 1 :]):
        path.write_bytes(content)
        with suppress(hw.InputError):
            assert read_problem(path) == meet()


def test_what_is_no_file_is_refused(tmp_path):
    """A folder, a device, and a pipe that nobody writes to: none of them is opened."""
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path, "a folder"),
        (Path("/dev/zero"), "a device or a pipe"),
        (tmp_path / "pipe", "a device or a pipe"),
    ):
        with pytest.raises(hw.InputError, match=words):
            read_problem(path)
    for name in ("a\0b", "\udcff.json", "x" * 300):
        with pytest.raises(hw.InputError) as error:
            read_solution(name)
        str(error.value).encode()


def test_names_that_cannot_be_printed_are_refused(tmp_path):
    """A lone surrogate, a sequence for the terminal, a number of 400 digits, a whole page: none is the name of a resource."""
    path = tmp_path / "problem.json"
    for name in (r'"\ud800"', r'"a\u001b[31mb"', "9" * 400, f'"{"x" * 300}"'):
        path.write_text(json.dumps({"trains": [[operation(resources=[{"resource": 0}]), EXIT]]}).replace(": 0}", f": {name}}}"))
        with pytest.raises(hw.InputError, match=r"trains\.0\.0\.resources\.0: resource"):
            read_problem(path)


def test_a_problem_beyond_all_measure_is_refused():
    """Durations of ages and coefficients to match: sums would not fit, which is said before anything is searched."""
    trains = tuple((Operation(2**39, successors=(1,)), Operation(0)) for _ in range(600))
    with pytest.raises(hw.InputError, match="use a longer unit of time") as error:
        solve(Dispatching(trains, (DelayCost(0, 1, coeff=2**39),)))
    assert "use smaller coefficients" in str(error.value)


def test_several_mistakes_come_in_one_message(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps({"trains": [[operation(successors=[4], min_duration=-1), EXIT]]}))
    with pytest.raises(hw.InputError) as error:
        read_problem(path)
    assert len(error.value.problems) == 3


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(hw.InputError, match="cannot be read: No such file"):
        read_solution(tmp_path / "nothing.json")


def planted(*changes):
    """The meet in the loop with some events replaced: by index, None to leave one out."""
    events = dict(enumerate(met().events))
    events.update(changes)
    return replace(met(), events=tuple(event for _, event in sorted(events.items()) if event))


@pytest.mark.parametrize(
    ("solution", "words"),
    [
        (planted((3, Event(9, 1, 2))), "times must not decrease"),
        (planted((3, None)), "which is not one of its successors"),
        (planted((7, None)), "train 1 ends with operation 3, not with its exit 4"),
        (planted((0, None)), "train 0 begins with operation 1, not with its entry"),
        (planted((7, Event(20, 5, 0))), "train 5, operation 0 does not exist"),
        (planted((2, Event(0, 0, 1)), (3, Event(0, 1, 2))), "lasts 0, less than its least duration 10"),
        (planted((3, Event(10, 1, 1))), 'on resource "L1", which train 0, operation 1 still holds'),
        (planted((3, Event(10, 0, 3)), (4, Event(10, 1, 2))), 'on resource "B", which train 1, operation 0 still holds'),
        (replace(met(), objective=5), "the objective is 0, not 5"),
        (replace(met(), events=()), "train 0 has no events"),
    ],
)
def test_the_referee_finds_every_kind_of_violation(solution, words):
    assert any(words in fault for fault in verify(meet(), solution))


def test_the_referee_passes_the_meet():
    """Both trains change places at one instant: in the right order of the list that is allowed."""
    assert verify(meet(), met()) == []


def test_the_referee_minds_bounds_and_release_times():
    trains = [list(train) for train in meet().trains]
    trains[0][3] = replace(trains[0][3], start_lb=11)
    trains[1][3] = replace(trains[1][3], start_ub=9)
    trains[0][0] = replace(trains[0][0], uses=(Use("A", 4),))
    faults = verify(replace(meet(), trains=tuple(map(tuple, trains))), met())
    assert any("starts at 10, before its earliest start 11" in fault for fault in faults)
    assert any("starts at 10, after its latest start 9" in fault for fault in faults)
    assert any('on resource "A", which train 0, operation 0 gives free at 14' in fault for fault in faults)
