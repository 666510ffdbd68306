"""The tests: a folder for each room of ``src/headway``, one for the benchmarks, and ``house`` for what holds in all rooms."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The folder of the project."""
