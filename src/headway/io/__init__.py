"""Files to model and back: scenario folders of YAML and CSV."""

from headway.io.bundled import bundled_names
from headway.io.changes import changed
from headway.io.json_schema import json_schema
from headway.io.load import load, scenario_of, with_practice
from headway.io.save import save

__all__ = [
    "bundled_names",
    "changed",
    "json_schema",
    "load",
    "save",
    "scenario_of",
    "with_practice",
]
