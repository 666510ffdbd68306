"""What jobs do: open a plan, plan anew, simulate, ask what if, repeat a run; and the changes that make a scenario."""

from headway.page.tasks.asked import task
from headway.page.tasks.changes import check_changes, extended_by, write_scenario
from headway.page.tasks.expansion import kept_expansion
from headway.page.tasks.opening import opened
from headway.page.tasks.what_if import what_if_kinds

__all__ = ["check_changes", "extended_by", "kept_expansion", "opened", "task", "what_if_kinds", "write_scenario"]
