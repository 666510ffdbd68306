"""What commands print fits the terminal: at 80 columns and at 100, broken between words, nothing cut."""

import re
from shutil import get_terminal_size

import pytest
from typer.testing import CliRunner

from headway.cli.app import app
from headway.cli.screen import columns, fitted

COMMANDS = [
    ["list"],
    ["version"],
    ["check", "three-loops"],
    ["check", "three-loops", "--assumed", "--trains"],
    ["check", "gara-djebilet-50mt", "--assumed"],
    ["check", "wrong.yaml"],
    ["run-train", "three-loops", "ore-loaded", "--from", "Pit", "--to", "Port", "--eco", "10%", "--stop", "Loop A=5 min"],
    ["timetable", "three-loops", "--time", "0", "--explain", "--sets", "sets.csv", "--csv", "calls.csv", "--excel", "day.xlsx"],
    ["timetable", "busy.yaml", "--time", "0", "--explain"],
    ["timetable", "three-loops", "--repeat", "--time", "1"],
    ["capacity", "three-loops", "--days", "2", "--time", "0", "--csv", "sections.csv"],
    ["simulate", "three-loops", "--days", "14", "--losses", "--replications", "2", "--html", "years.html"],
    ["simulate", "busy.yaml", "--days", "14", "--replications", "2"],
    ["run", "three-loops", "--days", "2"],
    ["runs", "repeat", "runs/kept"],
    ["init", "mine/line", "--from", "three-loops"],
    ["dispatch", "solve", "problem.json", "--rounds", "10", "-o", "plan.json"],
    ["dispatch", "verify", "problem.json", "kept.json"],
    ["dispatch", "verify", "problem.json", "empty.json"],
    ["dispatch", "show", "problem.json", "kept.json", "--html", "shown.html"],
]
HELP = [
    "", "check", "run", "run-train", "timetable", "capacity", "simulate", "init", "doctor", "schema", "list", "version",
    "dispatch", "dispatch solve", "dispatch verify", "dispatch show", "compare", "recover", "runs", "runs list", "runs show",
    "runs repeat", "runs bin", "runs empty", "study", "study run", "study check", "study status", "study show", "study export",
    "serve",
]  # fmt: skip
BUSY = """\
extends: three-loops
possessions:
  track-renewal-between-the-loops: {leg: main, from_km: 12, to_km: 18, starts_at: "08:00", duration: 4 h}
services:
  morning-up: {passengers: 200, weekdays: [Mon, Wed, Fri]}
fleets: {shuttle: {sets: 3}}
"""
WRONG = """\
extends: three-loops
wagons: {hopper: {payload: 80000 t}}
fleets: {shuttle: {sets: 0}}
services: {ore: {dumper: nowhere, load_out: at-a-place-with-a-long-name-that-is-not-there}}
"""


def call(width, *args):
    return CliRunner().invoke(app, list(args), env={"COLUMNS": str(width)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with all that the commands read."""
    folder = tmp_path_factory.mktemp("screen")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (folder / "busy.yaml").write_text(BUSY)
        (folder / "wrong.yaml").write_text(WRONG)
        (folder / "empty.json").write_text('{"objective_value": 0, "events": []}')
        for args in (
            ["timetable", "three-loops", "--time", "0", "--displib", "problem.json"],
            ["dispatch", "solve", "problem.json", "--rounds", "10", "-o", "kept.json"],
            ["run", "three-loops", "--days", "2", "--name", "kept"],
        ):
            done = call(100, *args)
            assert done.exit_code == 0, done.output
    return folder


def fits(text, width):
    """Whether every line fits and nothing is cut; the blanks of a line that was broken are not left behind."""
    long = [line for line in text.splitlines() if len(line) > width]
    said = re.sub(r"(?<=[]};a-z])\.\.\.(?=[\n\] ])", "", text)  # behind the name of what may be given several times
    cut = [mark for mark in ("…", "...") if mark in said]
    return not long and not cut


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_a_command_prints_fits_the_terminal(command, width, folder, monkeypatch):
    monkeypatch.chdir(folder)
    args = [f"{arg}-{width}" if arg == "mine/line" else arg for arg in command]
    (folder / "mine").mkdir(exist_ok=True)
    monkeypatch.setattr("sys.argv", ["headway", *args])  # results say the command that was given
    done = call(width, *args)
    expected = {"wrong.yaml": 2, "empty.json": 1}
    assert done.exit_code == next((code for name, code in expected.items() if name in args), 0), done.output
    assert done.output.strip()
    assert fits(done.output, width), done.output


def test_the_words_of_a_narrow_screen_are_those_of_a_wide_one(folder, monkeypatch):
    """Breaking loses no word and cuts none."""
    monkeypatch.chdir(folder)
    for command in (["check", "gara-djebilet-50mt", "--assumed"], ["timetable", "busy.yaml", "--time", "0", "--explain"]):
        assert call(80, *command).output.split() == call(1000, *command).output.split()


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("command", HELP)
def test_help_fits_the_terminal_and_is_not_cut(command, width):
    done = call(width, *command.split(), "--help")
    assert done.exit_code == 0
    assert fits(done.output, width), done.output


def test_what_is_broken_off_a_row_hangs_under_its_text():
    row = "  possessions  track renewal (Mon, Thu), grinding (Tue)"
    assert fitted(row, 36) == "  possessions  track renewal (Mon,\n               Thu), grinding (Tue)"
    assert fitted("  one two three", 10) == "  one two\n      three"
    assert fitted("one two three\n\nfour", 8) == "one two\nthree\n\nfour"
    assert fitted(row, 60) == row


def test_a_long_word_is_not_broken():
    """A path can be copied from the screen as it is."""
    path = "/a/very-long/folder/of-somebody/with/a-file.html"
    assert fitted(f"  Written: {path}", 30).split() == ["Written:", path]


def test_where_there_is_no_terminal_lines_have_at_most_100_characters(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("sys.__stdout__", None)
    assert get_terminal_size((1, 1)).columns == 1
    assert columns() == 100
