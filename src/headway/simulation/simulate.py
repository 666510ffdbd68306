"""Simulations: the corridor through days and years, once or many times, alone or in parallel."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from headway.arguments import public
from headway.errors import InputError, Problem
from headway.io import scenario_of
from headway.jit import compiling
from headway.model import Closure, Scenario
from headway.parallel import mapped
from headway.simulation.corridor import Corridor, drafted
from headway.simulation.engine import DISTURBED, DONE, Marks, World, close, grown, run
from headway.simulation.recorded import Outcome, outcome_of
from headway.simulation.result import Record, Simulation
from headway.simulation.rules import Rules
from headway.simulation.statistics import Interval, interval, mser5
from headway.units import DAY_S, exact_sum
from headway.work import Going, Progress, Stop, going, keep, never

_STEP_DAYS = 10
"""Days that are run between two looks at whether to stop."""

_MOST_DAYS = 36_600
_MOST_REPLICATIONS = 100_000
_PILOTS = 10
_BATCH = 10
_HOMEWARD_DAYS = 4


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Ask for replications until the tonnage is known well enough.

    Parameters
    ----------
    half_width
        Half-width of the 95 % interval of the tonnes delivered, as a share of their mean.
    most
        Most replications; no more are run even where the interval is still too wide.
    """

    half_width: float = 0.01
    most: int = 1_000


@dataclass(frozen=True, slots=True)
class _Job:
    """What all replications have in common."""

    scenario: Scenario
    days: int
    seed: int
    warm_up_days: int
    rules: Rules
    record: Record
    first: int = 0

    def drafted(self) -> Corridor:
        return drafted(self.scenario, self.rules, -self.warm_up_days * DAY_S, (self.days + _HOMEWARD_DAYS) * DAY_S)


@public
def simulate(
    scenario: Scenario | str | Path,
    *,
    days: int = 365,
    seed: int = 0,
    replications: int | Precision = 1,
    first: int = 0,
    jobs: int = 1,
    warm_up_days: int | None = 7,
    chance: bool = True,
    rules: Rules | None = None,
    record: Record = Record.PATHS,
    executor: Executor | None = None,
    stop: Stop = never,
    progress: Progress | None = None,
) -> Simulation:
    """Run the corridor through a number of days, with all that chance does to it.

    All train sets begin empty in the yard of their load-out, the stockpiles at their initial level. The warm-up comes
    first and is not counted.

    Parameters
    ----------
    scenario
        The corridor: a `Scenario`, or the name or the path of a scenario.
    days
        Days that count, 1 or more.
    seed
        Names the random streams, together with the things that they are for and the number of the replication. So the
        numbers are the same on every machine and for any number of jobs, and the weather is the same whatever trains
        run.
    replications
        How many replications to run, or how precisely the tonnage must be known.
    first
        Number of the first of them, 0 or more: replications 10 to 19 are the same whether they are run after the first
        ten or alone.
    jobs
        How many replications to run at once on this machine.
    warm_up_days
        Days that are run before those that count; None: as many as MSER-5 advises after ten runs without a warm-up.
    chance
        Whether the scenario's disruptions happen; closures always happen.
    rules
        How trains are dispatched.
    record
        What the first replication records: totals only, what train sets and piles do, or all train paths as well.
    executor
        Runs the replications, in place of threads of this machine.
    stop
        When to end before all replications are run, judged by those that are: `MaxSeconds`, or any call of (rounds,
        seconds).
    progress
        Is told the days, or the replications, as they are done, and what is compiled, which happens once.

    An interruption (Ctrl-C, or a `headway.work.Cancel`) ends the run and returns the replications that are whole (see
    `Simulation.interrupted`). Where none is whole, `KeyboardInterrupt` is raised again.

    Raises
    ------
    InputError
        If an argument is out of range, or a train cannot run.
    """
    scenario = scenario_of(scenario)
    scenario.need_services("a simulation")
    problems = list(problems_of_run(scenario, days, replications, warm_up_days, first))
    if problems:
        raise InputError(problems)
    happens = scenario
    if not chance:
        happens = replace(scenario, disruptions=tuple(d for d in scenario.disruptions if isinstance(d, Closure)))
    rules = rules or Rules()
    if warm_up_days is None:
        warm_up_days = _warm_up(happens, days, seed, jobs, rules)
    job = _Job(happens, days, seed, warm_up_days, rules, record, first)
    most = replications if isinstance(replications, int) else replications.most
    with going(stop) as work:
        with compiling(partial(progress, 0.0) if progress else None):
            corridor, world = _world(job, first, progress=progress and partial(_of_all, progress, most))
        outcomes = [outcome_of(corridor, world, first, days)]
        keep(work)
        if replications != 1:
            outcomes += _replicated(job, outcomes[0], replications, jobs, executor, work, progress)
    if record is Record.PATHS:
        # Trains that are on their way at the end of the days still run home, so that their paths are whole. None of
        # this counts.
        world = _run(world, float((days + _HOMEWARD_DAYS) * DAY_S))
    return Simulation(
        scenario=scenario,
        days=days,
        warm_up_days=warm_up_days,
        seed=seed,
        chance=chance,
        rules=rules,
        interrupted=work.interrupted,
        record=record,
        outcomes=tuple(outcomes),
        corridor=corridor,
        world=world,
    )


def problems_of_run(
    scenario: Scenario, days: int, replications: int | Precision, warm_up_days: int | None, first: int = 0
) -> list[Problem]:
    """Return what is wrong with the arguments of a simulation, closures outside its days among them."""
    most = replications if isinstance(replications, int) else replications.most
    rules = (
        (1 <= days <= _MOST_DAYS, "days", f"simulate 1 to {_MOST_DAYS:,} days, not {days}"),
        (
            warm_up_days is None or 0 <= warm_up_days <= _MOST_DAYS,
            "warm_up_days",
            f"0 to {_MOST_DAYS:,} days, not {warm_up_days}",
        ),
        (1 <= most <= _MOST_REPLICATIONS, "replications", f"1 to {_MOST_REPLICATIONS:,}, not {most}"),
        (0 <= first < _MOST_REPLICATIONS, "first", f"0 to {_MOST_REPLICATIONS - 1:,}, not {first}"),
        (
            isinstance(replications, int) or 0 < replications.half_width < 1,
            "replications",
            "the half-width is a share between 0 and 1",
        ),
    )
    found = [Problem(text, where=where) for holds, where, text in rules if not holds]
    return found + _beyond(scenario, days)


def _beyond(scenario: Scenario, days: int) -> list[Problem]:
    """Return a problem for each closure that begins outside the simulated days, since its date must be a mistake."""
    last = scenario.starts_on + timedelta(days=days)
    return [
        Problem(
            f"begins on {d.starts_on}, but the days run from {scenario.starts_on} to {last}. Move it, or run more days",
            where=f"disruptions.{d.name}.starts_on",
        )
        for d in scenario.disruptions
        if isinstance(d, Closure) and not scenario.starts_on <= d.starts_on < last
    ]


def _of_all(progress: Progress, most: int, share: float, text: str) -> None:
    """Report how far the first of some replications is, as a share of all of them."""
    progress(share / most, text)


def _world(job: _Job, replication: int, progress: Progress | None = None) -> tuple[Corridor, World]:
    """Run one replication, some days at a time; with progress, day by day."""
    corridor = job.drafted()
    begin, end = -job.warm_up_days * DAY_S, job.days * DAY_S
    record = job.record if replication == job.first else Record.TOTALS
    world = corridor.draft.world(
        seed=job.seed,
        replication=replication,
        begin=begin,
        end=end,
        starts_on=job.scenario.starts_on,
        spare=_spare(job.scenario),
        marks=Marks(calls=record is Record.PATHS, acts=record is not Record.TOTALS),
    )
    runs = _runner(job, corridor, replication)
    for day in range(-job.warm_up_days, job.days + 1, 1 if progress else _STEP_DAYS):
        world = runs(world, float(day * DAY_S))
        if progress is not None:
            _tell(progress, job, corridor, world, day)
    world = runs(world, float(end))
    close(world)
    return corridor, world


def _runner(job: _Job, corridor: Corridor, replication: int) -> Callable[[World, float], World]:
    """Return what runs a world up to a time: the kernel alone, or with a dispatcher that plans ahead."""
    if job.rules.replanning is None:
        return _run
    from headway.simulation.replanning import Dispatcher

    return Dispatcher(corridor, job.rules.replanning, job.seed + 1_000 * replication).run


def _tell(progress: Progress, job: _Job, corridor: Corridor, world: World, day: int) -> None:
    """Report the simulated date and what has been delivered so far."""
    share = (day + job.warm_up_days) / (job.days + job.warm_up_days)
    if day <= 0:
        progress(share, "warm-up")
        return
    flows = [corridor.duties[f.name] for f in job.scenario.flows]
    done = exact_sum(float(world.duties[d]["dumped"] - world.duties[d]["dumped_0"]) for d in flows) / 1e9
    progress(share, f"{job.scenario.starts_on + timedelta(days=day)}, {done:.2f} Mt")


def _spare(scenario: Scenario) -> int:
    """Return how many rows the trains of the timetable need at one time, with room for days of closure."""
    return 64 + 8 * len(scenario.fixed_paths)


def _run(world: World, until: float) -> World:
    """Run the kernel up to a time, and make more room in its lists whenever it asks for it."""
    while (status := run(world, until)) != DONE:
        world = world if status == DISTURBED else grown(world)
    return world


def _one(job: _Job, replication: int) -> Outcome:
    """Run one replication; there is nothing to keep of it before it is whole."""
    with going(never):
        corridor, world = _world(job, replication)
        return outcome_of(corridor, world, replication, job.days)


def _replicated(
    job: _Job,
    first: Outcome,
    replications: int | Precision,
    jobs: int,
    executor: Executor | None,
    work: Going,
    progress: Progress | None,
) -> list[Outcome]:
    """Run the replications after the first, or as many as the precision asks for, unless it is time to stop."""
    most = replications if isinstance(replications, int) else replications.most
    outcomes = [first]
    started = perf_counter()
    with suppress(KeyboardInterrupt):
        while len(outcomes) < most:
            count = most if isinstance(replications, int) else min(most, len(outcomes) + _BATCH)
            numbers = range(job.first + len(outcomes), job.first + count)
            for outcome in mapped(partial(_one, job), numbers, jobs=jobs, executor=executor):
                outcomes.append(outcome)
                spent_s = perf_counter() - started
                if progress is not None:
                    progress(len(outcomes) / most, _state(outcomes, job, most))
                if work(len(outcomes), spent_s):
                    return outcomes[1:]
            if not isinstance(replications, int) and _tonnes(outcomes).relative <= replications.half_width:
                break
    return outcomes[1:]


def _tonnes(outcomes: Sequence[Outcome]) -> Interval:
    return interval([exact_sum(o.delivered_kg.values()) for o in outcomes])


def _state(outcomes: Sequence[Outcome], job: _Job, most: int) -> str:
    known = _tonnes(outcomes)
    year = 365 / job.days / 1e9
    return f"{len(outcomes)} of {most}, {known.mean * year:.2f} Mt/y ± {known.relative:.1%}"


def _warm_up(scenario: Scenario, days: int, seed: int, jobs: int, rules: Rules) -> int:
    """Return the warm-up that MSER-5 finds in the mean daily tonnes of ten runs that begin empty."""
    job = _Job(scenario, days, seed, 0, rules, Record.TOTALS)
    pilots = mapped(partial(_one, job), range(_PILOTS), jobs=jobs)
    daily = np.mean([np.sum([np.zeros(days), *o.dumped_kg.values()], axis=0) for o in pilots], axis=0)
    return mser5(daily)
