"""Studies are run, kept and gone on with: the same bits anywhere, and nothing lost whatever happens."""

import errno
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.simulation.figures import figures
from headway.store import StudyFolder
from headway.study import kept_study, run_study
from headway.study.conduct import STUDY_TEXT

FLEET = {
    "title": "Fleet",
    "base": "gara-djebilet",
    "vary": {"fleets.mine-sets.sets": "1..3", "setting": ["1 min", "2 min"]},
    "replications": 12,
    "days": 10,
}
RESULTS = "results/*.parquet"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """A study that was run on one thread."""
    folder = tmp_path_factory.mktemp("studies") / "fleet"
    return run_study(FLEET, folder, jobs=1)


def test_every_variant_has_the_figures_of_its_simulation(fleet):
    """Each row is a replication of the scenario with the changes of its variant, seen by itself."""
    table = fleet.to_frame()
    assert table.height == 6 * 12
    for number in (0, 5):
        point = fleet.variants.named(number)
        run = hw.simulate(hw.changed("gara-djebilet", point), days=10, replications=12, record=hw.Record.TOTALS)
        rows = table.filter(pl.col("variant") == number)
        assert rows["fleets.mine-sets.sets"].unique().to_list() == [point["fleets.mine-sets.sets"]]
        for figure in figures(run):
            if not figure.fixed:
                assert rows[figure.name].fill_null(np.nan).to_numpy() == pytest.approx(figure.values, rel=0, abs=0, nan_ok=True)
        mean = fleet.known.mean(number, 0, "ore, delivered [Mt/y]")
        assert (mean.mean, mean.half_width) == (run.delivered_mt_y("ore").mean, run.delivered_mt_y("ore").half_width)


def test_tables_are_read_in_one_line(fleet):
    """By polars, or by anything else that reads Parquet."""
    assert pl.read_parquet(fleet.folder / RESULTS).height == 72
    assert fleet.means_frame().height == 6


def test_one_thread_two_threads_and_a_cluster_give_the_same_bits(fleet, tmp_path):
    distributed = pytest.importorskip("distributed")
    wanted = fleet.to_frame()
    assert run_study(FLEET, tmp_path / "two", jobs=2).to_frame().equals(wanted)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        found = run_study(FLEET, tmp_path / "cluster", cluster=client)
        assert found.to_frame().equals(wanted)
        assert client.status == "running"


def test_a_study_that_is_killed_goes_on_where_it_stood(fleet, tmp_path):
    """Killed with no warning in the middle: what is there is whole, and in the end all bits are those of a run in one go."""
    study = tmp_path / "fleet.yaml"
    study.write_text(fleet.plan.text)
    command = [sys.executable, "-m", "headway", "study", "run", str(study), "--studies", str(tmp_path), "--jobs", "1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    folder = tmp_path / "fleet"
    while len(list(folder.glob(RESULTS))) < 3 and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    there = {path.name: path.stat().st_mtime_ns for path in folder.glob(RESULTS)}
    assert len(there) >= 3
    found = run_study(study, folder)
    assert found.over
    assert found.to_frame().equals(fleet.to_frame())
    assert {name: (folder / "results" / name).stat().st_mtime_ns for name in there} == there
    assert not list(folder.glob(".*"))


def test_a_full_disk_loses_nothing(fleet, tmp_path, monkeypatch):
    """One message; with room again the study goes on to the same bits."""
    write, written = Path.write_bytes, []

    def until_full(path, data):
        if len(written) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", until_full)
        with pytest.raises(hw.InputError, match=r"No space left on device. What was done before is kept") as caught:
            run_study(FLEET, tmp_path / "full", jobs=1)
    assert len(caught.value.problems) == 1
    assert len(list((tmp_path / "full").glob(RESULTS))) == 4
    assert not kept_study(tmp_path / "full").over
    assert run_study(FLEET, tmp_path / "full").to_frame().equals(fleet.to_frame())


def test_an_interruption_keeps_what_was_done(tmp_path):
    told = []

    def stop(share, text):
        told.append(text)
        if "3 of" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(FLEET, tmp_path / "s", progress=stop)
    assert len(kept_study(tmp_path / "s").known.variants) >= 1


def test_another_study_or_version_is_not_mixed_in(fleet, tmp_path):
    folder = tmp_path / "s"
    run_study({**FLEET, "replications": 1}, folder)
    with pytest.raises(hw.InputError, match="replications: 1 then, 2 now"):
        run_study({**FLEET, "replications": 2}, folder)
    with pytest.raises(hw.InputError, match="other axes"):
        run_study({**FLEET, "replications": 1, "vary": {"setting": ["1 min"]}}, folder)
    with pytest.raises(hw.InputError, match="the scenario has been changed"):
        run_study({**FLEET, "replications": 1, "base": "gara-djebilet-12mt"}, folder)
    path = folder / "study.json"
    about = json.loads(path.read_text())
    path.write_text(json.dumps({**about, "headway": "0.0.1"}))
    with pytest.raises(hw.InputError, match=r"headway 0.0.1 then"):
        run_study({**FLEET, "replications": 1}, folder)
    path.write_text(json.dumps({**about, "schema": 99}))
    for ask in (lambda: run_study({**FLEET, "replications": 1}, folder), lambda: kept_study(folder)):
        with pytest.raises(hw.InputError, match="of another form than this version writes"):
            ask()
    path.write_text("{")
    with pytest.raises(hw.InputError, match="is not JSON"):
        kept_study(folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("do not lose me")
    with pytest.raises(hw.InputError, match="is there already, and no study"):
        run_study(FLEET, tmp_path / "other")


def test_a_table_that_was_damaged_is_named(tmp_path):
    study = {**FLEET, "replications": 1}
    run_study(study, tmp_path / "s")
    damaged = next(iter(sorted((tmp_path / "s").glob(RESULTS))))
    wanted = damaged.read_bytes()
    damaged.write_bytes(wanted[:100])
    with pytest.raises(hw.InputError, match="cannot be read: it has been changed or cut off"):
        run_study(study, tmp_path / "s")
    damaged.unlink()
    run_study(study, tmp_path / "s")
    assert damaged.read_bytes() == wanted


def test_a_cluster_that_does_not_answer_is_said_in_one_message(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("headway.study.places._ANSWERS_WITHIN_S", 0.5)
    with pytest.raises(hw.InputError, match=r'"tcp://127.0.0.1:1" does not answer within 0.5 s') as caught:
        run_study(FLEET, tmp_path / "s", cluster="tcp://127.0.0.1:1")
    assert len(caught.value.problems) == 1
    with pytest.raises(hw.InputError, match='"nonsense://x" is no address'):
        run_study(FLEET, tmp_path / "s", cluster="nonsense://x")


def test_workers_of_another_version_are_refused(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        monkeypatch.setattr(client, "run", lambda _: {"tcp://a": {"headway": "0.0.1", "python": "3.11.7"}})
        with pytest.raises(hw.InputError, match=r"workers have headway 0.0.1 \(1 workers\)"):
            run_study(FLEET, tmp_path / "s", cluster=client)


def test_a_variant_that_cannot_be_run_is_a_result(tmp_path):
    """Its reason is in the table and in the summary; all others are run."""
    study = {
        "base": "three-loops",
        "vary": {"fleets.shuttle.sets": [1, 2], "yard": {"long": {}, "short": {"legs.main.places.Pit.yard_trains": 1}}},
        "replications": 2,
        "days": 3,
    }
    found = run_study(study, tmp_path / "s")
    assert list(found.known.refused) == [3]
    assert "the yard of" in found.summary()
    table = found.to_frame()
    assert table.filter(pl.col("refused").is_not_null())["variant"].unique().to_list() == [3]
    assert table.filter(pl.col("variant") != 3)["ore, delivered [Mt/y]"].null_count() == 0


def test_replications_go_on_until_a_figure_is_precise(tmp_path):
    study = {**FLEET, "vary": {"fleets.mine-sets.sets": [1, 2]}, "replications": {"half_width": "2%", "most": 30}}
    found = run_study(study, tmp_path / "s")
    for variant in (0, 1):
        mean = found.known.mean(variant, 0, found.main[0])
        assert mean.count == 30 or mean.relative <= 0.02
        assert mean.count % 10 == 0
    assert run_study(study, tmp_path / "s").known.runs() == found.known.runs()


def test_figures_can_be_chosen(tmp_path):
    found = run_study({**FLEET, "replications": 1, "figures": ["ore, cycle time"]}, tmp_path / "s")
    assert found.known.figures == ("ore, cycle time [h]",)
    with pytest.raises(hw.InputError, match='Did you mean "ore, cycle time"'):
        run_study({**FLEET, "figures": ["ore, cycle tim"]}, tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_walks_screen_and_indices_follow_for_the_few(tmp_path):
    """Stoppages of the mine matter to tonnes, passengers do not; the second stage varies the strongest."""
    study = {
        "base": "gara-djebilet",
        "vary": {
            "disruptions.mine-stoppages.lasts": {"range": ["2 h", "90 h"]},
            "setting": {"range": ["1 min", "2 min"]},
            "services.passenger-north.passengers": {"range": [100, 200]},
        },
        "points": {"morris": 4, "indices": 8, "of": 1},
        "replications": 3,
        "days": 60,
        "figures": ["ore, delivered"],
    }
    found = run_study(study, tmp_path / "s")
    assert found.plan.variants == 4 * 4 + 8 * 3
    assert found.ranking("ore, delivered")[0].name == "disruptions.mine-stoppages.lasts [h]"
    assert found.variants.stages[1].varied == (0,)
    assert found.importance()["disruptions.mine-stoppages.lasts"] == 1.0
    assert found.importance()["services.passenger-north.passengers"] == 0.0
    again = kept_study(tmp_path / "s")
    assert again.over
    assert again.summary() == found.summary()
    done = CliRunner().invoke(app, ["check", "gara-djebilet", "--study", str(tmp_path / "s")])
    assert done.exit_code == 0
    ranked = done.output.partition("what matters most first")[2].partition("cannot be told from chance")
    assert "services.passenger-north.passengers: 200" in ranked[2]


def test_the_folder_of_a_study_says_what_made_it(fleet):
    about = StudyFolder(fleet.folder).about
    assert about["headway"] == hw.__version__
    assert {"python", "numpy", "numba", "inputs_sha256", "command", "begun", "said", "asked", "figures"} <= about.keys()
    assert about["asked"]["seed"] == 0
    assert (fleet.folder / STUDY_TEXT).read_text() == fleet.plan.text
    assert hw.load(fleet.folder / "scenario") == hw.load("gara-djebilet")


def test_a_task_that_kills_its_workers_is_said_in_one_message(tmp_path, monkeypatch):
    """And what a task itself gets wrong is not taken for it."""
    distributed = pytest.importorskip("distributed")

    def killed(*_):
        raise distributed.KilledWorker("task", SimpleNamespace(address="tcp://a:1"), 3)

    with (
        distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
        monkeypatch.context() as patch,
    ):
        patch.setattr("headway.study.places.carried_out", killed)
        with pytest.raises(hw.InputError, match=r"a task could not be run \(KilledWorker.*What was done is kept") as caught:
            run_study(FLEET, tmp_path / "s", cluster=client)
    assert len(caught.value.problems) == 1
    with monkeypatch.context() as patch:
        patch.setattr("headway.study.places.carried_out", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            run_study(FLEET, tmp_path / "t")
    assert run_study(FLEET, tmp_path / "s").over
