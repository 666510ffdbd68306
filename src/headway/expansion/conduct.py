"""Plan what to build and buy: bounds, the proven master, the search for verified stages, and what the future is worth."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from headway.arguments import public
from headway.expansion.asking import Asked, about_plan, read_plan
from headway.expansion.bounds import Bounds, bounds_of
from headway.expansion.formulation import programme_of
from headway.expansion.futures import futures_of
from headway.expansion.programme import Guide, Resource, Way, solve
from headway.expansion.result import Expansion
from headway.expansion.stages import built
from headway.expansion.verifying import Evidence, Search, refuse
from headway.jit import compiling
from headway.store import PlanFolder, inputs_hash
from headway.work import MaxRounds, Progress, Stop

_LOOKS = MaxRounds(6)
"""How many cheaper plans are looked for, once a plan holds."""


@public
def expand(
    plan: Asked | Mapping[str, Any] | str | Path,
    *,
    practice: str | None = None,
    folder: str | Path | None = None,
    stop: Stop = _LOOKS,
    jobs: int = 2,
    progress: Progress | None = None,
) -> Expansion:
    """Plan what to build and buy in which year.

    Parameters
    ----------
    plan
        What is asked: a plan, its file, the scenario beside which it lies, or a mapping of the keys of a file.
    practice
        The practice, in place of the one that the file names; not for a plan that was read already.
    folder
        Where what is found is kept, so that planning goes on where it stood; None: nothing is kept.
    stop
        When to look no further for a cheaper plan once one holds.
    jobs
        Simulated years at once, and threads of searches.
    progress
        Is told what is being found out.

    An interruption (Ctrl-C) raises `KeyboardInterrupt`; what was found is kept.

    Raises
    ------
    InputError
        With every problem of the plan; if no set of options carries the demand, by how much and what binds; if nothing
        that can be bought keeps the promise.
    """
    asked = plan if isinstance(plan, Asked) else read_plan(plan, practice)
    store = PlanFolder(None if folder is None else Path(folder))
    store.begin(asked.title, asked.text, dict(about_plan(asked).rows()))
    tell = _Telling(progress)
    base = inputs_hash(asked.base.design)
    with compiling(tell):
        bounds = _bounds(asked, store, base, tell)
        programme = programme_of(asked, bounds)
        lower = solve(programme)
        if lower is None:
            refuse(asked, programme, Guide(), ())
        tell(f"no plan costs less than {lower.bound:,.0f} M USD")
        evidence = Evidence(asked, store, base, jobs, tell)
        found = Search(asked, programme, bounds, evidence, stop, tell).run()
        tell("what the paths of demand are worth")
        futures = futures_of(asked, bounds, found)
    return Expansion(asked=asked, bounds=bounds, programme=programme, lower=lower, found=found, futures=futures)


class _Telling:
    """Tells how far planning is: nobody knows how many rounds it takes, so the share creeps towards the end."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.told = progress, 0

    def __call__(self, text: str) -> None:
        if self.progress is not None:
            self.told += 1
            self.progress(1 - 60 / (60 + self.told), text)


def _bounds(asked: Asked, store: PlanFolder, base: str, told: Callable[[str], None]) -> Bounds:
    """Return what bounds the flows, from the folder if it is known."""
    demand = {name: min(t_y) for name, t_y in asked.main.t_y.items()}
    options = [
        [o.name, o.most, sorted(o.excludes), type(o).__name__, built(asked, {o.name: o.most}), _more(o)] for o in asked.each
    ]
    key = ["bounds", base, asked.base.scenario.practice, asked.changes, str(asked.shut), demand, asked.follows, options]
    kept = store.found(key)
    if kept is None:
        found = bounds_of(asked, told)
        store.keep(key, {"resources": [asdict(resource) for resource in found.resources], "cycle_s": dict(found.cycle_s)})
        return found
    resources = tuple(
        Resource(name=r["name"], flow=r["flow"], ways=tuple(Way(**way) for way in r["ways"]), guided=r["guided"])
        for r in kept["resources"]
    )
    return Bounds(resources=resources, cycle_s=kept["cycle_s"])


def _more(option: object) -> str:
    """Return what else of an option its bounds depend on."""
    return f"{getattr(option, 'fleet', '')} {getattr(option, 'terminal', '')} {getattr(option, 'availability', '')}"
