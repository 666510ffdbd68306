"""The tests: a folder for each room of ``src/headway``, and for what holds in all rooms (``house``)."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The folder of the project."""
