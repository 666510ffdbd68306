"""The desk: the plan that a planner works on, with every version before it, kept on disk before it is shown."""

from headway.page.desk.desk import Desk

__all__ = ["Desk"]
