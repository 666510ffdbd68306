"""What a server is asked to open, and where."""

from dataclasses import dataclass
from pathlib import Path

_LONGEST = 60
"""Most characters of a name after which runs are called; they get numbers behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server is asked to open, and where.

    Parameters
    ----------
    kind, name
        What was opened: a ``scenario``, a ``run`` or a ``plan``, and its name as it was given.
    scenario
        Name or path of its scenario.
    plan_file
        The plan over years beside the scenario; None where there is none.
    runs
        The folder that holds runs and desks: no file is read or written for the page outside it.
    days
        Days of the plan; None: those of the plan that was kept, or one.
    seconds
        How long the first plan is searched for [s].
    language
        ``en`` or ``fr``; empty: the page asks the browser.
    host, port
        Where the server listens; port 0 stands for any that is free.
    """

    kind: str
    name: str
    scenario: str
    runs: Path
    plan_file: Path | None = None
    days: int | None = None
    seconds: float = 5.0
    language: str = ""
    host: str = "127.0.0.1"
    port: int = 8765

    @property
    def stem(self) -> str:
        """The name of the scenario's folder or file, or of its run, after which desks and runs are called."""
        path = Path(self.scenario).resolve()
        if path.name == "scenario.yaml" or self.kind == "run":  # a run keeps its scenario in a folder of that name
            path = path.parent
        name = path.stem if path.suffix in (".yaml", ".yml") else path.name
        return name.lstrip(".")[:_LONGEST].strip() or "scenario"
