"""Studies: runs that are kept."""

from headway.study.run_folder import Timings, new_run, next_name, run_folder, write_tables

__all__ = ["Timings", "new_run", "next_name", "run_folder", "write_tables"]
