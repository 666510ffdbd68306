"""``headway study``: many variants of a scenario, kept as they are done."""

from pathlib import Path
from typing import Annotated

import typer

from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import Commands, complain, say
from headway.errors import InputError
from headway.whole import check_targets

app = typer.Typer(
    name="study",
    cls=Commands,
    help="Run many variants of a scenario: sweeps, what matters most, the best design.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

StudyName = Annotated[Path, typer.Argument(help="The folder of a study, such as studies/fleet.")]


@app.command()
@refusing
def run(
    study: Annotated[Path, typer.Argument(help="The file that says what is studied, such as examples/fleet.yaml.")],
    name: Annotated[str, typer.Option(help="Name of the folder of the study; by default after the file.")] = "",
    studies: Annotated[Path, typer.Option(help="Where studies are kept.")] = Path("studies"),
    base: Annotated[str, typer.Option(help="Another scenario than the file names: a bundled name, or a path.")] = "",
    jobs: Annotated[int, typer.Option(help="How many at once on this machine.")] = 2,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://10.0.0.1:8786, or local to start one.")
    ] = "",
) -> None:
    """Run a study, or what is left of it: it can be stopped at any moment and goes on where it stood."""
    with progressing() as progress:
        progress(0.0, "reading the study")
        from headway.study import read_study, run_study

        folder = studies / (name or study.stem)
        try:
            found = run_study(read_study(study, base or None), folder, jobs=jobs, cluster=cluster, progress=progress)
        except KeyboardInterrupt:
            complain("Interrupted; what was done is kept. The same command goes on from there.")
            raise typer.Exit(130) from None
    say(found.summary())
    say(f"\nKept in {folder}. As tables or as a page: headway study export {folder} --csv FILE, show {folder} --html FILE")


@app.command()
@refusing
def check(study: Annotated[Path, typer.Argument(help="The file that says what is studied.")]) -> None:
    """List every problem of a study file, or say what it would run."""
    with progressing() as progress:
        progress(0.0, "reading the study")
        from headway.study import read_study
        from headway.study.conduct import kept_figures

        plan = read_study(study)
        kept_figures(plan, progress)
    runs = plan.variants * plan.most
    say(f"{plan.title}: no problem found")
    say("\n".join(f"  varied   {axis.shown}" for axis in plan.axes))
    if plan.left:
        say("\n".join(f"  left     {where}: {why}" for where, why in plan.left.items()))
    if plan.search is not None:
        say(f"  search   {plan.search}")
    most = "at most " if plan.search is not None or not isinstance(plan.replications, int) else ""
    days = f"{plan.days} day{'s' if plan.days > 1 else ''}"
    say(f"  runs     {plan.variants:,} variants ({plan.points}), {most}{runs:,} runs of {days}")


@app.command()
@refusing
def status(study: StudyName) -> None:
    """Say how far a study is."""
    from headway.study import kept_study

    found = kept_study(study)
    about = found.about_study
    state = "done" if found.over else "not done: the command below goes on"
    say(f"{found.headline}")
    say(f"  state     {state}")
    say(f"  begun     {about['begun']}, Headway {about['headway']}")
    say(f"  refused   {len(found.known.refused):,} variants cannot be run")
    say(f"  command   {about['command'] or 'none: a program began it'}")


@app.command()
@refusing
def show(
    study: StudyName,
    html: Annotated[Path | None, typer.Option(help="Write a page: what matters most, variants, what was found.")] = None,
) -> None:
    """Show a study: what matters most, what was found, or its variants."""
    check_targets([(html, (".html", ".htm"))] if html is not None else [])
    from headway.study import kept_study

    found = kept_study(study)
    say(found.summary())
    if html is not None:
        from headway.report import write_study_page

        write_study_page(found, html)


@app.command()
@refusing
def export(
    study: StudyName,
    csv: Annotated[Path | None, typer.Option(help="Write every variant as a row: axes, means and half-widths.")] = None,
    runs: Annotated[Path | None, typer.Option(help="Write every run as a row, .csv.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write both as a workbook, .xlsx.")] = None,
    ranking: Annotated[Path | None, typer.Option(help="Write how much each axis matters for each figure, .csv.")] = None,
) -> None:
    """Write a study for other programs; results/*.parquet in its folder can also be read as they are."""
    kinds = ((csv, (".csv",)), (runs, (".csv",)), (excel, (".xlsx",)), (ranking, (".csv",)))
    files = [(path, ends) for path, ends in kinds if path is not None]
    if not files:
        raise InputError(["export: say what to write: --csv, --runs, --excel or --ranking with a file"])
    check_targets(files)
    from headway.report import write_study_csv, write_study_excel
    from headway.study import kept_study

    found = kept_study(study)
    for path, table in ((csv, found.means_frame), (runs, found.to_frame), (ranking, found.ranking_frame)):
        if path is not None:
            write_study_csv(found, table(), path)
    if excel is not None:
        write_study_excel(found, excel)
    say("\n".join([found.headline, *found.about.lines(), "", *(f"Written: {path}" for path, _ in files)]))
