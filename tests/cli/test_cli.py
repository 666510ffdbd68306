"""The command line as a user meets it."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app


def headway(*args, cwd=None):
    return subprocess.run([sys.executable, "-m", "headway.cli.app", *args], capture_output=True, text=True, cwd=cwd, check=False)


def call(*args):
    return CliRunner().invoke(app, list(args), env={"COLUMNS": "200"})


def test_help_is_light():
    """Neither help nor ``import headway`` loads numba, polars, bokeh or matplotlib."""
    code = (
        "import sys, headway\nfrom headway.cli.app import app\n"
        "try:\n app(['--help'])\nexcept SystemExit:\n pass\n"
        "print([m for m in ('numba', 'numpy', 'polars', 'bokeh', 'matplotlib', 'ortools', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "simulate" in done.stdout


def test_check_is_one_screen_with_the_summary_first():
    """What trains fit, where ore trains stop, on which days services run; what is assumed only where it is asked for."""
    done = call("check", "gara-djebilet")
    assert done.exit_code == 0
    assert done.output.startswith("Gara Djebilet - Béchar, phase 1 (4 Mt/y): no problem found")
    assert len(done.output.splitlines()) <= 24
    assert "32 with a source, 152 assumed, 12 with neither; --assumed lists them" in done.output
    assert "fits every loop" in done.output
    assert "every day, stops at Oum El Assel" in done.output
    assert "does not fit 1 of 3 loops: Loop C" in call("check", "three-loops").output


def test_check_runs_trains_both_ways():
    """Each way has its time; a train that stalls is named with the reason, and the command says so by its exit code."""
    done = call("check", "three-loops", "--trains")
    assert done.exit_code == 0
    for way in ("ore-loaded Pit - Port", "ore-loaded Port - Pit", "railcar Port - Pit", "railcar Pit - Port"):
        assert f"  {way}: " in done.output


def test_check_names_the_train_that_stalls(tmp_path):
    rows = "{from_km: 0, to_km: 25, grade: 0 permille}, {from_km: 25, to_km: 40, grade: 40 permille}"
    steep = f"extends: three-loops\nlegs: {{main: {{gradients: [{rows}]}}}}\n"
    (tmp_path / "scenario.yaml").write_text(steep)
    done = call("check", str(tmp_path), "--trains")
    assert done.exit_code == 1, done.output
    assert "ore-loaded Port - Pit: cannot run" in done.output


def test_check_lists_assumptions_and_figures_without_an_origin():
    done = call("check", "gara-djebilet", "--assumed")
    assert done.exit_code == 0
    assert "950 km, 30 places, 28 of them crossing points" in done.output
    assert "disruptions.wash-outs: 3 (" in done.output
    assert "22 rows" in done.output
    assert done.output.count("spaced evenly") == 1
    assert "wagons on order" in done.output


def test_bad_input_is_one_message_and_exit_code_2(tmp_path):
    (tmp_path / "scenario.yaml").write_text("extends: three-loops\ncolour: red\nfleets: {shuttle: {sets: -1}}\n")
    done = headway("check", str(tmp_path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "2 problems" in done.stderr
    assert "Traceback" not in done.stderr
    assert headway("check", "gara").returncode == 2
    assert headway("run", "three-loops", "--days", "0", cwd=tmp_path).returncode == 2
    assert not (tmp_path / "runs").exists()


def test_run_plans_simulates_and_keeps(tmp_path):
    """The table, the sentence and the report's name are printed; a second run gets a name of its own."""
    for name in ("three-loops", "three-loops-2"):
        done = headway("run", "three-loops", "--days", "7", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "delivered" in done.stdout
        assert "Target met" in done.stdout
        assert f"runs/{name}/report.html" in done.stdout
        kept = {p.name for p in (tmp_path / "runs" / name).iterdir()}
        tables = ("events", "amounts", "paths", "activities", "stocks", "plan")
        others = {"scenario", "run.json", "report.html", "train-graph.pdf", "stockpiles.pdf", "figures.xlsx"}
        others |= {"figures.csv", "figures.csv-metadata.json"}
        assert kept == {f"{table}.parquet" for table in tables} | others
    assert not list((tmp_path / "runs").glob(".*"))


def test_init_makes_a_folder_that_checks_and_runs(tmp_path):
    """The new folder is whole: scenario, tables and README; what is changed in it is what runs."""
    done = headway("init", "my-line", "--from", "three-loops", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "my-line"
    assert {p.name for p in folder.iterdir()} == {"scenario.yaml", "README.md", "places.csv", "speed-limits.csv"}
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    (folder / "scenario.yaml").write_text(text.replace("title: Three loops", "title: My line"), encoding="utf-8")
    done = headway("run", "my-line/scenario.yaml", "--days", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "My line\n" in done.stdout
    assert "1 day, after 7 of warm-up; day 1 is Mon 2027-01-04" in done.stdout
    assert "runs/my-line/report.html" in done.stdout
    again = headway("init", "my-line", cwd=tmp_path)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)


def test_init_of_the_flagship_writes_every_table(tmp_path):
    hw.save(hw.load("gara-djebilet"), tmp_path / "x")
    assert call("init", str(tmp_path / "y")).exit_code == 0
    names = {p.name for p in (tmp_path / "y").iterdir()}
    assert {"scenario.yaml", "places.csv", "gradients.csv", "curves.csv", "speed-limits.csv", "README.md"} == names


def test_doctor_measures_this_machine():
    """On a narrow terminal too; the folder of the kernels is one word, however long it is."""
    done = CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "80"})
    assert done.exit_code == 0
    assert not [line for line in done.output.splitlines() if len(line) > 80 and "/" not in line]
    for words in ("headway", "numba", "kernels", "train run", "timetable", "simulation"):
        assert words in done.output


def test_schema_and_version_print():
    assert json.loads(call("schema").output)["title"] == "Headway scenario"
    assert call("version").output.strip() == hw.__version__


@pytest.mark.parametrize("command", ["check", "run", "init", "doctor", "schema", "version"])
def test_every_command_has_help(command):
    done = call(command, "--help")
    assert done.exit_code == 0
    assert "Usage" in done.output


JOURNEY = ("run-train", "three-loops", "ore-loaded", "--from", "Port", "--to", "Pit")


def test_a_train_is_run_and_written_to_the_files_asked_for(tmp_path):
    """The summary and the comparison are printed; page, figure and table are there whole."""
    files = {kind: tmp_path / f"run.{end}" for kind, end in (("html", "html"), ("figure", "pdf"), ("csv", "csv"))}
    options = [text for kind, path in files.items() for text in (f"--{kind}", str(path))]
    done = call(*JOURNEY, "--eco", "10%", "--stop", "Loop A=5 min", "--stop", "Loop B", *options)
    assert done.exit_code == 0, done.output
    assert "least energy, fastest + 10% of the time" in done.output
    assert "Against fastest: time +" in done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run.csv", "run.csv-metadata.json", "run.html", "run.pdf"]
    assert files["csv"].read_text().startswith("position_m,km,time_s")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--eco", "ten"), '--eco: "ten" is not a share. Write, for example, 10%'),
        (("--eco", "10"), '--eco: "10" is not a share'),
        (("--eco", "5%", "--margin", "5%"), "two ways of driving. Choose one"),
        (("--stop", "Loop A=5"), '--stop Loop A: "5" has no unit'),
        (("--rail", "icy"), "Write one of: dry, sanded, wet"),
        (("--figure", "x.docx"), "End its name with .pdf or .svg or .png"),
        (("--html", "nowhere/x.html"), '"nowhere" is not a folder. Make it first'),
        (("--effort", "0"), "effort: a share above 0"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(options, message):
    done = call(*JOURNEY, *options)
    assert done.exit_code == 2
    assert message in done.output


def test_the_version_and_the_bundled_scenarios_are_told():
    assert call("--version").output.strip() == hw.__version__
    done = call("list")
    assert [line.split()[0] for line in done.output.splitlines()] == sorted(hw.bundled_names())
    assert "Three loops" in done.output


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        ("raise ImportError('initialization failed') from KeyboardInterrupt()", 130, "Interrupted; nothing was kept.\n"),
        ("raise KeyboardInterrupt", 130, "Interrupted; nothing was kept.\n"),
        ("raise ImportError('no such library')", 1, "ImportError: no such library\n"),
    ],
)
def test_an_interruption_of_an_import_is_one(raised, code, said):
    """A library of machine code whose import is interrupted says that it failed; one that did fail is told as ever."""
    program = (
        "import headway.cli.app as room\nfrom headway.cli.main import main\n"
        f"def broken():\n    {raised}\nroom.app = broken\nmain()"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert ended.stderr.endswith(said)
    assert ("Traceback" in ended.stderr) == (code == 1)
