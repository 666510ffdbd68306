"""``headway compare``: scenarios side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headway.cli.corridor import Changes, PracticeName, corridor_with, parsed
from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import say
from headway.errors import InputError, Problem
from headway.whole import check_targets

if TYPE_CHECKING:
    from headway.model import Scenario


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
    days: Annotated[int, typer.Option(help="Days that count, after the warm-up.")] = 365,
    replications: Annotated[int, typer.Option(help="How many times, with the same chance in all scenarios.")] = 10,
    jobs: Annotated[int, typer.Option(help="How many at once.")] = 2,
    seed: Annotated[int, typer.Option(help="Names the random streams.")] = 0,
    warm_up_days: Annotated[int, typer.Option(help="Days run before those that count.")] = 7,
    chance: Annotated[bool, typer.Option(help="Whether the scenarios' disruptions happen.")] = True,
    losses: Annotated[bool, typer.Option("--losses", help="Tell what takes the tonnes away in each, cause by cause.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page: inputs, figures, stocks and losses side by side.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every figure as a table.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write inputs and figures as a workbook, .xlsx.")] = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Put scenarios side by side: what they differ by, and every figure with the interval of its difference."""
    kinds = ((html, (".html", ".htm")), (csv, (".csv",)), (excel, (".xlsx",)))
    check_targets([(path, ends) for path, ends in kinds if path is not None])
    with progressing() as progress:
        progress(0.0, "reading the scenarios")
        named = _named(scenarios, variant or [], change, practice)
        from headway.simulation import compare as compared

        found = compared(
            named, days=days, seed=seed, replications=replications, jobs=jobs, warm_up_days=warm_up_days, chance=chance,
            losses=losses, progress=progress,
        )  # fmt: skip
    say(found.summary())
    if csv is not None or excel is not None or html is not None:
        from headway.report import write_comparison_csv, write_comparison_excel, write_comparison_page

        for path, write in ((csv, write_comparison_csv), (excel, write_comparison_excel), (html, write_comparison_page)):
            if path is not None:
                write(found, path)


def _named(given: list[str], variants: list[str], change: list[str] | None, practice: str) -> dict[str, "Scenario"]:
    """Return all scenarios by what they are called, with every problem of all of them at once."""
    problems: list[Problem] = []
    found: dict[str, Scenario] = {}
    asked = [(name, name, "") for name in given] + [(text.strip(), given[0], text) for text in variants]
    for name, scenario, variant in asked:
        try:
            values = parsed([part.strip() for part in variant.split(";") if part.strip()], "--variant")
            found[_free(name, found)] = corridor_with(_of_run(scenario), {**parsed(change or []), **values}, practice)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def _of_run(name: str) -> str:
    """Return the folder of the scenario of a run folder; another name stays as it is."""
    kept = Path(name) / "scenario" / "scenario.yaml"
    return str(kept.parent) if kept.is_file() and (Path(name) / "run.json").is_file() else name


def _free(name: str, taken: dict[str, Any]) -> str:
    """Return a name, with a number if it is given twice."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
