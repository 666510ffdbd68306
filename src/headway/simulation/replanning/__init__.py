"""A dispatcher who plans ahead: foresees the next hours, searches for orders, tries them out, and gives the best."""

from headway.simulation.replanning.dispatcher import Dispatcher

__all__ = [
    "Dispatcher",
]
