"""The commands ``headway dispatch``: solve, verify and show problems in the public DISPLIB format."""

from pathlib import Path
from typing import Annotated

import typer

from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import Commands, complain, say
from headway.whole import check_targets

app = typer.Typer(
    name="dispatch",
    cls=Commands,
    help="Solve, verify and show train dispatching problems in the DISPLIB format.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ProblemFile = Annotated[Path, typer.Argument(help="A DISPLIB problem, .json or .json.gz.")]
SolutionFile = Annotated[Path, typer.Argument(help="A DISPLIB solution.")]


@app.command()
@refusing
def solve(
    problem: ProblemFile,
    time: Annotated[float, typer.Option(min=0.0, help="Seconds to search.")] = 60.0,
    rounds: Annotated[int, typer.Option(min=0, help="Rounds to search, in place of a time; with one job this repeats.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Chooses the random numbers.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, help="Threads that search.")] = 2,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where to write the solution.")] = None,
    start: Annotated[Path | None, typer.Option(help="A solution to begin with; its orders count, not its times.")] = None,
    anchor: Annotated[int, typer.Option(min=0, help="Cost of an operation that leaves the plan to begin with.")] = 0,
) -> None:
    """Find a plan of least delay cost, and say how good it is known to be.

    Ctrl-C ends the search and keeps the best plan so far.
    """
    from headway.about import write_about
    from headway.dispatch import (
        MaxRounds,
        MaxSeconds,
        about_problem,
        anchored,
        objective,
        read_problem,
        read_solution,
        verify,
        warm_up,
        write_solution,
    )
    from headway.dispatch import solve as search
    from headway.errors import InputError

    if anchor and start is None:
        raise InputError(["--anchor needs a plan to keep to; name it by --start"])
    if out is not None:
        check_targets([(out, (".json", ".json.gz"))])
    with progressing() as progress:
        progress(0.0, "reading the problem")
        posed = read_problem(problem)
        plan = read_solution(start) if start else None
        anchored_problem = anchored(posed, plan, anchor) if plan and anchor else posed
        progress(0.0, "compiling, or reading what was compiled")
        warm_up()
        stop = MaxRounds(rounds) if rounds else MaxSeconds(time)
        result = search(anchored_problem, stop=stop, seed=seed, jobs=jobs, start=plan, progress=progress)
    begun = [("begun with", f"{start}; leaving it costs {anchor} an operation")] if start else []
    about = about_problem(posed, str(problem), *begun, ("search", f"at most {stop}, seed {seed}, on {jobs} at once"))
    say("\n".join([result.summary(), *about.lines(10)]))
    if result.solution is None:
        raise typer.Exit(1)
    found = result.solution.repriced(posed)
    if anchor:
        say(f"  delay       {objective(posed, found.events):,} without the cost of leaving the plan")
    if faults := verify(posed, found):
        complain(f"This plan is not sound, which is a fault of Headway. First: {faults[0]}")
        raise typer.Exit(1)
    if out is not None:
        write_solution(found, out)
        write_about(out, about)
        say(f"Written: {out}")
    if result.interrupted:
        kept = f"the best plan so far was kept, in {out}" if out else "the plan above was not written, since no -o names a file"
        complain(f"Interrupted; {kept}.")
        raise typer.Exit(130)


@app.command()
@refusing
def verify(problem: ProblemFile, solution: SolutionFile) -> None:
    """List everything that is wrong with a solution."""
    from headway.dispatch import about_problem, read_problem, read_solution
    from headway.dispatch import verify as judge

    posed, found = read_problem(problem), read_solution(solution)
    faults = judge(posed, found)
    verdict = (
        f"{len(faults)} violation{'s' if len(faults) > 1 else ''}:" if faults else f"Feasible, objective {found.objective:,}."
    )
    about = about_problem(posed, str(problem), ("solution", str(solution)))
    say("\n".join([verdict, *(f" {fault}" for fault in faults), *about.lines()]))
    if faults:
        raise typer.Exit(1)


@app.command()
@refusing
def show(
    problem: ProblemFile,
    solution: SolutionFile,
    html: Annotated[Path, typer.Option(help="The page to write.")] = Path("occupation.html"),
) -> None:
    """Draw who holds which resource when, on a page that opens offline.

    Times are read as seconds from midnight and shown as clock times; trains have the numbers of the file.
    """
    from headway.dispatch import about_problem, read_problem, read_solution
    from headway.dispatch import verify as judge
    from headway.errors import InputError
    from headway.report import write_occupation_page

    check_targets([(html, (".html", ".htm"))])
    posed, found = read_problem(problem), read_solution(solution)
    if faults := judge(posed, found):
        raise InputError([f"{solution} is not a solution of {problem}: {fault}" for fault in faults])
    about = about_problem(posed, str(problem), ("solution", str(solution)))
    write_occupation_page(posed, found, html, about=about)
    say("\n".join([f"{len(posed.trains)} trains, objective {found.objective:,}", *about.lines()]))
    say(f"Written: {html}")
