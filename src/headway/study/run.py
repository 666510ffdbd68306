"""The main run: plan a day and simulate the corridor, with settings that give the same bits again."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from headway.arguments import public
from headway.io import scenario_of
from headway.jit import compiled_beside
from headway.model import Scenario
from headway.simulation import Simulation, simulate
from headway.simulation.engine import run_on
from headway.store import Timings
from headway.timetabling import Timetable, timetable
from headway.work import Progress

_PLANNED = 0.2
"""Share of the progress of a run that its plan takes."""

_COMPILES = "compiling the simulation, once"


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a run, besides its scenario; parameters are those of `simulate`."""

    days: int = 28
    warm_up_days: int = 7
    seed: int = 0
    chance: bool = True


@public
def planned_and_simulated(
    scenario: Scenario | str | Path, settings: Settings, progress: Progress | None = None
) -> tuple[Timetable, Simulation, Timings]:
    """Plan the first day of a scenario and simulate the scenario.

    Returns the plan, the simulation and how long each took.
    """
    scenario = scenario_of(scenario)
    started = perf_counter()
    planning = progress and partial(_between, progress, 0.0, _PLANNED)
    with compiled_beside("headway.simulation.engine.warm_up", run_on, lambda: planning and planning(1.0, _COMPILES)):
        plan = timetable(scenario, days=1, progress=planning)
        if plan.interrupted:
            raise KeyboardInterrupt
    planned = perf_counter()
    result = simulate(
        scenario,
        days=settings.days,
        warm_up_days=settings.warm_up_days,
        seed=settings.seed,
        chance=settings.chance,
        progress=progress and partial(_between, progress, _PLANNED, 1.0),
    )
    spent = Timings(load_s=0.0, plan_s=round(planned - started, 3), simulate_s=round(perf_counter() - planned, 3), report_s=0.0)
    return plan, result, spent


def _between(progress: Progress, low: float, high: float, share: float, text: str) -> None:
    """Report the progress of a part of the work as a share of the whole."""
    progress(low + (high - low) * share, text)
