"""Studies: runs that are kept."""

from headway.study.run_folder import Timings, next_name, run_folder, write_tables

__all__ = ["Timings", "next_name", "run_folder", "write_tables"]
