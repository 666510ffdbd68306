"""What is kept: listed, shown, repeated, thrown into a bin and taken out of it."""

import json

import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.store import bin_kept, empty_bin, kept_in


def call(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A folder with a run and a study."""
    base = tmp_path_factory.mktemp("kept")
    assert call("run", "three-loops", "--days", "2", "--runs", base, "--name", "week").exit_code == 0
    study = base / "fleet.yaml"
    study.write_text("base: three-loops\nvary: {fleets.shuttle.sets: 1..2}\nreplications: 1\ndays: 2\n")
    assert call("study", "run", study, "--studies", base).exit_code == 0
    return base


def test_runs_and_studies_are_listed_the_newest_first(base):
    assert [(kept.name, kept.kind) for kept in kept_in(base)] == [("fleet", "study"), ("week", "run")]
    printed = call("runs", "list", base).output
    assert "study" in printed
    assert "Three loops" in printed
    assert call("runs", "list", base / "nowhere").output.startswith("Nothing is kept")


def test_a_run_is_shown_and_repeated_to_the_same_bits(base):
    shown = call("runs", "show", base / "week").output
    for words in ("Three loops", "disruptions", "ore", "Mt/y", "sha256", "headway"):
        assert words in shown
    repeated = call("runs", "repeat", base / "week")
    assert repeated.exit_code == 0
    assert repeated.output.startswith("The same to the last bit")


def test_a_folder_that_is_no_run_is_said(base, tmp_path):
    for command in ("show", "repeat"):
        done = call("runs", command, tmp_path)
        assert done.exit_code == 2
        assert "is no run: run.json cannot be read" in done.output
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "run.json").write_text(json.dumps({"schema": 99, "headway": "9.9"}))
    assert "of another form" in call("runs", "list", tmp_path).output


def test_what_goes_into_the_bin_can_be_taken_out_until_it_is_emptied(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text('{"schema": 1, "finished": "2030"}')
    with pytest.raises(hw.InputError, match='"c" is not kept'):
        bin_kept(tmp_path, ["a", "c"])
    assert len(kept_in(tmp_path)) == 2
    assert bin_kept(tmp_path, ["a"]) == [tmp_path / ".bin" / "a"]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "run.json").write_text('{"schema": 1}')
    assert bin_kept(tmp_path, ["a"]) == [tmp_path / ".bin" / "a-2"]
    assert [kept.name for kept in kept_in(tmp_path)] == ["b"]
    assert (empty_bin(tmp_path), empty_bin(tmp_path)) == (2, 0)
    assert "is empty" in call("runs", "empty", "--in", tmp_path).output


def test_a_study_is_exported_and_shown(base, tmp_path):
    folder = base / "fleet"
    done = call(
        "study", "export", folder, "--csv", tmp_path / "m.csv", "--runs", tmp_path / "r.csv", "--excel", tmp_path / "s.xlsx"
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "m.csv").read_text().count("\n") == 3
    assert "fleets.shuttle.sets" in (tmp_path / "r.csv").read_text()
    page = tmp_path / "s.html"
    assert call("study", "show", folder, "--html", page).exit_code == 0
    assert "every combination" in page.read_text()
    assert "done" in call("study", "status", folder).output
    nothing = call("study", "export", folder)
    assert nothing.exit_code == 2
    assert "say what to write" in nothing.output
    assert "is no study" in call("study", "show", tmp_path).output


def test_a_study_file_serves_several_bases(base, tmp_path):
    """The one that the command names takes the place of the file's, under the practice of the file."""
    study = base / "fleet.yaml"
    done = call("study", "run", study, "--base", "three-loops", "--name", "again", "--studies", tmp_path)
    assert done.exit_code == 0, done.output
    assert "done" in call("study", "status", tmp_path / "again").output
    refused = call("study", "run", study, "--base", "three-lops", "--studies", tmp_path)
    assert refused.exit_code == 2
    assert 'Did you mean "three-loops"?' in refused.output
