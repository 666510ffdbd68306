"""What public functions take, and what they say of what they do not: scenarios by name, and other types in plain words."""

import inspect
import types
from dataclasses import fields
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import polars as pl
import pytest

import headway as hw
from headway.arguments import fits, public
from headway.dispatch import Dispatching, MaxRounds, MaxSeconds, Operation, read_problem, solve, verify, write_problem
from headway.physics import Conditions
from headway.simulation import Precision, Replanning, Rules, closure_of, losses, recover
from headway.throughput import line_bound
from headway.timetabling import Depart, Lock, Meet
from headway.timetabling.optimise import meets

ROOMS = ("", ".io", ".physics", ".dispatch", ".timetabling", ".throughput", ".simulation", ".report", ".study", ".economics")


def functions():
    """Give the public functions of all rooms that take something, each once, by room and name."""
    found = {}
    for room in ROOMS:
        module = import_module(f"headway{room}")
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isfunction(thing) and inspect.signature(thing).parameters:
                found.setdefault(thing, f"headway{room}.{name}")
    return sorted(found.items(), key=lambda item: item[1])


FUNCTIONS = functions()
each = pytest.mark.parametrize("function", [f for f, _ in FUNCTIONS], ids=[name for _, name in FUNCTIONS])


def kinds(hint):
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def told(function, **given):
    """Return what a function says of some arguments, by their names; all others are as wrong as can be."""
    named = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_POSITIONAL]
    with pytest.raises(hw.InputError) as caught:
        function(**{p.name: given.get(p.name, Stranger()) for p in named})
    return {problem.where: problem.message for problem in caught.value.problems}


class Stranger:
    """A type that no function asks for."""


def test_the_rooms_are_walked():
    """A walk that finds nothing would pass everything."""
    names = [name for _, name in FUNCTIONS]
    assert len(names) > 60
    assert {"headway.train_run", "headway.timetabling.edit", "headway.dispatch.solve", "headway.report.train_graph"} <= {*names}


@each
def test_who_takes_a_scenario_takes_its_name_and_its_path(function):
    for name, hint in get_type_hints(function).items():
        if name != "return" and hw.Scenario in kinds(hint):
            assert {str, Path} <= {*kinds(hint)}, f"{name} takes a Scenario, but no name and no path"


@each
def test_every_argument_of_another_type_is_refused_in_words_at_once(function):
    """Of a function that is given strangers for everything, each argument is named with what was given and what is wanted."""
    hints = get_type_hints(function)
    said = told(function)
    asked = [p.name for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_POSITIONAL]
    assert [*said] == [name for name in asked if hints[name] is not Any]
    assert all(text.startswith("a value of type Stranger is not ") and "<" not in text for text in said.values())


PLAN = Stranger()
"""Stands for a timetable."""

FRAME = pl.DataFrame({"train": ["ore"]})

WRONG = {
    "scenario": (3, None, ["three-loops"], FRAME, PLAN, date(2027, 1, 4)),
    "closures": ("km=1:2", 3, None, ["closure 1"], FRAME, PLAN),
    "problem": (3, None, [], FRAME, PLAN),
    "days": ("7", None, [7], FRAME, PLAN, 1.5, True, float("nan")),
    "seed": ("7", None, [7], FRAME, PLAN, 1.5, True),
    "jobs": ("2", None, [2], FRAME, PLAN, 1.5, True),
    "replications": ("7", None, [7], FRAME, PLAN, 1.5),
    "warm_up_days": ("7", [7], FRAME, PLAN, 1.5),
    "level": ("7", None, [7], FRAME, PLAN, float("nan")),
    "stop": (60, "60 s", [60], FRAME, PLAN, MaxSeconds),
    "progress": (60, "yes", [60], FRAME, PLAN),
    "record": ("paths", 3, None, [], FRAME, PLAN),
    "rules": ("banker", 3, ["banker"], FRAME, PLAN, Rules),
    "driving": ("eco", 3, [], FRAME, PLAN, hw.FastestRun),
    "flow": (3, None, ["ore"], FRAME, PLAN),
    "train": (3, None, ["ore-loaded"], FRAME, PLAN),
    "origin": (1.5, None, ["Pit"], FRAME, PLAN),
    "stops": ("Loop A", 3, [3], FRAME, PLAN, None),
    "patterns": ("Loop A", 3, [3], FRAME, PLAN, None),
    "volumes": ("1", 3, ["3"], [1.5], FRAME, PLAN, None),
    "paths": ("1", 3, ["3"], FRAME, PLAN, None),
    "starts_on": ("2027-01-04", 3, None, [], FRAME, PLAN),
    "consist": ("ore-loaded", 3, None, [], FRAME, PLAN),
    "path": (3, None, [], FRAME, PLAN),
}


@pytest.fixture(scope="module")
def plan(small):
    return hw.timetable(small, stop=None)


@each
def test_numbers_none_lists_tables_and_plans_are_refused_where_something_else_is_wanted(function, plan):
    """What a user of a notebook is likely to hand over by mistake; the message says what was given."""
    hints = get_type_hints(function)
    for name in WRONG.keys() & inspect.signature(function).parameters.keys():
        for wrong in WRONG[name]:
            value = plan if wrong is PLAN else wrong
            if value is None and type(None) in kinds(hints[name]):
                continue
            message = told(function, **{name: value})[name]
            assert " is not " in message
            assert type(value).__name__ in message or "the class" in message or "Series" in message or "(" in message


def test_messages_say_what_is_wanted(small):
    with pytest.raises(hw.InputError) as caught:
        hw.simulate(3, days="7", stop=60, record="paths", rules=[1])
    assert str(caught.value).split("\n") == [
        "scenario: 3 (int) is not a Scenario, or the name or the path of one",
        "days: '7' (str) is not a whole number",
        "rules: [1] (list) is not a Rules or None",
        "record: 'paths' (str) is not one of Record.TOTALS, Record.EVENTS, Record.PATHS",
        "stop: 60 (int) is not a Stop, such as MaxSeconds(60)",
    ]
    with pytest.raises(hw.InputError, match=r"stops: 3 \(int\) is not a text or a Stop; wanted is a list, each item a"):
        hw.train_run(small, "ore-loaded", "Pit", "Port", stops=["Loop A", 3])
    with pytest.raises(TypeError, match=r"train_run\(\) missing 1 required positional argument: 'destination'"):
        hw.train_run(small, "ore-loaded", "Pit")


@each
def test_jobs_and_seeds_have_one_range_everywhere(function):
    """No thread, too many, a seed below zero and one beyond whole numbers in a table are refused before anything is run."""
    for name, wrong in (("jobs", 0), ("jobs", 1_025), ("seed", -1), ("seed", 2**53 + 1)):
        if name in inspect.signature(function).parameters:
            assert f", not {wrong}" in told(function, **{name: wrong})[name]


def test_a_seed_may_be_longer_than_the_solver_takes():
    """CP-SAT takes 31 bits, a seed has 53."""
    solver = meets._solver(meets.Effort(3_600, 0, 1.0, 1, 2**53 + 5, lambda: False))
    assert solver.parameters.random_seed == 5


def test_edits_of_another_type_are_refused_in_words(plan):
    """`edit` takes any number of them, each is looked at."""
    with pytest.raises(hw.InputError, match=r"edits: 'ore 1' \(str\) is not an Edit, such as Depart"):
        import_module("headway.timetabling").edit(plan, Lock(plan.paths[0].train), "ore 1")


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (MaxSeconds, ["seconds"]),
        (MaxRounds, ["rounds"]),
        (hw.FastestRun, ["effort"]),
        (hw.LinearMargin, ["margin", "effort"]),
        (hw.LeastEnergy, ["margin", "arrive_s", "effort"]),
        (hw.Pattern, ["train", "origin", "destination", "stops"]),
        (hw.Sampling, ["every_m"]),
        (Conditions, ["rail", "air"]),
        (Precision, ["half_width", "most"]),
        (Rules, [f.name for f in fields(Rules)]),
        (Replanning, [f.name for f in fields(Replanning)]),
        (Depart, ["train", "at_s"]),
        (Meet, ["train", "other", "place"]),
    ],
)
def test_values_of_other_types_are_refused_where_they_are_made(make, names):
    """A search that is to stop after "60" seconds is refused before it begins."""
    assert [*told_by(make, **{name: Stranger() for name in names})] == names


def told_by(make, **given):
    with pytest.raises(hw.InputError) as caught:
        make(**given)
    return {problem.where: problem.message for problem in caught.value.problems}


# ---------------------------------------------------------------------------------- names in place of scenarios


def test_a_name_a_folder_and_a_file_are_as_good_as_the_scenario(small, tmp_path):
    folder = hw.save("three-loops", tmp_path / "mine").parent
    run = hw.train_run(small, "ore-loaded", "Pit", "Port")
    for given in ("three-loops", folder, str(folder), folder / "scenario.yaml"):
        assert hw.train_run(given, "ore-loaded", "Pit", "Port").duration_s == run.duration_s
        assert hw.running_times(given).equals(hw.running_times(small))
    with pytest.raises(hw.InputError, match=r'"three-lops" is neither a file nor .* Did you mean "three-loops"\?'):
        hw.timetable("three-lops")


def test_plans_and_runs_are_had_by_name(small, plan):
    assert hw.timetable("three-loops", stop=None).paths == plan.paths
    assert hw.repeating_day("three-loops", stop=MaxRounds(1)).scenario.title == small.title
    assert hw.simulate("three-loops", days=2).summary() == hw.simulate(small, days=2).summary()
    assert hw.verify("three-loops", plan.paths) == []


def test_flows_are_had_by_name_where_the_scenario_is(small):
    """Whoever names a scenario has no flow of it at hand."""
    assert line_bound("three-loops", "ore") == line_bound(small, small.flows[0])
    with pytest.raises(hw.InputError, match=r'"or" is not an ore flow\. Did you mean "ore"\?'):
        losses("three-loops", "or")


def test_closures_are_those_of_a_scenario_by_name(small):
    shut = closure_of("three-loops", 23, 28, 5, small.starts_on)
    assert (
        recover("three-loops", [shut], days=2, replications=2).summary()
        == recover(small, [shut], days=2, replications=2).summary()
    )


def test_a_dispatching_problem_is_had_by_the_path_of_its_file(tmp_path):
    file = tmp_path / "problem.json"
    write_problem(Dispatching(((Operation(5, successors=(1,)), Operation(0)),)), file)
    found = solve(file, stop=MaxRounds(1))
    assert found.objective == 0
    assert verify(str(file), found.solution) == verify(read_problem(file), found.solution) == []


# ---------------------------------------------------------------------------------- the mechanism


def test_what_can_be_read_once_is_read_whole(small):
    """A generator is checked and used all the same."""
    ways = [hw.Pattern("ore-loaded", "Pit", "Port"), hw.Pattern("ore-empty", "Port", "Pit")]
    assert hw.train_runs(small, (way for way in ways)).equals(hw.train_runs(small, ways))
    with pytest.raises(hw.InputError, match="patterns: 'x'"):
        hw.train_runs(small, iter("x"))


def test_a_number_is_no_truth_and_a_truth_no_number():
    assert fits(1, int)
    assert fits(1, float)
    assert not fits(True, int)
    assert not fits(1, bool)
    assert fits(float("inf"), float)
    assert not fits(float("inf"), float, finite=True)
    assert not fits(float("nan"), float)


def test_a_public_function_stays_itself():
    """Its name, text and signature are those of the function."""

    @public
    def halved(number: float, *, by: int = 2) -> float:
        """Half."""
        return number / by

    assert (halved.__name__, halved.__doc__, str(inspect.signature(halved))) == (
        "halved", "Half.", "(number: float, *, by: int = 2) -> float",
    )  # fmt: skip
    assert halved(3) == 1.5
