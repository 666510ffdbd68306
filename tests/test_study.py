"""Run folders: whole or not there."""

import json

import polars as pl
import pytest

import headway as hw
from headway.study import Timings, next_name, run_folder, write_tables
from headway.study.run_folder import inputs_hash


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
    assert (about["seed"], about["days"], about["headway"]) == (7, 2, hw.__version__)
    assert about["timings"]["simulate_s"] == 3
    assert about["kpis"]["flows"][0]["flow"] == "ore"
    assert about["inputs_sha256"] == inputs_hash(small)


def test_equal_inputs_have_equal_hashes(small, flagship):
    assert inputs_hash(small) == inputs_hash(hw.load("three-loops"))
    assert inputs_hash(small) != inputs_hash(flagship)
