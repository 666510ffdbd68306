"""Headway plans, simulates and dispatches heavy-haul railway corridors, from the mine to the plant.

    import headway as hw

    scenario = hw.load("gara-djebilet")
    run = hw.train_run(scenario, "ore-loaded", "Gara Djebilet", "Béchar")
    plan = hw.timetable(scenario, days=1)
    year = hw.simulate(scenario, days=365, seed=7)
    print(year.summary())
    hw.report.train_graph(year, day=3)

Public names load their rooms on first use, so that ``import headway`` is light.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from headway.errors import InputError, Problem

if TYPE_CHECKING:
    from headway import report
    from headway.expansion import Appraisal, Expansion, appraise, expand
    from headway.io import bundled_names, changed, load, save, with_practice
    from headway.model import Change, Scenario
    from headway.physics import (
        FastestRun,
        LeastEnergy,
        LinearMargin,
        Pattern,
        Sampling,
        TrainRun,
        balancing_speed,
        ruling_grade,
        running_times,
        stopping_distance,
        trailing_load,
        train_run,
        train_runs,
    )
    from headway.simulation import Comparison, Record, Recovery, Simulation, compare, recover, simulate
    from headway.study import Study, kept_study, run_study
    from headway.throughput import Capacity, capacity
    from headway.timetabling import PlanComparison, Timetable, TrainPath, compare_plans, repeating_day, timetable, verify

__version__ = version("headway")

_ROOM = {
    "Appraisal": "expansion",
    "Capacity": "throughput",
    "Change": "model",
    "Comparison": "simulation",
    "Expansion": "expansion",
    "FastestRun": "physics",
    "LeastEnergy": "physics",
    "LinearMargin": "physics",
    "Pattern": "physics",
    "PlanComparison": "timetabling",
    "Record": "simulation",
    "Recovery": "simulation",
    "Sampling": "physics",
    "Scenario": "model",
    "Simulation": "simulation",
    "Study": "study",
    "Timetable": "timetabling",
    "TrainPath": "timetabling",
    "TrainRun": "physics",
    "appraise": "expansion",
    "balancing_speed": "physics",
    "bundled_names": "io",
    "capacity": "throughput",
    "changed": "io",
    "compare": "simulation",
    "compare_plans": "timetabling",
    "expand": "expansion",
    "kept_study": "study",
    "load": "io",
    "recover": "simulation",
    "repeating_day": "timetabling",
    "ruling_grade": "physics",
    "run_study": "study",
    "running_times": "physics",
    "save": "io",
    "simulate": "simulation",
    "stopping_distance": "physics",
    "timetable": "timetabling",
    "trailing_load": "physics",
    "train_run": "physics",
    "train_runs": "physics",
    "verify": "timetabling",
    "with_practice": "io",
}

__all__ = [
    "Appraisal",
    "Capacity",
    "Change",
    "Comparison",
    "Expansion",
    "FastestRun",
    "InputError",
    "LeastEnergy",
    "LinearMargin",
    "Pattern",
    "PlanComparison",
    "Problem",
    "Record",
    "Recovery",
    "Sampling",
    "Scenario",
    "Simulation",
    "Study",
    "Timetable",
    "TrainPath",
    "TrainRun",
    "appraise",
    "balancing_speed",
    "bundled_names",
    "capacity",
    "changed",
    "compare",
    "compare_plans",
    "expand",
    "kept_study",
    "load",
    "recover",
    "repeating_day",
    "report",
    "ruling_grade",
    "run_study",
    "running_times",
    "save",
    "simulate",
    "stopping_distance",
    "timetable",
    "trailing_load",
    "train_run",
    "train_runs",
    "verify",
    "with_practice",
]


def __getattr__(name: str) -> Any:
    if name == "report":
        return import_module("headway.report")
    if name in _ROOM:
        found = getattr(import_module(f"headway.{_ROOM[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'headway' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
