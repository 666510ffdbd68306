"""The guide "Your own line": its files and commands do what it says, from an empty folder; the page of keys is the model's."""

import re
import runpy
import shlex

import pytest
from typer.testing import CliRunner

from headway.cli.app import app
from tests import ROOT

GUIDE = (ROOT / "docs" / "your-own-line.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\S+)(?: (\S+))?( add)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSED = {"wrong.yaml", "long.yaml"}


def run(command):
    done = CliRunner().invoke(app, shlex.split(command)[1:], env={"COLUMNS": "100"})
    return done.exit_code, done.output


def test_the_guide_goes_from_an_empty_folder_to_a_year(tmp_path, monkeypatch):
    """Files are written or added to, commands run in their order, and every line shown is a line of the output before it."""
    monkeypatch.chdir(tmp_path)
    output, whole, commands = "", False, 0
    for kind, name, add, text in BLOCK.findall(GUIDE):
        if name:
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{path.read_text(encoding='utf-8')}{text}" if add else text, encoding="utf-8")
        elif kind == "sh":
            for command in text.splitlines():
                code, output = run(command)
                commands += 1
                whole = whole or "no problem found" in output
                refused = not whole or any(name in command for name in REFUSED)
                assert code == (2 if refused else 0), f"{command}\n{output}"
        else:
            assert kind == "text"
            missing = [line for line in text.splitlines() if line not in output.splitlines()]
            assert missing == [], output
    assert commands >= 10
    assert {"week.html", "week.xlsx", "year.html", "runs"} <= {path.name for path in tmp_path.iterdir()}


def test_the_guide_tells_what_typical_mistakes_say():
    """The last part has a mistake of each kind: a unit, a name, a key, a time of day, what fits nowhere."""
    for words in ("out of range", "Did you mean", "is not a key here", "has no unit", "is longer than every track"):
        assert words in GUIDE


def test_the_page_of_keys_is_that_of_the_model():
    """Written anew it is the same: every key with its units, default and range."""
    made = runpy.run_path(str(ROOT / "tools" / "make_keys.py"))
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == made["page"](), "run python tools/make_keys.py"


@pytest.mark.parametrize(
    "row",
    [
        "| `sets` |  | **required** | 1 to 1,000 |",
        "| `positioning` | min, s, h, d | 0 min |",
        "| `departs_at` | HH:MM | **required** |",
        "| `tracks` |  | 750 m |",
        "| `energy` |  | diesel | diesel, electric |",
    ],
)
def test_the_page_of_keys_has_units_defaults_and_ranges(row):
    assert row in (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")


def test_the_readme_leads_to_the_guide():
    assert "(docs/your-own-line.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
