"""Results as files for other programs."""

from headway.report.files.comparison import write_comparison_csv, write_comparison_excel
from headway.report.files.expansion import write_expansion_csv, write_expansion_excel
from headway.report.files.money import write_account_excel, write_appraisal_excel
from headway.report.files.plan_comparison import write_plan_comparison_csv, write_plan_comparison_excel
from headway.report.files.recovery import write_recovery_csv, write_recovery_excel
from headway.report.files.simulation import figures_frame, write_simulation_csv, write_simulation_excel
from headway.report.files.study import write_study_csv, write_study_excel
from headway.report.files.timetable import write_csv, write_displib, write_excel, write_gtfs, write_train_sets

__all__ = [
    "figures_frame",
    "write_account_excel",
    "write_appraisal_excel",
    "write_comparison_csv",
    "write_comparison_excel",
    "write_csv",
    "write_displib",
    "write_excel",
    "write_expansion_csv",
    "write_expansion_excel",
    "write_gtfs",
    "write_plan_comparison_csv",
    "write_plan_comparison_excel",
    "write_recovery_csv",
    "write_recovery_excel",
    "write_simulation_csv",
    "write_simulation_excel",
    "write_study_csv",
    "write_study_excel",
    "write_train_sets",
]
