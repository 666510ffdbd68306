"""The plan on the page: what stands on the graph, the figures, and the steps that change it."""

import gzip
from itertools import pairwise

import pytest

from headway.page import models
from headway.page.said import SAID
from headway.report import graph_table
from headway.throughput import blockings
from headway.timetabling import verify


def calls(plan):
    return [[(c.place, c.track, c.arrives_s, c.departs_s) for c in path.calls] for path in plan.paths]


def ore(server, number=1):
    """Return the name and the departure of an ore train."""
    train = [t for t in server.get("/plan/graph")["trains"] if t["ore"]][number]
    return train["name"], train["calls"][0]["departs_s"]


def test_the_graph_has_what_the_contract_says(server):
    """It is made without models, since a week has ten thousand calls; here every field is held to them."""
    for path, model in (
        ("graph", models.Graph),
        ("ghost", models.Ghost),
        ("occupation", models.Occupation),
        ("piles", models.Piles),
    ):
        answer = server.client.get(f"/api/1/plan/{path}")
        model.model_validate_json(answer.text)


def test_chart_and_tables_agree(server):
    """The page draws the trains, places, times and turnbacks that the train graph of a report draws."""
    plan, graph = server.office.desk.plan(), server.get("/plan/graph")
    table = graph_table(plan)
    assert (graph["from_s"], graph["until_s"], graph["to_s"]) == (table.from_s, table.until_s, table.to_s)
    assert {t["name"] for t in graph["trains"]} == {*table.strokes.filter(kind="runs")["train"]}
    assert len(graph["turnbacks"]) == table.strokes.filter(kind="turns").height
    assert {t["label"] for t in graph["trains"]} == {*table.names["label"]}
    assert [(p["name"], p["y"]) for p in graph["way"]["places"]] == [*table.axes[0].positions().items()]
    assert [[(c["place"], c["track"], c["arrives_s"], c["departs_s"]) for c in t["calls"]] for t in graph["trains"]] == calls(
        plan
    )


def test_occupation_is_that_of_the_reports_and_a_sound_plan_has_no_conflicts(server):
    plan, found = server.office.desk.plan(), server.get("/plan/occupation")
    assert len(found["blocks"]) == sum(map(len, blockings(plan.scenario, plan.paths).values()))
    assert found["conflicts"] == []


def test_the_way_is_an_argument(server):
    """A corridor has one; another name is refused with the names there are."""
    graph = server.get("/plan/graph")
    assert graph["ways"] == ["Port - Pit"]
    assert server.get("/plan/graph", way="Port - Pit")["trains"] == graph["trains"]
    answer = server.client.get("/api/1/plan/graph", params={"way": "Port"})
    assert answer.status_code == 422
    assert "Port - Pit" in answer.text


def test_five_figures_with_target_and_light_and_what_limits_the_tonnage(server):
    plan = server.get("/plan")
    assert [one["key"] for one in plan["figures"]] == ["tonnage", "trains", "waits", "sets", "weighted_time"]
    tonnage = plan["figures"][0]
    # Five loaded trains of 3,200 t a day: 5.84 Mt a year, of 6.
    assert (round(tonnage["value"], 2), tonnage["target"], tonnage["light"]) == (5.84, 6.0, "near")
    assert plan["limit"]["key"] == "limit.plan"
    assert plan["limit"]["values"]["part"] == "pit"
    said = [plan["status"], plan["limit"], *(one["note"] for one in plan["figures"] if one["note"])]
    assert all(one["key"] in SAID for one in said)


def test_answers_are_packed(server):
    answer = server.client.get("/api/1/plan/graph", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < len(answer.content) / 4


def test_a_train_in_detail(server):
    name, _ = ore(server)
    found = server.get(f"/plan/trains/{name}")
    assert found["transit_s"] >= found["alone_s"]
    run = found["run"]
    assert len({len(run[key]) for key in ("km", "kmh", "limit_kmh", "height_m", "gradient_permil")}) == 1
    assert all(a <= b for a, b in pairwise(run["km"]))
    assert run["km"][-1] == 40.0
    assert max(run["kmh"]) <= max(run["limit_kmh"]) + 0.1
    assert server.client.get("/api/1/plan/trains/nobody").json()["problems"][0]["message"].startswith('"nobody" is not a train')


def test_an_edit_is_a_step_that_can_be_undone_and_done_again_to_the_same_bits(server):
    desk, before = server.office.desk, server.version
    name, at_s = ore(server)
    old = calls(desk.plan())
    answer = server.edit({"kind": "depart", "train": name, "at_s": at_s + 300})
    plan = answer["plan"]
    assert plan["version"] > before
    assert plan["violations"] == []
    assert plan["undo"] == {"key": "step.depart", "values": {"train": name, "at_s": at_s + 300}}
    assert plan["edits"][-1]["edit"]["kind"] == "depart"
    assert name in {moved["train"] for moved in answer["moved"]}
    new = calls(desk.plan())
    assert verify(desk.scenario, desk.plan().paths, moved={name: at_s + 300}) == []
    ghost = server.get("/plan/ghost")
    assert ghost["of"] == before
    assert {t["name"] for t in ghost["trains"]} >= {moved["train"] for moved in answer["moved"]}
    undone = server.post("/plan/undo", version=plan["version"])
    assert (undone["plan"]["version"], undone["plan"]["redo"]) == (before, plan["undo"])
    assert calls(desk.plan()) == old
    done = server.post("/plan/redo", version=before)
    assert done["plan"]["version"] == plan["version"]
    assert calls(desk.plan()) == new


def test_an_edit_of_an_old_version_is_stale(server):
    name, _ = ore(server)
    version = server.version
    server.edit({"kind": "lock", "train": name})
    for path, more in (
        ("edits", {"edits": [], "rest": "hold"}),
        ("edits", {"edits": [], "rest": "around"}),
        ("undo", {}),
        ("redo", {}),
    ):
        answer = server.client.post(f"/api/1/plan/{path}", json={"version": version, **more})
        assert (answer.status_code, answer.json()) == (409, {"problem": "stale", "version": server.version})


def test_a_locked_train_is_listed_and_released(server):
    name, _ = ore(server)
    plan = server.edit({"kind": "lock", "train": name})["plan"]
    assert name in plan["locked"]
    numbers = [one["number"] for one in plan["edits"] if one["edit"] == {"kind": "lock", "train": name}]
    plan = server.edit(release=numbers)["plan"]
    assert name not in plan["locked"]


def test_every_problem_of_an_edit_is_said_at_once(server):
    version = server.version
    found = server.refused(
        "/plan/edits",
        version=version,
        rest="hold",
        edits=[{"kind": "lock", "train": "nobody"}, {"kind": "track", "train": ore(server)[0], "place": "Nowhere", "track": "1"}],
    )
    assert [where for where, _ in found] == ["edits.0", "edits.1"]
    found = server.refused("/plan/edits", version=version, rest="hold", edits=[{"kind": "depart", "train": "x", "at_s": "8:00"}])
    assert found == [("edits.0.at_s", "Input should be a valid integer")]
    assert server.version == version


def test_an_edit_for_all_days_moves_the_same_train_of_every_day(fresh):
    """The morning train of each of three days leaves five minutes later."""
    server = fresh(days=3)
    train = next(t for t in server.get("/plan/graph")["trains"] if t["service"] == "morning-up")
    at_s = train["calls"][0]["departs_s"] % 86_400
    answer = server.edit(
        {"kind": "depart", "train": train["name"], "at_s": train["calls"][0]["departs_s"] + 300, "all_days": True}
    )
    leaves = [e["edit"]["at_s"] for e in answer["plan"]["edits"]]
    assert leaves == [day * 86_400 + at_s + 300 for day in range(3)]


def test_planning_around_is_a_job_with_a_budget(server):
    name, at_s = ore(server, 2)
    job = server.edit({"kind": "depart", "train": name, "at_s": at_s + 600}, status=202, rest="around", seconds=1)
    assert (job["kind"], job["title"]["key"]) == ("around", "job.around")
    found = server.done(job)
    assert found["state"] == "done", found
    assert found["result"]["plan"]["version"] == server.version


def test_a_plan_is_made_anew_as_a_step(server):
    before = server.version
    job = server.done(server.post("/jobs", 202, kind="plan_anew", days=2, repeat=False, seconds=0))
    assert job["state"] == "done", job
    plan = server.get("/plan")
    assert (plan["days"], plan["edits"]) == (2, [])
    assert plan["undo"]["key"] == "step.planned_anew"
    assert server.post("/plan/undo", version=plan["version"])["plan"]["version"] == before


def test_nothing_to_undo_is_said(fresh):
    server = fresh()
    assert server.refused("/plan/undo", version=1) == [("", "there is nothing to undo")]
    assert server.refused("/plan/redo", version=1) == [("", "there is nothing to do again")]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("svg", b"<?xml"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"train,"), ("html", b"<!DOCTYPE"), ("displib", b"{")],
)
def test_the_plan_is_had_as_a_file(server, kind, begins):
    """Each begins as files of its kind do, comes under a name, and is not left behind."""
    answer = server.client.get(f"/api/1/plan/download/{kind}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert "three-loops-plan." in answer.headers["content-disposition"]
    assert list((server.settings.runs / ".page").iterdir()) == []


def test_a_feed_needs_who_runs_the_trains(server):
    answer = server.client.get("/api/1/plan/download/gtfs")
    assert [one["where"] for one in answer.json()["problems"]] == ["url", "timezone"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "x", "https://x.example\n,y", "https://\0"])
def test_the_page_of_an_operator_is_an_address(server, url):
    answer = server.client.get("/api/1/plan/download/gtfs", params={"url": url, "timezone": "Africa/Algiers"})
    assert [one["where"] for one in answer.json()["problems"]] == ["url"]


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "depart", "train": "ore 2 loaded", "at_s": 28_000},
        {"kind": "lock", "train": "ore 2 loaded"},
        {"kind": "track", "train": "ore 2 loaded", "place": "Loop B", "track": "2"},
        {"kind": "no_meet", "train": "ore 2 loaded", "other": "ore 2 empty", "place": "Loop A"},
        {"kind": "meet", "train": "ore 3 loaded", "other": "ore 3 empty", "place": "Loop B"},
        {"kind": "close", "name": "grinding", "from_place": "Loop A", "to_place": "Loop C", "begin_s": 3_600, "end_s": 5_400},
        {"kind": "add", "service": "ore", "at_s": 82_000},
        {"kind": "copy", "train": "ore 2 loaded", "at_s": 82_000},
        {"kind": "cancel", "train": "ore 5 empty"},
        {"kind": "dwell", "train": "ore 2 loaded", "place": "Loop B", "at_least_s": 300},
    ],
    ids=lambda edit: edit["kind"],
)
def test_every_edit_is_kept_listed_drawn_and_undone(server, edit):
    """From the wish in the page to the engine and back: the plan says what it keeps in the words of the page."""
    before = server.version
    graph = server.get("/plan/graph")
    answer = server.edit(edit)
    plan = models.EditAnswer.model_validate(answer).plan
    assert plan.violations == []
    assert plan.undo.key == f"step.{edit['kind']}"
    listed = {k: v for k, v in plan.edits[-1].edit.model_dump().items() if k in edit}
    assert listed == edit
    drawn = server.get("/plan/graph")
    if edit["kind"] == "close":
        number = plan.edits[-1].number
        shut = [(one["name"], one["begin_s"], one["end_s"]) for one in drawn["restrictions"] if one["edit"] == number]
        assert {(begin, end) for _, begin, end in shut} >= {(3_600, 5_400)}
        assert all(name.startswith("grinding") for name, _, _ in shut)
    if edit["kind"] in ("add", "copy"):
        new = {t["name"] for t in drawn["trains"]} - {t["name"] for t in graph["trains"]}
        assert {moved["train"] for moved in answer["moved"] if moved["is_new"]} == new
        assert len(new) == 1
    if edit["kind"] == "cancel":
        assert edit["train"] not in {t["name"] for t in drawn["trains"]}
        assert plan.figures[1].note.key == "figure.trains_cancelled"
    server.post("/plan/undo", version=plan.version)
    assert server.version == before
    assert server.get("/plan/graph") == graph
