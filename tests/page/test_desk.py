"""The desk: every version is on disk before it is shown, and one planner works at it."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import headway as hw
from headway.errors import InputError
from headway.page.desk import Desk
from headway.page.desk.history import History
from headway.page.desk.lock import FolderLock
from headway.page.office import Office
from headway.page.said import said
from headway.page.tasks import opened
from headway.timetabling import verify

TITLE = said("step.opened")


def test_versions_are_never_used_twice(tmp_path):
    """After an undo a new version has a new number; what could be done again is gone, and its file stays."""
    history = History(tmp_path)
    assert (history.present, history.undoes, history.redoes) == (0, None, None)
    assert [history.add({"n": n}, TITLE, None) for n in range(3)] == [1, 2, 3]
    history.undo()
    assert (history.present, history.undoes, history.redoes, history.line()) == (2, 1, 3, [1, 2, 3])
    assert history.add({"n": 9}, TITLE, None) == 4
    assert (history.present, history.undoes, history.redoes, history.line()) == (4, 2, None, [1, 2, 4])
    assert history.record(3) == {"n": 2}


def test_a_history_is_read_again_as_it_was(tmp_path):
    history = History(tmp_path)
    for n in range(4):
        history.add({"n": n}, TITLE, n)
    history.undo()
    history.set_bound(2, 77)
    again = History(tmp_path)
    assert (again.present, again.undoes, again.redoes, again.bound_s(2)) == (3, 2, 4, 77)
    assert again.record(3) == {"n": 2}
    assert again.title(3) == TITLE


def test_what_cannot_be_written_leaves_the_version_before(tmp_path, monkeypatch):
    """A disk that is full while the version or the list is written: the history is that of before, on disk and in memory."""
    history = History(tmp_path)
    history.add({"n": 0}, TITLE, None)
    whole = Path.replace
    for file in ("000002.json.gz", "history.json"):

        def full(self, target, file=file):
            if Path(target).name == file:
                raise OSError(28, "No space left on device")
            return whole(self, target)

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(InputError, match="No space left"):
            history.add({"n": 1}, TITLE, None)
        assert history.present == History(tmp_path).present == 1
    monkeypatch.setattr(Path, "replace", whole)
    assert history.add({"n": 1}, TITLE, None) == 2
    assert History(tmp_path).record(2) == {"n": 1}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 2}', '{"schema": 1, "present": 3, "last": 3, "redo": [], "steps": {}}']
)
def test_a_history_that_was_changed_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "history.json").write_text(text)
    with pytest.raises(InputError, match="changed or cut off"):
        History(tmp_path)


def test_a_version_that_was_cut_off_is_refused_in_a_sentence(tmp_path):
    history = History(tmp_path)
    history.add({"n": 0}, TITLE, None)
    file = tmp_path / "000001.json.gz"
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(InputError, match="changed or cut off"):
        history.record(1)


def test_one_planner_at_a_time(tmp_path):
    """The second is told who has the desk; when it is free again, it may have it."""
    first = FolderLock(tmp_path)
    with pytest.raises(InputError, match=f"process {os.getpid()} "):
        FolderLock(tmp_path)
    first.release()
    FolderLock(tmp_path).release()


def test_a_desk_is_taken_up_where_it_was_left(fresh, tmp_path):
    """Another server on the same folder has the same version, undo and redo, and the same bits."""
    first = fresh()
    trains = [t["name"] for t in first.get("/plan/graph")["trains"] if t["ore"]]
    first.edit({"kind": "lock", "train": trains[0]})
    first.edit({"kind": "lock", "train": trains[1]})
    version = first.version
    first.post("/plan/undo", version=version)
    left, graph = first.get("/plan"), first.get("/plan/graph")
    first.close()
    again = fresh()
    assert again.get("/plan") == left
    assert again.get("/plan/graph") == graph
    assert again.post("/plan/redo", version=left["version"])["plan"]["version"] == version


def test_a_scenario_that_was_changed_has_a_desk_of_its_own(fresh, tmp_path):
    """The plan of the old files is not shown as one of the new; with the old files back, it is there again."""
    file = tmp_path / "line.yaml"
    file.write_text("extends: three-loops\n")
    first = fresh(scenario=file)
    first.edit({"kind": "lock", "train": first.get("/plan/graph")["trains"][0]["name"]})
    first.close()
    file.write_text("extends: three-loops\nsetting: 90 s\n")
    other = fresh(scenario=file)
    assert other.version == 1
    other.close()
    file.write_text("extends: three-loops\n")
    assert fresh(scenario=file).version == 2


def test_other_days_are_planned_as_a_step(fresh):
    fresh().close()
    server = fresh(days=2)
    plan = server.get("/plan")
    assert (plan["version"], plan["days"], plan["undo"]["key"]) == (2, 2, "step.planned_anew")


def test_who_reads_waits_for_no_step(fresh, monkeypatch):
    """While an edit is being computed, the page has the plan before it at once."""
    server, begun, go = fresh(), threading.Event(), threading.Event()

    def slow(plan, *_edits):
        begun.set()
        assert go.wait(10)
        return plan

    monkeypatch.setattr("headway.page.desk.desk.edited", slow)
    edits = threading.Thread(target=server.edit, args=({"kind": "lock", "train": "ore 2 loaded"},))
    edits.start()
    assert begun.wait(10)
    assert server.get("/plan")["version"] == 1
    assert server.get("/plan/graph")["version"] == 1
    assert edits.is_alive()
    go.set()
    edits.join(10)


def test_an_edit_that_takes_too_long_ends_in_words(fresh, monkeypatch):
    """Hundreds of possessions at once could hold the desk for minutes."""
    monkeypatch.setattr("headway.page.desk.desk._HOLD_S", 0.3)
    server = fresh()
    shut = {"kind": "close", "from_place": "Loop A", "to_place": "Loop B"}
    edits = [{**shut, "name": f"works {i}", "begin_s": 170 * i, "end_s": 170 * i + 60} for i in range(400)]
    answer = server.edit(*edits, status=422)
    assert "Make fewer edits at once" in answer["problems"][0]["message"]
    assert server.version == 1


def test_what_comes_after_the_end_of_a_server_is_not_kept(fresh):
    """Another server may have the desk by then."""
    server = fresh()
    desk = server.office.desk
    desk.close()
    with pytest.raises(InputError, match="is ending"):
        desk.put(desk._read(1), TITLE, 1)


def test_a_history_that_goes_in_a_circle_is_refused(tmp_path):
    """A version that was made of itself, or a last number that would be used twice."""
    history = History(tmp_path)
    for n in range(3):
        history.add({"n": n}, TITLE, None)
    good = json.loads((tmp_path / "history.json").read_text())
    for change in ({"steps": {**good["steps"], "2": {**good["steps"]["2"], "parent": 3}}}, {"last": 2}, {"redo": [9]}):
        (tmp_path / "history.json").write_text(json.dumps(good | change))
        with pytest.raises(InputError, match="changed or cut off"):
            History(tmp_path)


def test_a_history_that_cannot_be_read_lets_the_folder_go(fresh):
    """So it can be opened once somebody has put it right."""
    server = fresh()
    folder = server.office.desk._history.folder
    server.close()
    (folder / "history.json").write_text("{")
    with pytest.raises(InputError):
        Desk(folder.parent.parent, "three-loops", server.office.desk.scenario, lambda *_: None)
    FolderLock(folder).release()


def test_a_server_that_is_killed_loses_nothing(started):
    """It is killed right after an answer, and started again: the same version, the same lines, undo and redo."""
    process, client = started("three-loops", "--time", "0")
    trains = [t["name"] for t in client.get("/api/1/plan/graph").json()["trains"]]
    for number, train in enumerate(trains[:3], 1):
        answer = client.post(
            "/api/1/plan/edits", json={"version": number, "edits": [{"kind": "lock", "train": train}], "rest": "hold"}
        )
        assert answer.status_code == 200
    graph = client.get("/api/1/plan/graph").json()
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, client = started("three-loops")
    plan = client.get("/api/1/plan").json()
    assert (plan["version"], plan["locked"], plan["undo"]["values"]["train"]) == (4, trains[:3], trains[2])
    assert client.get("/api/1/plan/graph").json() == graph
    assert client.post("/api/1/plan/undo", json={"version": 4}).json()["plan"]["version"] == 3


def test_a_second_server_of_the_same_desk_is_refused(started, tmp_path):
    process, _ = started("three-loops", "--time", "0")
    command = [
        sys.executable,
        "-m",
        "headway",
        "serve",
        "three-loops",
        "--port",
        "0",
        "--no-browser",
        "--runs",
        str(tmp_path / "runs"),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, env={**os.environ, "COLUMNS": "300"})
    assert done.returncode == 2
    assert f"open already, by process {process.pid}" in done.stderr


def test_it_ends_cleanly_on_an_interruption_even_while_somebody_listens(started):
    process, client = started("three-loops", "--time", "0")
    with client.stream("GET", "/api/1/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert process.stderr.read() == ""


def test_what_cannot_be_opened_ends_the_command_in_words(tmp_path):
    """A file with a mistake is found while the server is up; it ends with the problems of the file."""
    (tmp_path / "line.yaml").write_text("extends: three-loops\nfleets: {shuttle: {sets: 0}}\n")
    command = [sys.executable, "-m", "headway", "serve", str(tmp_path / "line.yaml"), "--port", "0", "--no-browser"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path, env={**os.environ, "COLUMNS": "200"}
    )
    assert done.returncode == 2
    assert "fleets.shuttle.sets" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_plan_of_another_version_is_not_lost_but_named(fresh, tmp_path):
    """It cannot be read, so the server does not begin over it: it says which folder to move away."""
    server = fresh()
    folder = server.office.desk._history.folder
    server.close()
    (folder / "000001.json.gz").write_bytes(gzip.compress(b'{"record": 0}'))
    office = Office(server.settings)
    office.open(lambda settings: hw.load(settings.scenario), opened)
    assert office.opening.ended.wait(60)
    assert office.failed.is_set()
    (problem,) = office.opening.problems
    assert f'"{folder}" cannot be taken up' in problem
    assert (folder / "000001.json.gz").exists()
    FolderLock(folder).release()


def test_records_are_json(fresh):
    """A version on disk is a text that any program reads."""
    server = fresh()
    record = server.office.desk._history.record(1)
    assert json.loads(json.dumps(record)) == record
    assert hw.load("three-loops").title == server.get("/session")["title"]
    assert verify(server.office.desk.scenario, server.office.desk.plan().paths) == []
