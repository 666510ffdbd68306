"""Pages: one HTML file each, which opens offline."""

from headway.report.pages.appraisal import write_appraisal_page
from headway.report.pages.capacity import write_capacity_page
from headway.report.pages.comparison import write_comparison_page
from headway.report.pages.corridor import write_page
from headway.report.pages.dispatching import write_occupation_page
from headway.report.pages.expansion import write_expansion_page
from headway.report.pages.plan_comparison import write_plan_comparison_page
from headway.report.pages.recovery import write_recovery_page
from headway.report.pages.simulation import write_simulation_page
from headway.report.pages.study import write_study_page
from headway.report.pages.timetable import write_plan_page
from headway.report.pages.train_run import compared, write_run_page

__all__ = [
    "compared",
    "write_appraisal_page",
    "write_capacity_page",
    "write_comparison_page",
    "write_expansion_page",
    "write_occupation_page",
    "write_page",
    "write_plan_comparison_page",
    "write_plan_page",
    "write_recovery_page",
    "write_run_page",
    "write_simulation_page",
    "write_study_page",
]
