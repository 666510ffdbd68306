"""``headway simulate``: years of operation with all that chance does."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headway.cli.closures import Closures, closed
from headway.cli.corridor import Changes, PracticeName, ScenarioName, corridor_of
from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import complain, say
from headway.whole import check_targets
from headway.work import Progress

if TYPE_CHECKING:
    from headway.model import Scenario
    from headway.simulation import Losses


@refusing
def simulate(
    scenario: ScenarioName,
    days: Annotated[int, typer.Option(help="Days that count, after the warm-up.")] = 365,
    replications: Annotated[int, typer.Option(help="How many times; with --precision at most.")] = 10,
    precision: Annotated[float, typer.Option(help="Stop once the half-width is this share of the tonnes: 0.01.")] = 0.0,
    jobs: Annotated[int, typer.Option(help="How many at once.")] = 2,
    seed: Annotated[int, typer.Option(help="Names the random streams.")] = 0,
    warm_up_days: Annotated[int, typer.Option(help="Days run before those that count; -1: as MSER-5 finds.")] = 7,
    sets: Annotated[int, typer.Option(help="Train sets of every fleet, instead of the scenario's.")] = 0,
    closure: Closures = None,
    chance: Annotated[bool, typer.Option(help="Whether the scenario's disruptions happen.")] = True,
    replan: Annotated[
        float, typer.Option(min=0, help="The dispatcher plans anew every so many hours and when disturbed; 0: the plain rule.")
    ] = 0.0,
    losses: Annotated[bool, typer.Option("--losses", help="Tell what takes the tonnes away, cause by cause.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with the figures.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the figures of every replication as a table.")] = None,
    means: Annotated[Path | None, typer.Option(help="Write tonnes, cycle, piles, losses and their intervals as a table.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Write all of these as a workbook, .xlsx.")] = None,
    change: Changes = None,
    practice: PracticeName = "",
) -> None:
    """Simulate years of operation, many times: tonnes with their interval, what takes them away, how late trains are."""
    kinds = ((html, (".html", ".htm")), (csv, (".csv",)), (means, (".csv",)), (excel, (".xlsx",)))
    check_targets([(path, ends) for path, ends in kinds if path is not None])
    found: list[Losses] = []
    with progressing() as progress:
        progress(0.0, "reading the scenario")
        from headway.about import whole_with_about
        from headway.simulation import Precision, Record, Replanning, Rules
        from headway.simulation import losses as losses_of
        from headway.simulation import simulate as simulated
        from headway.units import HOUR_S

        corridor = closed(with_sets(corridor_of(scenario, change, practice), sets), closure or [])
        run = simulated(
            corridor,
            days=days,
            seed=seed,
            replications=Precision(half_width=precision, most=replications) if precision else replications,
            jobs=jobs,
            warm_up_days=None if warm_up_days < 0 else warm_up_days,
            chance=chance,
            rules=Rules(replanning=Replanning(every_s=replan * HOUR_S)) if replan else Rules(),
            record=Record.TOTALS,
            progress=progress,
        )
        interrupted = run.interrupted
        often = len(run.outcomes)
        with suppress(KeyboardInterrupt):
            for flow in corridor.flows if losses and not interrupted else ():
                interrupted = True
                settings = {"days": days, "seed": seed, "replications": often, "jobs": jobs, "warm_up_days": run.warm_up_days}
                found.append(losses_of(run.ran, flow, rules=run.rules, progress=_for(progress, flow.name), **settings))
                interrupted = False
    say(run.summary())
    for one in found:
        say(f"\nLosses of {one.flow} [Mt/y], causes removed one after another:\n{one.summary()}")
    if csv is not None:
        whole_with_about(csv, run.outcomes_frame().write_csv, run.about)
    if means is not None:
        from headway.report import write_simulation_csv

        write_simulation_csv(run, means, losses=found)
    if excel is not None:
        from headway.report import write_simulation_excel

        write_simulation_excel(run, excel, losses=found)
    if html is not None:
        from headway.report import write_simulation_page

        write_simulation_page(run, html, losses=found)
    if interrupted:
        kept = f"the {often} replications above" if often > 1 else "the replication above"
        complain(f"Interrupted; {kept} and what was written were kept{'' if found or not losses else ', no losses'}.")
        raise typer.Exit(130)


def _for(progress: Progress, flow: str) -> Progress:
    """Report the progress on the losses of one flow."""
    return lambda share, text, /: progress(share, f"losses of {flow}, {text}")


def with_sets(scenario: "Scenario", sets: int) -> "Scenario":
    """Return a scenario with another number of train sets in every fleet; 0 keeps the numbers."""
    from dataclasses import replace

    return replace(scenario, fleets=tuple(replace(f, sets=sets) for f in scenario.fleets)) if sets else scenario
