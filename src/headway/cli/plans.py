"""The commands ``headway timetable`` and ``headway capacity``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headway.cli.corridor import Changes, PracticeName, ScenarioName, corridor_of
from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import complain, say
from headway.whole import check_targets, targets_problems
from headway.work import MaxSeconds

if TYPE_CHECKING:
    from headway.timetabling import Timetable

_KINDS = {
    "html": (".html", ".htm"),
    "pdf": (".pdf", ".svg", ".png"),
    "excel": (".xlsx",),
    "csv": (".csv",),
    "sets": (".csv",),
    "displib": (".json", ".json.gz"),
    "gtfs": (".zip",),
}
"""The kinds of files that can be written, with the endings of their names."""


@refusing
def timetable(
    scenario: ScenarioName,
    days: Annotated[int, typer.Option(help="Days of departures.")] = 1,
    time: Annotated[
        float, typer.Option(min=0.0, help="Seconds to search; 0 for the plain rule, one train after another.")
    ] = 10.0,
    repeat: Annotated[bool, typer.Option(help="Plan a day that can be run every day, by the first weekday's services.")] = False,
    empty_line: Annotated[
        bool, typer.Option("--empty-line", help="Begin on an empty line, without the trains of the time before.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Chooses the random numbers.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, help="Threads that search.")] = 2,
    explain: Annotated[bool, typer.Option(help="List every wait and what it is for.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page: train graph, tracks, waits.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the train graph in A3: .pdf with a page a day, .svg or .png.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write the timetable as a workbook, .xlsx.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every call as a table.")] = None,
    sets: Annotated[Path | None, typer.Option(help="Write which train set runs which train, as a table.")] = None,
    displib: Annotated[Path | None, typer.Option(help="Write the problem in the DISPLIB format.")] = None,
    gtfs: Annotated[Path | None, typer.Option(help="Write the passenger trains as GTFS, .zip.")] = None,
    url: Annotated[str, typer.Option(help="The operator's page, for GTFS.")] = "",
    timezone: Annotated[str, typer.Option(help="Time zone of the timetable, for GTFS: Africa/Algiers.")] = "",
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Plan all services together, say how good the plan is known to be, and write it in the forms that others read."""
    given = zip(_KINDS, (html, pdf, excel, csv, sets, displib, gtfs), strict=True)
    files = [(path, kind) for kind, path in given if path is not None]
    _check(files, feed_named=bool(url and timezone), days_repeat=repeat and days != 1)
    with progressing() as progress:
        progress(0.0, "reading the scenario")
        corridor = corridor_of(scenario, change, practice)
        from headway.timetabling import repeating_day
        from headway.timetabling import timetable as planned

        if repeat:
            plan = repeating_day(corridor, stop=MaxSeconds(time), seed=seed, jobs=jobs, progress=progress)
        else:
            stop = MaxSeconds(time) if time > 0 else None
            plan = planned(corridor, days=days, empty_line=empty_line, stop=stop, seed=seed, jobs=jobs, progress=progress)
    say(plan.summary())
    if explain:
        say(f"\n{plan.explain()}")
    if files:
        _write(plan, files, url, timezone)
    if plan.violations:
        complain(f"This plan is not sound, which is a fault of Headway. First: {plan.violations[0]}")
    if plan.violations or plan.withdrawn_bound_s is not None:
        raise typer.Exit(1)
    if plan.interrupted:
        complain("Interrupted; the best plan until then was kept.")
        raise typer.Exit(130)


def _check(files: list[tuple[Path, str]], *, feed_named: bool, days_repeat: bool) -> None:
    """Refuse files that cannot be written, before any search."""
    from headway.errors import InputError

    problems = targets_problems([(path, _KINDS[kind]) for path, kind in files])
    if any(kind == "gtfs" for _, kind in files) and not feed_named:
        problems.append("--gtfs needs --url and --timezone, which every feed must name")
    if days_repeat:
        problems.append("--repeat plans one day; leave out --days")
    if problems:
        raise InputError(problems)


def _write(plan: "Timetable", files: list[tuple[Path, str]], url: str, timezone: str) -> None:
    """Write a timetable in every form that was asked for."""
    from headway import report

    write: dict[str, Callable[[Path], Path]] = {
        "html": lambda path: report.write_plan_page(plan, path),
        "pdf": lambda path: report.print_train_graph(plan, path),
        "excel": lambda path: report.write_excel(plan, path),
        "csv": lambda path: report.write_csv(plan, path),
        "sets": lambda path: report.write_train_sets(plan, path),
        "displib": lambda path: report.write_displib(plan, path),
        "gtfs": lambda path: report.write_gtfs(plan, path, url=url, timezone=timezone),
    }
    for path, kind in files:
        write[kind](path)
        say(f"Written: {path}")


@refusing
def capacity(
    scenario: ScenarioName,
    flow: Annotated[str, typer.Option(help="The ore flow whose trains are counted; by default the first.")] = "",
    days: Annotated[int, typer.Option(min=2, help="Days of departures in a trial.")] = 4,
    level: Annotated[float, typer.Option(help="How long trains may take, as a multiple of their time alone.")] = 1.5,
    time: Annotated[float, typer.Option(min=0.0, help="Seconds to search where the plain rule does not carry a number.")] = 10.0,
    jobs: Annotated[int, typer.Option(min=1, help="Threads that search.")] = 2,
    html: Annotated[Path | None, typer.Option(help="Write a page: what binds, section by section, and the timetable.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the table of sections.")] = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Say how many ore trains a day the line can carry, what binds, and what one more loop or longer trains would add."""
    check_targets([(path, _KINDS[kind]) for path, kind in ((html, "html"), (csv, "csv")) if path is not None])
    with progressing() as progress:
        progress(0.0, "reading the scenario")
        corridor = corridor_of(scenario, change, practice)
        from headway.throughput import capacity as found

        result = found(corridor, flow=flow, days=days, level=level, stop=MaxSeconds(time), jobs=jobs, progress=progress)
    say(result.summary())
    if html is not None:
        from headway.report import write_capacity_page

        write_capacity_page(result, html)
        say(f"Written: {html}")
    if csv is not None:
        from headway.about import whole_with_about

        whole_with_about(csv, result.sections.write_csv, result.about)
        say(f"Written: {csv}")
