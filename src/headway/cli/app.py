"""The ``headway`` command. Rooms are imported inside the commands, so that ``--help`` answers at once."""

import json
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from headway.cli import compare as comparisons
from headway.cli import dispatch, plans
from headway.cli import expansion as expansions
from headway.cli import recover as recoveries
from headway.cli import runs as kept_runs
from headway.cli import serve as serving
from headway.cli import simulate as simulations
from headway.cli import study as studies
from headway.cli.corridor import Changes, PracticeName, ScenarioName, StudyOfAssumptions, corridor_of, importance_in
from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import Commands, complain, say

app = typer.Typer(
    name="headway",
    cls=Commands,
    help="Plan, simulate and dispatch heavy-haul railway corridors, from the mine to the plant.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(dispatch.app)
app.add_typer(kept_runs.app)
app.add_typer(studies.app)


def _say_version(asked: bool) -> None:
    if asked:
        import headway

        typer.echo(headway.__version__)
        raise typer.Exit


@app.callback()
def headway(
    version: Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Plan, simulate and dispatch heavy-haul railway corridors, from the mine to the plant."""


@app.command()
@refusing
def check(
    scenario: ScenarioName,
    assumed: Annotated[
        bool, typer.Option("--assumed", help="List what is assumed, and which figures have neither a source nor an assumption.")
    ] = False,
    trains: Annotated[
        bool, typer.Option("--trains", help="Run every train both ways, and say where it stalls or cannot hold.")
    ] = False,
    study: StudyOfAssumptions = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """List every problem of a scenario at once, or sum it up on one screen."""
    from headway.cli.overview import print_overview

    corridor = corridor_of(scenario, change, practice)
    print_overview(corridor, assumed=assumed, importance=importance_in(study))
    if not trains:
        return
    with progressing() as progress:
        progress(0.0, "preparing the train runs")
        from headway.cli.train_checks import train_checks

        lines, failed = train_checks(corridor, progress)
    from headway.about import About, nothing_of

    alone = About(title=corridor.title, said=tuple(nothing_of("each train alone on an open line")), values={})
    say("\n".join(["\nTrains, both ways:", *lines, "", *alone.lines()]))
    if failed:
        raise typer.Exit(1)


@app.command()
@refusing
def run(
    scenario: ScenarioName,
    days: Annotated[int, typer.Option(help="Days that count, after the warm-up.")] = 28,
    seed: Annotated[int, typer.Option(help="Names the random streams.")] = 0,
    warm_up_days: Annotated[int, typer.Option(help="Days run before those that count.")] = 7,
    chance: Annotated[bool, typer.Option(help="Whether the scenario's disruptions happen; --no-chance is an ideal year.")] = True,
    name: Annotated[str, typer.Option(help="Name of the run folder; by default after the scenario.")] = "",
    runs: Annotated[Path, typer.Option(help="Where run folders are kept.")] = Path("runs"),
    study: StudyOfAssumptions = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Plan and simulate a scenario, print its key figures, and keep everything in a run folder."""
    with progressing() as progress:
        progress(0.0, "reading the scenario")
        started = perf_counter()
        corridor = corridor_of(scenario, change, practice)
        importance = importance_in(study)
        loaded = perf_counter()
        from headway.store import new_run, next_name, run_folder, write_tables
        from headway.study import Settings, planned_and_simulated

        folder_name = name or next_name(runs, _stem(scenario))
        new_run(runs, folder_name)
        settings = Settings(days=days, warm_up_days=warm_up_days, seed=seed, chance=chance)
        plan, result, spent = planned_and_simulated(corridor, settings, lambda share, text: progress(0.8 * share, text))
        simulated = perf_counter()
        progress(0.8, "drawing")
        from headway.report import print_stocks, print_train_graph, write_page, write_simulation_csv, write_simulation_excel

        with run_folder(runs, folder_name) as folder:
            write_page(result, folder / "report.html", plan=plan, importance=importance)
            progress(0.9, "printing")
            print_train_graph(result, folder / "train-graph.pdf")
            if corridor.stockpiles:
                print_stocks(result, folder / "stockpiles.pdf")
            write_simulation_excel(result, folder / "figures.xlsx")
            write_simulation_csv(result, folder / "figures.csv")
            drawn = perf_counter()
            timings = replace(spent, load_s=round(loaded - started, 3), report_s=round(drawn - simulated, 3))
            write_tables(folder, result, plan, timings)
    say(result.summary())
    say(f"\nReport: {runs / folder_name / 'report.html'}")
    faults = [*result.violations, *plan.violations]
    if not result.balanced:
        faults.append(f"the books are out by {result.unbalanced_kg} kg")
    if faults:
        complain(f"This run is not sound, which is a fault of Headway. First: {faults[0]}")
        raise typer.Exit(1)


@app.command("run-train")
@refusing
def run_train(
    scenario: ScenarioName,
    train: Annotated[str, typer.Argument(help="Name of a consist.")],
    origin: Annotated[str, typer.Option("--from", help="Where it departs.")],
    destination: Annotated[str, typer.Option("--to", help="Where it arrives.")],
    stop: Annotated[
        list[str] | None, typer.Option(help='A stop on the way, with its dwell: "Tindouf" or "Tindouf=5 min".')
    ] = None,
    eco: Annotated[str, typer.Option(help="Least energy, with so much more than the shortest time: 10%.")] = "",
    margin: Annotated[str, typer.Option(help="The shortest time and so much more, spread evenly: 5%.")] = "",
    effort: Annotated[str, typer.Option(help="Share of the effort that the driver uses.")] = "100%",
    rail: Annotated[str, typer.Option(help="dry, sanded or wet.")] = "dry",
    html: Annotated[Path | None, typer.Option(help="Write a page with the figure.")] = None,
    figure: Annotated[Path | None, typer.Option(help="Write the figure for print: .pdf, .svg or .png.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the run as a table.")] = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Run one train: time, energy, fuel, where it is hardest, and why it cannot if it cannot."""
    with progressing() as progress:
        progress(0.0, "reading the scenario")
        from headway.cli.train import train_report

        text = train_report(
            corridor_of(scenario, change, practice), train, origin, destination, stops=stop or [], eco=eco, margin=margin,
            effort=effort, rail=rail, html=html, figure=figure, csv=csv, progress=progress,
        )  # fmt: skip
    say(text)


app.command()(plans.timetable)
app.command()(plans.capacity)
app.command()(simulations.simulate)
app.command()(comparisons.compare)
app.command()(recoveries.recover)
app.command()(expansions.plan)
app.command()(expansions.money)
app.command()(serving.serve)


@app.command()
@refusing
def init(
    folder: Annotated[Path, typer.Argument(help="The new folder.")],
    base: Annotated[str, typer.Option("--from", help="The scenario to start from.")] = "gara-djebilet",
) -> None:
    """Make a folder to edit: scenario.yaml, the CSV tables and a short README."""
    from headway.cli.starter import write_starter
    from headway.io import load

    write_starter(load(base), folder, base)
    say(f"{folder / 'scenario.yaml'} is yours to edit. Then: headway check {folder}")


@app.command()
@refusing
def doctor() -> None:
    """Show versions, warm up the kernels, and measure the speed of this machine."""
    from headway.cli.doctor import print_doctor

    print_doctor()


@app.command()
@refusing
def schema(
    study: Annotated[bool, typer.Option("--study", help="That of study files.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="That of plan files.")] = False,
) -> None:
    """Print the JSON Schema of scenario.yaml, or of study or plan files, for editors."""
    if study:
        from headway.study.schema import study_schema as schema_of
    elif plan:
        from headway.expansion.asking import plan_schema as schema_of
    else:
        from headway.io import json_schema as schema_of
    typer.echo(json.dumps(schema_of(), indent=2, ensure_ascii=False))


@app.command("list")
@refusing
def list_bundled() -> None:
    """List the bundled scenarios with their titles."""
    from headway.io import bundled_names, load

    for name in bundled_names():
        say(f"{name:<22}{load(name).title}")


@app.command()
def version() -> None:
    """Print the version."""
    import headway

    typer.echo(headway.__version__)


def _stem(scenario: str) -> str:
    """Name a run after its scenario: after the folder of a scenario.yaml, or after the file."""
    path = Path(scenario)
    if path.name == "scenario.yaml":
        return path.resolve().parent.name
    return path.stem if path.suffix in (".yaml", ".yml") else path.resolve().name


if __name__ == "__main__":
    app()
