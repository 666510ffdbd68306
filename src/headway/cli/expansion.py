"""``headway plan`` and ``headway money``: what to build and buy in which year, and what that is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import complain, say
from headway.errors import InputError, did_you_mean
from headway.whole import check_targets

if TYPE_CHECKING:
    from headway.expansion import Expansion

PlanName = Annotated[str, typer.Argument(help="A bundled scenario or a folder with a plan.yaml, or the file itself.")]
Practice = Annotated[
    str, typer.Option("--practice", metavar="NAME", help="none, conventional or best, in place of what the plan says.")
]
Name = Annotated[str, typer.Option(help="Name of the folder of the plan; by default after the scenario and the practice.")]
Plans = Annotated[Path, typer.Option(help="Where plans are kept.")]
Jobs = Annotated[int, typer.Option(help="How many simulated years at once.")]
Looks = Annotated[int, typer.Option(help="How many cheaper plans are looked for, once one holds.")]


@refusing
def plan(
    scenario: PlanName,
    practice: Practice = "",
    why: Annotated[
        list[str] | None,
        typer.Option("--why", metavar="OPTION", help="What leaving this out, or having it 1, 2 or 5 years later, costs."),
    ] = None,
    name: Name = "",
    plans: Plans = Path("plans"),
    looks: Looks = 6,
    jobs: Jobs = 2,
    html: Annotated[Path | None, typer.Option(help="Write a page: staircase, works, bracket, stages.")] = None,
    figure: Annotated[Path | None, typer.Option(help="Write the works as a figure for a slide: .pdf, .svg or .png.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write what is bought as a table.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write the plan as a workbook, .xlsx.")] = None,
) -> None:
    """Say what to build and buy in which year, with a proven bound, every stage planned, refereed and simulated."""
    kinds = ((html, (".html", ".htm")), (figure, (".pdf", ".svg", ".png")), (csv, (".csv",)), (excel, (".xlsx",)))
    check_targets([(path, ends) for path, ends in kinds if path is not None])
    found, folder = _expanded(scenario, practice, name, plans, looks, jobs)
    if why:
        say("\n\n".join(found.why(option).summary() for option in why))
    else:
        say(found.summary())
        say(f"\nKept in {folder}. What it is worth: headway money {scenario}{f' --practice {practice}' if practice else ''}")
    if not found.holds:
        raise typer.Exit(1)
    if all(path is None for path, _ in kinds):
        return
    from headway.report import print_works, write_expansion_csv, write_expansion_excel, write_expansion_page

    for path, write in (
        (html, write_expansion_page), (figure, print_works), (csv, write_expansion_csv), (excel, write_expansion_excel),
    ):  # fmt: skip
        if path is not None:
            write(found, path)


@refusing
def money(
    scenario: PlanName,
    practice: Practice = "",
    tornado: Annotated[bool, typer.Option("--tornado", help="Say how far each price, cost and demand moves the result.")] = False,
    draws: Annotated[int, typer.Option(help="Draw prices, costs and demand so many times; 0 for none.")] = 0,
    figure: Annotated[
        str, typer.Option(metavar="FIGURE", help="What is asked about: npv, national (worth to the country) or cost (a tonne).")
    ] = "npv",
    seed: Annotated[int, typer.Option(help="Names the draws.")] = 0,
    name: Name = "",
    plans: Plans = Path("plans"),
    looks: Looks = 6,
    jobs: Jobs = 2,
    html: Annotated[Path | None, typer.Option(help="Write a page: cost of a tonne, cash, tornado, draws.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write the account as a workbook with live formulas, .xlsx.")] = None,
) -> None:
    """Say what a tonne costs and what a plan is worth, to its owner and to the country, and how sure that is."""
    check_targets([(path, ends) for path, ends in ((html, (".html", ".htm")), (excel, (".xlsx",))) if path is not None])
    from headway.expansion import appraise
    from headway.expansion.worth import FIGURES, draws_lines, tornado_lines

    if figure not in FIGURES:
        raise InputError([f'--figure: "{figure}" is not a figure. {did_you_mean(figure, FIGURES)}'])
    found, _ = _expanded(scenario, practice, name, plans, looks, jobs)
    appraisal = appraise(found)
    say(appraisal.summary())
    bars = appraisal.tornado(figure) if tornado or html is not None else None
    drawn = appraisal.drawn(draws, seed, figure) if draws else None
    if tornado and bars is not None:
        say("\n" + "\n".join(tornado_lines(appraisal, figure, bars)))
    if drawn is not None:
        say("\n" + "\n".join(draws_lines(appraisal, drawn)))
    if html is None and excel is None:
        return
    from headway.report import write_appraisal_excel, write_appraisal_page

    if html is not None:
        write_appraisal_page(appraisal, html, bars=bars, drawn=drawn, figure=figure)
    if excel is not None:
        write_appraisal_excel(appraisal, excel)


def _expanded(scenario: str, practice: str, name: str, plans: Path, looks: int, jobs: int) -> "tuple[Expansion, Path]":
    """Plan, or go on from what is kept, and return the plan and its folder."""
    with progressing() as progress:
        progress(0.0, "reading the plan")
        from headway.expansion import expand, read_plan
        from headway.work import MaxRounds

        asked = read_plan(scenario, practice or None)
        after = Path(scenario).stem if Path(scenario).suffix else Path(scenario).name
        folder = plans / (name or f"{after}-{asked.base.scenario.practice}")
        try:
            found = expand(asked, folder=folder, stop=MaxRounds(looks), jobs=jobs, progress=progress)
        except KeyboardInterrupt:
            complain("Interrupted; what was found is kept. The same command goes on from there.")
            raise typer.Exit(130) from None
    return found, folder
