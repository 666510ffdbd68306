"""Studies: runs that can be repeated, many variants of a scenario, what results depend on, and the best of many."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headway.study.again import run_again
from headway.study.run import Settings, planned_and_simulated

if TYPE_CHECKING:
    from headway.study.conduct import kept_study, run_study
    from headway.study.reading import read_study
    from headway.study.result import Study
    from headway.study.sensitivity import Sensitivity

_WHERE = {
    "Sensitivity": "sensitivity",
    "Study": "result",
    "kept_study": "conduct",
    "read_study": "reading",
    "run_study": "conduct",
}
"""Names that bring SALib and SciPy along, which take a second to load; they come when they are asked for."""

__all__ = [
    "Sensitivity",
    "Settings",
    "Study",
    "kept_study",
    "planned_and_simulated",
    "read_study",
    "run_again",
    "run_study",
]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(f"headway.study.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'headway.study' has no attribute '{name}'")
