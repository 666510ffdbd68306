"""Files are read and written below the folder of the runs only: names by rule, no links, and whatever was changed there."""

import json
import os
from pathlib import Path

import pytest

from tests.page.test_security import sentence


@pytest.mark.parametrize("name", ["..", ".desks", "../runs", "a/b", "a\\b", "", "\0", "x" * 300, "nothing", "\u200bhidden"])
def test_names_of_runs_follow_the_rule_and_stay_in_their_folder(server, name):
    answer = server.client.get(f"/api/1/runs/{name.replace(chr(0), '%00')}/download/html")
    assert answer.status_code in (404, 405, 422)
    assert server.client.post("/api/1/runs/bin", json={"names": [name]}).status_code == 422
    assert server.client.get("/api/1/compare", params={"a": "plan:now", "b": f"run:{name[:90]}"}).status_code == 422


@pytest.mark.parametrize("name", ["..", ".hidden", "../x", "a/b", "", " x", "x\0", "three-loops", "x" * 81])
def test_names_of_new_scenarios_follow_the_rule(server, name):
    found = server.refused("/scenario", name=name, changes=[{"address": "fleets.shuttle.sets", "value": 3}])
    assert found[0][0] == "name"


def test_links_out_of_the_folder_of_the_runs_are_not_followed(server, tmp_path):
    """A folder or a file that is a link is not kept here, whatever it points to."""
    runs = server.settings.runs
    outside = tmp_path / "outside"
    outside.mkdir()
    about = {
        "schema": 1, "headway": "0", "title": "outside", "finished": "2027-01-01", "inputs_sha256": "0", "simulation": {},
        "kpis": {},
    }  # fmt: skip
    (outside / "run.json").write_text(json.dumps(about))
    (outside / "secret.html").write_text("secret")
    (runs / "linked").symlink_to(outside)
    (runs / "own").mkdir()
    (runs / "own" / "run.json").write_text(json.dumps(about))
    (runs / "own" / "report.html").symlink_to(outside / "secret.html")
    try:
        assert [run["name"] for run in server.get("/runs")] == ["own"]
        for name in ("linked", "own"):
            answer = server.client.get(f"/api/1/runs/{name}/download/html")
            assert answer.status_code == 422
            assert "secret" not in answer.text
        assert server.client.post("/api/1/runs/bin", json={"names": ["linked"]}).status_code == 422
    finally:
        (runs / "linked").unlink()
        (runs / "own" / "report.html").unlink()
        (runs / "own" / "run.json").unlink()
        (runs / "own").rmdir()


@pytest.mark.parametrize("folder", [".page", "scenarios"])
def test_a_link_in_the_place_of_a_folder_of_the_page_is_refused(fresh, tmp_path, folder):
    """Nothing is written where it leads, also if it was made while the server runs."""
    server, outside = fresh(), tmp_path / "outside"
    outside.mkdir()
    (server.settings.runs / folder).symlink_to(outside)
    changes = [{"address": "fleets.shuttle.sets", "value": 3}]
    answer = (
        server.client.get("/api/1/plan/download/svg")
        if folder == ".page"
        else server.client.post("/api/1/scenario", json={"name": "x", "changes": changes})
    )
    assert answer.status_code == 422
    assert "links are not followed" in sentence(answer)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"schema": 1, "title": "\\ud800"}',
        "\0",
        '{"schema": 1, "kpis": {"flows": [{"flow": 1}]}}',
    ],
)
@pytest.mark.parametrize("file", ["run.json", "study.json", "plan.json"])
def test_what_anybody_may_have_changed_among_the_runs_is_told_and_breaks_nothing(server, file, text):
    folder = server.settings.runs / "odd"
    folder.mkdir()
    unreadable = Path(os.fsdecode(os.fsencode(server.settings.runs) + b"/\xff"))
    unreadable.mkdir()
    try:
        (folder / file).write_text(text)
        (unreadable / file).write_text(text)
        assert [run["name"] for run in server.get("/runs")] == ["odd"]
        server.get("/compare/choices")
        for kind in ("run", "study"):
            answer = server.client.get("/api/1/compare", params={"a": "plan:now", "b": f"{kind}:odd"})
            assert answer.status_code == 422, answer.text
        assert server.client.get("/api/1/runs/odd/download/html").status_code == 422
    finally:
        for one in (folder, unreadable):
            (one / file).unlink(missing_ok=True)
            one.rmdir()
