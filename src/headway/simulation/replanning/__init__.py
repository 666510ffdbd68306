"""A dispatcher who plans ahead: foresees the hours to come, searches for orders, tries them, and has them followed."""

from headway.simulation.replanning.dispatcher import Dispatcher

__all__ = [
    "Dispatcher",
]
