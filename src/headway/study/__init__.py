"""Studies: runs that are kept, and what a result depends on."""

from headway.study.run_folder import Timings, new_run, next_name, run_folder, write_tables
from headway.study.sensitivity import Sensitivity

__all__ = ["Sensitivity", "Timings", "new_run", "next_name", "run_folder", "write_tables"]
