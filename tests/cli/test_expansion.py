"""``headway plan`` and ``headway money``: what they refuse before anything is planned."""

from pathlib import Path

from typer.testing import CliRunner

from headway.cli.app import app

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "plan.yaml")


def test_a_scenario_without_a_plan_is_refused():
    """A bundled scenario that has no plan.yaml beside it says so, and what to do."""
    done = CliRunner().invoke(app, ["plan", "three-loops"])
    assert done.exit_code == 2
    assert '"three-loops" has no plan.yaml beside its scenario' in done.output


def test_a_figure_that_there_is_not_is_refused_before_planning(tmp_path):
    """Nothing is planned or kept for a figure that is misspelt."""
    done = CliRunner().invoke(app, ["money", EXAMPLE, "--figure", "nvp", "--plans", str(tmp_path / "plans")])
    assert done.exit_code == 2
    assert '"nvp" is not a figure. Did you mean "npv"?' in done.output
    assert not (tmp_path / "plans").exists()


def test_a_folder_that_is_no_plan_is_refused(tmp_path):
    """A folder of that name with other things in it stays as it is."""
    (tmp_path / "plans" / "mine").mkdir(parents=True)
    (tmp_path / "plans" / "mine" / "letter.txt").write_text("dear all", encoding="utf-8")
    done = CliRunner().invoke(app, ["plan", EXAMPLE, "--plans", str(tmp_path / "plans"), "--name", "mine"])
    assert done.exit_code == 2
    assert "is no plan: plan.json cannot be read" in " ".join(done.output.split())
    assert [path.name for path in (tmp_path / "plans" / "mine").iterdir()] == ["letter.txt"]
