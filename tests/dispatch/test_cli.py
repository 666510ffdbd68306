"""The commands ``headway dispatch`` as a user meets them."""

import os
import signal
from threading import Timer

import pytest
from typer.testing import CliRunner

from headway.cli.app import app
from headway.dispatch import read_solution, verify, warm_up, write_problem, write_solution
from headway.report.screen.occupation_graph import clock_with_seconds, occupation_graph
from tests.dispatching import loops, meet, met


def call(*args):
    return CliRunner().invoke(app, ["dispatch", *map(str, args)], env={"COLUMNS": "120"})


@pytest.fixture
def files(tmp_path):
    """A folder with the meet in the loop and its plan."""
    write_problem(meet(), tmp_path / "problem.json")
    write_solution(met(), tmp_path / "plan.json")
    return tmp_path


def test_a_problem_is_solved_verified_and_shown(files):
    """What solve writes, verify passes and show draws; nothing half-written is left."""
    solved = call("solve", files / "problem.json", "--time", 5, "--jobs", 1, "-o", files / "found.json")
    assert solved.exit_code == 0, solved.output
    assert "Optimal: no plan costs less." in solved.output
    assert "Feasible, objective 0." in call("verify", files / "problem.json", files / "found.json").output
    shown = call("show", files / "problem.json", files / "found.json", "--html", files / "page.html")
    assert shown.exit_code == 0, shown.output
    page = (files / "page.html").read_text(encoding="utf-8")
    assert "2 trains on 4 resources, delay cost 0" in page
    assert "<script src" not in page
    names = ["found.json", "found.json-metadata.json", "page.html", "plan.json", "problem.json"]
    assert sorted(path.name for path in files.iterdir()) == names


def test_a_plan_is_kept_to_after_a_disturbance(files):
    done = call("solve", files / "problem.json", "--start", files / "plan.json", "--anchor", 100, "--rounds", 500, "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert "delay       0 without the cost of leaving the plan" in done.output


def test_a_wrong_plan_is_said_to_be_wrong(files):
    text = (files / "plan.json").read_text().replace('"time": 20', '"time": 19')
    (files / "plan.json").write_text(text)
    done = call("verify", files / "problem.json", files / "plan.json")
    assert done.exit_code == 1
    assert "2 violations:" in done.output
    assert "train 0, operation 3 lasts 9, less than its least duration 10" in done.output
    assert call("show", files / "problem.json", files / "plan.json").exit_code == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--anchor", "3"), "--anchor needs a plan to keep to; name it by --start"),
        (("-o", "nowhere/at/all.json"), '"nowhere/at" is not a folder. Make it first'),
        (("--start", "nothing.json"), "it cannot be read: No such file or directory"),
    ],
)
def test_what_makes_no_sense_is_refused(files, options, words):
    done = call("solve", files / "problem.json", *options)
    assert done.exit_code == 2
    assert words in done.output


def test_an_interrupted_search_keeps_its_plan_and_says_so(tmp_path):
    """Ctrl-C: exit code 130, the best plan so far in the file, and a sentence about both."""
    problem = loops(*["<."] * 2, ">>", "<.", "<<", *[".>"] * 2, *["><"] * 4)
    write_problem(problem, tmp_path / "problem.json")
    warm_up()
    for options, words in (
        (("-o", tmp_path / "plan.json"), "the best plan so far was kept, in"),
        ((), "was not written, since no -o"),
    ):
        timer = Timer(2.0, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        done = call("solve", tmp_path / "problem.json", "--time", 60, *options)
        assert done.exit_code == 130, done.output
        assert "Feasible; interrupted before a proof." in done.output
        assert words in done.output
    assert verify(problem, read_solution(tmp_path / "plan.json")) == []


def test_trains_that_are_stuck_are_named(tmp_path):
    write_problem(loops(">>", "<<"), tmp_path / "problem.json")
    done = call("solve", tmp_path / "problem.json", "--time", 20)
    assert done.exit_code == 1
    assert "trains 0, 1, 2 and 3 are bound to deadlock" in done.output


def test_only_a_plain_file_is_written_over(files):
    """A device or a folder is refused before the search, and stays what it is."""
    for target, words in (("/dev/null", "is no plain file"), (files, "is a folder")):
        done = call("solve", files / "problem.json", "-o", target)
        assert done.exit_code == 2
        assert words in done.output
    assert call("show", files / "problem.json", files / "plan.json", "--html", files).exit_code == 2


def test_a_page_shows_clock_times_and_names(files):
    """Times are HH:MM:SS, and each train and resource is named where one points; 8:10:05 after 31 hours is 31:10:05."""
    graph = occupation_graph(meet(), met())
    (bars, numbers) = graph.renderers
    data = bars.data_source.data
    assert set(data["train"]) == {"train 0", "train 1"}
    assert set(data["resource"]) == {"A", "B", "L1", "L2"}
    assert data["from"][0] == "00:00:00"
    assert data["to"][0] == "00:00:10"
    assert numbers.glyph.text == "number"
    assert clock_with_seconds(31 * 3600 + 10 * 60 + 5) == "31:10:05"
    assert set(graph.yaxis.major_label_overrides.values()) == {"A", "B", "L1", "L2"}
    assert graph.toolbar.active_scroll is None
