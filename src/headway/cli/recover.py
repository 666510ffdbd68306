"""``headway recover``: what closures cost, and how long it takes to recover from them."""

from pathlib import Path
from typing import Annotated

import typer

from headway.cli.closures import Closures, closures_of
from headway.cli.corridor import Changes, PracticeName, ScenarioName, corridor_of
from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import say
from headway.whole import check_targets


@refusing
def recover(
    scenario: ScenarioName,
    closure: Closures = None,
    days: Annotated[int, typer.Option(help="Days that count, after the warm-up.")] = 365,
    replications: Annotated[int, typer.Option(help="How many times, with the same chance with and without.")] = 20,
    jobs: Annotated[int, typer.Option(help="How many at once.")] = 2,
    seed: Annotated[int, typer.Option(help="Names the random streams.")] = 0,
    warm_up_days: Annotated[int, typer.Option(help="Days run before those that count.")] = 7,
    chance: Annotated[bool, typer.Option(help="Whether the scenario's disruptions happen.")] = True,
    figure: Annotated[Path | None, typer.Option(help="Write the backlog as a figure for a slide: .pdf, .svg or .png.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with the figures.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the backlog by day as a table.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write the backlog, every run and the trains as a workbook, .xlsx.")] = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Say what a closure costs: the same years with and without it, tonnes, backlog, days to recover, trains late and held."""
    kinds = ((figure, (".pdf", ".svg", ".png")), (html, (".html", ".htm")), (csv, (".csv",)), (excel, (".xlsx",)))
    check_targets([(path, ends) for path, ends in kinds if path is not None])
    with progressing() as progress:
        progress(0.0, "reading the scenario")
        corridor = corridor_of(scenario, change, practice)
        closures = closures_of(corridor, closure or [])
        from headway.simulation import recover as recovered

        found = recovered(
            corridor, closures, days=days, seed=seed, replications=replications, jobs=jobs, warm_up_days=warm_up_days,
            chance=chance, progress=progress,
        )  # fmt: skip
    say(found.summary())
    if figure is None and html is None and csv is None and excel is None:
        return
    from headway.report import print_recovery, write_recovery_csv, write_recovery_excel, write_recovery_page

    for path, write in (
        (figure, print_recovery), (html, write_recovery_page), (csv, write_recovery_csv), (excel, write_recovery_excel),
    ):  # fmt: skip
        if path is not None:
            write(found, path)
