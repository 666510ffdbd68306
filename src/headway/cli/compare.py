"""``headway compare``: scenarios, or their plans, side by side."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headway.cli.corridor import Changes, PracticeName, corridor_with, parsed
from headway.cli.kept_runs import in_words, scenario_in, settings_of
from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import complain, say
from headway.errors import InputError, Problem
from headway.whole import targets_problems
from headway.work import MaxSeconds, Progress

if TYPE_CHECKING:
    from headway.model import Scenario
    from headway.simulation import Comparison
    from headway.timetabling import PlanComparison

_DEFAULTS: dict[str, Any] = {
    "days": 365,
    "replications": 10,
    "seed": 0,
    "warm_up_days": 7,
    "chance": True,
    "losses": False,
    "graph_days": 2,
}
"""What simulations are made with where neither the command line nor the runs that are compared say it."""

_PLANS: dict[str, Any] = {"days": 1, "time": 10.0, "seed": 1}
"""What plans are made with where the command line does not say it."""

_KINDS = {"html": (".html", ".htm"), "csv": (".csv",), "excel": (".xlsx",)}


@refusing
def compare(
    scenarios: Annotated[list[str], typer.Argument(help="Bundled names, folders, files or run folders; the first is the base.")],
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant",
            metavar="ADDRESS=VALUE[;...]",
            help="One more scenario: the first with other values, such as 'fleets.mine-sets.sets=20; practice=best'.",
        ),
    ] = None,
    plans: Annotated[bool, typer.Option("--plans", help="Put the plans of the scenarios side by side, not simulations.")] = False,
    days: Annotated[
        int | None, typer.Option(help="Days that count: 365, or as the runs have that are compared; of plans 1.")
    ] = None,
    replications: Annotated[int | None, typer.Option(help="How many times, with the same chance in all: 10.")] = None,
    jobs: Annotated[int, typer.Option(help="How many at once; of plans, threads that search.")] = 2,
    seed: Annotated[int | None, typer.Option(help="Names the random streams: 0, or as the runs have; of plans 1.")] = None,
    warm_up_days: Annotated[int | None, typer.Option(help="Days run before those that count: 7, or as the runs have.")] = None,
    chance: Annotated[
        bool | None, typer.Option("--chance/--no-chance", help="Whether disruptions happen: they do, or as in the runs.")
    ] = None,
    losses: Annotated[
        bool | None, typer.Option("--losses", help="Tell what takes the tonnes away in each, cause by cause.")
    ] = None,
    time: Annotated[
        float | None, typer.Option(min=0.0, help="With --plans: seconds to search for each, 10; 0 for the plain rule.")
    ] = None,
    graph_days: Annotated[
        int | None, typer.Option(min=1, help="Days, from the first, whose trains the page of simulations shows: 2.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page: inputs, figures, trains, stocks and losses over each other.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every figure as a table.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write inputs and figures as a workbook, .xlsx.")] = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Put scenarios side by side: what they differ by, every figure and its difference; with --plans, of their plans."""
    files = {kind: path for kind, path in zip(_KINDS, (html, csv, excel), strict=True) if path is not None}
    given: dict[str, Any] = {
        "days": days, "replications": replications, "seed": seed, "warm_up_days": warm_up_days, "chance": chance,
        "losses": losses, "time": time, "graph_days": graph_days,
    }  # fmt: skip
    usual = _PLANS if plans else _DEFAULTS
    problems = targets_problems([(path, _KINDS[kind]) for kind, path in files.items()]) + _strangers(given, usual, plans=plans)
    kept, more = ({}, []) if plans else settings_of(scenarios, given)
    with progressing() as progress:
        progress(0.0, "reading the scenarios")
        named = _named(scenarios, variant or [], change, practice, [*problems, *more])
        # The command line says it, or the runs that are compared, or what is usual.
        chosen = {name: given[name] if given[name] is not None else kept.get(name, value) for name, value in usual.items()}
        if plans:
            found = _planned(named, jobs, progress, **chosen)
        else:
            found = _simulated(named, jobs, progress, page=html is not None, **chosen)
    if kept:
        say(f"{in_words(kept)}\n")
    say(found.summary())
    _write(found, files)
    for plan in getattr(found, "plans", ()):
        if plan.violations or plan.withdrawn_bound_s is not None:
            complain(f"A plan is not sound, which is a fault of Headway. First: {next(iter(plan.violations), plan.status)}")
            raise typer.Exit(1)


def _strangers(given: dict[str, Any], usual: dict[str, Any], *, plans: bool) -> list[str]:
    """Name the options that say nothing about what is compared."""
    options = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None and name not in usual]
    why = "is about simulations; leave it out, or leave out --plans" if plans else "is about plans; add --plans, or leave it out"
    return [f"{option} {why}" for option in options]


def _simulated(
    named: dict[str, "Scenario"], jobs: int, progress: Progress, *, page: bool, graph_days: int, **chosen: Any
) -> "Comparison":
    """Simulate the scenarios; only a page needs train paths."""
    from headway.simulation import compare as compared

    return compared(named, jobs=jobs, path_days=graph_days if page else 0, progress=progress, **chosen)


def _planned(
    named: dict[str, "Scenario"], jobs: int, progress: Progress, *, days: int, time: float, seed: int
) -> "PlanComparison":
    """Plan the scenarios."""
    from headway.timetabling import compare_plans

    stop = MaxSeconds(time) if time > 0 else None
    return compare_plans(named, days=days, stop=stop, seed=seed, jobs=jobs, progress=progress)


def _write(found: "Comparison | PlanComparison", files: dict[str, Path]) -> None:
    """Write a comparison in every form that was asked for."""
    if not files:
        return
    from headway import report
    from headway.timetabling import PlanComparison

    write: dict[str, Callable[[Any, Path], Path]] = {
        "csv": report.write_comparison_csv,
        "excel": report.write_comparison_excel,
        "html": report.write_comparison_page,
    }
    if isinstance(found, PlanComparison):
        write = {
            "csv": report.write_plan_comparison_csv,
            "excel": report.write_plan_comparison_excel,
            "html": report.write_plan_comparison_page,
        }
    for kind, path in files.items():
        write[kind](found, path)
        say(f"Written: {path}")


def _named(
    given: list[str], variants: list[str], change: list[str] | None, practice: str, known: list[str]
) -> dict[str, "Scenario"]:
    """Return all scenarios by what they are called, or refuse with all their problems and those already known."""
    problems: list[Problem] = list(InputError(known).problems) if known else []
    found: dict[str, Scenario] = {}
    asked = [(name, name, "") for name in given] + [(text.strip(), given[0], text) for text in variants]
    for name, scenario, variant in asked:
        try:
            values = parsed([part.strip() for part in variant.split(";") if part.strip()], "--variant")
            found[_free(name, found)] = corridor_with(scenario_in(scenario), {**parsed(change or []), **values}, practice)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def _free(name: str, taken: dict[str, Any]) -> str:
    """Return a name, with a number if it is given twice."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
