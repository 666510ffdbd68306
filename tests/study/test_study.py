"""Run folders: whole or not there. Sensitivity: shares that can be worked out."""

import json

import polars as pl
import pytest

import headway as hw
from headway.store import Timings, inputs_hash, next_name, run_folder, write_tables
from headway.study import Sensitivity


def test_a_run_that_fails_leaves_nothing(tmp_path):
    """An error or an interruption half-way: no folder, no trace."""
    for error in (RuntimeError, KeyboardInterrupt):

        def fail(error=error):
            with run_folder(tmp_path, "half") as folder:
                (folder / "report.html").write_text("half")
                raise error

        with pytest.raises(error):
            fail()
        assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_nothing_that_looks_whole(tmp_path):
    """While it is written the folder has a hidden name that ends in .part."""
    with run_folder(tmp_path, "run") as folder:
        assert folder.name.startswith(".run-")
        assert folder.name.endswith(".part")
        assert not (tmp_path / "run").exists()
    assert (tmp_path / "run").is_dir()


def test_runs_are_never_overwritten(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(hw.InputError, match="exists already"), run_folder(tmp_path, "run"):
        pass
    assert next_name(tmp_path, "run") == "run-2"
    assert next_name(tmp_path, "new") == "new"


def test_a_run_keeps_what_it_read_and_found(tmp_path, small):
    """The scenario as resolved loads again; the tables are the result's; run.json says version, seed, hash, timings."""
    run, plan = hw.simulate(small, days=2, seed=7), hw.timetable(small)
    timings = Timings(load_s=1, plan_s=2, simulate_s=3, report_s=4)
    with run_folder(tmp_path, "run") as folder:
        write_tables(folder, run, plan, timings)
    kept = tmp_path / "run"
    assert hw.load(kept / "scenario") == small
    assert pl.read_parquet(kept / "paths.parquet").equals(run.to_frame())
    assert pl.read_parquet(kept / "activities.parquet").equals(run.activities_frame())
    assert pl.read_parquet(kept / "stocks.parquet").equals(run.stocks_frame())
    about = json.loads((kept / "run.json").read_text(encoding="utf-8"))
    assert (about["schema"], about["headway"]) == (1, hw.__version__)
    assert (about["simulation"]["seed"], about["simulation"]["days"], about["simulation"]["chance"]) == (7, 2, True)
    assert about["kpis"]["flows"][0]["half_width_t_y"] is None
    assert about["timings"]["simulate_s"] == 3
    assert about["kpis"]["flows"][0]["flow"] == "ore"
    assert about["inputs_sha256"] == inputs_hash(small)


def test_equal_inputs_have_equal_hashes(small, flagship):
    assert inputs_hash(small) == inputs_hash(hw.load("three-loops"))
    assert inputs_hash(small) != inputs_hash(flagship)


def test_a_sum_is_explained_part_by_part():
    """Inputs of widths 1 and 2 added up: variances 1/12 and 4/12, shares 0.2 and 0.8, and nothing through one another."""
    found = Sensitivity(lambda x: x[:, 0] + x[:, 1], {"narrow": (0, 1), "wide": (5, 7)}, points=50_000)
    assert found.mean == pytest.approx(6.5, abs=0.01)
    assert found.variance == pytest.approx(5 / 12, rel=0.02)
    assert (found.closed("narrow"), found.closed("wide")) == (pytest.approx(0.2, abs=0.02), pytest.approx(0.8, abs=0.02))
    assert (found.total("narrow"), found.total("wide")) == (pytest.approx(0.2, abs=0.02), pytest.approx(0.8, abs=0.02))
    assert found.closed("narrow", "wide") == pytest.approx(1.0, abs=0.02)
    assert found.closed() == 0


def test_an_input_that_does_nothing_explains_nothing():
    """Of a product of two the third input has no share, and each of the two has 3/7 alone and 4/7 in all."""
    found = Sensitivity(lambda x: x[:, 0] * x[:, 1], {"a": (0, 1), "b": (0, 1), "c": (0, 1)}, points=4096)
    assert (found.closed("c"), found.total("c")) == (0, 0)
    assert (found.closed("a"), found.total("b")) == (pytest.approx(3 / 7, abs=0.01), pytest.approx(4 / 7, abs=0.01))
    assert found.closed("a", "b") == pytest.approx(1.0, abs=0.01)


def test_sensitivity_refuses_what_it_cannot_explain():
    with pytest.raises(hw.InputError) as caught:
        Sensitivity(lambda x: x[:, 0], {"a": (1, 1)}, points=1)
    assert len(caught.value.problems) == 2
    with pytest.raises(hw.InputError, match="no variance to explain"):
        Sensitivity(lambda x: 0 * x[:, 0], {"a": (0, 1)})
    with pytest.raises(hw.InputError, match='"grade" is not an input'):
        Sensitivity(lambda x: x[:, 0], {"grades": (0, 1)}).total("grade")
