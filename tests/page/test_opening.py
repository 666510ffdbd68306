"""What `headway serve` opens: a scenario, a kept run, a plan over years; and how it is called on disk."""

import json

import pytest

from headway.cli.serve import _opened
from headway.errors import InputError
from headway.page import Settings, models
from tests import ROOT


def opened(name, **settings):
    return _opened(Settings(kind="scenario", name=str(name), scenario=str(name), **{"runs": ROOT / "runs", **settings}))


def test_a_bundled_scenario_a_folder_and_a_file(tmp_path):
    (tmp_path / "scenario.yaml").write_text("extends: three-loops\n")
    (tmp_path / "line.yaml").write_text("extends: three-loops\n")
    for name, stem in (("three-loops", "three-loops"), (tmp_path, tmp_path.name), (tmp_path / "line.yaml", "line")):
        found = opened(name)
        assert (found.kind, found.scenario, found.stem, found.plan_file) == ("scenario", str(name), stem, None)
    assert opened(tmp_path / "scenario.yaml").stem == tmp_path.name


def test_a_scenario_never_names_a_folder_outside_its_own(tmp_path, monkeypatch):
    """Two dots, a hidden folder, a name as long as may be: desks and runs are called after something that may be a name."""
    hidden = tmp_path / ".hidden"
    hidden.mkdir()
    (tmp_path / "scenario.yaml").write_text("extends: three-loops\n")
    (hidden / "scenario.yaml").write_text("extends: three-loops\n")
    monkeypatch.chdir(hidden)
    assert opened("..").stem == tmp_path.name[:60]
    assert opened(".").stem == "hidden"


def test_a_scenario_with_a_plan_file_beside_it_has_a_plan_over_years():
    assert opened("gara-djebilet-oran").plan_file.name == "plan.yaml"


def test_a_kept_run_opens_its_scenario_with_the_days_of_its_plan(tmp_path):
    run = tmp_path / "week"
    (run / "scenario").mkdir(parents=True)
    (run / "scenario" / "scenario.yaml").write_text("extends: three-loops\n")
    (run / "run.json").write_text(json.dumps({"plan": {"days": 7}}))
    found = opened(run)
    assert (found.kind, found.scenario, found.days) == ("run", str(run / "scenario"), 7)
    assert found.stem == "week"
    assert opened(run, days=2).days == 2
    (run / "run.json").write_text("{")
    assert opened(run).days is None


def test_a_plan_file_and_a_kept_plan_open_the_scenario_that_they_are_about(tmp_path):
    found = opened(ROOT / "examples" / "plan.yaml")
    assert (found.kind, found.scenario) == ("plan", "three-loops")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "plan.json").write_text("{}")
    (kept / "plan.yaml").write_text("scenario: three-loops\n")
    assert opened(kept).scenario == "three-loops"
    (kept / "plan.yaml").write_text("title: of nothing\n")
    with pytest.raises(InputError, match="neither names its scenario nor stands beside one"):
        opened(kept)
    (kept / "scenario.yaml").write_text("extends: three-loops\n")
    assert opened(kept).scenario == str(kept / "scenario.yaml")


def test_what_is_not_there_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match='Did you mean "three-loops"'):
        opened("three-loop")


def test_a_plan_over_years_is_planned_as_a_job_and_kept(fresh):
    """Before it is planned, the page shows what it asks; after, the works and what they are worth, also after a restart."""
    plan_file = ROOT / "examples" / "plan.yaml"
    server = fresh(plan_file=plan_file)
    before = models.ExpansionView.model_validate(server.get("/expansion"))
    assert (before.kept, before.years[0], before.stages[0].demand_mt) == (False, 2027, 4.0)
    job = server.done(server.post("/jobs", 202, kind="expansion"), within=300)
    assert job["state"] == "done", job
    found = models.ExpansionView.model_validate(server.get("/expansion"))
    assert found.kept
    assert found.model_dump() == job["result"]
    assert len(found.cash) == len(found.years) == 10
    assert all(stage.carried_mt >= 0.95 * stage.demand_mt for stage in found.stages)
    assert sum(len(stage.bought) for stage in found.stages) >= len(found.works) > 0
    server.close()
    assert fresh(plan_file=plan_file).get("/expansion")["kept"]
