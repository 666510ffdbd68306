"""What was run is said wherever a result is shown, and a run can be had again from its folder."""

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

import headway as hw
from headway.about import write_about
from headway.cli.app import app
from headway.model import Possession, Stop, Storm
from headway.simulation import Replanning, Rules, closure_at
from headway.store import run_folder, write_tables
from headway.study import Settings, planned_and_simulated, run_again

SAND = Storm(name="sand", leg="main", from_km=0, to_km=40, per_year=100, extent_m=10e3, lasts_s=3600.0, closes=1, closed_s=3600.0)


def said(result):
    return dict(result.about.rows())


def test_a_summary_says_whether_chance_had_a_part(small):
    """A scenario with disruptions, the same without their chance, and one without any: each has words of its own."""
    stormy = replace(small, disruptions=(SAND,))
    assert said(hw.simulate(stormy, days=2))["disruptions"] == "by chance: sand"
    assert said(hw.simulate(stormy, days=2, chance=False))["disruptions"] == "none, an ideal year: 1 in the scenario are left out"
    run = hw.simulate(small, days=2)
    assert said(run)["disruptions"] == "none in the scenario: an ideal year"
    for name, text in run.about.rows():
        assert name in run.summary()
        assert text in run.summary()


def test_closures_and_possessions_are_named(small):
    works = Possession(name="grinding", leg="main", from_km=12, to_km=15, starts_at_s=0.0, duration_s=3600.0, weekdays=(0, 3))
    shut = closure_at(replace(small, possessions=(works,)), 23, 28, 5, small.starts_on)
    found = said(hw.simulate(shut, days=3))
    assert found["closures"] == "closure 1 from 2027-01-04 for 5 h"
    assert found["possessions"] == "grinding (Mon, Thu)"
    assert said(hw.timetable(shut, stop=None))["closures"] == "closure 1 from 2027-01-04 for 5 h"


def test_a_short_window_says_that_it_is_scaled_and_one_run_has_no_interval(small):
    """Tonnes of three days as a rate of a year say so, those of a year do not; a half-width needs two runs."""
    three, pair = hw.simulate(small, days=3), hw.simulate(small, days=3, replications=2)
    assert "3 days scaled to a year" in three.summary()
    assert "scaled" not in hw.simulate(small, days=365).summary()
    assert three.kpis.flows[0].half_width_t_y is None
    assert pair.kpis.flows[0].half_width_t_y is not None
    assert "1, so no confidence interval" in three.summary()


def test_a_plan_says_how_it_was_searched_for(small):
    assert said(hw.timetable(small, stop=None))["search"] == "none: the plain rule"
    assert said(hw.timetable(small, seed=3))["search"] == "at most 5,000 rounds, seed 3"


@pytest.fixture(scope="module")
def kept(small, tmp_path_factory):
    """The folder of a run of a stormy week."""
    base = tmp_path_factory.mktemp("runs")
    plan, run, spent = planned_and_simulated(replace(small, disruptions=(SAND,)), Settings(days=7, seed=5))
    with run_folder(base, "week") as folder:
        write_tables(folder, run, plan, spent)
    return base / "week"


def test_a_run_is_had_again_from_its_folder(kept):
    """Plan, paths, stocks and figures are the same to the last bit."""
    assert run_again(kept) == []


def test_another_seed_is_not_the_same(kept):
    """What was changed by hand in the record is found, table by table."""
    path = kept / "run.json"
    text = path.read_text(encoding="utf-8")
    about = json.loads(text)
    about["simulation"]["seed"] = 6
    path.write_text(json.dumps(about), encoding="utf-8")
    found = run_again(kept)
    path.write_text(text, encoding="utf-8")
    assert "paths.parquet differs" in found
    assert 'run.json: "kpis" differs' in found


def test_what_is_no_run_is_refused(kept, tmp_path):
    """A folder without a record, a record of another form, a scenario that was changed."""
    with pytest.raises(hw.InputError, match="is no run"):
        run_again(tmp_path)
    (tmp_path / "run.json").write_text('{"seed": 1}')
    with pytest.raises(hw.InputError, match="of another form"):
        run_again(tmp_path)
    for damaged in ({"schema": 1}, {"schema": 1, "headway": "", "inputs_sha256": "", "simulation": {"days": "7"}}):
        (tmp_path / "run.json").write_text(json.dumps(damaged))
        with pytest.raises(hw.InputError, match="does not say all"):
            run_again(tmp_path)
    scenario = kept / "scenario" / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("sets: 2", "sets: 1"), encoding="utf-8")
    with pytest.raises(hw.InputError, match="has been changed"):
        run_again(kept)
    scenario.write_text(text, encoding="utf-8")


def test_rules_that_are_not_usual_are_said_in_words(small):
    """A planner reads what the dispatcher does, not how a program writes it; usual rules are not mentioned."""
    rules = Rules(loaded=2.0, patience_s=6 * 3600.0, replanning=Replanning(every_s=7200.0))
    assert said(hw.simulate(small, days=1, warm_up_days=0, rules=replace(rules, replanning=None)))["dispatching"] == (
        "a second of delay weighs 2 of a loaded ore train, 1 of an empty one; trains are cancelled after a wait of 6 h 00 min"
    )
    assert rules.in_words().endswith("the dispatcher plans 8 h 00 min ahead, every 2 h 00 min and when disturbed")
    assert Rules().in_words() == ""
    assert "dispatching" not in said(hw.simulate(small, days=1, warm_up_days=0))


def test_a_table_has_what_was_run_beside_it(small, tmp_path):
    """As metadata of the table, where programs that read tables of the web look for it."""
    run = hw.simulate(small, days=2)
    table = tmp_path / "years.csv"
    run.outcomes_frame().write_csv(table)
    path = write_about(table, run.about)
    assert path.name == "years.csv-metadata.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["url"] == "years.csv"
    assert found["dc:description"] == dict(run.about.rows())


def test_results_are_short_in_a_notebook(small):
    """A cell that ends in a plan or a run shows its summary, and its text is one line."""
    for result in (hw.timetable(small, stop=None), hw.simulate(small, days=2)):
        assert len(repr(result)) < 120
        assert "Three loops" in repr(result)
        assert result._repr_html_().startswith("<pre>Three loops")


SAYS = ("disruptions", "closures", "possessions", "Headway", "command")
"""What a result says at least, wherever it is shown."""

EXAMPLES = Path(__file__).parents[2] / "examples"

RUNS = {
    "run": "run three-loops --days 2 --runs {0}/runs --name week",
    "check": "check three-loops --trains",
    "run-train": "run-train three-loops ore-loaded --from Pit --to Port --stop 'Loop B' --eco 10% --html {0}/a.html "
    "--figure {0}/a.svg --csv {0}/a.csv",
    "timetable": "timetable three-loops --time 0 --html {0}/b.html --pdf {0}/b.pdf --excel {0}/b.xlsx --csv {0}/b.csv "
    "--sets {0}/s.csv --displib {0}/b.json",
    "capacity": "capacity three-loops --days 2 --time 0 --html {0}/c.html --csv {0}/c.csv",
    "simulate": "simulate three-loops --days 2 --replications 2 --html {0}/d.html --csv {0}/d.csv --means {0}/m.csv "
    "--excel {0}/d.xlsx",
    "compare": "compare three-loops --variant fleets.shuttle.sets=1 --days 2 --replications 2 --html {0}/g.html --csv {0}/g.csv "
    "--excel {0}/g.xlsx",
    "compare --plans": "compare three-loops --variant fleets.shuttle.sets=1 --plans --time 0 --html {0}/h.html --csv {0}/h.csv "
    "--excel {0}/h.xlsx",
    "recover": "recover three-loops --closure km=23:28,hours=5,at=2027-01-05 --days 6 --replications 2 --html {0}/h.html "
    "--figure {0}/h.svg --csv {0}/h.csv --excel {0}/h.xlsx",
    "study run": "study run {0}/fleet.yaml --studies {0}/studies",
    "study show": "study show {0}/studies/fleet --html {0}/i.html",
    "study export": "study export {0}/studies/fleet --csv {0}/i.csv --runs {0}/j.csv --excel {0}/i.xlsx --ranking {0}/k.csv",
    "plan": f"plan {EXAMPLES}/plan.yaml --plans {{0}}/plans --html {{0}}/p.html --figure {{0}}/p.svg --csv {{0}}/p.csv "
    "--excel {0}/p.xlsx",
    "money": f"money {EXAMPLES}/plan.yaml --plans {{0}}/plans --tornado --draws 100 --html {{0}}/q.html --excel {{0}}/q.xlsx",
    "dispatch solve": "dispatch solve {0}/b.json --rounds 20 --jobs 1 -o {0}/e.json",
    "dispatch verify": "dispatch verify {0}/b.json {0}/e.json",
    "dispatch show": "dispatch show {0}/b.json {0}/e.json --html {0}/f.html",
}
"""Every command that has a result, with all the files that it writes; twice where it has results of two kinds."""

HAVE_NO_RESULT = {
    "init", "doctor", "schema", "list", "version", "study check", "study status",
    "runs list", "runs show", "runs repeat", "runs bin", "runs empty", "serve",
}  # fmt: skip
"""Commands that run nothing new; what ``runs repeat`` compares says itself what it is, and what
``serve`` shows or writes has the functions of the reports say so."""

GROUPS = ("dispatch", "runs", "study")
"""Commands that have commands of their own."""

STUDY = """\
base: three-loops
vary: {fleets.shuttle.sets: 1..2}
replications: 2
days: 2
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """What every command prints, and the folder with what all of them write."""
    folder = tmp_path_factory.mktemp("written")
    printed = {}
    (folder / "fleet.yaml").write_text(STUDY)
    with pytest.MonkeyPatch.context() as patch:
        for name, line in RUNS.items():
            args = shlex.split(line.format(folder))
            patch.setattr(sys, "argv", ["headway", *args])
            done = CliRunner().invoke(app, args)
            assert done.exit_code == 0, done.output
            printed[name] = done.output
    return folder, printed


def text_of(path):
    """Return what a file says, or what stands beside it says, whatever its kind."""
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            return book.read("xl/sharedStrings.xml").decode()
    if path.suffix == ".pdf":
        return path.read_bytes().decode("latin-1")
    if path.suffix == ".png":
        return Image.open(path).info["Description"]
    beside = path.with_name(f"{path.name}-metadata.json")
    return (beside if beside.exists() else path).read_text(encoding="utf-8")


def commands_of_all():
    """Return every command by its name, those of groups with the name of the group."""
    top = typer.main.get_command(app).commands
    return {**top, **{f"{group} {name}": one for group in GROUPS for name, one in top[group].commands.items()}}


def test_every_command_is_either_asked_or_has_no_result():
    """A new command has to be put into one of the two lists, and so to say what it ran."""
    known = set(commands_of_all()) - {*GROUPS}
    assert known == {*(name.split(" --")[0] for name in RUNS), *HAVE_NO_RESULT}


def test_every_option_that_writes_a_file_is_asked():
    """But for GTFS, whose feed needs coordinates, and which is asked below."""
    commands = commands_of_all()
    for name, line in RUNS.items():
        told = {
            max(option.opts, key=len): getattr(option, "help", None) or "" for option in commands[name.split(" --")[0]].params
        }
        writes = {option for option, text in told.items() if text.startswith(("Write ", "Where to write", "The page to"))}
        assert writes - {"--gtfs"} <= set(line.replace(" -o ", " --out ").split()), name


@pytest.mark.parametrize("command", RUNS)
def test_every_command_prints_what_was_run(written, command):
    """Disruptions, closures, possessions, Headway's version and the command itself are in what it prints."""
    folder, printed = written
    for name in SAYS:
        assert name in printed[command]
    in_one_line = " ".join(printed[command].split())
    assert RUNS[command].format(folder).split(" --")[0] in in_one_line


def test_every_file_says_what_was_run(written):
    """Pages, prints and workbooks in themselves, all others beside them; of a run folder ``run.json`` speaks for the tables,
    and of a plan's ``plan.json`` for what was found on the way.
    """
    folder, _ = written
    files = [
        p
        for p in folder.rglob("*")
        if p.is_file() and p.suffix not in (".parquet", ".yaml") and p.parent.name not in ("scenario", "found")
    ]
    assert {p.suffix for p in files} == {".html", ".pdf", ".svg", ".csv", ".xlsx", ".json"}
    assert len(files) > 20
    for path in files:
        text = text_of(path).lower()
        assert [name for name in SAYS if name.lower() not in text] == [], path


def test_prints_and_feeds_say_it_too(small, tmp_path):
    """A picture has it at its foot and in its properties, a PDF in its properties, a GTFS feed beside it."""
    plan = hw.timetable(small, stop=None)
    run = hw.simulate(small, days=2)
    for path in (
        hw.report.print_train_graph(plan, tmp_path / "graph.png"),
        hw.report.print_stocks(run, tmp_path / "stocks.pdf"),
        hw.report.print_speed_profile(hw.train_run(small, "ore-loaded", "Pit", "Port"), tmp_path / "run.png"),
    ):
        assert [name for name in SAYS[:-1] if name not in text_of(path)] == []
    places = tuple(replace(p, latitude=27.0, longitude=-5.0) for p in small.line.legs[0].places)
    leg = replace(small.line.legs[0], places=places)
    plan = hw.timetable(replace(small, line=replace(small.line, legs=(leg,))), stop=None)
    feed = hw.report.write_gtfs(plan, tmp_path / "feed.zip", url="https://operator.example", timezone="Africa/Algiers")
    assert dict(plan.about.rows()) == json.loads(Path(f"{feed}-metadata.json").read_text())["dc:description"]


def test_a_train_run_says_where_it_stopped(small):
    run = hw.train_run(small, "ore-loaded", "Pit", "Port", stops=["Loop C", Stop(place="Loop A", dwell_s=300)], rail="wet")
    assert said(run)["stops"] == "Loop C, Loop A (5 min)"
    assert (said(run)["rail"], said(run)["driving"]) == ("wet", "fastest")
    assert said(run)["disruptions"] == "none: a train alone on an open line"
    assert said(hw.train_run(small, "ore-loaded", "Pit", "Port"))["stops"] == "none"


def test_a_plan_is_made_for_an_ideal_day(small):
    assert said(hw.timetable(small, stop=None))["disruptions"] == "none in the scenario: an ideal year"
    stormy = hw.timetable(replace(small, disruptions=(SAND,)), stop=None)
    assert said(stormy)["disruptions"] == "none, an ideal year: 1 in the scenario are left out"
