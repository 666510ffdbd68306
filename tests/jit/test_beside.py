"""Kernels that another process compiles while a day is planned."""

import importlib
from contextlib import contextmanager
from dataclasses import replace

import pytest

import headway as hw
from headway.jit import beside, compiled_beside
from headway.simulation.engine.duties import begin_duty
from headway.simulation.engine.loop import balance_kg, close, run_on, start
from headway.simulation.engine.people import balance_people
from headway.simulation.engine.warm_up import warm_up
from headway.study.run import Settings, planned_and_simulated

KERNELS = (run_on, start, close, balance_kg, balance_people, begin_duty)


def test_the_warm_up_compiles_what_a_simulation_runs(small):
    """For arguments of the same types: of others the kernels would be compiled twice, and the first time for nothing."""
    hw.simulate(small, days=1)
    known = [set(kernel.overloads) for kernel in KERNELS]
    assert all(known)
    warm_up()
    assert [set(kernel.overloads) for kernel in KERNELS] == known


@pytest.fixture
def other(tmp_path, monkeypatch):
    """A module whose warm-up leaves a mark, and a kernel that is not kept yet."""
    (tmp_path / "marking.py").write_text(f"def warm_up():\n    open({str(tmp_path / 'mark')!r}, 'w').close()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(beside, "_kept", lambda _: False)
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    return tmp_path / "mark"


def test_another_process_compiles_and_is_waited_for(other):
    told = []
    with compiled_beside("marking", run_on, lambda: told.append("waiting")):
        assert told == []
    assert told == ["waiting"]
    assert other.exists()


def test_the_other_process_ends_with_the_block(other, monkeypatch):
    """An interruption of the block is one of the other process: nobody waits for it then."""
    began = []
    popen = beside.subprocess.Popen
    monkeypatch.setattr(beside.subprocess, "Popen", lambda *a, **k: began.append(popen(*a, **k)) or began[-1])
    with pytest.raises(KeyboardInterrupt), compiled_beside("marking", run_on, lambda: None):
        raise KeyboardInterrupt
    assert began[0].returncode is not None


def test_an_interrupted_plan_waits_for_no_kernels(small, monkeypatch):
    """The plan that was found until then is of no use to a run, nor is what compiles beside it."""
    seen = []

    @contextmanager
    def watched(*_):
        try:
            yield
        except KeyboardInterrupt:
            seen.append("interrupted")
            raise

    room = importlib.import_module("headway.study.run")
    plan = replace(hw.timetable(small, stop=None), interrupted=True)
    monkeypatch.setattr(room, "timetable", lambda *_, **__: plan)
    monkeypatch.setattr(room, "compiled_beside", watched)
    with pytest.raises(KeyboardInterrupt):
        planned_and_simulated(small, Settings(days=1))
    assert seen == ["interrupted"]


@pytest.mark.parametrize("change", [("_kept", lambda _: True), ("_processors", lambda: 1)])
def test_it_is_left_out_where_it_gains_nothing(other, monkeypatch, change):
    monkeypatch.setattr(beside, *change)
    told = []
    with compiled_beside("marking", run_on, lambda: told.append("waiting")):
        pass
    assert told == []
    assert not other.exists()
