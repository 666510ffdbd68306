"""The store: runs, studies and plans in folders that are whole at every moment, and what is kept in them."""

from headway.store.plan_folder import PlanFolder
from headway.store.reading import about_plan, about_run, about_study
from headway.store.run_folder import Timings, inputs_hash, new_run, next_name, run_folder, write_tables
from headway.store.shelf import Kept, bin_kept, empty_bin, kept_in
from headway.store.study_folder import StudyFolder

__all__ = [
    "Kept",
    "PlanFolder",
    "StudyFolder",
    "Timings",
    "about_plan",
    "about_run",
    "about_study",
    "bin_kept",
    "empty_bin",
    "inputs_hash",
    "kept_in",
    "new_run",
    "next_name",
    "run_folder",
    "write_tables",
]
