"""Studies: runs that are kept and can be repeated, and what a result depends on."""

from headway.study.again import run_again
from headway.study.run import Settings, Timings, planned_and_simulated
from headway.study.run_folder import new_run, next_name, run_folder, write_tables
from headway.study.sensitivity import Sensitivity

__all__ = [
    "Sensitivity",
    "Settings",
    "Timings",
    "new_run",
    "next_name",
    "planned_and_simulated",
    "run_again",
    "run_folder",
    "write_tables",
]
