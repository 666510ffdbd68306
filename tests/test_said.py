"""What was run is said wherever a result is shown, and a run can be had again from its folder."""

import json
from dataclasses import replace

import pytest

import headway as hw
from headway.about import write_about
from headway.model import Possession, Storm
from headway.simulation import Replanning, Rules, closure_at
from headway.study import Settings, planned_and_simulated, run_again, run_folder, write_tables

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
