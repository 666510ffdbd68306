"""The commands ``headway dispatch`` as a user meets them."""

import pytest
from typer.testing import CliRunner

from headway.cli.app import app
from headway.dispatch import write_problem, write_solution
from tests.dispatching import meet, met


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
    assert sorted(path.name for path in files.iterdir()) == ["found.json", "page.html", "plan.json", "problem.json"]


def test_a_plan_is_kept_to_after_a_disturbance(files):
    done = call("solve", files / "problem.json", "--start", files / "plan.json", "--anchor", 100, "--rounds", 500, "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert "delay      0 without the cost of leaving the plan" in done.output


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
        (("-o", "nowhere/at/all.json"), "nowhere/at is not a folder; make it first"),
        (("--start", "nothing.json"), "it cannot be read: No such file or directory"),
    ],
)
def test_what_makes_no_sense_is_refused(files, options, words):
    done = call("solve", files / "problem.json", *options)
    assert done.exit_code == 2
    assert words in done.output
