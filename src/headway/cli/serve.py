"""``headway serve``: the page on which a planner works."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import headway
from headway.cli.refusing import refusing
from headway.cli.screen import say
from headway.errors import InputError

if TYPE_CHECKING:
    from headway.page import Settings

_LANGUAGES = ("en", "fr")
_NEEDS = "the page needs more than Headway itself. Install it: pip install 'headway[page]'"


@refusing
def serve(
    what: Annotated[
        str, typer.Argument(help="A scenario by name or path, a run folder, or a plan folder or plan.yaml.")
    ] = "gara-djebilet",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where it listens; 0 takes any free port.")] = 8765,
    host: Annotated[
        str, typer.Option(help="The address that it listens at; by default only this machine can reach it.")
    ] = "127.0.0.1",
    runs: Annotated[Path, typer.Option(help="Where runs and the desk with the plan are kept.")] = Path("runs"),
    days: Annotated[
        int | None, typer.Option(min=1, max=366, help="Days to plan; by default those of the plan that was kept, or one.")
    ] = None,
    time: Annotated[float, typer.Option(min=0.0, max=600.0, help="Seconds of the first search; 0 for the plain rule.")] = 5.0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    language: Annotated[str, typer.Option(help="en or fr; by default that of the browser.")] = "",
) -> None:
    """Open a page on this machine to plan by hand, with the engine beside you; every step is kept."""
    if language not in ("", *_LANGUAGES):
        raise InputError([f'--language: "{language}" is not spoken here. Choose en or fr'])
    try:
        from headway.page import Settings, serve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "headway":
            raise
        raise InputError([_NEEDS]) from None
    opened = _opened(Settings(
        kind="scenario", name=what, scenario=what, runs=runs, days=days, seconds=time, language=language, host=host, port=port
    ))  # fmt: skip
    problems = serve(opened, say, browser=not no_browser)
    if problems:
        raise InputError(problems)


def _opened(given: "Settings") -> "Settings":
    """Say what a planner named: a scenario, a run folder, a plan folder, or a plan file."""
    path = Path(given.name)
    if (path / "run.json").is_file() and (path / "scenario" / "scenario.yaml").is_file():
        return replace(given, kind="run", scenario=str(path / "scenario"), days=given.days or _days_of(path))
    plan_file = path if path.name == "plan.yaml" else path / "plan.yaml" if (path / "plan.json").is_file() else None
    if plan_file is not None and plan_file.is_file():
        return replace(given, kind="plan", scenario=_scenario_of(plan_file), plan_file=plan_file)
    return replace(given, plan_file=_plan_beside(_found(given.scenario)))


def _days_of(run: Path) -> int | None:
    """Return of how many days the plan of a run is."""
    try:
        days = json.loads((run / "run.json").read_text(encoding="utf-8"))["plan"]["days"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return days if isinstance(days, int) and days >= 1 else None


def _scenario_of(plan_file: Path) -> str:
    """Return the scenario that a plan file is about: the one that it names, or the one beside it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said = YAML(typ="safe", pure=True).load(plan_file.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError):
        said = None
    named = said.get("scenario") if isinstance(said, dict) else None
    if isinstance(named, str):
        beside = plan_file.parent / named
        return str(beside) if beside.exists() else named
    beside = plan_file.parent / "scenario.yaml"
    if not beside.is_file():
        raise InputError([f'"{plan_file}" neither names its scenario nor stands beside one. Name the scenario instead'])
    return str(beside)


def _found(name: str) -> Path:
    """Return the folder of a scenario; this is looked up here, since the rooms that read files take long to import."""
    bundled = Path(headway.__file__).parent / "scenarios" / name
    if name and Path(name).name == name and bundled.is_dir():
        return bundled
    path = Path(name)
    if name and path.is_file():
        return path.parent
    if name and (path / "scenario.yaml").is_file():
        return path
    from headway.io.bundled import find

    return find(name).parent


def _plan_beside(folder: Path) -> Path | None:
    return folder / "plan.yaml" if (folder / "plan.yaml").is_file() else None
